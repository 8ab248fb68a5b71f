//! The content of records: one plain struct per kind of information, and the table that ties kinds to information types.
//! These structs are what a vendor fills in; field meanings, units and standards stand in `proto/samsyn/record/v1/`.

mod activity;
mod care;
mod concern;
mod custody;
mod document;
mod medication;
mod observation;
mod person;
mod plan;
mod process;
mod questionnaire;
mod school;
pub mod systems;
pub mod types;
mod vaccination;

use super::InformationType;

pub use activity::{Activity, ActivityKind, ActivityMode};
pub use care::{Certainty, Condition, ConditionState, Intervention, InterventionClosure};
pub use concern::{ConcernKind, ConcernReport, InquiryFeedback};
pub use custody::{Custody, CustodyBasis, CustodyHolder, FamilyTie, FamilyTieKind, StatedCustody};
pub use document::{
    CareDocument, DocumentSection, ProgrammeAdherence, ProgrammeDeviation, ProgrammeStatement,
};
pub use medication::{Medication, MedicationState};
pub use observation::{Interpretation, Laterality, Observation, ObservedComponent, ObservedValue};
pub use person::{
    Contact, IdentityProtection, MasterData, Person, RegisteredSex, SpokenLanguage, Unborn,
};
pub use plan::{ActionState, GoalState, Plan, PlanAction, PlanGoal};
pub use process::{Assessment, AssessmentState, Referral, ReferralState};
pub use questionnaire::{Answer, Indicator, Instrument, Questionnaire, Score};
pub use school::{Attendance, AttendanceUnit, SchoolSupportPlan, SupportMeasure};
pub use vaccination::{NotGiven, Vaccination};

/// Writes a `Debug` that shows a type's name and nothing of what it holds.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })+
    };
}
use redacted;

/// Makes the body, its kinds, and the way from each struct to its body out of one list.
macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// The content of a record, typed.
        #[derive(Clone, PartialEq, Eq)]
        pub enum Body {
            $($(#[$doc])* $name($name),)+
        }

        /// The kinds of content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum BodyKind {
            $($(#[$doc])* $name,)+
        }

        impl BodyKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }

        impl Body {
            /// What kind of content this is.
            #[must_use]
            pub fn kind(&self) -> BodyKind {
                match self {
                    $(Self::$name(_) => BodyKind::$name,)+
                }
            }
        }

        $(impl From<$name> for Body {
            fn from(body: $name) -> Self {
                Self::$name(body)
            }
        })+
    };
}

bodies! {
    /// Who the child is.
    MasterData,
    /// Who holds custody.
    Custody,
    /// Whom to turn to.
    Contact,
    /// What the child has.
    Condition,
    /// What an organisation does about it.
    Intervention,
    /// What happens, past and to come.
    Activity,
    /// Goals and actions.
    Plan,
    /// Text.
    CareDocument,
    /// One dose of a vaccine.
    Vaccination,
    /// A measurement or finding.
    Observation,
    /// A filled-in questionnaire.
    Questionnaire,
    /// A computed sign.
    Indicator,
    /// A medicine.
    Medication,
    /// A referral.
    Referral,
    /// An assessment.
    Assessment,
    /// Absence from school.
    Attendance,
    /// Support in school.
    SchoolSupportPlan,
    /// That there is a report of concern.
    ConcernReport,
}

/// Shows the kind only.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({:?})", self.kind())
    }
}

/// Which kind of content each information type has.
const KINDS: &[(&str, BodyKind)] = &[
    (types::MASTER_DATA, BodyKind::MasterData),
    (types::CUSTODY, BodyKind::Custody),
    (types::CONTACT, BodyKind::Contact),
    (types::CONDITION, BodyKind::Condition),
    (types::INTERVENTION, BodyKind::Intervention),
    (types::ACTIVITY, BodyKind::Activity),
    (types::PLAN, BodyKind::Plan),
    (types::DOCUMENT_CARE_NOTE, BodyKind::CareDocument),
    (types::DOCUMENT_BVC_SUMMARY, BodyKind::CareDocument),
    (types::DOCUMENT_DISCHARGE_LETTER, BodyKind::CareDocument),
    (types::DOCUMENT_STATEMENT, BodyKind::CareDocument),
    (types::VACCINATION, BodyKind::Vaccination),
    (types::OBSERVATION_GROWTH, BodyKind::Observation),
    (types::OBSERVATION_SCREENING, BodyKind::Observation),
    (types::OBSERVATION_VITAL_SIGN, BodyKind::Observation),
    (types::QUESTIONNAIRE, BodyKind::Questionnaire),
    (types::INDICATOR, BodyKind::Indicator),
    (types::MEDICATION, BodyKind::Medication),
    (types::REFERRAL, BodyKind::Referral),
    (types::ASSESSMENT, BodyKind::Assessment),
    (types::ATTENDANCE, BodyKind::Attendance),
    (types::SCHOOL_SUPPORT_PLAN, BodyKind::SchoolSupportPlan),
    (types::CONCERN_REPORT, BodyKind::ConcernReport),
    (types::CONCERN_REPORT_FEEDBACK, BodyKind::ConcernReport),
];

/// Every information type that this binary has a body for.
pub fn known_types() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(code, _)| *code)
}

/// The kind of content that an information type has, `None` for a type that this binary does not know.
#[must_use]
pub fn expected_kind(information_type: &InformationType) -> Option<BodyKind> {
    KINDS
        .iter()
        .find(|(code, _)| *code == information_type.as_str())
        .map(|(_, kind)| *kind)
}

/// Whether a body is of the kind that the type asks for. A type unknown to this binary fits any body: it is newer, not wrong.
// R-RECORD-1
#[must_use]
pub fn fits(information_type: &InformationType, body: &Body) -> bool {
    expected_kind(information_type).is_none_or(|kind| kind == body.kind())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_a_type_and_every_type_one_kind() {
        let types: HashSet<_> = known_types().collect();
        assert_eq!(types.len(), KINDS.len());
        for code in types {
            assert!(InformationType::parse(code).is_ok(), "{code}");
        }
        for kind in BodyKind::ALL {
            assert!(KINDS.iter().any(|(_, k)| k == kind), "{kind:?}");
        }
    }

    // R-RECORD-1
    #[test]
    fn a_known_type_takes_its_own_kind_and_an_unknown_type_any() {
        let body = Body::from(Vaccination::new("J07BD52", "A1"));
        let fits = |code: &str| fits(&InformationType::parse(code).unwrap(), &body);
        assert!(fits(types::VACCINATION));
        assert!(!fits(types::MEDICATION));
        // Codes match exactly: a longer code is another type, and a type nobody here knows.
        assert!(fits("vaccination/travel"));
    }

    // R-RECORD-4
    #[test]
    fn debug_shows_the_kind_and_nothing_else() {
        let body = Body::from(Vaccination::new("J07BD52", "A1"));
        assert_eq!(format!("{body:?}"), "Body(Vaccination)");
        let person = Person::new("Alva Berg", "mother");
        assert_eq!(format!("{person:?}"), "Person(…)");
    }
}

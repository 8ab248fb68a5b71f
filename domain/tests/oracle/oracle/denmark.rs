//! The Danish cells: the second table of policy-tables.md, row by row, and its windows. "?" takes the stricter branch.

use domain::policy::Ground;

use super::{
    Choice, Gives, Since, Whose,
    beyond::{chosen, note},
    requested_by_consent_instead,
};
use crate::axes::{Kind, Point, Sector as S, Who};

/// What the cell of this actor and source gives by this ground.
pub(super) fn gives(point: &Point, ground: Ground) -> Gives {
    match point.who {
        Who::At(S::ChildPsychiatry | S::Hospital | S::GeneralPractice) => clinic(point, ground),
        Who::At(S::HealthVisitor) => visitor(point, ground),
        Who::At(S::Ppr | S::School | S::DayCare) => learning(point, ground),
        Who::At(S::SocialFamily) => social(point, ground),
        // Registers and plans have no row as actors.
        Who::At(_) => Gives::Nothing,
        Who::Guardian | Who::Child => citizen(point, ground),
    }
}

/// Of the first column those with a journal: BUP, hospital, GP.
fn is_clinic(sector: S) -> bool {
    matches!(
        sector,
        S::ChildPsychiatry | S::Hospital | S::GeneralPractice
    )
}

/// The first column: BUP, hospital, GP, medication, vaccination.
fn is_care(sector: S) -> bool {
    is_clinic(sector) || matches!(sector, S::MedicationRegister | S::VaccinationRegister)
}

fn is_learning(sector: S) -> bool {
    matches!(sector, S::Ppr | S::School | S::DayCare)
}

fn is_of_the_register(kind: Kind) -> bool {
    matches!(kind, Kind::MasterData | Kind::Custody)
}

/// What a journal holds. The school's and reports of concern are others'.
fn is_health_type(kind: Kind) -> bool {
    let others = matches!(
        kind,
        Kind::Attendance | Kind::SupportPlan | Kind::ConcernReport | Kind::Feedback | Kind::Unnamed
    );
    !others && !is_of_the_register(kind)
}

/// What PPR, school and day care keep.
fn is_learning_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CareNote
            | Kind::Assessment
            | Kind::Questionnaire
            | Kind::Intervention
            | Kind::Attendance
            | Kind::SupportPlan
            | Kind::Activity
            | Kind::Contact
    )
}

/// What the family department keeps of a case.
fn is_social_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Plan
            | Kind::Contact
            | Kind::Intervention
            | Kind::Activity
            | Kind::Assessment
            | Kind::CareNote
            | Kind::ConcernReport
    )
}

fn is_of_a_plan(kind: Kind) -> bool {
    matches!(kind, Kind::Plan | Kind::Contact | Kind::Activity)
}

/// "DK windows": vaccinations, growth, medication unlimited; health notes 5 years.
fn of_health(kind: Kind) -> Since {
    match kind {
        Kind::Vaccination | Kind::Growth | Kind::Medication => Since::Ever,
        Kind::MasterData | Kind::Custody => {
            note(Choice::DkMasterDataInJournal);
            Since::Ever
        }
        _ => Since::Years(5),
    }
}

/// "PPR and social: open case + 2 years", as far as each record tells that something is open.
fn open_case(kind: Kind) -> Since {
    if began_once(kind) {
        note(Choice::DkOpenByRecord);
    }
    Since::Years(2)
}

/// What is dated by when it began and does not go on.
fn began_once(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CareNote | Kind::Activity | Kind::Questionnaire | Kind::ConcernReport
    )
}

/// "R consent", G2 / C.
const BY_CONSENT: Gives = Gives::RequestBy(Whose::GuardiansOrChild);

/// R by either: the statute asks for no consent, whoever claims it must have it.
fn by_statute_or_consent(point: &Point, ground: Ground) -> Gives {
    match ground {
        Ground::Consent => requested_by_consent_instead(point),
        _ => Gives::Request,
    }
}

/// "G2 / C", from then on.
fn by_consent(since: Since) -> Gives {
    Gives::Direct {
        whose: Whose::GuardiansOrChild,
        since,
    }
}

/// D by necessity; consent only where it is claimed instead.
fn by_necessity(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    if !is_health_type(kind) && !is_of_the_register(kind) {
        return Gives::Nothing;
    }
    match ground {
        Ground::Necessity => by_consent(of_health(kind)),
        Ground::Consent if point.claim == Some(Ground::Consent) => {
            chosen(Choice::ConsentClaimedInstead, by_consent(of_health(kind)))
        }
        _ => Gives::Nothing,
    }
}

/// domain.md 3 and wording.md have emergencies for both countries, the Danish table no row of them: "?", so the first column alone, and of
/// CPR whom to call. Sundhedsloven 42 a on what is necessary for a patient who cannot speak.
fn in_an_emergency(point: &Point) -> Gives {
    let kind = point.kind;
    let opens = match point.producer {
        producer if is_care(producer) => is_health_type(kind),
        S::PopulationRegister => kind == Kind::Custody,
        _ => false,
    };
    if !opens {
        return Gives::Nothing;
    }
    // "Acute = the parent present": nobody is asked at all.
    note(Choice::DkNobodyAskedWhenAcute);
    let since = match point.producer {
        S::PopulationRegister => Since::Ever,
        _ => of_health(kind),
    };
    chosen(Choice::DkEmergencyOfClinics, Gives::direct(since))
}

/// Row BUP, hospital, GP.
fn clinic(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let consent = ground == Ground::Consent;
    match point.producer {
        _ if ground == Ground::Emergency => in_an_emergency(point),
        // D necessity, no consent, an objection blocks.
        producer if is_care(producer) => by_necessity(point, ground),
        // x health visitor: "D ? same".
        S::HealthVisitor if consent && (is_health_type(kind) || is_of_the_register(kind)) => {
            chosen(Choice::DkVisitorByConsent, by_consent(of_health(kind)))
        }
        // x PPR, school, day care: D with consent G2 / C, else R "?".
        producer if is_learning(producer) && is_learning_type(kind) => match ground {
            Ground::Consent => by_consent(open_case(kind)),
            _ => chosen(Choice::DkNoReleaseWithoutConsent, Gives::Nothing),
        },
        // x social: R consent; plan, contacts.
        S::SocialFamily if consent && matches!(kind, Kind::Plan | Kind::Contact) => BY_CONSENT,
        S::PopulationRegister => register(point, ground),
        S::CoordinationPlan => plan(kind, ground),
        _ => Gives::Nothing,
    }
}

/// Row health visitor.
fn visitor(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let consent = ground == Ground::Consent;
    match point.producer {
        producer if is_care(producer) => by_necessity(point, ground),
        // D own.
        S::HealthVisitor if point.own => by_necessity(point, ground),
        S::HealthVisitor if consent && (is_health_type(kind) || is_of_the_register(kind)) => {
            chosen(Choice::DkVisitorElsewhereByHand, BY_CONSENT)
        }
        // x PPR, school: R early prevention, else consent.
        producer if is_learning(producer) && is_learning_type(kind) => match ground {
            Ground::Statute => Gives::Request,
            Ground::Consent => requested_by_consent_instead(point),
            _ => Gives::Nothing,
        },
        // x social: "as PPR".
        S::SocialFamily if matches!(kind, Kind::Plan | Kind::Contact) => {
            let gives = if consent { BY_CONSENT } else { Gives::Nothing };
            chosen(Choice::DkVisitorAsOthersOfSocial, gives)
        }
        S::PopulationRegister => register(point, ground),
        S::CoordinationPlan => plan(kind, ground),
        _ => Gives::Nothing,
    }
}

/// Row PPR, school; and day care, which has none.
fn learning(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let consent = ground == Ground::Consent;
    let by_one = matches!(ground, Ground::Consent | Ground::Statute);
    let day_care = point.who == Who::At(S::DayCare);
    // Sundhedsloven 43; "summary": what was written to be shown.
    let summary = matches!(kind, Kind::BvcSummary | Kind::Statement);
    match point.producer {
        // x care: consent G2 / C; summary.
        producer if is_clinic(producer) && consent && summary && !day_care => {
            by_consent(of_health(kind))
        }
        // x health visitor: "as above".
        S::HealthVisitor if consent && summary && !day_care => {
            chosen(Choice::DkSummaryOfVisitorToo, by_consent(of_health(kind)))
        }
        // PPR x PPR: D own; RP.
        S::Ppr if point.own && consent && is_learning_type(kind) && is_at(point, S::Ppr) => {
            Gives::Direct {
                whose: Whose::ResidenceParentOrChild,
                since: open_case(kind),
            }
        }
        S::Ppr if point.own && is_at(point, S::Ppr) => Gives::Nothing,
        // Among them else: "D own ?", so R; elsewhere by consent.
        producer if is_learning(producer) && is_learning_type(kind) => {
            let gives = match ground {
                Ground::Consent if point.own => requested_by_consent_instead(point),
                Ground::Consent => BY_CONSENT,
                Ground::Statute if point.own => Gives::Request,
                _ => Gives::Nothing,
            };
            chosen(Choice::DkLearningByHand, gives)
        }
        // x social: as above; else consent: R.
        S::SocialFamily if by_one => match kind {
            Kind::Plan | Kind::Contact => by_statute_or_consent(point, ground),
            _ => chosen(Choice::DkLearningPlanAndContact, Gives::Nothing),
        },
        // x CPR: masked.
        S::PopulationRegister if !day_care && is_of_the_register(kind) => {
            let gives = match ground {
                Ground::Statute => Gives::Request,
                _ => Gives::Nothing,
            };
            chosen(Choice::DkLearningRegisterByHand, gives)
        }
        S::CoordinationPlan => plan(kind, ground),
        _ => Gives::Nothing,
    }
}

fn is_at(point: &Point, sector: S) -> bool {
    point.who == Who::At(sector)
}

/// Row social.
fn social(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let by_one = matches!(ground, Ground::Consent | Ground::Statute);
    let statute = ground == Ground::Statute;
    match point.producer {
        // R: inquiry, consent first, else by statute.
        S::MedicationRegister | S::VaccinationRegister if by_one => match kind {
            Kind::Vaccination | Kind::Medication => by_statute_or_consent(point, ground),
            _ => chosen(Choice::DkNoticeTypes, Gives::Nothing),
        },
        // A case at a Børnehus, "D or R", is asked about in the same way.
        producer
            if by_one
                && (is_clinic(producer)
                    || is_learning(producer)
                    || producer == S::HealthVisitor) =>
        {
            let kept = is_health_type(kind) || is_learning_type(kind);
            if kept && (is_clinic(producer) || matches!(producer, S::HealthVisitor | S::Ppr)) {
                note(Choice::DkChildrensHouseOnRequest);
            }
            if kept {
                by_statute_or_consent(point, ground)
            } else {
                chosen(Choice::DkNoticeTypes, Gives::Nothing)
            }
        }
        // Own D; another municipality 132 "?", so R.
        S::SocialFamily if !is_social_type(kind) => Gives::Nothing,
        S::SocialFamily if statute && point.own => Gives::direct(open_case(kind)),
        S::SocialFamily if statute => Gives::Request,
        S::PopulationRegister => register(point, ground),
        S::CoordinationPlan => plan(kind, ground),
        _ => Gives::Nothing,
    }
}

/// x CPR: D. Who claims consent asks the one with whom the child is registered.
fn register(point: &Point, ground: Ground) -> Gives {
    match ground {
        _ if !is_of_the_register(point.kind) => Gives::Nothing,
        Ground::Statute => Gives::direct(Since::Ever),
        Ground::Consent if point.claim == Some(Ground::Consent) => {
            let asked = Gives::Direct {
                whose: Whose::ResidenceParentOrChild,
                since: Since::Ever,
            };
            chosen(Choice::ConsentClaimedInstead, asked)
        }
        _ => Gives::Nothing,
    }
}

/// The child's plan: while open and a year.
fn plan(kind: Kind, ground: Ground) -> Gives {
    if is_of_a_plan(kind) && ground == Ground::Consent {
        if began_once(kind) {
            note(Choice::DkOpenByRecord);
        }
        chosen(Choice::DkPlanByConsent, by_consent(Since::Years(1)))
    } else {
        Gives::Nothing
    }
}

/// Rows parent, child under 15, and child.
fn citizen(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let child = point.who == Who::Child;
    let journal = is_health_type(kind) || is_of_the_register(kind);
    let open = match point.producer {
        // D, for parents minus what is not for them.
        producer if is_care(producer) => journal,
        S::HealthVisitor if child => journal,
        S::HealthVisitor => {
            note(Choice::DkParentNoVisitor);
            false
        }
        // x CPR: own.
        S::PopulationRegister => is_of_the_register(kind) || (child && journal),
        // R, the child's own party rights from 10 included.
        S::Ppr | S::School | S::DayCare | S::SocialFamily => {
            note(Choice::CitizensAskNobody);
            false
        }
        _ => false,
    };
    if !open || ground != Ground::OwnAccess {
        return Gives::Nothing;
    }
    note(Choice::CitizensSeeJournalWhole);
    // The child from 15; the parents' digital view ends as it opens.
    if child && point.producer == S::PopulationRegister && point.age.years.is_some_and(|y| y < 15) {
        note(Choice::DkChildAsksTheRegister);
    }
    match point.age.years {
        None => Gives::AgeUnknown,
        Some(years) if (years >= 15) == child => {
            chosen(Choice::CitizensSeeAllTime, Gives::direct(Since::Ever))
        }
        Some(_) => Gives::NotAtThisAge,
    }
}

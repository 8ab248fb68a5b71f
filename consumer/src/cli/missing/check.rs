//! What one recipient lacks, by the aggregator's own decision: CheckConsent shows nothing and asks no source.

use domain::id::PersonId;
use proto::v1::{
    common::Identifier,
    consent::{CheckConsentRequest, CheckConsentResponse},
};

use super::{
    super::{Failure, output::Desk},
    file::Appointment,
    row::{Grantor, Lack, Row, Status},
};
use crate::{
    Error,
    client::identifier,
    model::{Reason, reason_of},
    wording,
};

/// One appointment to be checked.
pub(super) struct Question {
    pub(super) appointment: Appointment,
    pub(super) child: PersonId,
    /// The caller's own organisation, as its token says.
    pub(super) own: Option<Identifier>,
    /// The sectors whose sources matter; empty = all.
    pub(super) sources: Vec<String>,
}

/// Reasons that a consent is missing, the one first that the fewest words would mend: it may be all that the visit waits for.
const LACKS: [&str; 7] = [
    "OTHER_GUARDIAN_MISSING",
    "CONSENT_NOT_VERIFIED",
    "CONSENT_WITHDRAWN",
    REFUSED,
    OBJECTED,
    "CONSENT_MISSING",
    "NOBODY_CAN_CONSENT",
];
/// Somebody's word was no.
const REFUSED: &str = "CONSENT_REFUSED";
/// The same where no consent is asked for.
const OBJECTED: &str = "OBJECTED";
/// Reasons that leave it open whether a consent is missing.
const UNKNOWN: [&str; 3] = ["CUSTODY_UNKNOWN", "CONSENT_UNKNOWN", "AGE_UNKNOWN"];

/// The appointment with what is missing for it.
///
/// # Errors
/// When nothing at all can be checked: no connection, no access as such.
pub(super) async fn row(desk: &Desk, question: &Question) -> Result<Row, Failure> {
    let checked = check(desk, question).await?;
    Ok(question.row(checked, &|_| None))
}

/// What was found of a child and a recipient.
#[derive(Clone)]
pub(super) struct Checked {
    status: Status,
    why: String,
    lacks: Vec<Lack>,
}

pub(super) async fn check(desk: &Desk, question: &Question) -> Result<Checked, Failure> {
    let appointment = &question.appointment;
    let asked = CheckConsentRequest {
        child: Some(identifier(&question.child)),
        recipient: appointment.recipient.clone().map(Into::into),
        recipient_sector: (appointment.recipient_sector.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        language: desk.voice.language.tag().to_owned(),
        ..CheckConsentRequest::default()
    };
    match desk.client.check_consent(asked).await {
        Ok(told) => Ok(Checked::of(&told, &question.sources, desk.voice.language)),
        Err(error) => Checked::refused(&error, desk),
    }
}

impl Checked {
    /// What cannot be checked for this one is told in its row; what goes for all ends the run.
    pub(super) fn refused(error: &Error, desk: &Desk) -> Result<Self, Failure> {
        let (status, why) = match error {
            Error::Refused { reason } if reason.as_deref() == Some("REFUSED") => {
                (Status::NothingToShow, String::new())
            }
            Error::BadInput { violations, .. } => {
                let fields = violations
                    .iter()
                    .map(|v| format!("{}: {}", v.field, v.expected));
                (Status::NotChecked, fields.collect::<Vec<_>>().join("; "))
            }
            error => return Err(desk.failed(error)),
        };
        Ok(Self {
            status,
            why,
            lacks: Vec::new(),
        })
    }

    /// Reasons that read the same and wait for the same people are one, with all the sectors they concern.
    // R-CLI-8
    fn of(told: &CheckConsentResponse, sources: &[String], language: wording::Language) -> Self {
        let sectors = told.sectors.iter();
        let wanted = sectors.filter(|s| sources.is_empty() || sources.contains(&s.sector));
        let reasons: Vec<Reason> = wanted
            .flat_map(|sector| sector.reasons.iter().map(|r| reason_of(&sector.sector, r)))
            .collect();
        let mut lacks: Vec<Lack> = Vec::new();
        for reason in &reasons {
            if rank(&reason.code).is_some() {
                gather(&mut lacks, lack(reason, language));
            }
        }
        lacks.sort_by_key(|lack| rank(&lack.code));
        let unknown = reasons.iter().find(|r| UNKNOWN.contains(&r.code.as_str()));
        let status = match (unknown, lacks.is_empty()) {
            (_, false) if lacks.iter().all(|lack| is_a_no(&lack.code)) => Status::Refused,
            (_, false) => Status::Missing,
            (Some(_), true) => Status::NotChecked,
            (None, true) => Status::Complete,
        };
        let why = unknown.filter(|_| status == Status::NotChecked);
        Self {
            status,
            why: why
                .map(|reason| sentence(reason, language))
                .unwrap_or_default(),
            lacks,
        }
    }
}

fn is_a_no(code: &str) -> bool {
    [REFUSED, OBJECTED].contains(&code)
}

fn rank(code: &str) -> Option<usize> {
    LACKS.iter().position(|known| *known == code)
}

fn lack(reason: &Reason, language: wording::Language) -> Lack {
    let grantors = reason
        .next_step
        .iter()
        .flat_map(|step| &step.missing_grantors);
    let grantor = |missing: &crate::model::MissingGrantor| Grantor {
        role: missing.role.clone(),
        text: missing.text.clone(),
        name: None,
    };
    Lack {
        code: reason.code.clone(),
        text: sentence(reason, language),
        law: reason.law.clone(),
        sectors: vec![reason.sector.clone()],
        grantors: grantors.map(grantor).collect(),
    }
}

fn sentence(reason: &Reason, language: wording::Language) -> String {
    match reason.text.as_str() {
        "" => wording::reason(&reason.code, language)
            .unwrap_or(&reason.code)
            .to_owned(),
        text => text.to_owned(),
    }
}

fn gather(lacks: &mut Vec<Lack>, found: Lack) {
    let same = |lack: &&mut Lack| lack.code == found.code && lack.grantors == found.grantors;
    let Some(known) = lacks.iter_mut().find(same) else {
        lacks.push(found);
        return;
    };
    for sector in found.sectors {
        if !known.sectors.contains(&sector) {
            known.sectors.push(sector);
        }
    }
    // One law for all of them or none: half of it would mislead.
    if known.law != found.law {
        known.law.clear();
    }
}

impl Question {
    /// The row, with the names of those who must still consent where somebody knows them.
    pub(super) fn row(&self, checked: Checked, name: &dyn Fn(&Grantor) -> Option<String>) -> Row {
        let Checked {
            status,
            why,
            mut lacks,
        } = checked;
        for grantor in lacks.iter_mut().flat_map(|lack| &mut lack.grantors) {
            grantor.name = name(grantor);
        }
        let recipient: Option<Identifier> = self.appointment.recipient.clone().map(Into::into);
        Row {
            child: self.appointment.child.clone(),
            date: self.appointment.date,
            appointment: self.appointment.what.clone(),
            recipient: recipient.or_else(|| self.own.clone()).map(Into::into),
            status,
            why,
            missing: lacks,
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::v1::overview::{MissingGrantor, NextStep, Reason as Wire, SectorDecision};

    use super::*;
    use crate::wording::Language;

    fn sector(code: &str, reasons: &[(&str, &str)]) -> SectorDecision {
        let reason = |(code, role): &(&str, &str)| Wire {
            code: (*code).to_owned(),
            next_step: (!role.is_empty()).then(|| NextStep {
                missing_grantors: vec![MissingGrantor {
                    role: (*role).to_owned(),
                    text: String::new(),
                }],
                ..NextStep::default()
            }),
            ..Wire::default()
        };
        SectorDecision {
            sector: code.to_owned(),
            reasons: reasons.iter().map(reason).collect(),
            ..SectorDecision::default()
        }
    }

    fn checked(sectors: Vec<SectorDecision>, sources: &[&str]) -> Checked {
        let told = CheckConsentResponse {
            sectors,
            decided_time: None,
        };
        let sources: Vec<_> = sources.iter().map(|code| (*code).to_owned()).collect();
        Checked::of(&told, &sources, Language::En)
    }

    // R-CLI-8
    #[test]
    fn what_the_same_people_are_asked_for_is_one_line_over_its_sectors() {
        let missing = |role| [("CONSENT_MISSING", role)];
        let other = [("OTHER_GUARDIAN_MISSING", "OTHER_GUARDIAN")];
        let found = checked(
            vec![
                sector("general-practice", &missing("RESIDENCE_PARENT")),
                sector("day-care", &missing("CHILD")),
                sector("ppr", &other),
                sector("hospital", &[("OUTSIDE_WINDOW", "")]),
                sector("school", &other),
            ],
            &[],
        );
        assert_eq!(found.status, Status::Missing);
        let told: Vec<_> = (found.lacks.iter())
            .map(|lack| (lack.code.as_str(), lack.sectors.join(",")))
            .collect();
        // What one word would mend stands first; who is asked for something else has a line of their own.
        assert_eq!(
            told,
            [
                ("OTHER_GUARDIAN_MISSING", "ppr,school".to_owned()),
                ("CONSENT_MISSING", "general-practice".to_owned()),
                ("CONSENT_MISSING", "day-care".to_owned()),
            ]
        );
    }

    // R-CLI-8
    #[test]
    fn a_window_is_no_missing_consent_and_what_is_not_known_is_not_complete() {
        let status = |code| checked(vec![sector("ppr", &[(code, "")])], &[]).status;
        for code in ["OUTSIDE_WINDOW", "RELEASED_AFTER_REVIEW", "NEVER_SHARED"] {
            assert_eq!(status(code), Status::Complete, "{code}");
        }
        for code in UNKNOWN {
            assert_eq!(status(code), Status::NotChecked, "{code}");
        }
        for code in [REFUSED, OBJECTED] {
            assert_eq!(status(code), Status::Refused);
        }
        for code in LACKS.into_iter().filter(|code| !is_a_no(code)) {
            assert_eq!(status(code), Status::Missing, "{code}");
        }
        let elsewhere = checked(vec![sector("ppr", &[(REFUSED, "")])], &["school"]);
        assert_eq!(elsewhere.status, Status::Complete);
    }
}

//! Where in its life a resource is: FHIR's own status words, and what each means here.

use domain::record::LifeCycle;

use super::node::Node;

/// The reason given with a retraction.
const ENTERED_IN_ERROR: &str = "entered-in-error";
/// The reason given when a bundle deleted the resource.
const DELETED: &str = "deleted";

/// A resource's place in its life, and the status that says so.
#[derive(Clone)]
pub(super) struct Status {
    pub(super) life_cycle: LifeCycle,
    /// FHIR's word.
    pub(super) word: &'static str,
    /// Orders words that share a life-cycle: an amended result is later than a final one.
    pub(super) rank: u8,
}

#[derive(Clone, Copy)]
enum Stage {
    Planned,
    Active,
    Completed,
    Cancelled,
    Retracted,
}
use Stage::{Active, Cancelled, Completed, Planned, Retracted};

type Table = &'static [(&'static str, Stage)];

/// Encounter.status. In each table a later line is later in the life of a resource.
const ENCOUNTER: Table = &[
    ("planned", Planned),
    ("arrived", Active),
    ("triaged", Active),
    ("in-progress", Active),
    ("onleave", Active),
    ("unknown", Completed),
    ("finished", Completed),
    ("cancelled", Cancelled),
    (ENTERED_IN_ERROR, Retracted),
];
/// Condition.clinicalStatus.
const CONDITION: Table = &[
    ("active", Active),
    ("recurrence", Active),
    ("relapse", Active),
    ("inactive", Completed),
    ("remission", Completed),
    ("resolved", Completed),
];
/// Observation.status.
const OBSERVATION: Table = &[
    ("registered", Active),
    ("preliminary", Active),
    ("unknown", Completed),
    ("final", Completed),
    ("amended", Completed),
    ("corrected", Completed),
    ("cancelled", Cancelled),
    (ENTERED_IN_ERROR, Retracted),
];
/// Immunization.status. That a dose was not given is a statement in its final form.
const IMMUNIZATION: Table = &[
    ("completed", Completed),
    ("not-done", Completed),
    (ENTERED_IN_ERROR, Retracted),
];
/// CarePlan.status.
const CARE_PLAN: Table = &[
    ("draft", Planned),
    ("active", Active),
    ("on-hold", Active),
    ("unknown", Completed),
    ("completed", Completed),
    ("revoked", Cancelled),
    (ENTERED_IN_ERROR, Retracted),
];
/// MedicationStatement.status. The contract has "was stopped" under cancelled.
const MEDICATION_STATEMENT: Table = &[
    ("intended", Planned),
    ("active", Active),
    ("on-hold", Active),
    ("unknown", Completed),
    ("completed", Completed),
    ("not-taken", Cancelled),
    ("stopped", Cancelled),
    (ENTERED_IN_ERROR, Retracted),
];
/// QuestionnaireResponse.status.
const QUESTIONNAIRE_RESPONSE: Table = &[
    ("in-progress", Active),
    ("completed", Completed),
    ("amended", Completed),
    ("stopped", Cancelled),
    (ENTERED_IN_ERROR, Retracted),
];
/// `active` of Patient and RelatedPerson; absent means in use.
const IN_USE: Table = &[("active", Active), ("inactive", Completed)];

/// Reads a resource's status; none when it is missing or not FHIR's.
// R-FHIR-4
pub(super) fn of(kind: &str, resource: Node<'_>) -> Option<Status> {
    let status = |table: Table| find(table, resource.text_of("status")?);
    match kind {
        "Encounter" => status(ENCOUNTER),
        "Observation" => status(OBSERVATION),
        "Immunization" => status(IMMUNIZATION),
        "CarePlan" => status(CARE_PLAN),
        "MedicationStatement" => status(MEDICATION_STATEMENT),
        "QuestionnaireResponse" => status(QUESTIONNAIRE_RESPONSE),
        "Condition" => condition(resource),
        // What has no life of its own is in use until it says otherwise.
        _ if resource.flag("active") == Some(false) => find(IN_USE, "inactive"),
        _ => find(IN_USE, "active"),
    }
}

/// The status of what a bundle deletes: taken back.
pub(super) fn deleted() -> Status {
    retracted(DELETED)
}

/// A condition is taken back by its verification; FHIR asks for the clinical status only where it is not.
fn condition(resource: Node<'_>) -> Option<Status> {
    let verification = resource.get("verificationStatus");
    if verification.has_code(ENTERED_IN_ERROR) {
        return Some(retracted(ENTERED_IN_ERROR));
    }
    let clinical = resource.get("clinicalStatus");
    if clinical.exists() {
        return CONDITION
            .iter()
            .find(|(word, _)| clinical.has_code(word))
            .and_then(|(word, _)| find(CONDITION, word));
    }
    // Refuted, ended, or a list without the element, as R4 allows for problem lists in part.
    let over =
        verification.has_code("refuted") || resource.names().any(|n| n.starts_with("abatement"));
    find(CONDITION, if over { "inactive" } else { "active" })
}

fn retracted(reason: &'static str) -> Status {
    Status {
        life_cycle: LifeCycle::Retracted {
            reason: reason.to_owned(),
        },
        word: reason,
        rank: u8::MAX,
    }
}

fn find(table: Table, wanted: &str) -> Option<Status> {
    let (rank, (word, stage)) = (0u8..).zip(table).find(|(_, (word, _))| *word == wanted)?;
    Some(match stage {
        Planned => at(LifeCycle::Planned, word, rank),
        Active => at(LifeCycle::Active, word, rank),
        Completed => at(LifeCycle::Completed, word, rank),
        Cancelled => at(LifeCycle::Cancelled, word, rank),
        Retracted => retracted(word),
    })
}

fn at(life_cycle: LifeCycle, word: &'static str, rank: u8) -> Status {
    Status {
        life_cycle,
        word,
        rank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life_cycle(json: &serde_json::Value) -> Option<LifeCycle> {
        of(json["resourceType"].as_str()?, Node::of(json)).map(|status| status.life_cycle)
    }

    // R-FHIR-4
    #[test]
    fn entered_in_error_is_a_retraction_for_every_type_with_a_status() {
        for kind in [
            "Encounter",
            "Observation",
            "Immunization",
            "CarePlan",
            "MedicationStatement",
            "QuestionnaireResponse",
        ] {
            let json = serde_json::json!({"resourceType": kind, "status": "entered-in-error"});
            assert!(life_cycle(&json).unwrap().is_retracted(), "{kind}");
            let json = serde_json::json!({"resourceType": kind, "status": "Finished"});
            assert_eq!(life_cycle(&json), None, "{kind}");
        }
        let json = serde_json::json!({
            "resourceType": "Condition",
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
        });
        assert!(life_cycle(&json).unwrap().is_retracted());
    }

    // R-FHIR-4
    #[test]
    fn later_words_of_a_table_are_never_earlier_in_life() {
        for table in [
            ENCOUNTER,
            CONDITION,
            OBSERVATION,
            IMMUNIZATION,
            CARE_PLAN,
            MEDICATION_STATEMENT,
            QUESTIONNAIRE_RESPONSE,
            IN_USE,
        ] {
            let lives: Vec<_> = table
                .iter()
                .map(|(word, _)| find(table, word).unwrap().life_cycle)
                .collect();
            assert!(
                lives.is_sorted(),
                "{:?}",
                table.first().map(|(word, _)| *word)
            );
        }
    }
}

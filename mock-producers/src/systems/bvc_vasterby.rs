//! The child health centre in Västerby, run by a company of its own. Dates by day, counts no versions, writes long words.

use producer_sdk::AnswerScope;

use super::CHILD_HEALTH;
use crate::journal::{Dating, Dose, Habits, Site, Staff, Words};

pub(crate) const BVC_VASTERBY: Site = Site {
    id: "bvc-vasterby",
    name: "BVC Västerby",
    sector: "child-health",
    care_provider: ("SE5590010018-1001", "Familjehälsan Västerby AB"),
    unit: ("SE5590010018-1002", "BVC Västerby"),
    types: CHILD_HEALTH,
    answer_scope: AnswerScope::Actor,
    mailbox: "bvc-vasterby@sdk.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, year| format!("BHV-{year}-{number:06}"),
        signature: Staff::in_full,
        catalogue: "https://bvc-vasterby.example/sokord",
        words: Words {
            height: "Längd",
            weight: "Vikt",
            hearing: "Hörselundersökning",
            vision: "Synprövning",
            vaccination,
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const NURSE: Staff = Staff {
    name: "Birgitta Holmsten",
    role: "nurse",
    title: "distriktssköterska, BVC",
};

fn vaccination(dose: &Dose) -> String {
    format!("Vaccination {}, dos {}", dose.product, dose.number)
}

//! The child health centre in Gamlestan, of the region Älvmark. Dates by day, and writes in the title where the child was met.

use producer_sdk::AnswerScope;

use super::CHILD_HEALTH;
use crate::journal::{Dating, Dose, Habits, Site, Staff, Words};

pub(crate) const BVC_GAMLESTAN: Site = Site {
    id: "bvc-gamlestan",
    name: "BVC Gamlestan",
    sector: "child-health",
    care_provider: ("SE2321070023-RA01", "Region Älvmark"),
    unit: ("SE2321070023-RA6F", "BVC Gamlestan"),
    types: CHILD_HEALTH,
    answer_scope: AnswerScope::Actor,
    mailbox: "bvc-gamlestan@alvmark.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: true,
        record_id: |number, _| format!("2321070023/GAMLESTAN/{number}"),
        signature: Staff::in_full,
        catalogue: "https://barnhalsovard.example/sokord",
        words: Words {
            height: "Längd",
            weight: "Vikt",
            hearing: "Lekaudiometri",
            vision: "Syn (HVOT)",
            vaccination,
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const NURSE: Staff = Staff {
    name: "Anneli Falkvik",
    role: "nurse",
    title: "BVC-sköterska, Gamlestan",
};

fn vaccination(dose: &Dose) -> String {
    format!("Vaccination: {}", dose.product)
}

//! School health in the municipality of Norrby. Numbers its records by its own organisation number and signs with the school's name:
//! a system that tells where a child is without meaning to.

use producer_sdk::AnswerScope;

use super::SCHOOL_HEALTH;
use crate::journal::{Dating, Dose, Habits, Site, Staff, Words};

pub(crate) const EMI_NORRBY: Site = Site {
    id: "emi-norrby",
    name: "Elevhälsan i Norrby",
    sector: "school-health",
    care_provider: ("SE2120070121-EH01", "Norrby kommun"),
    unit: ("SE2120070121-EH07", "Skolhälsovården, Norrby centralskola"),
    types: SCHOOL_HEALTH,
    answer_scope: AnswerScope::Actor,
    mailbox: "elevhalsan@norrby.example",
    habits: Habits {
        dating: Dating::Minute,
        counts_versions: true,
        record_id: |number, year| format!("SE2120070121-{year}-{number}"),
        signature: Staff::in_full,
        catalogue: "https://elevhalsan.example/sokord",
        words: Words {
            height: "Längd (cm)",
            weight: "Vikt (kg)",
            hearing: "Hörseltest",
            vision: "Syntest",
            vaccination,
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const NURSE: Staff = Staff {
    name: "Lena Åslund",
    role: "school-nurse",
    title: "skolsköterska, Norrby centralskola",
};

fn vaccination(dose: &Dose) -> String {
    format!("Vaccinerad med {} (dos {})", dose.product, dose.number)
}

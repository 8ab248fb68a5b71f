//! School health in the municipality of Västerby. Dates by the minute, counts versions, names its unit, writes short.

use producer_sdk::AnswerScope;

use super::SCHOOL_HEALTH;
use crate::journal::{Dating, Dose, Habits, Site, Staff, Words};

pub(crate) const EMI_VASTERBY: Site = Site {
    id: "emi-vasterby",
    name: "Elevhälsan Västerby kommun",
    sector: "school-health",
    care_provider: ("SE2120070014-E001", "Västerby kommun"),
    unit: (
        "SE2120070014-E014",
        "Elevhälsans medicinska insats, Åkraskolan",
    ),
    types: SCHOOL_HEALTH,
    answer_scope: AnswerScope::Audience,
    mailbox: "elevhalsan-vasterby@sdk.example",
    habits: Habits {
        dating: Dating::Minute,
        counts_versions: true,
        record_id: |number, _| format!("{number:08}"),
        signature: Staff::in_full,
        catalogue: "https://elevhalsan-vasterby.example/kodverk",
        words: Words {
            height: "Längd",
            weight: "Vikt",
            hearing: "Hörsel, screening",
            vision: "Syn, screening",
            vaccination,
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const NURSE: Staff = Staff {
    name: "Maria Ekdahl",
    role: "school-nurse",
    title: "skolsköterska",
};

fn vaccination(dose: &Dose) -> String {
    format!("{} ({})", dose.product, dose.number)
}

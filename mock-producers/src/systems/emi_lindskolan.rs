//! School health at an independent school, which is its own care provider. Dates by day, counts no versions, signs with initials,
//! sends its unit as an id without name, and types in what other schools' papers say.

use producer_sdk::AnswerScope;

use super::SCHOOL_HEALTH;
use crate::journal::{Dating, Dose, Habits, Site, Staff, Words};

pub(crate) const EMI_LINDSKOLAN: Site = Site {
    id: "emi-lindskolan",
    name: "Lindskolans elevhälsa",
    sector: "school-health",
    care_provider: ("SE5590020025-01", "Lindskolan i Västerby AB"),
    unit: ("SE5590020025-02", ""),
    types: SCHOOL_HEALTH,
    answer_scope: AnswerScope::Actor,
    mailbox: "",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, year| format!("L{:02}/{number}", year.rem_euclid(100)),
        signature: Staff::initials,
        catalogue: "https://lindskolan.example/elevhalsa",
        words: Words {
            height: "Längdmätning",
            weight: "Viktmätning",
            hearing: "Hörselkontroll",
            vision: "Synkontroll",
            vaccination,
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const NURSE: Staff = Staff {
    name: "Sanna Kivelä",
    role: "school-nurse",
    title: "skolsköterska",
};

fn vaccination(dose: &Dose) -> String {
    format!("Vaccin: {}, {}:a dosen", dose.product, dose.number)
}

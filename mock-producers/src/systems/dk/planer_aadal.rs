//! The shared plans of Aadal: one plan around a child with goals in two voices, those who take part, and who coordinates. Versions count every
//! save; the one who coordinated before stays as a contact with an end.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE};
use crate::journal::{Habits, Site};

pub(crate) const PLANER_AADAL: Site = Site {
    id: "planer-aadal",
    name: "Barnets plan, Aadal",
    sector: "coordination-plan",
    care_provider: AADAL_KOMMUNE,
    unit: ("110069999999003", "Koordinerende planer, Aadal"),
    types: &[types::ACTIVITY, types::CONTACT, types::PLAN],
    answer_scope: AnswerScope::Actor,
    max_records: 50,
    mailbox: "barnetsplan@aadal.example",
    habits: Habits {
        record_id: |number, _| format!("plan-{number}"),
        catalogue: "https://barnetsplan.aadal.example/type",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

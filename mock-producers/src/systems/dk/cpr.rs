//! The Danish population register: master data and custody, each under the number of its event.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{DANISH_HABITS, DANISH_SITE};
use crate::journal::{Dating, Habits, Site};

pub(crate) const CPR: Site = Site {
    id: "cpr",
    name: "CPR-registret",
    sector: "population-register",
    care_provider: ("29990066", "CPR-registret"),
    unit: ("150019999999002", "CPR-registret"),
    types: &[types::CUSTODY, types::MASTER_DATA],
    answer_scope: AnswerScope::Audience,
    max_records: 20,
    mailbox: "",
    habits: Habits {
        dating: Dating::Day,
        record_id: |number, _| format!("HAEND-{number:010}"),
        catalogue: "https://cpr.example/haendelse",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

//! The shared medication register. One list of what is to be taken, whoever prescribed it: every entry with a start, most with a stop date
//! ahead of time. What has passed its stop date is off the active list and is still answered.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{DANISH_HABITS, DANISH_SITE};
use crate::journal::{Habits, Site};

pub(crate) const FMK: Site = Site {
    id: "fmk",
    name: "Fælles Medicinkort",
    sector: "medication-register",
    care_provider: ("29990041", "Fælles Medicinkort"),
    unit: ("140019999999004", "Fælles Medicinkort"),
    types: &[types::MEDICATION],
    // The same to everybody, so SHARED would be true of it; no aggregator takes that yet.
    answer_scope: AnswerScope::Audience,
    max_records: 200,
    mailbox: "",
    habits: Habits {
        record_id: |number, _| format!("{}", 3_400_000_000_u64 + u64::from(number)),
        catalogue: "https://fmk.example/ordination",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

/// On the active list.
pub(crate) const AKTIV: &str = "aktiv";
/// Its stop date has passed.
pub(crate) const AFSLUTTET: &str = "afsluttet";
/// Stopped before its stop date.
pub(crate) const SEPONERET: &str = "seponeret";

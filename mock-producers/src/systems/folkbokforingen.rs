//! The population register: one entry of master data and one of custody for each child, each with its notification number.

use producer_sdk::AnswerScope;

use domain::record::body::types;

use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const FOLKBOKFORINGEN: Site = Site {
    id: "folkbokforingen",
    name: "Folkbokföringen",
    sector: "population-register",
    care_provider: ("SE2029070011-FB", "Folkbokföringen"),
    unit: ("SE2029070011-FB01", "Folkbokföringsregistret"),
    types: &[types::MASTER_DATA, types::CUSTODY],
    answer_scope: AnswerScope::Audience,
    mailbox: "",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: true,
        record_id: |number, _| format!("AVI{number:010}"),
        signature: Staff::in_full,
        catalogue: "https://folkbokforingen.example/posttyp",
        ..Habits::USUAL
    },
    ..Site::USUAL
};

//! Habilitation in the region. An old system behind a terminal screen: one answer is one page of it, the newest dozen.

use domain::record::body::types;

use super::REGION_VASTERLUND;
use crate::journal::{Dating, Habits, Site, Staff, Words};

pub(crate) const HABILITERING_VASTERLUND: Site = Site {
    id: "habilitering-vasterlund",
    name: "Barn- och ungdomshabiliteringen Västerlund",
    sector: "habilitation",
    care_provider: REGION_VASTERLUND,
    unit: (
        "SE2321070114-R0H3",
        "Barn- och ungdomshabiliteringen, Västerlund",
    ),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::INTERVENTION,
        types::OBSERVATION_GROWTH,
        types::REFERRAL,
    ],
    max_records: PAGE,
    mailbox: "habiliteringen@vasterlund.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, _| format!("HAB{number:09}"),
        signature: Staff::initials,
        catalogue: "https://habiliteringen-vasterlund.example/atgarder",
        words: Words {
            height: "LÄNGD",
            weight: "VIKT",
            ..Words::NONE
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const HEARING_TEACHER: Staff = Staff {
    name: "Barbro Lindegård",
    role: "teacher",
    title: "HÖRSELPEDAGOG",
};

/// Lines of a page.
const PAGE: usize = 12;

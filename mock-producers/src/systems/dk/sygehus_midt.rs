//! The hospital of Region Midtland. The same journal as psychiatry, another answer: it does not ask who looks, only in what part they do,
//! dates by day, and numbers by department.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{DANISH_HABITS, DANISH_SITE, REGION_MIDTLAND};
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const SYGEHUS_MIDT: Site = Site {
    id: "sygehus-midt",
    name: "Sygehuset i Midtby",
    sector: "hospital",
    care_provider: REGION_MIDTLAND,
    unit: (
        "120029999999005",
        "Afdelingen for Børn og Unge, Sygehuset i Midtby",
    ),
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::DOCUMENT_DISCHARGE_LETTER,
        types::MASTER_DATA,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::OBSERVATION_VITAL_SIGN,
        types::REFERRAL,
    ],
    answer_scope: AnswerScope::Audience,
    max_records: 400,
    mailbox: "boern@midtland.example",
    habits: Habits {
        dating: Dating::Day,
        record_id: |number, year| format!("BU{:02}-{number}", year.rem_euclid(100)),
        catalogue: "https://journal.midtland.example/sfi",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const PAEDIATRICIAN: Staff = Staff {
    name: "Lone Damsbo",
    role: "physician",
    title: "afdelingslæge, børn og unge",
};

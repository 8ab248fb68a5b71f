//! Child psychiatry in the region. Names its unit by the whole line of the organisation chart, dates what families remember by month or
//! year, and lets first thoughts stand as such, marked as not for guardians.

use domain::record::body::types;

use super::REGION_VASTERLUND;
use crate::journal::{Habits, Site, Staff, Words};

pub(crate) const BUP_VASTERLUND: Site = Site {
    id: "bup-vasterlund",
    name: "BUP Västerlund",
    sector: "child-psychiatry",
    care_provider: REGION_VASTERLUND,
    unit: (
        "SE2321070114-R0B7",
        "Barn- och ungdomspsykiatriska öppenvårdsmottagningen för barn och ungdomar 6–17 år i Västerby, Alen och Norrby \
         med omnejd, neuropsykiatriska enheten, verksamhetsområde barn- och ungdomspsykiatri, Region Västerlund",
    ),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::INTERVENTION,
        types::MEDICATION,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_VITAL_SIGN,
        types::QUESTIONNAIRE,
        types::REFERRAL,
    ],
    mailbox: "bup-vasterlund@sdk.example",
    habits: Habits {
        record_id: |number, year| format!("BUP/{year}/{number:05}"),
        catalogue: "https://bup-vasterlund.example/sokord",
        words: Words {
            height: "Längd (läkemedelskontroll)",
            weight: "Vikt (läkemedelskontroll)",
            ..Words::NONE
        },
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const DOCTOR: Staff = Staff {
    name: "Ingela Sörbom",
    role: "physician",
    title: "överläkare, barn- och ungdomspsykiatri",
};
pub(crate) const NURSE: Staff = Staff {
    name: "Amir Lindvall",
    role: "nurse",
    title: "specialistsjuksköterska",
};
pub(crate) const PSYCHOLOGIST: Staff = Staff {
    name: "Frida Hallgren Ståhl",
    role: "psychologist",
    title: "leg. psykolog",
};

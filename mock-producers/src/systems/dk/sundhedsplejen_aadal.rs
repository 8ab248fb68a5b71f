//! The health visitors of Aadal, who are school health too. FHIR in the house: GUIDs, the codes of KL, every correction a new state of the
//! same resource under the same time. An older state is sent along with the newer.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE, guid};
use crate::journal::{Habits, Site, Staff};

pub(crate) const SUNDHEDSPLEJEN_AADAL: Site = Site {
    id: "sundhedsplejen-aadal",
    name: "Sundhedsplejen, Aadal Kommune",
    sector: "health-visitor",
    care_provider: AADAL_KOMMUNE,
    unit: ("110019999999001", "Sundhedsplejen Aadal"),
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_BVC_SUMMARY,
        types::DOCUMENT_CARE_NOTE,
        types::INDICATOR,
        types::INTERVENTION,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::QUESTIONNAIRE,
        types::REFERRAL,
    ],
    answer_scope: AnswerScope::Audience,
    max_records: 300,
    mailbox: "sundhedsplejen@aadal.example",
    habits: Habits {
        // FHIR counts meta.versionId; this server does not.
        counts_versions: false,
        record_id: |number, _| guid(0x5d, number),
        catalogue: "https://sundhedsplejen.aadal.example/skema",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const NURSE: Staff = Staff {
    name: "Birthe Skovlund",
    role: "health-visitor",
    title: "sundhedsplejerske",
};

pub(crate) const SCHOOL_NURSE: Staff = Staff {
    name: "Anja Kirkeby",
    role: "health-visitor",
    title: "sundhedsplejerske, skoledistrikt Aadal Nord",
};

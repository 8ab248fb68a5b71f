//! Child and adolescent psychiatry of Region Midtland. SKS codes, times by the minute, versions, the whole name under each note; keeps
//! booked and held contacts apart, and says what a family may read.

use domain::record::body::types;
use producer_sdk::AnswerScope;

use super::{DANISH_HABITS, DANISH_SITE, REGION_MIDTLAND};
use crate::journal::{Habits, Site, Staff};

pub(crate) const BUP_MIDT: Site = Site {
    id: "bup-midt",
    name: "Børne- og Ungdomspsykiatri, Region Midtland",
    sector: "child-psychiatry",
    care_provider: REGION_MIDTLAND,
    unit: (
        "120019999999008",
        "Børne- og Ungdomspsykiatrisk Klinik, Midtby",
    ),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::DOCUMENT_DISCHARGE_LETTER,
        types::DOCUMENT_STATEMENT,
        types::INTERVENTION,
        types::MEDICATION,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_VITAL_SIGN,
        types::PLAN,
        types::QUESTIONNAIRE,
        types::REFERRAL,
    ],
    answer_scope: AnswerScope::Actor,
    max_records: 400,
    mailbox: "bup@midtland.example",
    habits: Habits {
        record_id: |number, year| format!("MIDT.BUP.{year}.{number}"),
        catalogue: "https://journal.midtland.example/sfi",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const PSYCHIATRIST: Staff = Staff {
    name: "Henrik Vestager Lund",
    role: "physician",
    title: "speciallæge i børne- og ungdomspsykiatri",
};

pub(crate) const NURSE: Staff = Staff {
    name: "Pernille Ravnholt",
    role: "nurse",
    title: "sygeplejerske, forløbskoordinator",
};

pub(crate) const PSYCHOLOGIST: Staff = Staff {
    name: "Simon Agerbæk",
    role: "psychologist",
    title: "psykolog",
};

//! The family department of Aadal. ICS and KLE; a measure may stand without a case; "afsluttet" is its word both for decided and for
//! delivered; and whoever is not of the department gets plans and contacts, nothing else, whatever they were permitted.

use domain::record::{Record, body::types};
use producer_sdk::{AnswerScope, RecordQuery};

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE};
use crate::journal::{Habits, Site, Staff};

pub(crate) const FAMILIE_AADAL: Site = Site {
    id: "familie-aadal",
    name: "Familieafdelingen, Aadal Kommune",
    sector: "social-family",
    care_provider: AADAL_KOMMUNE,
    unit: ("110059999999006", "Børn og Familie, Aadal"),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONCERN_REPORT,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::INTERVENTION,
        types::PLAN,
    ],
    answer_scope: AnswerScope::Actor,
    max_records: 80,
    mailbox: "familie@aadal.example",
    habits: Habits {
        record_id: |number, year| format!("27.24.00-G01-{number}-{:02}", year.rem_euclid(100)),
        catalogue: "https://borgersag.aadal.example/ics",
        behaviour: plans_and_contacts_for_others,
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

/// The department's one word for two things: that a measure was granted, and that it is over.
pub(crate) const AFSLUTTET: &str = "afsluttet";

pub(crate) const ADVISER: Staff = Staff {
    name: "Louise Bækgaard",
    role: "social-worker",
    title: "familierådgiver",
};

pub(crate) const THERAPIST: Staff = Staff {
    name: "Jesper Kronborg",
    role: "therapist",
    title: "familiebehandler",
};

fn plans_and_contacts_for_others(query: &RecordQuery, mut records: Vec<Record>) -> Vec<Record> {
    if query.context().sector != FAMILIE_AADAL.sector {
        records.retain(|record| {
            [types::PLAN, types::CONTACT].contains(&record.header.information_type.as_str())
        });
    }
    records
}

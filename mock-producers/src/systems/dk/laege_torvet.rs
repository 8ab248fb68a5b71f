//! A general practice. Writes in one line with the doctor's initials, dates by day, codes in ICPC-2, knows no versions, and numbers anew
//! at every query: nothing may rest on its record ids.

use domain::record::{Record, body::types};
use producer_sdk::{AnswerScope, RecordQuery};

use super::{DANISH_HABITS, DANISH_SITE};
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const LAEGE_TORVET: Site = Site {
    id: "laege-torvet",
    name: "Lægerne på Torvet",
    sector: "general-practice",
    care_provider: ("29990033", "Lægerne på Torvet I/S"),
    unit: ("130019999999006", "Lægerne på Torvet, Aadal"),
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::REFERRAL,
        types::VACCINATION,
    ],
    answer_scope: AnswerScope::Audience,
    max_records: 100,
    mailbox: "laegerne@torvet.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, _| format!("K{number}"),
        signature: Staff::initials,
        catalogue: "https://torvet.example/fraser",
        behaviour: numbered_anew,
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

pub(crate) const DOCTOR: Staff = Staff {
    name: "Mette Overgaard Friis",
    role: "physician",
    title: "speciallæge i almen medicin",
};

/// The practice's system keeps no ids of its own: its export makes them out of the query and the place in the answer.
fn numbered_anew(query: &RecordQuery, mut records: Vec<Record>) -> Vec<Record> {
    let export: String = query.query_id().chars().take(8).collect();
    for (place, record) in records.iter_mut().enumerate() {
        record.header.record_id = format!("{export}#{place}");
    }
    records
}

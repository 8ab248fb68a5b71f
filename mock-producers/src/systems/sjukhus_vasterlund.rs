//! The hospital in Västerlund. Each clinic is a unit of its own; a letter gets a new document id whenever somebody asks for it, so that
//! nobody who counts ids can tell whether two of them are the same letter.

use domain::record::{Record, body::types};
use producer_sdk::RecordQuery;

use super::REGION_VASTERLUND;
use crate::journal::{Habits, Site, Staff, Words};

pub(crate) const SJUKHUS_VASTERLUND: Site = Site {
    id: "sjukhus-vasterlund",
    name: "Västerlunds sjukhus",
    sector: "hospital",
    care_provider: REGION_VASTERLUND,
    unit: CHILDREN,
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::DOCUMENT_DISCHARGE_LETTER,
        types::MEDICATION,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::OBSERVATION_VITAL_SIGN,
        types::REFERRAL,
    ],
    mailbox: "journalutlamning@sjukhuset-vasterlund.example",
    habits: Habits {
        record_id: |number, year| format!("SE2321070114-R100.{year}.{number}"),
        catalogue: "https://sjukhuset-vasterlund.example/termer",
        words: Words {
            height: "Kroppslängd",
            weight: "Kroppsvikt",
            hearing: "Tonaudiogram",
            vision: "Visus",
            ..Words::NONE
        },
        behaviour: new_document_ids,
        ..Habits::USUAL
    },
    ..Site::USUAL
};

/// The children's clinic, where nothing else is said.
pub(crate) const CHILDREN: (&str, &str) = (
    "SE2321070114-R0C1",
    "Barn- och ungdomskliniken, Västerlunds sjukhus",
);
/// The ear clinic, with audiology.
pub(crate) const EAR_CLINIC: (&str, &str) = (
    "SE2321070114-R0C2",
    "Öron-, näs- och halskliniken, Västerlunds sjukhus",
);
/// The emergency department for children.
pub(crate) const EMERGENCY: (&str, &str) = ("SE2321070114-R0C9", "Barnakuten, Västerlunds sjukhus");

pub(crate) const EAR_DOCTOR: Staff = Staff {
    name: "Torsten Wiklander",
    role: "physician",
    title: "överläkare, ÖNH",
};
pub(crate) const AUDIOLOGIST: Staff = Staff {
    name: "Ella Brunnsjö",
    role: "audiologist",
    title: "leg. audionom",
};
pub(crate) const EMERGENCY_DOCTOR: Staff = Staff {
    name: "Samira Holmlund",
    role: "physician",
    title: "ST-läkare, barnakuten",
};

/// The query's own id stands at the end of the letter's: the letter is the same, its number never.
// R-MOCK-5
fn new_document_ids(query: &RecordQuery, mut records: Vec<Record>) -> Vec<Record> {
    for record in &mut records {
        let header = &mut record.header;
        if header.information_type.as_str().starts_with("document/") {
            header.record_id = format!("{}.{}", header.record_id, query.query_id());
        }
    }
    records
}

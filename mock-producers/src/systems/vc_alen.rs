//! The general practice in Alen, a company of its own. Keeps every version and sends the earlier ones along, the retracted ones too: the
//! receiver is trusted to know what a version is. Writes in the short words of a busy surgery.

use domain::record::{LifeCycle, Record, body::types};
use producer_sdk::RecordQuery;

use crate::journal::{Habits, Site, Staff, Words};

pub(crate) const VC_ALEN: Site = Site {
    id: "vc-alen",
    name: "Alens vårdcentral",
    sector: "general-practice",
    care_provider: ("SE5590030041-A1", "Alens läkarhus AB"),
    unit: ("SE5590030041-A1VC", "Alens vårdcentral"),
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::MEDICATION,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_VITAL_SIGN,
        types::REFERRAL,
    ],
    mailbox: "alens-vardcentral@sdk.example",
    habits: Habits {
        record_id: |number, year| format!("AVC{:02}-{number:07}", year.rem_euclid(100)),
        signature: Staff::initials,
        catalogue: "https://alens-vardcentral.example/sokord",
        words: Words {
            height: "Längd",
            weight: "Vikt",
            hearing: "Audiometri",
            vision: "Syn",
            ..Words::NONE
        },
        behaviour: versions_along,
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const DOCTOR: Staff = Staff {
    name: "Gunnar Östmark",
    role: "physician",
    title: "specialist i allmänmedicin",
};
pub(crate) const ASTHMA_NURSE: Staff = Staff {
    name: "Pernilla Axberg",
    role: "nurse",
    title: "astma-KOL-sköterska",
};

/// Before a record that was changed comes the version that it replaced, as it stood in force.
// R-MOCK-5
fn versions_along(_: &RecordQuery, records: Vec<Record>) -> Vec<Record> {
    let mut answer = Vec::with_capacity(records.len());
    for record in records {
        if record.header.version > 1 {
            let mut earlier = record.clone();
            earlier.header.version -= 1;
            earlier.header.life_cycle = LifeCycle::Active;
            answer.push(earlier);
        }
        answer.push(record);
    }
    answer
}

//! Support to disabled people in Västerby. A measure that is over comes twice under one id: as it began and as it ended, with the same
//! timestamp, because the system stamps a case and not its states.

use domain::record::{LifeCycle, Record, body::types};
use producer_sdk::RecordQuery;

use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const LSS_VASTERBY: Site = Site {
    id: "lss-vasterby",
    name: "Stöd och omsorg Västerby, LSS barn",
    sector: "disability",
    care_provider: ("SE2120070014-L001", "Omsorgsnämnden i Västerby"),
    unit: ("SE2120070014-L005", "LSS-handläggning barn och unga"),
    types: &[
        types::ACTIVITY,
        types::ASSESSMENT,
        types::CONTACT,
        types::DOCUMENT_CARE_NOTE,
        types::INTERVENTION,
    ],
    mailbox: "omsorgsnamnden-vasterby@sdk.example",
    habits: Habits {
        dating: Dating::Day,
        counts_versions: false,
        record_id: |number, year| format!("ON-{year}-{number:04}"),
        catalogue: "https://omsorgen-vasterby.example/insats",
        behaviour: as_it_began_and_as_it_ended,
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const CASE_WORKER: Staff = Staff {
    name: "Yvonne Sandahl",
    role: "case-worker",
    title: "LSS-handläggare",
};

/// The ended state first and the begun one after it: whoever lets the last one win is wrong.
// R-MOCK-5
fn as_it_began_and_as_it_ended(_: &RecordQuery, records: Vec<Record>) -> Vec<Record> {
    let begun = |record: &Record| {
        let mut begun = record.clone();
        begun.header.life_cycle = LifeCycle::Active;
        begun
    };
    let twice = |record: Record| match record.header.life_cycle {
        LifeCycle::Completed => vec![record.clone(), begun(&record)],
        _ => vec![record],
    };
    records.into_iter().flat_map(twice).collect()
}

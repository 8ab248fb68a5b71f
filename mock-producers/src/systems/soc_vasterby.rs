//! Social services for children in Västerby. Reads who asks and filters by its own law: its own organisation sees the file, whoever
//! reported a worry sees the feedback that is addressed to them, and nobody else sees anything. Numbers by register number.

use domain::record::{Record, RelationKind, body::types};
use producer_sdk::RecordQuery;

use super::SOCIAL_CHILD;
use crate::journal::{Habits, Site, Staff};

pub(crate) const SOC_VASTERBY: Site = Site {
    id: "soc-vasterby",
    name: "Socialtjänsten Västerby, barn och unga",
    sector: "social-child",
    care_provider: ("SE2120070014-S001", "Socialnämnden i Västerby"),
    unit: ("SE2120070014-S021", "Barn och unga, utredning"),
    types: SOCIAL_CHILD,
    mailbox: "socialnamnden-vasterby@sdk.example",
    habits: Habits {
        record_id: |number, year| format!("SN {year}/{number}"),
        catalogue: "https://socialtjansten-vasterby.example/handlingar",
        behaviour: by_who_asks,
        ..Habits::USUAL
    },
    ..Site::USUAL
};

/// Where reports are received and the child's safety is assessed the same day.
pub(crate) const RECEPTION: (&str, &str) = ("SE2120070014-S020", "Barn och unga, mottagning");

pub(crate) const RECEPTION_WORKER: Staff = Staff {
    name: "Nadja Pettersson Kraft",
    role: "social-worker",
    title: "socialsekreterare, mottagningen",
};
pub(crate) const INVESTIGATOR: Staff = Staff {
    name: "Mikael Forsgren",
    role: "social-worker",
    title: "socialsekreterare, utredning",
};

/// How the system notes to whom a feedback goes: one board runs schools and school psychology both, and only one of them reported.
/// The note is its own and never leaves it.
pub(crate) fn addressed_to(reporter: &Site) -> String {
    addressee(reporter.sector, reporter.care_provider.0)
}

fn addressee(sector: &str, organisation: &str) -> String {
    format!("{ADDRESSEE}{sector}/{organisation}")
}

const ADDRESSEE: &str = "mottagare:";

/// Under masked identity nobody learns who asks, this system neither: then it gives nothing.
// R-MOCK-6
fn by_who_asks(query: &RecordQuery, records: Vec<Record>) -> Vec<Record> {
    let actor = query.context().actor.as_ref();
    let Some(asker) = actor.and_then(|actor| actor.organisation.as_ref()) else {
        return Vec::new();
    };
    let own = *asker == SOC_VASTERBY.organisation();
    let to_them = addressee(query.context().sector.as_str(), asker.value());
    (records.into_iter())
        .filter(|record| {
            let feedback =
                record.header.information_type.as_str() == types::CONCERN_REPORT_FEEDBACK;
            let mut notes = record.header.relations.iter();
            own || feedback && notes.any(|note| note.target.eq_ignore_ascii_case(&to_them))
        })
        .map(without_addressee)
        .collect()
}

fn without_addressee(mut record: Record) -> Record {
    (record.header.relations)
        .retain(|note| note.kind != RelationKind::Process || !note.target.starts_with(ADDRESSEE));
    record
}

//! Social services for children in Norrby. Shows its file to its own organisation alone and gives feedback by letter; the municipality's
//! number stands in every record's, and the town in every title.

use domain::record::Record;
use producer_sdk::RecordQuery;

use super::SOCIAL_CHILD;
use crate::journal::{Dating, Habits, Site, Staff};

pub(crate) const SOC_NORRBY: Site = Site {
    id: "soc-norrby",
    name: "Individ- och familjeomsorgen, Norrby kommun",
    sector: "social-child",
    care_provider: ("SE2120070121-IF01", "Socialnämnden, Norrby kommun"),
    unit: ("SE2120070121-IF04", "Familjeenheten i Norrby"),
    types: SOCIAL_CHILD,
    mailbox: "socialtjansten@norrby.example",
    habits: Habits {
        dating: Dating::Day,
        record_id: |number, year| format!("SE2120070121-IFO-{year}-{number}"),
        catalogue: "https://socialtjansten.norrby.example/handling",
        behaviour: own_organisation_only,
        ..Habits::USUAL
    },
    ..Site::USUAL
};

pub(crate) const SOCIAL_WORKER: Staff = Staff {
    name: "Ann-Sofie Granath",
    role: "social-worker",
    title: "familjesekreterare, Norrby",
};

fn own_organisation_only(query: &RecordQuery, records: Vec<Record>) -> Vec<Record> {
    let actor = query.context().actor.as_ref();
    match actor.and_then(|actor| actor.organisation.as_ref()) {
        Some(asker) if *asker == SOC_NORRBY.organisation() => records,
        _ => Vec::new(),
    }
}

//! Hand-made overviews for one part of the page each. Every id, name and number is invented.

mod awaited;
mod childhood;
mod hearing;
mod medicines;
mod protected;
mod visits;
mod weights;
mod window;

use domain::{
    record::{
        Author, Body, Coding, Header, InformationType, Organisation, Quantity, Record,
        body::{CareDocument, Observation, Vaccination, types},
        claims,
    },
    time::Period,
};
use proto::{
    convert, relay,
    v1::overview::{
        DuplicateGroup, Overview, OverviewCompleted, OverviewStarted, RecordRef, SourceResult,
    },
};

pub(crate) use self::{
    awaited::{awaited, cautioned},
    childhood::{HEIGHTS, childhood},
    hearing::hearing,
    medicines::{marked, medicines},
    protected::protected,
    visits::visits,
    weights::weights,
    window::window,
};
use crate::common::{DECIDED, child, moment, timestamp};

/// An overview that is complete, as of [`DECIDED`].
fn overview(sources: Vec<SourceResult>) -> Overview {
    Overview {
        started: Some(OverviewStarted {
            decided_time: Some(timestamp(DECIDED)),
            ..OverviewStarted::default()
        }),
        sources,
        completed: Some(OverviewCompleted {
            complete: true,
            ..OverviewCompleted::default()
        }),
    }
}

/// A record without author, at a moment.
fn record(id: &str, kind: &str, at: &str, title: &str, body: impl Into<Body>) -> Record {
    let information_type = InformationType::parse(kind).unwrap();
    let period = Period::at(moment(at));
    let mut header = Header::new(id, information_type, child(), period, title);
    header.care_provider = Some(Organisation {
        id: None,
        name: "Norra kommunen".to_owned(),
    });
    let mut record = Record {
        header,
        body: body.into(),
        location: None,
    };
    claims::stamp(&mut record);
    record
}

fn by(name: &str, role_text: &str, mut record: Record) -> Record {
    record.header.author = Some(Author {
        name: name.to_owned(),
        role: "nurse".to_owned(),
        role_text: role_text.to_owned(),
    });
    record
}

fn growth(id: &str, at: &str, code: &str, title: &str, value: &str, unit: &str) -> Record {
    let code = Coding::new("http://loinc.org", code, title);
    let body = Observation::quantity(code, Quantity::new(value, unit));
    record(id, types::OBSERVATION_GROWTH, at, title, body)
}

fn height(id: &str, at: &str, value: &str) -> Record {
    growth(id, at, "8302-2", "Längd", value, "cm")
}

fn weight(id: &str, at: &str, value: &str) -> Record {
    growth(id, at, "29463-7", "Vikt", value, "kg")
}

fn dose(id: &str, at: &str, atc: &str, product: &str, number: u32) -> Record {
    let body = Vaccination::new(atc, format!("B{id}"))
        .dose(number)
        .product(product);
    let title = format!("Vaccination {product}, dos {number}");
    record(id, types::VACCINATION, at, &title, body)
}

fn note(id: &str, at: &str, title: &str, text: &str) -> Record {
    let body = CareDocument::text(text);
    record(id, types::DOCUMENT_CARE_NOTE, at, title, body)
}

fn encoded(records: impl IntoIterator<Item = Record>) -> Vec<relay::Record> {
    records
        .into_iter()
        .map(|record| convert::record::encode(&record))
        .collect()
}

fn same(key: &str, records: &[(&str, &str)]) -> DuplicateGroup {
    let named = |(producer, id): &(&str, &str)| RecordRef {
        producer_id: (*producer).to_owned(),
        record_id: (*id).to_owned(),
    };
    DuplicateGroup {
        identity_key: key.to_owned(),
        records: records.iter().map(named).collect(),
    }
}

//! What the sources hold: ten records each about every child, newest first, as a small health record system would send them. About
//! 24 kB over eight sources. Generator and producers make the same ones, so that every answer can be compared byte for byte.

use domain::{id::PersonId, time::Date};
use jiff::ToSpan as _;
use proto::{
    relay::Record,
    v1::{
        common::{Coding, Moment, Organisation, PartialDate, Period, Quantity, moment::Precision},
        record::{
            Body, CareDocument, Claim, DocumentSection, LifeCycle, Observation, ObservedValue,
            RecordHeader, Vaccination, body::Kind, observed_value,
        },
    },
};

use super::{settings::name, source_id};
use crate::error::BenchError;

/// Records of one source about one child.
pub(crate) const PER_SOURCE: usize = 10;
/// The types of the records; what the sources are admitted for.
pub(crate) const TYPES: [&str; 3] = ["vaccination", "observation/growth", "document/care-note"];

const LOINC: &str = "http://loinc.org";
const ATC: &str = "http://www.whocc.no/atc";
const HSA: &str = "urn:oid:1.2.752.129.2.1.4.1";
const NOTE: &str = "Kommer med mamma. Mår bra, sover gott, leker mycket ute. Längd och vikt följer sin kurva. Ny tid om ett halvår.";
/// When all of it was written; it only has to be long ago.
const WRITTEN: prost_types::Timestamp = prost_types::Timestamp {
    seconds: 1_700_000_000,
    nanos: 0,
};

/// One source's records about a child, newest first.
pub(crate) fn records(
    child: &PersonId,
    slot: usize,
    today: Date,
) -> Result<Vec<Record>, BenchError> {
    (0..PER_SOURCE)
        .map(|nth| record(child, slot, nth, today))
        .collect()
}

fn record(child: &PersonId, slot: usize, nth: usize, today: Date) -> Result<Record, BenchError> {
    // Inside the three years of the tables, and no two of a source on one day: newest first is then one order only.
    let days = i64::try_from(20 + 97 * nth + slot).unwrap_or(i64::MAX);
    let day =
        (today.checked_sub(days.days())).map_err(|error| BenchError::Scene(error.to_string()))?;
    let (title, kind) = content(slot, nth);
    let information_type = TYPES.get(nth % TYPES.len()).copied().unwrap_or_default();
    let (codes, claims) = coded(&kind);
    let header = RecordHeader {
        record_id: format!("BHV-{}-{slot}{nth:03}", day.year()),
        version: 1,
        information_type: information_type.to_owned(),
        subject: Some(child.clone().into()),
        period: Some(Period {
            start: Some(on(day)),
            end: None,
        }),
        recorded_time: Some(WRITTEN),
        updated_time: Some(WRITTEN),
        life_cycle: LifeCycle::Completed.into(),
        care_provider: Some(Organisation {
            id: Some(proto::v1::common::Identifier {
                system: HSA.to_owned(),
                value: format!("SE232107{slot:04}-B001"),
            }),
            name: String::new(),
        }),
        unit: Some(Organisation {
            id: None,
            name: name(&source_id(slot)),
        }),
        title: title.to_owned(),
        codes,
        claims,
        ..RecordHeader::default()
    };
    Ok(Record::new(&header, &Body { kind: Some(kind) }, None))
}

fn on(day: Date) -> Moment {
    Moment {
        precision: Some(Precision::Date(PartialDate {
            year: day.year().into(),
            month: day.month().into(),
            day: day.day().into(),
        })),
    }
}

fn content(slot: usize, nth: usize) -> (&'static str, Kind) {
    match nth % TYPES.len() {
        0 => (
            "Vaccination",
            Kind::Vaccination(Vaccination {
                vaccine: Some(coding(ATC, "J07BD52")),
                product: "Priorix".to_owned(),
                batch: format!("A{slot}{nth}F12"),
                dose_number: 1,
                ..Vaccination::default()
            }),
        ),
        1 => (
            "Längd",
            Kind::Observation(Observation {
                code: Some(coding(LOINC, "8302-2")),
                value: Some(ObservedValue {
                    kind: Some(observed_value::Kind::Quantity(Quantity {
                        value: format!("{}.5", 130 - nth),
                        unit: "cm".to_owned(),
                    })),
                }),
                ..Observation::default()
            }),
        ),
        _ => (
            "Besök",
            Kind::CareDocument(CareDocument {
                sections: vec![DocumentSection {
                    heading: "Anteckning".to_owned(),
                    code: None,
                    text: NOTE.to_owned(),
                }],
                programme: None,
            }),
        ),
    }
}

/// What the SDK takes from the body into the header.
fn coded(kind: &Kind) -> (Vec<Coding>, Vec<Claim>) {
    match kind {
        Kind::Vaccination(vaccination) => (
            vaccination.vaccine.clone().into_iter().collect(),
            Vec::new(),
        ),
        Kind::Observation(observation) => {
            let code = observation.code.clone();
            let value = match observation.value.as_ref().and_then(|v| v.kind.as_ref()) {
                Some(observed_value::Kind::Quantity(quantity)) => quantity.clone(),
                _ => Quantity::default(),
            };
            let claim = Claim {
                code,
                value: value.value,
                unit: value.unit,
            };
            (Vec::new(), vec![claim])
        }
        _ => (Vec::new(), Vec::new()),
    }
}

fn coding(system: &str, code: &str) -> Coding {
    Coding {
        system: system.to_owned(),
        code: code.to_owned(),
        display: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use prost::Message;

    use super::*;
    use crate::scene::{SOURCES, children::child};

    #[test]
    fn an_overview_holds_eighty_records_and_about_24_kilobytes() {
        let today = date(2026, 11, 21);
        let child = child(0, today).unwrap().id;
        let all: Vec<_> = (0..SOURCES.len())
            .flat_map(|slot| records(&child, slot, today).unwrap())
            .collect();
        assert_eq!(all.len(), 80);
        let bytes: usize = all.iter().map(Message::encoded_len).sum();
        assert!((23_000..25_500).contains(&bytes), "{bytes}");
        for record in &all {
            domain::record::Header::try_from(record.header().unwrap()).unwrap();
            assert!(record.body().unwrap().kind.is_some());
        }
    }
}

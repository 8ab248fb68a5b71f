//! One record of one source, read as far as it can be read. What cannot be read is shown as such, never left out.

use domain::record::{Body, InformationType, body};
use proto::{
    relay,
    v1::{
        common as wire,
        record::{LifeCycle, RecordHeader},
    },
};

use super::{Code, Content, Location, Origin, Person, Record, RecordRef, When, content::Value};

/// The header was not one.
const UNREADABLE_HEADER: &str = "HEADER";
/// The content was not what the information type asks for.
const UNREADABLE_BODY: &str = "BODY";

/// Reads a record of a source.
// R-MODEL-2
pub(super) fn read(record: &relay::Record, producer: &str, sector: &str) -> Record {
    let blank = blank(producer, sector);
    let Ok(header) = record.header() else {
        return unreadable(blank, UNREADABLE_HEADER);
    };
    let row = with_header(blank, header);
    let Ok(information_type) = InformationType::parse(&row.information_type) else {
        return unreadable(row, UNREADABLE_HEADER);
    };
    if body::expected_kind(&information_type).is_none() {
        return Record {
            known: false,
            ..row
        };
    }
    // A mask may have left the header alone: that is no fault of the record's.
    if !record.has_body() {
        return row;
    }
    match proto::convert::record::decode(record) {
        Ok(decoded) => Record {
            content: Some(Content::of(&decoded.body)),
            origin: Origin {
                transcribed: is_transcribed(&decoded.body),
                ..row.origin
            },
            location: record.location().ok().flatten().map(location),
            ..row
        },
        Err(_) => unreadable(row, UNREADABLE_BODY),
    }
}

fn is_transcribed(body: &Body) -> bool {
    matches!(body, Body::Vaccination(dose) if dose.transcribed)
}

fn unreadable(row: Record, why: &str) -> Record {
    Record {
        unreadable: Some(why.to_owned()),
        ..row
    }
}

fn blank(producer: &str, sector: &str) -> Record {
    Record {
        id: String::new(),
        information_type: String::new(),
        start: None,
        end: None,
        title: String::new(),
        status: String::new(),
        sources: vec![producer.to_owned()],
        source_records: vec![RecordRef {
            producer: producer.to_owned(),
            id: String::new(),
        }],
        sector: sector.to_owned(),
        care_provider: String::new(),
        unit: String::new(),
        author: None,
        not_for_guardians: false,
        mentions_third_persons: false,
        codes: Vec::new(),
        claims: Vec::new(),
        identity_key: None,
        location: None,
        known: true,
        unreadable: None,
        content: None,
        origin: Origin::default(),
        provider: None,
    }
}

fn with_header(row: Record, header: RecordHeader) -> Record {
    let status = header.life_cycle().as_str_name();
    let status = match header.life_cycle() {
        LifeCycle::Unspecified => String::new(),
        _ => status.trim_start_matches("LIFE_CYCLE_").to_owned(),
    };
    let (start, end) = match &header.period {
        Some(period) => (
            period.start.as_ref().and_then(When::of),
            period.end.as_ref().and_then(When::of),
        ),
        None => (None, None),
    };
    let name = |organisation: Option<wire::Organisation>| organisation.unwrap_or_default().name;
    let provider = header.care_provider.as_ref().and_then(|o| o.id.clone());
    Record {
        source_records: row
            .source_records
            .into_iter()
            .map(|named| RecordRef {
                id: header.record_id.clone(),
                ..named
            })
            .collect(),
        id: header.record_id,
        information_type: header.information_type,
        start,
        end,
        title: header.title,
        status,
        care_provider: name(header.care_provider),
        provider: provider.map(Into::into),
        unit: name(header.unit),
        author: header.author.map(person),
        not_for_guardians: header.not_for_guardians,
        mentions_third_persons: header.mentions_third_persons,
        codes: header.codes.into_iter().map(code).collect(),
        claims: header.claims.into_iter().map(claim).collect(),
        origin: Origin {
            recorded: header.recorded_time.as_ref().and_then(When::instant),
            ..row.origin
        },
        identity_key: Some(header.identity_key).filter(|key| !key.is_empty()),
        ..row
    }
}

fn person(person: wire::Person) -> Person {
    Person {
        name: person.name,
        role: person.role,
        role_text: person.role_text,
        organisation: person.organisation.map(|o| o.name),
    }
}

fn code(coding: wire::Coding) -> Code {
    Code {
        system: coding.system,
        code: coding.code,
        display: coding.display,
    }
}

fn claim(claim: proto::v1::record::Claim) -> Value {
    let code = code(claim.code.unwrap_or_default());
    Value {
        about: if code.display.is_empty() {
            code.code.clone()
        } else {
            code.display.clone()
        },
        code: Some(code),
        value: claim.value,
        unit: claim.unit,
        side: None,
        interpretation: None,
    }
}

fn location(location: proto::v1::record::Location) -> Location {
    let line = |address: proto::v1::record::Address| {
        let town = format!("{} {}", address.postal_code, address.city);
        let mut parts = address.lines;
        parts.push(town.trim().to_owned());
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    };
    Location {
        addresses: location.addresses.into_iter().map(line).collect(),
        contact_points: location.contact_points,
    }
}

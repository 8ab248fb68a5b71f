//! What a relay must not do to a record: lose what it does not know, change what it passes on, or let two readers see two records.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

use prost::{
    Message,
    encoding::{self, WireType},
};
use proto::{
    relay::{InvalidParts, Record, RepeatedField},
    v1::{
        common::{Coding, Identifier, Moment, Organisation, PartialDate, Period, Person, moment},
        record::{
            Body, CareDocument, Claim, DocumentSection, LifeCycle, RecordHeader, Relation, body,
        },
    },
};

const HEADER: u32 = 1;
const BODY: u32 = 2;
const LOCATION: u32 = 3;

fn identifier() -> Option<Identifier> {
    Some(Identifier {
        system: "urn:oid:1.2.752.129.2.1.3.1".into(),
        value: "191212121212".into(),
    })
}

fn organisation() -> Option<Organisation> {
    Some(Organisation {
        id: identifier(),
        name: "Skolan".into(),
    })
}

fn moment(precision: moment::Precision) -> Option<Moment> {
    Some(Moment {
        precision: Some(precision),
    })
}

fn time(seconds: i64) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds, nanos: 1 }
}

fn coding() -> Coding {
    Coding {
        system: "http://loinc.org".into(),
        code: "8302-2".into(),
        display: "längd".into(),
    }
}

/// A header with every field set, and two entries in every list.
fn header() -> RecordHeader {
    let day = PartialDate {
        year: 2026,
        month: 2,
        day: 3,
    };
    let claim = Claim {
        code: Some(coding()),
        value: "138.9".into(),
        unit: "cm".into(),
    };
    let relation = Relation {
        kind: 1,
        target: "r-0".into(),
    };
    RecordHeader {
        record_id: "r-1".into(),
        version: 3,
        information_type: "a-type-from/the-future".into(),
        subject: identifier(),
        period: Some(Period {
            start: moment(moment::Precision::Date(day)),
            end: moment(moment::Precision::Instant(time(9))),
        }),
        recorded_time: Some(time(1)),
        updated_time: Some(time(2)),
        source_time: Some(time(3)),
        life_cycle: LifeCycle::Retracted.into(),
        retraction_reason: "wrong-person".into(),
        care_provider: organisation(),
        unit: organisation(),
        author: Some(Person {
            id: identifier(),
            name: "Siv Ek".into(),
            role: "nurse".into(),
            role_text: "sköterska".into(),
            organisation: organisation(),
        }),
        title: "Längd".into(),
        codes: vec![coding(), coding()],
        identity_key: "k".into(),
        claims: vec![claim.clone(), claim],
        relations: vec![relation.clone(), relation],
        not_for_guardians: true,
        mentions_third_persons: true,
        sensitivity: "R".into(),
        source_status: "final".into(),
    }
}

fn part(tag: u32, content: &[u8], into: &mut Vec<u8>) {
    encoding::bytes::encode(tag, &content.to_vec(), into);
}

fn record(header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    part(HEADER, header, &mut bytes);
    part(BODY, body, &mut bytes);
    bytes
}

fn relayed(bytes: &[u8]) -> Vec<u8> {
    let record = Record::decode(bytes).unwrap();
    assert_eq!(record.encoded_len(), bytes.len());
    record.encode_to_vec()
}

// R-RELAY-1
#[test]
fn an_unknown_type_and_unknown_fields_pass_byte_for_byte() {
    let mut header = header().encode_to_vec();
    encoding::string::encode(23, &"a field of the header to come".to_owned(), &mut header);
    encoding::double::encode(24, &1.5, &mut header);
    let mut body = Vec::new();
    encoding::string::encode(1000, &"a kind of body to come".to_owned(), &mut body);
    let mut bytes = record(&header, &body);
    part(LOCATION, b"", &mut bytes);
    encoding::string::encode(4, &"a part to come".to_owned(), &mut bytes);
    encoding::uint64::encode(900, &u64::MAX, &mut bytes);
    encoding::fixed32::encode(901, &7, &mut bytes);
    encoding::fixed64::encode(902, &7, &mut bytes);

    assert_eq!(relayed(&bytes), bytes);
    let read = Record::decode(bytes.as_slice()).unwrap().header().unwrap();
    assert_eq!(read.information_type, "a-type-from/the-future");
}

// R-RELAY-2
#[test]
fn a_body_of_fifty_kilobytes_passes_byte_for_byte() {
    let text = "å".repeat(25_000);
    let section = DocumentSection {
        text,
        ..DocumentSection::default()
    };
    let document = CareDocument {
        sections: vec![section],
        programme: None,
    };
    let body = Body {
        kind: Some(body::Kind::CareDocument(document)),
    };
    let bytes = record(&header().encode_to_vec(), &body.encode_to_vec());
    assert!(bytes.len() > 50_000);
    assert_eq!(relayed(&bytes), bytes);
}

// R-RELAY-3
#[test]
fn a_part_that_stands_twice_is_refused() {
    for tag in [HEADER, BODY, LOCATION] {
        let mut bytes = record(&header().encode_to_vec(), b"");
        part(LOCATION, b"", &mut bytes);
        assert!(Record::decode(bytes.as_slice()).unwrap().header().is_ok());
        let again = header().encode_to_vec();
        part(tag, if tag == HEADER { &again } else { b"" }, &mut bytes);
        assert_eq!(
            Record::decode(bytes.as_slice()).unwrap().header(),
            Err(InvalidParts::Repeated(RepeatedField)),
            "part {tag}"
        );
    }
}

/// Every header one could make of `message` by giving one of its fields once more, at any depth, with the way to that field.
/// `path` says which message this is; fields that may repeat are left alone, and what is in them is not.
fn doubled(message: &[u8], path: &str) -> Vec<(String, Vec<u8>)> {
    const MAY_REPEAT: [&str; 3] = ["/15", "/17", "/18"];
    let mut made = Vec::new();
    for (at, tag, end, content) in fields(message) {
        let here = format!("{path}/{tag}");
        if !MAY_REPEAT.contains(&here.as_str()) {
            let mut twice = message.to_vec();
            twice.extend_from_slice(&message[at..end]);
            made.push((here.clone(), twice));
        }
        let Some(content) = content.filter(|_| holds_message(&here)) else {
            continue;
        };
        for (inner, changed) in doubled(content, &here) {
            let mut whole = message[..at].to_vec();
            part(tag, &changed, &mut whole);
            whole.extend_from_slice(&message[end..]);
            made.push((inner, whole));
        }
    }
    made
}

/// The fields of the header, by their way, that hold a message.
fn holds_message(way: &str) -> bool {
    const WAYS: [&str; 21] = [
        "/4", "/5", "/5/1", "/5/1/2", "/5/2", "/5/2/1", "/6", "/7", "/8", "/11", "/11/1", "/12",
        "/12/1", "/13", "/13/1", "/13/5", "/13/5/1", "/15", "/17", "/17/1", "/18",
    ];
    WAYS.contains(&way)
}

/// Start, number, end and, where it has a length, content of each field.
fn fields(message: &[u8]) -> Vec<(usize, u32, usize, Option<&[u8]>)> {
    let mut found = Vec::new();
    let mut rest = message;
    while !rest.is_empty() {
        let at = message.len() - rest.len();
        let (tag, wire_type) = encoding::decode_key(&mut rest).unwrap();
        let len = encoding::decode_varint(&mut rest).unwrap();
        let mut content = None;
        if wire_type == WireType::LengthDelimited {
            let (inner, after) = rest.split_at(usize::try_from(len).unwrap());
            (content, rest) = (Some(inner), after);
        }
        found.push((at, tag, message.len() - rest.len(), content));
    }
    found
}

// R-RELAY-3
#[test]
fn a_singular_field_that_stands_twice_anywhere_in_the_header_is_refused() {
    let header = header().encode_to_vec();
    let doubled = doubled(&header, "");
    for (way, changed) in &doubled {
        let record = Record::decode(record(changed, b"").as_slice()).unwrap();
        assert_eq!(
            record.header(),
            Err(InvalidParts::Repeated(RepeatedField)),
            "field {way}"
        );
    }
    // The walk above has not lost its way: the header's own fields, and those at the bottom.
    let ways: Vec<&str> = doubled.iter().map(|(way, _)| way.as_str()).collect();
    for way in [
        "/1",
        "/22",
        "/5/1/2/3",
        "/5/2/1/2",
        "/13/5/1/2",
        "/17/1/3",
        "/18/2",
    ] {
        assert!(ways.contains(&way), "{way} was not tried");
    }
}

// R-RELAY-3
#[test]
fn both_precisions_of_a_moment_at_once_are_refused() {
    let mut both = Moment {
        precision: Some(moment::Precision::Instant(time(1))),
    }
    .encode_to_vec();
    let date = PartialDate {
        year: 2026,
        month: 0,
        day: 0,
    };
    part(2, &date.encode_to_vec(), &mut both);
    let mut period = Vec::new();
    part(1, &both, &mut period);
    let mut bytes = RecordHeader {
        period: None,
        ..header()
    }
    .encode_to_vec();
    part(5, &period, &mut bytes);
    let record = Record::decode(record(&bytes, b"").as_slice()).unwrap();
    assert_eq!(record.header(), Err(InvalidParts::Repeated(RepeatedField)));
}

// R-RELAY-4
#[test]
fn debug_shows_sizes_and_nothing_of_the_record() {
    let record = Record::decode(record(&header().encode_to_vec(), b"").as_slice()).unwrap();
    let shown = format!("{record:?}");
    assert!(!shown.contains("1912") && !shown.contains("Siv") && !shown.contains("future"));
}

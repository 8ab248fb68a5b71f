use domain::{
    record::{
        Sector,
        body::{Body, BodyKind},
    },
    time::{Date, Moment, Period, Timestamp},
};
use proptest::prelude::*;
use prost::Message;

use super::{samples, *};
use crate::{DESCRIPTORS, v1::common};

fn there_and_back(body: Body) -> Result<Body, InvalidBody> {
    let bytes = wire::Body::from(body).encode_to_vec();
    wire::Body::decode(bytes.as_slice()).unwrap().try_into()
}

// R-WIRE-2
#[test]
fn a_body_of_every_kind_with_every_field_comes_back_as_it_went() {
    let samples = samples::all();
    let kinds: Vec<BodyKind> = samples.iter().map(Body::kind).collect();
    assert_eq!(kinds, BodyKind::ALL, "a sample of every kind");
    for sample in samples {
        assert!(
            there_and_back(sample.clone()).unwrap() == sample,
            "{sample:?}"
        );
    }
}

// R-WIRE-2
#[test]
fn the_samples_set_every_field_of_their_messages() {
    let files = prost_types::FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    let kinds = message(&files, "Body");
    for (sample, kind) in samples::all().into_iter().zip(&kinds.field) {
        let name = kind.type_name().rsplit('.').next().unwrap();
        let bytes = wire::Body::from(sample).encode_to_vec();
        let (tag, content) = fields(&bytes).next().unwrap();
        assert_eq!(i64::from(tag), i64::from(kind.number()));
        let set: Vec<u32> = fields(content).map(|(tag, _)| tag).collect();
        for field in &message(&files, name).field {
            let number = u32::try_from(field.number()).unwrap();
            assert!(
                set.contains(&number),
                "{name}.{} is not in the sample",
                field.name()
            );
        }
    }
}

// R-WIRE-3
#[test]
fn an_enum_number_that_this_binary_does_not_know_reads_as_not_stated() {
    let wire = wire::MasterData {
        protection: 99,
        ..Default::default()
    };
    let read = body::MasterData::try_from(wire).unwrap();
    assert_eq!(read.protection, body::IdentityProtection::Unstated);
    assert!(read.protection.counts_as_protected());
}

#[test]
fn an_identifier_or_moment_that_cannot_be_one_is_refused_by_its_field() {
    let birth = Some(common::Moment { precision: None });
    let wire = wire::MasterData {
        birth,
        ..Default::default()
    };
    assert_eq!(
        body::MasterData::try_from(wire),
        Err(InvalidBody::Field {
            field: "birth",
            source: InvalidValue::Moment
        })
    );
    let holder = wire::CustodyHolder::default();
    let wire = wire::Custody {
        holders: vec![holder],
        family: vec![],
    };
    assert_eq!(
        body::Custody::try_from(wire),
        Err(InvalidBody::Missing("person"))
    );
    let wire = wire::Referral {
        to_sector: "Skola".into(),
        ..Default::default()
    };
    assert!(matches!(
        body::Referral::try_from(wire),
        Err(InvalidBody::Code {
            field: "to_sector",
            ..
        })
    ));
    assert!(Sector::parse("skola").is_ok());
    let none = wire::Body { kind: None };
    assert_eq!(Body::try_from(none), Err(InvalidBody::UnknownKind));
}

fn any_moment() -> impl Strategy<Value = Moment> {
    (
        1_i16..=9999,
        1_i8..=12,
        1_i8..=28,
        0_u8..4,
        -1_000_000_000_i64..4_000_000_000,
    )
        .prop_map(|(year, month, day, precision, second)| match precision {
            0 => Moment::Year(year),
            1 => Moment::Month { year, month },
            2 => Moment::Day(Date::new(year, month, day).unwrap()),
            _ => Moment::Instant(Timestamp::from_second(second).unwrap()),
        })
}

proptest! {
    // R-WIRE-1, R-WIRE-2
    #[test]
    fn bodies_with_times_of_any_precision_come_back_as_they_went(
        a in proptest::option::of(any_moment()), b in proptest::option::of(any_moment()), words in "\\PC{0,40}",
    ) {
        let mut contact = body::Contact::new(samples::person(), words.clone());
        contact.holds_ball = Some(Period { start: a, end: b });
        let referral = body::Referral { requested: a, answered: b, answer: words.clone(), ..Default::default() };
        let medication = body::Medication { prescribed: a, stopped: b, dose_text: words, ..Default::default() };
        for body in [Body::from(contact), referral.into(), medication.into()] {
            prop_assert!(there_and_back(body.clone()).unwrap() == body);
        }
    }
}

/// A message of the record package by its name.
fn message<'a>(
    files: &'a prost_types::FileDescriptorSet,
    name: &str,
) -> &'a prost_types::DescriptorProto {
    files
        .file
        .iter()
        .filter(|file| file.package() == "samsyn.record.v1")
        .flat_map(|file| &file.message_type)
        .find(|message| message.name() == name)
        .unwrap()
}

/// The fields of a message: number, and bytes for those that have a length.
fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    use prost::encoding::{self, DecodeContext, WireType};
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let (tag, wire_type) = encoding::decode_key(&mut bytes).unwrap();
        if wire_type == WireType::LengthDelimited {
            let len = usize::try_from(encoding::decode_varint(&mut bytes).unwrap()).unwrap();
            let (content, rest) = bytes.split_at(len);
            bytes = rest;
            return Some((tag, content));
        }
        encoding::skip_field(wire_type, tag, &mut bytes, DecodeContext::default()).unwrap();
        Some((tag, &[]))
    })
}

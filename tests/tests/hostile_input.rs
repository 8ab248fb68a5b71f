//! What a caller may send and what it hears: a clear error with a stable reason and the field, never its own value back, and nothing at all
//! about its input before it has shown who it is.

use bytes::Bytes;
use domain::id::PersonId;
use prost::Message as _;
use proto::{
    status::{reason_of, violations_of},
    v1::{
        common::Identifier,
        overview::{
            Ground, OverviewEvent, OverviewQuery, QueryPeriod, StreamOverviewRequest,
            overview_event::Event,
        },
    },
};
use tests::{
    Harness,
    caller::{Caller, STREAM_OVERVIEW, identity},
};
use tonic::{Code, Status};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

/// Stands in every wrong value, so that an echo is seen.
const CANARY: &str = "kanariefagel";

fn child(system: &str, value: &str) -> OverviewQuery {
    OverviewQuery {
        child: Some(Identifier {
            system: system.to_owned(),
            value: value.to_owned(),
        }),
        ..OverviewQuery::default()
    }
}

/// Nothing of what was sent comes back: in no message, no detail, no header.
fn echoes(status: &Status, sent: &str) -> bool {
    let details = String::from_utf8_lossy(status.details()).into_owned();
    let headers = format!("{:?}", status.metadata());
    [status.message(), &details, &headers]
        .iter()
        .any(|text| text.to_lowercase().contains(&sent.to_lowercase()))
}

fn refused_for(status: &Status, field: &str, what: &str) {
    assert_eq!(status.code(), Code::InvalidArgument, "{what}");
    assert_eq!(
        reason_of(status).as_deref(),
        Some("INVALID_QUERY"),
        "{what}"
    );
    let fields: Vec<_> = (violations_of(status).into_iter().map(|(f, _)| f)).collect();
    assert_eq!(fields, [field], "{what}");
    assert!(!echoes(status, CANARY), "{what}: the value came back");
}

// R-INPUT-1
#[tokio::test]
async fn an_identifier_that_is_none_is_refused_in_every_system() {
    let harness = Harness::start().await;
    let nurse = Caller::actor(&harness, NURSE);
    let bad = [
        // Personnummer: check digit, day, length, letters, another script's digits.
        ("urn:oid:1.2.752.129.2.1.3.1", "191212121213"),
        ("urn:oid:1.2.752.129.2.1.3.1", "201713011234"),
        ("urn:oid:1.2.752.129.2.1.3.1", "9121212121"),
        ("urn:oid:1.2.752.129.2.1.3.1", CANARY),
        ("urn:oid:1.2.752.129.2.1.3.1", "١٩١٢١٢١٢١٢١٢"),
        ("urn:oid:1.2.752.129.2.1.3.1", ""),
        // Samordningsnummer: a day that was not raised by 60; check digit.
        ("urn:oid:1.2.752.129.2.1.3.3", "191212121212"),
        ("urn:oid:1.2.752.129.2.1.3.3", "197010632399"),
        // CPR: nine digits, a month 13.
        ("urn:oid:1.2.208.176.1.2", "070392123"),
        ("urn:oid:1.2.208.176.1.2", "0713921234"),
        // An organisation is no child; an unknown system; none.
        ("urn:oid:1.2.752.129.2.1.4.1", "SE2321000016-1A2B"),
        ("urn:oid:9.9.9", CANARY),
        ("", "191212121212"),
    ];
    for (system, value) in bad {
        assert!(
            PersonId::parse(system, value).is_err(),
            "{value} in {system}"
        );
        let refused = nurse.events(child(system, value)).await.unwrap_err();
        refused_for(&refused, "query.child", value);
        assert!(
            value.is_empty() || !echoes(&refused, value),
            "{value} came back"
        );
    }
    let nobody = nurse.events(OverviewQuery::default()).await.unwrap_err();
    refused_for(&nobody, "query.child", "no child");
    let nothing = nurse.bytes(STREAM_OVERVIEW, Bytes::new()).await;
    refused_for(&nothing.unwrap_err(), "query.child", "no query");
}

// R-INPUT-1
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases is one thing")]
async fn every_other_field_is_refused_by_its_name() {
    let harness = Harness::start().await;
    let nurse = Caller::actor(&harness, NURSE);
    let right = harness.query(STORY);
    let at = |seconds, nanos| Some(prost_types::Timestamp { seconds, nanos });
    let period = |from, to| Some(QueryPeriod { from, to });
    let types = |types: &[&str]| OverviewQuery {
        information_types: types.iter().map(ToString::to_string).collect(),
        ..right.clone()
    };
    let during = |period| OverviewQuery {
        period,
        ..right.clone()
    };
    let many = vec!["vaccination"; 65];
    let cases = [
        ("query.information_types", types(&["Kanariefagel"])),
        (
            "query.information_types",
            types(&["vaccination", "../kanariefagel"]),
        ),
        ("query.information_types", types(&[""])),
        ("query.information_types", types(&many)),
        ("query.period", during(period(at(2, 0), at(1, 0)))),
        ("query.period", during(period(at(1, 0), at(1, 0)))),
        ("query.period", during(period(at(0, -1), None))),
        ("query.period", during(period(at(i64::MIN, 0), None))),
        (
            "query.ground",
            OverviewQuery {
                ground: 99,
                ..right.clone()
            },
        ),
        (
            "query.ground",
            OverviewQuery {
                ground: -1,
                ..right.clone()
            },
        ),
        (
            "query.language",
            OverviewQuery {
                language: CANARY.into(),
                ..right.clone()
            },
        ),
        (
            "query.reason",
            OverviewQuery {
                reason: CANARY.repeat(50),
                ..right.clone()
            },
        ),
        (
            "query.reason",
            OverviewQuery {
                ground: Ground::Emergency.into(),
                ..right.clone()
            },
        ),
        (
            "query.reason",
            OverviewQuery {
                ground: Ground::Emergency.into(),
                reason: " \t".into(),
                ..right.clone()
            },
        ),
    ];
    for (field, query) in cases {
        let what = format!("{field} of {} bytes", query.encoded_len());
        let refused = nurse.events(query.clone()).await.unwrap_err();
        refused_for(&refused, field, &what);
        let refused = nurse.collected(query).await.unwrap_err();
        refused_for(&refused, field, &what);
    }
}

#[tokio::test]
async fn a_type_that_no_table_names_gets_nothing_and_disturbs_no_other() {
    let harness = Harness::start().await;
    let nurse = Caller::actor(&harness, NURSE);
    let asking = |types: &[&str]| OverviewQuery {
        information_types: types.iter().map(ToString::to_string).collect(),
        ..harness.query(STORY)
    };
    let events = nurse.events(asking(&["observation/aura"])).await.unwrap();
    assert_eq!(records(&events), 0);
    let both = ["observation/aura", "vaccination"];
    let beside = nurse.events(asking(&both)).await.unwrap();
    let alone = nurse.events(asking(&["vaccination"])).await.unwrap();
    assert!(records(&alone) > 0);
    assert_eq!(records(&beside), records(&alone));
    // Codes match exactly: neither a prefix nor a parent is the type.
    for near in ["vaccinatio", "vaccination/mmr", "observation"] {
        let events = nurse.events(asking(&[near])).await.unwrap();
        assert_eq!(records(&events), 0, "{near}");
    }
}

fn records(events: &[OverviewEvent]) -> usize {
    (events.iter())
        .map(|event| match &event.event {
            Some(Event::Source(row)) => row.records.len(),
            _ => 0,
        })
        .sum()
}

// R-INPUT-1
#[tokio::test]
async fn bytes_that_are_no_query_and_too_many_bytes_are_refused_and_the_service_goes_on() {
    let harness = Harness::start().await;
    let nurse = Caller::actor(&harness, NURSE);
    // A length that leaves the message, a group, a field number 0, invalid UTF-8 in a text.
    let garbage: [&[u8]; 5] = [
        &[0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[0x0b],
        &[0x00, 0x01],
        &[0x0a, 0x03, 0x4a, 0x01, 0xff],
        b"GET / HTTP/1.1",
    ];
    for bytes in garbage {
        let refused = nurse
            .bytes(STREAM_OVERVIEW, Bytes::from_static(bytes))
            .await;
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused.code(), Code::Internal | Code::InvalidArgument),
            "{refused:?}"
        );
    }
    let whole = |reason: String| {
        let query = Some(OverviewQuery {
            reason,
            ..harness.query(STORY)
        });
        Bytes::from(StreamOverviewRequest { query }.encode_to_vec())
    };
    let oversized = nurse
        .bytes(STREAM_OVERVIEW, whole(CANARY.repeat(6_000)))
        .await;
    let oversized = oversized.unwrap_err();
    assert_eq!(oversized.code(), Code::OutOfRange);
    assert!(!echoes(&oversized, CANARY));
    let after = nurse.bytes(STREAM_OVERVIEW, whole(String::new())).await;
    assert!(after.unwrap().len() > 2, "the service goes on");
}

/// Who is not let in learns nothing about the validity of what it sent.
// R-TOKEN-1
#[tokio::test]
async fn authorisation_comes_before_every_detail_of_the_input() {
    let harness = Harness::start().await;
    let right = harness.query(STORY);
    let wrong = OverviewQuery {
        information_types: vec![CANARY.to_uppercase()],
        ..child("urn:oid:1.2.752.129.2.1.3.1", "191212121213")
    };
    let journal = Caller::by(&harness, &identity(harness.journal()));
    let stranger = harness
        .sandbox
        .authority
        .issue("consumer/stranger")
        .unwrap();
    let stranger = Caller::by(&harness, &identity(&stranger));
    for caller in [journal.clone(), journal.with("a.b.c"), stranger] {
        let for_right = caller.events(right.clone()).await.unwrap_err();
        let for_wrong = caller.events(wrong.clone()).await.unwrap_err();
        assert!(matches!(
            for_right.code(),
            Code::Unauthenticated | Code::PermissionDenied
        ));
        assert_eq!(for_right.code(), for_wrong.code());
        assert_eq!(for_right.message(), for_wrong.message());
        assert_eq!(for_right.details(), for_wrong.details());
        assert!(violations_of(&for_wrong).is_empty());
    }
}

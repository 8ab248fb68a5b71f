//! A Python and a Node consumer beside ours, in one sandbox: every field of every answer, and every reason for none.

use std::collections::BTreeMap;

use bytes::Bytes;
use consumer::OverviewQuery;
use domain::id::PersonId;
use futures::{StreamExt as _, stream};
use mock_producers::world::ToldChild;
use prost::{Message as _, encoding};
use proto::{
    overview::fold::Fold,
    relay::Record,
    status::refuse,
    v1::{overview::QueryPeriod, record::RecordHeader},
};
use serde_json::{Value, json};
use tests::{
    Harness, Scene,
    rogue::{Answer, Rogue, completed, raw_batch},
};
use tonic::Code;

use crate::question::{Question, agreed};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

/// Stands in fields that no contract of today has.
const FUTURE: &str = "framtidens ord";

fn overview(answer: &Value) -> &Value {
    &answer["collected"]["overview"]
}

// R-INTEROP-1
#[tokio::test]
async fn every_told_child_is_seen_alike_in_every_language() {
    let harness = Scene::whole().start().await;
    let children = &harness.sandbox.world.children;
    let all = |of: fn(&ToldChild) -> Vec<&'static str>| -> Vec<Question> {
        let each = |child: &ToldChild| {
            let actors = of(child).into_iter();
            Vec::from_iter(actors.map(|actor| Question::about(actor, &child.id)))
        };
        children.iter().flat_map(each).collect()
    };
    let (first, others) = (all(|it| vec![it.actor]), all(|it| it.other_actors.clone()));

    let answers = agreed(&harness, &[first, others].concat()).await;

    for (answer, child) in answers.iter().zip(children) {
        let sources = overview(answer)["sources"].as_array();
        assert!(sources.is_some_and(|s| !s.is_empty()), "{}", child.story);
    }
    let some = |has: fn(&Value) -> bool| answers.iter().map(overview).any(has);
    assert!(some(|it| it["started"]["protected_identity"] == json!(true)));
}

// R-INTEROP-1
#[tokio::test]
async fn what_is_withheld_is_told_alike_in_every_language() {
    let harness = Harness::start().await;
    harness.end_consents(STORY).await;

    let question = Question::about("bup-lakare", &harness.child(STORY));
    let answers = agreed(&harness, &[question]).await;

    let decided = overview(&answers[0])["started"].to_string();
    for told in ["OUTCOME_WITHHELD", "CONSENT_WITHDRAWN", "next_step"] {
        assert!(decided.contains(told), "{told}: {decided}");
    }
}

// R-FOLD-5
#[tokio::test]
async fn the_parts_of_a_source_come_in_the_order_of_the_whole() {
    let harness = Scene::whole().start().await;
    for child in &harness.sandbox.world.children {
        let client = harness.client(child.actor);
        let query = OverviewQuery::about(child.id.clone());
        let (mut fold, mut came) = (Fold::default(), BTreeMap::<_, Vec<_>>::new());
        for timed in tests::follow(&client, query).await.unwrap() {
            if let Some(result) = timed.source() {
                let source = result.source.clone().unwrap().producer_id;
                came.entry(source)
                    .or_default()
                    .extend(result.records.clone());
            }
            fold.push(timed.event).unwrap();
        }
        for row in fold.finish().unwrap().sources {
            let source = row.source.unwrap().producer_id;
            assert!(came[&source] == row.records, "{source}, {}", child.story);
        }
    }
}

// R-INTEROP-2
#[tokio::test]
async fn every_language_reads_why_it_got_nothing() {
    let harness = Harness::start().await;
    let ordinary = Question::about(NURSE, &harness.child(STORY));
    let nobody = PersonId::guess("19121212-1212").unwrap();
    let mut wrong = ordinary.clone();
    wrong.query.child.as_mut().unwrap().value = "not a number".to_owned();
    wrong.query.period = Some(QueryPeriod {
        from: Some(prost_types::Timestamp {
            seconds: 1,
            nanos: 1_000,
        }),
        to: Some(prost_types::Timestamp {
            seconds: -1,
            nanos: 500_000_000,
        }),
    });
    wrong.query.max_age = Some(prost_types::Duration {
        seconds: -1,
        nanos: -500_000_000,
    });
    let mut emergency = ordinary.clone();
    emergency
        .query
        .set_ground(proto::v1::overview::Ground::Emergency);
    let forged = Question {
        token: Some("a.b.c".to_owned()),
        ..ordinary.clone()
    };
    let cases = [
        (
            Question::about("skolskoterska-norrby", &harness.child(STORY)),
            "REFUSED",
        ),
        (Question::about(NURSE, &nobody), "REFUSED"),
        (wrong, "INVALID_QUERY"),
        (emergency, "INVALID_QUERY"),
        (forged, "TOKEN_MALFORMED"),
    ];
    let (questions, reasons): (Vec<_>, Vec<_>) = cases.into_iter().unzip();

    let answers = agreed(&harness, &questions).await;

    for (answer, reason) in answers.iter().zip(reasons) {
        assert_eq!(answer["collected"]["error"]["reason"], reason);
    }
    let violations = &answers[2]["collected"]["error"]["violations"];
    assert!(violations.as_array().unwrap().len() > 1, "{violations}");
}

// R-INTEROP-1, R-STATUS-1
#[tokio::test]
async fn a_failing_source_and_what_the_contract_does_not_know_yet_are_seen_alike() {
    let mut harness = Harness::start().await;
    let ahead: Vec<_> = (harness.records("bvc-vasterby", STORY).iter())
        .map(ahead_of_its_time)
        .collect();
    let answer = vec![raw_batch(&ahead), completed(ahead.len())];
    let _rogues = harness
        .take_over(vec![
            Rogue::saying("bvc-vasterby", answer),
            Rogue::new("emi-norrby", |_| failing()),
        ])
        .await;

    let question = Question::about(NURSE, &harness.child(STORY));
    let answers = agreed(&harness, &[question]).await;

    let sources = overview(&answers[0])["sources"].as_array().unwrap();
    let source = |id: &str| sources.iter().find(|s| s["source"]["producer_id"] == id);
    let failed = source("emi-norrby").unwrap();
    assert_eq!(failed["cause"]["code"], "LOGICAL_ERROR");
    assert_eq!(overview(&answers[0])["completed"]["complete"], Value::Null);
    let bytes = |record: &Bytes| json!(crate::canonical::base64(record));
    let shown = answers[0]["collected"]["records"].as_array().unwrap();
    assert!(!ahead.is_empty() && ahead.iter().all(|it| shown.contains(&bytes(it))));
}

fn failing() -> Answer {
    let status = refuse(Code::FailedPrecondition, "SOURCE_LOGICAL_ERROR", "");
    stream::iter([Err(status)]).boxed()
}

/// A record of a later contract: a field more in the record and in each of its parts; and times that a careless client rounds.
fn ahead_of_its_time(record: &Record) -> Bytes {
    let future = FUTURE.to_owned();
    let location = record.location().unwrap();
    let time = |seconds, nanos| Some(prost_types::Timestamp { seconds, nanos });
    let header = RecordHeader {
        recorded_time: time(-1, 120_000_000),
        updated_time: time(1, 9),
        ..record.header().unwrap()
    };
    let parts = [
        Some(header.encode_to_vec()),
        Some(record.body().unwrap().encode_to_vec()),
        location.map(|location| location.encode_to_vec()),
    ];
    let mut written = Vec::new();
    for (field, part) in (1..).zip(parts) {
        let Some(mut part) = part else { continue };
        encoding::string::encode(900, &future, &mut part);
        encoding::bytes::encode(field, &part, &mut written);
    }
    encoding::string::encode(901, &future, &mut written);
    written.into()
}

//! What is wrong from the start, what becomes of a lease that nobody renews, and what a wrong clock tells.

use std::time::Duration;

use domain::time::Timestamp;
use jiff::SignedDuration;
use mock_producers::{Faults, faults::MARKER};
use prost::Message as _;
use proto::{
    relay::Record,
    transport::{ChannelSettings, channel, client_config},
    v1::{
        overview::{ResponsibleParty, SourceResult},
        producer::{
            QueryRecordsRequest, TypeWindow, WindowBasis,
            producer_service_client::ProducerServiceClient, query_records_response::Message,
        },
        record::RecordHeader,
    },
};
use tests::{Harness, Scene, Timed};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const SOURCE: &str = "bvc-vasterby";
/// Longer than the lease of a sandbox.
const A_LEASE: SignedDuration = SignedDuration::from_secs(31);

fn faults(words: &str) -> Faults {
    words.parse().unwrap()
}

async fn set(harness: &Harness, id: &str, words: &str) {
    let sources = &harness.sandbox.sources;
    sources.set_fault(id, faults(words)).await.unwrap();
}

async fn heal(harness: &Harness, id: &str) {
    let sources = &harness.sandbox.sources;
    sources.set_fault(id, Faults::NONE).await.unwrap();
}

async fn row(harness: &Harness) -> SourceResult {
    let events = harness.events(NURSE, STORY, Duration::from_secs(10)).await;
    let events = events.unwrap();
    let mut rows = events.iter().filter_map(Timed::source);
    let is_its = |row: &&SourceResult| row.source.as_ref().unwrap().producer_id == SOURCE;
    rows.rfind(is_its).unwrap().clone()
}

fn cause(row: &SourceResult) -> &str {
    row.cause.as_ref().map_or("", |cause| &cause.code)
}

// R-FAULT-1, R-STATUS-2
#[tokio::test]
async fn a_source_can_be_wrong_from_the_start_also_at_its_listener_and_its_lease() {
    for (words, expected) in [
        ("certificate-expired", "CERTIFICATE_EXPIRED"),
        ("lease-lost", "LEASE_GONE"),
        ("wrong-child", "WRONG_CHILD"),
    ] {
        let scene = Scene::default().fault(SOURCE, faults(words));
        let harness = scene.start().await;
        assert_eq!(cause(&row(&harness).await), expected);
        heal(&harness, SOURCE).await;
        assert_eq!(cause(&row(&harness).await), "");
    }
}

/// The certificate is asked for at a handshake: one that stands is as old as its connection, and a source that comes back is dialled anew.
// R-STATUS-2
#[tokio::test]
async fn an_open_breaker_says_what_opened_it() {
    let harness = Scene::default().start().await;
    set(&harness, SOURCE, "certificate-expired").await;
    // More often than opens it: nobody is dialled any more.
    for _ in 0..8 {
        assert_eq!(cause(&row(&harness).await), "CERTIFICATE_EXPIRED");
    }
}

// R-REGISTRY-2, R-FAULT-3
#[tokio::test]
async fn a_lease_that_nobody_renews_runs_out_and_the_source_answers_until_then() {
    let harness = Scene::default().manual_clock().start().await;
    set(&harness, SOURCE, "lease-lost=unrenewed").await;
    assert_eq!(cause(&row(&harness).await), "", "the lease holds");
    harness.clock().advance(A_LEASE);
    // The others renew every few seconds of a clock that nobody moved: they come back by hand.
    for source in harness.sandbox.sources.all() {
        if source.id != SOURCE {
            set(&harness, source.id, "lease-lost").await;
            heal(&harness, source.id).await;
        }
    }
    let overview = harness.overview(NURSE, STORY).await.unwrap();
    for source in &overview.sources {
        let expected = (source.producer == SOURCE).then_some("LEASE_GONE");
        assert_eq!(source.cause.as_deref(), expected, "{}", source.producer);
    }
    heal(&harness, SOURCE).await;
    assert_eq!(cause(&row(&harness).await), "");
}

// R-FAULT-2
#[tokio::test]
async fn a_wrong_clock_shifts_what_the_source_wrote_down_and_nothing_that_happened() {
    let harness = Scene::default().start().await;
    let honest = row(&harness).await;
    set(&harness, SOURCE, "clock-wrong=7168d").await;
    let off = row(&harness).await;
    let now: Timestamp = harness.sandbox.aggregator.aggregator.clock.now();
    assert_eq!(off.status, honest.status);
    assert_eq!(off.records.len(), honest.records.len());
    let mut ahead = 0;
    for (off, honest) in off.records.iter().zip(&honest.records) {
        let (mut off, honest) = (off.header().unwrap(), honest.header().unwrap());
        for (off, honest) in [
            (&mut off.recorded_time, &honest.recorded_time),
            (&mut off.updated_time, &honest.updated_time),
        ] {
            let seconds = off.as_ref().map_or(0, |time| time.seconds);
            ahead += usize::from(seconds > now.as_second());
            if let (Some(off), Some(honest)) = (off, honest) {
                assert_eq!(off.seconds, honest.seconds + 7_168 * 86_400);
                *off = *honest;
            }
        }
        assert_eq!(off, honest);
    }
    assert!(ahead > 0, "something was written in the future");
}

/// A clock that lost its battery stands at 1970, before any certificate began: the source does not take the aggregator's, and says so.
// R-STATUS-2
#[tokio::test]
async fn a_source_whose_clock_lies_before_our_certificate_refuses_us_and_the_network_is_not_blamed()
{
    let harness = Scene::default().start().await;
    set(&harness, SOURCE, "clock-wrong=-36500d").await;
    for _ in 0..6 {
        let row = row(&harness).await;
        assert_eq!(cause(&row), "REFUSED");
        let party = row.cause.unwrap().responsible_party();
        assert_eq!(party, ResponsibleParty::Source);
    }
    heal(&harness, SOURCE).await;
    assert_eq!(cause(&row(&harness).await), "");
}

/// What a spoilt answer holds is there to be found, or no test that looks for it proves anything.
#[tokio::test]
async fn the_mark_of_a_spoilt_answer_is_found_where_nothing_checks_it() {
    let harness = Scene::default().start().await;
    set(&harness, SOURCE, "wrong-child").await;
    for (words, others) in [("wrong-child", 1), ("duplicated", 0), ("oversized", 0)] {
        set(&harness, SOURCE, words).await;
        let records = asked_directly(&harness).await;
        let headers = records
            .iter()
            .map(|r| RecordHeader::decode(r.header_bytes().unwrap().clone()));
        let headers: Vec<_> = headers.map(Result::unwrap).collect();
        assert!(
            headers.iter().all(|h| h.title.starts_with(MARKER)),
            "{words}"
        );
        let child = harness.child(STORY);
        let foreign =
            |header: &&RecordHeader| header.subject.as_ref().unwrap().value != child.value();
        assert_eq!(headers.iter().filter(foreign).count(), others, "{words}");
    }
}

/// What the source says when nobody stands between: the records as they come.
async fn asked_directly(harness: &Harness) -> Vec<Record> {
    let trust = harness.sandbox.authority.trust().unwrap();
    let tls = client_config(&harness.party("aggregator"), &trust, None).unwrap();
    let source = harness
        .sandbox
        .sources
        .all()
        .iter()
        .find(|s| s.id == SOURCE);
    let endpoint = format!("https://{}", source.unwrap().address());
    let channel = channel(&endpoint, tls, &ChannelSettings::default()).unwrap();
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let request = QueryRecordsRequest {
        query_id: "7d0f2f0e-0000-4000-8000-000000000001".to_owned(),
        child: Some(harness.child(STORY).into()),
        windows: vec![TypeWindow {
            information_type: "vaccination".to_owned(),
            start: at(0),
            end: at(4_000_000_000),
            basis: WindowBasis::Start.into(),
            ..TypeWindow::default()
        }],
        ..QueryRecordsRequest::default()
    };
    let answer = ProducerServiceClient::new(channel)
        .query_records(request)
        .await;
    let mut messages = answer.unwrap().into_inner();
    let mut records = Vec::new();
    while let Some(message) = messages.message().await.unwrap() {
        if let Some(Message::Batch(batch)) = message.message {
            records.extend(batch.records);
        }
    }
    records
}

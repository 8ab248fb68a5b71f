//! An admitted source that answers as no source should: its row says FAILED and why, nothing of its answer is released, and no other source
//! notices. What the screen drops leaves no trace with the caller.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::{BufMut as _, Bytes, BytesMut};
use futures::{StreamExt as _, stream};
use prost::Message as _;
use proto::{
    relay::Record,
    v1::{
        common::{Moment, PartialDate, moment::Precision},
        overview::{
            OverviewCompleted, OverviewEvent, SourceResult, SourceStatus, overview_event::Event,
        },
        producer::QueryRecordsRequest,
        record::{Body, LifeCycle, RecordHeader},
    },
};
use tests::{
    Harness,
    caller::Caller,
    rogue::{Answer, Rogue, Rogues, batch, completed, raw_batch, say, whole},
};
use tonic::Status;

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const ROGUE: &str = "bvc-vasterby";
const HONEST: &str = "emi-vasterby";

/// Stands in every record that must not be released.
const CANARY: &str = "kanariefagel";

type Script = Arc<Mutex<Box<dyn Fn(QueryRecordsRequest) -> Answer + Send>>>;

/// A sandbox in which one source answers as the test says, and the others as always.
struct Stage {
    harness: Harness,
    script: Script,
    /// What the honest source shows.
    honest: usize,
    _rogues: Rogues,
}

/// What the caller saw.
struct Seen {
    rogue: SourceResult,
    completed: OverviewCompleted,
    bytes: Vec<u8>,
}

impl Stage {
    async fn set() -> Self {
        let mut harness = Harness::start().await;
        let script: Script = Arc::new(Mutex::new(Box::new(|_| say(whole(vec![])))));
        let said = script.clone();
        let rogue = Rogue::new(ROGUE, move |asked| (said.lock().unwrap())(asked));
        let rogues = harness.take_over(vec![rogue]).await;
        let honest = harness.records(HONEST, STORY).len();
        assert!(honest > 0);
        Self {
            harness,
            script,
            honest,
            _rogues: rogues,
        }
    }

    /// The rogue's own records, as an honest source would send them.
    fn records(&self) -> Vec<Record> {
        self.harness.records(ROGUE, STORY)
    }

    async fn says(&self, messages: Vec<Bytes>) -> Seen {
        self.answers(move |_| say(messages.clone()), None).await
    }

    async fn answers(
        &self,
        script: impl Fn(QueryRecordsRequest) -> Answer + Send + 'static,
        deadline: Option<Duration>,
    ) -> Seen {
        *self.script.lock().unwrap() = Box::new(script);
        let mut caller = Caller::actor(&self.harness, NURSE);
        if let Some(deadline) = deadline {
            let timeout = format!("{}m", deadline.as_millis());
            caller
                .headers
                .insert("grpc-timeout", timeout.parse().unwrap());
        }
        let events = caller.events(self.harness.query(STORY)).await.unwrap();
        let honest = row(&events, HONEST);
        assert_eq!(
            honest.status(),
            SourceStatus::Fresh,
            "the others notice nothing"
        );
        assert_eq!(honest.records.len(), self.honest, "the others lose nothing");
        let Some(Some(Event::Completed(completed))) = events.last().map(|e| e.event.clone()) else {
            panic!("no closing event");
        };
        Seen {
            rogue: row(&events, ROGUE),
            completed,
            bytes: events
                .iter()
                .flat_map(OverviewEvent::encode_to_vec)
                .collect(),
        }
    }
}

/// The one row of a source.
fn row(events: &[OverviewEvent], producer: &str) -> SourceResult {
    let rows: Vec<_> = (events.iter())
        .filter_map(|event| match &event.event {
            Some(Event::Source(row)) => Some(row),
            _ => None,
        })
        .filter(|row| row.source.as_ref().unwrap().producer_id == producer)
        .collect();
    assert_eq!(rows.len(), 1, "one row each");
    rows[0].clone()
}

impl Seen {
    fn failed(&self, cause: &str, what: &str) {
        let row = &self.rogue;
        assert_eq!(row.status(), SourceStatus::Failed, "{what}");
        assert_eq!(row.cause.as_ref().unwrap().code, cause, "{what}");
        assert_eq!((row.records.len(), row.record_count), (0, 0), "{what}");
        assert_eq!(row.skltp_status, "NoDataSynchFailed", "{what}");
        assert!(!row.complete && !self.completed.complete, "{what}");
        let why = &self.completed.incomplete_reasons[0];
        assert_eq!(
            (why.code.as_str(), why.producer_id.as_str()),
            ("SOURCE_FAILED", ROGUE)
        );
        assert!(!self.tells(CANARY), "{what}: something of it came through");
    }

    fn tells(&self, word: &str) -> bool {
        self.bytes
            .windows(word.len())
            .any(|bytes| bytes == word.as_bytes())
    }
}

/// The record with its header changed.
fn changed(record: &Record, change: impl FnOnce(&mut RecordHeader)) -> Record {
    let mut header = record.header().unwrap();
    change(&mut header);
    record.clone().with_header(&header)
}

/// The record with a word in its title that is looked for afterwards.
fn marked(record: &Record) -> Record {
    changed(record, |header| header.title = CANARY.to_owned())
}

/// One field of a message, as bytes.
fn field(tag: u32, content: &[u8]) -> Bytes {
    let mut bytes = BytesMut::new();
    prost::encoding::bytes::encode(tag, &content.to_vec(), &mut bytes);
    bytes.freeze()
}

fn joined(parts: &[&[u8]]) -> Bytes {
    parts.concat().into()
}

/// The record's bytes with its header put in its place.
fn with_header_bytes(record: &Record, header: &[u8]) -> Bytes {
    joined(&[&field(1, header), &field(2, record.body_bytes().unwrap())])
}

// R-SCREEN-1
#[tokio::test]
async fn one_record_about_another_child_and_the_whole_answer_is_worth_nothing() {
    let stage = Stage::set().await;
    let other = stage.harness.child("new-school");
    let others = move |header: &mut RecordHeader| header.subject = Some(other.clone().into());
    for place in ["first", "last"] {
        let mut records: Vec<_> = stage.records().iter().map(marked).collect();
        let at = if place == "first" {
            0
        } else {
            records.len() - 1
        };
        records[at] = changed(&records[at], others.clone());
        let seen = stage.says(whole(records)).await;
        seen.failed("WRONG_CHILD", place);
    }
    // Also where the record would have been dropped, or was replaced by a newer version of itself.
    let mut records: Vec<_> = stage.records().iter().map(marked).collect();
    let mut foreign = changed(&records[0], others.clone());
    foreign = changed(&foreign, |header| header.care_provider = None);
    records.push(foreign);
    stage
        .says(whole(records))
        .await
        .failed("WRONG_CHILD", "without owner");
    let old = changed(&stage.records()[0], others);
    let new = changed(&stage.records()[0], |header| header.version += 1);
    stage
        .says(whole(vec![old, new]))
        .await
        .failed("WRONG_CHILD", "replaced");
}

// R-RELAY-3
#[tokio::test]
async fn a_singular_field_that_stands_twice_fails_the_answer_wherever_it_stands() {
    let stage = Stage::set().await;
    let record = marked(&stage.records()[0]);
    let (header, body) = (record.header_bytes().unwrap(), record.body_bytes().unwrap());
    let parsed = record.header().unwrap();
    let subject = parsed.subject.clone().unwrap().encode_to_vec();
    let value = field(2, parsed.subject.as_ref().unwrap().value.as_bytes());
    let date = Precision::Date(PartialDate {
        year: 2024,
        ..PartialDate::default()
    });
    let date = Moment {
        precision: Some(date),
    }
    .encode_to_vec();
    let instant = Precision::Instant(prost_types::Timestamp::default());
    let instant = Moment {
        precision: Some(instant),
    }
    .encode_to_vec();
    let two_moments = field(5, &field(1, &joined(&[&date, &instant])));
    let without = |clear: fn(&mut RecordHeader)| {
        let mut header = parsed.clone();
        clear(&mut header);
        header.encode_to_vec()
    };
    let in_header = |bytes: Bytes| with_header_bytes(&record, &bytes);
    let cases = [
        (
            "header",
            joined(&[&field(1, header), &field(1, header), &field(2, body)]),
        ),
        (
            "body",
            joined(&[&field(1, header), &field(2, body), &field(2, body)]),
        ),
        (
            "location",
            joined(&[
                &field(1, header),
                &field(2, body),
                &field(3, b""),
                &field(3, b""),
            ]),
        ),
        (
            "record id",
            in_header(joined(&[header, &field(1, b"another")])),
        ),
        ("version", in_header(joined(&[header, &[0x10, 1, 0x10, 2]]))),
        ("life-cycle", in_header(joined(&[header, &[0x48, 5]]))),
        (
            "type",
            in_header(joined(&[header, &field(3, b"vaccination")])),
        ),
        ("subject", in_header(joined(&[header, &field(4, &subject)]))),
        (
            "subject's value",
            in_header(joined(&[
                &without(|header| header.subject = None),
                &field(4, &joined(&[&subject, &value])),
            ])),
        ),
        (
            "one of a oneof",
            in_header(joined(&[
                &without(|header| header.period = None),
                &two_moments,
            ])),
        ),
    ];
    for (what, record) in cases {
        let seen = stage.says(vec![raw_batch(&[record]), completed(1)]).await;
        seen.failed("MALFORMED", what);
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_read_fails_the_answer() {
    let stage = Stage::set().await;
    let good = marked(&stage.records()[0]);
    let body = good.body_bytes().unwrap().clone();
    let mut headers: Vec<(&str, Bytes)> = vec![
        ("garbage", Bytes::from_static(&[0xff; 40])),
        ("cut off", good.header_bytes().unwrap().slice(..30)),
        ("empty", Bytes::new()),
    ];
    type Change = fn(&mut RecordHeader);
    let changes: [(&str, Change); 8] = [
        ("no id", |header| header.record_id.clear()),
        ("a long id", |header| header.record_id = "x".repeat(129)),
        ("no type", |header| header.information_type.clear()),
        ("no type's form", |header| {
            header.information_type = "../x".into()
        }),
        ("nobody", |header| header.subject = None),
        ("a false number", |header| {
            header.subject.as_mut().unwrap().value = "191212121213".into()
        }),
        ("no life-cycle", |header| header.life_cycle = 0),
        ("an unknown life-cycle", |header| header.life_cycle = 99),
    ];
    for (what, change) in changes {
        let header = changed(&good, change).header_bytes().unwrap().clone();
        headers.push((what, header));
    }
    for (what, header) in headers {
        let bad = joined(&[&field(1, &header), &field(2, &body)]);
        let good = Bytes::from(good.encode_to_vec());
        let seen = stage
            .says(vec![raw_batch(&[good, bad]), completed(2)])
            .await;
        seen.failed("MALFORMED", what);
    }
    let headless = field(2, &body);
    let seen = stage.says(vec![raw_batch(&[headless]), completed(1)]).await;
    seen.failed("MALFORMED", "without header");
}

// R-LIMIT-1
#[tokio::test]
async fn an_answer_without_its_true_closing_message_is_no_answer() {
    let stage = Stage::set().await;
    let records: Vec<_> = stage.records().iter().map(marked).collect();
    let count = records.len();
    let all = || batch(records.clone());
    let cases = [
        ("TRUNCATED", "nothing at all", vec![]),
        ("TRUNCATED", "no closing message", vec![all()]),
        (
            "TRUNCATED",
            "one too few",
            vec![all(), completed(count + 1)],
        ),
        (
            "TRUNCATED",
            "one too many",
            vec![all(), completed(count - 1)],
        ),
        (
            "MALFORMED",
            "more after the end",
            vec![all(), completed(count), all()],
        ),
        (
            "MALFORMED",
            "two ends",
            vec![all(), completed(count), completed(count)],
        ),
        (
            "MALFORMED",
            "an empty message",
            vec![all(), Bytes::new(), completed(count)],
        ),
        (
            "MALFORMED",
            "garbage",
            vec![all(), Bytes::from_static(&[0xff; 9])],
        ),
    ];
    for (cause, what, messages) in cases {
        stage.says(messages).await.failed(cause, what);
    }
}

#[tokio::test]
async fn an_error_in_the_middle_fails_the_answer_and_its_words_go_nowhere() {
    let stage = Stage::set().await;
    let records: Vec<_> = stage.records().iter().map(marked).collect();
    let errors: [(&str, fn(&str) -> Status); 5] = [
        ("MALFORMED", |words| Status::internal(words)),
        ("LOGICAL_ERROR", |words| Status::aborted(words)),
        ("REFUSED", |words| Status::permission_denied(words)),
        ("OVERLOADED", |words| Status::resource_exhausted(words)),
        ("DEADLINE", |words| Status::deadline_exceeded(words)),
    ];
    for (cause, error) in errors {
        let first = batch(records.clone());
        let script = move |_| -> Answer {
            let words = format!("{CANARY} finns ej");
            stream::iter([Ok(first.clone()), Err(error(&words))]).boxed()
        };
        stage.answers(script, None).await.failed(cause, cause);
    }
}

// R-LIMIT-1
#[tokio::test]
async fn an_oversized_answer_fails() {
    let stage = Stage::set().await;
    let record = marked(&stage.records()[0]);
    let with_body = |bytes: usize| {
        let body = vec![b'x'; bytes];
        joined(&[&field(1, record.header_bytes().unwrap()), &field(2, &body)])
    };
    let numbered: Vec<_> = (0..1_001)
        .map(|n| changed(&record, |header| header.record_id = format!("r-{n}")))
        .collect();
    stage
        .says(whole(numbered))
        .await
        .failed("OVERSIZED", "1,001 records");
    let message = vec![raw_batch(&[with_body(1 << 20)]), completed(1)];
    stage
        .says(message)
        .await
        .failed("OVERSIZED", "a message of over 1 MiB");
    let half = raw_batch(&[with_body(500 << 10)]);
    let mut messages = vec![half; 34];
    messages.push(completed(34));
    stage
        .says(messages)
        .await
        .failed("OVERSIZED", "16.6 MiB in all");
}

/// Messages without a record cost the source nothing: their number is bounded like everything else.
// R-LIMIT-1
#[tokio::test]
async fn an_endless_answer_of_empty_messages_fails_before_the_deadline() {
    let stage = Stage::set().await;
    let endless = |_| -> Answer { stream::repeat_with(|| Ok(batch(vec![]))).boxed() };
    stage
        .answers(endless, None)
        .await
        .failed("OVERSIZED", "empty batches for ever");
}

// R-DEADLINE-1
#[tokio::test]
async fn a_source_that_drips_for_ever_fails_by_the_deadline_and_the_closing_event_comes_before_it()
{
    let stage = Stage::set().await;
    let record = marked(&stage.records()[0]);
    let dripping = move |_| -> Answer {
        let record = record.clone();
        let drops = tokio::time::interval(Duration::from_millis(30));
        let drops = stream::unfold((drops, record), |(mut drops, record)| async move {
            drops.tick().await;
            let message = batch(vec![record.clone()]);
            Some((Ok(message), (drops, record)))
        });
        drops.boxed()
    };
    let deadline = Duration::from_millis(1_500);
    let seen = stage.answers(dripping, Some(deadline)).await;
    seen.failed("DEADLINE", "dripping");
}

// R-SCREEN-1
#[tokio::test]
async fn what_the_screen_drops_leaves_no_trace_with_the_caller() {
    let stage = Stage::set().await;
    let honest = stage.says(whole(stage.records())).await;
    let shown = honest.rogue.records.len();
    assert!(shown > 2 && honest.rogue.complete);
    type Change = fn(&mut RecordHeader);
    let drops: [(&str, Change); 6] = [
        ("unasked-type", |header| {
            header.information_type = "concern-report".into()
        }),
        ("unasked-type", |header| {
            header.information_type = "observation/aura".into()
        }),
        ("unasked-type", |header| {
            header.information_type = "vaccination/x".into()
        }),
        ("outside-window", |header| {
            let date = PartialDate {
                year: 2090,
                month: 1,
                day: 1,
            };
            let moment = Moment {
                precision: Some(Precision::Date(date)),
            };
            let period = header.period.as_mut().unwrap();
            (period.start, period.end) = (Some(moment), Some(moment));
        }),
        ("no-owner", |header| header.care_provider = None),
        ("no-owner", |header| header.unit = None),
    ];
    let vaccination = |record: &&Record| record.header().unwrap().information_type == "vaccination";
    let model = marked(stage.records().iter().find(vaccination).unwrap());
    for (reason, change) in drops {
        let mut records = stage.records();
        records.push(changed(
            &changed(&model, |h| h.record_id = CANARY.to_owned()),
            change,
        ));
        let seen = stage.says(whole(records)).await;
        assert_eq!(seen.rogue.status(), SourceStatus::Fresh, "{reason}");
        assert_eq!(seen.rogue.records, honest.rogue.records, "{reason}");
        assert_eq!(
            seen.rogue.record_count, honest.rogue.record_count,
            "{reason}"
        );
        assert_eq!(seen.rogue.complete, honest.rogue.complete, "{reason}");
        assert_eq!(seen.rogue.reasons, honest.rogue.reasons, "{reason}");
        assert_eq!(seen.completed.counts, honest.completed.counts, "{reason}");
        assert!(!seen.tells(CANARY), "{reason}");
        let metrics = stage.harness.admin("/metrics").await;
        assert!(metrics.contains(reason), "the operator sees {reason}");
    }
}

// R-MERGE-2
#[tokio::test]
async fn a_retraction_at_the_same_time_wins_in_either_order() {
    let stage = Stage::set().await;
    let told = marked(&stage.records()[0]);
    let retracted = changed(&told, |header| {
        header.life_cycle = LifeCycle::Retracted.into();
        header.retraction_reason = "fel barn".to_owned();
    });
    let mut others = stage.records();
    others.remove(0);
    for pair in [[&told, &retracted], [&retracted, &told]] {
        let records = others.iter().chain(pair).cloned().collect();
        let seen = stage.says(whole(records)).await;
        assert_eq!(seen.rogue.status(), SourceStatus::Fresh);
        assert_eq!(seen.rogue.records.len(), others.len());
        assert!(!seen.tells(CANARY));
    }
}

// R-RELAY-1, R-RELAY-2
#[tokio::test]
async fn a_large_body_and_unknown_fields_pass_byte_for_byte() {
    let stage = Stage::set().await;
    let model = &stage.records()[0];
    // A body that our binary could not even read, and fields of a later version: a text, a number, one that repeats.
    let body: Vec<u8> = (0_u32..50_000)
        .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3])
        .collect();
    assert!(Body::decode(&body[..]).is_err());
    let mut later = BytesMut::new();
    later.put(field(900, b"senare"));
    later.put(field(900, b"igen"));
    later.put(&[0xc0, 0x38, 0x07][..]);
    let header = joined(&[model.header_bytes().unwrap(), &later]);
    let record = joined(&[
        &field(1, &header),
        &field(2, &body),
        &field(77, b"vid sidan"),
    ]);
    let seen = stage.says(vec![raw_batch(&[record]), completed(1)]).await;
    assert_eq!(seen.rogue.status(), SourceStatus::Fresh);
    let shown = &seen.rogue.records[0];
    assert_eq!(shown.header_bytes().unwrap(), &header);
    assert_eq!(shown.body_bytes().unwrap(), &body);
    assert!(seen.tells("vid sidan"));
}

// R-TLS-6
#[tokio::test]
async fn a_server_under_another_name_is_not_the_source_though_its_address_is_registered() {
    let mut harness = Harness::start().await;
    let records: Vec<_> = harness.records(ROGUE, STORY).iter().map(marked).collect();
    let rogue = Rogue::saying(ROGUE, whole(records)).serving_as("producer/emi-norrby");
    let _rogues = harness.take_over(vec![rogue]).await;
    let caller = Caller::actor(&harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    assert_eq!(row(&events, ROGUE).status(), SourceStatus::Failed);
    assert!(row(&events, ROGUE).records.is_empty());
    assert_eq!(row(&events, HONEST).status(), SourceStatus::Fresh);
    let bytes: Vec<u8> = events
        .iter()
        .flat_map(OverviewEvent::encode_to_vec)
        .collect();
    assert!(
        !bytes
            .windows(CANARY.len())
            .any(|bytes| bytes == CANARY.as_bytes())
    );
}

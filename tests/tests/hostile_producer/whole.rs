//! Answers that are worth nothing as a whole: nothing of them is released, and the other sources are not disturbed.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use prost::Message as _;
use proto::v1::{
    common::{Moment, PartialDate, moment::Precision},
    record::RecordHeader,
};
use tests::rogue::{Answer, batch, completed, raw_batch, whole};
use tonic::Status;

use crate::stage::*;

/// Makes a status around words that must not travel.
type Refusal = fn(&str) -> Status;

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
#[expect(clippy::too_many_lines, reason = "a table of cases is one thing")]
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
            header.information_type = "../x".into();
        }),
        ("nobody", |header| header.subject = None),
        ("a false number", |header| {
            header.subject.as_mut().unwrap().value = "191212121213".into();
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
    let errors: [(&str, Refusal); 5] = [
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

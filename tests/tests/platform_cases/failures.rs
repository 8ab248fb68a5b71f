//! Sources that are asked and do not answer: too late, with an error of their own, with one that they did not foresee. One of three and all.

use bytes::Bytes;
use consumer::model::Overview;
use futures::{StreamExt as _, stream};
use mock_producers::Fault;
use prost::Message as _;
use tests::{
    Harness, Timed, completed, fold,
    rogue::{Answer, Rogue, Rogues, batch, say},
};
use tonic::Status;

use crate::stage::{DEADLINE, PATIENCE, SOURCES, STORY, answered, asked, failed, shown, sources};

/// What an unforeseen error says of its house, and nobody else is to read.
const STACK_TRACE: &str = "java.lang.NullPointerException at se.journal.PatientDao";

// Case 7. R-STACK-1, R-DEADLINE-1, R-STATUS-1
#[tokio::test]
async fn the_timeout_of_one_costs_its_own_row_and_no_more_than_the_deadline() {
    let harness = sources(&[2, 2, 2])
        .fault(SOURCES[1], Fault::Hanging)
        .start()
        .await;
    let overview = in_time(&harness, &asked(&harness, DEADLINE).await);
    failed(&overview, SOURCES[1], "DEADLINE", "SOURCE");
    answered(&overview, SOURCES[0], 2);
    answered(&overview, SOURCES[2], 2);
}

// Case 8. R-STACK-1, R-DEADLINE-1, R-STATUS-1
#[tokio::test]
async fn the_timeout_of_all_is_three_rows_and_an_end_in_time() {
    let scene = SOURCES[..3].iter();
    let scene = scene.fold(sources(&[2, 2, 2]), |scene, id| {
        scene.fault(id, Fault::Hanging)
    });
    let harness = scene.start().await;
    let overview = in_time(&harness, &asked(&harness, DEADLINE).await);
    each(|id| failed(&overview, id, "DEADLINE", "SOURCE"));
}

// Case 9. R-STATUS-1
#[tokio::test]
async fn the_logical_error_of_one_is_a_failure_and_never_an_empty_answer() {
    let harness = sources(&[2, 2, 2])
        .fault(SOURCES[0], Fault::LogicalError)
        .start()
        .await;
    let overview = shown(&harness).await;
    failed(&overview, SOURCES[0], "LOGICAL_ERROR", "SOURCE");
    answered(&overview, SOURCES[1], 2);
    answered(&overview, SOURCES[2], 2);
}

// Case 10. R-STATUS-1
#[tokio::test]
async fn the_logical_error_of_all_is_three_failures_and_no_success() {
    let scene = SOURCES[..3].iter();
    let scene = scene.fold(sources(&[2, 2, 2]), |scene, id| {
        scene.fault(id, Fault::LogicalError)
    });
    let harness = scene.start().await;
    let overview = shown(&harness).await;
    each(|id| failed(&overview, id, "LOGICAL_ERROR", "SOURCE"));
}

// Case 11. R-STACK-1, R-STATUS-1
#[tokio::test]
async fn the_exception_of_one_is_its_own_failure_and_its_text_stays_where_it_was_thrown() {
    let mut harness = sources(&[2, 2, 2]).start().await;
    let _rogues = throwing(&mut harness, &SOURCES[2..3]).await;
    let events = asked(&harness, PATIENCE).await;
    nothing_of_the_text(&events);
    let overview = fold(&harness.child(STORY), &events);
    failed(&overview, SOURCES[2], "LOGICAL_ERROR", "SOURCE");
    answered(&overview, SOURCES[0], 2);
    answered(&overview, SOURCES[1], 2);
}

// Case 12. R-STACK-1, R-STATUS-1
#[tokio::test]
async fn the_exception_of_all_is_three_failures_and_no_text_of_theirs() {
    let mut harness = sources(&[2, 2, 2]).start().await;
    let _rogues = throwing(&mut harness, &SOURCES[..3]).await;
    let events = asked(&harness, PATIENCE).await;
    nothing_of_the_text(&events);
    let overview = fold(&harness.child(STORY), &events);
    each(|id| failed(&overview, id, "LOGICAL_ERROR", "SOURCE"));
}

fn each(check: impl Fn(&'static str)) {
    SOURCES[..3].iter().for_each(|id| check(id));
}

/// The overview, after a look at the clock: it was closed before the caller's time was up.
fn in_time(harness: &Harness, events: &[Timed]) -> Overview {
    let (after, _) = completed(events);
    assert!(after < DEADLINE, "closed after {after:?}");
    fold(&harness.child(STORY), events)
}

/// Sources that begin an answer and then throw: what they had sent is not shown either.
async fn throwing(harness: &mut Harness, ids: &'static [&'static str]) -> Rogues {
    let rogues = ids.iter().map(|id| {
        let begun = batch(harness.records(id, STORY));
        Rogue::new(id, move |_| thrown_after(begun.clone()))
    });
    let rogues = rogues.collect();
    harness.take_over(rogues).await
}

/// What nobody catches travels as UNKNOWN, from a server in Java as from one in Python.
fn thrown_after(begun: Bytes) -> Answer {
    let thrown = Err(Status::unknown(STACK_TRACE));
    say(vec![begun]).chain(stream::iter([thrown])).boxed()
}

fn nothing_of_the_text(events: &[Timed]) {
    let sought = "java.lang";
    assert!(STACK_TRACE.starts_with(sought));
    for timed in events {
        let bytes = timed.event.encode_to_vec();
        let found = bytes.windows(sought.len()).any(|w| w == sought.as_bytes());
        assert!(!found, "{timed:?}");
    }
}

//! What is addressed to one person is asked only of a source that is told who asks: any other would give it to everybody of the audience.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use prost::Message as _;
use proto::v1::{
    overview::{OverviewEvent, Reason, overview_event::Event},
    producer::AnswerScope,
};
use tests::{
    Scene,
    caller::Caller,
    release_log::shows,
    rogue::{Rogue, say, whole},
};

use crate::stage::{CANARY, HONEST, NURSE, marked};

const WORRY: &str = "worry";
const SOCIAL: &str = "soc-vasterby";
const FEEDBACK: &str = "concern-report/feedback";

/// What the nurse sees of a source that answers everybody with what is addressed to her, and how often it was asked.
async fn seen_of(scope: AnswerScope) -> (Vec<OverviewEvent>, usize) {
    let scene = Scene::of(&[WORRY]).systems(&[SOCIAL, HONEST]);
    let mut harness = scene.start().await;
    let mut records = harness.records(SOCIAL, WORRY);
    records.retain(|record| record.header().unwrap().information_type == FEEDBACK);
    assert!(!records.is_empty());
    let answer = whole(records.iter().map(marked).collect());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let rogue = Rogue::new(SOCIAL, move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        say(answer.clone())
    });
    let _rogues = harness.take_over(vec![rogue.answering(scope)]).await;
    let caller = Caller::actor(&harness, NURSE);
    let events = caller.events(harness.query(WORRY)).await.unwrap();
    (events, asked.load(Ordering::SeqCst))
}

/// The reasons for which something of social services is not shown, by sector and by source.
fn reasons(events: &[OverviewEvent]) -> Vec<&Reason> {
    let reasons = events.iter().flat_map(|event| match &event.event {
        Some(Event::Started(started)) => (started.sectors.iter())
            .filter(|decision| decision.sector == "social-child")
            .flat_map(|decision| &decision.reasons)
            .collect(),
        Some(Event::Source(row)) if row.source.as_ref().unwrap().producer_id == SOCIAL => {
            row.reasons.iter().collect()
        }
        _ => Vec::new(),
    });
    reasons.collect()
}

fn tells(events: &[OverviewEvent], word: &str) -> bool {
    let bytes: Vec<u8> = (events.iter())
        .flat_map(OverviewEvent::encode_to_vec)
        .collect();
    (bytes.windows(word.len())).any(|part| part == word.as_bytes())
}

// R-PLAN-8
#[tokio::test]
async fn what_is_addressed_to_one_is_not_asked_of_a_source_that_answers_all_of_them_alike() {
    let unknown = |reason: &&&Reason| reason.code == "ADDRESSEE_UNKNOWN";
    // The measure: told who asks, it is asked and shown.
    let (events, asked) = seen_of(AnswerScope::Actor).await;
    assert_eq!(asked, 1);
    assert!(events.iter().filter_map(shows).any(|shown| shown == SOCIAL));
    assert!(tells(&events, CANARY));
    assert_eq!(reasons(&events).iter().find(unknown), None);

    let (events, asked) = seen_of(AnswerScope::Audience).await;
    assert_eq!(asked, 0, "not even asked");
    assert!(events.iter().filter_map(shows).all(|shown| shown != SOCIAL));
    assert!(!tells(&events, CANARY));
    let told = reasons(&events);
    let why = told.iter().find(unknown).unwrap();
    assert_eq!(why.information_types, [FEEDBACK]);
    assert!(why.next_step.is_some(), "and whom to ask instead");
}

//! The nurse, the child and the source that shows only with consent; what may follow an acknowledgement, and what may not.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::{StreamExt as _, stream};
use proto::{
    relay::Record,
    v1::overview::{OverviewCompleted, OverviewEvent, SourceStatus, overview_event::Event},
};
use tests::{
    Harness,
    caller::Caller,
    release_log::row,
    rogue::{Rogue, Rogues, batch, completed, say, whole},
};
use tokio::sync::{Semaphore, watch};

pub(crate) const STORY: &str = "old-bvc";
pub(crate) const NURSE: &str = "skolskoterska-vasterby";
/// Shows only with consent.
pub(crate) const CONSENTED: &str = "bvc-vasterby";
/// Is of the nurse's own organisation and shows whatever was consented to.
pub(crate) const OWN: &str = "emi-vasterby";

/// An event that should not have left, with sources that are still permitted set aside.
pub(crate) fn leaks(after: &[OverviewEvent], kept: &BTreeSet<String>) -> Vec<String> {
    (after.iter())
        .filter_map(|event| match event.event.as_ref() {
            None => Some("a collected answer".to_owned()),
            Some(Event::Started(_)) => Some("the first message".to_owned()),
            Some(Event::Source(row)) => {
                let id = &row.source.as_ref().unwrap().producer_id;
                let withdrawn = row.status() == SourceStatus::Withheld && row.records.is_empty();
                (!withdrawn && !kept.contains(id)).then(|| format!("a row of {id}"))
            }
            Some(Event::Superseded(gone)) => {
                let row = gone.replacement.as_ref().unwrap();
                (!row.records.is_empty()).then(|| "a replacement with records".to_owned())
            }
            Some(Event::Completed(closing)) => {
                closing.complete.then(|| "that it is complete".to_owned())
            }
        })
        .collect()
}

/// What the nurse is shown now, by source.
pub(crate) async fn shown_now(harness: &Harness) -> BTreeMap<String, Vec<Record>> {
    let caller = Caller::actor(harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    let mut shown: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in events.iter().filter_map(row) {
        let id = row.source.clone().unwrap().producer_id;
        shown.entry(id).or_default().extend(row.records.clone());
    }
    shown
}

/// The sources of which as much is shown after as before.
pub(crate) fn kept(
    before: &BTreeMap<String, Vec<Record>>,
    after: &BTreeMap<String, Vec<Record>>,
) -> BTreeSet<String> {
    let as_before = |id: &&String| before.get(*id) == after.get(*id);
    before.keys().filter(as_before).cloned().collect()
}

/// Who has a row that says something. One that came so late that it was withheld already has nothing to be taken back.
pub(crate) fn told(events: &[OverviewEvent]) -> BTreeSet<String> {
    let rows = events.iter().filter_map(row);
    let rows = rows.filter(|row| row.status() != SourceStatus::Withheld);
    rows.map(|row| row.source.as_ref().unwrap().producer_id.clone())
        .collect()
}

pub(crate) fn closing(events: &[OverviewEvent]) -> &OverviewCompleted {
    match &events.last().unwrap().event {
        Some(Event::Completed(closing)) => closing,
        other => panic!("ended with something else: {}", other.is_some()),
    }
}

pub(crate) fn superseded(events: &[OverviewEvent]) -> BTreeSet<String> {
    (events.iter())
        .filter_map(|event| match &event.event {
            Some(Event::Superseded(gone)) => Some(gone.source.as_ref()?.producer_id.clone()),
            _ => None,
        })
        .collect()
}

/// 1 MB of one source, and a reader that has taken one message: the rest stands before the gate, more than any window holds.
pub(crate) async fn far_behind(harness: &mut Harness) -> Rogues {
    let large: Vec<_> = harness
        .records(CONSENTED, STORY)
        .iter()
        .map(heavy)
        .collect();
    assert!(large.len() >= 20);
    let mut messages: Vec<_> = large.chunks(5).map(|some| batch(some.to_vec())).collect();
    messages.push(completed(large.len()));
    harness
        .take_over(vec![Rogue::saying(CONSENTED, messages)])
        .await
}

/// How much the source that shows only with consent says, and when: as much as [`far_behind`], or what is told of it; at once, or not before
/// it is let go.
pub(crate) struct Weight {
    heavy: Arc<AtomicBool>,
    held: watch::Sender<bool>,
    asked: Arc<Semaphore>,
    _rogues: Rogues,
}

impl Weight {
    /// Takes the source's place.
    pub(crate) async fn on(harness: &mut Harness) -> Self {
        let light = harness.records(CONSENTED, STORY);
        let large: Vec<_> = light.iter().map(heavy).collect();
        let mut heavy: Vec<_> = large.chunks(5).map(|some| batch(some.to_vec())).collect();
        heavy.push(completed(large.len()));
        let light = whole(light);
        let is_heavy = Arc::<AtomicBool>::default();
        let now = is_heavy.clone();
        let (held, waits) = watch::channel(false);
        let asked = Arc::new(Semaphore::new(0));
        let noted = asked.clone();
        let rogue = Rogue::new(CONSENTED, move |_| {
            let messages = if now.load(Ordering::SeqCst) {
                heavy.clone()
            } else {
                light.clone()
            };
            let mut waits = waits.clone();
            if !*waits.borrow() {
                return say(messages);
            }
            noted.add_permits(1);
            let later = async move {
                waits.wait_for(|held| !held).await.unwrap();
                say(messages)
            };
            stream::once(later).flatten().boxed()
        });
        Self {
            heavy: is_heavy,
            held,
            asked,
            _rogues: harness.take_over(vec![rogue]).await,
        }
    }

    /// From the next question on.
    pub(crate) fn set(&self, heavy: bool) {
        self.heavy.store(heavy, Ordering::SeqCst);
    }

    /// Whether it waits with its answer, from the next question on; it answers when it does not any more.
    pub(crate) fn hold(&self, held: bool) {
        self.held.send_replace(held);
    }

    /// Waits until it was asked while held.
    pub(crate) async fn asked(&self) {
        self.asked.acquire().await.unwrap().forget();
    }
}

/// The record with a body of 50 kB.
pub(crate) fn heavy(record: &Record) -> Record {
    use prost::Message as _;
    let mut bytes = Vec::new();
    prost::encoding::bytes::encode(1, &record.header_bytes().unwrap().to_vec(), &mut bytes);
    prost::encoding::bytes::encode(2, &vec![b'x'; 50 << 10], &mut bytes);
    Record::decode(&bytes[..]).unwrap()
}

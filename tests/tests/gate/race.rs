//! A question and what takes its permission away, again and again, at every distance from each other: consents that end, refusals, blocks,
//! lost custody, protection. Judged by one number over gate and acknowledgement, on what each message says: after the acknowledgement nothing
//! leaves that whoever asks now would not be shown.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::join_all;
use mock_producers::World;
use proto::{
    relay::Record,
    status::reason_of,
    v1::overview::{Overview, OverviewEvent, SourceStatus, overview_event::Event},
};
use tests::{
    Scene,
    caller::Caller,
    release_log::{ReleaseLog, row, shows},
};

use crate::{
    loss::{Loss, Sides},
    stage::{CONSENTED, NURSE, OWN, STORY, Weight, closing},
};

/// So many races; `SAMSYN_RACES` sets another number for a night.
const RACES: u32 = 300;
/// What was said of a child is read whole at every question, so a sandbox has a bounded number of races.
const RACES_PER_SANDBOX: u32 = 150;
/// So many sandboxes at once: while one waits for a commit, another works.
const AT_ONCE: u32 = 3;

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
pub(crate) fn races() -> u32 {
    let asked = std::env::var("SAMSYN_RACES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(RACES)
}

/// How often each loss came in the middle of an answer.
type InFlight = BTreeMap<Loss, u32>;

// R-GATE-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raced_against_every_loss_nothing_leaves_after_the_acknowledgement() {
    let share = races().div_ceil(AT_ONCE);
    let lanes = join_all((0..AT_ONCE).map(|lane| races_of(lane * share, share))).await;
    let mut in_flight = InFlight::new();
    for (loss, count) in lanes.into_iter().flatten() {
        *in_flight.entry(loss).or_default() += count;
    }
    // How many these are is the scheduler's: what is certain stands in the test below.
    println!("in the middle of an answer: {in_flight:?}");
}

// R-GATE-1
#[tokio::test]
async fn every_loss_while_a_source_is_held_in_the_middle_of_an_answer_keeps_back_what_it_says() {
    let mut course = RaceCourse::start().await;
    for loss in Loss::ALL {
        course.held(loss).await;
        course.sides.restore(loss).await;
    }
}

/// The races of these numbers, in one sandbox after the other.
async fn races_of(first: u32, count: u32) -> InFlight {
    let mut in_flight = InFlight::new();
    for begin in (first..first + count).step_by(RACES_PER_SANDBOX as usize) {
        let end = (begin + RACES_PER_SANDBOX).min(first + count);
        let mut sandbox = RaceCourse::start().await;
        for race in begin..end {
            let loss = Loss::ALL[race as usize % Loss::ALL.len()];
            if sandbox.race(race, loss).await {
                *in_flight.entry(loss).or_default() += 1;
            }
        }
    }
    in_flight
}

/// A sandbox with what is told under each loss.
pub(crate) struct RaceCourse {
    pub(crate) sides: Sides,
    pub(crate) log: Arc<ReleaseLog>,
    weight: Weight,
    pub(crate) told: BTreeMap<Loss, Told>,
}

impl RaceCourse {
    async fn start() -> Self {
        let scene = Scene::default().retold(without_consents).in_memory();
        let harness = scene.start().await;
        let log = ReleaseLog::of(&harness);
        Self::of(Sides::of(harness).await, log).await
    }

    /// Between these sides, by this log.
    pub(crate) async fn of(mut sides: Sides, log: Arc<ReleaseLog>) -> Self {
        let weight = Weight::on(&mut sides.harness).await;
        let mut told = BTreeMap::new();
        for loss in Loss::ALL {
            sides.lose(loss).await;
            told.insert(loss, Told::now(&sides).await);
            sides.restore(loss).await;
        }
        Self {
            sides,
            log,
            weight,
            told,
        }
    }

    /// Whether the loss came in the middle of the answer.
    async fn race(&mut self, race: u32, loss: Loss) -> bool {
        // Of the numbers of one loss each has its own distance, weight and way of asking.
        let turn = race / Loss::COUNT;
        self.weight.set(turn.is_multiple_of(4));
        self.log.clear();
        let late = if turn % 4 == 3 {
            self.collected(turn, loss).await
        } else {
            self.streamed(turn, loss).await
        };
        self.sides.restore(loss).await;
        late.unwrap_or_else(|late| panic!("race {race}, {loss:?}: {late:?} after it"))
    }

    /// The first message and another source's row have left, and the source that shows only with consent answers after the acknowledgement.
    async fn held(&mut self, loss: Loss) {
        self.log.clear();
        self.weight.hold(true);
        let caller = Caller::actor(&self.sides.harness, NURSE);
        let query = self.sides.harness.query(STORY);
        let asking = tokio::spawn(async move { caller.events(query).await });
        self.weight.asked().await;
        self.log.shown(OWN).await;
        self.sides.lose(loss).await;
        let acknowledged = self.log.number();
        self.weight.hold(false);
        let answer = asking.await.unwrap();
        let (before, after) = self.log.around(acknowledged);
        assert!(before.iter().flat_map(asked).any(|id| id == CONSENTED));
        assert!(!before.iter().any(is_closing), "{loss:?} came too late");
        assert_eq!(self.told[&loss].late(&before, &after), [""; 0], "{loss:?}");
        let all = before.iter().chain(&after);
        let shown = all.filter_map(shows).any(|id| id == CONSENTED);
        assert!(!shown, "{loss:?}: what was held left all the same");
        match answer {
            Ok(events) => assert!(!closing(&events).complete, "{loss:?}"),
            Err(status) => assert_eq!(reason_of(&status).as_deref(), Some("PERMISSION_LOST")),
        }
    }

    async fn streamed(&mut self, turn: u32, loss: Loss) -> Result<bool, Vec<String>> {
        let caller = Caller::actor(&self.sides.harness, NURSE);
        let query = self.sides.harness.query(STORY);
        let asking = tokio::spawn(async move { caller.events(query).await });
        if turn.is_multiple_of(2) {
            self.log.shown(CONSENTED).await;
        }
        distance(turn).await;
        self.sides.lose(loss).await;
        let acknowledged = self.log.number();
        if let Err(status) = asking.await.unwrap() {
            let reason = reason_of(&status);
            assert!(
                matches!(reason.as_deref(), Some("PERMISSION_LOST")),
                "{reason:?}: the first message had not left yet"
            );
        }
        let (before, after) = self.log.around(acknowledged);
        let late = self.told[&loss].late(&before, &after);
        let began = before.iter().filter_map(shows).any(|id| id == CONSENTED);
        let ended = before.iter().any(is_closing);
        if late.is_empty() {
            Ok(began && !ended)
        } else {
            Err(late)
        }
    }

    async fn collected(&mut self, turn: u32, loss: Loss) -> Result<bool, Vec<String>> {
        let caller = Caller::actor(&self.sides.harness, NURSE);
        let query = self.sides.harness.query(STORY);
        let asking = tokio::spawn(async move { caller.collected(query).await });
        distance(turn).await;
        self.sides.lose(loss).await;
        let acknowledged = self.log.number();
        let answer = asking.await.unwrap();
        let (_, after) = self.log.around(acknowledged);
        let left_late = after.iter().any(|event| event.event.is_none());
        match answer {
            Err(status) => {
                assert_eq!(reason_of(&status).as_deref(), Some("PERMISSION_LOST"));
                Ok(true)
            }
            Ok(overview) if left_late => {
                let late = self.told[&loss].beyond(&overview);
                if late.is_empty() {
                    Ok(false)
                } else {
                    Err(late)
                }
            }
            Ok(_) => Ok(false),
        }
    }
}

/// So many turns of the scheduler between question and loss.
async fn distance(turn: u32) {
    for _ in 0..turn % 40 {
        tokio::task::yield_now().await;
    }
}

/// What is told under a loss.
pub(crate) struct Told {
    asked: Vec<String>,
    rows: BTreeMap<String, Vec<Record>>,
}

impl Told {
    async fn now(sides: &Sides) -> Self {
        let caller = Caller::actor(&sides.harness, NURSE);
        let events = caller.events(sides.harness.query(STORY)).await.unwrap();
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in events.iter().filter_map(row) {
            let id = row.source.clone().unwrap().producer_id;
            rows.entry(id).or_default().extend(row.records.clone());
        }
        let asked = events.iter().flat_map(asked).collect();
        Self { asked, rows }
    }

    /// What left after the acknowledgement and is not told any more.
    pub(crate) fn late(&self, before: &[OverviewEvent], after: &[OverviewEvent]) -> Vec<String> {
        let beyond = |event: &OverviewEvent| match &event.event {
            None => vec!["a collected answer".to_owned()],
            Some(Event::Started(_)) => (asked(event).into_iter())
                .filter(|id| !self.asked.contains(id))
                .collect(),
            Some(Event::Source(row)) => {
                let id = &row.source.as_ref().unwrap().producer_id;
                let gone = row.status() == SourceStatus::Withheld && row.records.is_empty();
                let stands = self.stands(id, &row.records);
                if gone || stands {
                    vec![]
                } else {
                    vec![format!("a row of {id}")]
                }
            }
            Some(Event::Superseded(gone)) => {
                let row = gone.replacement.as_ref().unwrap();
                let id = gone.source.as_ref().unwrap().producer_id.clone();
                if row.records.is_empty() {
                    vec![]
                } else {
                    vec![id]
                }
            }
            Some(Event::Completed(closing)) => {
                let shown = before.iter().filter_map(row);
                let lost = shown.into_iter().any(|row| {
                    let id = &row.source.as_ref().unwrap().producer_id;
                    !self.stands(id, &row.records)
                });
                if lost && closing.complete {
                    vec!["that it is complete".to_owned()]
                } else {
                    vec![]
                }
            }
        };
        after.iter().flat_map(beyond).collect()
    }

    fn beyond(&self, overview: &Overview) -> Vec<String> {
        (overview.sources.iter())
            .map(|row| (&row.source.as_ref().unwrap().producer_id, &row.records))
            .filter(|(id, records)| !records.is_empty() && !self.stands(id, records))
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Whether a source has a row, and these records are told of it.
    fn stands(&self, id: &str, records: &[Record]) -> bool {
        let told = self.rows.get(id);
        told.is_some_and(|told| records.iter().all(|record| told.contains(record)))
    }
}

/// The sources that a first message says are asked.
fn asked(event: &OverviewEvent) -> Vec<String> {
    match &event.event {
        Some(Event::Started(started)) => {
            let asked = started.asked.iter();
            asked.map(|source| source.producer_id.clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn is_closing(event: &OverviewEvent) -> bool {
    matches!(event.event, Some(Event::Completed(_)))
}

pub(crate) fn without_consents(world: &mut World) {
    for child in &mut world.children {
        child.consents.clear();
    }
}

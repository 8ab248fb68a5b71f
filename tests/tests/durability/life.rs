//! A life of an aggregator: clients ask, register and end until it, or the server under it, is killed; then what they saw is held against what is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use aggregator::audit::{
    log::{Line, Log, UnreadableLog},
    verify::{Outside, verify},
};
use domain::{id::PersonId, time::Timestamp};
use proto::v1::overview::OverviewEvent;
use serde_json::Value;
use tests::{
    Harness,
    caller::Caller,
    release_log::{row, shows},
};
use tokio::task::JoinSet;
use tonic::Status;

use crate::families::{CONSENTED, Desk, FAMILIES, NURSE, STORY, guardians, overview_id, query};

/// How a child's consents stand, as far as whoever changes them knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Both guardians permit.
    Open,
    /// One does not, or no longer.
    #[default]
    Closed,
    /// A change was asked for and not acknowledged.
    Unsure,
}

/// What the clients know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Overviews that began.
    pub(crate) begun: BTreeSet<String>,
    /// Messages that came: overview and producer.
    pub(crate) shown: BTreeSet<(String, String)>,
    /// By story: the consents that were acknowledged, and whether their end was.
    pub(crate) consents: BTreeMap<&'static str, BTreeMap<String, bool>>,
    /// By story.
    pub(crate) standing: BTreeMap<&'static str, Standing>,
    /// Messages and acknowledgements of all lives.
    pub(crate) seen: u64,
    /// Messages of the source that takes consent.
    pub(crate) with_consent: u64,
}

/// Kills the aggregator, or what it stands on, when so much was seen.
struct Fuse {
    left: AtomicI64,
    /// How many others run before the kill.
    yields: usize,
    kill: Mutex<Option<Kill>>,
    known: Arc<Mutex<Known>>,
}

/// What ends a life; when it returns it is over.
type Kill = Box<dyn FnOnce() + Send>;

/// Why a client ends.
enum Gone {
    Killed,
}

impl Fuse {
    /// Something was seen.
    async fn burn(&self) -> Result<(), Gone> {
        self.known.lock().unwrap().seen += 1;
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            1 => {
                for _ in 0..self.yields {
                    tokio::task::yield_now().await;
                }
                let kill = self.kill.lock().unwrap().take();
                kill.expect("one kill")();
                Err(Gone::Killed)
            }
            _ => Ok(()),
        }
    }

    /// An error before the kill is one.
    fn is_gone(&self, status: &Status) -> Gone {
        let left = self.left.load(Ordering::SeqCst);
        assert!(left <= 0, "{status:?} before the kill");
        Gone::Killed
    }

    /// Asks and takes down every message, also those that came before the stream broke off.
    async fn ask(&self, caller: &Caller, child: &PersonId) -> Result<Vec<OverviewEvent>, Gone> {
        let mut stream = match caller.stream(query(child)).await {
            Ok(stream) => stream,
            Err(status) => return Err(self.is_gone(&status)),
        };
        let (mut events, mut id) = (Vec::new(), String::new());
        loop {
            let event = match stream.message().await {
                Ok(Some(message)) => message.event.unwrap(),
                Ok(None) => return Ok(events),
                Err(status) => return Err(self.is_gone(&status)),
            };
            if let Some(overview) = overview_id(&event) {
                overview.clone_into(&mut id);
                self.known.lock().unwrap().begun.insert(id.clone());
            }
            if let Some(source) = row(&event).and_then(|row| row.source.as_ref()) {
                let shown = (id.clone(), source.producer_id.clone());
                self.known.lock().unwrap().shown.insert(shown);
            }
            events.push(event);
            self.burn().await?;
        }
    }

    fn stands(&self, story: &'static str, standing: Standing) {
        self.known.lock().unwrap().standing.insert(story, standing);
    }

    fn acknowledged(&self, story: &'static str, id: &str, ended: bool) {
        let mut known = self.known.lock().unwrap();
        let consents = known.consents.entry(story).or_default();
        consents.insert(id.to_owned(), ended);
    }

    /// A family's consents, given and taken back, with a look after each.
    async fn change(&self, story: &'static str, family: &mut Family) -> Result<Infallible, Gone> {
        let gone = |status: Status| self.is_gone(&status);
        let Family {
            desk,
            nurse,
            child,
            guardians,
        } = family;
        // What was asked for in an earlier life and not acknowledged may stand all the same.
        self.stands(story, Standing::Unsure);
        for left in desk.of_child(child).await.map_err(gone)? {
            if left.ended_time.is_none() {
                desk.end(&left.consent_id).await.map_err(gone)?;
            }
        }
        loop {
            self.stands(story, Standing::Unsure);
            let mut given = Vec::new();
            for guardian in guardians.iter() {
                let id = desk.permit(child, guardian).await.map_err(gone)?;
                self.acknowledged(story, &id, false);
                given.push(id);
                self.burn().await?;
            }
            self.stands(story, Standing::Open);
            let events = self.ask(nurse, child).await?;
            assert!(shows_consented(&events), "{story}: both permit");
            self.known.lock().unwrap().with_consent += 1;
            for id in &given {
                self.stands(story, Standing::Unsure);
                desk.end(id).await.map_err(gone)?;
                self.acknowledged(story, id, true);
                self.stands(story, Standing::Closed);
                self.burn().await?;
                let events = self.ask(nurse, child).await?;
                assert!(!shows_consented(&events), "{story}: one ended");
            }
        }
    }
}

/// Who changes a family's consents.
struct Family {
    desk: Desk,
    nurse: Caller,
    child: PersonId,
    guardians: Vec<PersonId>,
}

fn shows_consented(events: &[OverviewEvent]) -> bool {
    events.iter().filter_map(shows).any(|id| id == CONSENTED)
}

/// Lives until `after` messages and acknowledgements were seen.
pub(crate) async fn live(
    harness: &Harness,
    kill: impl FnOnce() + Send + 'static,
    known: &Arc<Mutex<Known>>,
    after: i64,
    yields: usize,
) {
    let fuse = Arc::new(Fuse {
        left: AtomicI64::new(after),
        yields,
        kill: Mutex::new(Some(Box::new(kill))),
        known: known.clone(),
    });
    let mut clients = JoinSet::new();
    for story in FAMILIES {
        let mut family = Family {
            desk: Desk::of(harness),
            nurse: Caller::actor(harness, NURSE),
            child: harness.child(story),
            guardians: guardians(harness),
        };
        let fuse = fuse.clone();
        clients.spawn(async move {
            let Err(Gone::Killed) = fuse.change(story, &mut family).await;
        });
    }
    for _ in 0..2 {
        let (fuse, nurse) = (fuse.clone(), Caller::actor(harness, NURSE));
        let child = harness.child(STORY);
        clients.spawn(async move { while fuse.ask(&nurse, &child).await.is_ok() {} });
    }
    while let Some(ended) = clients.join_next().await {
        ended.unwrap();
    }
}

/// The log holds. Gives the number of its entries, and adds what it tells.
pub(crate) fn judge_chain(log: &dyn Log, told: &mut Told) -> u64 {
    let report = verify(log, &Outside::default(), Timestamp::MAX).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(
        report.unwitnessed, report.entries,
        "no witness is configured"
    );
    log.each(&mut |line| {
        told.take(&line);
        Ok(())
    })
    .unwrap();
    report.entries
}

/// What logs tell.
#[derive(Default)]
pub(crate) struct Told {
    begun: BTreeSet<String>,
    shown: BTreeSet<(String, String)>,
}

impl Told {
    /// Everything that clients saw stands in it.
    pub(crate) fn must_tell(&self, known: &Known) {
        let shown: Vec<_> = known.shown.difference(&self.shown).collect();
        assert!(shown.is_empty(), "shown and not in the log: {shown:?}");
        let begun: Vec<_> = known.begun.difference(&self.begun).collect();
        assert!(begun.is_empty(), "begun and not in the log: {begun:?}");
    }

    fn take(&mut self, line: &Line) {
        let overview = line.overview_id.clone().unwrap_or_default();
        match line.kind.as_str() {
            "intent" => drop(self.begun.insert(overview)),
            "shown" => {
                let body: Value = serde_json::from_str(&line.body).unwrap();
                let producer = body["producer"].as_str().unwrap().to_owned();
                self.shown.insert((overview, producer));
            }
            _ => {}
        }
    }
}

/// Asks the aggregator that the harness turns to: every consent and every end that was acknowledged is there, and counts.
pub(crate) async fn judge_facts(harness: &Harness, known: &Known) {
    let mut desk = Desk::of(harness);
    let nurse = Caller::actor(harness, NURSE);
    for (story, acknowledged) in &known.consents {
        let child = harness.child(story);
        let there = desk.of_child(&child).await.unwrap();
        for (id, ended) in acknowledged {
            let stands = there.iter().find(|consent| consent.consent_id == *id);
            let stands = stands.unwrap_or_else(|| panic!("{story}: a consent is lost"));
            assert!(
                stands.ended_time.is_some() || !ended,
                "{story}: an end is lost"
            );
        }
        let events = nurse.events(query(&child)).await.unwrap();
        match known.standing.get(story) {
            Some(Standing::Open) => assert!(shows_consented(&events), "{story}"),
            Some(Standing::Closed) => assert!(!shows_consented(&events), "{story}"),
            Some(Standing::Unsure) | None => {}
        }
    }
}

/// Lines that were read from somewhere, as a log.
pub(crate) struct Lines {
    pub(crate) instance: String,
    pub(crate) lines: Vec<Line>,
}

impl Log for Lines {
    fn instance(&self) -> Result<String, UnreadableLog> {
        Ok(self.instance.clone())
    }

    fn each(&self, reader: &mut aggregator::audit::log::Reader<'_>) -> Result<(), UnreadableLog> {
        self.lines.iter().cloned().try_for_each(reader)
    }
}

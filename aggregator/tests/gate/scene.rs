//! A child, two sources with a consent each, a caller: what a gate stands before. Store, epochs, registry and peers are the real ones.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use aggregator::{
    audit::{
        Audit, IntentReceipt, ShownReceipt,
        entry::{ActorRef, Intent, Shown},
    },
    clock::{Clock as _, ManualClock},
    gate::{Gate, Live, Passed, Permission, Unreleased, Witness},
    peers::Peers,
    registry::{LeaseSettings, Registry},
    store::{
        EpochCell, Epochs, FactsRead, NewConsent, Store, Teller, Told,
        sqlite::{SqliteSettings, SqliteStore},
    },
};
use domain::{
    decide::{Blocks, Onlooker, Permit, Visibility},
    facts::{Block, ConsentKind, Known, Pseudonym},
    id::OrganisationId,
    plan::{Call, Plan},
    policy::{Audience, Ground, Policy, UnderProtection},
    record::{InformationType, Sector},
    time::{Basis, Straddle, Timestamp, Window},
};
use futures::{FutureExt as _, stream};
use jiff::SignedDuration;
use proto::{
    relay,
    transport::{Peer, PeerName, Thumbprint},
    v1::{
        overview::{
            IncompleteReason, OverviewCompleted, OverviewEvent, OverviewStarted, SourceRef,
            SourceResult, SourceStatus, StreamOverviewResponse, overview_event::Event,
        },
        record::{Body, RecordHeader},
    },
};
use tonic::Status;
use uuid::Uuid;

/// How long the actor's token holds.
pub(crate) const TOKEN: SignedDuration = SignedDuration::from_mins(30);
/// How long a decision holds.
pub(crate) const PERMISSION: SignedDuration = SignedDuration::from_mins(10);

const CHILD: Pseudonym = Pseudonym([1; 32]);
/// A source is permitted by the consent that this person gave.
const SOURCES: [(&str, Pseudonym); 2] = [("bvc", Pseudonym([2; 32])), ("emi", Pseudonym([3; 32]))];

/// How many races are run; `SAMSYN_RACES` sets another number for a night.
const RACES: u64 = 300;

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
pub(crate) fn races() -> u64 {
    let asked = std::env::var("SAMSYN_RACES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(RACES)
}

pub(crate) fn now() -> Timestamp {
    "2026-09-01T08:00:00Z".parse().unwrap()
}

/// What a new decision looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// The consents.
    Consents,
    /// Protected identity, which masks.
    Masks,
    /// A block of part of what the sources hold. Protection stands in for it: from when it is told, the block stands.
    Blocks,
    /// Nothing: it is always the same.
    Never,
    /// It cannot be made.
    Fails,
}

/// One message of the script, as the gate takes it and as it is without one.
pub(crate) struct Scripted {
    pub(crate) open: OverviewEvent,
}

pub(crate) struct Scene {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) policy: Arc<AtomicU64>,
    pub(crate) peers: Arc<Peers>,
    pub(crate) peer: Peer,
    /// How many decisions were made.
    pub(crate) decisions: Arc<AtomicU32>,
    store: Arc<dyn Store>,
    epochs: Epochs,
    registry: Arc<Registry>,
    consents: Mutex<BTreeMap<String, Uuid>>,
    _dir: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(now()));
        let epochs = Epochs::new();
        let settings = SqliteSettings::at(dir.path().join("gate.db"));
        let store = SqliteStore::open(&settings, clock.clone(), epochs.clone()).unwrap();
        let peers = Arc::new(Peers::new(vec![], vec![], vec![]).unwrap());
        let leases = LeaseSettings::default();
        let scene = Self {
            registry: Arc::new(Registry::new(peers.clone(), clock.clone(), leases)),
            policy: Arc::default(),
            peer: Peer {
                name: PeerName::uri("spiffe://samsyn.example/consumer/journal").unwrap(),
                thumbprint: Thumbprint::of(&b"a certificate".as_slice().into()),
            },
            decisions: Arc::default(),
            store: Arc::new(store),
            clock,
            peers,
            epochs,
            consents: Mutex::default(),
            _dir: dir,
        };
        scene.renew_consents().await;
        scene.tell_protection(false).await;
        scene
    }

    /// A consent for each source that has none.
    pub(crate) async fn renew_consents(&self) {
        for (source, _) in SOURCES {
            if !self.consents.lock().unwrap().contains_key(source) {
                self.register_consent(source).await;
            }
        }
    }

    /// A consent by the person of a source, or by somebody on whom nothing rests.
    pub(crate) async fn register_consent(&self, name: &str) {
        let grantor = SOURCES.iter().find(|(source, _)| *source == name);
        let id = Uuid::new_v4();
        let consent = NewConsent {
            id,
            child: CHILD,
            grantor: grantor.map_or(Pseudonym([9; 32]), |(_, person)| *person),
            kind: ConsentKind::Permit,
            recipient: None,
            recipient_sector: None,
            source_sectors: Vec::new(),
            start: None,
            end: None,
        };
        self.store.register_consent(consent, desk()).await.unwrap();
        self.consents.lock().unwrap().insert(name.to_owned(), id);
    }

    /// Returns with the acknowledgement.
    pub(crate) async fn end_consent(&self, name: &str) {
        let id = self.consents.lock().unwrap().remove(name).unwrap();
        self.store.end_consent(id, desk()).await.unwrap();
    }

    pub(crate) async fn end_all_consents(&self) {
        for (source, _) in SOURCES {
            self.end_consent(source).await;
        }
    }

    pub(crate) async fn protect(&self) {
        self.clock.advance(SignedDuration::from_millis(1));
        self.tell_protection(true).await;
    }

    async fn tell_protection(&self, protected: bool) {
        let as_of = self.clock.now();
        let told = Told::Protection { protected, as_of };
        self.store.tell(CHILD, told, desk()).await.unwrap();
    }

    /// A gate before the usual script.
    pub(crate) async fn gate(&self, change: Change) -> Gate {
        let nobody = Witness::default();
        self.gate_over(Self::script(), change, nobody).await
    }

    /// A gate before messages that are made when it asks for them.
    pub(crate) async fn gate_over<M>(&self, script: M, change: Change, witness: Witness) -> Gate
    where
        M: IntoIterator<Item = Scripted, IntoIter: Send + 'static>,
    {
        let cell = self.epochs.watch(CHILD);
        let decide = self.decider(change);
        let permission = decide().await.unwrap();
        self.decisions.store(1, Ordering::SeqCst);
        let (intent, shown) = self.receipts().await;
        let unreleased = (script.into_iter()).map(move |m| Ok(m.unreleased(&intent, &shown)));
        Gate::new(
            Box::pin(stream::iter(unreleased)),
            permission,
            self.live(cell, witness),
            self.clock.clone(),
            Box::new(move || match change {
                Change::Fails => std::future::ready(Err(unreadable())).boxed(),
                _ => decide().boxed(),
            }),
            Arc::new(|| ()),
        )
    }

    fn live(&self, epoch: EpochCell, witness: Witness) -> Live {
        Live {
            epoch,
            policy: self.policy.clone(),
            registry: self.registry.clone(),
            peers: self.peers.clone(),
            peer: self.peer.clone(),
            token_expires: self.clock.now().checked_add(TOKEN).unwrap(),
            witness,
        }
    }

    /// Makes decisions on the facts as the store holds them.
    fn decider(
        &self,
        change: Change,
    ) -> impl Fn() -> futures::future::BoxFuture<'static, Result<Permission, Status>> + Send + 'static
    {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let (policy, registry) = (self.policy.clone(), self.registry.clone());
        let decisions = self.decisions.clone();
        move || {
            let (store, clock, policy) = (store.clone(), clock.clone(), policy.clone());
            let generation = registry.generation();
            decisions.fetch_add(1, Ordering::SeqCst);
            async move {
                let policy = policy.load(Ordering::SeqCst);
                let read = store.facts(CHILD, None).await.unwrap();
                let until = clock.now().checked_add(PERMISSION).unwrap();
                Ok(Permission {
                    plan: Arc::new(plan(&read, change, clock.now(), until)),
                    epoch: read.epoch,
                    others: Arc::new([]),
                    policy,
                    registry: generation,
                    valid_until: until,
                })
            }
            .boxed()
        }
    }

    pub(crate) async fn receipts(&self) -> (Arc<IntentReceipt>, Arc<ShownReceipt>) {
        let audit = Audit::new(self.store.clone(), self.clock.clone());
        let overview = Uuid::new_v4().to_string();
        let intent = audit.intent(&overview, CHILD, intent()).await.unwrap();
        let shown = audit.shown(&intent, shown()).await.unwrap();
        (Arc::new(intent), Arc::new(shown))
    }

    /// Two records of one source, one of the other.
    pub(crate) fn script() -> Vec<Scripted> {
        vec![
            Self::begin(),
            part("bvc", 2, false),
            part("emi", 1, false),
            Self::close(),
        ]
    }

    pub(crate) fn begin() -> Scripted {
        Scripted::of(Event::Started(OverviewStarted::default()))
    }

    pub(crate) fn close() -> Scripted {
        Scripted::of(Event::Completed(OverviewCompleted {
            complete: true,
            ..OverviewCompleted::default()
        }))
    }
}

impl Scripted {
    fn of(event: Event) -> Self {
        let event = Some(event);
        Self {
            open: OverviewEvent { event },
        }
    }

    fn unreleased(self, intent: &Arc<IntentReceipt>, shown: &Arc<ShownReceipt>) -> Unreleased {
        match self.open.event.unwrap() {
            Event::Started(_) => started(intent.clone()),
            Event::Source(row) => {
                let producer = source_of(&row);
                Unreleased::source(&producer, row, shown.clone())
            }
            Event::Completed(_) => Unreleased::completed(intent.clone(), |lost, until, now| {
                assert!(now < until, "the closing event states a time that is past");
                OverviewCompleted {
                    complete: lost.is_empty(),
                    incomplete_reasons: lost.iter().map(|id| lost_reason(id)).collect(),
                    ..OverviewCompleted::default()
                }
            }),
            Event::Superseded(_) => panic!("only the gate says so"),
        }
    }
}

pub(crate) fn started(intent: Arc<IntentReceipt>) -> Unreleased {
    Unreleased::started(OverviewStarted::default(), intent)
}

fn lost_reason(producer: &str) -> IncompleteReason {
    IncompleteReason {
        code: "PERMISSION_LOST".to_owned(),
        producer_id: producer.to_owned(),
    }
}

/// A message of a source with so many records.
pub(crate) fn part(producer: &str, records: usize, continues: bool) -> Scripted {
    let record = relay::Record::new(&RecordHeader::default(), &Body::default(), None);
    Scripted::of(Event::Source(SourceResult {
        source: Some(SourceRef {
            producer_id: producer.to_owned(),
            ..SourceRef::default()
        }),
        status: if continues {
            0
        } else {
            SourceStatus::Fresh.into()
        },
        records: vec![record; records],
        continues,
        ..SourceResult::default()
    }))
}

pub(crate) fn source_of(row: &SourceResult) -> String {
    row.source.as_ref().unwrap().producer_id.clone()
}

pub(crate) fn events(messages: &[StreamOverviewResponse]) -> Vec<OverviewEvent> {
    (messages.iter())
        .map(|message| message.event.clone().unwrap())
        .collect()
}

/// The messages in words.
pub(crate) fn rows(messages: &[StreamOverviewResponse]) -> Vec<String> {
    let row = |row: &SourceResult| {
        let status = match (row.continues, row.status()) {
            (true, _) => "part",
            (false, status) => status.as_str_name().trim_start_matches("SOURCE_STATUS_"),
        };
        format!("{} {status} {} records", source_of(row), row.records.len())
    };
    (events(messages).iter())
        .map(|event| match event.event.as_ref().unwrap() {
            Event::Started(_) => "started".to_owned(),
            Event::Source(source) => row(source),
            Event::Superseded(gone) => {
                let source = gone.source.as_ref().unwrap();
                format!("{} superseded {}", source.producer_id, gone.code)
            }
            Event::Completed(closing) => match closing.complete {
                true => "complete".to_owned(),
                false => "incomplete".to_owned(),
            },
        })
        .collect()
}

pub(crate) fn watched(watcher: impl Fn(Passed<'_>) + Send + Sync + 'static) -> Witness {
    let witness = Witness::default();
    witness.watch(watcher);
    witness
}

/// A source is called while its person's consent counts.
fn plan(read: &FactsRead, change: Change, now: Timestamp, valid_until: Timestamp) -> Plan {
    let consents = read.facts.consents.at(now).unwrap();
    let permitted = |person: &Pseudonym| {
        change != Change::Consents
            || (consents.iter()).any(|c| c.grantor == *person && c.counts_at(now))
    };
    let protected = change == Change::Masks && read.facts.is_protected(now);
    let blocks = match change == Change::Blocks && read.facts.is_protected(now) {
        true => blocks(read, now),
        false => Blocks::default(),
    };
    Plan {
        visibility: Visibility::Full,
        calls: (SOURCES.iter())
            .filter(|(_, person)| permitted(person))
            .map(|(source, _)| ((*source).to_owned(), call(protected, &blocks, valid_until)))
            .collect(),
        sectors: BTreeMap::new(),
        protected,
        emergency: false,
        blocked_information_exists: false,
        decided: now,
        valid_until,
    }
}

/// An inner block: the source is asked all the same, and its records are screened.
fn blocks(read: &FactsRead, now: Timestamp) -> Blocks {
    let tables = Policy::parse("se.toml", include_str!("../../../policy/se.toml")).unwrap();
    let block = Block {
        id: [1; 16],
        organisation: OrganisationId::guess("SE2321000016-1").unwrap(),
        unit: Some("SE2321000016-2".to_owned()),
        types: Vec::new(),
        period: None,
        wisher: None,
        start: Timestamp::MIN,
        ended: None,
        deleted: None,
    };
    let mut facts = read.facts.clone();
    facts.blocks = Known::Told {
        value: vec![block],
        as_of: now,
        max_age: PERMISSION,
    };
    let somebody = Onlooker {
        audience: Audience::Professional,
        organisation: None,
        unit: None,
    };
    Blocks::against(somebody, &facts, &tables, now).unwrap()
}

fn call(protected: bool, blocks: &Blocks, valid_until: Timestamp) -> Call {
    let permit = Permit {
        rule: "SE-SHARE-H-H".into(),
        ground: Ground::Consent,
        window: Window::everything(),
        basis: Basis::Start,
        straddle: Straddle::Out,
        masked: protected.then_some(UnderProtection::Safe),
        obligations: domain::decide::Obligations::default(),
        addressed: false,
        blockable: true,
        older: None,
        valid_until,
    };
    Call {
        sector: Sector::parse("child-health").unwrap(),
        permits: [(InformationType::parse("vaccination").unwrap(), permit)].into(),
        held_back: Vec::new(),
        organisation: None,
        blocks: blocks.clone(),
    }
}

fn unreadable() -> Status {
    proto::status::refuse(tonic::Code::Unavailable, "FACTS_UNAVAILABLE", "")
}

fn desk() -> Teller {
    Teller::peer(&PeerName::uri("spiffe://samsyn.example/desk").unwrap())
}

fn intent() -> Intent {
    Intent {
        actor: ActorRef::Id("SE2321000016-1A2B".into()),
        consumer: "spiffe://samsyn.example/consumer/journal".into(),
        organisation: None,
        unit: None,
        role: "school-nurse".into(),
        sector: None,
        audience: "professional".into(),
        purpose: "care".into(),
        ground: None,
        reason: None,
        emergency: false,
        types: vec![],
        policies: [].into(),
        decisions: vec![],
        replay: None,
    }
}

fn shown() -> Shown {
    Shown {
        producer: "bvc".into(),
        sector: "child-health".into(),
        status: "FRESH".into(),
        ground: Some("consent".into()),
        record_count: 2,
        record_digests: vec![],
        drops: [].into(),
    }
}

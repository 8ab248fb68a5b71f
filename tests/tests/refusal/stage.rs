//! Children of whom one caller may know nothing, each for another cause, and what the store is asked meanwhile.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use aggregator::{ledger::MAX_OLDER_IDS, store::StoreCall};
use domain::{facts::Pseudonym, id::PersonId, time::Country};
use mock_producers::{
    World,
    world::{ToldActor, ToldChild},
};
use proto::v1::{
    common::Identifier,
    consent::{
        Assessment, Block, ConsentKind, Lift, LiftReason, RegisterAssessmentRequest,
        RegisterBlockRequest, RegisterLiftRequest, block_service_client::BlockServiceClient,
        fact_service_client::FactServiceClient,
    },
    overview::OverviewQuery,
};
use serde_json::Value;
use tests::{Harness, Scene, caller::Caller, desk::Desk, postgres::Database};
use tokio_postgres::Client;
use uuid::Uuid;

/// Somebody at work, where nobody has anything to do with any of the children.
pub(crate) const STRANGER: &str = "skolskoterska-hos-ingen";
/// Far more than is said of any child in a childhood.
const MUCH: usize = 60;

/// A child of whom the caller may know nothing, and why; with the ids under which something was said of it, or ids of nothing.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) what: &'static str,
    pub(crate) child: PersonId,
    pub(crate) consent: String,
    pub(crate) block: String,
    pub(crate) lift: String,
    pub(crate) assessment: String,
    pub(crate) overview: String,
}

impl Case {
    pub(crate) fn of(what: &'static str, child: PersonId) -> Self {
        let [consent, block, lift, assessment, overview] =
            [(); 5].map(|()| Uuid::new_v4().to_string());
        Self {
            what,
            child,
            consent,
            block,
            lift,
            assessment,
            overview,
        }
    }

    pub(crate) fn id(&self) -> Option<Identifier> {
        Some(self.child.clone().into())
    }
}

/// The `n`th number that nobody has told anything about: one of the birth numbers that are kept for tests, with its check digit.
pub(crate) fn nobody(n: usize) -> PersonId {
    let (year, month, day) = (1912 + n / 6720, n / 560 % 12 + 1, n / 20 % 28 + 1);
    let nine = format!("{:02}{month:02}{day:02}{:03}", year % 100, 980 + n % 20);
    let sum: u32 = (nine.bytes().zip([2, 1].into_iter().cycle()))
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    let check = (10 - sum % 10) % 10;
    PersonId::guess(&format!("{}{nine}{check}", year / 100)).unwrap()
}

/// A sandbox, and every cause of a refusal in it.
pub(crate) async fn stage() -> (Harness, Vec<Case>) {
    cases_of(Scene::default().in_memory()).await
}

/// The same, with facts and log on a server.
pub(crate) async fn stage_on(database: &Database) -> (Harness, Vec<Case>) {
    cases_of(Scene::default().on_postgres(database)).await
}

async fn cases_of(scene: Scene) -> (Harness, Vec<Case>) {
    let harness = scene.retold(retell).start().await;
    let mut cases = vec![
        Case::of("unknown", nobody(0)),
        Case::of("unknown, Danish", PersonId::guess("0703921234").unwrap()),
        Case::of("no relation", harness.child("old-bvc")),
        Case::of("protected", harness.child("protected")),
        Case::of("nothing held, nothing said", harness.child("empty")),
        Case::of("consents ended", harness.child("new-school")),
        Case::of("blocked", harness.child("blocked")),
        Case::of("much said", harness.child("much-said")),
        Case::of("many numbers before", harness.child("renumbered")),
    ];
    harness.end_consents("new-school").await;
    for case in &mut cases {
        let told = harness.sandbox.state.children.iter();
        let mut told = told.filter(|told| told.id == case.child.value());
        let Some(told) = told.next() else { continue };
        let consent = told.consents.first();
        case.consent = consent.unwrap_or(&case.consent).clone();
    }
    for what in LOOKED_AT {
        let case = cases.iter_mut().find(|case| case.what == what).unwrap();
        case.overview = looked(&harness, &case.child).await;
    }
    say_more(&harness, &cases).await;
    (harness, cases)
}

/// The children of whom somebody else has an overview.
const LOOKED_AT: [&str; 2] = ["no relation", "protected"];

/// The id of an overview that somebody has who may.
async fn looked(harness: &Harness, child: &PersonId) -> String {
    let told = &harness.sandbox.state.children;
    let told = told.iter().find(|told| told.id == child.value()).unwrap();
    let query = OverviewQuery {
        child: Some(child.clone().into()),
        ..OverviewQuery::default()
    };
    let shown = Caller::actor(harness, &told.actor).collected(query).await;
    shown.unwrap().started.unwrap().overview_id
}

/// A block with a lift, an assessment, and much of everything.
async fn say_more(harness: &Harness, cases: &[Case]) {
    let of = |what: &str| cases.iter().find(|case| case.what == what).unwrap();
    let desk = Caller::by(harness, &harness.party("desk"));
    let (blocked, much) = (of("blocked"), of("much said"));
    let provider = (harness.sandbox.world.system("bvc-vasterby")).map(|s| s.organisation.clone());
    let provider = Some(provider.unwrap().into());
    let block = Some(Block {
        block_id: blocked.block.clone(),
        child: blocked.id(),
        provider: provider.clone(),
        ..Block::default()
    });
    let mut blocks = BlockServiceClient::new(desk.channel());
    let request = RegisterBlockRequest { block };
    blocks.register_block(request).await.unwrap();
    let lift = Some(Lift {
        lift_id: blocked.lift.clone(),
        block_id: blocked.block.clone(),
        recipient: provider.clone(),
        reason: LiftReason::Consent.into(),
        reason_text: "she said that we may look".to_owned(),
        ..Lift::default()
    });
    let request = RegisterLiftRequest { lift, child: None };
    blocks.register_lift(request).await.unwrap();
    let mut facts = FactServiceClient::new(desk.channel());
    let assessment = Some(Assessment {
        assessment_id: of("protected").assessment.clone(),
        child: of("protected").id(),
        organisation: provider,
        ..Assessment::default()
    });
    let request = RegisterAssessmentRequest { assessment };
    facts.register_assessment(request).await.unwrap();
    let older: Vec<_> = (0..MAX_OLDER_IDS).map(|n| nobody(100 + n)).collect();
    let as_of = harness.sandbox.aggregator.aggregator.clock.now();
    let mut register = harness.sandbox.register(Country::Se);
    let renumbered = &of("many numbers before").child;
    register
        .identity_link(renumbered, &older, as_of)
        .await
        .unwrap();
    for _ in 0..MUCH {
        let kind = ConsentKind::Refuse;
        let consent = tests::desk::consent(kind, &much.child, &blocked.child);
        Desk::of(harness).register(consent).await.unwrap();
    }
}

/// Four more children of whom no source holds anything, and somebody whom none of the children concerns.
pub(crate) fn retell(world: &mut World) {
    let told = world.child("old-bvc").unwrap().clone();
    let another = |story, n| ToldChild {
        id: nobody(n),
        story,
        ..told.clone()
    };
    let empty = ToldChild {
        guardians: Vec::new(),
        relations: Vec::new(),
        consents: Vec::new(),
        ..another("empty", 1)
    };
    world.children.extend([
        empty,
        another("blocked", 2),
        another("much-said", 3),
        another("renumbered", 4),
    ]);
    let nurse = world.actor("skolskoterska-vasterby").unwrap().clone();
    world.actors.push(ToldActor {
        name: STRANGER,
        unit: Some("SE5590019999-1001".to_owned()),
        organisation: domain::id::OrganisationId::guess("SE5590019999-0001").unwrap(),
        ..nurse
    });
}

/// What the store was asked for, in order.
#[derive(Clone, Default)]
pub(crate) struct StoreLog(Arc<Mutex<Vec<StoreCall>>>);

impl StoreLog {
    /// From now on. An aggregator takes one watcher.
    pub(crate) fn of(harness: &Harness) -> Self {
        let log = Self::default();
        let calls = log.clone();
        let watch = &harness.sandbox.aggregator.aggregator.store_watch;
        watch.watch(move |call| calls.0.lock().unwrap().push(call));
        log
    }

    /// What was asked since the last time, by kind.
    pub(crate) fn taken(&self) -> Vec<&'static str> {
        let calls = std::mem::take(&mut *self.0.lock().unwrap());
        calls.into_iter().map(|call| call.what).collect()
    }

    /// The children who were named to the store since the last time.
    pub(crate) fn children(&self) -> Vec<Pseudonym> {
        let calls = std::mem::take(&mut *self.0.lock().unwrap());
        calls.into_iter().filter_map(|call| call.child).collect()
    }
}

/// The body of the newest entry of the access log, with every instant in it as long as it was.
pub(crate) async fn newest_entry(harness: &Harness, database: Option<&Client>) -> Value {
    let newest = "SELECT body FROM audit ORDER BY seq DESC LIMIT 1";
    let body: String = match database {
        Some(database) => database.query_one(newest, &[]).await.unwrap().get(0),
        None => {
            let db = rusqlite::Connection::open(harness.dir().join("aggregator.db")).unwrap();
            db.query_row(newest, [], |row| row.get(0)).unwrap()
        }
    };
    let mut body = serde_json::from_str(&body).unwrap();
    blur(&mut body);
    body
}

fn blur(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    for (name, value) in fields {
        if name.ends_with("_us") {
            *value = value.to_string().len().into();
        }
        blur(value);
    }
}

/// The headers or trailers of a refusal, with the one that tells the time told by its length.
pub(crate) fn trailers(status: &tonic::Status) -> BTreeMap<String, Vec<u8>> {
    use tonic::metadata::KeyAndValueRef;
    (status.metadata().iter())
        .map(|pair| match pair {
            KeyAndValueRef::Ascii(key, value) if key == "date" => {
                ("date".to_owned(), vec![b'.'; value.len()])
            }
            KeyAndValueRef::Ascii(key, value) => (key.to_string(), value.as_bytes().to_vec()),
            KeyAndValueRef::Binary(key, value) => {
                (key.to_string(), value.as_encoded_bytes().to_vec())
            }
        })
        .collect()
}

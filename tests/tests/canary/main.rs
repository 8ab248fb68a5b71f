//! The canary: everything that a whole day's questions and every call of the contract make the processes write is searched for every number,
//! name, title and text of the told world, in every spelling. A process of its own, because the log's subscriber is the process's.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod every_call;
mod fill;
mod outside;
mod planted;

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use consumer::OverviewQuery;
use domain::id::PersonId;
use mock_producers::Fault;
use prost::Message as _;
use proto::v1::overview::{Ground, OverviewQuery as WireQuery};
use tests::{
    Harness, Scene,
    canary::{Markers, files, is_organisation, is_public, numbers, written},
    postgres::Database,
};
use tracing_subscriber::fmt::MakeWriter;

use crate::every_call::NOT_ANSWERED;

const REASON: &str = "Elis mamma ringde och var orolig";

/// Everything that was logged, by everybody, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The log of this process, from the first test that asks for it.
fn log() -> Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    let listening = LOG.get_or_init(|| {
        let log = Log::default();
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(log.clone())
            .init();
        log
    });
    listening.clone()
}

// R-STORE-1, R-AUDIT-6, R-PRIVACY-1, R-RELAY-4, R-RECORD-4, R-ID-5, R-WORLD-4
#[tokio::test]
async fn no_number_name_title_or_text_of_anybody_is_stored_logged_or_counted() {
    the_whole_course(None).await;
}

// R-STORE-1, R-AUDIT-6, R-PRIVACY-1
#[tokio::test]
async fn nor_is_any_in_a_database_on_a_server() {
    if let Some(database) = Database::new().await {
        the_whole_course(Some(&database)).await;
    }
}

async fn the_whole_course(database: Option<&Database>) {
    let log = log();
    let scene = Scene::default().fault("bvc-gamlestan", Fault::LogicalError);
    let scene = match database {
        Some(database) => scene.on_postgres(database),
        None => scene,
    };
    let harness = scene.start().await;
    let secrets = Markers::of(secrets(&harness));
    let mut shown = a_days_questions(&harness).await;
    let called = every_call::made(&harness, REASON, None).await;
    let unanswered: BTreeSet<_> = called.made.difference(&called.answered).collect();
    let refused = |call: &&&String| NOT_ANSWERED.contains(&call.as_str());
    assert_eq!(unanswered.iter().find(|call| !refused(call)), None);
    shown.extend(called.shown);
    let number = numbers(&harness.child("old-bvc")).remove(1);
    every_call::made(&harness, REASON, Some(&number)).await;
    assert!(
        secrets.found(&shown).len() > 50,
        "the search finds what consumers are shown, so it would find it elsewhere"
    );

    let figures = harness.admin("/metrics").await;
    assert!(figures.contains("samsyn_overviews_total"));
    assert_eq!(
        secrets.found(figures.as_bytes()),
        BTreeSet::new(),
        "/metrics"
    );
    stored(&secrets, harness.dir(), database, "in use").await;
    let dir = harness.stop().await;
    outside::nothing_handed_out_tells_anybody(dir.path(), &secrets).await;
    stored(&secrets, dir.path(), database, "closed").await;
    let log = log.0.lock().unwrap();
    assert!(log.len() > 10_000, "everything is logged");
    assert_eq!(secrets.found(&log), BTreeSet::new(), "the log");
}

/// Searches all that the aggregator keeps, in its folder and on the server.
async fn stored(secrets: &Markers, dir: &Path, database: Option<&Database>, when: &str) {
    let names = searched(secrets, files(dir), when);
    let Some(database) = database else {
        let besides = ["aggregator.db-wal", "aggregator.db-shm"];
        let besides = besides.into_iter().filter(|_| when == "in use");
        for name in besides.chain(["aggregator.db"]) {
            assert!(names.contains(name), "{name} is searched");
        }
        return;
    };
    assert!(!names.iter().any(|name| name.contains(".db")), "{names:?}");
    let tables = database.tables().await;
    for name in ["audit", "child", "confirmation", "statement", "policy_text"] {
        let table = tables.iter().find(|(table, _)| table.ends_with(name));
        let filled = table.is_some_and(|(_, values)| values.len() > 64);
        assert!(filled, "{name} is searched");
    }
    searched(secrets, tables, when);
    if let Some(files) = database.files().await {
        searched(secrets, files, when);
    }
}

/// Searches every file and gives their names.
fn searched(secrets: &Markers, all: Vec<(PathBuf, Vec<u8>)>, when: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, bytes) in all {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(secrets.found(&bytes), BTreeSet::new(), "{name}, {when}");
        names.insert(name);
    }
    names
}

/// Shown, refused, failed, wrong, in an emergency, withdrawn. Gives the bytes of what was shown.
async fn a_days_questions(harness: &Harness) -> Vec<u8> {
    let mut shown = Vec::new();
    for child in &harness.sandbox.world.children {
        for actor in &harness.sandbox.world.actors {
            if let Ok(overview) = harness.collected(actor.name, child.story).await {
                shown.extend(overview.encode_to_vec());
            }
        }
    }
    let nurse = harness.client("skolskoterska-vasterby");
    let about = OverviewQuery::about(harness.child("old-bvc"));
    let emergency = OverviewQuery {
        ground: Ground::Emergency,
        reason: REASON.to_owned(),
        ..about.clone()
    };
    let _ = nurse.get_overview(emergency.clone()).await;
    let physician = harness.client("bup-lakare");
    let _ = physician.get_overview(emergency).await;
    let mut wrong = WireQuery::from(about.clone());
    wrong.language = "klingon".to_owned();
    assert!(nurse.get_overview(wrong.clone()).await.is_err());
    if let Some(child) = &mut wrong.child {
        child.value.push('7');
    }
    assert!(nurse.get_overview(wrong).await.is_err());
    let unknown = OverviewQuery::about(PersonId::guess("19121212-1212").unwrap());
    assert!(nurse.get_overview(unknown).await.is_err());
    // Cut off by the caller.
    let hasty = nurse.clone().with_deadline(Duration::from_millis(1));
    let _ = hasty.get_overview(about).await;
    harness.end_consents("new-school").await;
    let after = harness.collected("skolskoterska-lindskolan", "new-school");
    let _ = after.await;
    shown
}

/// Numbers, names, titles and texts of everybody in the world, and the tokens. Who asked stands in the access log with organisation and
/// unit, as the law has it; nothing else of the world does.
fn secrets(harness: &Harness) -> BTreeSet<String> {
    let world = &harness.sandbox.world;
    let mut secrets = BTreeSet::from([REASON.to_owned(), "191212121212".to_owned()]);
    for child in &world.children {
        secrets.extend(numbers(&child.id));
        secrets.insert(child.label.clone());
        for guardian in &child.guardians {
            secrets.extend(numbers(&guardian.id));
            secrets.insert(guardian.name.clone());
        }
    }
    let records = world
        .systems
        .iter()
        .flat_map(|system| system.records.iter());
    secrets.extend(records.flat_map(written));
    for actor in &harness.state.actors {
        secrets.extend(actor.token.split('.').skip(1).map(ToOwned::to_owned));
    }
    // Sources are known by name to everybody; who they are says nothing about a child.
    secrets.retain(|secret| !is_public(world, secret) && !is_organisation(secret));
    secrets
}

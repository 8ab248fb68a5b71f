//! The access log comes first: nothing is asked before the intent lies in the log, nothing of a source leaves before its showing does, and
//! where the log cannot be written nothing happens at all. Judged on the database's own rows.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use aggregator::{
    config::{Config, Environment},
    gate::Passed,
    server::{self, Running},
};
use proto::{status::reason_of, v1::overview::overview_event::Event};
use rusqlite::{Connection, params};
use tests::{
    Harness,
    caller::Caller,
    release_log::{ReleaseLog, row, shows},
    rogue::{Rogue, Rogues, say, whole},
};
use tokio::net::TcpStream;
use tonic::Code;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt as _};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const SPY: &str = "bvc-vasterby";

fn database(harness: &Harness) -> PathBuf {
    harness.dir().join("aggregator.db")
}

/// How many entries of a kind an overview has.
fn entries(database: &PathBuf, overview: &str, kind: &str, body: &str) -> u32 {
    let db = Connection::open(database).unwrap();
    let count =
        "SELECT count(*) FROM audit WHERE overview_id = ?1 AND kind = ?2 AND instr(body, ?3)";
    db.query_row(count, params![overview, kind, body], |row| row.get(0))
        .unwrap()
}

/// From now on the log takes no entry of a kind with these words in it.
fn break_log(harness: &Harness, kind: &str, words: &str) {
    let db = Connection::open(database(harness)).unwrap();
    let trigger = format!(
        "CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.kind = '{kind}' AND instr(NEW.body, '{words}')
         BEGIN SELECT RAISE(ABORT, 'broken'); END"
    );
    db.execute_batch(&trigger).unwrap();
}

/// A source that counts its queries, and how many of them were in the log when they came.
struct Spy {
    asked: Arc<AtomicUsize>,
    logged: Arc<AtomicUsize>,
    _rogues: Rogues,
}

impl Spy {
    async fn in_place(harness: &mut Harness) -> Self {
        let (asked, logged) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let (ask, log) = (asked.clone(), logged.clone());
        let (database, messages) = (database(harness), whole(harness.records(SPY, STORY)));
        let rogue = Rogue::new(SPY, move |query| {
            ask.fetch_add(1, Ordering::SeqCst);
            let is_logged = entries(&database, &query.query_id, "intent", "") == 1;
            log.fetch_add(usize::from(is_logged), Ordering::SeqCst);
            say(messages.clone())
        });
        let rogues = harness.take_over(vec![rogue]).await;
        Self {
            asked,
            logged,
            _rogues: rogues,
        }
    }

    fn counts(&self) -> (usize, usize) {
        (
            self.asked.load(Ordering::SeqCst),
            self.logged.load(Ordering::SeqCst),
        )
    }
}

// R-AUDIT-1
#[tokio::test]
async fn the_intent_lies_in_the_log_when_a_source_is_asked() {
    let mut harness = Harness::start().await;
    let spy = Spy::in_place(&mut harness).await;
    let caller = Caller::actor(&harness, NURSE);
    for _ in 0..3 {
        caller.events(harness.query(STORY)).await.unwrap();
        caller.collected(harness.query(STORY)).await.unwrap();
    }
    assert_eq!(spy.counts(), (6, 6));
}

// R-AUDIT-1
#[tokio::test]
async fn without_an_intent_in_the_log_nobody_is_asked_and_nothing_leaves() {
    let mut harness = Harness::start().await;
    let spy = Spy::in_place(&mut harness).await;
    let log = ReleaseLog::of(&harness);
    break_log(&harness, "intent", "");
    let caller = Caller::actor(&harness, NURSE);
    let streamed = caller.events(harness.query(STORY)).await.unwrap_err();
    let collected = caller.collected(harness.query(STORY)).await.unwrap_err();
    for refused in [streamed, collected] {
        assert_eq!(refused.code(), Code::Unavailable);
        assert_eq!(reason_of(&refused).as_deref(), Some("AUDIT_UNAVAILABLE"));
    }
    assert_eq!(spy.counts(), (0, 0));
    assert!(log.around(u64::MAX).0.is_empty());
}

// R-AUDIT-2
#[tokio::test]
async fn what_leaves_of_a_source_lies_in_the_log_before() {
    let harness = Harness::start().await;
    let (overview, unlogged) = (
        Mutex::new(String::new()),
        Arc::<Mutex<Vec<String>>>::default(),
    );
    let (database, found) = (database(&harness), unlogged.clone());
    let judged = Arc::new(AtomicUsize::new(0));
    let count = judged.clone();
    let witness = &harness.sandbox.aggregator.aggregator.witness;
    witness.watch(move |passed| {
        let Passed::Message(event) = passed else {
            return;
        };
        if let Some(Event::Started(started)) = &event.event {
            overview.lock().unwrap().clone_from(&started.overview_id);
        }
        if let Some(row) = row(event) {
            let source = row.source.clone().unwrap().producer_id;
            let overview = overview.lock().unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            if entries(&database, &overview, "shown", &format!("\"{source}\"")) == 0 {
                found.lock().unwrap().push(source);
            }
        }
    });
    let caller = Caller::actor(&harness, NURSE);
    caller.events(harness.query(STORY)).await.unwrap();
    assert!(judged.load(Ordering::SeqCst) > 3);
    assert_eq!(*unlogged.lock().unwrap(), [""; 0]);
}

// R-AUDIT-2
#[tokio::test]
async fn without_its_showing_in_the_log_nothing_of_a_source_leaves() {
    for words in [SPY, ""] {
        let mut harness = Harness::start().await;
        let spy = Spy::in_place(&mut harness).await;
        let log = ReleaseLog::of(&harness);
        break_log(&harness, "shown", words);
        let caller = Caller::actor(&harness, NURSE);
        let streamed = caller.events(harness.query(STORY)).await.unwrap_err();
        let collected = caller.collected(harness.query(STORY)).await.unwrap_err();
        for refused in [streamed, collected] {
            assert_eq!(reason_of(&refused).as_deref(), Some("AUDIT_UNAVAILABLE"));
        }
        assert_eq!(spy.counts(), (2, 2), "it was asked, in vain");
        let (left, _) = log.around(u64::MAX);
        assert!(left.iter().filter_map(shows).all(|id| id != SPY));
        assert!(
            !left
                .iter()
                .any(|e| matches!(e.event, Some(Event::Completed(_)) | None))
        );
        if words.is_empty() {
            assert_eq!(left.iter().filter_map(row).count(), 0, "no source at all");
        }
    }
}

// R-VISIBILITY-1, R-AUDIT-3
#[tokio::test]
async fn a_refusal_that_cannot_be_logged_is_the_same_refusal() {
    let harness = Harness::start().await;
    let stranger = Caller::actor(&harness, "skolskoterska-norrby");
    let logged = stranger.events(harness.query(STORY)).await.unwrap_err();
    break_log(&harness, "refused", "");
    let unlogged = stranger.events(harness.query(STORY)).await.unwrap_err();
    assert_eq!(logged.details(), unlogged.details());
    assert_eq!(logged.message(), unlogged.message());
}

// R-AUDIT-22
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_checkpoint_is_made_after_the_calls_that_were_under_way_have_ended() {
    let mut harness = Harness::start().await;
    let outside = tempfile::tempdir().unwrap();
    let (copy, folder) = (
        outside.path().join("copy.db"),
        outside.path().join("outside"),
    );
    harness.copy_database(&copy);
    let running = with_checkpoints(&harness, &copy, &folder).await;
    let (reached, at_the_end) = mpsc::channel();
    let (go_on, held) = mpsc::channel::<()>();
    let (held, appended) = (Mutex::new(held), AtomicUsize::new(0));
    running.aggregator.store_watch.watch(move |call| {
        // What an overview writes: that somebody asks, and how it ended.
        let is_of_child = call.what == "append" && call.child.is_some();
        if is_of_child && appended.fetch_add(1, Ordering::SeqCst) == 1 {
            reached.send(()).unwrap();
            held.lock().unwrap().recv().unwrap();
        }
    });
    let grpc = running.grpc;
    harness.turn_to(format!("https://{grpc}"));
    let (caller, query) = (Caller::actor(&harness, NURSE), harness.query(STORY));
    let asking = tokio::spawn(async move { caller.collected(query).await.map(|_| ()) });
    tokio::task::spawn_blocking(move || at_the_end.recv().unwrap())
        .await
        .unwrap();
    let ending = tokio::spawn(running.shutdown());
    while TcpStream::connect(grpc).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go_on.send(()).unwrap();
    asking.await.unwrap().unwrap();
    ending.await.unwrap();
    let db = Connection::open(&copy).unwrap();
    let last = "SELECT group_concat(kind) FROM (SELECT kind FROM audit ORDER BY seq DESC LIMIT 3)";
    let last: String = db.query_row(last, [], |row| row.get(0)).unwrap();
    assert_eq!(last, "checkpoint,head_taken,outcome");
}

// R-AUDIT-27
#[tokio::test]
async fn whoever_starts_without_a_key_that_signs_is_told_that_nobody_vouches_for_the_log() {
    let harness = Harness::start().await;
    let outside = tempfile::tempdir().unwrap();
    let (database, folder) = (
        outside.path().join("copy.db"),
        outside.path().join("outside"),
    );
    let said = Said::default();
    let listening = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::WARN)
        .with_writer(said.clone())
        .finish();
    let _listening = listening.set_default();
    let written = harness.dir().join("aggregator.toml");
    server::warn(&Config::read(&written, &Environment::new()).unwrap());
    assert_eq!(said.count("no checkpoint key is configured"), 1);
    server::warn(&checkpointed(&harness, &database, &folder));
    assert_eq!(said.count("no checkpoint key is configured"), 1);
}

/// What is logged in this thread.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    fn count(&self, words: &str) -> usize {
        String::from_utf8_lossy(&self.0.lock().unwrap())
            .matches(words)
            .count()
    }
}

impl io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Said {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// An aggregator beside the harness's own, on a copy of its database, that signs its log.
async fn with_checkpoints(harness: &Harness, database: &Path, folder: &Path) -> Running {
    let config = checkpointed(harness, database, folder);
    let clock = harness.sandbox.aggregator.aggregator.clock.clone();
    server::start(config, clock).await.unwrap()
}

fn checkpointed(harness: &Harness, database: &Path, folder: &Path) -> Config {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    fs::write(harness.dir().join("checkpoint.key"), key.serialize_pem()).unwrap();
    let written = fs::read_to_string(harness.dir().join("aggregator.toml")).unwrap();
    let audit =
        format!("[audit]\ncheckpoint_key = \"checkpoint.key\"\ncheckpoint_folder = {folder:?}\n");
    let written = written.replace("[audit]\n", &audit);
    let database = database.to_string_lossy().into_owned();
    let elsewhere = Environment::from_iter([("SAMSYN_STORE_DATABASE".to_owned(), database)]);
    Config::parse("aggregator.toml", &written, harness.dir(), &elsewhere).unwrap()
}

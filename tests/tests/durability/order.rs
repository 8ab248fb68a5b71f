//! The order of system calls, as the system itself saw them: the aggregator runs under `strace`, on a file or on PostgreSQL, two sources
//! answer one after the other, and between two messages to the caller there is the flush or the commit of the second one's entry.

use std::{env, ffi::OsString, fs, path::Path, process::Command, sync::Arc, time::Duration};

use aggregator::{
    clock::SystemClock,
    config::{Config, Environment},
    server,
};
use bytes::Bytes;
use prost::Message as _;
use proto::{relay, v1::overview::StreamOverviewResponse};
use tests::{
    Harness, Scene as World, admin,
    caller::{Caller, rest},
    postgres::{Database, skip},
    process::{Launch, Process},
    release_log::shows,
    rogue::{Held, Rogue, Rogues, completed, raw_batch},
};
use tokio::time::timeout;
use tonic::Streaming;

use crate::{
    families::{CONSENTED, NURSE, OWN, STORY, query},
    file_layer::Layer,
    trace::{ASKS, CARRIES_RECORDS, Log, Order, Scene, judge, postponed, reworded, sign, watching},
};

/// In the order in which they are let go.
const SOURCES: [&str; 2] = [CONSENTED, OWN];
const DATABASE: &str = "watched.db";
/// Far longer than any answer takes, watched or not.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says where the configuration lies, to the process below.
const FOLDER: &str = "WATCHED_FOLDER";
/// Says to the process below whether its disk is flushed.
const FLUSHES: &str = "WATCHED_FLUSHES";

/// Sources that answer when they are let go, with records that make a large message.
async fn stage(scene: World) -> (Harness, Vec<Held>, Rogues) {
    let mut harness = scene.systems(&SOURCES).start().await;
    let (mut rogues, mut held) = (Vec::new(), Vec::new());
    for source in SOURCES {
        let records = harness.records(source, STORY);
        let one = large(records.first().unwrap());
        let (rogue, signals) = Rogue::held(source, vec![raw_batch(&[one]), completed(1)]);
        rogues.push(rogue);
        held.push(signals);
    }
    let rogues = harness.take_over(rogues).await;
    (harness, held, rogues)
}

/// A record with a field of a later version that makes it large.
fn large(record: &relay::Record) -> Bytes {
    let mut bytes = record.encode_to_vec();
    let filling = vec![b'x'; usize::try_from(8 * CARRIES_RECORDS).unwrap()];
    prost::encoding::bytes::encode(77, &filling, &mut bytes);
    bytes.into()
}

/// What was seen of a watched aggregator.
struct Seen {
    /// Its system calls.
    record: String,
    /// The port that callers are connected to.
    port: u16,
    /// The ports of the sources.
    producers: Vec<u16>,
}

impl Seen {
    /// Judges the record, or another as if it had been seen here.
    fn judged(&self, record: &str, log: Log<'_>) -> Result<Vec<Order>, String> {
        let scene = Scene {
            port: self.port,
            producers: &self.producers,
            log,
            sources: &SOURCES,
        };
        judge(record, &scene)
    }
}

/// One question over a watched aggregator.
async fn watched(scene: World, launch: impl FnOnce(Launch, &Harness) -> Process) -> Seen {
    let (mut harness, held, mut rogues) = stage(scene).await;
    let record = harness.dir().join("system-calls");
    let launched = Launch::default().under(watching(record.to_str().unwrap()));
    let mut process = launch(launched, &harness);
    harness.turn_to(process.endpoint());
    rogues.register_again(&harness).await;
    let caller = Caller::actor(&harness, NURSE);
    let child = harness.child(STORY);
    admin::get(process.admin, ASKS).await;
    let mut stream = caller.stream(query(&child)).await.unwrap();
    for held in &held {
        timeout(PATIENCE, held.asked()).await.unwrap();
    }
    for (number, (source, held)) in SOURCES.iter().zip(&held).enumerate() {
        admin::get(process.admin, &sign(number)).await;
        held.let_go();
        timeout(PATIENCE, records_of(&mut stream, source))
            .await
            .unwrap();
    }
    admin::get(process.admin, &sign(SOURCES.len())).await;
    rest(&mut stream).await.unwrap();
    let port = process.grpc.port();
    process.kill();
    let ports = rogues.endpoints.values();
    let ports = ports.map(|endpoint| endpoint.rsplit(':').next().unwrap().parse().unwrap());
    Seen {
        record: fs::read_to_string(record).unwrap(),
        port,
        producers: ports.collect(),
    }
}

/// Reads until a source's records have come.
async fn records_of(stream: &mut Streaming<StreamOverviewResponse>, source: &str) {
    loop {
        let message = stream
            .message()
            .await
            .unwrap()
            .expect("the source's records");
        if shows(&message.event.unwrap()) == Some(source) {
            return;
        }
    }
}

/// Whether system calls can be watched here.
fn can_watch() -> bool {
    let works = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .status();
    let works = works.is_ok_and(|status| status.success());
    if !works {
        skip("no strace, or it may not watch; install strace");
    }
    works
}

/// On a file beside the harness's own.
async fn watched_on_file() -> Seen {
    let on = |launch: Launch, harness: &Harness| {
        let database = harness.dir().join(DATABASE);
        harness.copy_database(&database);
        launch.on(&database).start(harness)
    };
    watched(World::of(&[STORY]), on).await
}

/// Each order of what was recorded turned round makes the judge red: nothing else of the record is changed.
fn turned_round_is_red(seen: &Seen, orders: &[Order], log: Log<'_>) {
    let about = ["a source was asked".to_owned()];
    let about = about
        .into_iter()
        .chain(SOURCES.map(|source| format!("{source} was sent")));
    for (order, what) in orders.iter().zip(about) {
        let between = order.wrote..order.left;
        assert!(order.durable.iter().all(|line| between.contains(line)));
        let late = postponed(&seen.record, &order.durable, order.left);
        let word = format!("{what} before its entry was durable");
        assert_eq!(seen.judged(&late, log), Err(word));
    }
    assert_eq!(orders.len(), 1 + SOURCES.len());
}

// R-AUDIT-1, R-AUDIT-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_source_shows_is_flushed_into_the_log_before_the_first_byte_of_it_leaves() {
    if !can_watch() {
        return;
    }
    let (seen, log) = (watched_on_file().await, Log::File(DATABASE));
    let orders = seen.judged(&seen.record, log).unwrap();
    turned_round_is_red(&seen, &orders, log);
}

// R-AUDIT-1, R-AUDIT-2, R-STORE-6
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_what_a_source_shows_is_committed_and_so_answered_before_the_first_byte_of_it_leaves()
 {
    if !can_watch() {
        return;
    }
    let Some(database) = Database::new().await else {
        return;
    };
    let scene = World::of(&[STORY]).on_postgres(&database);
    let seen = watched(scene, Launch::start).await;
    let orders = seen.judged(&seen.record, Log::Server).unwrap();
    turned_round_is_red(&seen, &orders, Log::Server);
    // The same lines in the same order, but the server says of one commit that it is something else.
    for (order, source) in orders.iter().skip(1).zip(SOURCES) {
        let other = reworded(&seen.record, order.durable[0], "COMMIT", "FORGET");
        let word = format!("{source} was sent before its entry was durable");
        assert_eq!(seen.judged(&other, Log::Server), Err(word));
    }
}

/// What is watched below: an aggregator over a file layer that carries flushes out, or says that it did.
#[tokio::test]
#[ignore = "run by the test below, in a process of its own"]
async fn serves_over_a_file_layer() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
        .with_writer(std::io::stderr)
        .init();
    let folder = Path::new(&folder);
    let layer = Layer::under(folder);
    if env::var_os(FLUSHES).is_some() {
        layer.flush_really();
    }
    let database = folder.join(DATABASE).to_string_lossy().into_owned();
    let environment = Environment::from([("SAMSYN_STORE_DATABASE".to_owned(), database)]);
    let config = Config::read(&folder.join("aggregator.toml"), &environment).unwrap();
    let _running = server::start(config, Arc::new(SystemClock)).await.unwrap();
    std::future::pending::<()>().await;
}

// R-AUDIT-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_disk_that_is_never_flushed_the_same_judge_is_red() {
    if !can_watch() {
        return;
    }
    for flushes in [true, false] {
        let here = |launch: Launch, harness: &Harness| {
            harness.copy_database(&harness.dir().join(DATABASE));
            let launch = launch.with(FOLDER, harness.dir());
            let launch = if flushes {
                launch.with(FLUSHES, "yes")
            } else {
                launch
            };
            let words = [
                "--ignored",
                "--exact",
                "order::serves_over_a_file_layer",
                "--nocapture",
            ];
            let words: Vec<OsString> = words.iter().map(Into::into).collect();
            launch.run(&env::current_exe().unwrap(), &words).unwrap()
        };
        let seen = watched(World::of(&[STORY]), here).await;
        let judged = seen.judged(&seen.record, Log::File(DATABASE)).map(drop);
        let word = "a source was asked before its entry was durable";
        match flushes {
            true => assert_eq!(judged, Ok(())),
            false => assert_eq!(judged, Err(word.to_owned())),
        }
    }
}

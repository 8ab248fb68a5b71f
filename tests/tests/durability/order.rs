//! The order of system calls, as the system itself saw them: the aggregator runs under `strace`, on a file or on PostgreSQL, two sources
//! answer one after the other, and between two messages to the caller there is the flush or the commit of the second one's entry.

use std::{env, ffi::OsString, fs, path::Path, process::Command, sync::Arc, time::Duration};

use aggregator::{
    clock::SystemClock,
    config::{Config, Environment},
    server,
};
use bytes::Bytes;
use futures::FutureExt as _;
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
/// A stream shows them one by one, a collected answer together.
const ONE_BY_ONE: &[&[&str]] = &[&[CONSENTED], &[OWN]];
const TOGETHER: &[&[&str]] = &[&SOURCES];
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
    /// The sources as they were let go.
    sources: &'static [&'static [&'static str]],
}

impl Seen {
    /// Judges the record, or another as if it had been seen here.
    fn judged(&self, record: &str, log: Log<'_>) -> Result<Vec<Order>, String> {
        let scene = Scene {
            port: self.port,
            producers: &self.producers,
            log,
            sources: self.sources,
        };
        judge(record, &scene)
    }
}

/// One question over a watched aggregator.
async fn watched(
    scene: World,
    sources: &'static [&'static [&'static str]],
    launch: impl FnOnce(Launch, &Harness) -> Process,
) -> Seen {
    let (mut harness, held, mut rogues) = stage(scene).await;
    let record = harness.dir().join("system-calls");
    let launched = Launch::default().under(watching(record.to_str().unwrap()));
    let mut process = launch(launched, &harness);
    harness.turn_to(process.endpoint());
    rogues.register_again(&harness).await;
    admin::get(process.admin, ASKS).await;
    let asked = match sources.len() {
        1 => at_once(&harness, &process, &held).boxed(),
        _ => one_by_one(&harness, &process, &held).boxed(),
    };
    timeout(PATIENCE, asked).await.unwrap();
    let port = process.grpc.port();
    process.kill();
    let ports = rogues.endpoints.values();
    let ports = ports.map(|endpoint| endpoint.rsplit(':').next().unwrap().parse().unwrap());
    Seen {
        record: fs::read_to_string(record).unwrap(),
        port,
        producers: ports.collect(),
        sources,
    }
}

/// A stream, of which each source is let go when the one before was shown.
async fn one_by_one(harness: &Harness, process: &Process, held: &[Held]) {
    let caller = Caller::actor(harness, NURSE);
    let mut stream = caller.stream(query(&harness.child(STORY))).await.unwrap();
    for held in held {
        held.asked().await;
    }
    for (number, (source, held)) in SOURCES.iter().zip(held).enumerate() {
        admin::get(process.admin, &sign(number)).await;
        held.let_go();
        records_of(&mut stream, source).await;
    }
    admin::get(process.admin, &sign(SOURCES.len())).await;
    rest(&mut stream).await.unwrap();
}

/// A collected answer, when both are let go.
async fn at_once(harness: &Harness, process: &Process, held: &[Held]) {
    let caller = Caller::actor(harness, NURSE);
    let answer = caller.collected(query(&harness.child(STORY)));
    let let_go = async {
        for held in held {
            held.asked().await;
        }
        admin::get(process.admin, &sign(0)).await;
        held.iter().for_each(Held::let_go);
    };
    let (answer, ()) = tokio::join!(answer, let_go);
    assert_eq!(answer.unwrap().sources.len(), SOURCES.len());
    admin::get(process.admin, &sign(1)).await;
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
fn on_file(launch: Launch, harness: &Harness) -> Process {
    let database = harness.dir().join(DATABASE);
    harness.copy_database(&database);
    launch.on(&database).start(harness)
}

/// Each order of what was recorded turned round makes the judge red: nothing else of the record is changed.
fn turned_round_is_red(seen: &Seen, orders: &[Order], log: Log<'_>) {
    assert_eq!(orders.len(), 1 + SOURCES.len());
    for order in orders {
        let between = order.wrote..order.left;
        assert!(order.durable.iter().all(|line| between.contains(line)));
        let late = postponed(&seen.record, &order.durable, order.left);
        // What leaves in one message is late together: a later answer of a server stands for the earlier question.
        let together = orders.iter().zip(about());
        let together = together.filter(|(other, _)| other.left == order.left);
        let mut words = together.map(|(_, what)| format!("{what} before its entry was durable"));
        let judged = seen.judged(&late, log).unwrap_err();
        assert!(words.any(|word| word == judged), "{judged}");
    }
}

/// What each order is about.
fn about() -> impl Iterator<Item = String> {
    let asked = ["a source was asked".to_owned()].into_iter();
    asked.chain(SOURCES.map(|source| format!("{source} was sent")))
}

/// What is said when these lines make nothing durable: of the first entry that rests on them alone, for several may be committed together.
fn without(lines: &[usize], orders: &[Order]) -> String {
    let rests = |order: &&Order| order.durable.iter().all(|line| lines.contains(line));
    let (_, what) = (orders.iter().zip(about()))
        .find(|(order, _)| rests(order))
        .expect("its own entry at least");
    format!("{what} before its entry was durable")
}

// R-AUDIT-1, R-AUDIT-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_source_shows_is_flushed_into_the_log_before_the_first_byte_of_it_leaves() {
    if !can_watch() {
        return;
    }
    let log = Log::File(DATABASE);
    for sources in [ONE_BY_ONE, TOGETHER] {
        let seen = watched(World::of(&[STORY]), sources, on_file).await;
        let orders = seen.judged(&seen.record, log).unwrap();
        turned_round_is_red(&seen, &orders, log);
    }
}

// R-AUDIT-1, R-AUDIT-2, R-STORE-6
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_what_a_source_shows_is_committed_and_so_answered_before_the_first_byte_of_it_leaves()
 {
    if !can_watch() {
        return;
    }
    for sources in [ONE_BY_ONE, TOGETHER] {
        let Some(database) = Database::new().await else {
            return;
        };
        let scene = World::of(&[STORY]).on_postgres(&database);
        let seen = watched(scene, sources, Launch::start).await;
        let orders = seen.judged(&seen.record, Log::Server).unwrap();
        turned_round_is_red(&seen, &orders, Log::Server);
        // The same lines in the same order, but the server says of one commit that it is something else.
        for order in &orders {
            let [committed] = order.durable[..] else {
                panic!("an entry is committed once")
            };
            let other = reworded(&seen.record, committed, "COMMIT", "FORGET");
            let word = without(&order.durable, &orders);
            assert_eq!(seen.judged(&other, Log::Server), Err(word));
        }
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
        let seen = watched(World::of(&[STORY]), ONE_BY_ONE, here).await;
        let judged = seen.judged(&seen.record, Log::File(DATABASE)).map(drop);
        let word = "a source was asked before its entry was durable";
        match flushes {
            true => assert_eq!(judged, Ok(())),
            false => assert_eq!(judged, Err(word.to_owned())),
        }
    }
}

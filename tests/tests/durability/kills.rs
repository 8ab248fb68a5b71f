//! The real aggregator, killed under load at any moment, over real sockets: what a client received stands in the log, the chain holds, and
//! what was acknowledged is there when it starts again. `SAMSYN_KILLS=200` for a night; a few otherwise.

use std::{
    env,
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
    time::Instant,
};

use aggregator::audit::log::{DatabaseLog, Line};
use serde_json::Value;
use tests::{
    Harness, binary,
    postgres::Database,
    process::{Launch, Process},
    rogue::Rogues,
};

use crate::{
    chance::Chance,
    families::stage,
    life::{Known, Lines, Told, judge_chain, judge_facts, live},
};

/// The kills of a usual run.
const KILLS: usize = 3;
/// The kills that one database goes through before a fresh one takes its place: a log that grows for ever takes ever longer to read.
const KILLS_PER_DATABASE: usize = 10;
/// The most messages and acknowledgements that a life sees before its kill.
pub(crate) const LONGEST_LIFE: usize = 160;

/// How often to kill.
pub(crate) fn kills() -> usize {
    env::var("SAMSYN_KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

/// Starts the aggregator and turns harness and sources to it.
pub(crate) async fn start(harness: &mut Harness, rogues: &mut Rogues, launch: Launch) -> Process {
    let process = launch.start(harness);
    harness.turn_to(process.endpoint());
    rogues.register_again(harness).await;
    process
}

/// What the clients know by now.
pub(crate) fn so_far(known: &Mutex<Known>) -> Known {
    known.lock().unwrap().clone()
}

/// Says what a run was, for whoever asked for many.
pub(crate) fn tell(what: &str, kills: usize, known: &Known, entries: u64, began: Instant) {
    let Known {
        seen, with_consent, ..
    } = known;
    let took = began.elapsed();
    let each = took / u32::try_from(kills).unwrap().max(1);
    println!(
        "{what}: {kills} kills in {took:.1?}, {each:.2?} each; {seen} messages and acknowledgements, {with_consent} shows with consent, {entries} log entries"
    );
    assert!(*seen > u64::try_from(kills).unwrap());
}

// R-STORE-17, R-STORE-6, R-AUDIT-2, R-AUDIT-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_on_sqlite_it_has_logged_all_it_showed_and_lost_nothing_it_acknowledged()
{
    let (mut harness, mut rogues) = stage(None).await;
    let (kills, mut chance) = (kills(), Chance::of(200));
    let (began, mut entries, mut all) = (Instant::now(), 0, Known::default());
    for life in 0..kills.div_ceil(KILLS_PER_DATABASE) {
        let database = harness.dir().join(format!("life-{life}.db"));
        // The harness's own aggregator rests on the original.
        harness.turn_to(format!("https://{}", harness.sandbox.aggregator.grpc));
        harness.copy_database(&database);
        let known = Arc::new(Mutex::new(Known::default()));
        let rounds = (kills - life * KILLS_PER_DATABASE).min(KILLS_PER_DATABASE);
        let mut logged = 0;
        for round in 0..rounds {
            let process = start(&mut harness, &mut rogues, Launch::default().on(&database)).await;
            judge_facts(&harness, &so_far(&known)).await;
            let after = i64::try_from(1 + chance.below(LONGEST_LIFE)).unwrap();
            let kill = move || drop(process);
            live(&harness, kill, &known, after, chance.below(300)).await;
            let log = DatabaseLog::open(&database).unwrap();
            let mut told = Told::default();
            logged = judge_chain(&log, &mut told);
            told.must_tell(&so_far(&known));
            assert!(logged > 0, "life {life}, round {round}");
        }
        let process = start(&mut harness, &mut rogues, Launch::default().on(&database)).await;
        judge_facts(&harness, &so_far(&known)).await;
        drop(process);
        assert!(verified_by_command(&harness, Some(&database)) >= logged);
        entries += logged;
        let known = so_far(&known);
        all.seen += known.seen;
        all.with_consent += known.with_consent;
    }
    tell("SQLite", kills, &all, entries, began);
}

/// `aggregator audit verify` says of every log that it holds, and how much of it nobody outside vouches for. Gives the entries of all.
pub(crate) fn verified_by_command(harness: &Harness, database: Option<&Path>) -> u64 {
    let mut command = Command::new(binary::aggregator());
    command.args(["audit", "verify", "--json", "--config"]);
    command.arg(harness.dir().join("aggregator.toml"));
    for (name, _) in
        env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SAMSYN_"))
    {
        command.env_remove(name);
    }
    if let Some(database) = database {
        command.env("SAMSYN_STORE_DATABASE", database);
    }
    let said = command.output().unwrap();
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let logs = serde_json::Deserializer::from_slice(&said.stdout).into_iter::<Value>();
    let entries = logs.map(|told| {
        let told = told.unwrap();
        assert_eq!(told["holds"], true);
        let entries = told["entries"].as_u64().unwrap();
        assert_eq!(told["unwitnessed"], entries, "no witness is configured");
        entries
    });
    entries.sum()
}

// R-STORE-17, R-AUDIT-2, R-AUDIT-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_on_postgresql_it_has_logged_all_it_showed_and_lost_nothing_it_acknowledged()
 {
    let Some(database) = Database::new().await else {
        return;
    };
    let (mut harness, mut rogues) = stage(Some(&database)).await;
    let (kills, mut chance) = (kills(), Chance::of(201));
    let (began, mut entries) = (Instant::now(), 0);
    let known = Arc::new(Mutex::new(Known::default()));
    let (mut told, mut judged) = (Told::default(), Vec::new());
    for _ in 0..kills {
        let process = start(&mut harness, &mut rogues, Launch::default()).await;
        judge_facts(&harness, &so_far(&known)).await;
        let after = i64::try_from(1 + chance.below(LONGEST_LIFE)).unwrap();
        let kill = move || drop(process);
        live(&harness, kill, &known, after, chance.below(300)).await;
        for log in logs(&database, &judged).await {
            entries += judge_chain(&log, &mut told);
            judged.push(log.instance);
        }
        told.must_tell(&so_far(&known));
    }
    let process = start(&mut harness, &mut rogues, Launch::default()).await;
    judge_facts(&harness, &so_far(&known)).await;
    drop(process);
    assert_eq!(
        verified_by_command(&harness, None),
        entries_of_all(&database).await
    );
    tell("PostgreSQL", kills, &so_far(&known), entries, began);
}

/// How many entries there are.
pub(crate) async fn entries_of_all(database: &Database) -> u64 {
    let count = "SELECT count(*) FROM audit";
    let count = database.admin().await.query_one(count, &[]).await.unwrap();
    u64::try_from(count.get::<_, i64>(0)).unwrap()
}

/// The logs of all instances that are not judged yet.
pub(crate) async fn logs(database: &Database, judged: &[String]) -> Vec<Lines> {
    let sql = "SELECT instance, seq, at_us, kind, child, overview_id, body, hash FROM audit
               WHERE instance <> ALL($1) ORDER BY instance, seq";
    let rows = database.admin().await.query(sql, &[&judged]).await.unwrap();
    let mut logs: Vec<Lines> = Vec::new();
    for row in rows {
        let instance: String = row.get(0);
        let line = Line {
            seq: row.get(1),
            at_us: row.get(2),
            kind: row.get(3),
            child: row.get(4),
            overview_id: row.get(5),
            body: row.get(6),
            hash: row.get::<_, &[u8]>(7).try_into().unwrap(),
            is_whole: true,
        };
        match logs.last_mut() {
            Some(log) if log.instance == instance => log.lines.push(line),
            _ => logs.push(Lines {
                instance,
                lines: vec![line],
            }),
        }
    }
    logs
}

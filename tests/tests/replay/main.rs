//! A decision made again as then: what was permitted is permitted again by the tables and facts of its time, whatever was said or written
//! since; a text that was changed decides nothing.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod entry;
mod typed;

use std::{fs, path::Path, sync::Arc, thread};

use aggregator::{
    cli::{
        audit::Ended,
        policy::{self, PolicyCommand},
    },
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    server,
};
use serde_json::Value;
use tests::{Harness, Scene, postgres::Database};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const GUARDIAN: &str = "vardnadshavare-old-bvc";

fn config(dir: &Path) -> Config {
    Config::read(&dir.join("aggregator.toml"), &Environment::new()).unwrap()
}

/// Runs `aggregator policy …` on what lies in a sandbox's folder, as a program of its own would.
fn run(dir: &Path, line: &[&str]) -> Result<(Ended, Value), String> {
    let command = PolicyCommand::parse(line.iter().copied()).unwrap();
    let config = config(dir);
    let mut out = Vec::new();
    // It brings its own runtime.
    let ended = thread::scope(|scope| {
        let run = || policy::run(&command, Some(&config), &SystemClock, &mut out);
        scope.spawn(run).join().unwrap()
    });
    let ended = ended.map_err(|error| error.to_string())?;
    Ok((ended, serde_json::from_slice(&out).unwrap()))
}

fn replayed(dir: &Path, overview: &str, more: &[&str]) -> Result<(Ended, Value), String> {
    let line = ["decide", "--format", "json", "--overview", overview];
    run(dir, &[&line[..], more].concat())
}

async fn looked(harness: &Harness, actor: &str) -> String {
    let answer = harness.collected(actor, STORY).await.unwrap();
    answer.started.unwrap().overview_id
}

/// The tables with everything from the child health centre on request for the school nurse.
fn change_the_tables(dir: &Path) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy");
    let text = fs::read_to_string(folder.join("se.toml")).unwrap();
    let line = text.find("id = \"SE-SHARE-EMI-EARLY\"").unwrap();
    let changed = text[line..].replacen("outcome = \"direct\"\n", "outcome = \"on_request\"\n", 1);
    let changed = changed.replacen("window = \"SE-WIN-SCHOOL-10\"\n", "", 1);
    fs::write(dir.join("se.toml"), text[..line].to_owned() + &changed).unwrap();
    let toml = fs::read_to_string(dir.join("aggregator.toml")).unwrap();
    let toml = toml.replacen("[listen]", "[policy]\nfiles = [\"se.toml\"]\n\n[listen]", 1);
    fs::write(dir.join("aggregator.toml"), toml).unwrap();
}

fn permitted(answer: &Value, sector: &str) -> Vec<String> {
    let decisions = answer["decisions"].as_array().unwrap();
    let of = decisions
        .iter()
        .filter(|d| d["sector"] == sector && d["outcome"] == "permit");
    let types = of.flat_map(|d| d["information_types"].as_array().unwrap().clone());
    types
        .map(|kind| kind.as_str().unwrap().to_owned())
        .collect()
}

async fn a_permit_is_replayed(scene: Scene) {
    let harness = scene.start().await;
    let child = harness.child(STORY).value().to_owned();
    let (nurse, guardian) = (
        looked(&harness, NURSE).await,
        looked(&harness, GUARDIAN).await,
    );
    let first = config(harness.dir()).policies.texts()[0].hash.clone();
    // Beside the aggregator that runs.
    let (ended, then) = replayed(harness.dir(), &nurse, &["--child", &child]).unwrap();
    assert_eq!(
        (ended, &then["same_as_logged"]),
        (Ended::Well, &true.into()),
        "{then:#}"
    );
    harness.end_consents(STORY).await;
    let dir = harness.stop().await;
    change_the_tables(dir.path());
    let restarted = server::start(config(dir.path()), Arc::new(SystemClock))
        .await
        .unwrap();
    restarted.shutdown().await;

    for (overview, expects) in [(&nurse, "vaccination"), (&guardian, "vaccination")] {
        let (ended, again) = replayed(dir.path(), overview, &["--child", &child]).unwrap();
        assert_eq!(
            (ended, &again["same_as_logged"]),
            (Ended::Well, &true.into()),
            "{again:#}"
        );
        assert!(
            permitted(&again, "child-health")
                .iter()
                .any(|kind| kind == expects),
            "{again:#}"
        );
        assert_eq!(again["policy"]["sha256"], first);
    }
    let (_, again) = replayed(dir.path(), &nurse, &["--child", &child]).unwrap();
    let said = |answer: &Value| (answer["at"].clone(), answer["decisions"].clone());
    assert_eq!(
        said(&again),
        said(&then),
        "nothing that came later is in it"
    );

    by_the_tables_of_now(dir.path(), &nurse, &child, &then, &first);

    let other = replayed(dir.path(), &nurse, &["--child", "191212121212"]).unwrap_err();
    assert_eq!(other, "the look was at another child");
    let none = replayed(dir.path(), "no-such-look", &[]).unwrap_err();
    assert_eq!(none, "the access log has no such look");
}

/// What came of the same question when consent was withdrawn and the tables changed: by the look's own tables, by those of now, and by those
/// of then.
fn by_the_tables_of_now(dir: &Path, nurse: &str, child: &str, then: &Value, first: &str) {
    // Now: withdrawn, by the look's own tables; not direct any more, by those in force.
    let now = SystemClock.now().to_string();
    let (ended, later) = replayed(dir, nurse, &["--child", child, "--at", &now]).unwrap();
    assert_eq!(
        (ended, &later["same_as_logged"]),
        (Ended::Damaged, &false.into())
    );
    assert!(later.to_string().contains("CONSENT_WITHDRAWN"), "{later:#}");
    let question = [
        "decide",
        "--format",
        "json",
        "--country",
        "SE",
        "--sector",
        "school-health",
        "--organisation",
        "SE2120000142-EMI",
        "--producer",
        "child-health",
        "--type",
        "vaccination",
        "--child",
        child,
        "--at",
    ];
    let (_, later) = run(dir, &[&question[..], &[&now]].concat()).unwrap();
    assert!(
        !later.to_string().contains("SE-GROUND-CONSENT"),
        "{later:#}"
    );
    assert_ne!(later["policy"]["sha256"], first);
    let earlier = then["at"].as_str().unwrap();
    let (_, earlier) = run(dir, &[&question[..], &[earlier]].concat()).unwrap();
    assert_eq!(earlier["policy"]["sha256"], first);
    assert!(
        earlier.to_string().contains("SE-GROUND-CONSENT"),
        "{earlier:#}"
    );
}

// R-REPLAY-3
#[tokio::test(flavor = "multi_thread")]
async fn a_permit_is_replayed_after_withdrawal_and_a_change_of_the_tables() {
    a_permit_is_replayed(Scene::default()).await;
}

// R-REPLAY-3
#[tokio::test(flavor = "multi_thread")]
async fn a_permit_is_replayed_on_postgresql_too() {
    if let Some(database) = Database::new().await {
        a_permit_is_replayed(Scene::default().on_postgres(&database)).await;
    }
}

// R-REPLAY-4
#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_was_changed_decides_nothing() {
    let harness = Harness::start().await;
    let child = harness.child(STORY).value().to_owned();
    let nurse = looked(&harness, NURSE).await;
    let dir = harness.stop().await;
    let db = rusqlite::Connection::open(dir.path().join("aggregator.db")).unwrap();
    db.execute_batch(
        "DROP TRIGGER policy_text_no_update;
         UPDATE policy_text SET body = replace(body, 'outcome = \"never\"', 'outcome = \"on_request\"');",
    )
    .unwrap();
    let refused = replayed(dir.path(), &nurse, &["--child", &child]).unwrap_err();
    assert!(
        refused.contains("is not that text: it was changed"),
        "{refused}"
    );
}

// R-REPLAY-3
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_replayed_as_one_and_a_log_that_says_otherwise_is_found() {
    let harness = Harness::start().await;
    let child = harness.child(STORY).value().to_owned();
    let error = harness.collected("vardnadshavare-new-school", STORY).await;
    assert!(error.is_err());
    let nurse = looked(&harness, NURSE).await;
    let dir = harness.stop().await;
    let db = rusqlite::Connection::open(dir.path().join("aggregator.db")).unwrap();
    let refused: String = db
        .query_row(
            "SELECT overview_id FROM audit WHERE kind = 'refused'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let (ended, again) = replayed(dir.path(), &refused, &["--child", &child]).unwrap();
    assert_eq!(
        (ended, &again["same_as_logged"]),
        (Ended::Well, &true.into()),
        "{again:#}"
    );
    // What the log never said does not become so by being written into it.
    db.execute_batch(
        "DROP TRIGGER audit_no_update;
         UPDATE audit SET body = replace(body, '\"outcome\":\"permit\"', '\"outcome\":\"withhold\"') WHERE kind = 'intent';",
    )
    .unwrap();
    let (ended, again) = replayed(dir.path(), &nurse, &["--child", &child]).unwrap();
    assert_eq!(
        (ended, &again["same_as_logged"]),
        (Ended::Damaged, &false.into())
    );
}

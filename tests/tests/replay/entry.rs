//! What an entry of the log says of its own decision: a replay goes by it, finds what was written over, and is an entry itself.

use std::{fs, path::Path};

use aggregator::cli::audit::Ended;
use proto::v1::consent::{Block, RegisterBlockRequest, block_service_client::BlockServiceClient};
use serde_json::Value;
use tests::{Harness, Scene, caller::Caller};

use super::{NURSE, STORY, looked, replayed};

/// Shows only with consent.
const CONSENTED: &str = "bvc-vasterby";
/// The story in which a teacher asks, who is shown what is of the own school alone.
const WORRY: &str = "worry";
const TEACHER: &str = "larare-vasterby";

/// The database of a folder.
fn open(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join("aggregator.db")).unwrap()
}

/// Writes over the log as nobody may. A start, and a replay that is logged, puts back what guards it.
fn forge(db: &rusqlite::Connection, update: &str, with: &[&str]) -> usize {
    db.execute_batch("DROP TRIGGER IF EXISTS audit_no_update")
        .unwrap();
    db.execute(update, rusqlite::params_from_iter(with))
        .unwrap()
}

fn rewrite(db: &rusqlite::Connection, from: &str, to: &str) {
    let sql = "UPDATE audit SET body = replace(body, ?1, ?2) WHERE kind = 'intent' AND instr(body, ?1) > 0";
    assert_eq!(forge(db, sql, &[from, to]), 1, "{from}");
}

// R-REPLAY-5
#[tokio::test(flavor = "multi_thread")]
async fn a_replay_reads_facts_by_the_ages_of_then() {
    let harness = Harness::start().await;
    let child = harness.child(STORY).value().to_owned();
    let nurse = looked(&harness, NURSE).await;
    let dir = harness.stop().await;
    let replay = || replayed(dir.path(), &nurse, &["--child", &child]);
    // Facts get old sooner from now on, for others.
    let file = dir.path().join("aggregator.toml");
    let toml = fs::read_to_string(&file).unwrap();
    let sooner = toml.replacen(
        "[listen]",
        "[facts]\ncustody_max_age_hours = 1\nprotection_max_age_hours = 1\n\n[listen]",
        1,
    );
    assert!(!toml.contains("[facts]"));
    fs::write(&file, sooner).unwrap();
    assert_eq!(replay().unwrap().0, Ended::Well);
    let db = open(dir.path());
    let ages = r#""custody_ms":129600000"#;
    rewrite(&db, ages, r#""custody_ms":0"#);
    assert_eq!(
        replay().unwrap().0,
        Ended::Damaged,
        "by other ages another decision"
    );
    rewrite(&db, r#""custody_ms":0"#, ages);
}

// R-REPLAY-5
#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_of_the_own_organisation_is_not_the_same_of_another() {
    let harness = Scene::of(&[WORRY]).start().await;
    let child = harness.child(WORRY).value().to_owned();
    let answer = harness.collected(TEACHER, WORRY).await.unwrap();
    let overview = answer.started.unwrap().overview_id;
    let dir = harness.stop().await;
    let replay = || replayed(dir.path(), &overview, &["--child", &child]).unwrap();
    let (ended, answer) = replay();
    assert_eq!(ended, Ended::Well, "{answer:#}");
    let (own, other) = (
        r#""same_organisation":true"#,
        r#""same_organisation":false"#,
    );
    rewrite(&open(dir.path()), own, other);
    assert_eq!(replay().0, Ended::Damaged);
}

// R-REPLAY-5
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_names_no_rule_or_cannot_be_understood_is_never_the_same() {
    let harness = Harness::start().await;
    let child = harness.child(STORY).value().to_owned();
    let nurse = looked(&harness, NURSE).await;
    let dir = harness.stop().await;
    let replay = || replayed(dir.path(), &nurse, &["--child", &child]);
    let db = open(dir.path());
    let body: String = db
        .query_row("SELECT body FROM audit WHERE kind = 'intent'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let of = |body: &str| {
        let update = "UPDATE audit SET body = ?1 WHERE kind = 'intent'";
        forge(&db, update, &[body]);
        replay()
    };
    assert_eq!(of(&body).unwrap().0, Ended::Well);
    let mut nameless: Value = serde_json::from_str(&body).unwrap();
    for decided in nameless["decisions"].as_array_mut().unwrap() {
        decided["rules"] = Value::Array(Vec::new());
    }
    let (ended, answer) = of(&nameless.to_string()).unwrap();
    assert_eq!(ended, Ended::Damaged);
    let decisions = answer["decisions"].as_array().unwrap();
    let permits = decisions.iter().filter(|d| d["logged"] == "permit");
    assert!(permits.clone().count() > 0 && permits.clone().all(|d| d["same"] == false));
    for (pointer, what) in [
        ("/sector", "the sector"),
        ("/ground", "the ground"),
        ("/replay/person", "the person"),
        ("/decisions/0/sector", "the source's sector"),
        ("/decisions/0/types/0", "the type of information"),
    ] {
        let mut unreadable: Value = serde_json::from_str(&body).unwrap();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match unreadable.pointer_mut(parent).unwrap() {
            Value::Array(list) => list[0] = "Not A Code".into(),
            parent => parent[key] = "Not A Code".into(),
        }
        let error = of(&unreadable.to_string()).unwrap_err();
        let expected = format!("what the entry says of {what} is not understood");
        assert_eq!(error, expected);
    }
}

// R-REPLAY-5
#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_stood_stands_in_the_replay_and_whom_it_kept_back_was_not_asked() {
    let harness = Harness::start().await;
    let child = harness.child(STORY).value().to_owned();
    let provider = &harness
        .sandbox
        .world
        .system(CONSENTED)
        .unwrap()
        .organisation;
    let caller = Caller::by(&harness, &harness.party("desk"));
    let block = Some(Block {
        block_id: uuid::Uuid::new_v4().to_string(),
        child: Some(harness.child(STORY).into()),
        provider: Some(provider.clone().into()),
        ..Block::default()
    });
    let mut blocks = BlockServiceClient::new(caller.channel());
    let request = RegisterBlockRequest { block };
    blocks.register_block(request).await.unwrap();
    let provider = provider.value().to_owned();
    let nurse = looked(&harness, NURSE).await;
    let dir = harness.stop().await;
    let replay = || replayed(dir.path(), &nurse, &["--child", &child]).unwrap();
    let (ended, answer) = replay();
    assert_eq!(ended, Ended::Well, "{answer:#}");
    assert_eq!(answer["blocked"], Value::from(vec![true, true]));
    let decisions = answer["decisions"].as_array().unwrap();
    let sources = decisions.iter().filter_map(|d| d["source"].as_str());
    let sources: Vec<_> = sources.map(ToOwned::to_owned).collect();
    assert!(
        !sources.is_empty() && !sources.contains(&provider),
        "{sources:?}"
    );
    let db = open(dir.path());
    rewrite(&db, r#""blocked":true"#, r#""blocked":false"#);
    assert_eq!(replay().0, Ended::Damaged, "the log says that none stood");
    rewrite(&db, r#""blocked":false"#, r#""blocked":true"#);
    assert_eq!(replay().0, Ended::Well);
    // As if who is blocked had been asked.
    let body: String = db
        .query_row("SELECT body FROM audit WHERE kind = 'intent'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let mut asked: Value = serde_json::from_str(&body).unwrap();
    let also = serde_json::json!({
        "sector": "child-health",
        "organisation": {"system": harness_system(&asked), "value": provider},
        "types": ["vaccination"],
    });
    let all = asked["replay"]["asked"].as_array_mut().unwrap();
    all.push(also);
    let update = "UPDATE audit SET body = ?1 WHERE kind = 'intent'";
    forge(&db, update, &[&asked.to_string()]);
    assert_eq!(replay().0, Ended::Damaged, "it was not to be asked");
}

/// The system of the organisations in an entry.
fn harness_system(intent: &Value) -> Value {
    intent["organisation"]["system"].clone()
}

// R-REPLAY-6
#[tokio::test(flavor = "multi_thread")]
async fn a_replay_stands_in_the_log_that_can_be_written_and_says_where_it_does_not() {
    let harness = Harness::start().await;
    let child = harness.child(STORY).value().to_owned();
    let nurse = looked(&harness, NURSE).await;
    let more = ["--child", &child];
    let (_, answer) = replayed(harness.dir(), &nurse, &more).unwrap();
    assert_eq!(answer["logged"], false, "the aggregator runs");
    let dir = harness.stop().await;
    let reads = || {
        let db = rusqlite::Connection::open(dir.path().join("aggregator.db")).unwrap();
        let sql =
            "SELECT count(*) FROM audit WHERE kind = 'fact_read' AND body LIKE '%\"replay\"%'";
        db.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert_eq!(reads(), 0);
    let (_, answer) = replayed(dir.path(), &nurse, &more).unwrap();
    assert_eq!((&answer["logged"], reads()), (&true.into(), 1));
    // Also where nothing comes of it.
    assert!(
        replayed(
            dir.path(),
            &nurse,
            &["--at", "1990-01-01", "--child", "191212121212"]
        )
        .is_err()
    );
    assert_eq!(reads(), 1, "another child was named: nothing was read");
}

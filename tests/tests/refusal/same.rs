//! The same bytes, the same reads and writes, one and the same entry: whatever is true of the child.

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::{Harness, Scene, caller::Caller, postgres::Database};
use tokio_postgres::Client;
use tonic::Status;
use uuid::Uuid;

use crate::{
    calls::{Rpc, all_calls},
    stage::{Case, STRANGER, StoreLog, newest_entry, nobody, stage, stage_on, trailers},
};

/// A refusal that read anything takes whole steps of this much.
const STEP: Duration = Duration::from_millis(50);

/// Everything that somebody on the other end of the connection can see of a refusal.
#[derive(Debug, PartialEq)]
struct Seen {
    code: tonic::Code,
    message: String,
    details: Vec<u8>,
    trailers: std::collections::BTreeMap<String, Vec<u8>>,
}

impl Seen {
    fn of(refused: &Status) -> Self {
        Self {
            code: refused.code(),
            message: refused.message().to_owned(),
            details: refused.details().to_vec(),
            trailers: trailers(refused),
        }
    }
}

async fn refused(caller: &Caller, rpc: &Rpc, case: &Case) -> Status {
    let answer = caller.bytes(rpc.path, (rpc.ask)(case).into()).await;
    // A stream that began and broke off would have given its messages first.
    answer.unwrap_err()
}

/// Asks every call about every child: the first child is the measure for the others.
async fn all_the_same(
    harness: &Harness,
    caller: &Caller,
    cases: &[Case],
    store: &StoreLog,
    database: Option<&Client>,
) {
    for rpc in all_calls() {
        let mut first: Option<(Seen, Value)> = None;
        for case in cases {
            let what = format!("{}: {}", rpc.path, case.what);
            store.taken();
            let began = Instant::now();
            let refused = refused(caller, &rpc, case).await;
            let took = began.elapsed();
            let asked = store.taken();
            assert_eq!(asked, rpc.store, "{what}");
            // What read something answers on a whole step of time; what read nothing has nothing to hide.
            assert!(asked.is_empty() || took >= STEP, "{what}: after {took:?}");
            let reason = proto::status::reason_of(&refused);
            assert_eq!(reason.as_deref(), Some(rpc.told), "{what}");
            let entry = match rpc.store.contains(&"append") {
                true => newest_entry(harness, database).await,
                false => Value::Null,
            };
            let seen = (Seen::of(&refused), entry);
            assert_eq!(
                first.get_or_insert_with(|| (Seen::of(&refused), seen.1.clone())),
                &seen,
                "{what}"
            );
        }
    }
}

// R-VISIBILITY-1, R-VISIBILITY-4, R-DESK-5, R-AUDIT-3, R-ACCESS-1
#[tokio::test]
async fn every_refusal_is_the_same_bytes_reads_writes_and_entry_whatever_is_true_of_the_child() {
    let (harness, cases) = stage().await;
    let store = StoreLog::of(&harness);
    let stranger = Caller::actor(&harness, STRANGER);
    all_the_same(&harness, &stranger, &cases, &store, None).await;
}

// R-VISIBILITY-1, R-VISIBILITY-4, R-DESK-5, R-AUDIT-3
#[tokio::test]
async fn on_postgresql_every_refusal_is_the_same_as_well() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (harness, cases) = stage_on(&database).await;
    let (store, admin) = (StoreLog::of(&harness), database.admin().await);
    let stranger = Caller::actor(&harness, STRANGER);
    all_the_same(&harness, &stranger, &cases, &store, Some(&admin)).await;
}

// R-VISIBILITY-1, R-VISIBILITY-4, R-DESK-5
#[tokio::test]
async fn a_guardian_of_a_protected_child_learns_no_more_of_it_than_of_anybody_elses() {
    let (harness, mut cases) = stage().await;
    let store = StoreLog::of(&harness);
    let guardian = Caller::actor(&harness, "vardnadshavare-protected");
    // One's own word can be taken back, whatever became of the access: it is no refusal.
    let own = cases.iter_mut().find(|case| case.what == "protected");
    own.unwrap().consent = Uuid::new_v4().to_string();
    all_the_same(&harness, &guardian, &cases, &store, None).await;
}

// R-REVEAL-1
#[tokio::test]
async fn an_overview_of_ones_own_says_nothing_of_another_child() {
    let harness = Scene::default().start().await;
    let nurse = Caller::actor(&harness, "skolskoterska-vasterby");
    let own = nurse.collected(harness.query("old-bvc")).await.unwrap();
    let own = own.started.unwrap().overview_id;
    let mut cases = vec![
        Case::of("unknown", nobody(0)),
        Case::of("no relation", harness.child("new-school")),
        Case::of("protected", harness.child("protected")),
        Case::of("somebody else's overview", harness.child("old-bvc")),
    ];
    for case in cases.iter_mut().take(3) {
        case.overview.clone_from(&own);
    }
    let store = StoreLog::of(&harness);
    let rpc = (all_calls().find(|rpc| rpc.path.ends_with("RevealBlocked"))).unwrap();
    let mut seen = Vec::new();
    for case in &cases {
        seen.push(Seen::of(&refused(&nurse, &rpc, case).await));
        assert_eq!(store.taken(), rpc.store, "{}", case.what);
    }
    assert!(seen.iter().all(|one| Some(one) == seen.first()));
}

/// What is wrong with a number is told by the number itself, whoever asks and whatever is known: nothing is read of anybody.
// R-INPUT-1, R-VISIBILITY-4
#[tokio::test]
async fn a_number_that_cannot_be_is_refused_without_a_look_at_anybody() {
    let (harness, _) = stage().await;
    let store = StoreLog::of(&harness);
    let stranger = Caller::actor(&harness, STRANGER);
    for rpc in all_calls() {
        let possible = Case::of("possible", nobody(0));
        let (bytes, value) = ((rpc.ask)(&possible), possible.child.value());
        let wrong = value.replace("12", "21");
        let bytes = replaced(&bytes, value.as_bytes(), wrong.as_bytes());
        let answer = stranger.bytes(rpc.path, bytes.into()).await;
        let reason = proto::status::reason_of(&answer.unwrap_err()).unwrap();
        let of = store.children();
        match reason.as_str() {
            "INVALID_QUERY" | "INVALID_REQUEST" => assert_eq!(of, [], "{}", rpc.path),
            reason => assert_eq!(reason, rpc.told, "{}", rpc.path),
        }
        assert!(of.iter().all(|child| child.0 == [0; 32]), "{}", rpc.path);
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let found = bytes.windows(from.len()).position(|part| part == from);
    if let Some(at) = found {
        bytes.splice(at..at + from.len(), to.iter().copied());
    }
    bytes
}

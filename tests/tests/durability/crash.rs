//! The server itself crashes under load and comes back: what a client received stands in the log, the chain of every instance holds, and what
//! was acknowledged is there. First it is shown that such a crash does take along what no commit waited for.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use tests::{postgres::OwnServer, process::Launch};

use crate::{
    chance::Chance,
    families::stage,
    kills::{LONGEST_LIFE, entries_of_all, kills, logs, so_far, start, tell, verified_by_command},
    life::{Known, Told, judge_chain, judge_facts, live},
};

/// Rows that are written one by one, each acknowledged.
const ROWS: i64 = 50;

// R-STORE-14
#[tokio::test]
async fn a_crash_of_the_server_takes_along_what_no_commit_waited_for_and_nothing_else() {
    let Some(server) = OwnServer::start() else {
        return;
    };
    for waits in ["on", "off"] {
        let admin = server.admin().await;
        let table = format!("CREATE TABLE waits_{waits} (n BIGINT)");
        admin.batch_execute(&table).await.unwrap();
        let set = format!("SET synchronous_commit = {waits}");
        admin.batch_execute(&set).await.unwrap();
        for n in 0..ROWS {
            let row = format!("INSERT INTO waits_{waits} VALUES ({n})");
            admin.batch_execute(&row).await.unwrap();
        }
        server.crash();
        server.again();
        let count = format!("SELECT count(*) FROM waits_{waits}");
        let there = server.admin().await.query_one(&count, &[]).await.unwrap();
        let there: i64 = there.get(0);
        match waits {
            "on" => assert_eq!(there, ROWS),
            _ => assert!(there < ROWS, "a crash that loses nothing shows nothing"),
        }
    }
}

// R-STORE-17, R-STORE-6, R-AUDIT-2, R-AUDIT-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_server_crashed_under_load_all_that_was_shown_is_logged_and_nothing_acknowledged_is_lost()
 {
    let Some(server) = OwnServer::start().map(Arc::new) else {
        return;
    };
    let database = server.database().await;
    let (mut harness, mut rogues) = stage(Some(&database)).await;
    let (kills, mut chance) = (kills(), Chance::of(202));
    let (began, mut entries) = (Instant::now(), 0);
    let known = Arc::new(Mutex::new(Known::default()));
    let (mut told, mut judged) = (Told::default(), Vec::new());
    for _ in 0..kills {
        let process = start(&mut harness, &mut rogues, Launch::default()).await;
        judge_facts(&harness, &so_far(&known)).await;
        let after = i64::try_from(1 + chance.below(LONGEST_LIFE)).unwrap();
        let under = server.clone();
        let kill = move || under.crash();
        live(&harness, kill, &known, after, chance.below(300)).await;
        drop(process);
        server.again();
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
    tell("PostgreSQL crashed", kills, &so_far(&known), entries, began);
}

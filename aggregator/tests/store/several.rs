//! Several instances on one PostgreSQL: what one acknowledges no other contradicts, and what the server could lose is refused.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use aggregator::{
    audit::{
        chain::{self, Link},
        entry::{Entry, Event, FactChange},
    },
    ledger::{
        Statement,
        statement::{BlockRegistered, Ending},
    },
    store::{
        LEASE_AND_MARGIN,
        postgres::{InvalidAddress, OpenError, PostgresSettings, PostgresStore},
    },
};
use futures::future::join_all;

use super::{emergencies::review, server::Database, *};

pub(super) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(at("2026-09-01T08:00:00Z")))
}

fn block(id: u128) -> Statement {
    Statement::BlockRegistered(BlockRegistered {
        id: Uuid::from_u128(id),
        organisation: OrganisationId::guess("SE2321000016-SKOLA").unwrap(),
        unit: None,
        types: vec![],
        period: None,
        wisher: None,
        start: None,
        registrar: None,
        reason: None,
    })
}

pub(super) fn entry(overview: &str) -> Entry {
    Entry {
        at: at("2026-09-01T08:00:00Z"),
        child: Some(person(CHILD)),
        overview_id: Some(overview.to_owned()),
        event: Event::FactChange(FactChange {
            by: "somebody".to_owned(),
            change: "told".to_owned(),
            consent_id: None,
            statement: None,
        }),
    }
}

// R-GATE-9
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_instance_acknowledges_no_other_releases_against() {
    let Some(database) = Database::new().await else {
        return;
    };
    let clock = clock();
    let ((here, _), (there, epochs)) = (
        database.instance(&clock).await,
        database.instance_without_hints(&clock).await,
    );
    for round in 0..10_u128 {
        let child = person(100 + u8::try_from(round).unwrap());
        let consent = NewConsent {
            child,
            ..consent(round)
        };
        here.register_consent(consent, nurse()).await.unwrap();
        let cell = epochs.watch(child);
        let (sequence, acknowledged) = (AtomicU64::new(1), AtomicBool::new(false));
        // The other instance shows what it last read for as long as it may believe it, and reads again only when it may not.
        let mut read = there.facts(child, None).await.unwrap();
        let showing = async {
            let mut last = 0;
            loop {
                let counts = (read.facts.consents.at(clock.now()))
                    .is_some_and(|all| all.iter().any(|c| c.counts_at(clock.now())));
                let shown = cell.pass(|| {
                    if !cell.still_holds(read.epoch) {
                        return false;
                    }
                    if counts {
                        last = sequence.fetch_add(1, Ordering::SeqCst);
                    }
                    true
                });
                if !shown {
                    // It goes on beyond the acknowledgement, for as long as it believes what it read before.
                    if acknowledged.load(Ordering::SeqCst) {
                        break;
                    }
                    read = there.facts(child, None).await.unwrap();
                }
                tokio::task::yield_now().await;
            }
            last
        };
        let ending = async {
            here.end_consent(Uuid::from_u128(round), nurse())
                .await
                .unwrap();
            let at = sequence.fetch_add(1, Ordering::SeqCst);
            acknowledged.store(true, Ordering::SeqCst);
            at
        };
        let (last_shown, acknowledged) = tokio::join!(showing, ending);
        assert!(last_shown > 0, "nothing was raced");
        assert!(last_shown < acknowledged);
    }
}

// R-GATE-9
#[tokio::test]
async fn what_narrows_waits_out_the_leases_and_what_only_widens_does_not() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (store, _) = database.instance(&clock()).await;
    let took = async |statement: Statement| {
        let began = tokio::time::Instant::now();
        store
            .state(person(CHILD), statement, nurse())
            .await
            .unwrap();
        began.elapsed()
    };
    assert!(took(block(1)).await >= LEASE_AND_MARGIN);
    // Again: whoever asked first may not have waited.
    assert!(took(block(1)).await >= LEASE_AND_MARGIN);
    assert!(took(Statement::BlockEnded(Ending::of(Uuid::from_u128(1)))).await >= LEASE_AND_MARGIN);
    assert!(took(consent(2).into()).await < LEASE_AND_MARGIN);
}

// R-STORE-13
#[tokio::test]
async fn instances_that_start_and_write_at_once_agree() {
    let Some(database) = Database::new().await else {
        return;
    };
    let clock = clock();
    let instances = join_all((0..4).map(|_| database.instance(&clock))).await;
    // Each of 50 consents is told to all four at once: one takes it, three find it standing.
    let told = (0..50_u128).flat_map(|id| {
        (instances.iter()).map(move |(store, _)| store.register_consent(consent(id), nurse()))
    });
    let told: Vec<_> = join_all(told)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(told.iter().filter(|t| t.is_new).count(), 50);
    let (first, _) = &instances[0];
    let read = first.facts(person(CHILD), None).await.unwrap();
    assert_eq!(read.epoch, Epoch(50));
    assert_eq!(first.ledger(person(CHILD)).await.unwrap().stated.len(), 50);
    // Two contents under one id: one of them stands, whatever the children.
    let other = NewConsent {
        child: person(9),
        ..consent(77)
    };
    let (one, two) = (instances[1].0.clone(), instances[2].0.clone());
    let (a, b) = tokio::join!(
        one.register_consent(consent(77), nurse()),
        two.register_consent(other, nurse()),
    );
    assert!(a.is_ok() != b.is_ok());
    let refused = a.err().or(b.err()).unwrap();
    assert!(matches!(refused, StoreError::Conflict), "{refused:?}");
}

// R-AUDIT-4
#[tokio::test]
async fn each_instance_keeps_a_chain_of_its_own() {
    let Some(database) = Database::new().await else {
        return;
    };
    let clock = clock();
    let instances = join_all((0..2).map(|_| database.instance(&clock))).await;
    let writes = (0..40).map(|n| instances[n % 2].0.append(entry(&format!("o-{n}"))));
    for appended in join_all(writes).await {
        appended.unwrap();
    }
    let admin = database.admin().await;
    for (store, _) in &instances {
        let sql = "SELECT seq, at_us, kind, child, overview_id, body, hash FROM audit WHERE instance = $1 ORDER BY seq";
        let rows = admin.query(sql, &[&store.instance()]).await.unwrap();
        assert_eq!(rows.len(), 20);
        let mut head = chain::genesis(store.instance());
        for (row, seq) in rows.iter().zip(1_i64..) {
            let link = Link {
                seq,
                at_us: row.get(1),
                kind: row.get(2),
                child: row.get(3),
                overview_id: row.get(4),
                body: row.get(5),
            };
            head = chain::link(&head, link);
            assert_eq!(
                (row.get::<_, i64>(0), row.get::<_, &[u8]>(6)),
                (seq, head.as_slice())
            );
        }
    }
}

// R-STORE-4
#[tokio::test]
async fn what_queues_together_is_committed_together_and_a_bad_one_takes_no_other_with_it() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (store, _) = database.instance(&clock()).await;
    let before = store.counts();
    let writes = (0..100).map(|n| store.append(entry(&format!("o-{n}"))));
    for appended in join_all(writes).await {
        appended.unwrap();
    }
    let after = store.counts();
    assert_eq!(after.1 - before.1, 100);
    assert!(after.0 - before.0 <= 3, "{} commits", after.0 - before.0);
    // A text that the server does not take.
    let (good, bad, more) = tokio::join!(
        store.append(entry("good")),
        store.append(entry("bad\0")),
        store.append(entry("more")),
    );
    assert!(good.is_ok() && more.is_ok());
    assert!(matches!(bad, Err(StoreError::Database(_))));
}

// R-STORE-3
#[tokio::test]
async fn what_was_said_can_be_neither_changed_nor_removed() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (store, _) = database.instance(&clock()).await;
    store.register_consent(consent(1), nurse()).await.unwrap();
    store
        .confirm(at("2026-09-01T08:00:00Z"), register())
        .await
        .unwrap();
    let admin = database.admin().await;
    for sql in [
        "UPDATE statement SET body = ''",
        "DELETE FROM statement",
        "TRUNCATE statement",
        "UPDATE audit SET body = ''",
        "DELETE FROM audit",
        "DELETE FROM confirmation",
        "UPDATE child SET epoch = 0",
        "DELETE FROM child",
        "TRUNCATE child",
    ] {
        assert!(admin.batch_execute(sql).await.is_err(), "{sql}");
    }
}

// R-STORE-14
#[tokio::test]
async fn a_server_that_may_lose_what_it_acknowledged_is_refused() {
    let Some(database) = Database::new().await else {
        return;
    };
    let admin = database.admin().await;
    let name = database.config.get_dbname().unwrap();
    let sql = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    admin.batch_execute(&sql).await.unwrap();
    let epochs = Epochs::new();
    let opened = PostgresStore::open(&database.settings(), clock(), epochs).await;
    let refused = opened.unwrap_err();
    assert!(
        matches!(
            refused,
            OpenError::LosesCommits {
                setting: "synchronous_commit"
            }
        ),
        "{refused}"
    );
}

// R-STORE-2
#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let Some(database) = Database::new().await else {
        return;
    };
    let clock = clock();
    drop(database.instance(&clock).await);
    let admin = database.admin().await;
    let newer = "INSERT INTO samsyn_schema VALUES (99)";
    admin.batch_execute(newer).await.unwrap();
    let opened = PostgresStore::open(&database.settings(), clock, Epochs::new()).await;
    assert!(matches!(opened, Err(OpenError::Newer { found: 99, .. })));
}

// R-STORE-13
#[tokio::test]
async fn a_connection_that_is_lost_is_made_anew() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (store, _) = database.instance(&clock()).await;
    store.append(entry("o-1")).await.unwrap();
    let admin = database.admin().await;
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'samsyn-aggregator' AND datname = current_database()";
    admin.batch_execute(sql).await.unwrap();
    // The first may still meet the old connection; then it is not acknowledged.
    let _ = store.append(entry("o-2")).await;
    let _ = store.facts(person(CHILD), None).await;
    store.append(entry("o-3")).await.unwrap();
    assert!(store.facts(person(CHILD), None).await.is_ok() && store.is_open());
}

// R-STORE-15
#[test]
fn an_address_on_another_machine_is_refused() {
    let refused = |address: &str| PostgresSettings::at(address).err();
    assert_eq!(refused("postgresql://a@/b?host=/run/postgresql"), None);
    assert_eq!(refused("postgresql://a@localhost/b"), None);
    assert_eq!(refused("postgresql://a@127.0.0.1:6432/b"), None);
    for elsewhere in [
        "postgresql://a@db.example/b",
        "postgresql://a@localhost,db.example/b",
        "postgresql://a@10.0.0.1/b",
        "postgresql://a@localhost/b?hostaddr=10.0.0.1",
    ] {
        assert_eq!(
            refused(elsewhere),
            Some(InvalidAddress::NotLocal),
            "{elsewhere}"
        );
    }
    assert_eq!(refused("aggregator.db"), Some(InvalidAddress::Unreadable));
    assert_eq!(refused("postgresql:///b"), Some(InvalidAddress::Unreadable));
}

// R-EMERGENCY-13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_instances_one_takes_the_id_of_a_review() {
    let Some(database) = Database::new().await else {
        return;
    };
    let clock = clock();
    let ((here, _), (there, _)) = (
        database.instance(&clock).await,
        database.instance(&clock).await,
    );
    for round in 0..20_u128 {
        let review = |overview: &str| Entry {
            event: Event::EmergencyReview(review(round)),
            ..entry(overview)
        };
        let (one, other) = tokio::join!(here.append(review("e-1")), there.append(review("e-2")));
        let taken = [one, other].map(|written| match written {
            Ok(_) => true,
            Err(error) => {
                assert!(matches!(error, StoreError::Conflict), "{error}");
                false
            }
        });
        assert!(taken[0] != taken[1], "{round}: {taken:?}");
    }
}

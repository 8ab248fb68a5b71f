//! A server that went back, answers nothing, or is busy with something long: nothing is believed of it that was acknowledged and is gone,
//! and nobody waits for it without end.

use super::{
    server::Database,
    several::{clock, entry},
    *,
};

// R-STORE-16
#[tokio::test]
async fn a_database_that_went_back_makes_the_instance_not_ready() {
    for lost in [
        "ALTER TABLE child DISABLE TRIGGER USER; UPDATE child SET epoch = 1",
        // As after a standby took over that had not heard of the last; the sequence it was told of in advance.
        "ALTER TABLE statement DISABLE TRIGGER USER; DELETE FROM statement WHERE seq = 3",
    ] {
        let Some(database) = Database::new().await else {
            return;
        };
        let (store, epochs) = database.instance(&clock()).await;
        let _cell = epochs.watch(person(CHILD));
        for id in 1..=3 {
            store.register_consent(consent(id), nurse()).await.unwrap();
        }
        assert!(store.facts(person(CHILD), None).await.is_ok() && store.is_open());
        database.admin().await.batch_execute(lost).await.unwrap();
        let read = store.facts(person(CHILD), None).await;
        assert!(matches!(read, Err(StoreError::Closed)), "{lost}");
        assert!(!store.is_open());
    }
}

// R-STORE-16
#[tokio::test]
async fn a_log_that_lost_what_was_acknowledged_makes_the_instance_not_ready() {
    for lost in [
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 3",
    ] {
        let Some(database) = Database::new().await else {
            return;
        };
        let (store, _) = database.instance(&clock()).await;
        for id in ["1", "2", "3"] {
            store.append(entry(id)).await.unwrap();
        }
        let sql = format!("ALTER TABLE audit DISABLE TRIGGER USER; {lost}");
        database.admin().await.batch_execute(&sql).await.unwrap();
        assert!(store.is_open());
        for id in ["4", "5"] {
            let added = store.append(entry(id)).await;
            assert!(matches!(added, Err(StoreError::Closed)), "{lost}");
        }
        assert!(!store.is_open(), "{lost}");
    }
}

// R-STORE-20
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_that_answers_nothing_is_given_up_and_made_anew() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (store, _) = database.instance(&clock()).await;
    store.facts(person(CHILD), None).await.unwrap();
    let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'samsyn-aggregator'";
    let found = database.admin().await.query(sql, &[]).await.unwrap();
    let frozen: Vec<_> = (found.iter())
        .map(|row| Frozen::stop(row.get::<_, i32>(0)))
        .collect();
    // Nothing answers, so time alone goes on.
    tokio::time::pause();
    let read = store.facts(person(CHILD), None).await;
    let written = store.append(entry("1")).await;
    tokio::time::resume();
    assert!(matches!(read, Err(StoreError::Database(_))));
    assert!(matches!(written, Err(StoreError::Database(_))));
    store.facts(person(CHILD), None).await.unwrap();
    store.append(entry("2")).await.unwrap();
    drop(frozen);
}

/// A process of the server that does nothing until this is dropped.
#[cfg(target_os = "linux")]
struct Frozen(rustix::process::Pid);

#[cfg(target_os = "linux")]
impl Frozen {
    fn stop(pid: i32) -> Self {
        let pid = rustix::process::Pid::from_raw(pid).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
        Self(pid)
    }
}

#[cfg(target_os = "linux")]
impl Drop for Frozen {
    fn drop(&mut self) {
        let _ = rustix::process::kill_process(self.0, rustix::process::Signal::CONT);
    }
}

// R-STORE-21
#[tokio::test]
async fn a_list_that_takes_long_holds_up_no_decision() {
    let Some(database) = Database::new().await else {
        return;
    };
    let (store, _) = database.instance(&clock()).await;
    let (mut admin, watching) = (database.admin().await, database.admin().await);
    let held = admin.transaction().await.unwrap();
    held.batch_execute("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let log = store.overview_log(person(CHILD), "1".to_owned());
    let deciding = async {
        let sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while watching.query(sql, &[]).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        store.facts(person(CHILD), None).await.unwrap();
        held.rollback().await.unwrap();
    };
    let (log, ()) = tokio::join!(log, deciding);
    assert!(log.unwrap().is_empty());
}

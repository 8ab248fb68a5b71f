//! What PostgreSQL is set to while an aggregator runs on it: the session that writes waits for the disk by its own word, and where the server
//! stops flushing nothing is shown until it flushes again.

use std::{collections::BTreeSet, time::Duration};

use tests::{
    Harness, Scene,
    caller::Caller,
    postgres::{Database, OwnServer},
    release_log::shows,
};
use tokio::time::timeout;
use tonic::Status;

use crate::{
    families::{CONSENTED, NURSE, OWN, STORY, query},
    stage::{said, unavailable},
};

/// Far longer than a server takes to read its settings anew.
const PATIENCE: Duration = Duration::from_secs(30);

/// Notes the settings of whoever writes an entry, in the transaction that writes it.
const NOTES: &str = "
CREATE TABLE noted (name TEXT, setting TEXT, source TEXT);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    INSERT INTO noted SELECT name, setting, source FROM pg_settings
    WHERE name IN ('synchronous_commit', 'fsync', 'full_page_writes');
    RETURN NULL;
END $$;
CREATE TRIGGER audit_notes AFTER INSERT ON audit FOR EACH STATEMENT EXECUTE FUNCTION note();";

async fn stage(server: &OwnServer) -> (Harness, Database) {
    let database = server.database().await;
    let scene = Scene::of(&[STORY]).systems(&[CONSENTED, OWN]);
    (scene.on_postgres(&database).start().await, database)
}

/// Whose records the nurse is shown.
async fn shown(harness: &Harness) -> Result<BTreeSet<String>, Status> {
    let nurse = Caller::actor(harness, NURSE);
    let events = nurse.events(query(&harness.child(STORY))).await?;
    Ok(events.iter().filter_map(shows).map(str::to_owned).collect())
}

fn all() -> BTreeSet<String> {
    [CONSENTED, OWN].map(str::to_owned).into()
}

/// Sets it for the whole server; returns when a new connection has it.
async fn set(server: &OwnServer, setting: &str, value: &str) {
    let admin = server.admin().await;
    // Not within a transaction, which two statements at once are.
    let sql = format!("ALTER SYSTEM SET {setting} = {value}");
    admin.batch_execute(&sql).await.unwrap();
    let reload = "SELECT pg_reload_conf()";
    admin.batch_execute(reload).await.unwrap();
    let has_it = async {
        let show = format!("SHOW {setting}");
        loop {
            let shown = server.admin().await.query_one(&show, &[]).await.unwrap();
            if shown.get::<_, &str>(0) == value {
                return;
            }
        }
    };
    timeout(PATIENCE, has_it).await.unwrap();
}

// R-STORE-19, R-STORE-14, R-STORE-6, R-AUDIT-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_writes_waits_for_the_disk_whatever_the_server_is_set_to_meanwhile() {
    let Some(server) = OwnServer::start() else {
        return;
    };
    let (harness, database) = stage(&server).await;
    let admin = database.admin().await;
    admin.batch_execute(NOTES).await.unwrap();
    set(&server, "synchronous_commit", "off").await;
    assert_eq!(shown(&harness).await.unwrap(), all());
    let noted = "SELECT DISTINCT name, setting, source FROM noted ORDER BY name";
    let noted = admin.query(noted, &[]).await.unwrap();
    let noted: Vec<(String, String, String)> = (noted.iter())
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let names: Vec<_> = noted
        .iter()
        .map(|(name, setting, _)| (name.as_str(), setting.as_str()))
        .collect();
    let on = [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
    ];
    assert_eq!(names, on);
    // Set by the session itself: nothing that is set outside of it takes its place.
    assert_eq!(noted.last().unwrap().2, "session");
    // So a crash right after it takes nothing along.
    server.crash();
    server.again();
    let logged = "SELECT body FROM audit WHERE kind = 'shown'";
    let logged = database.admin().await.query(logged, &[]).await.unwrap();
    assert_eq!(logged.len(), all().len());
    // A connection made anew meets the server as it is now set, and is not taken.
    let refused = shown(&harness).await.unwrap_err();
    assert_eq!(said(&refused), unavailable("FACTS_UNAVAILABLE"));
    set(&server, "synchronous_commit", "on").await;
    assert_eq!(shown(&harness).await.unwrap(), all());
}

// R-STORE-19, R-STORE-18, R-AUDIT-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_server_does_not_flush_nothing_is_shown() {
    let Some(server) = OwnServer::start() else {
        return;
    };
    for setting in ["fsync", "full_page_writes"] {
        let (harness, database) = stage(&server).await;
        assert_eq!(shown(&harness).await.unwrap(), all());
        set(&server, setting, "off").await;
        // The session that writes reads its settings a moment before or after this one.
        let refused = timeout(PATIENCE, async {
            loop {
                if let Err(refused) = shown(&harness).await {
                    return refused;
                }
            }
        });
        let refused = refused.await.unwrap();
        assert_eq!(
            said(&refused),
            unavailable("AUDIT_UNAVAILABLE"),
            "{setting}"
        );
        let count = "SELECT count(*) FROM audit";
        let admin = database.admin().await;
        let count = async || admin.query_one(count, &[]).await.unwrap().get::<_, i64>(0);
        let before = count().await;
        assert!(shown(&harness).await.is_err(), "{setting}");
        assert_eq!(count().await, before, "{setting}");
        set(&server, setting, "on").await;
        let again = timeout(PATIENCE, async { while shown(&harness).await.is_err() {} });
        again.await.unwrap();
    }
}

//! A store that is full, unreadable, or gone, at every point of an overview, over real sockets: nothing is released, the error says why, a
//! figure counts it, and when the store is back everything goes on without a restart.

use tests::{
    Scene,
    postgres::Database,
    process::Launch,
    release_log::{ReleaseLog, shows},
};
use tonic::Code;

use crate::{
    families::{Desk, NURSE, OWN, STORY, guardians},
    stage::{STRANGER, Stage, breaks_off, said, to_the_end, unavailable},
};

// R-STORE-18, R-AUDIT-1, R-AUDIT-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_nothing_is_asked_nothing_shown_and_nothing_acknowledged_until_there_is_room()
 {
    let (stage, disk) = Stage::on_sqlite().await;
    let releases = ReleaseLog::at(&stage.aggregator.aggregator);
    disk.leave_room(Some(0));
    for (refusals, actor) in [(1, NURSE), (1, NURSE)] {
        let before = stage.figure("samsyn_audit_failures").await;
        assert_eq!(stage.refused(actor).await, unavailable("AUDIT_UNAVAILABLE"));
        assert_eq!(
            stage.figure("samsyn_audit_failures").await,
            before + refusals
        );
    }
    // Who would be refused anyway is refused as always, and learns nothing of the disk.
    assert_eq!(
        stage.refused(STRANGER).await,
        (Code::PermissionDenied, "REFUSED".to_owned())
    );
    let (child, guardian) = (
        stage.harness.child(STORY),
        guardians(&stage.harness).remove(0),
    );
    let mut desk = Desk::of(&stage.harness);
    let permit = desk.permit(&child, &guardian).await.unwrap_err();
    assert_eq!(said(&permit), unavailable("STORE_UNAVAILABLE"));
    // A list is a look like any other: without its entry there is none.
    let listed = desk.of_child(&child).await.unwrap_err();
    assert_eq!(said(&listed), unavailable("AUDIT_UNAVAILABLE"));
    assert!(releases.around(u64::MAX).0.is_empty(), "nothing left");
    disk.leave_room(None);
    let there = desk.of_child(&child).await.unwrap();
    assert!(stage.is_ready().await, "it never was anything else");
    let mut stream = stage.begin().await;
    // Under way it fills up again: each source's entry cannot be written.
    disk.leave_room(Some(0));
    let before = stage.figure("samsyn_audit_failures").await;
    stage.let_go();
    breaks_off(&mut stream, "AUDIT_UNAVAILABLE").await;
    assert!(stage.figure("samsyn_audit_failures").await > before);
    assert!(stage.figure("samsyn_store_failures").await > 0);
    disk.leave_room(None);
    stage.shows_all().await;
    assert_eq!(desk.of_child(&child).await.unwrap().len(), there.len());
    desk.permit(&child, &guardian).await.unwrap();
}

// R-STORE-18, R-FACTS-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_facts_that_cannot_be_read_everybody_is_told_the_same_and_nothing_more() {
    let (stage, disk) = Stage::on_sqlite().await;
    disk.fail_reading(true);
    for actor in [NURSE, STRANGER] {
        assert_eq!(stage.refused(actor).await, unavailable("FACTS_UNAVAILABLE"));
    }
    assert_eq!(stage.figure("samsyn_store_failures").await, 2);
    disk.fail_reading(false);
    assert_eq!(
        stage.refused(STRANGER).await,
        (Code::PermissionDenied, "REFUSED".to_owned())
    );
    stage.shows_all().await;
}

// R-STORE-18, R-STORE-6
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_flush_that_failed_nothing_leaves_and_the_instance_is_not_ready() {
    let (stage, disk) = Stage::on_sqlite().await;
    let mut stream = stage.begin().await;
    disk.fail_flush(true);
    stage.let_go();
    breaks_off(&mut stream, "AUDIT_UNAVAILABLE").await;
    disk.fail_flush(false);
    // What lies on the disk nobody knows before it is opened anew.
    assert!(!stage.is_ready().await);
    assert_eq!(stage.refused(NURSE).await, unavailable("AUDIT_UNAVAILABLE"));
    assert!(stage.figure("samsyn_audit_failures").await >= 2);
    drop(stream);
    let Stage {
        harness,
        aggregator,
        held,
        rogues,
    } = stage;
    aggregator.shutdown().await;
    let database = harness.dir().join("store").join("samsyn.db");
    let again = Stage::at(harness, held, rogues, Some(&database)).await;
    assert!(again.is_ready().await);
    again.shows_all().await;
}

// R-STORE-18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_cannot_be_opened_ends_the_start_with_a_word() {
    let harness = Scene::of(&[STORY]).systems(&[OWN]).start().await;
    let nowhere = harness.dir().join("nowhere").join("samsyn.db");
    let said = Launch::default().on(&nowhere).fails(&harness);
    assert!(said.contains("the store cannot be opened"), "{said}");
    // The harness's own aggregator has this one.
    let said = Launch::default().fails(&harness);
    assert!(said.contains("in use by another process"), "{said}");
    let Some(database) = Database::new().await else {
        return;
    };
    let scene = Scene::of(&[STORY]).systems(&[OWN]);
    let harness = scene.on_postgres(&database).start().await;
    database.shut().await;
    let said = Launch::default().fails(&harness);
    assert!(
        said.contains("the store on PostgreSQL cannot be opened"),
        "{said}"
    );
}

// R-STORE-18, R-AUDIT-2, R-FACTS-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_postgresql_gone_in_the_middle_nothing_leaves_and_when_it_is_back_all_goes_on() {
    let Some((stage, database)) = Stage::on_postgres().await else {
        return;
    };
    let (child, guardian) = (
        stage.harness.child(STORY),
        guardians(&stage.harness).remove(0),
    );
    let mut desk = Desk::of(&stage.harness);
    let mut stream = stage.begin().await;
    database.shut().await;
    stage.let_go();
    breaks_off(&mut stream, "AUDIT_UNAVAILABLE").await;
    for actor in [NURSE, STRANGER] {
        assert_eq!(stage.refused(actor).await, unavailable("FACTS_UNAVAILABLE"));
    }
    let permit = desk.permit(&child, &guardian).await.unwrap_err();
    assert_eq!(said(&permit), unavailable("STORE_UNAVAILABLE"));
    assert!(!stage.is_ready().await);
    assert!(stage.figure("samsyn_audit_failures").await >= 1);
    assert!(stage.figure("samsyn_store_failures").await >= 4);
    database.open().await;
    stage.shows_all().await;
    desk.permit(&child, &guardian).await.unwrap();
    assert!(stage.is_ready().await);
}

// R-STORE-13, R-AUDIT-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_to_postgresql_that_is_cut_in_the_middle_is_made_anew_before_anything_leaves()
{
    let Some((stage, database)) = Stage::on_postgres().await else {
        return;
    };
    let mut stream = stage.begin().await;
    let admin = database.admin().await;
    let cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
               WHERE datname = current_database() AND application_name = 'samsyn-aggregator'";
    assert!(!admin.query(cut, &[]).await.unwrap().is_empty());
    stage.let_go();
    let (events, ended) = to_the_end(&mut stream).await;
    // The cut shows at the first use: what is asked just then may be refused, and never shown without its entry.
    if let Err(status) = ended {
        assert!(["AUDIT_UNAVAILABLE", "FACTS_UNAVAILABLE"].contains(&said(&status).1.as_str()));
    }
    let sql = "SELECT body FROM audit WHERE kind = 'shown'";
    let logged = admin.query(sql, &[]).await.unwrap();
    let logged: Vec<String> = logged.iter().map(|row| row.get(0)).collect();
    for shown in events.iter().filter_map(shows) {
        assert!(logged.iter().any(|body| body.contains(shown)), "{shown}");
    }
    stage.shows_all().await;
}

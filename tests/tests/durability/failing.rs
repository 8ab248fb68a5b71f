//! A store that is full, unreadable, or gone, at every point of an overview, over real sockets: nothing is released, the error says why, a
//! figure counts it, and when the store is back everything goes on without a restart.

use std::{path::Path, sync::Arc, time::Duration};

use aggregator::server::Running;
use proto::{
    status::reason_of,
    v1::overview::{OverviewEvent, StreamOverviewResponse},
};
use tests::{
    Harness, Scene, admin,
    caller::Caller,
    postgres::Database,
    process::Launch,
    release_log::{ReleaseLog, shows},
    rogue::{Held, Rogue, Rogues, whole},
};
use tokio::time::timeout;
use tonic::{Code, Status, Streaming};

use crate::{
    families::{CONSENTED, Desk, NURSE, OWN, STORY, guardians, query},
    file_layer::Layer,
};

const SOURCES: [&str; 2] = [CONSENTED, OWN];
/// Has no relation to the child.
const STRANGER: &str = "skolskoterska-norrby";
/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An aggregator over a store that can be made to fail, and two sources that answer when they are let go.
struct Stage {
    harness: Harness,
    aggregator: Running,
    held: Vec<Held>,
    rogues: Rogues,
}

impl Stage {
    /// On a file layer.
    async fn on_sqlite() -> (Self, Arc<Layer>) {
        let (harness, held, rogues) = Self::set(Scene::of(&[STORY])).await;
        let folder = harness.dir().join("store");
        std::fs::create_dir(&folder).unwrap();
        let database = folder.join("samsyn.db");
        harness.copy_database(&database);
        let layer = Layer::under(&folder);
        (
            Self::at(harness, held, rogues, Some(&database)).await,
            layer,
        )
    }

    /// On a server.
    async fn on_postgres() -> Option<(Self, Database)> {
        let database = Database::new().await?;
        let scene = Scene::of(&[STORY]).on_postgres(&database);
        let (harness, held, rogues) = Self::set(scene).await;
        Some((Self::at(harness, held, rogues, None).await, database))
    }

    async fn set(scene: Scene) -> (Harness, Vec<Held>, Rogues) {
        let mut harness = scene.systems(&SOURCES).start().await;
        let honest = |id| Rogue::held(id, whole(harness.records(id, STORY)));
        let (rogues, held): (Vec<_>, _) = SOURCES.map(honest).into_iter().unzip();
        let rogues = harness.take_over(rogues).await;
        (harness, held, rogues)
    }

    async fn at(
        mut harness: Harness,
        held: Vec<Held>,
        mut rogues: Rogues,
        database: Option<&Path>,
    ) -> Self {
        let aggregator = harness.beside(database).await;
        harness.turn_to(format!("https://{}", aggregator.grpc));
        rogues.register_again(&harness).await;
        Self {
            harness,
            aggregator,
            held,
            rogues,
        }
    }

    /// The nurse begins to look; both sources were asked and wait.
    async fn begin(&self) -> Streaming<StreamOverviewResponse> {
        let stream = self.stream(NURSE).await.unwrap();
        for held in &self.held {
            timeout(PATIENCE, held.asked()).await.unwrap();
        }
        stream
    }

    async fn stream(&self, actor: &str) -> Result<Streaming<StreamOverviewResponse>, Status> {
        let caller = Caller::actor(&self.harness, actor);
        let asked = caller.stream(query(&self.harness.child(STORY)));
        timeout(PATIENCE, asked).await.unwrap()
    }

    fn let_go(&self) {
        self.held.iter().for_each(Held::let_go);
    }

    /// Why an actor is refused from the beginning.
    async fn refused(&self, actor: &str) -> (Code, String) {
        said(&self.stream(actor).await.unwrap_err())
    }

    /// Everything is shown to who asks now.
    async fn shows_all(&self) {
        self.let_go();
        let mut stream = self.stream(NURSE).await.unwrap();
        let (events, ended) = to_the_end(&mut stream).await;
        assert!(ended.is_ok(), "{ended:?}");
        let mut shown: Vec<_> = events.iter().filter_map(shows).collect();
        shown.sort_unstable();
        assert_eq!(shown, SOURCES);
    }

    /// A figure on the admin port. 0 when it is not there.
    async fn figure(&self, name: &str) -> u64 {
        let text = admin::get(self.aggregator.admin, "/metrics").await;
        let lines = text.lines().filter(|line| line.starts_with(name));
        let values = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        values.sum()
    }

    async fn is_ready(&self) -> bool {
        let answer = admin::get(self.aggregator.admin, "/readyz").await;
        answer.starts_with("HTTP/1.1 200")
    }
}

/// A refusal as a caller sees it.
fn said(status: &Status) -> (Code, String) {
    (status.code(), reason_of(status).unwrap_or_default())
}

/// What came, and how it ended.
async fn to_the_end(
    stream: &mut Streaming<StreamOverviewResponse>,
) -> (Vec<OverviewEvent>, Result<(), Status>) {
    let mut events = Vec::new();
    loop {
        match timeout(PATIENCE, stream.message()).await.unwrap() {
            Ok(Some(message)) => events.push(message.event.unwrap()),
            Ok(None) => return (events, Ok(())),
            Err(status) => return (events, Err(status)),
        }
    }
}

/// The stream ends with a reason and shows nothing of any source.
async fn breaks_off(stream: &mut Streaming<StreamOverviewResponse>, reason: &str) {
    let (events, ended) = to_the_end(stream).await;
    assert_eq!(
        said(&ended.unwrap_err()),
        (Code::Unavailable, reason.to_owned())
    );
    assert_eq!(events.iter().filter_map(shows).count(), 0);
}

fn unavailable(reason: &str) -> (Code, String) {
    (Code::Unavailable, reason.to_owned())
}

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

// R-STORE-18, R-GATE-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_epoch_that_was_raised_and_cannot_be_read_anew_lets_nothing_out() {
    let (stage, disk) = Stage::on_sqlite().await;
    let mut stream = stage.begin().await;
    // Something is said of the child, anything; what follows from it cannot be read.
    let (child, guardian) = (
        stage.harness.child(STORY),
        guardians(&stage.harness).remove(0),
    );
    Desk::of(&stage.harness)
        .permit(&child, &guardian)
        .await
        .unwrap();
    disk.fail_reading(true);
    stage.let_go();
    breaks_off(&mut stream, "FACTS_UNAVAILABLE").await;
    disk.fail_reading(false);
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

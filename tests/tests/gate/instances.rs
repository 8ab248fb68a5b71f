//! Two instances on one PostgreSQL. What takes a permission away is acknowledged by one, while the other answers question after question and
//! hears of it by its own reads alone.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use aggregator::{
    clock::SystemClock,
    config::{Config, Environment, StorePlace},
    server::{self, Running},
};
use tests::{
    Scene,
    caller::Caller,
    postgres::Database,
    release_log::{ReleaseLog, shows},
};

use crate::{
    loss::{Loss, Sides},
    race::{RaceCourse, races, without_consents},
    stage::{CONSENTED, NURSE, STORY},
};

/// A change on a shared store waits for a lease, so there are fewer of these than of other races.
const FEWER: u32 = 50;

// R-GATE-1, R-GATE-9
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_instance_acknowledges_the_other_does_not_release_against() {
    let Some(database) = Database::new().await else {
        return;
    };
    let scene = Scene::default().retold(without_consents);
    let harness = scene.on_postgres(&database).start().await;
    let mut sides = Sides::of(harness).await;
    // Those who say something have their connections already; who asks turns to the other instance from now on.
    let other = another(&sides).await;
    sides.harness.sandbox.state.aggregator = format!("https://{}", other.grpc);
    let log = ReleaseLog::at(&other.aggregator);
    let mut course = RaceCourse::of(sides, log).await;
    let rounds = (races() / FEWER / Loss::COUNT).max(1);
    for _ in 0..rounds {
        for loss in Loss::ALL {
            race(&mut course, loss).await;
        }
    }
}

/// A second instance on the first one's configuration that is given no hints.
async fn another(sides: &Sides) -> Running {
    let file = sides.harness.dir().join("aggregator.toml");
    let mut config = Config::read(&file, &Environment::new()).unwrap();
    match &mut config.store {
        StorePlace::Postgres(settings) => settings.hints = false,
        StorePlace::Sqlite(_) => panic!("a file is one instance's"),
    }
    server::start(config, Arc::new(SystemClock)).await.unwrap()
}

async fn race(course: &mut RaceCourse, loss: Loss) {
    course.log.clear();
    let is_over = Arc::<AtomicBool>::default();
    let (caller, over) = (Caller::actor(&course.sides.harness, NURSE), is_over.clone());
    let query = course.sides.harness.query(STORY);
    let asking = tokio::spawn(async move {
        while !over.load(Ordering::SeqCst) {
            // One that is overtaken by the loss may end with an error.
            let _ = caller.events(query.clone()).await;
        }
    });
    course.log.shown(CONSENTED).await;
    course.sides.lose(loss).await;
    let acknowledged = course.log.number();
    // One whole question more.
    let caller = Caller::actor(&course.sides.harness, NURSE);
    let after = caller.events(course.sides.harness.query(STORY)).await;
    assert!(after.is_ok(), "{loss:?}: who asks again is answered");
    is_over.store(true, Ordering::SeqCst);
    asking.await.unwrap();
    let (before, after) = course.log.around(acknowledged);
    assert!(before.iter().filter_map(shows).any(|id| id == CONSENTED));
    // Of many answers one after the other each closes as its own decision has it.
    assert_eq!(course.told[&loss].late(&[], &after), [""; 0], "{loss:?}");
    course.sides.restore(loss).await;
}

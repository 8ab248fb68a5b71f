//! What is said when facts, epoch or log fail, to whoever would see everything, reasons, or nothing: on a file and on PostgreSQL alike.

use std::sync::Arc;

use domain::id::PersonId;
use proto::v1::overview::{OverviewEvent, overview_event::Event};
use tests::{caller::Caller, postgres::Database};
use tonic::{Code, Status};

use crate::{
    families::{CONSENTED, Desk, FAMILIES, NURSE, STORY, another, guardians, query},
    file_layer::Layer,
    stage::{STRANGER, Stage, breaks_off, said, unavailable},
};

/// What fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failing {
    /// What is known of a child, its epoch with it.
    Facts,
    Log,
}

/// What facts and log lie in.
enum Place {
    File(Arc<Layer>),
    Server(Database),
}

impl Place {
    async fn fails(&self, what: Failing, fails: bool) {
        match self {
            Self::File(layer) => match what {
                Failing::Facts => layer.fail_reading(fails),
                Failing::Log => layer.leave_room(fails.then_some(0)),
            },
            Self::Server(database) => {
                let table = match what {
                    Failing::Facts => "statement",
                    Failing::Log => "audit",
                };
                let sql = match fails {
                    true => format!("ALTER TABLE {table} RENAME TO {table}_gone"),
                    false => format!("ALTER TABLE {table}_gone RENAME TO {table}"),
                };
                database.admin().await.batch_execute(&sql).await.unwrap();
            }
        }
    }
}

/// A stage of each kind, with the one source that takes consent.
async fn stages() -> Vec<(Stage, Place)> {
    let (stage, layer) = Stage::on_sqlite_with(&[CONSENTED]).await;
    let mut stages = vec![(stage, Place::File(layer))];
    if let Some((stage, database)) = Stage::on_postgres_with(&[CONSENTED]).await {
        stages.push((stage, Place::Server(database)));
    }
    stages
}

/// How much somebody may learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Both guardians consented.
    Full,
    /// Has a relation to a child about whom nobody consented.
    Reasons,
    /// Has no relation.
    Refused,
    /// Asks about a child that nobody knows.
    Unknown,
}

const LEVELS: [Level; 4] = [Level::Full, Level::Reasons, Level::Refused, Level::Unknown];

impl Level {
    fn actor(self) -> &'static str {
        match self {
            Self::Full | Self::Reasons => NURSE,
            Self::Refused | Self::Unknown => STRANGER,
        }
    }

    fn child(self, stage: &Stage) -> PersonId {
        match self {
            Self::Full | Self::Refused => stage.harness.child(STORY),
            Self::Reasons => stage.harness.child(FAMILIES[0]),
            Self::Unknown => another(&stage.harness.child(STORY), 9),
        }
    }

    async fn asks(self, stage: &Stage) -> Result<Vec<OverviewEvent>, Status> {
        let caller = Caller::actor(&stage.harness, self.actor());
        caller.events(query(&self.child(stage))).await
    }

    async fn asks_for_all_at_once(self, stage: &Stage) -> Status {
        let caller = Caller::actor(&stage.harness, self.actor());
        caller
            .collected(query(&self.child(stage)))
            .await
            .unwrap_err()
    }
}

/// Everything of a refusal that can be seen.
fn seen(status: &Status) -> (Code, String, Vec<u8>) {
    let (message, details) = (status.message().to_owned(), status.details().to_vec());
    (status.code(), message, details)
}

/// What whoever may know reasons is told when nothing fails.
fn reasons(events: &[OverviewEvent]) -> Vec<&str> {
    let Some(Event::Started(started)) = &events[0].event else {
        panic!("began with something else")
    };
    let reasons = started.sectors.iter().flat_map(|sector| &sector.reasons);
    reasons.map(|reason| reason.code.as_str()).collect()
}

// R-STORE-18, R-FACTS-2, R-VISIBILITY-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_would_see_everything_reasons_or_nothing_is_told_of_a_failure_what_that_allows() {
    for (stage, place) in stages().await {
        stage.let_go();
        assert!(Level::Full.asks(&stage).await.is_ok());
        let withheld = Level::Reasons.asks(&stage).await.unwrap();
        assert_eq!(reasons(&withheld), ["CONSENT_MISSING"]);
        let refused = Level::Refused.asks(&stage).await.unwrap_err();
        assert_eq!(said(&refused).1, "REFUSED");

        // Without facts nobody knows who may learn what: all are told one and the same.
        place.fails(Failing::Facts, true).await;
        let first = Level::Unknown.asks(&stage).await.unwrap_err();
        assert_eq!(said(&first), unavailable("FACTS_UNAVAILABLE"));
        for level in LEVELS {
            let now = level.asks(&stage).await.unwrap_err();
            assert_eq!(seen(&now), seen(&first), "{level:?}");
            let now = level.asks_for_all_at_once(&stage).await;
            assert_eq!(seen(&now), seen(&first), "{level:?}");
        }
        place.fails(Failing::Facts, false).await;

        // Without a log whoever may learn anything is told so; whoever may not is refused as ever, to the byte.
        place.fails(Failing::Log, true).await;
        for level in LEVELS {
            let now = level.asks(&stage).await.unwrap_err();
            let at_once = level.asks_for_all_at_once(&stage).await;
            assert_eq!(seen(&at_once), seen(&now), "{level:?}");
            match level {
                Level::Full | Level::Reasons => {
                    assert_eq!(said(&now), unavailable("AUDIT_UNAVAILABLE"), "{level:?}");
                }
                Level::Refused | Level::Unknown => {
                    assert_eq!(seen(&now), seen(&refused), "{level:?}");
                }
            }
        }
        place.fails(Failing::Log, false).await;
        stage.shows_all().await;
        assert_eq!(
            Level::Reasons.asks(&stage).await.unwrap().len(),
            withheld.len()
        );
    }
}

// R-STORE-18, R-GATE-2, R-GATE-9
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_either_store_an_epoch_that_was_raised_and_cannot_be_read_anew_lets_nothing_out() {
    for (stage, place) in stages().await {
        let mut stream = stage.begin().await;
        let (child, guardian) = (
            stage.harness.child(STORY),
            guardians(&stage.harness).remove(0),
        );
        let mut desk = Desk::of(&stage.harness);
        desk.permit(&child, &guardian).await.unwrap();
        place.fails(Failing::Facts, true).await;
        stage.let_go();
        breaks_off(&mut stream, "FACTS_UNAVAILABLE").await;
        // Nor is anybody told in whose answer it happened: who asks anew hears the same, whoever it is.
        for level in LEVELS {
            let now = level.asks(&stage).await.unwrap_err();
            assert_eq!(said(&now), unavailable("FACTS_UNAVAILABLE"), "{level:?}");
        }
        place.fails(Failing::Facts, false).await;
        stage.shows_all().await;
    }
}

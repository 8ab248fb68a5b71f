//! The whole on PostgreSQL: an overview from end to end, the same as on SQLite; and two instances that share the store, of which one
//! acknowledges what stops the other's stream.

use std::collections::{BTreeMap, BTreeSet};

use proto::v1::{
    consent::{Block, RegisterBlockRequest, block_service_client::BlockServiceClient},
    overview::{OverviewCompleted, OverviewEvent, SourceStatus, overview_event::Event},
};
use tests::{
    Harness, Scene,
    caller::{Caller, rest},
    postgres::Database,
    release_log::{ReleaseLog, row, shows},
    rogue::{Rogue, whole},
};
use uuid::Uuid;

use crate::families::{CONSENTED, Desk, NURSE, OWN, STORY, query};

/// What an overview comes to: by source its status and how many records; and what the end says.
type Sum = (BTreeMap<String, (SourceStatus, usize)>, bool);

async fn sum(harness: &Harness, actor: &str, story: &str) -> Result<Sum, String> {
    let caller = Caller::actor(harness, actor);
    let events = caller.events(harness.query(story)).await;
    let events = events.map_err(|status| format!("{:?} {}", status.code(), status.message()))?;
    let mut rows: BTreeMap<String, (SourceStatus, usize)> = BTreeMap::new();
    for row in events.iter().filter_map(row) {
        let id = row.source.as_ref().unwrap().producer_id.clone();
        let sum = rows.entry(id).or_insert((row.status(), 0));
        sum.1 += row.records.len();
    }
    Ok((rows, completed(&events).complete))
}

fn completed(events: &[OverviewEvent]) -> &OverviewCompleted {
    match events.last().and_then(|event| event.event.as_ref()) {
        Some(Event::Completed(completed)) => completed,
        other => panic!(
            "ended with something else, or with nothing: {}",
            other.is_some()
        ),
    }
}

// R-STORE-13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overview_on_postgresql_is_the_one_on_sqlite() {
    let Some(database) = Database::new().await else {
        return;
    };
    let on_sqlite = Harness::start().await;
    let on_postgres = Scene::default().on_postgres(&database).start().await;
    let looks = [
        (NURSE, STORY),
        ("skolskoterska-norrby", STORY),
        ("vardnadshavare-old-bvc", STORY),
        (NURSE, "new-school"),
        (NURSE, "protected"),
    ];
    let mut shown = 0;
    for (actor, story) in looks {
        let there = sum(&on_postgres, actor, story).await;
        assert_eq!(
            there,
            sum(&on_sqlite, actor, story).await,
            "{actor}, {story}"
        );
        shown += there.map_or(0, |(rows, _)| {
            rows.values().map(|(_, records)| records).sum()
        });
    }
    assert!(shown > 0, "something is shown at all");
    for harness in [&on_sqlite, &on_postgres] {
        harness.end_consents(STORY).await;
    }
    let after = sum(&on_postgres, NURSE, STORY).await.unwrap();
    assert_eq!(after, sum(&on_sqlite, NURSE, STORY).await.unwrap());
    assert!(!after.0.contains_key(CONSENTED));
}

/// What is said at one instance while another shows.
#[derive(Debug, Clone, Copy)]
enum Said {
    End,
    Block,
}

impl Said {
    /// Returns with the acknowledgement.
    async fn at(self, harness: &Harness) {
        match self {
            Self::End => {
                let told = harness.sandbox.state.children.iter();
                let told = told.filter(|child| child.story == STORY);
                // The first is for the nurse's sector; others are for somebody else.
                let id = told.flat_map(|child| child.consents.clone()).next();
                let mut desk = Desk::of(harness);
                desk.end(&id.unwrap()).await.unwrap();
            }
            Self::Block => {
                let peers = &harness.sandbox.aggregator.aggregator.peers;
                let blocked = peers
                    .admissions()
                    .find(|admission| admission.id == CONSENTED);
                let block = Block {
                    block_id: Uuid::new_v4().to_string(),
                    child: Some(harness.child(STORY).into()),
                    provider: Some(blocked.unwrap().organisation.clone().into()),
                    ..Block::default()
                };
                let caller = Caller::by(harness, &harness.party("desk"));
                let mut blocks = BlockServiceClient::new(caller.channel());
                let block = Some(block);
                let request = caller.request(RegisterBlockRequest { block });
                blocks.register_block(request).await.unwrap();
            }
        }
    }
}

// R-GATE-9, R-GATE-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_instance_acknowledges_stops_the_stream_of_another() {
    for said in [Said::End, Said::Block] {
        let Some(database) = Database::new().await else {
            return;
        };
        let scene = Scene::of(&[STORY]).systems(&[CONSENTED, OWN]);
        let mut harness = scene.on_postgres(&database).start().await;
        let here = harness.sandbox.state.aggregator.clone();
        let there = harness.beside(None).await;
        // The sources serve the other instance; one of them waits.
        let (rogue, held) = Rogue::held(CONSENTED, whole(harness.records(CONSENTED, STORY)));
        let honest = Rogue::saying(OWN, whole(harness.records(OWN, STORY)));
        let mut rogues = harness.take_over(vec![rogue, honest]).await;
        harness.turn_to(format!("https://{}", there.grpc));
        rogues.register_again(&harness).await;
        let log = ReleaseLog::at(&there.aggregator);
        let caller = Caller::actor(&harness, NURSE);
        let child = harness.child(STORY);
        let mut stream = caller.stream(query(&child)).await.unwrap();
        held.asked().await;
        log.shown(OWN).await;
        harness.turn_to(here);
        said.at(&harness).await;
        let acknowledged = log.number();
        held.let_go();
        let received = rest(&mut stream).await.unwrap();
        let (_, after) = log.around(acknowledged);
        let leaks: Vec<_> = after.iter().filter_map(shows).collect();
        assert!(!leaks.contains(&CONSENTED), "{said:?}: {leaks:?}");
        let told = received.iter().filter_map(row).find(|row| {
            let source = row.source.as_ref();
            source.is_some_and(|source| source.producer_id == CONSENTED)
        });
        let told = told.expect("the caller is told that it is gone");
        assert_eq!(told.status(), SourceStatus::Withheld, "{said:?}");
        // And who asks the other instance now is not shown it either.
        harness.turn_to(format!("https://{}", there.grpc));
        let events = Caller::actor(&harness, NURSE)
            .events(query(&child))
            .await
            .unwrap();
        let shown: BTreeSet<_> = events.iter().filter_map(shows).collect();
        assert!(!shown.contains(CONSENTED), "{said:?}: {shown:?}");
    }
}

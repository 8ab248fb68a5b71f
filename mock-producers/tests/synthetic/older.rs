//! Numbers that a child had before: what the contract offers for them, at the source.

use domain::{
    id::PersonId,
    record::body::{Body, types},
};
use producer_sdk::{Producer, RecordQuery};
use proto::v1::{
    common::Identifier,
    producer::{QueryRecordsRequest, TypeWindow},
};

use crate::{TODAY, synthetic_records, world};

fn identifier(id: &PersonId) -> Identifier {
    Identifier {
        system: id.system().to_owned(),
        value: id.value().to_owned(),
    }
}

fn query(child: &PersonId, older: &[PersonId]) -> RecordQuery {
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let request = QueryRecordsRequest {
        query_id: "7d0f2f0e-0000-4000-8000-000000000002".to_owned(),
        child: Some(identifier(child)),
        older_ids: older.iter().map(identifier).collect(),
        windows: vec![TypeWindow {
            information_type: types::OBSERVATION_GROWTH.to_owned(),
            start: at(0),
            end: at(4_000_000_000),
            ..TypeWindow::default()
        }],
        ..QueryRecordsRequest::default()
    };
    request.try_into().unwrap()
}

// R-MOCK-1, R-WORLD-6
#[tokio::test]
async fn the_first_months_are_found_under_the_older_number_that_the_register_tells() {
    let world = world(1);
    let mut renumbered = 0;
    for (_, record) in synthetic_records(world, TODAY) {
        let Body::MasterData(body) = &record.body else {
            continue;
        };
        if body.other_ids.is_empty() {
            continue;
        }
        let child = &record.header.subject;
        for system in ["bvc-vasterby", "bvc-gamlestan", "sundhedsplejen-aadal"] {
            let source = world.system(system).unwrap().producer();
            let now = source.records(&query(child, &[])).await.unwrap();
            let all = source
                .records(&query(child, &body.other_ids))
                .await
                .unwrap();
            assert!(now.iter().all(|record| record.header.subject == *child));
            renumbered += usize::from(all.len() > now.len());
        }
    }
    assert!(renumbered >= 3, "{renumbered}");
}

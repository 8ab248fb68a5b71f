//! What a permit obliges to stands beside each sector and each source, before anything is read.

use proto::v1::overview::{
    Ground, Obligations, OverviewEvent, OverviewQuery, SourceStatus, overview_event::Event,
};
use tests::{Harness, caller::Caller};

use crate::stage::{CONSENTED, NURSE, STORY};

/// What the first event says of a sector, and the row of its source.
fn beside(events: &[OverviewEvent]) -> (Option<Obligations>, Option<Obligations>) {
    let mut found = (None, None);
    for event in events {
        match event.event.as_ref().unwrap() {
            Event::Started(started) => {
                let sector = started.sectors.iter().find(|s| s.sector == "child-health");
                found.0 = sector.and_then(|sector| sector.obligations);
            }
            Event::Source(row) if row.source.as_ref().unwrap().producer_id == CONSENTED => {
                assert_eq!(row.status(), SourceStatus::Fresh);
                found.1 = row.obligations;
            }
            _ => {}
        }
    }
    found
}

// R-OBLIGATION-2
#[tokio::test]
async fn an_emergency_asks_for_a_reason_and_is_reviewed_and_the_ordinary_ground_is_not() {
    let harness = Harness::start().await;
    let caller = Caller::actor(&harness, NURSE);
    let ordinary = caller.events(harness.query(STORY)).await.unwrap();
    let none = Some(Obligations::default());
    assert_eq!(beside(&ordinary), (none, none));
    let emergency = OverviewQuery {
        ground: Ground::Emergency.into(),
        reason: "kramp".into(),
        ..harness.query(STORY)
    };
    let (sector, source) = beside(&caller.events(emergency).await.unwrap());
    let sector = sector.unwrap();
    assert!(sector.reason_required && sector.review && !sector.may_copy);
    assert_eq!(source, Some(sector));
}

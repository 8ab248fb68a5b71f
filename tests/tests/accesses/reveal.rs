//! Where information is blocked is told only as it still stands: what was acknowledged while the answer was on its way is not told over.

use proto::{
    convert::common::wire_timestamp,
    status::reason_of,
    v1::consent::{PutProtectionRequest, consent_service_client::ConsentServiceClient},
};
use tests::{Harness, Scene, caller::Caller};

use crate::stage::{LONG, auditor_at, block, held, reveal, waiting};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const CHILD_HEALTH: &str = "bvc-vasterby";
const SCHOOL_HEALTH: &str = "emi-vasterby";

async fn protect(harness: &Harness) {
    let now = harness.sandbox.aggregator.aggregator.clock.now();
    let protection = PutProtectionRequest {
        child: Some(harness.child(STORY).into()),
        protected: true,
        as_of_time: Some(wire_timestamp(now)),
    };
    let desk = Caller::by(harness, &harness.party("desk"));
    let mut service = ConsentServiceClient::new(desk.channel());
    service.put_protection(protection).await.unwrap();
}

// R-REVEAL-3
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_changed_between_the_read_and_the_answer_is_not_told_over() {
    for change in ["a block", "a protection"] {
        let scene = Scene::of(&[STORY, "protected"]);
        let harness = scene.manual_clock().start().await;
        block(&harness, STORY, CHILD_HEALTH).await;
        let nurse = Caller::actor(&harness, NURSE);
        let own = nurse.collected(harness.query(STORY)).await.unwrap();
        let own = own.started.unwrap().overview_id;
        // The facts have been read when the reveal is about to be logged.
        let (is_reached, go_on) = held(&harness, "append");
        let asking = reveal(&harness, &nurse, (STORY, &own), "fever");
        let changing = async {
            let reached = tokio::task::spawn_blocking(move || is_reached.recv_timeout(LONG));
            reached.await.unwrap().unwrap();
            match change {
                "a block" => drop(block(&harness, STORY, SCHOOL_HEALTH).await),
                _ => protect(&harness).await,
            }
            go_on.send(()).unwrap();
        };
        let (answer, ()) = tokio::join!(asking, changing);
        let reason = reason_of(&answer.unwrap_err());
        assert_eq!(reason.as_deref(), Some("FACTS_UNAVAILABLE"), "{change}");
        // That it was asked stands in the log all the same.
        let waiting = waiting(&auditor_at(&harness, NURSE)).await;
        assert_eq!(waiting.len(), 1, "{change}");
        let again = reveal(&harness, &nurse, (STORY, &own), "fever").await;
        assert!(again.is_ok(), "{change}: {again:?}");
    }
}

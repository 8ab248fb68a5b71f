//! The list of who looked belongs to a child, not to a number or a moment: looks under an older number are in it, and nothing that was
//! read before a change is told after it.

use domain::id::PersonId;
use proto::{
    convert::common::wire_timestamp,
    status::reason_of,
    v1::{
        common::Identifier,
        consent::{
            PutIdentityLinkRequest, PutProtectionRequest,
            consent_service_client::ConsentServiceClient,
        },
        overview::OverviewQuery,
    },
};
use tests::{Harness, Scene, caller::Caller};

use crate::stage::{LONG, auditor_at, held, listed, sharing};

const STORY: &str = "old-bvc";
const MOTHER: &str = "vardnadshavare-old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
/// Nobody's number of today.
const OLDER: &str = "19121212-1212";

async fn stage() -> Harness {
    Scene::of(&[STORY, "protected"])
        .manual_clock()
        .start()
        .await
}

fn now(harness: &Harness) -> Option<prost_types::Timestamp> {
    let now = harness.sandbox.aggregator.aggregator.clock.now();
    Some(wire_timestamp(now))
}

fn desk(harness: &Harness) -> ConsentServiceClient<tonic::transport::Channel> {
    ConsentServiceClient::new(Caller::by(harness, &harness.party("desk")).channel())
}

async fn protect(harness: &Harness) {
    let protection = PutProtectionRequest {
        child: Some(harness.child(STORY).into()),
        protected: true,
        as_of_time: now(harness),
    };
    desk(harness).put_protection(protection).await.unwrap();
}

// R-ACCESS-5
#[tokio::test]
async fn looks_under_an_older_number_are_in_the_list_as_long_as_the_register_links_the_two() {
    let harness = stage().await;
    let older: Identifier = PersonId::guess(OLDER).unwrap().into();
    let nurse = Caller::actor(&harness, NURSE);
    let query = OverviewQuery {
        child: Some(older.clone()),
        ..OverviewQuery::default()
    };
    // Under that number the nurse has nothing to do with anybody: it is a look all the same.
    nurse.events(query).await.unwrap_err();
    let readers = [Caller::actor(&harness, MOTHER), auditor_at(&harness, NURSE)];
    let refused = async |reader: &Caller| {
        let looks = listed(&harness, reader, STORY, 0).await.unwrap();
        let refused = looks.iter().filter(|look| look.refused);
        refused.filter(|look| look.role == "school-nurse").count()
    };
    for reader in &readers {
        assert_eq!(refused(reader).await, 0, "somebody else's");
    }
    let link = |older_ids| PutIdentityLinkRequest {
        child: Some(harness.child(STORY).into()),
        older_ids,
        as_of_time: now(&harness),
    };
    let link_them = link(vec![older]);
    desk(&harness).put_identity_link(link_them).await.unwrap();
    for reader in &readers {
        assert_eq!(refused(reader).await, 1);
    }
    // A link between two numbers may be the very thing that is protected.
    protect(&harness).await;
    assert_eq!(refused(&readers[1]).await, 0);
}

// R-ACCESS-6
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_read_before_a_protection_is_told_to_nobody_after_it() {
    for call in ["accesses", "ledger"] {
        let harness = stage().await;
        let mother = Caller::actor(&harness, MOTHER);
        let (is_reached, go_on) = held(&harness, call);
        let asking = async {
            match call {
                "accesses" => listed(&harness, &mother, STORY, 0).await.map(|_| ()),
                _ => sharing(&harness, &mother, STORY).await.map(|_| ()),
            }
        };
        let changing = async {
            let reached = tokio::task::spawn_blocking(move || is_reached.recv_timeout(LONG));
            reached.await.unwrap().unwrap();
            // Acknowledged while the list is on its way.
            protect(&harness).await;
            go_on.send(()).unwrap();
        };
        let (answer, ()) = tokio::join!(asking, changing);
        let refused = answer.unwrap_err();
        let reason = reason_of(&refused);
        assert_eq!(reason.as_deref(), Some("FACTS_UNAVAILABLE"), "{call}");
        // Asked again she is refused: the identity is protected.
        let again = listed(&harness, &mother, STORY, 0).await.unwrap_err();
        assert_eq!(reason_of(&again).as_deref(), Some("REFUSED"));
    }
}

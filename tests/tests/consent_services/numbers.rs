//! What links between numbers are good for where they contradict each other, or where somebody still lives under the older one: what was
//! forbidden holds whatever they say, and nobody is asked under a number that may be another child's.

use domain::{id::PersonId, time::Country};
use proto::v1::{
    consent::{PutRelationRequest, consent_service_client::ConsentServiceClient},
    overview::{OverviewQuery, overview_event::Event},
};
use tests::{
    Harness,
    caller::{Caller, rest},
    release_log::ReleaseLog,
};

use crate::{
    links::{CENTRE, Renumbered},
    stage::{CONSENTED, DESK, NURSE, STORY, Voice, nobody, now, why, wire},
};

impl Renumbered {
    /// The register tells a link, as of now.
    async fn tell(&self, child: &PersonId, older: &[PersonId]) {
        let mut register = self.harness.sandbox.register(Country::Se);
        let as_of = now(&self.harness);
        let told = register.identity_link(child, older, as_of).await;
        told.unwrap();
    }

    /// Whether the first message says that something may stand under a number that nobody is asked under.
    async fn is_doubtful(&self) -> bool {
        let events = self.events().await;
        let first = events.into_iter().next().and_then(|event| event.event);
        let Some(Event::Started(started)) = first else {
            return false;
        };
        started.earlier_number_not_asked
    }

    /// Who holds custody of a child, or has to do with it, is told of the older number.
    async fn lives(&self, sign: Sign) {
        let child = wire(&self.older);
        let caller = Caller::by(&self.harness, &self.harness.party(DESK));
        let mut desk = ConsentServiceClient::new(caller.channel());
        let told = self.harness.sandbox.world.children.first().unwrap();
        match sign {
            Sign::Custody => {
                let guardian = told.guardians.first().unwrap();
                let holder = (guardian.id.clone(), true);
                let as_of = now(&self.harness);
                let mut register = self.harness.sandbox.register(Country::Se);
                let told = register.custody(&self.older, [holder], as_of).await;
                told.unwrap();
            }
            Sign::Relation => {
                let place = told.relations.last().unwrap();
                let relation = PutRelationRequest {
                    child,
                    organisation: Some(place.organisation.clone().into()),
                    sector: place.sector.to_string(),
                    ..PutRelationRequest::default()
                };
                desk.put_relation(relation).await.unwrap();
            }
        }
    }

    /// What somebody is told who asks by the older number.
    async fn by_the_older_number(&self) -> Option<String> {
        let query = OverviewQuery {
            child: wire(&self.older),
            ..OverviewQuery::default()
        };
        let caller = Caller::actor(&self.harness, NURSE);
        caller
            .events(query)
            .await
            .err()
            .map(|refused| why::<()>(Err(refused)))
    }
}

/// That somebody lives under a number.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Custody,
    Relation,
}

// R-LINK-6
#[tokio::test]
async fn nobody_is_asked_under_a_number_with_a_past_that_is_not_the_childs() {
    let scene = Renumbered::start().await;
    assert!(!scene.is_doubtful().await);
    scene.tell(&scene.older, &[nobody()]).await;
    assert_eq!(scene.shown_under().await, scene.todays());
    assert!(scene.is_doubtful().await, "and that is said");
    scene.link(&[scene.older.clone(), nobody()]).await;
    assert_eq!(scene.shown_under().await, scene.both());
    assert!(!scene.is_doubtful().await);
}

// R-LINK-6, R-LINK-7
#[tokio::test]
async fn nobody_is_asked_under_a_number_that_another_child_names_as_well() {
    let scene = Renumbered::start().await;
    scene
        .tell(&nobody(), std::slice::from_ref(&scene.older))
        .await;
    assert_eq!(scene.shown_under().await, scene.todays());
    assert!(scene.is_doubtful().await);
    scene.tell(&nobody(), &[]).await;
    assert_eq!(scene.shown_under().await, scene.both());
    assert!(!scene.is_doubtful().await);
}

// R-LINK-6
#[tokio::test]
async fn nobody_is_asked_under_a_number_that_somebody_was_told_to_live_under_since() {
    for sign in [Sign::Custody, Sign::Relation] {
        let scene = Renumbered::start().await;
        scene.lives(sign).await;
        assert_eq!(scene.shown_under().await, scene.todays(), "{sign:?}");
        assert!(scene.is_doubtful().await, "{sign:?}");
        // Its blocks hold all the same.
        let mut desk = Voice::of(&scene.harness, DESK);
        desk.block(scene.older_block(CENTRE)).await.unwrap();
        assert!(scene.shown_under().await.is_empty(), "{sign:?}");
    }
}

// R-LINK-4
#[tokio::test]
async fn what_was_forbidden_under_the_first_of_a_chain_holds_under_the_last() {
    let scene = Renumbered::start().await;
    scene.tell(&scene.older, &[nobody()]).await;
    let first = |mut block: proto::v1::consent::Block| {
        block.child = wire(&nobody());
        block
    };
    let mut desk = Voice::of(&scene.harness, DESK);
    let block = desk.block(first(scene.older_block(CENTRE))).await.unwrap();
    assert!(scene.shown_under().await.is_empty());
    desk.end_block(&block.block_id, &nobody()).await.unwrap();
    assert_eq!(scene.shown_under().await, scene.todays());
}

// R-LINK-9
#[tokio::test]
async fn under_a_number_of_before_nobody_has_to_do_with_the_child() {
    let scene = Renumbered::start().await;
    scene.link(&[]).await;
    let mut register = scene.harness.sandbox.register(Country::Se);
    let told = register.protection(&scene.older, false, now(&scene.harness));
    told.await.unwrap();
    scene.lives(Sign::Custody).await;
    scene.lives(Sign::Relation).await;
    assert_eq!(
        scene.by_the_older_number().await,
        None,
        "somebody's of today"
    );
    scene.link(std::slice::from_ref(&scene.older)).await;
    let refused = scene.by_the_older_number().await;
    assert_eq!(refused.as_deref(), Some("REFUSED"));
}

// R-GATE-1, R-LINK-9
#[tokio::test]
async fn nothing_is_released_under_a_number_once_another_took_its_place() {
    let mut harness = Harness::start().await;
    let (child, as_of) = (harness.child(STORY), now(&harness));
    let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
    let log = ReleaseLog::of(&harness);
    let caller = Caller::actor(&harness, NURSE);
    let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
    held.asked().await;
    log.shown("emi-vasterby").await;
    let mut register = harness.sandbox.register(Country::Se);
    let took = register.identity_link(&nobody(), &[child], as_of).await;
    took.unwrap();
    let acknowledged = log.number();
    held.let_go();
    let ended = rest(&mut stream).await;
    assert_eq!(why(ended), "REFUSED");
    let (_, after) = log.around(acknowledged);
    assert!(after.is_empty());
}

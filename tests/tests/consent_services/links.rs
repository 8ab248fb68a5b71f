//! A child whose number changed: its first months stand under the older one, are reached while the register links the two, and are another
//! child's when it does not.

use std::collections::BTreeSet;

use domain::{
    facts::ConsentKind,
    id::PersonId,
    record::body::Body,
    time::{Country, age_on},
};
use mock_producers::{
    World,
    clock::today,
    world::{ToldChild, ToldConsent, ToldRelation},
};
use proto::v1::{
    consent::{PutIdentityLinkRequest, consent_service_client::ConsentServiceClient},
    overview::{OverviewQuery, overview_event::Event},
};
use tests::{Harness, Scene, caller::Caller, desk::consent};
use tonic::Status;

use crate::stage::{DESK, NURSE, STORY, Voice, now, why, wire};

const CENTRE: &str = "bvc-vasterby";

/// A synthetic child with an older number under which the centre wrote, who is seen by whoever has to do with it.
struct Renumbered {
    harness: Harness,
    child: PersonId,
    older: PersonId,
}

impl Renumbered {
    async fn start() -> Self {
        let worlds = (1..=8).map(|seed| World::peopled(today(), seed, 200));
        let (mut world, mut told, older) = worlds
            .filter_map(|world| {
                let found = world.children.iter();
                let found = found.filter_map(|child| Some((child, early_number(&world, child)?)));
                let (child, older) = found.map(|(child, older)| (child.clone(), older)).next()?;
                Some((world, child, older))
            })
            .next()
            .unwrap();
        seen_by_the_school_nurse(&world, &mut told);
        world.children = vec![told.clone()];
        let systems = [CENTRE, "bvc-gamlestan", "emi-vasterby", "folkbokforingen"];
        let harness = Scene::world(world).systems(&systems).start().await;
        Self {
            harness,
            child: told.id,
            older,
        }
    }

    /// The numbers that what the centre shows stands under.
    async fn shown_under(&self) -> BTreeSet<String> {
        let query = OverviewQuery {
            child: wire(&self.child),
            ..OverviewQuery::default()
        };
        let caller = Caller::actor(&self.harness, NURSE);
        let events = caller.events(query).await.unwrap();
        let records = events.into_iter().filter_map(|event| match event.event {
            Some(Event::Source(row)) if row.source.as_ref()?.producer_id == CENTRE => {
                Some(row.records)
            }
            _ => None,
        });
        records
            .flatten()
            .map(|record| record.header().unwrap().subject.unwrap().value)
            .collect()
    }

    async fn link(&self, older: &[PersonId]) {
        let mut register = self.harness.sandbox.register(Country::Se);
        let as_of = now(&self.harness);
        register
            .identity_link(&self.child, older, as_of)
            .await
            .unwrap();
    }

    fn both(&self) -> BTreeSet<String> {
        [&self.child, &self.older]
            .map(|id| id.value().to_owned())
            .into()
    }

    fn todays(&self) -> BTreeSet<String> {
        [self.child.value().to_owned()].into()
    }
}

/// The nurse has to do with the child, and everybody consented.
fn seen_by_the_school_nurse(world: &World, child: &mut ToldChild) {
    let nurse = world.actor(NURSE).unwrap();
    child.relations.push(ToldRelation {
        organisation: nurse.organisation.clone(),
        unit: None,
        sector: nurse.sector.clone(),
    });
    let guardians = child.guardians.iter();
    let said = guardians.map(|guardian| ToldConsent::of(&guardian.id, ConsentKind::Permit));
    child.consents = said.collect();
}

/// The older number of a child whose early years a school nurse may see, where the centre wrote under it.
fn early_number(world: &World, child: &ToldChild) -> Option<PersonId> {
    let birth = child.id.birth_date()?;
    let age = age_on(birth, today())?;
    if !(7..13).contains(&age) || child.protected || child.id.country() != Country::Se {
        return None;
    }
    let records = |system: &str| world.system(system).unwrap().records.clone();
    let register = records("folkbokforingen");
    let older = register.iter().find_map(|record| match &record.body {
        Body::MasterData(body) if record.header.subject == child.id => {
            body.other_ids.first().cloned()
        }
        _ => None,
    })?;
    let wrote = records(CENTRE);
    let under = |id: &PersonId| wrote.iter().any(|record| record.header.subject == *id);
    (under(&older) && under(&child.id)).then_some(older)
}

// R-LINK-1
#[tokio::test]
async fn the_first_months_are_reached_under_todays_number_as_long_as_the_register_links_them() {
    let scene = Renumbered::start().await;
    assert_eq!(scene.shown_under().await, scene.both());
    scene.link(&[]).await;
    assert_eq!(scene.shown_under().await, scene.todays());
    scene.link(std::slice::from_ref(&scene.older)).await;
    assert_eq!(scene.shown_under().await, scene.both());
}

// R-LINK-4
#[tokio::test]
async fn a_block_under_the_older_number_holds_and_protection_hides_the_link() {
    let scene = Renumbered::start().await;
    let mut desk = Voice::of(&scene.harness, DESK);
    let block = proto::v1::consent::Block {
        child: wire(&scene.older),
        provider: Some(crate::stage::organisation(&scene.harness, CENTRE).into()),
        block_id: uuid::Uuid::new_v4().to_string(),
        ..Default::default()
    };
    let id = desk.block(block).await.unwrap().block_id;
    assert_eq!(scene.shown_under().await, BTreeSet::new());
    desk.end_block(&id, &scene.older).await.unwrap();
    assert_eq!(scene.shown_under().await, scene.both());
    // What a guardian refused under the older number is refused.
    let told = scene.harness.sandbox.world.children.first().unwrap();
    let guardian = told.guardians.first().unwrap().id.clone();
    let no = consent(
        proto::v1::consent::ConsentKind::Refuse,
        &scene.older,
        &guardian,
    );
    let no = desk.consent(no).await.unwrap();
    assert_eq!(scene.shown_under().await, BTreeSet::new());
    desk.end(&no.consent_id).await.unwrap();
    assert_eq!(scene.shown_under().await, scene.both());
    // Under protection a link between two numbers may be the very thing that is protected.
    let mut register = scene.harness.sandbox.register(Country::Se);
    let as_of = now(&scene.harness);
    register
        .protection(&scene.older, true, as_of)
        .await
        .unwrap();
    assert!(!scene.shown_under().await.contains(scene.older.value()));
}

// R-LINK-2, R-PEER-2
#[tokio::test]
async fn a_link_is_told_by_the_pinned_register_and_by_nobody_else() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let older = |count: usize| -> Vec<_> {
        let day = |i: usize| format!("2001{:02}{:02}", 1 + i % 12, 1 + i);
        let number =
            |i| (0..10_000).find_map(|n| PersonId::guess(&format!("{}-{n:04}", day(i))).ok());
        (0..count)
            .map(|i| wire(&number(i).unwrap()).unwrap())
            .collect()
    };
    let put = async |who: &str, older_ids: Vec<_>| -> Result<(), Status> {
        let voice = Voice::of(&harness, who);
        let request = PutIdentityLinkRequest {
            child: wire(&child),
            older_ids,
            as_of_time: Some(proto::convert::common::wire_timestamp(now(&harness))),
        };
        let mut client = ConsentServiceClient::new(voice.caller.channel());
        client
            .put_identity_link(voice.caller.request(request))
            .await?;
        Ok(())
    };
    assert_eq!(why(put(NURSE, older(1)).await), "NOT_A_FACT_SOURCE");
    put(DESK, older(16)).await.unwrap();
    assert_eq!(why(put(DESK, older(17)).await), "INVALID_REQUEST");
    let itself = vec![wire(&child).unwrap()];
    assert_eq!(why(put(DESK, itself).await), "INVALID_REQUEST");
}

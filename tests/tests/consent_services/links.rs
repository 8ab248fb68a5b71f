//! A child whose number changed: its first months stand under the older one, are reached while the register links the two, and are another
//! child's when it does not.

use std::collections::BTreeSet;

use domain::{
    facts::ConsentKind,
    id::PersonId,
    record::body::Body,
    time::{Country, age_on},
};
use jiff::SignedDuration;
use mock_producers::{
    World,
    clock::today,
    world::{ToldChild, ToldConsent, ToldRelation},
};
use proto::v1::{
    consent::{
        Block, Consent, ConsentKind::Refuse, PutIdentityLinkRequest,
        consent_service_client::ConsentServiceClient,
    },
    overview::{OverviewEvent, OverviewQuery, SourceStatus, overview_event::Event},
};
use tests::{Harness, Scene, caller::Caller, desk::consent, release_log::row};
use tonic::Status;
use uuid::Uuid;

use crate::stage::{DESK, NURSE, STORY, Voice, now, organisation, why, wire};

pub(crate) const CENTRE: &str = "bvc-vasterby";
/// The other of that sector.
const OTHER_CENTRE: &str = "bvc-gamlestan";
/// The sector of both.
const SECTOR: &str = "child-health";
/// How long the register's word about protection counts.
const A_WORD: SignedDuration = SignedDuration::from_hours(36);

/// A synthetic child with an older number under which the centre wrote, who is seen by whoever has to do with it.
pub(crate) struct Renumbered {
    pub(crate) harness: Harness,
    pub(crate) child: PersonId,
    pub(crate) older: PersonId,
}

impl Renumbered {
    pub(crate) async fn start() -> Self {
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
        let systems = [CENTRE, OTHER_CENTRE, "emi-vasterby", "folkbokforingen"];
        let scene = Scene::world(world).systems(&systems).manual_clock();
        let harness = scene.start().await;
        Self {
            harness,
            child: told.id,
            older,
        }
    }

    pub(crate) async fn events(&self) -> Vec<OverviewEvent> {
        let query = OverviewQuery {
            child: wire(&self.child),
            ..OverviewQuery::default()
        };
        let caller = Caller::actor(&self.harness, NURSE);
        caller.events(query).await.unwrap()
    }

    /// The numbers that what the centre shows stands under.
    pub(crate) async fn shown_under(&self) -> BTreeSet<String> {
        let records = self
            .events()
            .await
            .into_iter()
            .filter_map(|event| match event.event {
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

    pub(crate) async fn link(&self, older: &[PersonId]) {
        let mut register = self.harness.sandbox.register(Country::Se);
        let as_of = now(&self.harness);
        register
            .identity_link(&self.child, older, as_of)
            .await
            .unwrap();
    }

    /// Whether anything of the early years is permitted, masked or not.
    async fn permits(&self) -> bool {
        let events = self.events().await;
        let rows = events.iter().filter_map(row);
        rows.filter(|row| row.status() != SourceStatus::Withheld)
            .any(|row| row.source.as_ref().unwrap().sector == SECTOR)
    }

    async fn is_protected(&self) -> bool {
        let events = self.events().await;
        let first = events.first().and_then(|event| event.event.as_ref());
        matches!(first, Some(Event::Started(started)) if started.protected_identity)
    }

    /// The child's identity becomes protected, or nobody can say any more that it is not.
    async fn veil(&self, veil: Veil) {
        let mut register = self.harness.sandbox.register(Country::Se);
        let told = now(&self.harness);
        let (protected, stale) = match veil {
            Veil::Todays => (Some(&self.child), false),
            Veil::Older => (Some(&self.older), false),
            Veil::Unknown => (None, true),
            Veil::OlderUnknown => (Some(&self.older), true),
        };
        if let Some(number) = protected {
            register.protection(number, true, told).await.unwrap();
        }
        if !stale {
            return;
        }
        self.harness.clock().advance(A_WORD);
        let today = now(&self.harness);
        let told = self.harness.sandbox.world.children.first().unwrap();
        let holders = told.guardians.iter();
        let holders = holders.map(|guardian| (guardian.id.clone(), guardian.residence_parent));
        register.custody(&self.child, holders, today).await.unwrap();
        if matches!(veil, Veil::OlderUnknown) {
            let told = register.protection(&self.child, false, today).await;
            told.unwrap();
        }
    }

    /// What a centre's organisation holds is blocked under the older number.
    pub(crate) fn older_block(&self, centre: &str) -> Block {
        Block {
            child: wire(&self.older),
            provider: Some(organisation(&self.harness, centre).into()),
            block_id: Uuid::new_v4().to_string(),
            ..Block::default()
        }
    }

    /// A guardian's refusal of everything under the older number.
    pub(crate) fn older_refusal(&self) -> Consent {
        let told = self.harness.sandbox.world.children.first().unwrap();
        let guardian = &told.guardians.first().unwrap().id;
        consent(Refuse, &self.older, guardian)
    }

    pub(crate) fn both(&self) -> BTreeSet<String> {
        [&self.child, &self.older]
            .map(|id| id.value().to_owned())
            .into()
    }

    pub(crate) fn todays(&self) -> BTreeSet<String> {
        [self.child.value().to_owned()].into()
    }
}

/// Under what a link between two numbers is told to no source.
#[derive(Debug, Clone, Copy)]
enum Veil {
    /// Today's number is protected.
    Todays,
    /// The older one is.
    Older,
    /// Nobody can say whether today's is.
    Unknown,
    /// The older one was told to be, longer ago than such a word counts.
    OlderUnknown,
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
async fn a_block_and_a_refusal_under_the_older_number_hold() {
    let scene = Renumbered::start().await;
    let mut desk = Voice::of(&scene.harness, DESK);
    let block = desk.block(scene.older_block(CENTRE)).await.unwrap();
    assert_eq!(scene.shown_under().await, BTreeSet::new());
    let ended = desk.end_block(&block.block_id, &scene.older).await;
    ended.unwrap();
    assert_eq!(scene.shown_under().await, scene.both());
    // What a guardian refused under the older number is refused.
    let no = desk.consent(scene.older_refusal()).await.unwrap();
    assert_eq!(scene.shown_under().await, BTreeSet::new());
    desk.end(&no.consent_id).await.unwrap();
    assert_eq!(scene.shown_under().await, scene.both());
}

// R-LINK-4, R-PROTECT-1
#[tokio::test]
async fn what_was_forbidden_under_the_older_number_holds_also_where_the_link_is_hidden() {
    for veil in [Veil::Todays, Veil::Older, Veil::Unknown, Veil::OlderUnknown] {
        let scene = Renumbered::start().await;
        scene.veil(veil).await;
        assert!(scene.is_protected().await, "{veil:?}");
        assert!(
            scene.permits().await,
            "{veil:?}: what follows shows nothing"
        );
        let mut desk = Voice::of(&scene.harness, DESK);
        let mut blocks = Vec::new();
        for centre in [CENTRE, OTHER_CENTRE] {
            blocks.push(desk.block(scene.older_block(centre)).await.unwrap());
        }
        assert!(!scene.permits().await, "{veil:?}: blocked");
        for block in blocks {
            let ended = desk.end_block(&block.block_id, &scene.older).await;
            ended.unwrap();
        }
        assert!(scene.permits().await, "{veil:?}: no more");
        let no = desk.consent(scene.older_refusal()).await.unwrap();
        assert!(!scene.permits().await, "{veil:?}: refused");
        desk.end(&no.consent_id).await.unwrap();
        assert!(scene.permits().await, "{veil:?}: taken back");
    }
}

// R-LINK-4
#[tokio::test]
async fn no_source_is_told_of_a_link_under_protection() {
    for veil in [Veil::Todays, Veil::Older] {
        let scene = Renumbered::start().await;
        scene.veil(veil).await;
        let older = scene.older.value().to_owned();
        let events = scene.events().await;
        let records: Vec<_> = (events.into_iter())
            .filter_map(|event| match event.event {
                Some(Event::Source(row)) if row.source.as_ref()?.sector == SECTOR => {
                    Some(row.records)
                }
                _ => None,
            })
            .flatten()
            .collect();
        assert!(!records.is_empty(), "{veil:?}: something is shown");
        let subjects = records
            .iter()
            .filter_map(|record| record.header().ok()?.subject.clone());
        assert!(
            subjects.into_iter().all(|subject| subject.value != older),
            "{veil:?}"
        );
    }
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

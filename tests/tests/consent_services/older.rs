//! What stands under a number that a child had before holds for every service, and also where the link itself cannot be read.

use std::collections::BTreeSet;

use aggregator::{
    ledger::{
        Statement,
        statement::{IdentityLinkTold, OlderId},
    },
    seal::Seal,
    store::Teller,
};
use domain::{id::PersonId, time::Country};
use proto::{
    transport::PeerName,
    v1::{
        consent::{
            Block, BlockStatus, CheckBlocksRequest, CheckConsentRequest, ConsentKind,
            GuardianAccessKind, InformationEntity, PutGuardianAccessRequest,
        },
        overview::{
            Outcome, RevealBlockedRequest, RevealBlockedResponse,
            overview_service_client::OverviewServiceClient,
        },
    },
};
use tests::{Harness, caller::Caller, desk::consent};
use tonic::Status;
use uuid::Uuid;

use crate::stage::{
    CONSENTED, DESK, MOTHER, NURSE, STORY, Voice, block_of, guardians, nobody, now, organisation,
    seen, why, wire,
};

/// The child of the story was [`nobody`] before.
pub(crate) async fn linked() -> Harness {
    let harness = Harness::start().await;
    let mut register = harness.sandbox.register(Country::Se);
    let as_of = now(&harness);
    let older = [nobody()];
    register
        .identity_link(&harness.child(STORY), &older, as_of)
        .await
        .unwrap();
    harness
}

/// Blocks a system under the older number.
pub(crate) async fn block(harness: &Harness, system: &str) -> Block {
    let block = Block {
        child: wire(&nobody()),
        ..block_of(harness, STORY, system)
    };
    Voice::of(harness, DESK).block(block).await.unwrap()
}

async fn unblock(harness: &Harness, block: &Block) {
    let mut desk = Voice::of(harness, DESK);
    desk.end_block(&block.block_id, &nobody()).await.unwrap();
}

// R-LINK-4, R-DESK-8
#[tokio::test]
async fn the_check_of_blocks_tells_of_a_block_under_the_older_number() {
    let harness = linked().await;
    let status = async || {
        let mut desk = Voice::of(&harness, DESK);
        let asked = CheckBlocksRequest {
            child: wire(&harness.child(STORY)),
            recipient: Some(organisation(&harness, "emi-vasterby").into()),
            entities: vec![InformationEntity {
                provider: Some(organisation(&harness, CONSENTED).into()),
                unit: "SE5590010018-1002".to_owned(),
                information_type: "observation/growth".to_owned(),
                start_time: Some(proto::convert::common::wire_timestamp(now(&harness))),
                ..InformationEntity::default()
            }],
            ..CheckBlocksRequest::default()
        };
        let told = desk.blocks.check_blocks(asked).await.unwrap().into_inner();
        told.statuses().next().unwrap()
    };
    let before = status().await;
    assert_ne!(before, BlockStatus::Blocked);
    let block = block(&harness, CONSENTED).await;
    assert_eq!(status().await, BlockStatus::Blocked);
    unblock(&harness, &block).await;
    assert_eq!(status().await, before);
}

// R-LINK-4, R-DESK-6
#[tokio::test]
async fn the_check_of_consents_tells_of_a_refusal_under_the_older_number() {
    let harness = linked().await;
    let outcome = async || {
        let mut nurse = Voice::of(&harness, NURSE);
        let request = nurse.caller.request(CheckConsentRequest {
            child: wire(&harness.child(STORY)),
            ..CheckConsentRequest::default()
        });
        let told = nurse.consents.check_consent(request).await.unwrap();
        let sectors = told.into_inner().sectors;
        let of = sectors.iter().find(|row| row.sector == "child-health");
        of.unwrap().outcome()
    };
    assert_ne!(outcome().await, Outcome::Withheld);
    let mother = guardians(&harness, STORY).remove(0);
    let no = consent(ConsentKind::Refuse, &nobody(), &mother);
    let mut desk = Voice::of(&harness, DESK);
    let no = desk.consent(no).await.unwrap();
    assert_eq!(outcome().await, Outcome::Withheld);
    desk.end(&no.consent_id).await.unwrap();
    assert_ne!(outcome().await, Outcome::Withheld);
}

// R-LINK-4, R-CITIZEN-3
#[tokio::test]
async fn a_guardian_closed_under_the_older_number_reads_no_list() {
    let harness = linked().await;
    let child = harness.child(STORY);
    let mut mother = Voice::of(&harness, MOTHER);
    mother.consents_of(&child).await.unwrap();
    let closed = PutGuardianAccessRequest {
        access_id: Uuid::new_v4().to_string(),
        child: wire(&nobody()),
        guardian: wire(&guardians(&harness, STORY).remove(0)),
        kind: GuardianAccessKind::Closed.into(),
        ..PutGuardianAccessRequest::default()
    };
    let mut desk = Voice::of(&harness, DESK);
    desk.facts.put_guardian_access(closed).await.unwrap();
    assert_eq!(why(mother.consents_of(&child).await), "REFUSED");
}

// R-LINK-4, R-REVEAL-1, R-PROTECT-3
#[tokio::test]
async fn where_it_is_blocked_is_told_of_the_older_number_too_and_masked_by_its_protection() {
    let harness = linked().await;
    let block = block(&harness, CONSENTED).await;
    let answer = harness.collected(NURSE, STORY).await.unwrap();
    let overview_id = answer.started.unwrap().overview_id;
    let reveal = async || -> Result<RevealBlockedResponse, Status> {
        let caller = Caller::actor(&harness, NURSE);
        let asked = RevealBlockedRequest {
            overview_id: overview_id.clone(),
            child: wire(&harness.child(STORY)),
            reason: "fever since Monday".to_owned(),
        };
        let mut client = OverviewServiceClient::new(caller.channel());
        Ok(client
            .reveal_blocked(caller.request(asked))
            .await?
            .into_inner())
    };
    let named = |told: &RevealBlockedResponse| -> BTreeSet<String> {
        let sources = told.sources.iter();
        sources.map(|source| source.producer_id.clone()).collect()
    };
    let told = reveal().await.unwrap();
    assert_eq!(named(&told), [CONSENTED.to_owned()].into());
    assert_eq!(told.block_ids, [block.block_id]);
    let mut register = harness.sandbox.register(Country::Se);
    let as_of = now(&harness);
    register.protection(&nobody(), true, as_of).await.unwrap();
    let told = reveal().await.unwrap();
    assert!(!told.sources.is_empty(), "the sector is told");
    assert!(!named(&told).contains(CONSENTED));
}

/// The link, its number sealed under a key that is no more.
fn sealed_under_another_key(harness: &Harness, child: &PersonId) -> Statement {
    let keys = &harness.sandbox.aggregator.aggregator.pseudonyms;
    let seal = Seal::from_key(&[8; 32]).unwrap();
    let older = OlderId::sealed(keys.of(child), keys.of(&nobody()), &nobody(), &seal);
    Statement::IdentityLinkTold(IdentityLinkTold {
        older: vec![older.unwrap()],
        as_of: now(harness),
    })
}

// R-LINK-1, R-LINK-4
#[tokio::test]
async fn a_number_that_does_not_open_forbids_all_the_same() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let aggregator = &harness.sandbox.aggregator.aggregator;
    let link = sealed_under_another_key(&harness, &child);
    let pseudonym = aggregator.pseudonyms.of(&child);
    let register = PeerName::uri("spiffe://samsyn.example/register").unwrap();
    let register = Teller::peer(&register);
    let told = aggregator.store.state(pseudonym, link, register).await;
    told.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let block = block(&harness, CONSENTED).await;
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    unblock(&harness, &block).await;
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
}

// R-LINK-4, R-FACTS-1
#[tokio::test]
async fn a_link_that_cannot_be_read_shows_nothing_that_a_block_or_a_refusal_could_forbid() {
    let harness = linked().await;
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let child = harness.child(STORY);
    let child = harness.sandbox.aggregator.aggregator.pseudonyms.of(&child);
    let db = rusqlite::Connection::open(harness.dir().join("aggregator.db")).unwrap();
    db.execute(
        "INSERT INTO statement (child, kind, at_us, teller, body) VALUES (?1, 'identity-link', 0, 's', '{}')",
        [child.0],
    )
    .unwrap();
    // What no block reaches is shown, under the name of its sector: the older number may be a protected one.
    let unblockable = ["population-register".to_owned()].into();
    assert_eq!(seen(&harness, NURSE, STORY).await, unblockable);
    let mut mother = Voice::of(&harness, MOTHER);
    let read = mother.consents_of(&harness.child(STORY)).await;
    assert_eq!(why(read), "REFUSED", "her access may have been closed");
}

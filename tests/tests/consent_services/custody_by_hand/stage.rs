//! A child whom no register has told of, and what is said of its custody.

use std::collections::BTreeSet;

use aggregator::audit::log::{DatabaseLog, Log};
use domain::{
    id::PersonId,
    time::{Country, Date, Timestamp},
};
use jiff::SignedDuration;
use mock_producers::World;
use proto::{
    convert::common::wire_timestamp,
    v1::{
        consent::{
            CheckConsentRequest, CustodyByHand, Holder, PutCustodyRequest, PutCustodyResponse,
            PutRelationRequest, Registration,
        },
        overview::{Outcome, OverviewQuery, SectorDecision},
    },
};
use serde_json::Value;
use tests::{Harness, Scene, caller::Caller, release_log::shows};
use tonic::Status;
use uuid::Uuid;

use crate::stage::{DESK, NURSE, STORY, Voice, now, permit, wire};

/// A text that nobody may find in anything that was written.
pub(super) const DOCUMENT: &str = "the judgment that she brought from Kajaani";
const DAY: Date = Date::constant(2026, 11, 21);
pub(super) const AGE: SignedDuration = SignedDuration::from_hours(36);

/// A child whom no register has told of: a nurse has to do with it, and both guardians have said yes.
pub(super) struct Stage {
    pub(super) harness: Harness,
    pub(super) child: PersonId,
    pub(super) guardians: [PersonId; 2],
}

impl Stage {
    pub(super) async fn new() -> Self {
        Self::of(Scene::default()).await
    }

    pub(super) async fn of(scene: Scene) -> Self {
        let told = World::told(DAY).child(STORY).unwrap().clone();
        let unknown = |world: &mut World| world.children.retain(|child| child.story != STORY);
        let harness = scene.today(DAY).retold(unknown).start().await;
        let guardians: Vec<_> = told.guardians.into_iter().map(|g| g.id).collect();
        let stage = Self {
            child: told.id,
            guardians: guardians.try_into().unwrap(),
            harness,
        };
        let mut desk = Voice::of(&stage.harness, DESK);
        let nurse = stage.harness.sandbox.world.actor(NURSE).unwrap().clone();
        let relation = PutRelationRequest {
            child: wire(&stage.child),
            organisation: Some(nurse.organisation.into()),
            sector: nurse.sector.to_string(),
            ..PutRelationRequest::default()
        };
        desk.consents.put_relation(relation).await.unwrap();
        stage.tell_that_it_is_not_protected().await;
        for guardian in &stage.guardians {
            desk.consent(permit(&stage.child, guardian)).await.unwrap();
        }
        stage
    }

    pub(super) fn now(&self) -> Timestamp {
        now(&self.harness)
    }

    async fn tell_that_it_is_not_protected(&self) {
        let mut register = self.harness.sandbox.register(Country::Se);
        let told = register.protection(&self.child, false, self.now()).await;
        told.unwrap();
    }

    /// What the register says of custody.
    pub(super) async fn register_tells(&self, guardians: &[PersonId]) {
        let holders = guardians.iter().map(|guardian| (guardian.clone(), false));
        let mut register = self.harness.sandbox.register(Country::Se);
        let told = register.custody(&self.child, holders, self.now()).await;
        told.unwrap();
    }

    /// A word by hand that names these.
    pub(super) fn word(&self, guardians: &[PersonId]) -> PutCustodyRequest {
        PutCustodyRequest {
            child: wire(&self.child),
            holders: guardians.iter().map(holder).collect(),
            as_of_time: Some(wire_timestamp(self.now())),
            by_hand: Some(CustodyByHand {
                custody_id: Uuid::new_v4().to_string(),
                document: DOCUMENT.to_owned(),
                registration: Some(Registration {
                    requested_by: "her grandmother".to_owned(),
                    reason: "she has lived abroad until now".to_owned(),
                    ..Registration::default()
                }),
            }),
        }
    }

    pub(super) async fn put(
        &self,
        who: &str,
        word: PutCustodyRequest,
    ) -> Result<PutCustodyResponse, Status> {
        put(&mut Voice::of(&self.harness, who), word).await
    }

    /// What the nurse would see of the child health centre.
    async fn check(&self) -> SectorDecision {
        let mut nurse = Voice::of(&self.harness, NURSE);
        let request = nurse.caller.request(CheckConsentRequest {
            child: wire(&self.child),
            ..CheckConsentRequest::default()
        });
        let told = nurse.consents.check_consent(request).await.unwrap();
        let mut rows = told.into_inner().sectors.into_iter();
        rows.find(|row| row.sector == "child-health").unwrap()
    }

    /// Why not; nothing when it would be shown.
    pub(super) async fn withheld(&self) -> BTreeSet<String> {
        let row = self.check().await;
        let reasons = row.reasons.iter().map(|reason| reason.code.clone());
        match row.outcome() {
            Outcome::Withheld => reasons.collect(),
            _ => BTreeSet::new(),
        }
    }

    pub(super) async fn overview(&self, who: &str) -> Result<BTreeSet<String>, Status> {
        let caller = Caller::actor(&self.harness, who);
        let events = caller.events(self.query()).await?;
        Ok(events.iter().filter_map(shows).map(Into::into).collect())
    }

    pub(super) fn query(&self) -> OverviewQuery {
        OverviewQuery {
            child: wire(&self.child),
            ..OverviewQuery::default()
        }
    }

    /// What the log says of changes, each with who made it.
    pub(super) fn changes(&self) -> Vec<(String, String)> {
        let log = DatabaseLog::open(&self.harness.dir().join("aggregator.db")).unwrap();
        let mut found = Vec::new();
        log.each(&mut |line| {
            if line.kind == "fact_change" {
                let body: Value = serde_json::from_str(&line.body).unwrap();
                let word = |key: &str| body.get(key).unwrap().as_str().unwrap().to_owned();
                found.push((word("change"), word("by")));
            }
            Ok(())
        })
        .unwrap();
        found
    }
}

fn holder(guardian: &PersonId) -> Holder {
    Holder {
        guardian: wire(guardian),
        residence_parent: false,
    }
}

pub(super) async fn put(
    voice: &mut Voice,
    word: PutCustodyRequest,
) -> Result<PutCustodyResponse, Status> {
    let request = voice.caller.request(word);
    let told = voice.consents.put_custody(request).await?;
    Ok(told.into_inner())
}

pub(super) fn unknown() -> BTreeSet<String> {
    ["CUSTODY_UNKNOWN".to_owned()].into()
}

//! Somebody with a connection to every service about consents, and what the tests ask of an overview.

use std::collections::BTreeSet;

use domain::{
    id::{OrganisationId, PersonId},
    time::Timestamp,
};
use mock_producers::World;
use proto::{
    status::reason_of,
    v1::{
        common::Identifier,
        consent::{
            AnswerConsentRequestRequest, Block, Consent, ConsentAnswer, ConsentKind,
            ConsentRequest, DeleteConsentRequest, EndBlockRequest, EndConsentRequest,
            EndLiftRequest, Lift, LiftReason, ListBlocksRequest, ListConsentRequestsRequest,
            ListConsentsRequest, RegisterBlockRequest, RegisterConsentRequest, RegisterLiftRequest,
            RequestConsentRequest, block_service_client::BlockServiceClient,
            consent_service_client::ConsentServiceClient, fact_service_client::FactServiceClient,
        },
        overview::{OpenRequest, OverviewQuery, overview_event::Event},
    },
};
use serde_json::{Value, json};
use tests::{Harness, caller::Caller, release_log::shows};
use tonic::{Status, transport::Channel};
use uuid::Uuid;

pub(crate) const STORY: &str = "old-bvc";
pub(crate) const NURSE: &str = "skolskoterska-vasterby";
pub(crate) const ELSEWHERE: &str = "skolskoterska-norrby";
pub(crate) const MOTHER: &str = "vardnadshavare-old-bvc";
pub(crate) const FATHER: &str = "vardnadshavare-old-bvc-2";
pub(crate) const DESK: &str = "desk";
/// Shows only with consent.
pub(crate) const CONSENTED: &str = "bvc-vasterby";
/// An identity number that nobody has told anything about.
pub(crate) const NOBODY: &str = "19121212-1212";

/// What the first event of an overview says of a sector's open requests for information.
pub(crate) async fn open_requests(
    caller: &Caller,
    query: OverviewQuery,
    sector: &str,
) -> Vec<OpenRequest> {
    let events = caller.events(query).await.unwrap();
    let Some(Event::Started(started)) = events.into_iter().next().unwrap().event else {
        return Vec::new();
    };
    let row = started.sectors.into_iter().find(|row| row.sector == sector);
    row.unwrap().open_requests
}

/// Somebody who calls.
pub(crate) struct Voice {
    pub(crate) caller: Caller,
    pub(crate) consents: ConsentServiceClient<Channel>,
    pub(crate) blocks: BlockServiceClient<Channel>,
    pub(crate) facts: FactServiceClient<Channel>,
}

impl Voice {
    /// A told actor, or the pinned source of facts under the name [`DESK`].
    pub(crate) fn of(harness: &Harness, name: &str) -> Self {
        let caller = match name {
            DESK => Caller::by(harness, &harness.party(DESK)),
            actor => Caller::actor(harness, actor),
        };
        Self {
            consents: ConsentServiceClient::new(caller.channel()),
            blocks: BlockServiceClient::new(caller.channel()),
            facts: FactServiceClient::new(caller.channel()),
            caller,
        }
    }

    /// A told actor, with some claims of the token other than told.
    pub(crate) fn claiming(harness: &Harness, name: &str, other: &[(&str, Value)]) -> Self {
        let mut claims = harness.claims(name);
        for (claim, value) in other {
            claims.get_mut(claim).unwrap().clone_from(value);
        }
        let journal = tests::caller::identity(harness.journal());
        Self {
            caller: Caller::by(harness, &journal).with(&harness.sign(&claims)),
            ..Self::of(harness, name)
        }
    }

    pub(crate) async fn consent(&mut self, consent: Consent) -> Result<Consent, Status> {
        let consent = Some(consent);
        let request = self.caller.request(RegisterConsentRequest { consent });
        let told = self.consents.register_consent(request).await?.into_inner();
        Ok(told.consent.unwrap())
    }

    pub(crate) async fn end(&mut self, id: &str) -> Result<prost_types::Timestamp, Status> {
        let consent_id = id.to_owned();
        let request = self.caller.request(EndConsentRequest { consent_id });
        let told = self.consents.end_consent(request).await?.into_inner();
        Ok(told.ended_time.unwrap())
    }

    pub(crate) async fn delete(
        &mut self,
        id: &str,
        reason: &str,
    ) -> Result<prost_types::Timestamp, Status> {
        let request = self.caller.request(DeleteConsentRequest {
            consent_id: id.to_owned(),
            reason: reason.to_owned(),
        });
        let told = self.consents.delete_consent(request).await?.into_inner();
        Ok(told.deleted_time.unwrap())
    }

    pub(crate) async fn consents_of(&mut self, child: &PersonId) -> Result<Vec<Consent>, Status> {
        let child = Some(child.clone().into());
        let request = self.caller.request(ListConsentsRequest { child });
        Ok(self
            .consents
            .list_consents(request)
            .await?
            .into_inner()
            .consents)
    }

    pub(crate) async fn ask(&mut self, asked: ConsentRequest) -> Result<ConsentRequest, Status> {
        let request = Some(asked);
        let request = self.caller.request(RequestConsentRequest { request });
        let told = self.consents.request_consent(request).await?.into_inner();
        Ok(told.request.unwrap())
    }

    pub(crate) async fn answer(
        &mut self,
        child: &PersonId,
        request_id: &str,
        answer: ConsentAnswer,
        consent_id: Uuid,
    ) -> Result<ConsentRequest, Status> {
        let request = self.caller.request(AnswerConsentRequestRequest {
            request_id: request_id.to_owned(),
            child: Some(child.clone().into()),
            answer: answer.into(),
            consent_id: consent_id.to_string(),
        });
        let told = self.consents.answer_consent_request(request).await?;
        Ok(told.into_inner().request.unwrap())
    }

    pub(crate) async fn requests_of(
        &mut self,
        child: &PersonId,
    ) -> Result<Vec<ConsentRequest>, Status> {
        let child = Some(child.clone().into());
        let request = self.caller.request(ListConsentRequestsRequest { child });
        let told = self.consents.list_consent_requests(request).await?;
        Ok(told.into_inner().requests)
    }

    pub(crate) async fn block(&mut self, block: Block) -> Result<Block, Status> {
        let block = Some(block);
        let request = self.caller.request(RegisterBlockRequest { block });
        let told = self.blocks.register_block(request).await?.into_inner();
        Ok(told.block.unwrap())
    }

    pub(crate) async fn end_block(
        &mut self,
        id: &str,
        child: &PersonId,
    ) -> Result<prost_types::Timestamp, Status> {
        let request = self.caller.request(EndBlockRequest {
            block_id: id.to_owned(),
            child: Some(child.clone().into()),
        });
        let told = self.blocks.end_block(request).await?.into_inner();
        Ok(told.ended_time.unwrap())
    }

    pub(crate) async fn blocks_of(&mut self, child: &PersonId) -> Result<Vec<Block>, Status> {
        let child = Some(child.clone().into());
        let request = self.caller.request(ListBlocksRequest { child });
        Ok(self.blocks.list_blocks(request).await?.into_inner().blocks)
    }

    pub(crate) async fn lift(&mut self, lift: Lift) -> Result<Lift, Status> {
        self.lift_of(lift, None).await
    }

    /// The same for a child as it is named today.
    pub(crate) async fn lift_of(
        &mut self,
        lift: Lift,
        child: Option<Identifier>,
    ) -> Result<Lift, Status> {
        let lift = Some(lift);
        let request = self.caller.request(RegisterLiftRequest { lift, child });
        let told = self.blocks.register_lift(request).await?.into_inner();
        Ok(told.lift.unwrap())
    }

    pub(crate) async fn end_lift(&mut self, id: &str) -> Result<prost_types::Timestamp, Status> {
        let lift_id = id.to_owned();
        let request = self.caller.request(EndLiftRequest { lift_id });
        let told = self.blocks.end_lift(request).await?.into_inner();
        Ok(told.ended_time.unwrap())
    }
}

/// A sandbox in which nobody has consented to anything.
pub(crate) fn forget_consents(world: &mut World) {
    for child in &mut world.children {
        child.consents.clear();
    }
}

/// Those who hold custody, in the order of their logins.
pub(crate) fn guardians(harness: &Harness, story: &str) -> Vec<PersonId> {
    let told = harness.sandbox.world.child(story).unwrap();
    told.guardians
        .iter()
        .map(|guardian| guardian.id.clone())
        .collect()
}

/// A permit to anybody, for everything.
pub(crate) fn permit(child: &PersonId, grantor: &PersonId) -> Consent {
    tests::desk::consent(ConsentKind::Permit, child, grantor)
}

/// An outer block of everything that a system's organisation holds.
pub(crate) fn block_of(harness: &Harness, story: &str, system: &str) -> Block {
    Block {
        block_id: Uuid::new_v4().to_string(),
        child: Some(harness.child(story).into()),
        provider: Some(organisation(harness, system).into()),
        ..Block::default()
    }
}

/// A lift for the caller's own place.
pub(crate) fn lift_of(block: &Block, reason: LiftReason) -> Lift {
    Lift {
        lift_id: Uuid::new_v4().to_string(),
        block_id: block.block_id.clone(),
        reason: reason.into(),
        reason_text: "she said that we may look".to_owned(),
        ..Lift::default()
    }
}

/// The organisation that answers for a system.
pub(crate) fn organisation(harness: &Harness, system: &str) -> OrganisationId {
    let peers = &harness.sandbox.aggregator.aggregator.peers;
    let admission = peers.admissions().find(|admission| admission.id == system);
    admission.unwrap().organisation.clone()
}

/// The claim that somebody works at the organisation that answers for a system.
pub(crate) fn works_at(harness: &Harness, system: &str) -> (&'static str, Value) {
    let organisation = organisation(harness, system);
    let (system, value) = (organisation.system(), organisation.value());
    ("organisation", json!({ "system": system, "value": value }))
}

/// Whose records an actor sees.
pub(crate) async fn seen(harness: &Harness, actor: &str, story: &str) -> BTreeSet<String> {
    let caller = Caller::actor(harness, actor);
    let events = caller.events(harness.query(story)).await.unwrap();
    events
        .iter()
        .filter_map(shows)
        .map(ToOwned::to_owned)
        .collect()
}

pub(crate) fn now(harness: &Harness) -> Timestamp {
    harness.sandbox.aggregator.aggregator.clock.now()
}

/// The stable reason of a refusal.
pub(crate) fn why<T: std::fmt::Debug>(answer: Result<T, Status>) -> String {
    reason_of(&answer.unwrap_err()).unwrap_or_default()
}

/// An identifier of nobody.
pub(crate) fn nobody() -> PersonId {
    PersonId::guess(NOBODY).unwrap()
}

pub(crate) fn wire(person: &PersonId) -> Option<Identifier> {
    Some(person.clone().into())
}

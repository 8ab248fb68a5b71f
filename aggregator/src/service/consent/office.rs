//! The desk behind which the services about consents, blocks and other facts stand: who calls, the child as it is named, the ledger, what
//! lies sealed in it.

use std::sync::Arc;

use domain::{
    facts::Pseudonym,
    id::PersonId,
    policy::Policy,
    time::{Country, Timestamp},
};
use proto::{status::refuse, v1::common::Identifier};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use super::{
    super::{actor, peer},
    answer::Written,
    call::{Call, Caller},
    review::Unverified,
};
use crate::{
    Aggregator,
    audit::entry::ActorRef,
    ledger::{Ledger, Stated, Statement, text_of},
    peers::FactKind,
    seal::Sealed,
    store::{StoreError, Teller},
};

/// The desk behind which all these services stand.
#[derive(Debug, Clone)]
pub(super) struct Office {
    aggregator: Arc<Aggregator>,
    /// How often each actor registers something on another's word.
    pub(super) unverified: Arc<Unverified>,
}

/// A child as a call names it.
#[derive(Clone)]
pub(super) struct Child {
    pub(super) id: PersonId,
    pub(super) pseudonym: Pseudonym,
}

impl Office {
    pub(super) fn new(aggregator: Arc<Aggregator>) -> Self {
        Self {
            aggregator,
            unverified: Arc::default(),
        }
    }

    /// Who calls: a peer pinned as the source of such facts, or an actor at an admitted consumer.
    // R-TOKEN-1, R-PEER-2
    pub(super) fn call<T>(
        &self,
        request: &Request<T>,
        kind: FactKind,
        act: &'static str,
    ) -> Result<Call<'_>, Status> {
        let peer = peer(request)?.peer;
        let caller = if self.aggregator.peers.may_tell(&peer, kind) {
            Caller::Source(Teller::peer(&peer.name))
        } else {
            let (_, actor) = actor(&self.aggregator, request)?;
            let audience = actor.actor.audience;
            let name = ActorRef::of(&actor.subject, audience, &self.aggregator.pseudonyms);
            Caller::Actor(actor, Teller::actor(&name))
        };
        Ok(Call::new(self, caller, act))
    }

    /// A peer that the configuration pins as the source of this kind of fact, and nobody else.
    // R-PEER-2
    pub(super) fn source<T>(&self, request: &Request<T>, kind: FactKind) -> Result<Teller, Status> {
        let peer = peer(request)?.peer;
        if self.aggregator.peers.may_tell(&peer, kind) {
            return Ok(Teller::peer(&peer.name));
        }
        Err(refuse(
            Code::PermissionDenied,
            "NOT_A_FACT_SOURCE",
            "this certificate is not pinned as a source of this fact",
        ))
    }

    pub(super) fn aggregator(&self) -> &Arc<Aggregator> {
        &self.aggregator
    }

    pub(super) fn now(&self) -> Timestamp {
        self.aggregator.clock.now()
    }

    /// A person's pseudonym.
    pub(super) fn person(
        &self,
        field: &'static str,
        id: Option<Identifier>,
    ) -> Result<Pseudonym, Status> {
        let id = super::parse::person(field, id)?;
        Ok(self.aggregator.pseudonyms.of(&id))
    }

    pub(super) fn child(
        &self,
        field: &'static str,
        id: Option<Identifier>,
    ) -> Result<Child, Status> {
        let id = super::parse::person(field, id)?;
        Ok(Child {
            pseudonym: self.aggregator.pseudonyms.of(&id),
            id,
        })
    }

    pub(super) fn policy(&self, country: Country) -> Option<Arc<Policy>> {
        self.aggregator.policies.load().of(country).cloned()
    }

    pub(super) async fn ledger(&self, child: Pseudonym) -> Result<Ledger, Status> {
        let ledger = self.aggregator.store.ledger(child).await;
        ledger.map_err(|error| error.status())
    }

    /// What was said under this id, and of which child.
    pub(super) async fn find(
        &self,
        id: Option<Uuid>,
    ) -> Result<Option<(Pseudonym, Stated)>, Status> {
        let Some(id) = id else { return Ok(None) };
        let found = self.aggregator.store.statement(id).await;
        found.map_err(|error| error.status())
    }

    /// Says something of a child. Acknowledged, nothing is released any more that it forbids.
    // R-GATE-1
    pub(super) async fn state(
        &self,
        child: Pseudonym,
        statement: Statement,
        by: &Teller,
    ) -> Result<Written, Status> {
        let taken = self.aggregator.store.state(child, statement, by.clone());
        let taken = taken.await.map_err(|error| error.status())?;
        Ok(Written::of(taken))
    }

    /// Seals a text that only those may read who may know of what `id` began.
    pub(super) fn seal(
        &self,
        id: Uuid,
        part: &str,
        text: Option<String>,
    ) -> Result<Option<Sealed>, Status> {
        let seal = |text: String| self.aggregator.seal.seal(&text_of(id, part), &text);
        let sealed = text.map(seal).transpose();
        sealed.map_err(|_| StoreError::Unreadable { what: "text" }.status())
    }

    /// What was sealed. A text that does not open is no text: the key may be another since.
    pub(super) fn open(&self, id: Uuid, part: &str, sealed: Option<&Sealed>) -> String {
        let open = |sealed| self.aggregator.seal.open(&text_of(id, part), sealed).ok();
        sealed.and_then(open).unwrap_or_default()
    }
}

//! What the services about consents, blocks and other facts share: who calls, what is known of the child, the one refusal, the ledger.

use std::sync::Arc;

use domain::{
    decide::{Actor, is_related},
    facts::{Facts, Pseudonym},
    id::PersonId,
    policy::{Audience, Ground, Policy},
    time::{Country, Date, Timestamp},
};
use proto::{status::refuse, v1::common::Identifier};
use tokio::time::Instant;
use tonic::{Code, Request, Status};
use uuid::Uuid;

use super::{
    super::{actor, peer},
    review::Unverified,
    rights::{Asking, Rights},
};
use crate::{
    Aggregator,
    audit::entry::{ActorRef, FactChange, FactRead},
    identity::VerifiedActor,
    ledger::{Ledger, Stated, Statement, text_of},
    numbers::joined,
    overview::{reveal::reveal, settle},
    peers::FactKind,
    seal::Sealed,
    store::{StoreError, Taken, Teller},
};

/// What no key makes of any number: nothing was ever said of it.
const NOBODY: Pseudonym = Pseudonym([0; 32]);

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

/// Who calls.
pub(super) enum Caller {
    /// A peer that the configuration pins as the source of such facts.
    Source(Teller),
    /// An actor by token, with the name that the log knows.
    Actor(Arc<VerifiedActor>, Teller),
}

/// One call under way.
pub(super) struct Call<'a> {
    pub(super) office: &'a Office,
    pub(super) caller: Caller,
    /// What is asked for, as the log names it.
    act: &'static str,
    began: Instant,
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
        let began = Instant::now();
        let peer = peer(request)?.peer;
        let caller = if self.aggregator.peers.may_tell(&peer, kind) {
            Caller::Source(Teller::peer(&peer.name))
        } else {
            let (_, actor) = actor(&self.aggregator, request)?;
            let audience = actor.actor.audience;
            let name = ActorRef::of(&actor.subject, audience, &self.aggregator.pseudonyms);
            Caller::Actor(actor, Teller::actor(&name))
        };
        Ok(Call {
            office: self,
            caller,
            act,
            began,
        })
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

    /// What is known under all numbers of a child, for whoever has to do with it.
    // R-LINK-4
    pub(super) async fn facts(&self, child: &Child) -> Result<Facts, Status> {
        let birth = child.id.birth_date();
        let joined = joined(&self.aggregator, child.pseudonym, birth, |_, _| true).await;
        joined
            .map(|joined| joined.facts)
            .map_err(|error| error.status())
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
    ) -> Result<Taken, Status> {
        let taken = self.aggregator.store.state(child, statement, by.clone());
        taken.await.map_err(|error| error.status())
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

impl Call<'_> {
    pub(super) fn teller(&self) -> &Teller {
        match &self.caller {
            Caller::Source(teller) | Caller::Actor(_, teller) => teller,
        }
    }

    pub(super) fn is_source(&self) -> bool {
        matches!(self.caller, Caller::Source(_))
    }

    /// The actor; `None` for a pinned peer.
    pub(super) fn actor(&self) -> Option<&Actor> {
        match &self.caller {
            Caller::Source(_) => None,
            Caller::Actor(actor, _) => Some(&actor.actor),
        }
    }

    /// The actor with what the token says besides; `None` for a pinned peer.
    pub(super) fn verified(&self) -> Option<&VerifiedActor> {
        match &self.caller {
            Caller::Source(_) => None,
            Caller::Actor(actor, _) => Some(actor),
        }
    }

    pub(super) fn audience(&self) -> Option<Audience> {
        self.actor().map(|actor| actor.audience)
    }

    /// True when the person is the very one who calls.
    pub(super) fn is_self(&self, person: Pseudonym) -> bool {
        self.actor()
            .is_some_and(|actor| actor.person == Some(person))
    }

    /// What the caller may do for the child. A pinned peer needs none of it; for a child that is not named there is none.
    pub(super) async fn rights(&self, child: Option<&Child>) -> Result<Rights, Status> {
        let birth = child.and_then(|child| child.id.birth_date());
        self.rights_by(child.map(|child| child.pseudonym), birth)
            .await
    }

    /// The same for a child known by its ledger alone: what its age decides is then unknown.
    pub(super) async fn rights_of(&self, child: Option<Pseudonym>) -> Result<Rights, Status> {
        self.rights_by(child, None).await
    }

    /// Whether the tables would show the caller anything of the child in an emergency, blocks aside: a lift is what sets those aside.
    pub(super) async fn rescues(&self, child: Option<Pseudonym>) -> Result<bool, Status> {
        let Caller::Actor(actor, _) = &self.caller else {
            return Ok(false);
        };
        let aggregator = &self.office.aggregator;
        let sees = |facts: &Facts, now| {
            let revealed = reveal(aggregator, actor, Some(Ground::Emergency), facts, now);
            revealed.is_some_and(|revealed| !revealed.producers.is_empty())
        };
        let facts = self.read(child, None, &sees).await?;
        let at_work = actor.actor.audience == Audience::Professional;
        Ok(child.is_some() && at_work && sees(&facts, self.office.now()))
    }

    /// The facts about a child; about nobody, by a read like any other, where there is none: what stands for no child takes as long.
    /// Older numbers are read only for whoever may know something without them: they only narrow.
    // R-VISIBILITY-4, R-LINK-4
    async fn read(
        &self,
        child: Option<Pseudonym>,
        birth: Option<Date>,
        may_know: impl Fn(&Facts, Timestamp) -> bool,
    ) -> Result<Facts, Status> {
        let child = child.unwrap_or(NOBODY);
        let joined = joined(&self.office.aggregator, child, birth, may_know).await;
        joined
            .map(|joined| joined.facts)
            .map_err(|error| error.status())
    }

    async fn rights_by(
        &self,
        child: Option<Pseudonym>,
        birth: Option<Date>,
    ) -> Result<Rights, Status> {
        let Caller::Actor(actor, _) = &self.caller else {
            return Ok(Rights::default());
        };
        let may_know = |facts: &Facts, now| is_related(&actor.actor, facts, now);
        let facts = self.read(child, birth, may_know).await?;
        let (Some(policy), Some(_)) = (self.office.policy(actor.actor.country), child) else {
            return Ok(Rights::default());
        };
        let roles = &self.office.aggregator.limits.consent_roles;
        Ok(Rights::of(&Asking {
            actor: &actor.actor,
            role_registers: roles.contains(&actor.role),
            purpose: &actor.purpose,
            facts: &facts,
            policy: &policy,
            now: self.office.now(),
        }))
    }

    /// The one refusal: the same words after one entry in the log, in whole steps of time, whatever the cause.
    // R-DESK-5
    pub(super) async fn refuse<T>(&self, child: Option<Pseudonym>) -> Result<T, Status> {
        self.note(child, format!("refused-{}", self.act)).await?;
        settle(self.began).await;
        Err(refuse(
            Code::PermissionDenied,
            "REFUSED",
            "nothing to register with your access",
        ))
    }

    /// Puts into the access log that this call was made, before it is answered: for what reads and changes nothing.
    // R-AUDIT-14, R-REVIEW-2
    pub(super) async fn log(&self, child: Option<Pseudonym>) -> Result<(), Status> {
        let (by, what) = (self.teller().as_str().to_owned(), self.act.to_owned());
        let read = match self.verified() {
            None => FactRead {
                by,
                what,
                ..FactRead::default()
            },
            Some(verified) => FactRead {
                by,
                organisation: verified.actor.organisation.as_ref().map(Into::into),
                unit: verified.actor.unit.clone(),
                role: verified.role.clone(),
                sector: verified.actor.sector.as_ref().map(ToString::to_string),
                audience: verified.actor.audience.as_str().to_owned(),
                what,
            },
        };
        let logged = self.office.aggregator.audit.fact_read(child, read).await;
        logged.map_err(|error| error.status())
    }

    async fn note(&self, child: Option<Pseudonym>, change: String) -> Result<(), Status> {
        let change = FactChange {
            by: self.teller().as_str().to_owned(),
            change,
            consent_id: None,
        };
        let audit = &self.office.aggregator.audit;
        let logged = audit.fact_refused(child, change).await;
        logged.map_err(|error| error.status())
    }
}

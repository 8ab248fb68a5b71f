//! One call under way: who calls, what they may do for the child, and the three ways out: an answer, a no with its reason, the one refusal.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{
    decide::Actor,
    facts::{Facts, Pseudonym},
    policy::{Audience, Ground},
    time::{Date, Timestamp},
};
use proto::status::refuse;
use tokio::time::Instant;
use tonic::{Code, Status};

use super::{
    answer::{Answer, Written},
    office::{Child, Office},
    rights::{Asking, Rights, looks_for},
};
use crate::{
    audit::entry::{FactChange, FactRead},
    identity::VerifiedActor,
    ledger::Statement,
    numbers::{Joined, Stands, joined},
    overview::{reveal::reveal, settle},
    store::Teller,
};

/// What no key makes of any number: nothing was ever said of it.
const NOBODY: Pseudonym = Pseudonym([0; 32]);

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
    /// Everything that was read of anybody so far.
    stands: Mutex<Stands>,
}

/// What a caller may do, by these facts.
pub(super) struct Granted {
    pub(super) rights: Rights,
    /// `None` for a pinned peer, of whom nothing is asked.
    pub(super) joined: Option<Joined>,
}

impl Granted {
    /// The older numbers that are the child's beyond doubt.
    pub(super) fn older(&self) -> &[Pseudonym] {
        self.joined.as_ref().map_or(&[], |joined| &joined.older)
    }

    /// The facts that the rights stand on.
    pub(super) async fn facts(self, call: &Call<'_>, child: &Child) -> Result<Joined, Status> {
        match self.joined {
            Some(joined) => Ok(joined),
            None => call.joined(child).await,
        }
    }
}

impl<'a> Call<'a> {
    pub(super) fn new(office: &'a Office, caller: Caller, act: &'static str) -> Self {
        Self {
            office,
            caller,
            act,
            began: Instant::now(),
            stands: Mutex::default(),
        }
    }

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
        self.verified().map(|verified| &verified.actor)
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

    /// The guardian or child who calls.
    pub(super) fn person(&self) -> Option<Pseudonym> {
        self.actor().and_then(|actor| actor.person)
    }

    /// True when the person is the very one who calls.
    pub(super) fn is_self(&self, person: Pseudonym) -> bool {
        self.person() == Some(person)
    }

    /// Whether the tables allow the caller any look for the purpose that the token states.
    // R-DESK-14
    pub(super) fn looks(&self) -> bool {
        self.verified().is_some_and(|verified| {
            let policy = self.office.policy(verified.actor.country);
            let (actor, purpose, now) = (&verified.actor, &verified.purpose, self.office.now());
            policy.is_some_and(|policy| looks_for(actor, purpose, &policy, now))
        })
    }

    /// What the caller may do for the child, where `grants` takes it; a pinned peer may without any right. For a child that is not named
    /// there is none.
    pub(super) async fn granted(
        &self,
        child: Option<&Child>,
        grants: impl Fn(&Rights) -> bool,
    ) -> Result<Option<Granted>, Status> {
        let birth = child.and_then(|child| child.id.birth_date());
        let child = child.map(|child| child.pseudonym);
        self.granted_by(child, birth, grants).await
    }

    /// The same for a child known by its ledger alone: what its age decides is then unknown.
    pub(super) async fn granted_of(
        &self,
        child: Option<Pseudonym>,
        grants: impl Fn(&Rights) -> bool,
    ) -> Result<Option<Granted>, Status> {
        self.granted_by(child, None, grants).await
    }

    /// The same for a number, with the birth date where it is known.
    pub(super) async fn granted_by(
        &self,
        child: Option<Pseudonym>,
        birth: Option<Date>,
        grants: impl Fn(&Rights) -> bool,
    ) -> Result<Option<Granted>, Status> {
        let Caller::Actor(actor, _) = &self.caller else {
            let (rights, joined) = (Rights::default(), None);
            return Ok(Some(Granted { rights, joined }));
        };
        let policy = self.office.policy(actor.actor.country);
        let roles = &self.office.aggregator().limits.consent_roles;
        let rights = |facts: &Facts, now| {
            let policy = policy.as_ref().filter(|_| child.is_some());
            policy.map_or_else(Rights::default, |policy| {
                Rights::of(&Asking {
                    actor: &actor.actor,
                    role_registers: roles.contains(&actor.role),
                    purpose: &actor.purpose,
                    facts,
                    policy,
                    now,
                })
            })
        };
        let may = |facts: &Facts, now| grants(&rights(facts, now));
        let joined = self.read(child, birth, may).await?;
        let rights = rights(&joined.facts, self.office.now());
        let joined = Some(joined);
        Ok(grants(&rights).then_some(Granted { rights, joined }))
    }

    /// The facts of a child of whom the tables would show the caller something in an emergency, blocks aside: a lift is what sets those
    /// aside.
    pub(super) async fn rescues(
        &self,
        child: Option<Pseudonym>,
        birth: Option<Date>,
    ) -> Result<Option<Granted>, Status> {
        let Caller::Actor(actor, _) = &self.caller else {
            return Ok(None);
        };
        let at_work = actor.actor.audience == Audience::Professional;
        let aggregator = self.office.aggregator();
        let sees = |facts: &Facts, now| {
            let claim = (Some(Ground::Emergency), now);
            let revealed = reveal(aggregator, actor, claim, facts, now);
            revealed.filter(|_| at_work)
        };
        // Which blocks stand is known with all numbers only.
        let joined = self.read(child, birth, |facts, now| sees(facts, now).is_some());
        let joined = joined.await?;
        let revealed = sees(&joined.facts, self.office.now());
        let may = child.is_some() && revealed.is_some_and(|told| !told.producers.is_empty());
        Ok(may.then_some(Granted {
            rights: Rights::default(),
            joined: Some(joined),
        }))
    }

    /// What is known under all numbers of a child.
    // R-LINK-4
    pub(super) async fn joined(&self, child: &Child) -> Result<Joined, Status> {
        let birth = child.id.birth_date();
        self.read(Some(child.pseudonym), birth, |_, _| true).await
    }

    /// The facts about a child; about nobody, by a read like any other, where there is none: what stands for no child takes as long.
    /// Older numbers are read only for whoever may without them what is asked for: they only narrow.
    // R-VISIBILITY-4, R-LINK-4
    async fn read(
        &self,
        child: Option<Pseudonym>,
        birth: Option<Date>,
        may: impl Fn(&Facts, Timestamp) -> bool,
    ) -> Result<Joined, Status> {
        let child = child.unwrap_or(NOBODY);
        let joined = joined(self.office.aggregator(), child, birth, may).await;
        let joined = joined.map_err(|error| error.status())?;
        let mut stands = self.stands.lock().unwrap_or_else(PoisonError::into_inner);
        stands.extend(joined.stands.clone());
        Ok(joined)
    }

    fn stands(&self) -> Stands {
        let stands = self.stands.lock().unwrap_or_else(PoisonError::into_inner);
        stands.clone()
    }

    /// Whether all that was read is the newest, before something is written that may only follow from it.
    ///
    /// # Errors
    /// To be asked again.
    // R-DESK-15
    pub(super) async fn hold(&self) -> Result<(), Status> {
        self.stands().hold(self.office.aggregator()).await
    }

    /// Tells what was read, while it is the newest.
    ///
    /// # Errors
    /// To be asked again.
    // R-DESK-15
    pub(super) async fn tell<T>(&self, told: T) -> Result<Answer<T>, Status> {
        Answer::read(told, &self.stands(), self.office.aggregator()).await
    }

    /// Says no for a reason that tells of facts: an answer like any other.
    // R-DESK-15
    pub(super) async fn deny<T>(&self, why: Status) -> Result<T, Status> {
        self.hold().await?;
        Err(why)
    }

    /// Says something of a child in the caller's name. Acknowledged, nothing is released any more that it forbids.
    // R-GATE-1
    pub(super) async fn state(
        &self,
        child: Pseudonym,
        statement: Statement,
    ) -> Result<Written, Status> {
        self.office.state(child, statement, self.teller()).await
    }

    /// The one refusal: the same words after one entry in the log, in whole steps of time, whatever the cause.
    // R-DESK-5
    pub(super) async fn refuse<T>(&self, child: Option<Pseudonym>) -> Result<T, Status> {
        self.log_refusal(child).await?;
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
        let logged = self.office.aggregator().audit.fact_read(child, read).await;
        logged.map_err(|error| error.status())
    }

    /// Puts into the access log that this call was refused.
    // R-AUDIT-3
    pub(super) async fn log_refusal(&self, child: Option<Pseudonym>) -> Result<(), Status> {
        let change = FactChange {
            by: self.teller().as_str().to_owned(),
            change: format!("refused-{}", self.act),
            consent_id: None,
            statement: None,
        };
        let audit = &self.office.aggregator().audit;
        let logged = audit.fact_refused(child, change).await;
        logged.map_err(|error| error.status())
    }
}

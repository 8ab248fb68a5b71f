//! Who may read who looked and who may look, and how much of it: whoever would be shown something of the child today, of what they would
//! be shown themselves; auditors what concerns their organisation; and professionals, of who may look, what concerns their own place.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    decide::{Actor, Visibility},
    facts::{Consent, Pseudonym},
    id::OrganisationId,
    policy::{Audience, Policy},
};
use tonic::Status;

use super::question::{Decided, Overview, unread};
use crate::numbers::{Stands, joined};

/// How much of the access log somebody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogView {
    /// An auditor: looks by the own organisation's people and into its sources, with what is hidden from guardians marked.
    Organisation {
        /// The auditor's.
        own: OrganisationId,
        /// The producers that belong to it.
        producers: BTreeSet<String>,
        /// Protected, or nobody can say that it is not: then no place of another organisation is told.
        protected: bool,
    },
    /// The child: every look, without places while the identity is protected.
    Own {
        /// Protected, or nobody can say that it is not.
        protected: bool,
    },
    /// A guardian: looks from and into these sectors, without what the tables hide.
    Guardian {
        /// Sectors of which the guardian would be shown something today.
        sectors: BTreeSet<String>,
        /// Protected, or nobody can say that it is not.
        protected: bool,
    },
}

/// How much of who may look somebody may read.
#[derive(Debug, Clone, PartialEq)]
pub enum SharingView {
    /// As for the log.
    Log(LogView),
    /// A professional: what concerns the own place.
    Place {
        /// Something may be blocked.
        blocked_information_exists: bool,
    },
}

/// What somebody may read, and what that stands on.
#[derive(Debug)]
pub struct Granted<V> {
    /// How much.
    pub view: V,
    /// The numbers that the child had before, under which somebody may have looked too. None while the identity is protected.
    pub older: Vec<Pseudonym>,
    /// What a guardian or the child who reads has said of consent themselves, ended words too.
    pub own_words: Vec<Consent>,
    stands: Stands,
}

impl<V> Granted<V> {
    fn of(view: V, decided: Decided) -> Self {
        Self {
            view,
            older: decided.older,
            own_words: decided.own_words,
            stands: decided.stands,
        }
    }
}

impl Overview {
    /// Nothing that was read after a grant is told once what it stands on is another: custody, a closed access, protected identity.
    ///
    /// # Errors
    /// As where the facts cannot be read: to be asked again.
    // R-ACCESS-6
    pub async fn still_grants<V>(&self, granted: &Granted<V>) -> Result<(), Status> {
        granted.stands.hold(&self.aggregator).await
    }

    /// An auditor would be shown nothing of the child, so the decision read no other numbers; the log under the older ones is read all the
    /// same.
    async fn for_auditor(&self, decided: Decided) -> Result<Decided, Status> {
        let birth = self.asked.child.birth_date();
        let joined = joined(&self.aggregator, self.child, birth, |_, _| true).await;
        let joined = joined.map_err(unread)?;
        let now = self.aggregator.clock.now();
        Ok(Decided {
            is_protected: decided.is_protected || joined.facts.is_protected(now),
            older: joined.older,
            stands: joined.stands,
            ..decided
        })
    }

    /// Decides it. An auditor's reading is itself logged first, as a question for the purpose that the token states.
    ///
    /// # Errors
    /// The one refusal, after the same reads and writes as for an overview; the store's and the log's failures.
    // R-ACCESS-1
    pub async fn log_view(&self, is_auditor: bool) -> Result<Granted<LogView>, Status> {
        let decided = self.decide().await?;
        if let Some(own) = self.audited(is_auditor) {
            self.log_reading("access-log", &decided).await?;
            let decided = self.for_auditor(decided).await?;
            let view = self.organisation(own, &decided);
            return Ok(Granted::of(view, decided));
        }
        match self.citizen(&decided) {
            Some(view) => Ok(Granted::of(view, decided)),
            None => Err(self.refuse(&decided.permission.plan).await),
        }
    }

    /// The same for who may look. Whoever reads it at work is logged first.
    ///
    /// # Errors
    /// As [`Self::log_view`].
    // R-SHARING-2
    pub async fn sharing_view(&self, is_auditor: bool) -> Result<Granted<SharingView>, Status> {
        let decided = self.decide().await?;
        let plan = &decided.permission.plan;
        if self.audience() == Audience::Professional {
            if let Some(own) = self.audited(is_auditor) {
                self.log_reading("sharing", &decided).await?;
                let decided = self.for_auditor(decided).await?;
                let view = SharingView::Log(self.organisation(own, &decided));
                return Ok(Granted::of(view, decided));
            }
            if plan.visibility == Visibility::Refused {
                return Err(self.refuse(plan).await);
            }
            self.log_reading("sharing", &decided).await?;
            let view = SharingView::Place {
                blocked_information_exists: plan.blocked_information_exists,
            };
            return Ok(Granted::of(view, decided));
        }
        match self.citizen(&decided) {
            Some(view) => Ok(Granted::of(SharingView::Log(view), decided)),
            None => Err(self.refuse(plan).await),
        }
    }

    /// The child.
    #[must_use]
    pub fn child(&self) -> Pseudonym {
        self.child
    }

    /// Who asks.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor.actor
    }

    /// The tables that the actor works under.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    fn audience(&self) -> Audience {
        self.actor.actor.audience
    }

    /// The organisation that an auditor reads for. One of none reads nothing.
    fn audited(&self, is_auditor: bool) -> Option<&OrganisationId> {
        let at_work = is_auditor && self.audience() == Audience::Professional;
        (self.actor.actor.organisation.as_ref()).filter(|_| at_work)
    }

    /// What concerns one organisation.
    // R-ACCESS-4
    fn organisation(&self, own: &OrganisationId, decided: &Decided) -> LogView {
        let admissions = self.aggregator.peers.admissions();
        LogView::Organisation {
            own: own.clone(),
            producers: admissions
                .filter(|admission| admission.organisation == *own)
                .map(|admission| admission.id.clone())
                .collect(),
            protected: decided.is_protected,
        }
    }

    async fn log_reading(&self, what: &str, decided: &Decided) -> Result<(), Status> {
        let mut intent = self.intent(&decided.permission.plan);
        intent.types = vec![what.to_owned()];
        let logged = self.aggregator.audit.intent(&self.id, self.child, intent);
        logged.await.map_err(|e| self.unlogged(&e)).map(|_| ())
    }

    /// A guardian or the child who would be shown something today.
    fn citizen(&self, decided: &Decided) -> Option<LogView> {
        let plan = &decided.permission.plan;
        let sectors: BTreeSet<_> = (plan.sectors.iter())
            .filter(|(_, decided)| !decided.permitted.is_empty())
            .map(|(sector, _)| sector.to_string())
            .collect();
        if plan.visibility == Visibility::Refused || sectors.is_empty() {
            return None;
        }
        match self.audience() {
            Audience::Professional => None,
            Audience::Child => Some(LogView::Own {
                protected: decided.is_protected,
            }),
            Audience::Guardian => Some(LogView::Guardian {
                sectors,
                protected: decided.is_protected,
            }),
        }
    }
}

//! Who may read who looked and who may look, and how much of it: whoever would be shown something of the child today, of what they would
//! be shown themselves; auditors all of it; and professionals, of who may look, what concerns their own place.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    decide::{Actor, Visibility},
    facts::Pseudonym,
    policy::{Audience, Policy},
};
use tonic::Status;

use super::question::{Decided, Overview};

/// How much of the access log somebody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogView {
    /// All of it, with what is hidden from guardians marked.
    Whole,
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

impl Overview {
    /// Decides it. An auditor's reading is itself logged first, as a question for the purpose that the token states.
    ///
    /// # Errors
    /// The one refusal, after the same reads and writes as for an overview; the store's and the log's failures.
    // R-ACCESS-1
    pub async fn log_view(&self, is_auditor: bool) -> Result<LogView, Status> {
        let decided = self.decide().await?;
        if is_auditor && self.audience() == Audience::Professional {
            self.log_reading("access-log", &decided).await?;
            return Ok(LogView::Whole);
        }
        match self.citizen(&decided) {
            Some(view) => Ok(view),
            None => Err(self.refuse(&decided.permission.plan).await),
        }
    }

    /// The same for who may look. Whoever reads it at work is logged first.
    ///
    /// # Errors
    /// As [`Self::log_view`].
    // R-SHARING-2
    pub async fn sharing_view(&self, is_auditor: bool) -> Result<SharingView, Status> {
        let decided = self.decide().await?;
        let plan = &decided.permission.plan;
        if self.audience() == Audience::Professional {
            if is_auditor {
                self.log_reading("sharing", &decided).await?;
                return Ok(SharingView::Log(LogView::Whole));
            }
            if plan.visibility == Visibility::Refused {
                return Err(self.refuse(plan).await);
            }
            self.log_reading("sharing", &decided).await?;
            return Ok(SharingView::Place {
                blocked_information_exists: plan.blocked_information_exists,
            });
        }
        match self.citizen(&decided) {
            Some(view) => Ok(SharingView::Log(view)),
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

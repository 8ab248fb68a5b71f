//! Who may read who looked, and how much of it: whoever would be shown something of the child today, of what they would be shown
//! themselves; and auditors all of it.

use std::collections::BTreeSet;

use domain::{decide::Visibility, policy::Audience};
use tonic::Status;

use super::question::Overview;

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

impl Overview {
    /// Decides it. An auditor's reading is itself logged first, as a question for the purpose that the token states.
    ///
    /// # Errors
    /// The one refusal, after the same reads and writes as for an overview; the store's and the log's failures.
    // R-ACCESS-1
    pub async fn log_view(&self, is_auditor: bool) -> Result<LogView, Status> {
        let decided = self.decide().await?;
        let plan = &decided.permission.plan;
        let audience = self.actor.actor.audience;
        if is_auditor && audience == Audience::Professional {
            let mut intent = self.intent(plan);
            intent.types = vec!["access-log".to_owned()];
            let logged = self.aggregator.audit.intent(&self.id, self.child, intent);
            logged.await.map_err(|e| self.unlogged(&e))?;
            return Ok(LogView::Whole);
        }
        let sectors: BTreeSet<_> = (plan.sectors.iter())
            .filter(|(_, decided)| !decided.permitted.is_empty())
            .map(|(sector, _)| sector.to_string())
            .collect();
        if plan.visibility == Visibility::Refused || sectors.is_empty() {
            return Err(self.refuse(plan).await);
        }
        let protected = plan.protected;
        match audience {
            Audience::Professional => Err(self.refuse(plan).await),
            Audience::Child => Ok(LogView::Own { protected }),
            Audience::Guardian => Ok(LogView::Guardian { sectors, protected }),
        }
    }
}

//! What an answer stands on: the epochs at which everything was read that it was made of. Whoever reads facts to tell of them holds this
//! and asks it once more right before the answer leaves.

use std::collections::BTreeSet;

use domain::facts::Pseudonym;
use futures::{TryFutureExt as _, future::try_join_all};
use tonic::{Code, Status};

use crate::{
    Aggregator,
    store::{Epoch, EpochCell, StoreError},
};

/// How often what a lease no longer covers is read again before the store counts as too slow to be believed.
const MAX_READS: usize = 3;

/// The epochs at which something was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stands(Vec<(EpochCell, Epoch)>);

impl Stands {
    /// One number, read at this epoch. The cell was taken before the read.
    pub(crate) fn of(cell: EpochCell, read: Epoch) -> Self {
        Self(vec![(cell, read)])
    }

    /// On that too.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The numbers with their epochs.
    pub(crate) fn cells(&self) -> &[(EpochCell, Epoch)] {
        &self.0
    }

    /// Nothing that this stands on has changed. What was acknowledged before this call is known to it, whichever instance took it.
    ///
    /// # Errors
    /// To be asked again: something has changed, or the store cannot say.
    // R-LINK-5, R-DESK-15
    pub(crate) async fn hold(&self, aggregator: &Aggregator) -> Result<(), Status> {
        let read = |child| aggregator.store.facts(child, None).map_ok(|_| ());
        let held = self.hold_by(read).await;
        held.map_err(NotHeld::status)
    }

    async fn hold_by<F>(&self, read: impl Fn(Pseudonym) -> F) -> Result<(), NotHeld>
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        for _ in 0..MAX_READS {
            self.renew(&read).await.map_err(|_| NotHeld::Unread)?;
            let cells = self.0.iter().map(|(cell, _)| cell).collect();
            match EpochCell::pass_all(cells, || self.stands()) {
                Some(true) => return Ok(()),
                Some(false) => return Err(NotHeld::Changed),
                None => {}
            }
        }
        Err(NotHeld::Unread)
    }

    /// Whether nothing has changed. `None`: a lease has run out, so nobody can say.
    fn stands(&self) -> Option<bool> {
        let mut is_believed = true;
        for (cell, read) in &self.0 {
            if cell.current() > *read {
                return Some(false);
            }
            is_believed &= cell.still_holds(*read);
        }
        is_believed.then_some(true)
    }

    /// Reads again what no lease covers, all at once.
    async fn renew<F>(&self, read: impl Fn(Pseudonym) -> F) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let out = self.0.iter().filter(|(cell, _)| !cell.is_believed());
        let children: BTreeSet<_> = out.map(|(cell, _)| cell.child()).collect();
        let reads: Vec<_> = children.into_iter().map(read).collect();
        try_join_all(reads).await.map(|_| ())
    }
}

/// Why nobody can say that everything still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NotHeld {
    /// It does not.
    Changed,
    /// The store does not answer, or not within a lease.
    Unread,
}

impl NotHeld {
    fn status(self) -> Status {
        let why = match self {
            Self::Changed => "what is known of the child changed while it was read; ask again",
            Self::Unread => "consents and custody cannot be read, so nothing is shown",
        };
        proto::status::refuse(Code::Unavailable, "FACTS_UNAVAILABLE", why)
    }
}

#[cfg(test)]
mod tests;

//! What a release stands on: the plan, and everything that must still be as it was when the plan was made.

use std::sync::Arc;

use domain::{plan::Plan, time::Timestamp};
use proto::transport::Peer;

use super::Witness;
use crate::{
    peers::Peers,
    registry::Registry,
    store::{Epoch, EpochCell},
};

/// A plan with the state of the world it was made in.
#[derive(Debug, Clone)]
pub struct Permission {
    /// What is permitted.
    pub plan: Arc<Plan>,
    /// The child's epoch when the facts were read.
    pub epoch: Epoch,
    /// The same for every number that was read for it: what is forbidden under one of them is forbidden.
    pub others: Arc<[(EpochCell, Epoch)]>,
    /// The policy tables' generation.
    pub policy: u64,
    /// The registry's generation.
    pub registry: u64,
    /// The end of plan or token, whichever comes first.
    pub valid_until: Timestamp,
}

/// The state of the world now.
#[derive(Clone)]
pub struct Live {
    /// The child's epoch.
    pub epoch: EpochCell,
    /// The policy tables' generation.
    pub policy: Arc<std::sync::atomic::AtomicU64>,
    /// The registry, for its generation.
    pub registry: Arc<Registry>,
    /// The peers, for revocation.
    pub peers: Arc<Peers>,
    /// Who called.
    pub peer: Peer,
    /// When the actor's token ends.
    pub token_expires: Timestamp,
    /// Who watches, in a test.
    #[doc(hidden)]
    pub witness: Witness,
}

/// Whether a permission still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing has changed.
    Holds,
    /// Something has changed: decide anew before anything is released.
    Recheck,
    /// The caller itself may not listen any more.
    Gone,
}

impl Permission {
    /// Every epoch that must stand still while something is released.
    pub(super) fn cells<'a>(&'a self, current: &'a EpochCell) -> Vec<&'a EpochCell> {
        let others = self.others.iter().map(|(cell, _)| cell);
        std::iter::once(current).chain(others).collect()
    }
}

impl Live {
    /// Compares. Anything newer than the permission asks for a new decision; time does too.
    // R-GATE-2, R-LINK-5
    #[must_use]
    pub fn standing(&self, permission: &Permission, now: Timestamp) -> Standing {
        if self.peers.is_revoked(&self.peer) || self.token_expires <= now {
            return Standing::Gone;
        }
        let mut others = permission.others.iter();
        let same = self.epoch.still_holds(permission.epoch)
            && others.all(|(cell, read)| cell.still_holds(*read))
            && self.policy.load(std::sync::atomic::Ordering::SeqCst) == permission.policy
            && self.registry.generation() == permission.registry
            && now < permission.valid_until;
        if same {
            Standing::Holds
        } else {
            Standing::Recheck
        }
    }
}

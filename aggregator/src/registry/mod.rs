//! Which producers are there now: registrations under admissions, as leases held in memory.
//! An admitted producer without lease stays listed, so that its absence is shown rather than taken for "nothing there".

mod description;
pub mod service;

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::time::Timestamp;
use jiff::SignedDuration;
use proto::{transport::Peer, v1::registry as wire};
use thiserror::Error;
use uuid::Uuid;

pub use description::{AnswerScope, Description};

use crate::{
    clock::Clock,
    peers::{Admission, Endpoint, Peers},
};

/// How long leases last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseSettings {
    /// From registration or renewal.
    pub duration: SignedDuration,
    /// How often to renew: often enough that two lost renewals do no harm.
    pub renew_interval: SignedDuration,
}

impl Default for LeaseSettings {
    fn default() -> Self {
        Self {
            duration: SignedDuration::from_secs(30),
            renew_interval: SignedDuration::from_secs(10),
        }
    }
}

/// Why a call to the registry is refused.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum RegistryError {
    /// The certificate is not that of an admitted producer, or was revoked.
    #[error("this certificate is not admitted as a producer")]
    NotAdmitted,
    /// Another producer's id.
    #[error("the producer id is not the admitted one")]
    ProducerIdMismatch,
    /// Another sector.
    #[error("the sector is not the admitted one")]
    SectorMismatch,
    /// A type outside the admission.
    #[error("an information type is not admitted")]
    TypeNotAdmitted,
    /// An endpoint outside the admission.
    #[error("an endpoint is not admitted")]
    EndpointNotAdmitted,
    /// Answers that do not depend on the actor need disclosure reports, which are not sent yet.
    #[error("answer scope SHARED is not supported yet")]
    ScopeNotSupported,
    /// Signed access contexts are not made yet.
    #[error("signed access contexts are not supported yet")]
    SignedContextNotSupported,
    /// Built against another contract.
    #[error("the contract version is not supported, expected v1")]
    ContractVersionNotSupported,
    /// A field is missing, malformed or too long.
    #[error("{field}: {expected}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// No such lease: it ended, or it is another producer's.
    #[error("no such lease, register again")]
    LeaseUnknown,
}

impl RegistryError {
    /// The stable reason on the wire.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotAdmitted => "NOT_ADMITTED",
            Self::ProducerIdMismatch => "PRODUCER_ID_MISMATCH",
            Self::SectorMismatch => "SECTOR_MISMATCH",
            Self::TypeNotAdmitted => "TYPE_NOT_ADMITTED",
            Self::EndpointNotAdmitted => "ENDPOINT_NOT_ADMITTED",
            Self::ScopeNotSupported => "SCOPE_NOT_SUPPORTED",
            Self::SignedContextNotSupported => "SIGNED_CONTEXT_NOT_SUPPORTED",
            Self::ContractVersionNotSupported => "CONTRACT_VERSION_NOT_SUPPORTED",
            Self::Invalid { .. } => "INVALID_REGISTRATION",
            Self::LeaseUnknown => "LEASE_UNKNOWN",
        }
    }
}

/// A producer that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// What it says of itself.
    pub description: Description,
    /// Where it is reached, in the order it prefers.
    pub endpoints: Vec<Endpoint>,
    /// Since when.
    pub registered: Timestamp,
    /// When its lease ends unless it is renewed.
    pub expires: Timestamp,
    lease: Uuid,
    /// Under which certificate it registered.
    peer: Peer,
    said: wire::RegisterRequest,
}

/// The lease that a registration or renewal gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Its id.
    pub id: Uuid,
    /// How long from now.
    pub settings: LeaseSettings,
}

/// An admitted producer, there or not.
#[derive(Debug, Clone)]
pub struct SourceEntry {
    /// As what it is admitted.
    pub admission: Arc<Admission>,
    /// What it registered. `None` = no lease.
    pub registration: Option<Arc<Registration>>,
    /// Tells whether this entry is still what the registry holds.
    pub watch: RegistrationWatch,
}

/// Tells whether a producer's registration has changed since an entry was taken. Renewing changes nothing; leaving does.
#[derive(Debug, Clone)]
pub struct RegistrationWatch {
    cell: Arc<AtomicU64>,
    seen: u64,
}

impl RegistrationWatch {
    /// True until the producer registers anew, leaves, or lets its lease end.
    #[must_use]
    pub fn still_holds(&self) -> bool {
        self.cell.load(Ordering::SeqCst) == self.seen
    }
}

/// The registrations.
pub struct Registry {
    peers: Arc<Peers>,
    clock: Arc<dyn Clock>,
    settings: LeaseSettings,
    state: RwLock<HashMap<String, Slot>>,
    generation: AtomicU64,
}

#[derive(Default)]
struct Slot {
    registration: Option<Arc<Registration>>,
    changes: Arc<AtomicU64>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Registry(generation {})", self.generation())
    }
}

impl Registry {
    /// A registry for the admitted producers, all without lease.
    #[must_use]
    pub fn new(peers: Arc<Peers>, clock: Arc<dyn Clock>, settings: LeaseSettings) -> Self {
        let state = (peers.admissions())
            .map(|admission| (admission.id.clone(), Slot::default()))
            .collect();
        Self {
            peers,
            clock,
            settings,
            state: RwLock::new(state),
            generation: AtomicU64::new(0),
        }
    }

    /// Registers the producer that `peer` is admitted as. Saying the same again renews the lease it has.
    ///
    /// # Errors
    /// [`RegistryError`], admission first: who is not admitted learns nothing else.
    // R-REGISTRY-1
    pub fn register(
        &self,
        peer: &Peer,
        request: &wire::RegisterRequest,
    ) -> Result<Lease, RegistryError> {
        let admission = self.admission(peer)?;
        let (description, endpoints) = description::read(request, admission)?;
        let now = self.clock.now();
        let mut state = self.write();
        let slot = state.entry(admission.id.clone()).or_default();
        let same = (slot.alive(now)).filter(|r| r.said == *request);
        let lease = same.map_or_else(Uuid::new_v4, |r| r.lease);
        let (is_new, registered) = (same.is_none(), same.map_or(now, |r| r.registered));
        slot.registration = Some(Arc::new(Registration {
            description,
            endpoints,
            registered,
            expires: self.expiry(now),
            lease,
            peer: peer.clone(),
            said: request.clone(),
        }));
        if is_new {
            self.changed(slot);
        }
        Ok(self.lease(lease))
    }

    /// Keeps a lease.
    ///
    /// # Errors
    /// [`RegistryError::LeaseUnknown`]: register again.
    // R-REGISTRY-2
    pub fn renew(&self, peer: &Peer, lease: &str) -> Result<Lease, RegistryError> {
        let admission = self.admission(peer)?;
        let now = self.clock.now();
        let mut state = self.write();
        let slot = state.get_mut(&admission.id);
        let registration = slot
            .and_then(|slot| slot.holding(lease, now))
            .ok_or(RegistryError::LeaseUnknown)?;
        let id = registration.lease;
        *registration = Arc::new(Registration {
            expires: self.expiry(now),
            ..Registration::clone(registration)
        });
        Ok(self.lease(id))
    }

    /// Gives a lease back: the producer is then known not to answer.
    ///
    /// # Errors
    /// [`RegistryError::LeaseUnknown`].
    pub fn leave(&self, peer: &Peer, lease: &str) -> Result<(), RegistryError> {
        let admission = self.admission(peer)?;
        let now = self.clock.now();
        let mut state = self.write();
        let slot = (state.get_mut(&admission.id)).ok_or(RegistryError::LeaseUnknown)?;
        slot.holding(lease, now)
            .ok_or(RegistryError::LeaseUnknown)?;
        slot.registration = None;
        self.changed(slot);
        Ok(())
    }

    /// Every admitted producer, ordered by id, with its registration where it has one now.
    // R-REGISTRY-3
    #[must_use]
    pub fn sources(&self) -> Vec<SourceEntry> {
        self.end_expired();
        let state = self.read();
        let mut sources: Vec<_> = (self.peers.admissions())
            .filter_map(|admission| Some(state.get(&admission.id)?.entry(admission)))
            .map(|entry| self.without_revoked(entry))
            .collect();
        sources.sort_by(|a, b| a.admission.id.cmp(&b.admission.id));
        sources
    }

    /// Who was revoked since it registered is there no more, whatever is left of its lease.
    // R-PEER-3
    fn without_revoked(&self, entry: SourceEntry) -> SourceEntry {
        let registration = entry.registration;
        SourceEntry {
            registration: registration.filter(|r| !self.peers.is_revoked(&r.peer)),
            ..entry
        }
    }

    /// Raised by every registration, leaving and ended lease that was noticed; not by renewals.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Leases end by themselves; this notices.
    // R-REGISTRY-2
    fn end_expired(&self) {
        let now = self.clock.now();
        if !self.read().values().any(|slot| slot.has_expired(now)) {
            return;
        }
        for slot in self.write().values_mut() {
            if slot.has_expired(now) {
                slot.registration = None;
                self.changed(slot);
            }
        }
    }

    fn admission(&self, peer: &Peer) -> Result<&Arc<Admission>, RegistryError> {
        (self.peers.admission_of(peer)).ok_or(RegistryError::NotAdmitted)
    }

    fn changed(&self, slot: &Slot) {
        slot.changes.fetch_add(1, Ordering::SeqCst);
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    fn expiry(&self, now: Timestamp) -> Timestamp {
        now.checked_add(self.settings.duration).unwrap_or(now)
    }

    fn lease(&self, id: Uuid) -> Lease {
        Lease {
            id,
            settings: self.settings,
        }
    }

    /// A panic elsewhere leaves the map whole: every change to it is one assignment.
    fn read(&self) -> RwLockReadGuard<'_, HashMap<String, Slot>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<String, Slot>> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    fn alive(&self, now: Timestamp) -> Option<&Arc<Registration>> {
        self.registration.as_ref().filter(|r| now < r.expires)
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.registration.is_some() && self.alive(now).is_none()
    }

    fn holding(&mut self, lease: &str, now: Timestamp) -> Option<&mut Arc<Registration>> {
        let lease = Uuid::try_parse(lease).ok()?;
        let registration = self.registration.as_mut()?;
        (registration.lease == lease && now < registration.expires).then_some(registration)
    }

    fn entry(&self, admission: &Arc<Admission>) -> SourceEntry {
        SourceEntry {
            admission: Arc::clone(admission),
            registration: self.registration.clone(),
            watch: RegistrationWatch {
                seen: self.changes.load(Ordering::SeqCst),
                cell: Arc::clone(&self.changes),
            },
        }
    }
}

#[cfg(test)]
mod tests;

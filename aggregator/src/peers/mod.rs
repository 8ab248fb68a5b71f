//! Who may do what, by certificate name: call, be a source of facts, be a producer. Configuration says so, never a request.

mod admission;
mod endpoint;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;
use proto::transport::{Peer, PeerName, Thumbprint};
use serde::Deserialize;
use thiserror::Error;

pub use admission::{Admission, Ages, Catchment};
pub use endpoint::{Endpoint, EndpointPattern, InvalidEndpoint};

/// A kind of fact that a peer may be pinned as the source of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// Who holds custody.
    Custody,
    /// Whether the identity is protected.
    Protection,
    /// Under which numbers the child was known before.
    Identity,
    /// Which organisations have a relation with the child.
    Relation,
    /// Consents, and requests for them.
    Consent,
    /// Blocks and lifts.
    Block,
    /// A board's decisions in a guardian's place.
    BoardDecision,
    /// Whether a unit found the child mature.
    Assessment,
    /// Guardians' own access, extended or closed.
    GuardianAccess,
}

/// A peer that is pinned as the source of some kinds of facts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactSource {
    /// The certificate's name.
    #[serde(deserialize_with = "peer_name")]
    pub peer: PeerName,
    /// What it may tell.
    pub facts: BTreeSet<FactKind>,
}

/// A system that may ask for overviews and read the access log, on behalf of actors with tokens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// The certificate's name.
    #[serde(deserialize_with = "peer_name")]
    pub peer: PeerName,
}

/// Why the configured peers contradict each other.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum InvalidPeers {
    /// A certificate name stands twice in one list.
    #[error("{list}: the peer {peer} stands twice")]
    PeerTwice {
        /// Which list.
        list: &'static str,
        /// The name.
        peer: PeerName,
    },
    /// Two admissions have one producer id.
    #[error("producer: the id {id} stands twice")]
    IdTwice {
        /// The id.
        id: String,
    },
    /// An admission that says something impossible.
    #[error("producer {id}: {expected}")]
    Admission {
        /// The producer's id.
        id: String,
        /// What was expected.
        expected: &'static str,
    },
}

/// The configured peers, and which of them were revoked since.
#[derive(Debug)]
pub struct Peers {
    consumers: HashSet<PeerName>,
    sources: HashMap<PeerName, BTreeSet<FactKind>>,
    admissions: HashMap<PeerName, Arc<Admission>>,
    revoked: ArcSwap<Revoked>,
    generation: AtomicU64,
}

#[derive(Debug, Clone, Default)]
struct Revoked {
    names: HashSet<PeerName>,
    certificates: HashSet<Thumbprint>,
}

impl Peers {
    /// Checks the configured peers against each other.
    ///
    /// # Errors
    /// [`InvalidPeers`] names the list and the entry.
    pub fn new(
        consumers: Vec<Consumer>,
        sources: Vec<FactSource>,
        admissions: Vec<Admission>,
    ) -> Result<Self, InvalidPeers> {
        let mut ids = HashSet::new();
        for admission in &admissions {
            admission.check()?;
            if !ids.insert(admission.id.clone()) {
                let id = admission.id.clone();
                return Err(InvalidPeers::IdTwice { id });
            }
        }
        let consumers = consumers.into_iter().map(|c| (c.peer, ()));
        let sources = sources.into_iter().map(|s| (s.peer, s.facts));
        let admissions = (admissions.into_iter()).map(|a| (a.peer.clone(), Arc::new(a)));
        Ok(Self {
            consumers: once_each("consumer", consumers)?.into_keys().collect(),
            sources: once_each("fact_source", sources)?,
            admissions: once_each("producer", admissions)?,
            revoked: ArcSwap::default(),
            generation: AtomicU64::new(0),
        })
    }

    /// True when the peer may call the services for consumers.
    #[must_use]
    pub fn is_consumer(&self, peer: &Peer) -> bool {
        self.consumers.contains(&peer.name) && !self.is_revoked(peer)
    }

    /// True when the peer is pinned as a source of this kind of fact.
    // R-PEER-2
    #[must_use]
    pub fn may_tell(&self, peer: &Peer, kind: FactKind) -> bool {
        let told = self.sources.get(&peer.name);
        told.is_some_and(|kinds| kinds.contains(&kind)) && !self.is_revoked(peer)
    }

    /// As which producer the peer is admitted.
    // R-PEER-1
    #[must_use]
    pub fn admission_of(&self, peer: &Peer) -> Option<&Arc<Admission>> {
        let admission = self.admissions.get(&peer.name)?;
        (!self.is_revoked(peer)).then_some(admission)
    }

    /// Every admission, in no order. A revoked producer is among them: it is a source that does not answer.
    pub fn admissions(&self) -> impl Iterator<Item = &Arc<Admission>> {
        self.admissions.values()
    }

    /// True when the peer, or this certificate of it, was revoked.
    #[must_use]
    pub fn is_revoked(&self, peer: &Peer) -> bool {
        let revoked = self.revoked.load();
        revoked.names.contains(&peer.name) || revoked.certificates.contains(&peer.thumbprint)
    }

    /// Revokes a peer with all its certificates, until the process ends. In force when this returns.
    // R-PEER-3
    pub fn revoke(&self, name: &PeerName) {
        self.change(|revoked| revoked.names.insert(name.clone()));
    }

    /// Revokes one certificate, until the process ends; another of the same peer still holds.
    // R-PEER-3
    pub fn revoke_certificate(&self, certificate: Thumbprint) {
        self.change(|revoked| revoked.certificates.insert(certificate));
    }

    /// Raised by every revocation: whoever saw an older one looks again. Take it before [`Self::is_revoked`].
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    fn change(&self, change: impl Fn(&mut Revoked) -> bool) {
        self.revoked.rcu(|revoked| {
            let mut revoked = Revoked::clone(revoked);
            change(&mut revoked);
            revoked
        });
        // After the set: who sees the new generation sees the revocation.
        self.generation.fetch_add(1, Ordering::SeqCst);
    }
}

fn once_each<T>(
    list: &'static str,
    entries: impl Iterator<Item = (PeerName, T)>,
) -> Result<HashMap<PeerName, T>, InvalidPeers> {
    let mut found = HashMap::new();
    for (peer, value) in entries {
        if found.contains_key(&peer) {
            return Err(InvalidPeers::PeerTwice { list, peer });
        }
        found.insert(peer, value);
    }
    Ok(found)
}

/// For configuration: a URI, or `hsa:` and an HSA-id.
pub fn peer_name<'de, D: serde::Deserializer<'de>>(from: D) -> Result<PeerName, D::Error> {
    let text = String::deserialize(from)?;
    PeerName::parse(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests;

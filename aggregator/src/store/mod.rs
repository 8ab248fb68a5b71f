//! What the aggregator remembers: facts about children, and the access log. It stores no record, no name and no identity number.
//! One narrow trait; [`sqlite`] is its first implementation, another stands behind the same trait and the same tests.

pub mod epoch;
mod error;
pub mod sqlite;

use std::collections::BTreeMap;

use domain::{
    facts::{CareRelation, Consent, ConsentKind, Facts, Holder, Pseudonym},
    id::OrganisationId,
    record::Sector,
    time::{Date, Timestamp},
};
use futures::future::BoxFuture;
use jiff::SignedDuration;
use proto::transport::PeerName;
use uuid::Uuid;

pub use epoch::{Epoch, EpochCell, Epochs};
pub use error::StoreError;

use crate::audit::entry::{ActorRef, Entry, Intent};

/// The most consents of one child: far above what a childhood needs, so that nobody can make its reading slow.
pub const MAX_CONSENTS: usize = 1_000;
/// The most relations of one child, ended ones too.
pub const MAX_RELATIONS: usize = 1_000;
/// The most who can hold custody of one child.
pub const MAX_HOLDERS: usize = 8;
/// The most sectors that one consent names.
pub const MAX_SOURCE_SECTORS: usize = 64;
/// The most entries that one reading of the access log gives.
pub const MAX_ACCESSES: u32 = 1_000;

/// What a store answers with.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The store. Every change is durable when its future is ready, and the child's epoch is raised by then for all who watch it.
///
/// Dropping a future does not undo the change that it asked for: it may still be made.
pub trait Store: Send + Sync + 'static {
    /// Registers a consent. The same id with the same content again changes nothing and answers as the first time.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id stands for another content; [`StoreError::TooMany`] at [`MAX_CONSENTS`].
    fn register_consent(&self, consent: NewConsent, by: Teller) -> Answer<'_, Registered>;

    /// Ends a consent for good and says when it ended. Ending it again answers with the first time.
    ///
    /// # Errors
    /// [`StoreError::UnknownConsent`].
    fn end_consent(&self, id: Uuid, by: Teller) -> Answer<'_, Timestamp>;

    /// One consent, ended or not.
    fn consent(&self, id: Uuid) -> Answer<'_, Option<StoredConsent>>;

    /// The consents of a child, in the order they were registered, ended ones too.
    fn consents(&self, child: Pseudonym) -> Answer<'_, Vec<StoredConsent>>;

    /// Takes what a source tells about a child. Nothing that was told before is lost; the latest counts.
    ///
    /// # Errors
    /// [`StoreError::AsOfInFuture`] when the source's clock is ahead; [`StoreError::TooMany`] at the bounds of this module.
    fn tell(&self, child: Pseudonym, told: Told, by: Teller) -> Answer<'_, ()>;

    /// A source confirms that all it told is current as of a time: its facts are not older than that.
    ///
    /// # Errors
    /// [`StoreError::AsOfInFuture`] when the source's clock is ahead.
    fn confirm(&self, as_of: Timestamp, by: Teller) -> Answer<'_, ()>;

    /// Counts a change that a producer announced for a child, and gives the count.
    fn count_change(&self, child: Pseudonym, producer: String) -> Answer<'_, u64>;

    /// Everything that a decision about a child reads, in one read.
    fn facts(&self, child: Pseudonym, birth: Option<Date>) -> Answer<'_, FactsRead>;

    /// Adds an entry to the access log.
    fn append(&self, entry: Entry) -> Answer<'_, Appended>;

    /// The intent of an overview.
    fn intent(&self, overview_id: String) -> Answer<'_, Option<StoredIntent>>;

    /// Who looked at a child, newest first, at most `max` and [`MAX_ACCESSES`].
    fn accesses(&self, child: Pseudonym, max: u32) -> Answer<'_, Vec<Access>>;

    /// False when the store can no longer answer: the instance is then not ready.
    fn is_open(&self) -> bool;
}

/// Who tells the store something: a pinned peer or an actor, as the access log names it.
#[derive(Clone, PartialEq, Eq)]
pub struct Teller(String);

impl Teller {
    /// A peer, by its certificate's name.
    #[must_use]
    pub fn peer(name: &PeerName) -> Self {
        Self(name.as_str().to_owned())
    }

    /// An actor, by its log name.
    #[must_use]
    pub fn actor(actor: &ActorRef) -> Self {
        Self(format!("actor:{}", actor.as_str()))
    }

    /// The name as it stands in store and log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Teller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Teller(…)")
    }
}

/// A consent to register.
#[derive(Debug, Clone, PartialEq)]
pub struct NewConsent {
    /// The caller's UUID.
    pub id: Uuid,
    /// The child.
    pub child: Pseudonym,
    /// Who gave it.
    pub grantor: Pseudonym,
    /// Permit or refuse.
    pub kind: ConsentKind,
    /// The organisation that may see. `None` = any.
    pub recipient: Option<OrganisationId>,
    /// The sector that may see. `None` = any.
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers. Empty = all.
    pub source_sectors: Vec<Sector>,
    /// From when. `None` = from registration.
    pub start: Option<Timestamp>,
    /// Until when, half-open. `None` = until ended.
    pub end: Option<Timestamp>,
}

/// A consent as the store holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredConsent {
    /// The caller's UUID.
    pub id: Uuid,
    /// The child.
    pub child: Pseudonym,
    /// Who registered it.
    pub registrar: Teller,
    /// When it was registered.
    pub registered: Timestamp,
    /// The grantor's word.
    pub consent: Consent,
}

/// The answer to a registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    /// As it stands in the store.
    pub consent: StoredConsent,
    /// False when it stood there before.
    pub is_new: bool,
}

/// What a source tells about a child.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Who holds custody. Empty = nobody does.
    Custody {
        /// All who hold it.
        holders: Vec<Holder>,
        /// As of when the source knows it.
        as_of: Timestamp,
    },
    /// Whether the identity is protected.
    Protection {
        /// True when it is.
        protected: bool,
        /// As of when the source knows it.
        as_of: Timestamp,
    },
    /// A relation with an organisation; it replaces what was told for the same organisation, unit and sector.
    Relation(CareRelation),
}

/// How old facts may get before they are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactAges {
    /// Custody, from the register's last word.
    pub custody: SignedDuration,
    /// Protected identity, from the register's last word.
    pub protection: SignedDuration,
    /// Consents, from the read: the store itself is their source.
    pub consents: SignedDuration,
    /// Relations, from the read.
    pub relations: SignedDuration,
}

impl Default for FactAges {
    /// A register that confirms daily may miss half a day; what the store itself holds outlives one overview, not a forgotten one.
    fn default() -> Self {
        Self {
            custody: SignedDuration::from_hours(36),
            protection: SignedDuration::from_hours(36),
            consents: SignedDuration::from_mins(5),
            relations: SignedDuration::from_mins(5),
        }
    }
}

/// What one read gave.
#[derive(Debug, Clone, PartialEq)]
pub struct FactsRead {
    /// The facts.
    pub facts: Facts,
    /// The child's epoch at that read.
    pub epoch: Epoch,
    /// The child's change counter at each producer that announced one. Absent = 0.
    pub change_counters: BTreeMap<String, u64>,
}

/// An entry's place in the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its number.
    pub seq: u64,
    /// The chain's hash up to and with it.
    pub hash: [u8; 32],
}

/// An intent as the log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredIntent {
    /// The child.
    pub child: Pseudonym,
    /// Who looked and why.
    pub intent: Intent,
}

/// One look, as `ListAccesses` gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The overview.
    pub overview_id: String,
    /// When.
    pub at: Timestamp,
    /// Who looked and why.
    pub intent: Intent,
    /// `ask`, `shown`, `open`, `copy`, `print` or `export`.
    pub act: String,
    /// The sector of the source that was shown.
    pub source_sector: Option<String>,
    /// The ground that carried, where one did; else the one claimed.
    pub ground: Option<String>,
    /// True when the look was refused.
    pub refused: bool,
}

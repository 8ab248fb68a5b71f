//! What the aggregator remembers: facts about children, and the access log. It stores no record, no name and no identity number.
//! One narrow trait; [`sqlite`] for one instance and [`postgres`] for several stand behind it and behind the same tests.

mod access;
pub mod archive;
mod consents;
mod emergencies;
pub mod epoch;
mod error;
pub mod postgres;
pub mod sqlite;
mod stall;
mod watched;

use std::collections::BTreeMap;

use domain::{
    facts::{Facts, Pseudonym},
    id::OrganisationId,
    time::{Date, Timestamp},
};
use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use jiff::SignedDuration;
use proto::transport::PeerName;
use uuid::Uuid;

pub use access::{Access, AccessPage, Looked};
pub use consents::{NewConsent, Registered, StoredConsent, Told};
pub use emergencies::{EmergencyAct, ReviewPlace, StoredEmergency};
pub use epoch::{Epoch, EpochCell, Epochs, LEASE, LEASE_AND_MARGIN};
pub use error::StoreError;
pub use stall::LONGEST_CALL;
pub(crate) use watched::Watched;
#[doc(hidden)]
pub use watched::{StoreCall, StoreWatch};

pub use crate::ledger::{MAX_CONSENTS, MAX_HOLDERS, MAX_RELATIONS};
use crate::{
    audit::entry::{ActorRef, ChainHead, EmergencyReview, Entry, Event, Intent},
    ledger::{Beside, Ledger, Stated, Statement},
};

/// The most entries that one reading of the access log gives.
pub const MAX_ACCESSES: u32 = 1_000;

/// The most chains whose heads one reading gives.
pub const MAX_HEADS: u32 = 1_000;

/// The most statements that one reading for review goes over.
pub const REVIEW_SPAN: u64 = 2_000;

/// What a store answers with.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// The store. Every change is durable when its future is ready, and the child's epoch is raised by then for all who watch it.
///
/// Dropping a future does not undo the change that it asked for: it may still be made.
pub trait Store: Send + Sync + 'static {
    /// Takes a statement about a child, once: the same again, by the same teller, changes nothing and answers as the first time.
    ///
    /// # Errors
    /// What [`ledger::apply`](crate::ledger::apply()) refuses; then nothing is written.
    fn state(&self, child: Pseudonym, statement: Statement, by: Teller) -> Answer<'_, Taken>;

    /// What began under a UUID, with its child.
    fn statement(&self, id: Uuid) -> Answer<'_, Option<(Pseudonym, Stated)>>;

    /// All that was ever said of a child.
    fn ledger(&self, child: Pseudonym) -> Answer<'_, Ledger>;

    /// A source confirms that all it told is current as of a time: its facts are not older than that.
    ///
    /// # Errors
    /// [`StoreError::AsOfInFuture`] when the source's clock is ahead.
    fn confirm(&self, as_of: Timestamp, by: Teller) -> Answer<'_, ()>;

    /// Counts a change that a producer announced for a child, and gives the count.
    fn count_change(&self, child: Pseudonym, producer: String) -> Answer<'_, u64>;

    /// Everything that a decision about a child reads, in one read.
    fn facts(&self, child: Pseudonym, birth: Option<Date>) -> Answer<'_, FactsRead>;

    /// The name of this instance, made when the store was; the access log's chain begins with it.
    fn instance(&self) -> &str;

    /// Adds an entry to the access log.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] for a review whose id stands in the log already, whatever it reviews.
    fn append(&self, entry: Entry) -> Answer<'_, Appended>;

    /// The heads of the other chains in the same database, of the instances that started last, at most [`MAX_HEADS`].
    fn other_heads(&self) -> Answer<'_, Vec<ChainHead>>;

    /// The hash of this instance's chain at an entry. `None` = it is not there.
    fn hash_at(&self, seq: u64) -> Answer<'_, Option<[u8; 32]>>;

    /// The intent of an overview.
    fn intent(&self, overview_id: String) -> Answer<'_, Option<StoredIntent>>;

    /// A stretch of who looked at a child, newest first: over at most `max` and [`MAX_ACCESSES`] entries of the log, before a place.
    /// `None` = from the newest.
    fn accesses_before(
        &self,
        child: Pseudonym,
        of: Looked,
        before: Option<u64>,
        max: u32,
    ) -> Answer<'_, AccessPage>;

    /// The consents that were registered after a place in the store, of all children, in their order. Each reading goes over at most
    /// [`REVIEW_SPAN`] places, so that it stays short however much was said.
    fn registrations(&self, after: u64) -> Answer<'_, Registrations>;

    /// What people of one organisation did that has to be reviewed, newest first, at most `max` and [`MAX_ACCESSES`]; `before` = only what
    /// was done before that, and nothing where that is none of it.
    fn emergencies(
        &self,
        of: OrganisationId,
        before: Option<ReviewPlace>,
        max: u32,
    ) -> Answer<'_, Vec<StoredEmergency>>;

    /// What reviews of a lift came to, in the order in which they were written.
    fn lift_reviews(
        &self,
        child: Pseudonym,
        lift: Uuid,
    ) -> Answer<'_, Vec<(Timestamp, EmergencyReview)>>;

    /// What the log says of one overview about a child, in the order in which it was written.
    fn overview_log(
        &self,
        child: Pseudonym,
        overview_id: String,
    ) -> Answer<'_, Vec<(Timestamp, Event)>>;

    /// False when the store can no longer answer: the instance is then not ready.
    fn is_open(&self) -> bool;

    /// The newest of who looked at a child, newest first, at most `max` and [`MAX_ACCESSES`].
    fn accesses(&self, child: Pseudonym, max: u32) -> Answer<'_, Vec<Access>> {
        access::newest(self, child, max).boxed()
    }

    /// Registers a consent.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id stands for another content; [`StoreError::TooMany`] at [`MAX_CONSENTS`].
    fn register_consent(&self, consent: NewConsent, by: Teller) -> Answer<'_, Registered> {
        consents::register(self, consent, by).boxed()
    }

    /// Ends a consent for good and says when it ended. Ending it again answers with the first time.
    ///
    /// # Errors
    /// [`StoreError::UnknownConsent`].
    fn end_consent(&self, id: Uuid, by: Teller) -> Answer<'_, Timestamp> {
        consents::end(self, id, by).boxed()
    }

    /// One consent, ended or not.
    fn consent(&self, id: Uuid) -> Answer<'_, Option<StoredConsent>> {
        consents::one(self, id).boxed()
    }

    /// The consents of a child, in the order they were registered, ended ones too.
    fn consents(&self, child: Pseudonym) -> Answer<'_, Vec<StoredConsent>> {
        consents::of(self, child).boxed()
    }

    /// Takes what a source tells about a child. Nothing that was told before is lost; the latest counts.
    ///
    /// # Errors
    /// [`StoreError::AsOfInFuture`] when the source's clock is ahead; [`StoreError::TooMany`] at a bound.
    fn tell(&self, child: Pseudonym, told: Told, by: Teller) -> Answer<'_, ()> {
        self.state(child, told.into(), by).map_ok(|_| ()).boxed()
    }
}

/// Who tells the store something: a pinned peer or an actor, as the access log names it.
#[derive(Clone, PartialEq, Eq)]
pub struct Teller(pub(crate) String);

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

/// A statement as it stands in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The statement, as it was first said.
    pub stated: Stated,
    /// False when it stood there before.
    pub is_new: bool,
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
    /// What was read with them and decides nothing.
    pub beside: Beside,
}

/// A stretch of what was registered.
#[derive(Debug, Clone, PartialEq)]
pub struct Registrations {
    /// The consents with their children, as they were registered.
    pub found: Vec<(Pseudonym, Stated)>,
    /// The place to go on from. `None` = nothing was said after it.
    pub next: Option<u64>,
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
    /// When.
    pub at: Timestamp,
    /// Who looked and why.
    pub intent: Intent,
}

//! What has been said of a child, in the order it was said: an append-only ledger. What is in force is folded from it by pure code,
//! for now or for any time before, so that an old decision can be replayed. No file, no network, no clock: the stores only read a
//! child's statements, ask [`apply()`], and append.

mod apply;
mod beside;
mod fold;
mod numbers;
pub mod statement;
mod text;
mod view;

use std::collections::BTreeSet;

use domain::{facts::Pseudonym, time::Timestamp};
use thiserror::Error;
use uuid::Uuid;

pub use apply::{Applied, apply};
pub use beside::{Beside, Lived, Older, text_of};
pub use fold::MAX_CUSTODY_BY_HAND;
pub use statement::{Statement, Subject};
pub use view::{Answered, ConsentRequest, Held, InformationRequest, View};

use crate::store::Teller;

/// The most consents of one child: far above what a childhood needs, so that nobody can make its reading slow. Refusals have as
/// much room again, so that permits cannot crowd one out.
pub const MAX_CONSENTS: usize = 1_000;
/// The most of anything else that is said of one child: blocks, lifts, assessments, decisions, requests, each for itself.
pub const MAX_OF_A_KIND: usize = 1_000;
/// The most relations of one child, ended ones too.
pub const MAX_RELATIONS: usize = 1_000;
/// The most who can hold custody of one child.
pub const MAX_HOLDERS: usize = 8;
/// The most numbers that one child had before: what a question to a source has room for.
pub const MAX_OLDER_IDS: usize = 16;
/// The most sectors or types that one statement names.
pub const MAX_SCOPE: usize = 64;
/// The longest that a lift lasts, in days.
pub const MAX_LIFT_DAYS: i64 = 7;

/// A statement with who made it and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// What was said.
    pub statement: Statement,
    /// Who said it.
    pub by: Teller,
    /// When it was taken, by our clock.
    pub at: Timestamp,
    /// Its place among all statements of the store.
    pub seq: u64,
}

/// A source's word that all it told is current as of a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// The source.
    pub by: Teller,
    /// As of when.
    pub as_of: Timestamp,
    /// When it was taken, by our clock.
    pub at: Timestamp,
}

/// All that has been said of one child.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// The child.
    pub child: Pseudonym,
    /// The statements, in the order they were taken.
    pub stated: Vec<Stated>,
    /// What the sources of custody and protection confirmed.
    pub confirmed: Vec<Confirmation>,
    /// Subjects of which a statement cannot be read: unknown as a whole.
    pub unreadable: BTreeSet<Subject>,
}

impl Ledger {
    /// Nothing has been said.
    #[must_use]
    pub fn of(child: Pseudonym) -> Self {
        Self {
            child,
            stated: Vec::new(),
            confirmed: Vec::new(),
            unreadable: BTreeSet::new(),
        }
    }

    /// What began under a UUID.
    #[must_use]
    pub fn find(&self, id: Uuid) -> Option<&Stated> {
        self.stated.iter().find(|s| s.statement.id() == Some(id))
    }

    /// Adds a statement's text as a store holds it. One that cannot be read makes its subject unknown; a kind that is not known makes all so.
    // R-FACTS-2
    pub(crate) fn add(&mut self, kind: &str, text: &str, by: String, at: Timestamp, seq: u64) {
        match serde_json::from_str::<Statement>(text) {
            Ok(statement) if statement.kind() == kind => self.stated.push(Stated {
                statement,
                by: Teller(by),
                at,
                seq,
            }),
            _ => match Subject::of_kind(kind) {
                Some(subject) => {
                    self.unreadable.insert(subject);
                }
                None => self.unreadable.extend(Subject::ALL),
            },
        }
    }
}

/// Why a statement is not taken.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum LedgerError {
    /// The UUID stands for another content, or another teller.
    #[error("the id is taken by another statement")]
    Conflict,
    /// Nothing of this child has the UUID that it ends, lifts or answers.
    #[error("nothing has this id")]
    Unknown,
    /// The source's clock is ahead of ours by more than the skew.
    #[error("the time as of which it is known lies in the future")]
    AsOfInFuture,
    /// A bound is reached.
    #[error("there are too many {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// The end does not lie after the start.
    #[error("the end does not lie after the start")]
    EmptyPeriod,
    /// A lift of more than [`MAX_LIFT_DAYS`] days.
    #[error("a lift lasts at most {MAX_LIFT_DAYS} days")]
    LiftTooLong,
    /// It cannot be written.
    #[error("the statement cannot be written")]
    Unwritable,
}

#[cfg(test)]
mod tests;

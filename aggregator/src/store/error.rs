//! What can go wrong with the store. No error carries a person, an identifier or a statement's parameters.

use std::sync::Arc;

use thiserror::Error;

use crate::ledger::{LedgerError, MAX_LIFT_DAYS, Statement, Subject};

/// Why the store did not do what was asked.
#[derive(Debug, Error, Clone)]
pub enum StoreError {
    /// Too much is queued. Nothing was done; trying later may do.
    #[error("the store has too much to do")]
    Overloaded,
    /// The store is closed, or gave up after its disk failed.
    #[error("the store is closed")]
    Closed,
    /// The id stands for another content, or another teller.
    #[error("the id is taken by another statement")]
    Conflict,
    /// No consent has this id.
    #[error("no consent has this id")]
    UnknownConsent,
    /// Nothing of this child has the id that was to be ended, lifted or answered.
    #[error("nothing has this id")]
    Unknown,
    /// The end does not lie after the start.
    #[error("the end does not lie after the start")]
    EmptyPeriod,
    /// A lift was asked for longer than one lasts.
    #[error("a lift lasts at most {MAX_LIFT_DAYS} days")]
    LiftTooLong,
    /// The source's clock is ahead of ours by more than the skew.
    #[error("the time as of which it is known lies in the future")]
    AsOfInFuture,
    /// A bound is reached.
    #[error("there are too many {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// What lies in the store is not what this version writes.
    #[error("an entry of the store is unreadable: {what}")]
    Unreadable {
        /// Which kind of entry.
        what: &'static str,
    },
    /// No answer came within [`LONGEST_CALL`](super::LONGEST_CALL). Whether a change was made is not known; it is not acknowledged.
    #[error("the store does not answer")]
    Unanswered,
    /// The database failed. Whether a change was made is not known; it is not acknowledged.
    #[error("the database failed")]
    Database(#[source] Arc<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// True when the store could not do its work, false when it refused what was asked.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Overloaded
                | Self::Closed
                | Self::Unanswered
                | Self::Unreadable { .. }
                | Self::Database(_)
        )
    }

    /// The stable reason on the wire.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Overloaded => "STORE_OVERLOADED",
            Self::Conflict => "CONSENT_ID_TAKEN",
            Self::UnknownConsent => "CONSENT_UNKNOWN_ID",
            Self::Unknown => "UNKNOWN_ID",
            Self::EmptyPeriod => "EMPTY_PERIOD",
            Self::LiftTooLong => "LIFT_TOO_LONG",
            Self::AsOfInFuture => "AS_OF_IN_FUTURE",
            Self::TooMany { .. } => "TOO_MANY",
            Self::Closed | Self::Unanswered | Self::Unreadable { .. } | Self::Database(_) => {
                "STORE_UNAVAILABLE"
            }
        }
    }

    /// The refusal that the caller gets.
    #[must_use]
    pub fn status(&self) -> tonic::Status {
        let (code, message) = match self {
            Self::Overloaded => (
                tonic::Code::ResourceExhausted,
                "too much is queued, try again",
            ),
            Self::Conflict => (
                tonic::Code::AlreadyExists,
                "the id is taken by another statement",
            ),
            Self::UnknownConsent => (tonic::Code::NotFound, "no consent has this id"),
            Self::Unknown => (tonic::Code::NotFound, "nothing has this id"),
            Self::EmptyPeriod => (
                tonic::Code::InvalidArgument,
                "the end does not lie after the start",
            ),
            Self::LiftTooLong => (
                tonic::Code::InvalidArgument,
                "a lift lasts at most seven days",
            ),
            Self::AsOfInFuture => (
                tonic::Code::InvalidArgument,
                "the time as of which it is known lies in the future",
            ),
            Self::TooMany { .. } => (tonic::Code::ResourceExhausted, "a bound is reached"),
            Self::Closed | Self::Unanswered | Self::Unreadable { .. } | Self::Database(_) => {
                (tonic::Code::Unavailable, "the store does not answer")
            }
        };
        proto::status::refuse(code, self.reason(), message)
    }
}

impl StoreError {
    /// What the ledger refused of a statement.
    pub(super) fn refused(error: LedgerError, statement: &Statement) -> Self {
        match error {
            LedgerError::Unknown if statement.subject() == Subject::Consent => Self::UnknownConsent,
            error => error.into(),
        }
    }
}

impl From<LedgerError> for StoreError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Conflict => Self::Conflict,
            LedgerError::Unknown => Self::Unknown,
            LedgerError::AsOfInFuture => Self::AsOfInFuture,
            LedgerError::TooMany { what } => Self::TooMany { what },
            LedgerError::EmptyPeriod => Self::EmptyPeriod,
            LedgerError::LiftTooLong => Self::LiftTooLong,
            LedgerError::Unwritable => Self::Unreadable { what: "statement" },
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

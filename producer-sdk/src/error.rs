//! Why a source gives no answer, and what of that the aggregator is told: a stable reason, never the source's own words.

use std::{error::Error, fmt};

use proto::status::refuse;
use tonic::{Code, Status};

/// The reason when the system behind a source could not be asked.
pub(crate) const SOURCE_UNAVAILABLE: &str = "SOURCE_UNAVAILABLE";
/// The reason when the system behind a source answered with an error.
pub(crate) const SOURCE_LOGICAL_ERROR: &str = "SOURCE_LOGICAL_ERROR";
/// The reason when a source refuses by its own law.
pub(crate) const SOURCE_REFUSED: &str = "SOURCE_REFUSED";

/// The longest code that is passed on.
const MAX_CODE_BYTES: usize = 64;

/// Why a source gives no answer. An answer with nothing in it is `Ok(vec![])`, never an error, and an error is never an
/// empty answer: the reader must be able to tell them apart.
#[derive(Debug, thiserror::Error)]
pub struct ProducerError {
    kind: Kind,
    /// For the vendor's own log. It stays on this side.
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Unavailable,
    Logical(&'static str),
    Refused(&'static str),
}

impl ProducerError {
    /// The system behind could not be asked: a lost database, a timeout. The aggregator may try once more.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Unavailable,
            source: Some(source.into()),
        }
    }

    /// The system behind was asked and answered with an error. `code` is yours, for example `INDEX_REBUILDING`: letters, digits,
    /// `_` and `-`. Shown as a failed source, never as success.
    #[must_use]
    pub fn logical(code: &'static str) -> Self {
        Self {
            kind: Kind::Logical(code),
            source: None,
        }
    }

    /// The source may not answer this actor by its own law. `reason` is a code as in [`ProducerError::logical`].
    #[must_use]
    pub fn refused(reason: &'static str) -> Self {
        Self {
            kind: Kind::Refused(reason),
            source: None,
        }
    }

    // R-PRODUCER-8
    pub(crate) fn to_status(&self) -> Status {
        match self.kind {
            Kind::Unavailable => refuse(
                Code::Unavailable,
                SOURCE_UNAVAILABLE,
                "the system behind this source could not be asked",
            ),
            Kind::Logical(code) => refuse(
                Code::FailedPrecondition,
                SOURCE_LOGICAL_ERROR,
                &with_code("the system behind this source answered with an error", code),
            ),
            Kind::Refused(reason) => refuse(
                Code::PermissionDenied,
                SOURCE_REFUSED,
                &with_code("the source refuses by its own rules", reason),
            ),
        }
    }
}

impl fmt::Display for ProducerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Unavailable => f.write_str("the source is unavailable"),
            Kind::Logical(code) => write!(f, "the source answered with error {code}"),
            Kind::Refused(reason) => write!(f, "the source refuses: {reason}"),
        }
    }
}

/// A code that is not one is left out: it might be a sentence about somebody.
fn with_code(message: &str, code: &str) -> String {
    let is_code = !code.is_empty()
        && code.len() <= MAX_CODE_BYTES
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if is_code {
        format!("{message}: {code}")
    } else {
        message.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::status::reason_of;

    // R-PRODUCER-8
    #[test]
    fn only_kind_and_code_travel() {
        let error = ProducerError::unavailable("table journal of Alva Berg is locked");
        let status = error.to_status();
        assert_eq!(reason_of(&status).as_deref(), Some(SOURCE_UNAVAILABLE));
        assert!(!format!("{status:?}").contains("Alva"));

        let status = ProducerError::logical("INDEX_REBUILDING").to_status();
        assert_eq!(reason_of(&status).as_deref(), Some(SOURCE_LOGICAL_ERROR));
        assert!(status.message().ends_with(": INDEX_REBUILDING"));

        let status = ProducerError::refused("no words about Alva").to_status();
        assert_eq!(reason_of(&status).as_deref(), Some(SOURCE_REFUSED));
        assert!(!status.message().contains("Alva"));
    }
}

//! What can go wrong with a call, by what the caller can do about it.

use proto::{
    overview::fold::FoldError,
    status::{reason_of, violations_of},
    transport::{InvalidEndpoint, InvalidTlsMaterial},
};
use thiserror::Error;
use tonic::{Code, Status};

/// Why no connection can be prepared.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Certificate, key or authorities cannot be used.
    #[error("the certificates cannot be used")]
    Tls(#[from] InvalidTlsMaterial),
    /// The endpoint is none.
    #[error("the aggregator's address cannot be used")]
    Endpoint(#[from] InvalidEndpoint),
}

/// Why a call gave nothing. Carries stable reasons and field names, never a value that was sent.
#[derive(Debug, Error)]
pub enum Error {
    /// Nothing to show with this access: unknown, protected, forbidden and empty are one and the same.
    #[error("nothing to show with this access")]
    Refused {
        /// The contract's stable reason.
        reason: Option<String>,
    },
    /// Something in the request is wrong.
    #[error("the request is not valid")]
    BadInput {
        /// The contract's stable reason.
        reason: Option<String>,
        /// Each field with what was expected.
        violations: Vec<Violation>,
    },
    /// Token or certificate were not accepted.
    #[error("token or certificate were not accepted")]
    Unauthenticated {
        /// The contract's stable reason.
        reason: Option<String>,
    },
    /// The aggregator cannot be reached, or the connection broke.
    #[error("the aggregator cannot be reached")]
    Unreachable {
        /// What the transport says.
        source: Status,
    },
    /// The deadline passed before the whole answer was in.
    #[error("no whole answer within the deadline")]
    Deadline,
    /// The aggregator has too much to do, or asks this caller to slow down.
    #[error("the aggregator is busy")]
    Busy {
        /// The contract's stable reason.
        reason: Option<String>,
    },
    /// This aggregator does not offer the call.
    #[error("this aggregator does not offer that")]
    NotOffered,
    /// A message without the content that the contract promises.
    #[error("an answer without content")]
    Empty,
    /// Events that do not make an overview.
    #[error("the answer is not a whole overview")]
    Broken(#[from] FoldError),
    /// Anything else.
    #[error("the aggregator answered {code:?}")]
    Other {
        /// The gRPC code.
        code: Code,
        /// The contract's stable reason.
        reason: Option<String>,
    },
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field, as the contract names it.
    pub field: String,
    /// What was expected.
    pub expected: String,
}

impl Error {
    /// Reads a status.
    // R-CLIENT-4
    #[must_use]
    pub fn of(status: &Status) -> Self {
        let reason = reason_of(status);
        match status.code() {
            Code::PermissionDenied => Self::Refused { reason },
            Code::InvalidArgument | Code::OutOfRange => Self::BadInput {
                reason,
                violations: violations(status),
            },
            Code::Unauthenticated => Self::Unauthenticated { reason },
            Code::DeadlineExceeded => Self::Deadline,
            Code::ResourceExhausted => Self::Busy { reason },
            Code::Unimplemented => Self::NotOffered,
            Code::Unavailable => Self::Unreachable {
                source: status.clone(),
            },
            // A refused or broken connection has no code of its own; a status of ours always has a reason.
            Code::Unknown if reason.is_none() => Self::Unreachable {
                source: status.clone(),
            },
            code => Self::Other { code, reason },
        }
    }

    /// The contract's stable reason, where the aggregator gave one.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Refused { reason }
            | Self::BadInput { reason, .. }
            | Self::Unauthenticated { reason }
            | Self::Busy { reason }
            | Self::Other { reason, .. } => reason.clone(),
            Self::Unreachable { source } => reason_of(source),
            Self::Deadline | Self::NotOffered | Self::Empty | Self::Broken(_) => None,
        }
    }
}

fn violations(status: &Status) -> Vec<Violation> {
    violations_of(status)
        .into_iter()
        .map(|(field, expected)| Violation { field, expected })
        .collect()
}

#[cfg(test)]
mod tests {
    use proto::status::{bad_request, refuse};

    use super::*;

    #[test]
    fn a_status_becomes_what_the_caller_can_do_about_it() {
        // R-CLIENT-4
        let of = |code| Error::of(&refuse(code, "R", ""));
        assert!(
            matches!(of(Code::PermissionDenied), Error::Refused { reason: Some(r) } if r == "R")
        );
        assert!(matches!(
            of(Code::Unauthenticated),
            Error::Unauthenticated { .. }
        ));
        assert!(matches!(of(Code::DeadlineExceeded), Error::Deadline));
        assert!(matches!(of(Code::ResourceExhausted), Error::Busy { .. }));
        assert!(matches!(of(Code::Unimplemented), Error::NotOffered));
        assert!(matches!(of(Code::Unavailable), Error::Unreachable { .. }));
        assert!(matches!(of(Code::Unknown), Error::Other { .. }));
        assert!(matches!(
            Error::of(&Status::unknown("transport error")),
            Error::Unreachable { .. }
        ));
        let Error::BadInput { violations, .. } =
            Error::of(&bad_request("INVALID_QUERY", &[("child", "an identifier")]))
        else {
            panic!("expected bad input");
        };
        assert_eq!(violations[0].field, "child");
        assert_eq!(violations[0].expected, "an identifier");
    }
}

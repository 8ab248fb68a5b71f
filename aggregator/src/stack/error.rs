//! Why a call failed, as one typed error, and which cause the actor is shown for it.

use domain::status::Cause;
use thiserror::Error;
use tower::BoxError;

/// Why a producer gave no whole answer.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum CallError {
    /// The time was up before the answer was whole.
    #[error("the deadline passed")]
    Deadline,
    /// No connection, or the connection broke.
    #[error("the producer cannot be reached")]
    Unreachable,
    /// Too many calls under way, here or there.
    #[error("no room for another call")]
    Overloaded,
    /// The producer said that it could not answer.
    #[error("the producer reported an error")]
    Logical,
    /// The producer refused the aggregator.
    #[error("the producer refused the call")]
    Refused,
    /// Who answered at the producer's address is not the admitted peer.
    #[error("the peer is not the admitted one")]
    IdentityMismatch,
    /// What came is not the contract.
    #[error("the answer is malformed")]
    Malformed,
    /// More came than the limits allow.
    #[error("the answer is too large")]
    Oversized,
    /// The answer ended before its closing message, or the count was wrong.
    #[error("the answer was cut short")]
    Truncated,
}

impl CallError {
    /// What the actor is told.
    #[must_use]
    pub fn cause(self) -> Cause {
        match self {
            Self::Deadline => Cause::Deadline,
            Self::Unreachable => Cause::Unreachable,
            Self::Overloaded => Cause::Overloaded,
            Self::Logical => Cause::LogicalError,
            Self::Refused => Cause::Refused,
            Self::IdentityMismatch => Cause::IdentityMismatch,
            Self::Malformed => Cause::Malformed,
            Self::Oversized => Cause::Oversized,
            Self::Truncated => Cause::Truncated,
        }
    }

    /// Reads a status that came from a producer or from our own client.
    pub(super) fn from_status(status: &tonic::Status) -> Self {
        use tonic::Code;
        match status.code() {
            // A tonic client's own deadline surfaces as Cancelled.
            Code::DeadlineExceeded | Code::Cancelled => Self::Deadline,
            // The source was reached, and says itself that it cannot.
            Code::Unavailable if proto::status::reason_of(status).is_some() => Self::Logical,
            _ if is_identity_mismatch(status) => Self::IdentityMismatch,
            Code::Unavailable => Self::Unreachable,
            Code::ResourceExhausted => Self::Overloaded,
            Code::PermissionDenied | Code::Unauthenticated => Self::Refused,
            // Our own decoder says OutOfRange for a message over its limit.
            Code::OutOfRange => Self::Oversized,
            Code::Internal if is_decode_error(status) => Self::Malformed,
            // A broken connection surfaces as Unknown with a transport error as its source.
            Code::Unknown if std::error::Error::source(status).is_some() => Self::Unreachable,
            _ => Self::Logical,
        }
    }

    /// Tower's limit layers speak in boxes; ours come back out as they went in, and a shed call is an overload.
    pub(super) fn from_boxed(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(_) => Self::Overloaded,
        }
    }
}

/// A certificate that chain, name or revocation list did not vouch for, somewhere below the transport error.
fn is_identity_mismatch(status: &tonic::Status) -> bool {
    let mut below = std::error::Error::source(status);
    while let Some(error) = below {
        let inner = (error.downcast_ref::<std::io::Error>())
            .and_then(std::io::Error::get_ref)
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let tls = inner.or(error.downcast_ref::<rustls::Error>());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        below = error.source();
    }
    false
}

/// The reason by which the SDK marks its own failures; an Internal without it comes from a decoder or from HTTP/2.
fn is_decode_error(status: &tonic::Status) -> bool {
    proto::status::reason_of(status).is_none()
}

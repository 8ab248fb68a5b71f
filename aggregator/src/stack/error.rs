//! Why a call failed, as one typed error, and which cause the actor is shown for it.

use domain::status::Cause;
use rustls::CertificateError;
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
    /// Nobody took up the connection in the time that a connection may take.
    #[error("the producer does not take up the connection")]
    NotTakenUp,
    /// The producer has too many calls under way.
    #[error("the producer has no room for another call")]
    Overloaded,
    /// We have too many calls under way towards it.
    #[error("no room for another call to the producer")]
    Shed,
    /// The producer said that it could not answer.
    #[error("the producer reported an error")]
    Logical,
    /// The producer refused the aggregator.
    #[error("the producer refused the call")]
    Refused,
    /// Who answered at the producer's address is not the admitted peer.
    #[error("the peer is not the admitted one")]
    IdentityMismatch,
    /// The certificate of who answered has run out.
    #[error("the peer's certificate has expired")]
    CertificateExpired,
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
            Self::Unreachable | Self::NotTakenUp => Cause::Unreachable,
            Self::Overloaded => Cause::Overloaded,
            Self::Shed => Cause::LimitReached,
            Self::Logical => Cause::LogicalError,
            Self::Refused => Cause::Refused,
            Self::IdentityMismatch => Cause::IdentityMismatch,
            Self::CertificateExpired => Cause::CertificateExpired,
            Self::Malformed => Cause::Malformed,
            Self::Oversized => Cause::Oversized,
            Self::Truncated => Cause::Truncated,
        }
    }

    /// True when nobody was there who could have answered.
    #[must_use]
    pub(super) fn is_unreached(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::NotTakenUp
                | Self::IdentityMismatch
                | Self::CertificateExpired
        )
    }

    /// Reads a status that came from a producer or from our own client.
    pub(super) fn from_status(status: &tonic::Status) -> Self {
        use tonic::Code;
        match status.code() {
            // A tonic client's own deadline surfaces as Cancelled.
            Code::DeadlineExceeded | Code::Cancelled => Self::Deadline,
            // The source was reached, and says itself that it cannot.
            Code::Unavailable if proto::status::reason_of(status).is_some() => Self::Logical,
            code => below_the_contract(status).unwrap_or_else(|| match code {
                Code::Unavailable => Self::Unreachable,
                Code::ResourceExhausted => Self::Overloaded,
                Code::PermissionDenied | Code::Unauthenticated => Self::Refused,
                // Our own decoder says OutOfRange for a message over its limit.
                Code::OutOfRange => Self::Oversized,
                Code::Internal if is_our_own(status) => Self::Malformed,
                // A broken connection surfaces as Unknown with a transport error as its source.
                Code::Unknown if std::error::Error::source(status).is_some() => Self::Unreachable,
                _ => Self::Logical,
            }),
        }
    }

    /// Tower's limit layers speak in boxes; ours come back out as they went in, and what they say themselves is that they shed a call.
    pub(super) fn from_boxed(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(_) => Self::Shed,
        }
    }
}

/// How rustls begins to say that the other end sent an alert.
const ALERT: &str = "received fatal alert";

/// What the transport below a status says: a certificate that chain, name or revocation list did not vouch for, or a connection that
/// was not taken up in time.
fn below_the_contract(status: &tonic::Status) -> Option<CallError> {
    let mut below = std::error::Error::source(status);
    while let Some(error) = below {
        let io = error.downcast_ref::<std::io::Error>();
        let inner = io
            .and_then(std::io::Error::get_ref)
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(rustls::Error::InvalidCertificate(why)) =
            inner.or(error.downcast_ref::<rustls::Error>())
        {
            return Some(certificate(why));
        }
        if io.is_some_and(is_alert) {
            return Some(CallError::Refused);
        }
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::TimedOut) {
            return Some(CallError::NotTakenUp);
        }
        below = error.source();
    }
    None
}

/// Whether the other end ended the handshake because of our certificate: no network is to blame. HTTP/2 passes the error on as its text.
// R-STATUS-2
fn is_alert(io: &std::io::Error) -> bool {
    io.kind() == std::io::ErrorKind::InvalidData && io.to_string().starts_with(ALERT)
}

// R-STATUS-2
fn certificate(why: &CertificateError) -> CallError {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CallError::CertificateExpired
        }
        _ => CallError::IdentityMismatch,
    }
}

/// Whether an Internal comes from our decoder or from HTTP/2. One from the SDK carries a reason of the contract, and one that a server
/// said at once came with that response's headers; of one in the middle of an answer nobody can tell, and the answer is broken in any case.
// R-STATUS-2
fn is_our_own(status: &tonic::Status) -> bool {
    proto::status::reason_of(status).is_none() && status.metadata().is_empty()
}

#[cfg(test)]
mod tests {
    use tonic::{Code, Status, metadata::MetadataMap};

    use super::*;

    /// A status as it is when `cause` lies below it.
    fn over(cause: std::io::Error) -> Status {
        let mut status = Status::unavailable("");
        status.set_source(std::sync::Arc::new(cause));
        status
    }

    // R-STATUS-2
    #[test]
    fn what_lies_below_a_status_decides_its_cause() {
        let tls = |why| {
            over(std::io::Error::other(rustls::Error::InvalidCertificate(
                why,
            )))
        };
        let timed_out = over(std::io::ErrorKind::TimedOut.into());
        let refused = over(std::io::ErrorKind::ConnectionRefused.into());
        let alert = rustls::AlertDescription::CertificateExpired;
        let said = rustls::Error::AlertReceived(alert).to_string();
        let alert = over(std::io::Error::new(std::io::ErrorKind::InvalidData, said));
        for (status, error, cause) in [
            (alert, CallError::Refused, Cause::Refused),
            (
                tls(CertificateError::Expired),
                CallError::CertificateExpired,
                Cause::CertificateExpired,
            ),
            (
                tls(CertificateError::UnknownIssuer),
                CallError::IdentityMismatch,
                Cause::IdentityMismatch,
            ),
            (timed_out, CallError::NotTakenUp, Cause::Unreachable),
            (refused, CallError::Unreachable, Cause::Unreachable),
        ] {
            assert_eq!(CallError::from_status(&status), error);
            assert_eq!(error.cause(), cause);
        }
    }

    // R-STATUS-2
    #[test]
    fn a_server_that_says_internal_at_once_said_so_itself_and_a_decoder_that_does_could_not_read() {
        let mut headers = MetadataMap::new();
        headers.insert("content-type", "application/grpc".parse().unwrap());
        let said = Status::with_metadata(Code::Internal, "", headers);
        assert_eq!(CallError::from_status(&said), CallError::Logical);
        let decoder = Status::internal("");
        assert_eq!(CallError::from_status(&decoder), CallError::Malformed);
    }
}

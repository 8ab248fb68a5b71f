//! Who acts: the actor's signed token, bound to the certificate that the call came over.
//! Nothing in a request can say who asks; only this can.

mod claims;
mod issuer;
mod remember;
mod token;

use std::{fmt, sync::Arc};

use domain::{decide::Actor, time::Timestamp};
use proto::transport::PeerInfo;
use tonic::metadata::MetadataMap;

pub use issuer::{Algorithm, InvalidIssuer, Issuer};
pub use remember::RememberedTokens;
pub use token::{InvalidToken, MAX_LIFETIME, MAX_TOKEN_BYTES, TOKEN_CLOCK_SKEW, TokenVerifier};

/// An actor whose token was verified.
#[derive(Clone, PartialEq)]
pub struct VerifiedActor {
    /// Who asks, as the decision sees it.
    pub actor: Actor,
    /// The actor's id at the issuer. May be an identity number: it goes to the log as a log name only.
    pub subject: String,
    /// The actor's role.
    pub role: String,
    /// The purpose of the access, for example `care`.
    pub purpose: String,
    /// The token's own id.
    pub token_id: String,
    /// When the token ends.
    pub expires: Timestamp,
    lifetime: Lifetime,
}

/// Shows nobody: id, organisation and role together are somebody.
impl fmt::Debug for VerifiedActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedActor({}, …)", self.actor.audience.as_str())
    }
}

/// When a token holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lifetime {
    issued: Timestamp,
    not_before: Timestamp,
    expires: Timestamp,
}

/// The actor of a request: from its `authorization` metadata and the certificate it came over.
///
/// # Errors
/// [`InvalidToken`], whose [`InvalidToken::status`] is the refusal to send.
// R-TOKEN-1
pub fn actor_of(
    tokens: &RememberedTokens,
    peer: &PeerInfo,
    metadata: &MetadataMap,
) -> Result<Arc<VerifiedActor>, InvalidToken> {
    tokens.verify(bearer(metadata)?, &peer.peer.thumbprint)
}

/// The one bearer token. Two would let each reader pick another.
fn bearer(metadata: &MetadataMap) -> Result<&str, InvalidToken> {
    let mut values = metadata.get_all("authorization").iter();
    let value = values.next().ok_or(InvalidToken::Missing)?;
    if values.next().is_some() {
        return Err(InvalidToken::Malformed);
    }
    let value = value.to_str().map_err(|_| InvalidToken::Malformed)?;
    let (scheme, token) = value.split_once(' ').ok_or(InvalidToken::Malformed)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(InvalidToken::Malformed);
    }
    Ok(token)
}

#[cfg(test)]
mod tests;

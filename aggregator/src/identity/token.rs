//! Checks one token: who signed it, for whom, for how long, for which certificate. In that order, and the first failure is the answer.

use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::time::Timestamp;
use jiff::SignedDuration;
use proto::transport::Thumbprint;
use serde::{Deserialize, de::DeserializeOwned};
use thiserror::Error;

use super::{
    Lifetime, VerifiedActor,
    claims::Claims,
    issuer::{Algorithm, Issuer},
};
use crate::{clock::Clock, pseudonym::Pseudonyms};

/// How far an issuer's clock may be from ours; the same for every time in a token.
pub const TOKEN_CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(30);
/// The longest token, in bytes.
pub const MAX_TOKEN_BYTES: usize = 4 * 1024;
/// The longest time from issue to expiry: one shift.
pub const MAX_LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// Why a token is refused. Never what it says.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum InvalidToken {
    /// No token came.
    #[error("no actor token came with the call")]
    Missing,
    /// Not one JWT in compact form, too long, or one that demands what we do not know.
    #[error("the actor token is malformed")]
    Malformed,
    /// The signature is not the issuer's.
    #[error("the actor token's signature does not hold")]
    Signature,
    /// An algorithm that the issuer's key is not pinned to.
    #[error("the actor token's algorithm is not the issuer's")]
    Algorithm,
    /// An issuer we do not trust.
    #[error("the actor token's issuer is not trusted")]
    Issuer,
    /// Meant for somebody else.
    #[error("the actor token is meant for somebody else")]
    Audience,
    /// Its time is over.
    #[error("the actor token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the actor token is not valid yet")]
    NotYetValid,
    /// It came over another certificate than the one it is bound to.
    #[error("the actor token is not bound to this certificate")]
    NotForThisCertificate,
    /// A claim is missing, wrong or too long.
    #[error("the actor token's claim `{0}` is missing or wrong")]
    Claim(&'static str),
}

impl InvalidToken {
    /// The stable reason on the wire.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Missing => "TOKEN_MISSING",
            Self::Malformed => "TOKEN_MALFORMED",
            Self::Signature => "TOKEN_SIGNATURE",
            Self::Algorithm => "TOKEN_ALGORITHM",
            Self::Issuer => "TOKEN_ISSUER",
            Self::Audience => "TOKEN_AUDIENCE",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYetValid => "TOKEN_NOT_YET_VALID",
            Self::NotForThisCertificate => "TOKEN_NOT_FOR_THIS_CERTIFICATE",
            Self::Claim(_) => "TOKEN_CLAIM",
        }
    }

    /// The refusal that the caller gets.
    #[must_use]
    pub fn status(self) -> tonic::Status {
        proto::status::refuse(
            tonic::Code::Unauthenticated,
            self.reason(),
            &self.to_string(),
        )
    }
}

/// Verifies tokens.
pub struct TokenVerifier {
    issuers: Vec<Issuer>,
    audience: String,
    pseudonyms: Pseudonyms,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (issuers, audience) = (&self.issuers, &self.audience);
        write!(f, "TokenVerifier({issuers:?} for {audience})")
    }
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct IssuerClaim {
    iss: Option<String>,
}

impl TokenVerifier {
    /// Trusts these issuers for tokens whose `aud` is our own name.
    #[must_use]
    pub fn new(
        issuers: Vec<Issuer>,
        audience: &str,
        pseudonyms: Pseudonyms,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            issuers,
            audience: audience.to_owned(),
            pseudonyms,
            clock,
        }
    }

    /// Verifies a token that came over the certificate with this thumbprint.
    ///
    /// # Errors
    /// [`InvalidToken`], the first rule that it breaks.
    // R-TOKEN-1
    pub fn verify(
        &self,
        token: &str,
        certificate: &Thumbprint,
    ) -> Result<VerifiedActor, InvalidToken> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(InvalidToken::Malformed);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(InvalidToken::Malformed)?;
        let (head, payload) = message.split_once('.').ok_or(InvalidToken::Malformed)?;
        // A dot left in the payload is no base64url: three parts, no more.
        let payload = decode(payload)?;
        self.check_signature(&parse(&decode(head)?)?, &payload, message, signature)?;
        let claims: Claims = parse(&payload)?;
        if !claims.is_for(&self.audience) {
            return Err(InvalidToken::Audience);
        }
        let lifetime = claims.lifetime()?;
        lifetime.check(self.clock.now())?;
        if !claims.is_bound_to(&certificate.to_base64url()) {
            return Err(InvalidToken::NotForThisCertificate);
        }
        claims.into_actor(lifetime, &self.pseudonyms)
    }

    pub(super) fn still_holds(&self, actor: &VerifiedActor) -> Result<(), InvalidToken> {
        actor.lifetime.check(self.clock.now())
    }

    /// The header picks among the issuer's keys, never the algorithm that a key is used with.
    // R-TOKEN-2
    fn check_signature(
        &self,
        head: &Head,
        payload: &[u8],
        message: &str,
        signature: &str,
    ) -> Result<(), InvalidToken> {
        // We know no critical extension, and one that is not understood refuses the token (RFC 7515, section 4.1.11).
        if head.crit.is_some() {
            return Err(InvalidToken::Malformed);
        }
        let algorithm = Algorithm::parse(&head.alg).ok_or(InvalidToken::Algorithm)?;
        let claimed: IssuerClaim = parse(payload)?;
        let claimed = claimed.iss.ok_or(InvalidToken::Issuer)?;
        let of_issuer: Vec<_> = self
            .issuers
            .iter()
            .filter(|i| i.is_named(&claimed))
            .collect();
        if of_issuer.is_empty() {
            return Err(InvalidToken::Issuer);
        }
        let mut keys = of_issuer
            .into_iter()
            .filter(|i| i.uses(algorithm))
            .peekable();
        if keys.peek().is_none() {
            return Err(InvalidToken::Algorithm);
        }
        let signed = keys
            .filter(|key| key.has_key_id(head.kid.as_deref()))
            .any(|key| key.signed(message.as_bytes(), signature));
        if signed {
            Ok(())
        } else {
            Err(InvalidToken::Signature)
        }
    }
}

impl Lifetime {
    // R-TOKEN-3
    fn check(self, now: Timestamp) -> Result<(), InvalidToken> {
        let lasts = self.expires.duration_since(self.issued);
        if lasts > MAX_LIFETIME || lasts <= SignedDuration::ZERO {
            return Err(InvalidToken::Claim("exp"));
        }
        if now.duration_since(self.expires) >= TOKEN_CLOCK_SKEW {
            return Err(InvalidToken::Expired);
        }
        let begins = self.issued.max(self.not_before);
        if begins.duration_since(now) > TOKEN_CLOCK_SKEW {
            return Err(InvalidToken::NotYetValid);
        }
        Ok(())
    }
}

fn decode(part: &str) -> Result<Vec<u8>, InvalidToken> {
    (URL_SAFE_NO_PAD.decode(part)).map_err(|_| InvalidToken::Malformed)
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, InvalidToken> {
    serde_json::from_slice(json).map_err(|_| InvalidToken::Malformed)
}

//! Signs actor tokens as an identity provider would: short-lived, for one aggregator, bound to one certificate.

use aws_lc_rs::{
    encoding::AsDer as _,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::time::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proto::transport::Thumbprint;
use serde_json::json;
use thiserror::Error;
use uuid::Uuid;

use mock_producers::world::ToldActor;

/// The issuer's name in the tokens.
pub const ISSUER: &str = "https://login.samsyn.example";
/// How long a token holds, in seconds: a working day, below the aggregator's bound of 12 hours.
pub const LIFETIME_S: i64 = 11 * 3600;

/// Why a token cannot be made.
#[derive(Debug, Error)]
pub enum TokenError {
    /// No key could be made.
    #[error("the signing key cannot be made")]
    Key,
    /// The token cannot be signed.
    #[error("the token cannot be signed")]
    Sign(#[from] jsonwebtoken::errors::Error),
}

/// The issuer of tokens.
pub struct TokenIssuer {
    key: EncodingKey,
    public_key: String,
}

impl std::fmt::Debug for TokenIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenIssuer")
    }
}

impl TokenIssuer {
    /// An issuer with a new Ed25519 key.
    pub fn new() -> Result<Self, TokenError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| TokenError::Key)?;
        let private = pair.to_pkcs8().map_err(|_| TokenError::Key)?;
        let public = pair.public_key().as_der().map_err(|_| TokenError::Key)?;
        Ok(Self {
            key: EncodingKey::from_ed_der(private.as_ref()),
            public_key: format!(
                "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
                STANDARD.encode(public.as_ref())
            ),
        })
    }

    /// The public key in PEM, as the aggregator's configuration takes it.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The claims of an actor's token, so that a test can change one before it signs.
    #[must_use]
    pub fn claims(
        actor: &ToldActor,
        audience: &str,
        certificate: &Thumbprint,
        now: Timestamp,
    ) -> serde_json::Value {
        let mut claims = json!({
            "iss": ISSUER,
            "aud": audience,
            "sub": actor.name,
            "iat": now.as_second(),
            "exp": now.as_second() + LIFETIME_S,
            "jti": Uuid::new_v4().to_string(),
            "cnf": { "x5t#S256": certificate.to_base64url() },
            "audience": actor.audience.as_str(),
            "country": actor.country.code(),
            "role": actor.role,
            "purpose": "care",
            "name": actor.name,
        });
        if let Some(claims) = claims.as_object_mut() {
            if let Some(person) = &actor.person {
                claims.insert(
                    "person".into(),
                    json!({ "system": person.system(), "value": person.value() }),
                );
            } else {
                claims.insert("sector".into(), actor.sector.as_str().into());
                claims.insert(
                    "organisation".into(),
                    json!({
                        "system": actor.organisation.system(),
                        "value": actor.organisation.value(),
                    }),
                );
                if let Some(unit) = &actor.unit {
                    claims.insert("unit".into(), unit.as_str().into());
                }
            }
        }
        claims
    }

    /// Signs claims.
    pub fn sign(&self, claims: &serde_json::Value) -> Result<String, TokenError> {
        Ok(encode(&Header::new(Algorithm::EdDSA), claims, &self.key)?)
    }
}

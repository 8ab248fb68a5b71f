//! The actor's token, signed as an identity provider would.

use aws_lc_rs::{
    encoding::AsDer as _,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::time::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;
use uuid::Uuid;

use super::authority::{NAMES, Party};
use crate::error::BenchError;

/// The issuer's name in the token.
pub(crate) const ISSUER: &str = "https://login.samsyn.example";
/// The organisation of whoever asks: a child psychiatry clinic, with which health care shares directly by consent.
pub(crate) const ORGANISATION: (&str, &str) = ("urn:oid:1.2.752.129.2.1.4.1", "SE2321070114-R001");
/// Its sector.
pub(crate) const SECTOR: &str = "child-psychiatry";
/// How long the token holds: longer than any run.
const LIFETIME_S: i64 = 3 * 3600;

/// Signs tokens.
pub(crate) struct TokenIssuer {
    key: EncodingKey,
    public_key: String,
}

impl TokenIssuer {
    /// An issuer with a new Ed25519 key.
    pub(crate) fn new() -> Result<Self, BenchError> {
        let pair = Ed25519KeyPair::generate()?;
        let private = pair.to_pkcs8()?;
        let public = pair.public_key().as_der()?;
        Ok(Self {
            key: EncodingKey::from_ed_der(private.as_ref()),
            public_key: format!(
                "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
                STANDARD.encode(public.as_ref())
            ),
        })
    }

    /// The public key in PEM.
    pub(crate) fn public_key(&self) -> &str {
        &self.public_key
    }

    /// A physician's token, bound to the consumer's certificate.
    pub(crate) fn physician(
        &self,
        consumer: &Party,
        server: &Party,
        now: Timestamp,
    ) -> Result<String, BenchError> {
        let identity = consumer.identity()?;
        let claims = json!({
            "iss": ISSUER,
            "aud": format!("{NAMES}/{}", server.id),
            "sub": "physician-1",
            "iat": now.as_second(),
            "exp": now.as_second() + LIFETIME_S,
            "jti": Uuid::new_v4().to_string(),
            "cnf": { "x5t#S256": identity.peer().thumbprint.to_base64url() },
            "audience": "professional",
            "country": "SE",
            "role": "physician",
            "purpose": "care",
            "name": "physician-1",
            "sector": SECTOR,
            "organisation": { "system": ORGANISATION.0, "value": ORGANISATION.1 },
        });
        Ok(encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)?)
    }
}

//! Who may issue tokens: each issuer with its keys, each key with the one algorithm it is used with.

use std::fmt;

use jsonwebtoken::{DecodingKey, crypto};
use thiserror::Error;

/// The algorithms that tokens may be signed with. No other is ever tried, and a key is used with one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub enum Algorithm {
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
}

impl Algorithm {
    /// Reads the header's `alg`. Everything else, `none` and the HMACs above all, is no algorithm here.
    // R-TOKEN-2
    pub(super) fn parse(alg: &str) -> Option<Self> {
        match alg {
            "EdDSA" => Some(Self::EdDsa),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }

    fn of_jose(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
        }
    }

    /// The bytes of a public key: the point itself, for ES256 uncompressed.
    fn key_bytes(self) -> usize {
        match self {
            Self::EdDsa => 32,
            Self::Es256 => 65,
        }
    }
}

/// One key of a trusted issuer. An issuer that changes keys stands twice for a while.
#[derive(Clone)]
pub struct Issuer {
    issuer: String,
    algorithm: Algorithm,
    key_id: Option<String>,
    key: DecodingKey,
}

/// Why an issuer's key cannot be used.
#[derive(Debug, Error)]
pub enum InvalidIssuer {
    /// An issuer without a name would be everybody.
    #[error("the issuer's name is empty")]
    Nameless,
    /// Not a public key in PEM (`BEGIN PUBLIC KEY`) of the kind that the algorithm needs.
    #[error("the issuer's key is not a PEM public key for {expected}")]
    Key {
        /// The algorithm that was configured.
        expected: &'static str,
    },
}

impl Issuer {
    /// Trusts tokens with this `iss`, signed with this key and algorithm. With `key_id`, only those whose header names it.
    ///
    /// # Errors
    /// [`InvalidIssuer`] when the key is not of the algorithm's kind.
    pub fn new(
        issuer: &str,
        public_key_pem: &[u8],
        algorithm: Algorithm,
        key_id: Option<String>,
    ) -> Result<Self, InvalidIssuer> {
        if issuer.is_empty() {
            return Err(InvalidIssuer::Nameless);
        }
        let (key, expected) = match algorithm {
            Algorithm::EdDsa => (DecodingKey::from_ed_pem(public_key_pem), "EdDSA (Ed25519)"),
            Algorithm::Es256 => (DecodingKey::from_ec_pem(public_key_pem), "ES256 (P-256)"),
        };
        let key = key.map_err(|_| InvalidIssuer::Key { expected })?;
        // The reader takes any curve for an EC key; the length tells P-256.
        let bytes = key.try_get_as_bytes().map_or(0, <[u8]>::len);
        if bytes != algorithm.key_bytes() {
            return Err(InvalidIssuer::Key { expected });
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            algorithm,
            key_id,
            key,
        })
    }

    pub(super) fn is_named(&self, issuer: &str) -> bool {
        self.issuer == issuer
    }

    pub(super) fn uses(&self, algorithm: Algorithm) -> bool {
        self.algorithm == algorithm
    }

    pub(super) fn has_key_id(&self, key_id: Option<&str>) -> bool {
        self.key_id.is_none() || self.key_id.as_deref() == key_id
    }

    /// True when the signature is this key's over the message.
    pub(super) fn signed(&self, message: &[u8], signature: &str) -> bool {
        let algorithm = self.algorithm.of_jose();
        crypto::verify(signature, message, &self.key, algorithm).unwrap_or(false)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({}, {:?})", self.issuer, self.algorithm)
    }
}

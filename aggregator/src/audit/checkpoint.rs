//! Signed checkpoints: the key's holder says what the chain's hash was at one entry. Whoever rewrites the log cannot rewrite those that
//! lie elsewhere.

use std::{collections::BTreeMap, fmt};

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::time::Timestamp;
use rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer, pem::PemObject};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::chain::Hash;
use crate::hash::{first_32, hex, unhex};

const SIGNED: &[u8] = b"samsyn/checkpoint/1";
/// How an Ed25519 public key begins in DER (RFC 8410): the algorithm, and a bit string of 32 bytes.
const ED25519_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A checkpoint as it lies in the log and outside of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The instance whose log it is about.
    pub instance: String,
    /// The entry.
    pub seq: u64,
    /// When it was signed, microseconds since 1970, UTC.
    pub at_us: i64,
    /// The chain's hash with that entry, in hex.
    pub hash: String,
    /// The name of the key that signed.
    pub key: String,
    /// The signature, in base64.
    pub signature: String,
}

impl Checkpoint {
    /// The hash as bytes. `None` when it is none.
    #[must_use]
    pub fn hash(&self) -> Option<Hash> {
        unhex(&self.hash)
            .filter(|h| h.len() == 32)
            .map(|h| first_32(&h))
    }

    /// What is signed. Every part carries its length, so that no two checkpoints are the same bytes.
    fn message(&self) -> Vec<u8> {
        let (seq, at) = (self.seq.to_be_bytes(), self.at_us.to_be_bytes());
        let parts: [&[u8]; 5] = [
            SIGNED,
            self.instance.as_bytes(),
            &seq,
            &at,
            self.hash.as_bytes(),
        ];
        let mut message = Vec::new();
        for part in parts {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        message
    }
}

/// A key that cannot be used.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum InvalidCheckpointKey {
    /// Not a private key.
    #[error("the file is not a PEM private key (PKCS #8) for Ed25519")]
    Private,
    /// Not a public key.
    #[error("the file is not a PEM public key for Ed25519")]
    Public,
}

/// The key that signs.
pub struct Signer {
    pair: Ed25519KeyPair,
    name: String,
}

impl Signer {
    /// Reads a private key (`openssl genpkey -algorithm ed25519`).
    ///
    /// # Errors
    /// [`InvalidCheckpointKey`].
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidCheckpointKey> {
        let unusable = |_| InvalidCheckpointKey::Private;
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(unusable)?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.secret_pkcs8_der())
            .map_err(|_| InvalidCheckpointKey::Private)?;
        let name = key_name(pair.public_key().as_ref());
        Ok(Self { pair, name })
    }

    /// Signs what the chain's hash is at an entry.
    // R-AUDIT-9
    #[must_use]
    pub fn sign(&self, instance: &str, seq: u64, hash: &Hash, at: Timestamp) -> Checkpoint {
        let mut checkpoint = Checkpoint {
            instance: instance.to_owned(),
            seq,
            at_us: at.as_microsecond(),
            hash: hex(hash),
            key: self.name.clone(),
            signature: String::new(),
        };
        let signature = self.pair.sign(&checkpoint.message());
        checkpoint.signature = STANDARD.encode(signature.as_ref());
        checkpoint
    }

    /// Those that this key signed, and no others.
    #[must_use]
    pub fn trusted(&self) -> TrustedKeys {
        let mut keys = TrustedKeys::default();
        keys.add(self.pair.public_key().as_ref());
        keys
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.name)
    }
}

/// The keys whose checkpoints are believed, by name.
#[derive(Debug, Clone, Default)]
pub struct TrustedKeys(BTreeMap<String, Vec<u8>>);

impl TrustedKeys {
    /// Adds a public key: one that signed before the present one.
    ///
    /// # Errors
    /// [`InvalidCheckpointKey`].
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<(), InvalidCheckpointKey> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem)
            .map_err(|_| InvalidCheckpointKey::Public)?;
        let key = der
            .strip_prefix(&ED25519_PREFIX)
            .filter(|key| key.len() == 32);
        self.add(key.ok_or(InvalidCheckpointKey::Public)?);
        Ok(())
    }

    fn add(&mut self, public: &[u8]) {
        self.0.insert(key_name(public), public.to_vec());
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of the keys signed this.
    // R-AUDIT-9
    #[must_use]
    pub fn signed(&self, checkpoint: &Checkpoint) -> bool {
        let Some(key) = self.0.get(&checkpoint.key) else {
            return false;
        };
        let Ok(signature) = STANDARD.decode(&checkpoint.signature) else {
            return false;
        };
        UnparsedPublicKey::new(&ED25519, key)
            .verify(&checkpoint.message(), &signature)
            .is_ok()
    }
}

/// The first 8 bytes of the public key's SHA-256: enough to tell our own keys apart.
fn key_name(public: &[u8]) -> String {
    let hash = digest(&SHA256, public);
    hex(hash.as_ref().get(..8).unwrap_or_default())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A key made for tests from a seed.
    pub(crate) fn signer(seed: u8) -> Signer {
        // RFC 8410: PKCS #8 around a 32-byte seed.
        let mut der = vec![
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22,
            0x04, 0x20,
        ];
        der.extend([seed; 32]);
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der)
        );
        Signer::from_pem(pem.as_bytes()).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    // R-AUDIT-9
    #[test]
    fn a_signature_is_of_every_field_and_of_one_key() {
        let signer = signer(1);
        let good = signer.sign("a", 7, &[3; 32], at("2026-09-01T08:00:00Z"));
        assert!(signer.trusted().signed(&good));
        let others = [
            Checkpoint {
                instance: "b".into(),
                ..good.clone()
            },
            Checkpoint {
                seq: 8,
                ..good.clone()
            },
            Checkpoint {
                at_us: 0,
                ..good.clone()
            },
            Checkpoint {
                hash: hex(&[4; 32]),
                ..good.clone()
            },
            Checkpoint {
                key: "00".into(),
                ..good.clone()
            },
            Checkpoint {
                signature: String::new(),
                ..good.clone()
            },
        ];
        assert!(others.iter().all(|other| !signer.trusted().signed(other)));
        assert!(!self::signer(2).trusted().signed(&good));
    }

    // R-AUDIT-9
    #[test]
    fn a_former_key_is_believed_by_its_public_half() {
        let former = signer(1);
        let mut der = ED25519_PREFIX.to_vec();
        der.extend(former.pair.public_key().as_ref());
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            STANDARD.encode(der)
        );
        let mut keys = signer(2).trusted();
        let old = former.sign("a", 7, &[3; 32], at("2026-09-01T08:00:00Z"));
        assert!(!keys.signed(&old));
        keys.add_pem(pem.as_bytes()).unwrap();
        assert!(keys.signed(&old));
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_key_is_never_shown() {
        assert!(Signer::from_pem(b"no key").is_err());
        let refused = TrustedKeys::default().add_pem(b"no key");
        assert_eq!(refused, Err(InvalidCheckpointKey::Public));
        assert!(!format!("{:?}", signer(77)).contains("77, 77"));
    }
}

//! What must be readable to those who may know it lies encrypted: a registrar's name, the reason of an emergency, a case number.
//! AES-256-GCM under a key from a file; the context that a text belongs to is authenticated with it, so it opens nowhere else.

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, MAX_TAG_LEN, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac::{self, HMAC_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::hash::first_32;

/// The shortest key, in bytes: that of the cipher.
pub const MIN_KEY_BYTES: usize = 32;
/// The longest text that is sealed, in bytes: a reason or a name, no document.
pub const MAX_TEXT_BYTES: usize = 2_000;

/// How much of the digest is kept.
const DIGEST_BYTES: usize = 16;

/// Seals texts and opens them again.
#[derive(Clone)]
pub struct Seal {
    key: [u8; 32],
    digests: hmac::Key,
}

/// A sealed text. Two are equal when the same text was sealed in the same context: the digest tells, the bytes differ every time.
#[derive(Clone, Eq)]
pub struct Sealed {
    bytes: Vec<u8>,
    digest: [u8; DIGEST_BYTES],
}

/// A key that is too short.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a sealing key has at least {MIN_KEY_BYTES} bytes, this one has {found}")]
pub struct InvalidSealKey {
    /// How many bytes it has.
    pub found: usize,
}

/// Why a text is not sealed or opened. Says nothing of the text.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum SealError {
    /// It is longer than [`MAX_TEXT_BYTES`].
    #[error("the text has more than {MAX_TEXT_BYTES} bytes")]
    TooLong,
    /// The library refused, or gave no randomness.
    #[error("the text cannot be sealed")]
    Failed,
    /// Another key, another context, or changed bytes.
    #[error("the sealed text does not open")]
    DoesNotOpen,
}

impl Seal {
    /// Takes the bytes of the key file. The keys in use are derived from them.
    ///
    /// # Errors
    /// [`InvalidSealKey`] when there are too few.
    pub fn from_key(key: &[u8]) -> Result<Self, InvalidSealKey> {
        if key.len() < MIN_KEY_BYTES {
            return Err(InvalidSealKey { found: key.len() });
        }
        let root = hmac::Key::new(HMAC_SHA256, key);
        let derived = |label: &[u8]| first_32(hmac::sign(&root, label).as_ref());
        Ok(Self {
            key: derived(b"samsyn/seal/1/encrypt"),
            digests: hmac::Key::new(HMAC_SHA256, &derived(b"samsyn/seal/1/digest")),
        })
    }

    /// Seals a text for one context, for example `consent/<id>/registrar`.
    ///
    /// # Errors
    /// [`SealError::TooLong`], [`SealError::Failed`].
    // R-STORE-10
    pub fn seal(&self, context: &str, text: &str) -> Result<Sealed, SealError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(SealError::TooLong);
        }
        let mut body = text.as_bytes().to_vec();
        let nonce = (self.cipher()?)
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut body)
            .map_err(|_| SealError::Failed)?;
        let mut bytes = nonce.as_ref().to_vec();
        bytes.append(&mut body);
        Ok(Sealed {
            bytes,
            digest: self.digest(context, text),
        })
    }

    /// Opens a text in the context that it was sealed for.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`].
    // R-STORE-10
    pub fn open(&self, context: &str, sealed: &Sealed) -> Result<String, SealError> {
        let (nonce, body) =
            (sealed.bytes.split_at_checked(NONCE_LEN)).ok_or(SealError::DoesNotOpen)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::DoesNotOpen)?;
        let mut body = body.to_vec();
        let text = (self.cipher()?)
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut body)
            .map_err(|_| SealError::DoesNotOpen)?;
        String::from_utf8(text.to_vec()).map_err(|_| SealError::DoesNotOpen)
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, SealError> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.key).map_err(|_| SealError::Failed)
    }

    fn digest(&self, context: &str, text: &str) -> [u8; DIGEST_BYTES] {
        let mut tag = hmac::Context::with_key(&self.digests);
        tag.update(&(context.len() as u64).to_be_bytes());
        tag.update(context.as_bytes());
        tag.update(text.as_bytes());
        let full = first_32(tag.sign().as_ref());
        let mut kept = [0; DIGEST_BYTES];
        for (byte, from) in kept.iter_mut().zip(full) {
            *byte = from;
        }
        kept
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl PartialEq for Sealed {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = self.digest.to_vec();
        all.extend_from_slice(&self.bytes);
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(all))
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("no sealed text");
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let all = URL_SAFE_NO_PAD
            .decode(text.as_bytes())
            .map_err(|_| wrong())?;
        let (digest, bytes) = all.split_at_checked(DIGEST_BYTES).ok_or_else(wrong)?;
        if bytes.len() < NONCE_LEN + MAX_TAG_LEN {
            return Err(wrong());
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            digest: digest.try_into().map_err(|_| wrong())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: &str = "consent/1/registrar";
    const NAME: &str = "Anna Exempelsson";

    fn seal() -> Seal {
        Seal::from_key(&[7; 32]).unwrap()
    }

    // R-STORE-10
    #[test]
    fn a_text_opens_with_its_key_in_its_context_only() {
        let sealed = seal().seal(CONTEXT, NAME).unwrap();
        assert_eq!(seal().open(CONTEXT, &sealed).unwrap(), NAME);
        let other_key = Seal::from_key(&[8; 32]).unwrap();
        let wrong = Err(SealError::DoesNotOpen);
        assert_eq!(other_key.open(CONTEXT, &sealed), wrong);
        assert_eq!(seal().open("consent/2/registrar", &sealed), wrong);
        for place in 0..sealed.bytes.len() {
            let mut changed = sealed.clone();
            changed.bytes[place] ^= 1;
            assert_eq!(seal().open(CONTEXT, &changed), wrong, "byte {place}");
        }
        for length in 0..sealed.bytes.len() {
            let mut cut = sealed.clone();
            cut.bytes.truncate(length);
            assert_eq!(seal().open(CONTEXT, &cut), wrong, "cut at {length}");
        }
    }

    // R-STORE-10
    #[test]
    fn the_same_text_is_other_bytes_every_time_and_yet_the_same_text() {
        let (one, two) = (
            seal().seal(CONTEXT, NAME).unwrap(),
            seal().seal(CONTEXT, NAME).unwrap(),
        );
        assert_ne!(one.bytes, two.bytes);
        assert_eq!(one, two);
        assert_ne!(one, seal().seal(CONTEXT, "another").unwrap());
        assert_ne!(one, seal().seal("elsewhere", NAME).unwrap());
    }

    // R-STORE-10
    #[test]
    fn nothing_of_it_is_readable_in_what_is_written_or_debugged() {
        let sealed = seal().seal(CONTEXT, NAME).unwrap();
        let written = serde_json::to_string(&sealed).unwrap();
        assert!(!written.contains("Anna"));
        assert_eq!(serde_json::from_str::<Sealed>(&written).unwrap(), sealed);
        assert_eq!(format!("{:?} {sealed:?}", seal()), "Seal(…) Sealed(…)");
        assert!(serde_json::from_str::<Sealed>("\"AAAA\"").is_err());
    }

    #[test]
    fn a_short_key_and_a_long_text_are_refused() {
        assert_eq!(
            Seal::from_key(&[7; 31]).unwrap_err(),
            InvalidSealKey { found: 31 }
        );
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        assert_eq!(seal().seal(CONTEXT, &long), Err(SealError::TooLong));
    }
}

//! Keyed pseudonyms: what the store and the access log know persons and records by.
//! Whoever holds the key can tell whether two are the same; nobody can read one back.

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{facts::Pseudonym, id::PersonId};
use thiserror::Error;

use crate::hash::first_32;

/// The shortest key, in bytes: that of the hash.
pub const MIN_KEY_BYTES: usize = 32;

/// How much of a digest is kept: 128 bits are beyond guessing and collision at our numbers, and half the log's bytes.
const DIGEST_BYTES: usize = 16;

const PERSON: &str = "samsyn/person/1";
const DIGEST: &str = "samsyn/digest/1";

/// Makes pseudonyms. Changing the key orphans every fact and log entry made under the old one.
#[derive(Clone)]
pub struct Pseudonyms {
    key: Key,
}

/// The key is too short.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a pseudonym key has at least {MIN_KEY_BYTES} bytes, this one has {found}")]
pub struct InvalidPseudonymKey {
    /// How many bytes it has.
    pub found: usize,
}

impl Pseudonyms {
    /// Takes the bytes of the key file as they are.
    ///
    /// # Errors
    /// [`InvalidPseudonymKey`] when there are too few: a short key can be searched, and identity numbers are few.
    pub fn from_key(key: &[u8]) -> Result<Self, InvalidPseudonymKey> {
        if key.len() < MIN_KEY_BYTES {
            return Err(InvalidPseudonymKey { found: key.len() });
        }
        Ok(Self {
            key: Key::new(HMAC_SHA256, key),
        })
    }

    /// The pseudonym of a person. The same person under two systems has two.
    // R-STORE-1
    #[must_use]
    pub fn of(&self, person: &PersonId) -> Pseudonym {
        let tag = self.tag(&[PERSON, person.system(), person.value()]);
        Pseudonym(first_32(tag.as_ref()))
    }

    /// A keyed digest of a text, base64url, 22 characters. `label` says what it is of: equal texts under two labels differ.
    #[must_use]
    pub fn digest(&self, label: &str, text: &str) -> String {
        let tag = self.tag(&[DIGEST, label, text]);
        let kept = tag.as_ref().get(..DIGEST_BYTES).unwrap_or(tag.as_ref());
        URL_SAFE_NO_PAD.encode(kept)
    }

    /// Every part carries its length, so that no two lists of parts are the same bytes.
    fn tag(&self, parts: &[&str]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.key);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        context.sign()
    }
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pseudonyms(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonyms(seed: u8) -> Pseudonyms {
        Pseudonyms::from_key(&[seed; MIN_KEY_BYTES]).unwrap()
    }

    fn person(text: &str) -> PersonId {
        PersonId::guess(text).unwrap()
    }

    // R-STORE-1
    #[test]
    fn a_person_has_one_pseudonym_under_one_key_whatever_the_spelling() {
        let (a, b) = (person("19121212-1212"), person("191212121212"));
        assert_eq!(pseudonyms(1).of(&a), pseudonyms(1).of(&b));
        assert_ne!(pseudonyms(1).of(&a), pseudonyms(2).of(&a));
        assert_ne!(
            pseudonyms(1).of(&a),
            pseudonyms(1).of(&person("070392-1234"))
        );
    }

    #[test]
    fn the_same_digits_in_two_systems_are_two_persons() {
        let root = "urn:oid:1.2.208.176.1.6.1.3";
        let one = PersonId::parse(&format!("{root}.177"), "1206550VK9").unwrap();
        let other = PersonId::parse(&format!("{root}.179"), "1206550VK9").unwrap();
        assert_ne!(pseudonyms(1).of(&one), pseudonyms(1).of(&other));
    }

    #[test]
    fn a_digest_is_of_its_label_and_text_together() {
        let p = pseudonyms(1);
        assert_eq!(p.digest("record", "a").len(), 22);
        assert_eq!(p.digest("record", "a"), p.digest("record", "a"));
        assert_ne!(p.digest("record", "a"), p.digest("reason", "a"));
        assert_ne!(p.digest("recor", "da"), p.digest("record", "a"));
    }

    #[test]
    fn a_short_key_is_refused_and_a_key_is_never_shown() {
        let short = Pseudonyms::from_key(&[7; 31]).unwrap_err();
        assert_eq!(short, InvalidPseudonymKey { found: 31 });
        assert_eq!(format!("{:?}", pseudonyms(77)), "Pseudonyms(…)");
    }
}

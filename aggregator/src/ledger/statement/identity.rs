//! The numbers that a child had before: told by a register, sealed so that sources can be asked under them.

use domain::{facts::Pseudonym, id::PersonId, time::Timestamp};
use serde::{Deserialize, Serialize};

use super::super::text::{AsText as _, instant, one};
use crate::seal::{Seal, SealError, Sealed};

/// Under which numbers a child was known before. The newest word replaces those before; empty = under none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IdentityLinkTold {
    /// The numbers.
    pub older: Vec<OlderId>,
    /// As of when the source knows it.
    #[serde(with = "instant")]
    pub as_of: Timestamp,
}

/// Another number named this one as one of before. Said of the older number, so that whoever reads it finds the newer one; what holds is
/// what the newer number says today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberNamed {
    /// The pseudonym of the number that names this one.
    #[serde(with = "one")]
    pub today: Pseudonym,
}

/// One number that a child had before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OlderId {
    /// Its pseudonym: what is said under it.
    #[serde(with = "one")]
    pub pseudonym: Pseudonym,
    /// The number itself, sealed for this child.
    number: Sealed,
}

impl OlderId {
    /// Seals a number for a child.
    ///
    /// # Errors
    /// [`SealError`] when it cannot be sealed.
    pub fn sealed(
        child: Pseudonym,
        pseudonym: Pseudonym,
        number: &PersonId,
        seal: &Seal,
    ) -> Result<Self, SealError> {
        let text = format!("{}|{}", number.system(), number.value());
        Ok(Self {
            pseudonym,
            number: seal.seal(&context(child, pseudonym), &text)?,
        })
    }

    /// The number. `None`: it was sealed for another child or under another key, and then there is no link.
    // R-LINK-1
    #[must_use]
    pub fn open(&self, child: Pseudonym, seal: &Seal) -> Option<PersonId> {
        let text = seal
            .open(&context(child, self.pseudonym), &self.number)
            .ok()?;
        PersonId::guess(&text).ok()
    }
}

/// A number opens as that of the child it was told of and of no other.
fn context(child: Pseudonym, older: Pseudonym) -> String {
    format!("{}/older/{}", child.text(), older.text())
}

//! How persons and their words stand in the log: staff by the id that their organisation gave them, everybody else by a keyed digest, a
//! stated reason as a digest, and sealed where somebody must be able to read it.

use domain::{
    id::{OrganisationId, PersonId},
    policy::Audience,
};
use serde::{Deserialize, Serialize};

use crate::{
    pseudonym::Pseudonyms,
    seal::{Seal, Sealed},
};

/// Who looked. Staff stand by the id their organisation gave them; an identity number never stands in the log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorRef {
    /// The id, readable.
    Id(String),
    /// A keyed digest: the id is, or may be, an identity number.
    Digest(String),
}

impl ActorRef {
    /// How the log names the subject of a token.
    // R-AUDIT-6
    #[must_use]
    pub fn of(subject: &str, audience: Audience, pseudonyms: &Pseudonyms) -> Self {
        let readable = audience == Audience::Professional && !may_be_identity_number(subject);
        if readable {
            Self::Id(subject.to_owned())
        } else {
            Self::Digest(pseudonyms.digest("actor", subject))
        }
    }

    /// The text that stands in the log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(text) | Self::Digest(text) => text,
        }
    }
}

impl std::fmt::Debug for ActorRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActorRef(…)")
    }
}

/// True for an identity number, and for what only looks like one: an HSA-id's ten digits are an organisation's.
fn may_be_identity_number(subject: &str) -> bool {
    if OrganisationId::guess(subject).is_ok() {
        return false;
    }
    let digits = subject.bytes().filter(u8::is_ascii_digit).count();
    digits >= 10 || PersonId::guess(subject).is_ok()
}

/// A text that is not kept: its keyed digest and its length in bytes, so that two can be compared and an empty one seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRef {
    /// The keyed digest.
    pub digest: String,
    /// The length in bytes.
    pub bytes: u32,
    /// The text itself, encrypted: where somebody must be able to read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

impl TextRef {
    /// Stands for a reason that an actor stated.
    #[must_use]
    pub fn reason(text: &str, pseudonyms: &Pseudonyms) -> Self {
        Self {
            digest: pseudonyms.digest("reason", text),
            bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
            sealed: None,
        }
    }

    /// The same, with the text sealed for whoever reviews the emergency. What cannot be sealed stays a digest, and the log takes no
    /// emergency with it.
    // R-EMERGENCY-5
    #[must_use]
    pub fn emergency(text: &str, overview: &str, pseudonyms: &Pseudonyms, seal: &Seal) -> Self {
        Self::sealed(text, &emergency_reason(overview), (pseudonyms, seal))
    }

    /// The same for where information is blocked.
    // R-REVEAL-2
    #[must_use]
    pub fn reveal(text: &str, overview: &str, pseudonyms: &Pseudonyms, seal: &Seal) -> Self {
        Self::sealed(text, &reveal_reason(overview), (pseudonyms, seal))
    }

    fn sealed(text: &str, context: &str, (pseudonyms, seal): (&Pseudonyms, &Seal)) -> Self {
        Self {
            sealed: seal.seal(context, text).ok(),
            ..Self::reason(text, pseudonyms)
        }
    }
}

/// What the reason of an emergency is sealed for: its own overview and no other.
#[must_use]
pub fn emergency_reason(overview: &str) -> String {
    format!("emergency/{overview}/reason")
}

/// What the reason of a reveal is sealed for: its own overview and no other.
#[must_use]
pub fn reveal_reason(overview: &str) -> String {
    format!("reveal/{overview}/reason")
}

/// What the note of a lift's review is sealed for.
#[must_use]
pub fn lift_note(lift: &str, review: &str) -> String {
    format!("lift/{lift}/review/{review}")
}

/// What the note of a review is sealed for.
#[must_use]
pub fn review_note(overview: &str, review: &str) -> String {
    format!("emergency/{overview}/review/{review}")
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-AUDIT-6
    #[test]
    fn an_identity_number_never_stands_in_the_log_as_the_actor() {
        let keys = Pseudonyms::from_key(&[3; 32]).unwrap();
        let of = |subject: &str, audience| ActorRef::of(subject, audience, &keys);
        let staff = Audience::Professional;
        assert_eq!(
            of("SE2321000016-1A2B", staff),
            ActorRef::Id("SE2321000016-1A2B".into())
        );
        assert_eq!(of("nurse-7", staff), ActorRef::Id("nurse-7".into()));
        for subject in [
            "19121212-1212",
            "0703921234",
            "pnr:191212121212",
            "se 191212-1212 x",
        ] {
            assert!(matches!(of(subject, staff), ActorRef::Digest(_)));
        }
        assert!(matches!(
            of("mother", Audience::Guardian),
            ActorRef::Digest(_)
        ));
        assert!(matches!(of("me", Audience::Child), ActorRef::Digest(_)));
    }

    // R-AUDIT-6
    #[test]
    fn a_stated_reason_is_kept_as_digest_and_length() {
        let keys = Pseudonyms::from_key(&[3; 32]).unwrap();
        let kept = TextRef::reason("Anna ringde", &keys);
        assert_eq!(kept.bytes, 11);
        let written = serde_json::to_string(&kept).unwrap();
        assert!(!written.contains("Anna") && !written.contains("sealed"));
    }

    // R-EMERGENCY-5
    #[test]
    fn the_reason_of_an_emergency_opens_for_its_own_overview_and_is_readable_nowhere() {
        let keys = Pseudonyms::from_key(&[3; 32]).unwrap();
        let seal = Seal::from_key(&[4; 32]).unwrap();
        let kept = TextRef::emergency("Anna ringde", "o1", &keys, &seal);
        assert_eq!(kept.digest, TextRef::reason("Anna ringde", &keys).digest);
        let written = serde_json::to_string(&kept).unwrap();
        assert!(!written.contains("Anna"), "{written}");
        assert_eq!(serde_json::from_str::<TextRef>(&written).unwrap(), kept);
        let sealed = kept.sealed.unwrap();
        let opened = |overview: &str| seal.open(&emergency_reason(overview), &sealed);
        assert_eq!(opened("o1").as_deref(), Ok("Anna ringde"));
        assert!(opened("o2").is_err());
    }

    // R-EMERGENCY-5
    #[test]
    fn an_intent_that_was_written_before_reasons_were_sealed_still_reads() {
        let written = r#"{"digest":"d","bytes":3}"#;
        let read: TextRef = serde_json::from_str(written).unwrap();
        assert_eq!(read.sealed, None);
        assert_eq!(serde_json::to_string(&read).unwrap(), written);
    }
}

//! How values stand in a statement's text: persons and ids as text, instants as microseconds since 1970. Reading back is strict:
//! what this version would not have written is no statement, and what is not read is unknown.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    facts::{ConsentKind, GuardianAccessKind, LiftReason, Pseudonym},
    id::OrganisationId,
    record::{InformationType, Sector},
    time::Timestamp,
};
use serde::{Deserialize, Deserializer, Serializer, de::Error};
use uuid::Uuid;

/// A value that is written as one text.
pub(super) trait AsText: Sized {
    fn text(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

/// A value that must be there.
pub(super) mod one {
    use super::*;

    pub(in super::super) fn serialize<T: AsText, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.text())
    }

    pub(in super::super) fn deserialize<'de, T: AsText, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        T::read(&text).ok_or_else(|| D::Error::custom("not what this version writes"))
    }
}

/// A value that may be absent.
pub(super) mod maybe {
    use super::*;

    pub(in super::super) fn serialize<T: AsText, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => one::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, T: AsText, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let read = |text: String| T::read(&text);
        text.map(|text| read(text).ok_or_else(|| D::Error::custom("not what this version writes")))
            .transpose()
    }
}

/// Any number of values.
pub(super) mod many {
    use super::*;

    pub(in super::super) fn serialize<T: AsText, S: Serializer>(
        values: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(AsText::text))
    }

    pub(in super::super) fn deserialize<'de, T: AsText, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        (texts.iter())
            .map(|text| {
                T::read(text).ok_or_else(|| D::Error::custom("not what this version writes"))
            })
            .collect()
    }
}

/// An instant, in whole microseconds.
pub(super) mod instant {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        at: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.as_microsecond())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Timestamp, D::Error> {
        Timestamp::from_microsecond(i64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// An instant that may be absent.
pub(super) mod maybe_instant {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => instant::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let us = Option::<i64>::deserialize(deserializer)?;
        us.map(Timestamp::from_microsecond)
            .transpose()
            .map_err(D::Error::custom)
    }
}

impl AsText for Pseudonym {
    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Pseudonym)
    }
}

impl AsText for Uuid {
    fn text(&self) -> String {
        self.simple().to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Self::try_parse(text).ok()
    }
}

impl AsText for OrganisationId {
    fn text(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Self::guess(text).ok()
    }
}

impl AsText for Sector {
    fn text(&self) -> String {
        self.as_str().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl AsText for InformationType {
    fn text(&self) -> String {
        self.as_str().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// Two words for two cases.
macro_rules! words {
    ($kind:ident: $($case:ident = $word:literal),+) => {
        impl AsText for $kind {
            fn text(&self) -> String {
                match self {
                    $(Self::$case => $word.to_owned(),)+
                }
            }

            fn read(text: &str) -> Option<Self> {
                match text {
                    $($word => Some(Self::$case),)+
                    _ => None,
                }
            }
        }
    };
}

words!(ConsentKind: Permit = "permit", Refuse = "refuse");
words!(LiftReason: Consent = "consent", Emergency = "emergency");
words!(GuardianAccessKind: Extended = "extended", Closed = "closed");

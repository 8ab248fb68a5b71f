//! A day in the tables. For whatever reads them, the programme tables too.

use serde::{Deserialize, Deserializer};

use crate::time::Date;

/// A day as the tables write it, `"YYYY-MM-DD"`.
#[derive(Clone, Copy)]
pub(crate) struct Day(pub(crate) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        (text.parse().map(Self))
            .map_err(|_| serde::de::Error::custom("expected a day as \"YYYY-MM-DD\""))
    }
}

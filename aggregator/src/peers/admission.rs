//! What a producer is admitted as. A registration may say less, never more or other.

use std::collections::BTreeSet;

use domain::{
    id::OrganisationId,
    record::{InformationType, Sector},
    time::Country,
};
use proto::transport::PeerName;
use serde::{Deserialize, Deserializer, de::Error};

use super::{EndpointPattern, InvalidPeers, peer_name};

/// The longest producer id, in bytes.
const MAX_ID_BYTES: usize = 64;
/// The longest name, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// One admitted producer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// The certificate's name; it alone decides which producer calls, and whom we call.
    #[serde(deserialize_with = "peer_name")]
    pub peer: PeerName,
    /// The producer's id, for example `emi-nord`.
    pub id: String,
    /// The name people know it by.
    pub name: String,
    /// The country whose tables it stands under.
    pub country: Country,
    /// The sector. A producer cannot claim another.
    pub sector: Sector,
    /// The care provider or authority that it belongs to.
    #[serde(deserialize_with = "organisation")]
    pub organisation: OrganisationId,
    /// The types it may answer.
    pub types: BTreeSet<InformationType>,
    /// Where it may be reached: `https://host:port`, or `https://host:*` for any port.
    pub endpoints: Vec<EndpointPattern>,
    /// Whom it can know. It is never asked outside.
    #[serde(default)]
    pub catchment: Catchment,
}

/// Whom a producer can know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Catchment {
    /// The ages. Absent = all.
    pub ages: Option<Ages>,
    /// Official municipality codes, 4 digits. Empty = all.
    pub municipalities: BTreeSet<String>,
    /// Units. Empty = all.
    pub units: BTreeSet<String>,
}

/// Ages in whole years, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// From this age.
    #[serde(default)]
    pub from: u8,
    /// Below this age. Absent = without end.
    pub below: Option<u8>,
}

impl Ages {
    /// True for an age inside. An unknown age is inside: leaving a source out would hide what it holds.
    #[must_use]
    pub fn covers(&self, age: Option<u8>) -> bool {
        age.is_none_or(|age| age >= self.from && self.below.is_none_or(|below| age < below))
    }
}

impl Admission {
    pub(super) fn check(&self) -> Result<(), InvalidPeers> {
        let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let id = (1..=MAX_ID_BYTES).contains(&self.id.len()) && self.id.chars().all(code);
        let name = (1..=MAX_NAME_BYTES).contains(&self.name.len());
        let digits = |m: &String| m.len() == 4 && m.bytes().all(|b| b.is_ascii_digit());
        let ages = self.catchment.ages;
        let rules = [
            (id, "id: expected 1 to 64 of a–z, 0–9 and `-`"),
            (name, "name: expected 1 to 200 bytes"),
            (!self.types.is_empty(), "types: expected at least one"),
            (
                !self.endpoints.is_empty(),
                "endpoints: expected at least one",
            ),
            (
                self.catchment.municipalities.iter().all(digits),
                "catchment.municipalities: expected codes of 4 digits",
            ),
            (
                ages.is_none_or(|ages| ages.below.is_none_or(|below| ages.from < below)),
                "catchment.ages: expected from < below",
            ),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            None => Ok(()),
            Some((_, expected)) => Err(InvalidPeers::Admission {
                id: self.id.clone(),
                expected,
            }),
        }
    }
}

fn organisation<'de, D: Deserializer<'de>>(from: D) -> Result<OrganisationId, D::Error> {
    OrganisationId::guess(&String::deserialize(from)?).map_err(D::Error::custom)
}

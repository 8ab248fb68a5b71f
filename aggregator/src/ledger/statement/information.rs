//! Requests for information that a person at the source must release, sent by secure message, and their answers.

use domain::{
    decide::Actor,
    facts::same_unit,
    id::OrganisationId,
    record::{InformationType, Sector},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::text::{many, maybe, one};
use crate::seal::Sealed;

/// A holder of information is asked by secure message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InformationRequested {
    /// The caller's UUID.
    #[serde(with = "one")]
    pub id: Uuid,
    /// The producer that holds it. Empty = any of the sector.
    pub producer: String,
    /// The sector that holds it.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The organisation that asks.
    #[serde(with = "one")]
    pub organisation: OrganisationId,
    /// The sector that asks, within the organisation. `None`, as in what was written before it was noted: nobody can say whose it is.
    #[serde(with = "maybe", default, skip_serializing_if = "Option::is_none")]
    pub asker_sector: Option<Sector>,
    /// The unit that asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The template's id in the tables.
    pub template: String,
    /// What it is for, as the tables name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The types asked for. Empty = all that the sector gives on request.
    #[serde(with = "many", default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<InformationType>,
    /// The number of the case, sealed.
    pub case_number: Sealed,
    /// The message thread, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Sealed>,
    /// Who asks, by name, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<Sealed>,
}

impl InformationRequested {
    /// Whether it is this actor's own place that asked: the organisation, the sector in it and, where one was noted, the unit. One region, and
    /// one school board, has many that keep secrets from each other.
    // R-INFO-4
    #[must_use]
    pub fn is_of(&self, actor: &Actor) -> bool {
        let unit = (self.unit.as_deref())
            .is_none_or(|unit| (actor.unit.as_deref()).is_some_and(|own| same_unit(unit, own)));
        actor.organisation.as_ref() == Some(&self.organisation)
            && self.asker_sector.is_some()
            && actor.sector == self.asker_sector
            && unit
    }
}

/// The holder's answer to a request for information.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InformationAnswered {
    /// The request.
    #[serde(with = "one")]
    pub request: Uuid,
    /// What the first line of the answer says.
    pub answer: InformationAnswer,
    /// The thread it came in, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Sealed>,
}

/// The two standard answers, and any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InformationAnswer {
    /// There are no documents.
    Nothing,
    /// Documents came with it.
    Documents,
    /// A person has to read it.
    Other,
}

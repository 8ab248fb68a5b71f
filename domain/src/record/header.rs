//! A record's header: all that is needed to decide, screen and merge without reading the content.

use std::fmt;

use super::{Coding, InformationType};
use crate::{
    id::{OrganisationId, PersonId},
    time::{Period, Timestamp},
};

/// The source's own id of a record, stable over its versions.
pub type RecordId = String;

/// What is known about a record without reading its content. Field meanings as in `samsyn.record.v1.RecordHeader`.
#[derive(Clone, PartialEq)]
pub struct Header {
    /// The source's own id, at most 128 bytes.
    pub record_id: RecordId,
    /// The source's version, counting upwards. 0 when it keeps none.
    pub version: u64,
    /// What kind of information it is.
    pub information_type: InformationType,
    /// Whom it is about.
    pub subject: PersonId,
    /// The time it concerns, not when it was written.
    pub period: Period,
    /// When it was written.
    pub recorded: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// When the source sent it, by its clock.
    pub source_time: Option<Timestamp>,
    /// Where in its life it is.
    pub life_cycle: LifeCycle,
    /// The accountable care provider. A record without provider and unit is not shown.
    pub care_provider: Option<Organisation>,
    /// The accountable unit.
    pub unit: Option<Organisation>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// The title in the source's words.
    pub title: String,
    /// What it is about, most specific first.
    pub codes: Vec<Coding>,
    /// The key under which the same event in two sources meets. `None` when the type has none.
    pub identity_key: Option<String>,
    /// At most 8 facts derived from the body.
    pub claims: Vec<Claim>,
    /// How it stands to other records of the same source.
    pub relations: Vec<Relation>,
    /// Who it is not for, and whom else it mentions.
    pub marks: Marks,
    /// The source's mark of sensitivity.
    pub sensitivity: Sensitivity,
    /// The state in the source's finer code, for example a FHIR status. Empty when it has none.
    pub source_status: String,
}

impl Header {
    /// A header with what every record must have; the rest empty.
    pub fn new(
        record_id: impl Into<RecordId>,
        information_type: InformationType,
        subject: PersonId,
        period: Period,
        title: impl Into<String>,
    ) -> Self {
        Self {
            record_id: record_id.into(),
            version: 0,
            information_type,
            subject,
            period,
            recorded: None,
            updated: None,
            source_time: None,
            life_cycle: LifeCycle::Completed,
            care_provider: None,
            unit: None,
            author: None,
            title: title.into(),
            codes: Vec::new(),
            identity_key: None,
            claims: Vec::new(),
            relations: Vec::new(),
            marks: Marks::default(),
            sensitivity: Sensitivity::Normal,
            source_status: String::new(),
        }
    }
}

/// Shows type, version and life-cycle: never who or what.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("information_type", &self.information_type)
            .field("version", &self.version)
            .field("life_cycle", &self.life_cycle)
            .finish_non_exhaustive()
    }
}

/// Where in its life a record is. The order is the rank by which versions with equal times replace each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifeCycle {
    /// Booked or intended.
    Planned,
    /// Going on, or in force.
    Active,
    /// Done, or in its final form.
    Completed,
    /// Called off.
    Cancelled,
    /// Taken back. Final unless a higher version reinstates it.
    Retracted {
        /// Why, as the source's code.
        reason: String,
    },
}

impl LifeCycle {
    /// True when the record was taken back.
    #[must_use]
    pub fn is_retracted(&self) -> bool {
        matches!(self, Self::Retracted { .. })
    }
}

/// An organisation or unit with its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organisation {
    /// HSA-id, SOR, CVR or yder number.
    pub id: Option<OrganisationId>,
    /// The name as written.
    pub name: String,
}

/// Who wrote a record.
#[derive(Clone, PartialEq, Eq)]
pub struct Author {
    /// The name as written.
    pub name: String,
    /// The role as a code, for example `nurse`.
    pub role: String,
    /// The role in the source's words.
    pub role_text: String,
}

impl fmt::Debug for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Author({})", self.role)
    }
}

/// One checkable statement: a code, a value, a unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// What is stated.
    pub code: Coding,
    /// The stated value.
    pub value: String,
    /// The UCUM unit, empty for codes and text.
    pub unit: String,
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claim(…)")
    }
}

/// How one record stands to another of the same source.
#[derive(Clone, PartialEq, Eq)]
pub struct Relation {
    /// The kind.
    pub kind: RelationKind,
    /// The source's id of the other record, contact, process or plan.
    pub target: String,
}

impl fmt::Debug for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relation({:?})", self.kind)
    }
}

/// The kinds of relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// Takes the place of the other.
    Replaces,
    /// Written at this contact.
    Contact,
    /// Belongs to this process.
    Process,
    /// Belongs to this plan.
    Plan,
}

/// Whom a record is not for, and whom else it mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Absent for guardians: not counted, not hinted at.
    pub not_for_guardians: bool,
    /// Mentions third persons.
    pub mentions_third_persons: bool,
}

/// HL7 v3 Confidentiality, as far as records carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// `N`
    Normal,
    /// `R`
    Restricted,
    /// `V`
    VeryRestricted,
}

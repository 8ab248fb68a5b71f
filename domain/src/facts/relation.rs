//! Who has to do with the child.

use crate::{id::OrganisationId, record::Sector, time::Timestamp};

/// An organisation, or one unit of it, that has to do with the child.
#[derive(Debug, Clone, PartialEq)]
pub struct CareRelation {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The unit; `None` = the whole organisation.
    pub unit: Option<String>,
    /// The sector that the relation is in.
    pub sector: Sector,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open.
    pub end: Option<Timestamp>,
}

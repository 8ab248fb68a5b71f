//! What grantors said: permits and refusals, each with its scope and its time.

use super::Pseudonym;
use crate::{id::OrganisationId, record::Sector, time::Timestamp};

/// What a grantor said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// Permits.
    Permit,
    /// Refuses.
    Refuse,
}

/// One grantor's word. An empty scope means all.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// Who gave it.
    pub grantor: Pseudonym,
    /// Permit or refuse.
    pub kind: ConsentKind,
    /// The organisation that may see.
    pub recipient: Option<OrganisationId>,
    /// The unit that may see. `None` = the whole organisation.
    pub recipient_unit: Option<String>,
    /// The sector that may see.
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers.
    pub source_sectors: Vec<Sector>,
    /// From when.
    pub start: Timestamp,
    /// Until when, half-open.
    pub end: Option<Timestamp>,
    /// When the person ended it.
    pub ended: Option<Timestamp>,
    /// When it was taken back as misregistered: it never counted.
    pub deleted: Option<Timestamp>,
    /// The purpose it is for, as a code such as `care`. `None` = any.
    pub purpose: Option<String>,
    /// False when the very actor who benefits registered it on another's word.
    pub verified: bool,
}

impl Consent {
    /// True while it counts. A consent that was ended counts no more, also for the time before: it is about looking, not about records.
    #[must_use]
    pub fn counts_at(&self, now: Timestamp) -> bool {
        self.start <= now
            && self.deleted.is_none()
            && self.end.is_none_or(|end| now < end)
            && self.ended.is_none_or(|ended| now < ended)
    }
}

//! Two conveniences for whoever builds records: a header that is about the right child, and an owner that is not forgotten.

use domain::{
    id::OrganisationId,
    record::{Body, Header, Organisation, Record, RecordId},
    time::Period,
};

use crate::query::RecordQuery;

impl RecordQuery {
    /// A header about the child of this query; `None` when records of this type are not asked for. The id is the source's own, the
    /// period is the time that the record concerns, the title one line in the source's words.
    pub fn header(
        &self,
        record_id: impl Into<RecordId>,
        information_type: &str,
        period: Period,
        title: impl Into<String>,
    ) -> Option<Header> {
        let (information_type, _) = self
            .windows()
            .find(|(asked, _)| asked.as_str() == information_type)?;
        let subject = self.child().clone();
        Some(Header::new(
            record_id,
            information_type.clone(),
            subject,
            period,
            title,
        ))
    }
}

/// Who answers for records: the care provider (the legal entity) and the unit in it. A record without both is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The legal entity.
    pub care_provider: Organisation,
    /// The place in it.
    pub unit: Organisation,
}

impl Owner {
    /// An owner known by names only. Better with ids: see [`Owner::with_ids`].
    pub fn named(care_provider: impl Into<String>, unit: impl Into<String>) -> Self {
        let organisation = |name: String| Organisation { id: None, name };
        Self {
            care_provider: organisation(care_provider.into()),
            unit: organisation(unit.into()),
        }
    }

    /// The same with the ids (HSA-id, SOR, CVR) by which others know them.
    #[must_use]
    pub fn with_ids(mut self, care_provider: OrganisationId, unit: OrganisationId) -> Self {
        self.care_provider.id = Some(care_provider);
        self.unit.id = Some(unit);
        self
    }

    /// A record of this owner.
    pub fn record(&self, mut header: Header, body: impl Into<Body>) -> Record {
        header.care_provider = Some(self.care_provider.clone());
        header.unit = Some(self.unit.clone());
        Record {
            header,
            body: body.into(),
            location: None,
        }
    }
}

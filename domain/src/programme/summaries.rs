//! What child health summaries state of the programme, by their claims. Of each source its latest counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Part, SummaryUse, Verdict,
    shown::{Kind, Seen},
};
use crate::{
    merge::RecordRef,
    record::{Header, body::systems},
    time::Date,
};

/// What the summaries state.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    pub(super) open_follow_ups: BTreeSet<RecordRef>,
    pub(super) diagnoses: BTreeSet<RecordRef>,
    vaccinations: Stated,
    visits: Stated,
    any: bool,
}

/// What the summaries state of one part.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// Those that state that it was followed, by the day on which they were written at the earliest.
    pub(super) followed: BTreeSet<(Date, RecordRef)>,
    /// Those that state that it was not.
    pub(super) deviating: BTreeSet<RecordRef>,
}

impl Stated {
    /// The summaries that vouch for what was due on a day: written no earlier, and contradicted by none.
    pub(super) fn vouching(&self, due: Date) -> Vec<RecordRef> {
        if !self.deviating.is_empty() {
            return Vec::new();
        }
        let late_enough = self.followed.iter().filter(|(day, _)| due <= *day);
        let mut records: Vec<_> = late_enough.map(|(_, record)| record.clone()).collect();
        records.sort_unstable();
        records
    }
}

impl Summaries {
    // R-PROGRAMME-8
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let mut latest: BTreeMap<String, (Date, RecordRef, &Header)> = BTreeMap::new();
        for told in seen.of_kind(Kind::Summary) {
            let this = (told.days.0, told.record(), told.header);
            let place = (latest.entry(this.1.producer.clone())).or_insert_with(|| this.clone());
            if (place.0, &place.1) < (this.0, &this.1) {
                *place = this;
            }
        }
        let mut summaries = Self {
            any: !latest.is_empty(),
            ..Self::default()
        };
        for (day, record, header) in latest.into_values() {
            summaries.take(day, &record, header);
        }
        summaries
    }

    fn take(&mut self, day: Date, record: &RecordRef, header: &Header) {
        let own = |claim: &&crate::record::Claim| claim.code.system == systems::CLAIMS;
        for claim in header.claims.iter().filter(own) {
            let about = (claim.code.code.as_str(), claim.value.as_str());
            match about {
                ("open-follow-up", "true") => _ = self.open_follow_ups.insert(record.clone()),
                ("has-diagnosis", "true") => _ = self.diagnoses.insert(record.clone()),
                ("programme-vaccinations", value) => self.vaccinations.take(value, day, record),
                ("programme-visits", value) => self.visits.take(value, day, record),
                _ => {}
            }
        }
    }

    pub(super) fn of_part(&self, part: Part) -> &Stated {
        match part {
            Part::Vaccinations => &self.vaccinations,
            Part::Visits => &self.visits,
        }
    }

    pub(super) fn enough(&self, whole: Verdict) -> SummaryUse {
        let is_open = !self.open_follow_ups.is_empty() || !self.diagnoses.is_empty();
        match whole {
            Verdict::Deviates => SummaryUse::NotEnough,
            _ if is_open => SummaryUse::NotEnough,
            Verdict::Followed if self.any => SummaryUse::Enough,
            Verdict::Followed | Verdict::NotKnown => SummaryUse::NotKnown,
        }
    }
}

impl Stated {
    fn take(&mut self, value: &str, day: Date, record: &RecordRef) {
        match value {
            "followed" => _ = self.followed.insert((day, record.clone())),
            "deviates" => _ = self.deviating.insert(record.clone()),
            _ => {}
        }
    }
}

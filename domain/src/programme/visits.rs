//! The health visits of a programme. That a child was there shows in many records; that it was not shows only where a source says so:
//! a note carries no claim, so a visit without trace is not known, never missed.

use std::collections::BTreeSet;

use super::{
    Checked, Deviation, Finding, Programme, Shows, Unknown, VisitItem,
    shown::{Happened, Seen},
    summaries::Stated,
};
use crate::{
    merge::RecordRef,
    record::{
        Header,
        body::{systems, types},
    },
    time::Date,
};

/// The visits of one programme against what was shown.
pub(super) struct Visiting<'a, 't> {
    pub(super) programme: &'t Programme,
    pub(super) shown_by: &'t [Shows],
    pub(super) seen: &'a Seen<'a>,
    pub(super) stated: &'a Stated,
}

impl<'t> Visiting<'_, 't> {
    /// What is found of each visit that has begun to be due.
    pub(super) fn checked(&self, items: &'t [VisitItem]) -> Vec<Checked<'t>> {
        let Some(birth) = self.seen.shown.birth else {
            return Vec::new();
        };
        (items.iter())
            .filter_map(|item| Some((item, item.due.days(birth, self.seen.shown.school_start)?)))
            .filter(|(_, due)| due.0 <= self.seen.shown.today)
            .map(|(item, due)| {
                let (finding, records) = self.visit(due);
                Checked {
                    code: &item.code,
                    label: &item.label,
                    finding,
                    due,
                    records,
                }
            })
            .collect()
    }

    // R-PROGRAMME-7
    fn visit(&self, due: (Date, Date)) -> (Finding, BTreeSet<RecordRef>) {
        let shows = |by: &Shows| self.records(by.information_type(), due, |h| by.is_shown(h));
        let there: BTreeSet<_> = self.shown_by.iter().flat_map(shows).collect();
        if !there.is_empty() {
            return (Finding::Followed, there);
        }
        if self.seen.shown.today < due.1 {
            return (Finding::Pending, BTreeSet::new());
        }
        let vouching = self.stated.vouching(due.0);
        if !vouching.is_empty() {
            return (Finding::Stated, vouching);
        }
        let no_show = |header: &Header| activity_kind(header) == Some("no-show");
        let stayed_away = self.records(types::ACTIVITY, due, no_show);
        if !stayed_away.is_empty() {
            return (Finding::Deviates(Deviation::NotAttended), stayed_away);
        }
        let why = self.seen.covered(self.programme, types::ACTIVITY, due.0);
        let why = why.err().unwrap_or(Unknown::NotRecorded);
        (Finding::NotKnown(why), BTreeSet::new())
    }

    /// Records of those who keep the programme, of a type, that lie wholly in the time of a visit.
    fn records(
        &self,
        information_type: &str,
        due: (Date, Date),
        is: impl Fn(&Header) -> bool,
    ) -> BTreeSet<RecordRef> {
        let holders = &self.programme.holders;
        (self.seen.of_type(information_type))
            .filter(|told| due.0 <= told.days.0 && told.days.1 < due.1)
            .filter(|told| holders.iter().any(|h| h.as_str() == told.sector) && is(told.header))
            .map(Happened::record)
            .collect()
    }
}

impl Shows {
    fn information_type(self) -> &'static str {
        match self {
            Self::Examination | Self::Visit => types::ACTIVITY,
            Self::Growth => types::OBSERVATION_GROWTH,
            Self::Screening => types::OBSERVATION_SCREENING,
            Self::Vaccination => types::VACCINATION,
        }
    }

    /// Whether a header of the type shows that the child was there.
    fn is_shown(self, header: &Header) -> bool {
        match self {
            Self::Examination => activity_kind(header) == Some("examination"),
            Self::Visit => activity_kind(header) == Some("visit"),
            // Measured on the child; without a claim it may have been "could not be measured".
            Self::Growth => !header.claims.is_empty(),
            Self::Screening => true,
            Self::Vaccination => header.claims.iter().any(|claim| claim.value == "given"),
        }
    }
}

fn activity_kind(header: &Header) -> Option<&str> {
    let is_kind = |claim: &&crate::record::Claim| {
        claim.code.system == systems::CLAIMS && claim.code.code == "activity-kind"
    };
    (header.claims.iter().find(is_kind)).map(|claim| claim.value.as_str())
}

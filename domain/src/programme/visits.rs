//! The health visits of a programme. That a child was there shows in many records; that it was not shows only where a source says so:
//! a note carries no claim, so a visit without trace is not known, never missed.

use super::{
    Checked, Deviation, Finding, Programme, Shows, Unknown, VisitItem,
    shown::{Coverage, Happened, Kind, Seen, named},
    summaries::Stated,
};
use crate::{
    merge::RecordRef,
    record::{
        Claim, Header,
        body::{systems, types},
    },
    time::Date,
};

/// The visits of one programme against what was shown.
pub(super) struct Visiting<'a> {
    seen: &'a Seen<'a>,
    stated: &'a Stated,
    coverage: Coverage,
    /// What shows that the child was there, of those who keep the programme.
    there: Vec<Happened<'a>>,
    /// What shows that it did not come.
    stayed_away: Vec<Happened<'a>>,
}

impl<'a> Visiting<'a> {
    pub(super) fn of(
        programme: &Programme,
        shown_by: &[Shows],
        seen: &'a Seen<'a>,
        stated: &'a Stated,
    ) -> Self {
        let by_holder = |told: &&Happened<'a>| {
            (programme.holders.iter()).any(|holder| holder.as_str() == told.sector)
        };
        let of_kind = |kind| seen.of_kind(kind).iter().filter(by_holder).copied();
        let shows = |by: &Shows| {
            let by = *by;
            of_kind(by.kind()).filter(move |told| by.is_shown(told.header))
        };
        Self {
            seen,
            stated,
            coverage: seen.coverage(programme, types::ACTIVITY),
            there: shown_by.iter().flat_map(shows).collect(),
            stayed_away: of_kind(Kind::Activity)
                .filter(|told| activity_kind(told.header) == Some("no-show"))
                .collect(),
        }
    }

    /// What is found of each visit that has begun to be due.
    pub(super) fn checked<'t>(&self, items: &'t [VisitItem]) -> Vec<Checked<'t>> {
        let shown = self.seen.shown;
        let Some(birth) = shown.birth else {
            return Vec::new();
        };
        (items.iter())
            .filter_map(|item| Some((item, item.due.days(birth, shown.school_start)?)))
            .filter(|(_, due)| due.0 <= shown.today)
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
    fn visit(&self, due: (Date, Date)) -> (Finding, Vec<RecordRef>) {
        let there = within(&self.there, due);
        if !there.is_empty() {
            return (Finding::Followed, there);
        }
        if self.seen.shown.today < due.1 {
            return (Finding::Pending, Vec::new());
        }
        let vouching = self.stated.vouching(due.0);
        if !vouching.is_empty() {
            return (Finding::Stated, vouching);
        }
        let stayed_away = within(&self.stayed_away, due);
        if !stayed_away.is_empty() {
            return (Finding::Deviates(Deviation::NotAttended), stayed_away);
        }
        let why = self.coverage.since(due.0).err();
        (
            Finding::NotKnown(why.unwrap_or(Unknown::NotRecorded)),
            Vec::new(),
        )
    }
}

/// The records that lie wholly in the time of a visit.
fn within(records: &[Happened<'_>], due: (Date, Date)) -> Vec<RecordRef> {
    named((records.iter()).filter(|told| due.0 <= told.days.0 && told.days.1 < due.1))
}

impl Shows {
    fn kind(self) -> Kind {
        match self {
            Self::Examination | Self::Visit => Kind::Activity,
            Self::Growth => Kind::Growth,
            Self::Screening => Kind::Screening,
            Self::Vaccination => Kind::Vaccination,
        }
    }

    /// Whether a header of the kind shows that the child was there.
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
    let is_kind =
        |claim: &&Claim| claim.code.system == systems::CLAIMS && claim.code.code == "activity-kind";
    (header.claims.iter().find(is_kind)).map(|claim| claim.value.as_str())
}

//! The re-check of what came back: right child, asked type, inside the window, owner identified; then what this audience may not know is
//! taken out, before anything is counted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use crate::{
    decide::{BlockAnswer, Blocks, Permit},
    id::{OrganisationId, PersonId},
    merge::{Told, latest},
    policy::Audience,
    record::{Header, InformationType},
    time::inside,
};

/// What a producer was asked, and who asks.
#[derive(Debug)]
pub struct Screen<'a> {
    /// The child.
    pub child: &'a PersonId,
    /// The child's older identities.
    pub older_ids: &'a [PersonId],
    /// A permit per type.
    pub permits: &'a BTreeMap<InformationType, Permit>,
    /// Who looks.
    pub audience: Audience,
    /// The blocks that stand against whoever looks.
    pub blocks: &'a Blocks,
    /// The organisation that answers for the source.
    pub source: Option<&'a OrganisationId>,
    /// The producer's time zone, in which its partial dates are meant.
    pub zone: &'a TimeZone,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Keep,
    /// It is left out, and only audit and operator learn of it.
    Drop(DropReason),
    /// The source's whole answer is worth nothing: it speaks of somebody else.
    WrongChild,
}

/// Why a record is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// The type was not asked for.
    UnaskedType,
    /// It lies outside the window.
    OutsideWindow,
    /// It has no accountable care provider and unit.
    NoOwner,
    /// It is blocked.
    Blocked,
    /// This audience may not know of it.
    NotForAudience,
    /// The same source sent a newer version of it.
    Superseded,
    /// It was taken back by its source.
    Retracted,
    /// It did not fit under a limit.
    OverLimit,
}

impl DropReason {
    /// The word in the audit log and in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnaskedType => "unasked-type",
            Self::OutsideWindow => "outside-window",
            Self::NoOwner => "no-owner",
            Self::Blocked => "blocked",
            Self::NotForAudience => "not-for-audience",
            Self::Superseded => "superseded",
            Self::Retracted => "retracted",
            Self::OverLimit => "over-limit",
        }
    }
}

impl Screen<'_> {
    /// Checks the whole answer of one source: a verdict for each of its records, in their order. Versions replace each other first,
    /// so that what the newest keeps from this actor (a mark, a corrected date, a retraction) is not shown from an older one.
    // R-SCREEN-2
    #[must_use]
    pub fn sift(&self, answer: &[Told<'_>]) -> Vec<Verdict> {
        let standing: BTreeSet<usize> = latest(answer).into_iter().collect();
        (answer.iter().enumerate())
            .map(|(place, told)| match self.check(told.header) {
                Verdict::WrongChild => Verdict::WrongChild,
                _ if !standing.contains(&place) => Verdict::Drop(DropReason::Superseded),
                _ if told.header.life_cycle.is_retracted() => Verdict::Drop(DropReason::Retracted),
                verdict => verdict,
            })
            .collect()
    }

    /// Checks one record by its header, alone. Where a source may have sent several versions of it, [`Screen::sift`] is right.
    // R-SCREEN-1
    #[must_use]
    pub fn check(&self, header: &Header) -> Verdict {
        if header.subject != *self.child && !self.older_ids.contains(&header.subject) {
            return Verdict::WrongChild;
        }
        let Some(permit) = self.permits.get(&header.information_type) else {
            return Verdict::Drop(DropReason::UnaskedType);
        };
        let (window, period) = (&permit.window, &header.period);
        if !inside(window, period, permit.basis, permit.straddle, self.zone) {
            return Verdict::Drop(DropReason::OutsideWindow);
        }
        match self.blocks.answer(header, self.source, self.zone) {
            BlockAnswer::ValidationError => return Verdict::Drop(DropReason::NoOwner),
            // R-BLOCKED-3
            BlockAnswer::Blocked if permit.blockable => return Verdict::Drop(DropReason::Blocked),
            BlockAnswer::Blocked | BlockAnswer::Ok => {}
        }
        if self.is_kept_from_audience(header) {
            return Verdict::Drop(DropReason::NotForAudience);
        }
        Verdict::Keep
    }

    /// Guardians never learn of what is marked; neither guardian nor child of what mentions third persons.
    // R-AUDIENCE-1
    fn is_kept_from_audience(&self, header: &Header) -> bool {
        let marks = header.marks;
        match self.audience {
            Audience::Professional => false,
            Audience::Guardian => marks.not_for_guardians || marks.mentions_third_persons,
            Audience::Child => marks.mentions_third_persons,
        }
    }
}

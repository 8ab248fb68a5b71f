//! Whether a child has followed the national programme of vaccinations and health visits, told from what one audience was shown of one
//! overview and from nothing else: headers and their claims, never bodies. What is not really known is not known.
//!
//! The programmes are tables by birth cohort ([`Programmes`]); [`check`] holds them against what was [`Shown`].

mod compile;
mod doses;
mod due;
mod placing;
mod sex;
mod shown;
mod summaries;
mod table;
mod text;
mod vaccinations;
mod visits;

use std::collections::BTreeSet;

pub use due::Due;
pub use sex::{Sex, registered_sex};
pub use shown::{Shown, ShownSource};
pub use table::{Cohort, DoseItem, Items, Part, Programme, Programmes, Publication, VisitItem};
pub use text::Shows;

use self::{shown::Seen, summaries::Summaries, visits::Visiting};
use crate::{merge::RecordRef, policy::Labels, time::Date};

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that was due was done in time.
    Followed,
    /// Something differs.
    Deviates,
    /// Nothing is known to differ, and not everything is known.
    NotKnown,
}

/// How an item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deviation {
    /// Given after its time.
    Late,
    /// Given before the age from which it counts.
    TooEarly,
    /// Given too soon after the dose before.
    TooClose,
    /// Not given anywhere where it would be.
    Missing,
    /// A source says that it was not given.
    NotGiven,
    /// A source says that the child did not come.
    NotAttended,
}

/// Why an item is not known. Of several reasons the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// Whether it is for this child depends on the registered sex, which is not known.
    Sex,
    /// Something that may be it has no day, no known code or no clear place in the series.
    Unclear,
    /// A summary says that the programme was followed, and no source has the dose.
    Disagreement,
    /// What would tell is withheld or on request.
    NotPermitted,
    /// What would tell was not asked for, or its source does not answer such questions.
    NotAsked,
    /// A source that would hold it did not answer whole, or is not there.
    SourceMissing,
    /// It was due before what is shown begins.
    OutsideWindow,
    /// All that may be shown was shown and it is not there, which here is no proof.
    NotRecorded,
}

/// What is found of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Done in time, as records show.
    Followed,
    /// Done, as a summary states.
    Stated,
    /// It differs.
    Deviates(Deviation),
    /// Not known.
    NotKnown(Unknown),
    /// Its time has begun and has not run out.
    Pending,
}

/// One item of a programme, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<'t> {
    /// The item's id in the tables.
    pub code: &'t str,
    /// What people call it.
    pub label: &'t Labels,
    /// What is found.
    pub finding: Finding,
    /// When it is on time, half-open local days.
    pub due: (Date, Date),
    /// The records that the finding rests on, ordered, each once.
    pub records: Vec<RecordRef>,
}

/// One programme, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct PartCheck<'t> {
    /// The table.
    pub programme: &'t Programme,
    /// What its items come to.
    pub verdict: Verdict,
    /// What is or was due, in order of time.
    pub items: Vec<Checked<'t>>,
    /// Summaries that state that it was not followed.
    pub stated_deviating: BTreeSet<RecordRef>,
}

/// Whether the child health centre's summary is enough for who takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryUse {
    /// Not known, or there is none.
    NotKnown,
    /// The programme was followed, nothing is open.
    Enough,
    /// Something differs, is open, or is a diagnosis: the records themselves are needed.
    NotEnough,
}

/// How the child has followed the programmes of its cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Check<'t> {
    /// What the parts come to.
    pub verdict: Verdict,
    /// Vaccinations, then visits, as far as there are tables for the cohort.
    pub parts: Vec<PartCheck<'t>>,
    /// Summaries that state an open follow-up.
    pub open_follow_ups: BTreeSet<RecordRef>,
    /// Summaries that state a diagnosis.
    pub diagnoses: BTreeSet<RecordRef>,
    /// Whether the summary is enough.
    pub summary: SummaryUse,
}

/// Checks a child. With the birth date unknown there are no parts and nothing is known.
// R-PROGRAMME-5, R-PROGRAMME-6
#[must_use]
pub fn check<'t>(tables: &'t Programmes, shown: &Shown<'_>) -> Check<'t> {
    let seen = Seen::of(shown, tables.country());
    let summaries = Summaries::of(&seen);
    let parts: Vec<_> = (tables.of_cohort(shown.birth))
        .map(|programme| part(programme, &seen, &summaries))
        .collect();
    let whole = verdict(parts.iter().map(|part| part.verdict));
    Check {
        verdict: whole,
        summary: summaries.enough(whole),
        open_follow_ups: summaries.open_follow_ups,
        diagnoses: summaries.diagnoses,
        parts,
    }
}

fn part<'t>(programme: &'t Programme, seen: &Seen<'_>, summaries: &Summaries) -> PartCheck<'t> {
    let stated = summaries.of_part(programme.part());
    let mut items = match &programme.items {
        Items::Doses(items) => vaccinations::checked(programme, items, seen, stated),
        Items::Visits { shown_by, items } => {
            Visiting::of(programme, shown_by, seen, stated).checked(items)
        }
    };
    items.sort_by_key(|item| item.due);
    let of_items = verdict(items.iter().filter_map(Checked::verdict));
    PartCheck {
        programme,
        verdict: if stated.deviating.is_empty() {
            of_items
        } else {
            Verdict::Deviates
        },
        items,
        stated_deviating: stated.deviating.clone(),
    }
}

impl Checked<'_> {
    /// What it adds to the whole. `None` while its time has not run out.
    fn verdict(&self) -> Option<Verdict> {
        match self.finding {
            Finding::Followed | Finding::Stated => Some(Verdict::Followed),
            Finding::Deviates(_) => Some(Verdict::Deviates),
            Finding::NotKnown(_) => Some(Verdict::NotKnown),
            Finding::Pending => None,
        }
    }
}

/// One that differs is enough; nothing at all is not known.
// R-PROGRAMME-4
fn verdict(of: impl Iterator<Item = Verdict>) -> Verdict {
    let all: Vec<_> = of.collect();
    if all.contains(&Verdict::Deviates) {
        Verdict::Deviates
    } else if all.is_empty() || all.contains(&Verdict::NotKnown) {
        Verdict::NotKnown
    } else {
        Verdict::Followed
    }
}

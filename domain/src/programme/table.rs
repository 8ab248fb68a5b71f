//! The programme tables of one country, by birth cohort, each with its source and date. Written in `policy/*-programme.toml`, checked whole
//! when read: what is incomplete, contradictory or unknown is refused.

use std::sync::Arc;

use super::{Due, Sex, Shows, compile, doses::Dose};
use crate::{
    policy::{Labels, PolicyError},
    record::Sector,
    time::{CalendarSpan, Country, Date},
};

/// The checked programme tables of one country.
#[derive(Debug)]
pub struct Programmes {
    pub(super) country: Country,
    pub(super) version: String,
    pub(super) tables: Vec<Programme>,
}

impl Programmes {
    /// Reads and checks the tables. `file` is the name that errors speak of.
    ///
    /// # Errors
    /// [`PolicyError`] with file, line, key and what was expected; nothing of the file is then used.
    pub fn parse(file: &str, toml: &str) -> Result<Self, PolicyError> {
        compile::compile(file, toml)
    }

    /// Whether a file is one of these, by its head. Anything else is for [`crate::policy::Policy::parse`].
    #[must_use]
    pub fn is_programme(toml: &str) -> bool {
        toml.lines().any(|line| line.trim() == "[programme]")
    }

    /// Whose tables these are.
    #[must_use]
    pub fn country(&self) -> Country {
        self.country
    }

    /// The version that the file states.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every table.
    #[must_use]
    pub fn tables(&self) -> &[Programme] {
        &self.tables
    }

    /// The tables for a child born then: at most one of each part, vaccinations first. None for an unknown birth.
    pub(super) fn of_cohort(&self, birth: Option<Date>) -> impl Iterator<Item = &Programme> {
        let holds = move |programme: &&Programme| birth.is_some_and(|b| programme.cohort.holds(b));
        self.tables.iter().filter(holds)
    }
}

/// A part of what is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Vaccinations.
    Vaccinations,
    /// Health visits.
    Visits,
}

impl Part {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vaccinations => "vaccinations",
            Self::Visits => "visits",
        }
    }
}

/// One programme for one cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// The table's id.
    pub id: Arc<str>,
    /// What people call it.
    pub label: Labels,
    /// Where it is published.
    pub source: Publication,
    /// Whom it is for.
    pub cohort: Cohort,
    /// The sectors that keep it: what is not with them was not done within it.
    pub holders: Vec<Sector>,
    /// The sectors whose records show that those who keep it knew the child.
    pub known_in: Vec<Sector>,
    /// How long after an item was due a record still shows that the child had not left.
    pub known_within: CalendarSpan,
    /// What belongs to it.
    pub items: Items,
    /// What is uncertain, with "?" where it is.
    pub note: String,
    pub(super) country: Country,
}

impl Programme {
    /// Which part it is.
    #[must_use]
    pub fn part(&self) -> Part {
        match self.items {
            Items::Doses(_) => Part::Vaccinations,
            Items::Visits { .. } => Part::Visits,
        }
    }
}

/// Where a table is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Of which day the text is.
    pub date: Date,
}

/// Whom something is for, by day of birth, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cohort {
    /// The first day of birth.
    pub from: Date,
    /// The first day of birth that it is no longer for.
    pub to: Option<Date>,
}

impl Cohort {
    /// Whether a child born then belongs to it.
    #[must_use]
    pub fn holds(&self, birth: Date) -> bool {
        self.from <= birth && self.to.is_none_or(|to| birth < to)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

/// What belongs to a programme.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// Doses, series by series.
    Doses(Vec<DoseItem>),
    /// Visits.
    Visits {
        /// What shows that a child was there.
        shown_by: Vec<Shows>,
        /// The visits, in order.
        items: Vec<VisitItem>,
    },
}

/// One dose of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseItem {
    /// The item's id.
    pub code: String,
    /// What people call it.
    pub label: Labels,
    /// The series whose next dose it is.
    pub series: String,
    /// When it is on time.
    pub due: Due,
    /// The age from which it counts.
    pub earliest: CalendarSpan,
    /// The shortest time after the dose before.
    pub interval: Option<CalendarSpan>,
    /// The ATC codes that count, exactly.
    pub atc: Vec<String>,
    /// Beginnings of ATC codes that may be it: a human must look.
    pub may_be: Vec<String>,
    /// It belongs to the series only where one of these was given.
    pub only_after: Vec<String>,
    /// The sex that it is for.
    pub sex: Option<Sex>,
    /// Whom it is for.
    pub cohort: Cohort,
    /// What is uncertain, with "?" where it is.
    pub note: String,
}

impl DoseItem {
    /// Whether a vaccine counts for it.
    #[must_use]
    pub fn is(&self, atc: &str) -> bool {
        self.atc.iter().any(|code| code.eq_ignore_ascii_case(atc))
    }

    pub(super) fn accepts(&self, dose: &Dose<'_>) -> bool {
        dose.is(|atc| self.is(atc))
    }

    pub(super) fn may_be(&self, atc: &str) -> bool {
        let begins = |beginning: &String| {
            let start = atc.get(..beginning.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
        };
        self.may_be.iter().any(begins)
    }

    /// Whether it belongs to a series with these doses.
    pub(super) fn follows(&self, doses: &[Dose<'_>]) -> bool {
        let given = |code: &String| {
            doses
                .iter()
                .any(|dose| dose.is(|atc| code.eq_ignore_ascii_case(atc)))
        };
        self.only_after.is_empty() || self.only_after.iter().any(given)
    }
}

/// One visit.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitItem {
    /// The item's id.
    pub code: String,
    /// What people call it.
    pub label: Labels,
    /// When it is on time.
    pub due: Due,
    /// What is uncertain, with "?" where it is.
    pub note: String,
}

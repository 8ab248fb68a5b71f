//! The programme tables as they are written in TOML, field for field. Checked and compiled by [`super::table`]; nobody else reads these.

use serde::Deserialize;
use toml::Spanned;

use super::Sex;
use crate::{
    policy::{Day, Labels},
    record::Sector,
    time::CalendarSpan,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) programme: Head,
    pub(super) table: Vec<TableText>,
    #[serde(default)]
    pub(super) dose: Vec<DoseText>,
    #[serde(default)]
    pub(super) visit: Vec<VisitText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) country: Spanned<String>,
    pub(super) version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableText {
    pub(super) id: Spanned<String>,
    pub(super) kind: PartText,
    pub(super) label: Labels,
    pub(super) source: Spanned<SourceText>,
    pub(super) born_from: Day,
    #[serde(default)]
    pub(super) born_to: Option<Spanned<Day>>,
    pub(super) holders: Vec<Sector>,
    #[serde(default)]
    pub(super) known_in: Vec<Sector>,
    pub(super) known_within: CalendarSpan,
    #[serde(default)]
    pub(super) shown_by: Vec<Shows>,
    pub(super) note: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum PartText {
    Vaccinations,
    Visits,
}

/// What shows that a child was at a visit.
#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// An activity of kind examination.
    Examination,
    /// An activity of kind visit.
    Visit,
    /// Something measured on the child.
    Growth,
    /// A test of the child.
    Screening,
    /// A dose given.
    Vaccination,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceText {
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) date: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoseText {
    pub(super) id: Spanned<String>,
    pub(super) table: Spanned<String>,
    pub(super) series: String,
    pub(super) label: Labels,
    pub(super) due: Spanned<DueText>,
    pub(super) earliest: CalendarSpan,
    #[serde(default)]
    pub(super) interval: Option<CalendarSpan>,
    pub(super) atc: Spanned<Vec<String>>,
    #[serde(default)]
    pub(super) may_be: Vec<String>,
    #[serde(default)]
    pub(super) only_after: Vec<String>,
    #[serde(default)]
    pub(super) sex: Option<Sex>,
    #[serde(default)]
    pub(super) born_from: Option<Day>,
    #[serde(default)]
    pub(super) born_to: Option<Spanned<Day>>,
    pub(super) note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitText {
    pub(super) id: Spanned<String>,
    pub(super) table: Spanned<String>,
    pub(super) label: Labels,
    pub(super) due: Spanned<DueText>,
    pub(super) note: String,
}

/// `{ from = "P3M", to = "P5M" }` or `{ grades = [1, 2] }`.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum DueText {
    Ages {
        from: CalendarSpan,
        to: CalendarSpan,
    },
    Grades {
        grades: [u8; 2],
    },
}

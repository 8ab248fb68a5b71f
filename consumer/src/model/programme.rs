//! How the child has followed the national programme, as the closing event tells it.

use std::fmt;

use proto::v1::overview as wire;
use serde::Serialize;

use super::{RecordRef, redacted};

/// The programme check.
#[derive(Clone, Serialize)]
pub struct Programme {
    /// `FOLLOWED`, `DEVIATES` or `NOT_KNOWN`.
    pub verdict: String,
    /// Vaccinations, then visits.
    pub parts: Vec<ProgrammePart>,
    /// Summaries that state an open follow-up.
    pub open_follow_ups: Vec<RecordRef>,
    /// Summaries that state a diagnosis.
    pub diagnoses: Vec<RecordRef>,
    /// Whether the summary is enough: `ENOUGH` or `NOT_ENOUGH`; absent when that is not known.
    pub summary: Option<String>,
}

/// One programme.
#[derive(Clone, Serialize)]
pub struct ProgrammePart {
    /// `vaccinations` or `visits`.
    pub part: String,
    /// What people call it.
    pub text: String,
    /// `FOLLOWED`, `DEVIATES` or `NOT_KNOWN`.
    pub verdict: String,
    /// The table that it was held against.
    pub table_id: String,
    /// What that table is taken from.
    pub source: String,
    /// What is or was due until now.
    pub items: Vec<ProgrammeItem>,
    /// Summaries that state that it was not followed.
    pub stated_deviating: Vec<RecordRef>,
}

/// One dose or visit.
#[derive(Clone, Serialize)]
pub struct ProgrammeItem {
    /// The item's id in the table.
    pub code: String,
    /// What people call it.
    pub text: String,
    /// `FOLLOWED`, `STATED`, `DEVIATES`, `NOT_KNOWN` or `PENDING`.
    pub finding: String,
    /// How it deviates, for example `LATE`.
    pub deviation: Option<String>,
    /// Why it is not known, for example `OUTSIDE_WINDOW`.
    pub unknown: Option<String>,
    /// The first day on which it is on time.
    pub due_from: String,
    /// The first day on which it is late.
    pub due_to: String,
    /// The records that the finding rests on.
    pub records: Vec<RecordRef>,
}

impl Programme {
    pub(super) fn of(check: &wire::ProgrammeCheck) -> Self {
        Self {
            verdict: verdict(check.verdict()),
            parts: check.parts.iter().map(ProgrammePart::of).collect(),
            open_follow_ups: named(&check.open_follow_ups),
            diagnoses: named(&check.diagnoses),
            summary: said(check.summary().as_str_name(), "SUMMARY_USE_"),
        }
    }
}

impl ProgrammePart {
    fn of(part: &wire::ProgrammePart) -> Self {
        Self {
            part: part.part.clone(),
            text: part.text.clone(),
            verdict: verdict(part.verdict()),
            table_id: part.table_id.clone(),
            source: part.source.clone(),
            items: part.items.iter().map(ProgrammeItem::of).collect(),
            stated_deviating: named(&part.stated_deviating),
        }
    }
}

impl ProgrammeItem {
    fn of(item: &wire::ProgrammeItem) -> Self {
        let finding = said(item.finding().as_str_name(), "PROGRAMME_FINDING_");
        Self {
            code: item.code.clone(),
            text: item.text.clone(),
            // A finding of a kind that this binary does not know is not known.
            finding: finding.unwrap_or_else(|| "NOT_KNOWN".to_owned()),
            deviation: said(item.deviation().as_str_name(), "PROGRAMME_DEVIATION_"),
            unknown: said(item.unknown().as_str_name(), "PROGRAMME_UNKNOWN_"),
            due_from: item.due_from.clone(),
            due_to: item.due_to.clone(),
            records: named(&item.records),
        }
    }
}

fn verdict(verdict: wire::ProgrammeVerdict) -> String {
    said(verdict.as_str_name(), "PROGRAMME_VERDICT_").unwrap_or_else(|| "NOT_KNOWN".to_owned())
}

/// The bare word of an enum; `None` where nothing is said.
fn said(name: &str, prefix: &str) -> Option<String> {
    let word = name.trim_start_matches(prefix);
    (word != "UNSPECIFIED").then(|| word.to_owned())
}

fn named(records: &[wire::RecordRef]) -> Vec<RecordRef> {
    records.iter().map(RecordRef::of).collect()
}

redacted!(Programme, ProgrammePart, ProgrammeItem);

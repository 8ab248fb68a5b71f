//! Medicines as lists, one per source and each with its dates: which of two lists is right the page does not know, so both stand, and
//! what they disagree on right under them.

use std::collections::BTreeMap;

use jiff::Span;

use super::{
    marks::values,
    names::producer_name,
    now::Section,
    now_of,
    page::{Page, Style},
    words::{joined_with, what},
};
use crate::{
    model::{Conflict, Overview, Record, When},
    text::plain,
    wording::{self, Phrase},
};

/// How long a medicine that was stopped stays on the list; older ones are in the timeline.
const MONTHS_AFTER_STOP: i64 = 12;

/// Writes the lists, and gives the records that stand in them.
// R-SHOW-14
pub(super) fn write<'a>(
    page: &Page,
    overview: &'a Overview,
    section: &mut Section,
) -> Vec<&'a Record> {
    let listed = overview.records.iter().filter(|r| is_listed(r, overview));
    let listed: Vec<&Record> = listed.collect();
    let mut lists: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for record in &listed {
        for source in &record.sources {
            let name = producer_name(overview, source, page.language);
            lists.entry(name).or_default().push(record);
        }
    }
    for (source, mut records) in lists {
        section.add(Phrase::Medicines, Style::Plain, source);
        // What is taken stands before what was stopped, newest first.
        records.sort_by_key(|record| (stopped(record).is_some(), std::cmp::Reverse(record.start)));
        for record in records {
            let line = format!("• {}", line(page, record));
            section.add(Phrase::Medicines, Style::Plain, line);
        }
    }
    for text in disagreements(page, overview, &listed) {
        section.add(Phrase::Medicines, Style::Warn, format!("≠ {text}"));
    }
    listed
}

fn is_listed(record: &Record, overview: &Overview) -> bool {
    record.information_type == "medication"
        && record.unreadable.is_none()
        && !matches!(record.status.as_str(), "CANCELLED" | "RETRACTED")
        && stopped(record).is_none_or(|stopped| is_recent(stopped, overview))
}

fn is_recent(stopped: When, overview: &Overview) -> bool {
    let country = overview.child.country;
    let months = Span::new().months(MONTHS_AFTER_STOP);
    let first = country.today(now_of(overview)).checked_sub(months).ok();
    let end = stopped.0.interval(&country.zone()).end();
    first.is_none_or(|first| end >= country.midnight(first))
}

/// When it was stopped, or when what it was prescribed for ended.
fn stopped(record: &Record) -> Option<When> {
    time(record, "stopped").or(record.end)
}

fn time(record: &Record, about: &str) -> Option<When> {
    let times = record.content.as_ref().map(|content| &content.times)?;
    (times.iter().find(|time| time.about == about)).map(|time| time.when)
}

/// `metylfenidat 36 mg – utsatt · 2025-02-03 till 2026-10-05`
fn line(page: &Page, record: &Record) -> String {
    let began = time(record, "prescribed").or(record.start);
    let dates = match (began, stopped(record)) {
        (Some(began), Some(end)) => Some(joined_with(
            " ",
            [
                Some(page.when(began)),
                Some(Phrase::Until.with(page.language, page.when(end))),
            ],
        )),
        (Some(began), None) => Some(Phrase::Since.with(page.language, page.when(began))),
        (None, Some(end)) => Some(Phrase::Until.with(page.language, page.when(end))),
        (None, None) => None,
    };
    joined_with(" · ", [Some(what(record, &[], page.language)), dates])
}

/// What the lists contradict each other on, a line per medicine.
fn disagreements(page: &Page, overview: &Overview, listed: &[&Record]) -> Vec<String> {
    let mut of_each: BTreeMap<&str, Vec<&Conflict>> = BTreeMap::new();
    for conflict in &overview.conflicts {
        of_each.entry(&conflict.key).or_default().push(conflict);
    }
    let lines = of_each.into_iter().filter_map(|(key, conflicts)| {
        let is_of_key = |record: &&&Record| record.identity_key.as_deref() == Some(key);
        let name = plain(&listed.iter().find(is_of_key)?.title);
        let said = conflicts.iter().map(|conflict| {
            let values = values(page, overview, conflict);
            // The state of the medicine itself is about nothing else.
            match wording::about(&conflict.code, page.language) {
                Some(about) => format!("{about} {values}"),
                None => values,
            }
        });
        let said = said.collect::<Vec<_>>().join("; ");
        let disagree = Phrase::Disagree.say(page.language);
        Some(format!("{disagree}: {name} – {said}"))
    });
    lines.collect()
}

//! Medicines as lists, one per source and each with its dates: which of two lists is right the page does not know, so both stand, and
//! what they disagree on right under them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Span;

use super::{
    entry::private,
    names::producer_name,
    now::Section,
    now_of,
    page::{Page, Style},
    words::{joined_with, uncapitalised, unique},
};
use crate::{
    model::{Overview, Record, When, content::Value},
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
        records.sort_by_key(|record| (is_over(record, overview), Reverse(record.start)));
        for record in records {
            let line = private(page, record, line(page, record));
            let line = format!("• {line}");
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

/// True when it is not taken any more: a prescription that runs out next spring is taken until then.
fn is_over(record: &Record, overview: &Overview) -> bool {
    let zone = overview.child.country.zone();
    stopped(record).is_some_and(|end| end.0.interval(&zone).end() <= now_of(overview))
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

/// `Concerta 36 mg (metylfenidat) – utsatt · 2026-02-16 till 2026-10-05`
fn line(page: &Page, record: &Record) -> String {
    let (name, substance) = (named(page, record), substance(record));
    let is_said = |words: &str| name.to_lowercase().contains(&words.to_lowercase());
    let substance = substance.filter(|substance| !is_said(substance));
    let substance = substance.map(|substance| format!("({substance})"));
    stated(page, record, joined_with(" ", [Some(name), substance]))
}

/// The medicine as its source calls it, with the dose.
fn named(page: &Page, record: &Record) -> String {
    let title = plain(&record.title);
    let dose = value(record, "dose").filter(|_| !title.contains(|c: char| c.is_ascii_digit()));
    let dose = dose.map(|dose| wording::amount(&dose.value, &dose.unit, page.language));
    joined_with(" ", [Some(title), dose])
}

/// What is in it, in the source's words; a code without words is nobody's help.
fn substance(record: &Record) -> Option<String> {
    let key = record.identity_key.as_deref().unwrap_or_default();
    let named = value(record, "substance").filter(|substance| !key.ends_with(&substance.value));
    named.map(|substance| uncapitalised(&plain(&substance.value)))
}

/// Where the treatment stands, unless it goes on, and since when or until when.
fn stated(page: &Page, record: &Record, name: String) -> String {
    let state = record.content.as_ref().and_then(|content| content.state);
    let state = state.filter(|state| *state != "ACTIVE");
    let state = state.and_then(|code| wording::state(code, page.language));
    let title = plain(&record.title).to_lowercase();
    let state = state.filter(|state| !title.ends_with(state));
    let name = joined_with(" – ", [Some(name), state.map(str::to_owned)]);
    let began = time(record, "prescribed").or(record.start);
    let until = |end| Phrase::Until.with(page.language, page.when(end));
    let dates = match (began, stopped(record)) {
        (Some(began), Some(end)) => Some(format!("{} {}", page.when(began), until(end))),
        (Some(began), None) => Some(Phrase::Since.with(page.language, page.when(began))),
        (None, Some(end)) => Some(until(end)),
        (None, None) => None,
    };
    joined_with(" · ", [Some(name), dates])
}

fn value<'a>(record: &'a Record, about: &str) -> Option<&'a Value> {
    let mut values = record.content.iter().flat_map(|content| &content.values);
    values.find(|value| value.about == about && !value.value.is_empty())
}

/// What the lists contradict each other on, a line per medicine: each list's own words with whose they are.
fn disagreements(page: &Page, overview: &Overview, listed: &[&Record]) -> Vec<String> {
    let keys = overview.conflicts.iter().map(|conflict| &conflict.key);
    let keys: BTreeSet<&String> = keys.collect();
    let lines = keys.into_iter().filter_map(|key| {
        let of_key = |record: &&&Record| record.identity_key.as_ref() == Some(key);
        let records: Vec<&&Record> = listed.iter().filter(of_key).collect();
        let first = records.first()?;
        let about = substance(first).unwrap_or_else(|| plain(&first.title));
        let said = unique(records.iter().map(|record| {
            let sources = record.sources.iter();
            let sources = sources.map(|id| producer_name(overview, id, page.language));
            let sources: Vec<String> = sources.collect();
            let said = stated(page, record, named(page, record));
            format!("{said} ({})", sources.join(", "))
        }));
        let disagree = Phrase::Disagree.say(page.language);
        Some(format!("{disagree}: {about} – {}", said.join(" ≠ ")))
    });
    lines.collect()
}

//! How the child has followed the national programme: what deviates and how, what is not known and why, what is open. What was followed
//! is one line: nobody needs to read twenty doses to learn that all is well.

use std::collections::BTreeMap;

use super::{
    names::producer_name,
    now::Section,
    page::{Page, Style},
    words::unique,
};
use crate::{
    model::{Overview, Programme, ProgrammeItem, ProgrammePart, RecordRef},
    wording::{self, Phrase},
};

/// The items that one line names; of more the first, since a list of everything says nothing.
const MAX_NAMED: usize = 4;

// R-SHOW-16
pub(super) fn write(page: &Page, overview: &Overview, section: &mut Section) {
    let Some(programme) = &overview.programme else {
        return;
    };
    for part in &programme.parts {
        write_part(page, overview, part, section);
    }
    write_open(page, overview, programme, section);
}

fn write_part(page: &Page, overview: &Overview, part: &ProgrammePart, section: &mut Section) {
    let language = page.language;
    let (style, phrase) = match part.verdict.as_str() {
        "FOLLOWED" => (Style::Plain, Phrase::ProgrammeFollowed),
        "DEVIATES" => (Style::Warn, Phrase::ProgrammeDeviates),
        _ => (Style::Plain, Phrase::ProgrammeUnknown),
    };
    let mut add = |style, text| section.add(Phrase::Programme, style, text);
    add(style, phrase.with(language, &part.text));
    let deviating = part.items.iter().filter(|item| item.finding == "DEVIATES");
    let shown: Vec<_> = deviating.collect();
    for item in &shown {
        add(
            Style::Warn,
            format!("! {}", deviating_item(page, overview, item)),
        );
    }
    if shown.is_empty() && !part.stated_deviating.is_empty() {
        let whose = sources(page, overview, &part.stated_deviating);
        add(
            Style::Warn,
            format!("! {}", Phrase::StatedDeviating.with(language, whose)),
        );
    }
    let mut unknown: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in part.items.iter().filter(|item| item.finding == "NOT_KNOWN") {
        let why = item.unknown.as_deref().unwrap_or_default();
        unknown.entry(why).or_default().push(&item.text);
    }
    for (why, items) in unknown {
        let why = wording::unknown(why, language).unwrap_or(why);
        let text = Phrase::UnknownItems.with_two(language, named(page, &items), why);
        add(Style::Plain, format!("? {text}"));
    }
    let pending = part.items.iter().filter(|item| item.finding == "PENDING");
    let pending: Vec<String> = pending.map(|item| until(page, item)).collect();
    if !pending.is_empty() {
        let pending: Vec<&str> = pending.iter().map(String::as_str).collect();
        add(
            Style::Plain,
            format!("→ {}", Phrase::DueNow.with(language, named(page, &pending))),
        );
    }
}

/// The item, how it deviates, when it was done or should have been.
fn deviating_item(page: &Page, overview: &Overview, item: &ProgrammeItem) -> String {
    let code = item.deviation.as_deref().unwrap_or_default();
    let how = wording::deviation(code, page.language).unwrap_or(code);
    let is_told = |record: &&crate::model::Record| {
        let behind = &record.source_records;
        behind.iter().any(|named| item.records.contains(named))
    };
    let told = overview.records.iter().filter(is_told);
    let days = unique(
        told.filter_map(|record| record.start)
            .map(|start| page.when(start)),
    );
    let when = match (days.as_slice(), last_day(page, item)) {
        ([], Some(last)) => Some(Phrase::WasDueBy.with(page.language, last)),
        ([], None) => None,
        (days, _) => Some(days.join(", ")),
    };
    match when {
        Some(when) => format!("{}: {how} ({when})", item.text),
        None => format!("{}: {how}", item.text),
    }
}

fn until(page: &Page, item: &ProgrammeItem) -> String {
    match last_day(page, item) {
        Some(last) => format!(
            "{} ({})",
            item.text,
            Phrase::Until.with(page.language, last)
        ),
        None => item.text.clone(),
    }
}

/// The last day on which an item is on time.
fn last_day(page: &Page, item: &ProgrammeItem) -> Option<String> {
    let late: domain::time::Date = item.due_to.parse().ok()?;
    Some(wording::day(late.yesterday().ok()?, page.language))
}

fn write_open(page: &Page, overview: &Overview, programme: &Programme, section: &mut Section) {
    let language = page.language;
    let mut add = |style, text| section.add(Phrase::Programme, style, text);
    let open = [
        (Phrase::OpenFollowUp, &programme.open_follow_ups),
        (Phrase::StatedDiagnosis, &programme.diagnoses),
    ];
    for (phrase, records) in open.into_iter().filter(|(_, records)| !records.is_empty()) {
        let whose = sources(page, overview, records);
        add(Style::Warn, format!("! {}", phrase.with(language, whose)));
    }
    match programme.summary.as_deref() {
        Some("ENOUGH") => add(Style::Plain, Phrase::SummaryEnough.say(language).to_owned()),
        Some("NOT_ENOUGH") => add(
            Style::Warn,
            Phrase::SummaryNotEnough.say(language).to_owned(),
        ),
        _ => {}
    }
}

fn sources(page: &Page, overview: &Overview, records: &[RecordRef]) -> String {
    let names = records
        .iter()
        .map(|named| producer_name(overview, &named.producer, page.language));
    unique(names).join(", ")
}

fn named(page: &Page, items: &[&str]) -> String {
    let first: Vec<&str> = items.iter().take(MAX_NAMED).copied().collect();
    // Names hold commas themselves.
    let list = first.join("; ");
    if items.len() > MAX_NAMED {
        Phrase::AndMore.with(page.language, list)
    } else {
        list
    }
}

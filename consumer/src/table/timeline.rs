//! The timeline: by sector, newest first, each record on a line, what sources disagree on under it.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    page::{Cell, Page, Style},
    words::{by_whom, kind, producer_name, source_name, what},
};
use crate::{
    model::{Conflict, Overview, Record, When},
    text::clip,
    wording::{self, Phrase},
};

/// The column that dates stand in: the longest is `06 Mar 2018`.
const DATE: usize = 12;
/// The column that kinds stand in.
const KIND: usize = 20;

pub(super) fn write(page: &mut Page, overview: &Overview, shown: &[&Record]) {
    let is_shown = |record: &Record| shown.iter().any(|other| std::ptr::eq(*other, record));
    let mut sectors: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in overview.records.iter().filter(|record| !is_shown(record)) {
        sectors.entry(&record.sector).or_default().push(record);
    }
    let mut sectors: Vec<_> = sectors.into_iter().collect();
    sectors.sort_by_key(|(code, records)| {
        let newest: Option<When> = records.iter().filter_map(|r| r.start).max();
        (Reverse(newest), *code)
    });
    if !sectors.is_empty() {
        page.heading(Phrase::Timeline.say(page.language));
    }
    for (code, records) in sectors {
        page.entry(Style::Bold, 0, &[], &heading(page, overview, code));
        for record in records {
            row(page, overview, record);
        }
    }
}

/// The sector, and the sources in it that are called otherwise.
fn heading(page: &Page, overview: &Overview, code: &str) -> String {
    let sector = wording::sector(code, page.country, page.language);
    let mut names: Vec<String> = overview
        .sources
        .iter()
        .filter(|source| source.sector == code && source.records > 0)
        .map(|source| source_name(source, page.country, page.language))
        .filter(|name| *name != sector)
        .collect();
    names.dedup();
    if names.is_empty() {
        sector
    } else {
        format!("{sector} – {}", names.join(", "))
    }
}

fn row(page: &mut Page, overview: &Overview, record: &Record) {
    let language = page.language;
    let date = match record.start.or(record.end) {
        Some(when) => page.when(when),
        None => Phrase::NoDate.say(language).to_owned(),
    };
    let kind = kind(record, language);
    let style = match record.status.as_str() {
        _ if record.unreadable.is_some() => Style::Bad,
        "CANCELLED" | "RETRACTED" => Style::Dim,
        _ => Style::Plain,
    };
    let cells = [Cell(&date, DATE), Cell(&kind, KIND)];
    let conflicts: Vec<&Conflict> = overview
        .conflicts
        .iter()
        .filter(|conflict| record.identity_key.as_deref() == Some(&conflict.key))
        .collect();
    page.entry(style, 2, &cells, &text(page, overview, record, &conflicts));
    if let Some(extract) = extract(record) {
        let indent = 2 + DATE + KIND;
        let extract = clip(
            &crate::text::plain(extract),
            page.width().saturating_sub(indent),
        );
        page.entry(Style::Dim, indent, &[], &extract);
    }
    for conflict in conflicts {
        let said = disagreement(page, overview, conflict);
        page.entry(Style::Warn, 2 + DATE, &[Cell("≠", 2)], &said);
    }
}

fn text(page: &Page, overview: &Overview, record: &Record, conflicts: &[&Conflict]) -> String {
    let language = page.language;
    let disputed: Vec<&str> = conflicts.iter().map(|c| c.code.as_str()).collect();
    let mut parts = vec![what(record, &disputed, language)];
    let start = record.start.map(|start| page.when(start));
    let end = record.end.map(|end| page.when(end));
    if let (Some(_), Some(end)) = (&start, end.filter(|end| start.as_ref() != Some(end))) {
        parts.push(Phrase::Until.with(language, end));
    }
    parts.push(by_whom(record, language));
    if record.sources.len() > 1 {
        let names: Vec<_> = record
            .sources
            .iter()
            .map(|producer| producer_name(overview, producer, language))
            .collect();
        parts.push(Phrase::Sources.with_two(language, names.len(), names.join(", ")));
    }
    if record.not_for_guardians {
        parts.push(Phrase::NotForGuardians.say(language).to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The beginning of what was written, where the title alone says too little.
fn extract(record: &Record) -> Option<&str> {
    let tells = ["document/", "assessment", "school-support-plan", "referral"];
    if !tells
        .iter()
        .any(|kind| record.information_type.starts_with(kind))
    {
        return None;
    }
    let first = record.content.as_ref()?.texts.first()?;
    (first.text != record.title).then_some(&first.text)
}

// R-SHOW-6
fn disagreement(page: &Page, overview: &Overview, conflict: &Conflict) -> String {
    let language = page.language;
    let values: Vec<String> = conflict
        .values
        .iter()
        .map(|value| {
            let amount = wording::found(&value.value, language).map_or_else(
                || wording::amount(&value.value, &value.unit, language),
                str::to_owned,
            );
            let sources: Vec<_> = value
                .sources
                .iter()
                .map(|producer| producer_name(overview, producer, language))
                .collect();
            format!("{amount} ({})", sources.join(", "))
        })
        .collect();
    let about = wording::about(&conflict.code, language).unwrap_or(&conflict.display);
    let said = format!("{about} {}", values.join(" ≠ "));
    format!("{}: {}", Phrase::Disagree.say(language), said.trim_start())
}

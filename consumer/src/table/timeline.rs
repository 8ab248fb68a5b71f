//! The timeline: by sector, newest first, one entry per visit; what is older than five years in short, and the page says so.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::time::{Moment, Timestamp};
use jiff::Span;

use super::{
    entry::{self, Form},
    names::{producer_name, source_name},
    now_of,
    page::{Page, Style},
    visit::{Visit, visits},
    words::unique,
};
use crate::{
    model::{Overview, Record, When},
    wording::{self, Phrase},
};

/// How long a visit is told with all that was written.
const YEARS_IN_FULL: i64 = 5;

pub(super) fn write(page: &mut Page, overview: &Overview, shown: &[&Record]) {
    let is_shown = |record: &Record| shown.iter().any(|other| std::ptr::eq(*other, record));
    let left = overview.records.iter().filter(|record| !is_shown(record));
    let mut sectors: BTreeMap<&str, Vec<Visit<'_>>> = BTreeMap::new();
    for visit in visits(left, page.country) {
        sectors.entry(visit.sector).or_default().push(visit);
    }
    let mut sectors: Vec<_> = sectors.into_iter().collect();
    sectors.sort_by_key(|(code, visits)| {
        let newest: Option<When> = visits.iter().filter_map(|visit| visit.when).max();
        (Reverse(newest), *code)
    });
    if !sectors.is_empty() {
        page.heading(Phrase::Timeline.say(page.language));
    }
    for (index, (code, visits)) in sectors.into_iter().enumerate() {
        if index > 0 {
            page.heading("");
        }
        sector(page, overview, code, visits);
    }
}

// R-SHOW-11
fn sector(page: &mut Page, overview: &Overview, code: &str, visits: Vec<Visit<'_>>) {
    let sources = sources(page, overview, code);
    page.entry(Style::Bold, 0, &[], &heading(page, code, &sources));
    let is_one_of_many = sources.len() > 1;
    let since = in_full_since(page, overview);
    let is_old = |visit: &Visit<'_>| {
        visit
            .when
            .zip(since)
            .is_some_and(|(when, since)| when.0.interval(&page.country.zone()).end() <= since)
    };
    let (old, recent): (Vec<_>, Vec<_>) = visits.into_iter().partition(is_old);
    for visit in &recent {
        let who = who(page, overview, visit, is_one_of_many);
        entry::write(page, overview, visit, Form::Full, &who);
    }
    let of_old: Vec<String> = old
        .iter()
        .map(|visit| who(page, overview, visit, is_one_of_many))
        .collect();
    // One who stands for all of them is named once, before them.
    let of_all = of_old
        .first()
        .filter(|first| of_old.iter().all(|who| who == *first));
    if !old.is_empty() {
        let mut text = format!("– {}", Phrase::InShort.say(page.language));
        if let Some(who) = of_all.filter(|who| !who.is_empty()) {
            text = format!("{text} · {who}");
        }
        page.entry(Style::Dim, 2, &[], &text);
    }
    for (visit, who) in old.iter().zip(&of_old) {
        let who = if of_all.is_some() { "" } else { who };
        entry::write(page, overview, visit, Form::Short, who);
    }
}

/// The first instant of what is told in full; `None` when it is not known when the overview was decided.
fn in_full_since(page: &Page, overview: &Overview) -> Option<Timestamp> {
    overview.decided_time?;
    let today = page.country.today(now_of(overview));
    let first = today.checked_sub(Span::new().years(YEARS_IN_FULL)).ok()?;
    Some(Moment::Day(first).interval(&page.country.zone()).start())
}

/// The sources of a sector that told something.
fn sources(page: &Page, overview: &Overview, code: &str) -> Vec<String> {
    let told = overview
        .sources
        .iter()
        .filter(|source| source.sector == code && source.records > 0);
    unique(told.map(|source| source_name(source, page.country, page.language)))
}

/// The sector with its sources; a source that is called as its sector is named once.
fn heading(page: &Page, code: &str, sources: &[String]) -> String {
    let sector = wording::sector(code, page.country, page.language);
    let names = sources.join(", ");
    if names.is_empty() {
        sector
    } else if names.starts_with(&sector) {
        names
    } else {
        format!("{sector} – {names}")
    }
}

/// Who stands for a visit; with the source, where the heading names several.
fn who(page: &Page, overview: &Overview, visit: &Visit<'_>, is_one_of_many: bool) -> String {
    let source = producer_name(overview, visit.source, page.language);
    let mut who = entry::who(page, visit);
    who.retain(|name| *name != source);
    let who = who.join("; ");
    match (is_one_of_many, who.is_empty()) {
        (false, _) => who,
        (true, true) => source,
        (true, false) => format!("{who}, {source}"),
    }
}

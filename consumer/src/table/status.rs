//! How each source fared: one line each, before anything else, so that nobody takes a part for the whole.

use super::{
    banner::masked,
    names::source_name,
    page::{Cell, Page, Style},
    words::capitalised,
};
use crate::{
    model::{Overview, Reason, Source},
    text::columns,
    wording::{self, Phrase},
};

// R-SHOW-5
pub(super) fn write(page: &mut Page, overview: &Overview) {
    let language = page.language;
    let permitted = overview
        .sources
        .iter()
        .filter(|s| s.was_permitted())
        .count();
    let answered = overview.sources.iter().filter(|s| s.has_answered()).count();
    let (style, line) = match permitted {
        0 => (Style::Warn, Phrase::NoneAsked.say(language).to_owned()),
        _ if answered < permitted => (
            Style::Warn,
            Phrase::Answered.with_two(language, answered, permitted),
        ),
        _ => (
            Style::Plain,
            Phrase::Answered.with_two(language, answered, permitted),
        ),
    };
    page.entry(style, 0, &[], &line);
    let mut sources: Vec<&Source> = overview.sources.iter().collect();
    sources.sort_by_key(|source| rank(source));
    let (alone, together): (Vec<&Source>, Vec<&Source>) =
        sources.into_iter().partition(|source| stands_alone(source));
    let name = |source: &Source| source_name(source, page.country, language);
    let longest = alone.iter().map(|source| columns(&name(source))).max();
    let width = longest.unwrap_or(0).min(page.width() * 2 / 5) + 2;
    let rows: Vec<_> = alone
        .iter()
        .map(|source| (symbol(source), name(source), said(page, overview, source)))
        .collect();
    let shared = shared(page, overview, &together);
    for ((symbol, style), name, said) in &rows {
        page.entry(*style, 2, &[Cell(symbol, 2), Cell(name, width)], said);
    }
    for ((symbol, style), text) in &shared {
        page.entry(*style, 2, &[Cell(symbol, 2)], text);
    }
}

/// What told something or should have has a line of its own; a failure is never one of several.
fn stands_alone(source: &Source) -> bool {
    match source.status.as_str() {
        "FRESH" => source.records > 0 || !source.complete,
        "CACHED" | "STALE" | "FAILED" => true,
        _ => false,
    }
}

type Sign = (&'static str, Style);

/// Sources of which the same is to be said, on one line: nothing told, nothing permitted.
fn shared(page: &Page, overview: &Overview, sources: &[&Source]) -> Vec<(Sign, String)> {
    let mut lines: Vec<(Sign, String, Vec<String>)> = Vec::new();
    for source in sources {
        let said = match source.has_answered() {
            true => answer(page, source).join(", "),
            false => said(page, overview, source),
        };
        let name = source_name(source, page.country, page.language);
        match lines.iter_mut().find(|(_, text, _)| *text == said) {
            Some((_, _, names)) => names.push(name),
            None => lines.push((symbol(source), said, vec![name])),
        }
    }
    let line = |(sign, said, names): (Sign, String, Vec<String>)| {
        (
            sign,
            format!("{}: {}", capitalised(&said), names.join(", ")),
        )
    };
    lines.into_iter().map(line).collect()
}

/// What should have answered stands first, then what did, then what may not.
fn rank(source: &Source) -> u8 {
    match source.status.as_str() {
        "FAILED" => 0,
        _ if source.has_answered() => 1,
        "ON_REQUEST" => 2,
        _ => 3,
    }
}

fn symbol(source: &Source) -> Sign {
    match source.status.as_str() {
        "FRESH" | "CACHED" if source.complete => ("✓", Style::Good),
        "FRESH" | "CACHED" => ("◐", Style::Warn),
        "STALE" => ("◷", Style::Warn),
        "FAILED" => ("✗", Style::Bad),
        "ON_REQUEST" => ("✉", Style::Plain),
        _ => ("⊘", Style::Dim),
    }
}

fn said(page: &Page, overview: &Overview, source: &Source) -> String {
    let language = page.language;
    let since =
        |phrase: Phrase, when: Option<_>| when.map(|w| phrase.with(language, page.clock(w)));
    let mut parts: Vec<String> = Vec::new();
    match source.status.as_str() {
        "FRESH" => parts.push(Phrase::FreshNow.say(language).to_owned()),
        "CACHED" => parts.extend(since(Phrase::CachedFrom, source.answered_time)),
        "STALE" => {
            let as_of = source.last_success_time.or(source.answered_time);
            parts.extend(since(Phrase::StaleFrom, as_of));
        }
        "FAILED" => {
            let cause = source.cause.as_deref().unwrap_or_default();
            parts.push(Phrase::FailedWith.with(language, wording::cause(cause, language)));
            parts.extend(since(Phrase::LastAnswered, source.last_success_time));
        }
        "ON_REQUEST" => parts.push(reason(
            page,
            &overview.on_request,
            source,
            Phrase::AfterReview,
        )),
        _ => parts.push(reason(
            page,
            &overview.withheld,
            source,
            Phrase::NothingToShow,
        )),
    }
    parts.extend(answer(page, source));
    let masks: Vec<&str> = source.masks.iter().map(String::as_str).collect();
    // Under protected identity the banner says it once for all.
    if !overview.protected {
        parts.extend(masked(&masks, language));
    }
    parts.join(" · ")
}

/// How much came, and whether that is all there is.
fn answer(page: &Page, source: &Source) -> Vec<String> {
    let language = page.language;
    let mut parts = Vec::new();
    if source.has_answered() || source.records > 0 {
        parts.push(count(source.records, page));
    }
    if source.has_answered() && !source.complete {
        parts.push(Phrase::NotWhole.say(language).to_owned());
    }
    if source.older_may_exist {
        parts.push(Phrase::OlderShort.say(language).to_owned());
    }
    parts
}

fn count(records: u32, page: &Page) -> String {
    match records {
        0 => Phrase::NoRecords.say(page.language).to_owned(),
        1 => Phrase::OneRecord.say(page.language).to_owned(),
        many => Phrase::Records.with(page.language, many),
    }
}

/// The first reason that concerns the source, in the server's words; the section below has the rest.
fn reason(page: &Page, reasons: &[Reason], source: &Source, otherwise: Phrase) -> String {
    let own = reasons
        .iter()
        .find(|r| r.producer.as_deref() == Some(&source.producer));
    let of_sector = || {
        reasons
            .iter()
            .find(|r| r.sector == source.sector && r.producer.is_none())
    };
    match own.or_else(of_sector) {
        Some(reason) if !reason.text.is_empty() => reason.text.clone(),
        Some(reason) => wording::reason(&reason.code, page.language)
            .unwrap_or(otherwise.say(page.language))
            .to_owned(),
        None => otherwise.say(page.language).to_owned(),
    }
}

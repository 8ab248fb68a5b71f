//! How each source fared: one line each, before anything else, so that nobody takes a part for the whole.

use super::{
    page::{Cell, Page, Style},
    words::source_name,
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
    let mut sources: Vec<(&Source, String)> = overview
        .sources
        .iter()
        .map(|source| (source, source_name(source, page.country, language)))
        .collect();
    sources.sort_by_key(|(source, _)| rank(source));
    let longest = sources
        .iter()
        .map(|(_, name)| columns(name))
        .max()
        .unwrap_or(0);
    let width = longest.min(page.width() * 2 / 5) + 2;
    for (source, name) in &sources {
        let (symbol, style) = symbol(source);
        let cells = [Cell(symbol, 2), Cell(name, width)];
        let said = said(page, overview, source);
        page.entry(style, 2, &cells, &said);
    }
}

/// What answered stands first, then what should have, then what may not.
fn rank(source: &Source) -> u8 {
    match source.status.as_str() {
        _ if source.has_answered() => 0,
        "FAILED" => 1,
        "ON_REQUEST" => 2,
        _ => 3,
    }
}

fn symbol(source: &Source) -> (&'static str, Style) {
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
    if source.has_answered() {
        parts.push(count(source.records, page));
        if !source.complete {
            parts.push(Phrase::NotWhole.say(language).to_owned());
        }
    }
    if source.older_may_exist {
        parts.push(Phrase::OlderMayExist.say(language).to_lowercase());
    }
    parts.extend(source.masks.iter().filter_map(|mask| masked(mask, page)));
    parts.join(" · ")
}

fn count(records: u32, page: &Page) -> String {
    match records {
        0 => Phrase::NoRecords.say(page.language).to_owned(),
        1 => Phrase::OneRecord.say(page.language).to_owned(),
        many => Phrase::Records.with(page.language, many),
    }
}

fn masked(mask: &str, page: &Page) -> Option<String> {
    let phrase = match mask {
        "location" => Phrase::MaskedLocation,
        "unit" | "organisation" => Phrase::MaskedUnit,
        "author" => Phrase::MaskedAuthor,
        "title" => Phrase::MaskedTitle,
        "body" => Phrase::MaskedBody,
        _ => return None,
    };
    Some(phrase.say(page.language).to_owned())
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

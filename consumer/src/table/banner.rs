//! What must not be overlooked: emergency access, protected identity, blocked or older information, an incomplete overview.

use super::{
    grantors,
    names::producer_name,
    page::{Cell, Page, Style},
    words::{joined_with, unique},
};
use crate::{
    model::{Incomplete, Overview, Reason},
    wording::{self, Language, Phrase},
};

pub(super) fn write(page: &mut Page, overview: &Overview) {
    let language = page.language;
    let awaited = awaited(overview);
    let caution = awaited
        .and_then(|reason| reason.next_step.as_ref())
        .and_then(|step| grantors::caution(overview, step, language));
    let awaited = awaited.map(|reason| waits(overview, reason, language));
    let signs = [
        (overview.emergency, emergency(page, overview)),
        (overview.protected, protected(overview, language)),
        (overview.blocked, Phrase::Blocked.say(language).to_owned()),
        // R-SHOW-19
        (
            overview.earlier_number_not_asked,
            Phrase::EarlierNumber.say(language).to_owned(),
        ),
        (awaited.is_some(), awaited.unwrap_or_default()),
        (caution.is_some(), caution.unwrap_or_default().to_owned()),
        (
            has_older(overview),
            Phrase::OlderBelow.say(language).to_owned(),
        ),
    ];
    for (_, text) in signs.into_iter().filter(|(is_set, _)| *is_set) {
        page.entry(Style::Warn, 0, &[Cell("!", 2)], &text);
    }
    if overview.complete {
        return;
    }
    let reasons: Vec<String> = overview
        .incomplete
        .iter()
        .map(|reason| said(page, overview, reason))
        .collect();
    let mut text = Phrase::Incomplete.say(page.language).to_owned();
    if !reasons.is_empty() {
        text = format!("{text}: {}", reasons.join("; "));
    }
    page.entry(Style::Bad, 0, &[Cell("!", 2)], &text);
}

/// Emergency access, with the time at which it ends by itself: what is looked at later is claimed anew. Where it opened nothing there is
/// nothing to end.
// R-SHOW-18
fn emergency(page: &Page, overview: &Overview) -> String {
    match overview.emergency_end_time {
        Some(end) => Phrase::EmergencyUntil.with(page.language, page.clock(end)),
        None => Phrase::Emergency.say(page.language).to_owned(),
    }
}

/// Protected identity, and what is masked because of it: said here once for all sources.
fn protected(overview: &Overview, language: Language) -> String {
    let protected = Phrase::Protected.say(language);
    let masks = overview.sources.iter().flat_map(|source| &source.masks);
    let masks: Vec<&str> = masks.map(String::as_str).collect();
    match masked(&masks, language) {
        Some(masked) => format!("{protected}: {masked}"),
        None => protected.to_owned(),
    }
}

/// What masks hide, in words.
pub(super) fn masked(masks: &[&str], language: Language) -> Option<String> {
    let hidden = masks.iter().filter_map(|mask| {
        Some(match *mask {
            "location" => Phrase::MaskedLocation,
            "unit" | "organisation" => Phrase::MaskedUnit,
            "author" => Phrase::MaskedAuthor,
            "title" => Phrase::MaskedTitle,
            _ => return None,
        })
    });
    let hidden = unique(hidden.map(|phrase| phrase.say(language).to_owned()));
    let hidden = (!hidden.is_empty()).then(|| Phrase::Hidden.with(language, hidden.join(", ")));
    let body = masks.contains(&"body").then_some(Phrase::MaskedBody);
    let parts: Vec<String> = hidden
        .into_iter()
        .chain(body.map(|phrase| phrase.say(language).to_owned()))
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Whose word is waited for while somebody else has given theirs: an appointment may come to nothing for want of it.
// R-SHOW-13
fn awaited(overview: &Overview) -> Option<&Reason> {
    let is_waiting = |reason: &&Reason| reason.code == "OTHER_GUARDIAN_MISSING";
    overview.withheld.iter().find(is_waiting)
}

fn waits(overview: &Overview, reason: &Reason, language: Language) -> String {
    let text = match reason.text.as_str() {
        "" => wording::reason(&reason.code, language).unwrap_or_default(),
        text => text,
    };
    let step = reason.next_step.as_ref();
    let names = step.map(|step| grantors::names(overview, step).join("; "));
    joined_with(": ", [Some(text.to_owned()), names])
}

/// True when a window keeps older information back: the page says below how to ask for it.
fn has_older(overview: &Overview) -> bool {
    overview
        .withheld
        .iter()
        .any(|reason| reason.code == "OUTSIDE_WINDOW")
}

fn said(page: &Page, overview: &Overview, reason: &Incomplete) -> String {
    let words = wording::incomplete(&reason.code, page.language).unwrap_or(&reason.code);
    match &reason.producer {
        Some(producer) => {
            format!(
                "{} – {words}",
                producer_name(overview, producer, page.language)
            )
        }
        None => words.to_owned(),
    }
}

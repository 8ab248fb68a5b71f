//! What must not be overlooked: emergency access, protected identity, blocked information, an incomplete overview.

use super::{
    page::{Cell, Page, Style},
    words::producer_name,
};
use crate::{
    model::{Incomplete, Overview},
    wording::{self, Phrase},
};

pub(super) fn write(page: &mut Page, overview: &Overview) {
    let signs = [
        (overview.emergency, Phrase::Emergency),
        (overview.protected, Phrase::Protected),
        (overview.blocked, Phrase::Blocked),
    ];
    for (_, phrase) in signs.into_iter().filter(|(is_set, _)| *is_set) {
        let text = phrase.say(page.language);
        page.entry(Style::Warn, 0, &[Cell("!", 2)], text);
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

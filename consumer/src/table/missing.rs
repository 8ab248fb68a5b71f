//! What is not shown or must be asked for, why, and how to go on. Never an error, never a blame.

use std::collections::BTreeSet;

use super::{
    page::{Cell, Page, Style},
    words::producer_name,
};
use crate::{
    model::{Overview, Reason},
    wording::{self, Phrase},
};

// R-SHOW-7
pub(super) fn write(page: &mut Page, overview: &Overview) {
    let sections = [
        (Phrase::Withheld, &overview.withheld),
        (Phrase::OnRequest, &overview.on_request),
    ];
    for (heading, reasons) in sections {
        if reasons.is_empty() {
            continue;
        }
        page.heading(heading.say(page.language));
        for line in gathered(page, overview, reasons) {
            line.write(page);
        }
    }
}

/// Reasons that read the same: of one sector or source, and then of several.
struct Line<'a> {
    whose: BTreeSet<String>,
    types: BTreeSet<&'a str>,
    reason: &'a Reason,
    text: String,
}

/// One line for what reads the same. First the types of one sector meet, then the sectors with the same types: a page that says
/// one thing fourteen times is not read.
fn gathered<'a>(page: &Page, overview: &Overview, reasons: &'a [Reason]) -> Vec<Line<'a>> {
    let mut by_sector: Vec<Line<'a>> = Vec::new();
    for line in reasons
        .iter()
        .map(|reason| Line::of(page, overview, reason))
    {
        let same = |other: &&mut Line<'_>| other.whose == line.whose && other.says_the_same(&line);
        match by_sector.iter_mut().find(same) {
            // No types means all of the sector: a list would then say less than it should.
            Some(other) if other.types.is_empty() || line.types.is_empty() => other.types.clear(),
            Some(other) => other.types.extend(line.types),
            None => by_sector.push(line),
        }
    }
    let mut lines: Vec<Line<'a>> = Vec::new();
    for line in by_sector {
        let same = |other: &&mut Line<'_>| other.types == line.types && other.says_the_same(&line);
        match lines.iter_mut().find(same) {
            Some(other) => other.whose.extend(line.whose),
            None => lines.push(line),
        }
    }
    lines
}

impl<'a> Line<'a> {
    fn of(page: &Page, overview: &Overview, reason: &'a Reason) -> Self {
        let whose = match &reason.producer {
            Some(producer) => producer_name(overview, producer, page.language),
            None => wording::sector(&reason.sector, page.country, page.language),
        };
        let text = if reason.text.is_empty() {
            wording::reason(&reason.code, page.language)
                .unwrap_or(&reason.code)
                .to_owned()
        } else {
            reason.text.clone()
        };
        Self {
            whose: BTreeSet::from([whose]),
            types: reason.types.iter().map(String::as_str).collect(),
            reason,
            text,
        }
    }

    fn says_the_same(&self, other: &Line<'_>) -> bool {
        self.text == other.text
            && self.reason.law == other.reason.law
            && self.reason.next_step == other.reason.next_step
    }
}

impl Line<'_> {
    fn write(&self, page: &mut Page) {
        let language = page.language;
        let types: Vec<String> = self
            .types
            .iter()
            .map(|code| wording::kind(code, language).map_or((*code).to_owned(), str::to_lowercase))
            .collect();
        let whose: Vec<_> = self.whose.iter().map(String::as_str).collect();
        let mut text = format!("{}: {}", whose.join(", "), self.text);
        if !types.is_empty() {
            text = format!("{text} ({})", types.join(", "));
        }
        if !self.reason.law.is_empty() {
            text = format!("{text} · {}", Phrase::Law.with(language, &self.reason.law));
        }
        page.entry(Style::Plain, 2, &[], &text);
        let Some(step) = &self.reason.next_step else {
            return;
        };
        let mut parts = vec![step.text.clone()];
        if !step.mailbox.is_empty() {
            parts.push(Phrase::Mailbox.with(language, &step.mailbox));
        }
        if !step.subject_template.is_empty() {
            parts.push(Phrase::Subject.with(language, &step.subject_template));
        }
        parts.retain(|part| !part.is_empty());
        page.entry(Style::Plain, 4, &[Cell("→", 2)], &parts.join(" · "));
    }
}

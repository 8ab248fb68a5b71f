//! Progress while sources answer: one line on stderr, rewritten, and gone before the page is written. Only on a terminal.

use std::{collections::BTreeMap, io::Write};

use proto::v1::overview::{OverviewEvent, overview_event::Event};

use crate::{
    text::{clip, plain},
    wording::{self, Language, Phrase},
};

/// The columns that the line may take: rewriting works only for a line that does not wrap.
const WIDTH: usize = 78;

pub(super) struct Progress {
    is_on: bool,
    language: Language,
    country: domain::time::Country,
    asked: usize,
    /// Names of sources still out, by id.
    waiting: BTreeMap<String, String>,
}

impl Progress {
    pub(super) fn new(is_on: bool, language: Language, country: domain::time::Country) -> Self {
        Self {
            is_on,
            language,
            country,
            asked: 0,
            waiting: BTreeMap::new(),
        }
    }

    /// Takes note of an event and rewrites the line.
    pub(super) fn note(&mut self, event: &OverviewEvent, to: &mut dyn Write) {
        match &event.event {
            Some(Event::Started(started)) => {
                self.waiting = started
                    .asked
                    .iter()
                    .map(|source| {
                        let sector =
                            || wording::sector(&source.sector, self.country, self.language);
                        let name = Some(source.name.clone()).filter(|name| !name.is_empty());
                        (source.producer_id.clone(), name.unwrap_or_else(sector))
                    })
                    .collect();
                self.asked = self.waiting.len();
            }
            Some(Event::Source(result)) if !result.continues => {
                if let Some(source) = &result.source {
                    self.waiting.remove(&source.producer_id);
                }
            }
            _ => {}
        }
        if self.is_on && self.asked > 0 {
            // A line of progress that cannot be written is no reason to stop.
            let _ = write!(to, "\r\u{1b}[K{}", self.line()).and_then(|()| to.flush());
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self, to: &mut dyn Write) {
        if self.is_on && self.asked > 0 {
            let _ = write!(to, "\r\u{1b}[K").and_then(|()| to.flush());
        }
    }

    fn line(&self) -> String {
        let answered = self.asked - self.waiting.len();
        let mut line = Phrase::Answered.with_two(self.language, answered, self.asked);
        if !self.waiting.is_empty() {
            let names: Vec<_> = self.waiting.values().map(String::as_str).collect();
            let waiting = Phrase::WaitingFor.with(self.language, names.join(", "));
            line = format!("{line} – {waiting}");
        }
        clip(&plain(&line), WIDTH)
    }
}

#[cfg(test)]
mod tests {
    use proto::v1::overview::{OverviewStarted, SourceRef, SourceResult};

    use super::*;

    fn source(id: &str) -> SourceRef {
        SourceRef {
            producer_id: id.to_owned(),
            name: format!("{id}\u{1b}[2J"),
            sector: "school-health".to_owned(),
        }
    }

    fn events() -> [OverviewEvent; 2] {
        let started = Event::Started(OverviewStarted {
            asked: vec![source("a"), source("b")],
            ..OverviewStarted::default()
        });
        let answered = Event::Source(SourceResult {
            source: Some(source("a")),
            ..SourceResult::default()
        });
        [started, answered].map(|event| OverviewEvent { event: Some(event) })
    }

    #[test]
    fn the_line_says_who_is_still_out_and_steers_nothing() {
        let mut progress = Progress::new(true, Language::En, domain::time::Country::Se);
        let mut out = Vec::new();
        for event in events() {
            progress.note(&event, &mut out);
        }
        let out = String::from_utf8(out).unwrap();
        let last = out.rsplit("\u{1b}[K").next().unwrap();
        assert_eq!(last, "1 of 2 sources answered – waiting for b\u{FFFD}[2J");
    }

    #[test]
    fn without_a_terminal_there_is_no_progress() {
        let mut progress = Progress::new(false, Language::En, domain::time::Country::Se);
        let mut out = Vec::new();
        for event in events() {
            progress.note(&event, &mut out);
        }
        progress.clear(&mut out);
        assert!(out.is_empty());
    }
}

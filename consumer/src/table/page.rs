//! A page that only grows downwards. Every text of a source passes [`plain`] here, so that no section can forget it.

use domain::time::{Country, Timestamp};

use super::{Layout, MIN_WIDTH};
use crate::{
    model::{Overview, When},
    text::{GLUE, columns, fit, plain, wrap},
    wording::{self, Language},
};

/// How a line looks, where there is colour.
#[derive(Clone, Copy)]
pub(super) enum Style {
    Plain,
    Bold,
    Dim,
    Good,
    Warn,
    Bad,
}

pub(super) struct Page {
    pub(super) language: Language,
    pub(super) country: Country,
    decided: Option<Timestamp>,
    width: usize,
    color: bool,
    text: String,
}

/// A column of fixed width in front of the running text.
pub(super) struct Cell<'a>(pub(super) &'a str, pub(super) usize);

impl Page {
    pub(super) fn new(overview: &Overview, layout: Layout) -> Self {
        Self {
            language: layout.language,
            country: overview.child.country,
            decided: overview.decided_time.and_then(When::as_instant),
            width: layout.width.max(MIN_WIDTH),
            color: layout.color,
            text: String::new(),
        }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The first line, underlined.
    pub(super) fn title(&mut self, text: &str) {
        let lines = wrap(&plain(text), self.width);
        let longest = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
        for line in lines {
            self.line(Style::Bold, &line);
        }
        self.line(Style::Dim, &"─".repeat(longest));
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.text.push('\n');
        let text = plain(text);
        for line in wrap(&text, self.width) {
            self.line(Style::Bold, &line);
        }
    }

    /// Cells of fixed width, then text that wraps under itself.
    pub(super) fn entry(&mut self, style: Style, indent: usize, cells: &[Cell<'_>], text: &str) {
        let mut front = " ".repeat(indent);
        for Cell(text, width) in cells {
            front.push_str(&fit(&plain(text), width.saturating_sub(1)));
            front.push(' ');
        }
        let hanging = columns(&front);
        let text = held_together(&plain(text));
        let mut lines = wrap(&text, self.width.saturating_sub(hanging)).into_iter();
        let first = lines.next().unwrap_or_default();
        self.line(style, format!("{front}{first}").trim_end());
        for line in lines {
            self.line(style, &format!("{}{line}", " ".repeat(hanging)));
        }
    }

    /// A time as this page's language writes it.
    pub(super) fn when(&self, when: When) -> String {
        wording::moment(when.0, self.country, self.language)
    }

    /// A day with its time of day, where the time is that precise.
    pub(super) fn day_and_clock(&self, when: When) -> String {
        let Some(instant) = when.as_instant() else {
            return self.when(when);
        };
        let local = self.country.zone().to_datetime(instant);
        let day = wording::day(local.date(), self.language);
        format!("{day} {}", wording::clock(local.time(), self.language))
    }

    /// A time of day; with its day, unless that is the day on which the overview was decided.
    pub(super) fn clock(&self, when: When) -> String {
        let local = |instant| self.country.zone().to_datetime(instant);
        match (when.as_instant().map(local), self.decided.map(local)) {
            (Some(at), Some(today)) if at.date() == today.date() => {
                wording::clock(at.time(), self.language)
            }
            _ => self.day_and_clock(when),
        }
    }

    fn line(&mut self, style: Style, text: &str) {
        let code = match style {
            _ if !self.color => "",
            Style::Plain => "",
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Good => "32",
            Style::Warn => "33",
            Style::Bad => "31",
        };
        if code.is_empty() || text.is_empty() {
            self.text.push_str(text);
        } else {
            self.text
                .push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m"));
        }
        self.text.push('\n');
    }
}

/// Units that a line must not begin with: the number would be left behind.
const UNITS: &[&str] = &[
    "cm", "mm", "m", "kg", "g", "mg", "dB", "Hz", "kHz", "°C", "mmHg", "/min", "%",
];

/// The text with numbers glued to their units, and bounds to their numbers.
fn held_together(text: &str) -> String {
    let mut held = String::with_capacity(text.len());
    let mut before = "";
    for word in text.split(' ') {
        if !held.is_empty() {
            let unit = word.trim_end_matches([',', ';', '.', ')', ':']);
            let is_amount = before.ends_with(|c: char| c.is_ascii_digit()) && UNITS.contains(&unit);
            held.push(if is_amount || before == "≤" {
                GLUE
            } else {
                ' '
            });
        }
        held.push_str(word);
        before = word;
    }
    held
}

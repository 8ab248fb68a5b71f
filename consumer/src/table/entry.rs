//! One visit on the page: the occasion, what was measured, which doses were given; right under it what sources disagree on.

use super::{
    marks::{disputed, marks},
    measure::{is_measure, measure, rank},
    names::by_whom,
    page::{Cell, Page, Style},
    vaccine::vaccine,
    visit::Visit,
    words::{capitalised, counted, item, kind, unique},
};
use crate::{
    model::{Overview, Record},
    text::{clip, plain},
    wording::Phrase,
};

/// The column that dates stand in: the longest is `06 Mar 2018`.
pub(super) const DATE: usize = 12;

/// How much is said of a visit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A line each for occasions, measurements and doses, with the beginning of what was written.
    Full,
    /// Everything but what was written, run on.
    Short,
}

/// Writes a visit. `who` stands behind its first line.
// R-SHOW-8
pub(super) fn write(
    page: &mut Page,
    overview: &Overview,
    visit: &Visit<'_>,
    form: Form,
    who: &str,
) {
    let date = match visit.when {
        Some(when) => page.when(when),
        None => Phrase::NoDate.say(page.language).to_owned(),
    };
    let mut date = date.as_str();
    let mut quotes = Vec::new();
    for (index, mut line) in lines(page, overview, visit, form).into_iter().enumerate() {
        if index == 0 && !who.is_empty() {
            line.text = format!("{} · {who}", line.text);
        }
        page.entry(line.style, 2, &[Cell(date, DATE)], &line.text);
        date = "";
        quotes.extend(line.quotes);
    }
    for mark in marks(page, overview, visit) {
        page.entry(mark.style, 2 + DATE, &[Cell(mark.sign, 2)], &mark.text);
    }
    for quote in quotes {
        let indent = 2 + DATE;
        let quote = clip(&quote, page.width().saturating_sub(indent + 2));
        page.entry(Style::Dim, indent, &[], &format!("”{quote}”"));
    }
}

/// A visit in a few words, for the sections above the timeline.
pub(super) fn in_short(page: &Page, overview: &Overview, visit: &Visit<'_>) -> String {
    let lines = lines(page, overview, visit, Form::Short);
    let texts: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    texts.join(" · ")
}

/// Who stands for a visit: each author once.
pub(super) fn who(page: &Page, visit: &Visit<'_>) -> Vec<String> {
    let own = |record: &&&Record| record.speaker() == visit.source;
    let mut records: Vec<&&Record> = visit.records.iter().filter(own).collect();
    if records.is_empty() {
        records = visit.records.iter().collect();
    }
    unique(
        records
            .into_iter()
            .map(|record| by_whom(record, page.language)),
    )
}

struct Line {
    style: Style,
    text: String,
    quotes: Vec<String>,
}

impl Line {
    fn of(style: Style, text: String) -> Self {
        Self {
            style,
            text,
            quotes: Vec::new(),
        }
    }
}

fn lines(page: &Page, overview: &Overview, visit: &Visit<'_>, form: Form) -> Vec<Line> {
    let (unreadable, readable): (Vec<&Record>, Vec<&Record>) =
        visit.records.iter().partition(|r| r.unreadable.is_some());
    let mut lines = occasions(page, overview, &readable, form);
    for texts in [measures(page, overview, &readable), doses(page, &readable)] {
        if !texts.is_empty() {
            // Our own words: a source's are left as they are.
            let texts = if lines.is_empty() {
                capitalised(&texts)
            } else {
                texts
            };
            lines.push(Line::of(Style::Plain, texts));
        }
    }
    if form == Form::Short && !lines.is_empty() {
        let texts: Vec<String> = lines.into_iter().map(|line| line.text).collect();
        lines = vec![Line::of(Style::Plain, texts.join(" · "))];
    }
    if !readable.is_empty() && readable.iter().all(|record| is_off(record)) {
        lines.iter_mut().for_each(|line| line.style = Style::Dim);
    }
    // What cannot be read never hides in a line of what can.
    lines.extend(
        unreadable
            .into_iter()
            .map(|record| Line::of(Style::Bad, item(record, &[], page.language))),
    );
    if lines.is_empty() {
        // All of it is disputed: the line below says what.
        lines.extend(visit.records.first().map(|record| {
            let title = plain(&record.title);
            let kind = kind(record, page.language);
            Line::of(Style::Plain, if title.is_empty() { kind } else { title })
        }));
    }
    lines
}

fn is_off(record: &Record) -> bool {
    matches!(record.status.as_str(), "CANCELLED" | "RETRACTED")
}

/// What the visit was about: activities first, then what was written, then what followed from it.
fn occasions(page: &Page, overview: &Overview, records: &[&Record], form: Form) -> Vec<Line> {
    let is_occasion =
        |record: &&&Record| !is_measure(record) && record.information_type != "vaccination";
    let mut records: Vec<&Record> = records.iter().filter(is_occasion).copied().collect();
    records.sort_by_key(|record| match record.information_type.as_str() {
        "activity" => 0,
        code if code.starts_with("document/") => 1,
        _ => 2,
    });
    let mut lines: Vec<Line> = Vec::new();
    for record in records {
        let mut text = item(record, &disputed(overview, record), page.language);
        if let Some(until) = record.end.filter(|end| Some(*end) != record.start) {
            let until = page.when(until);
            if record.start.map(|start| page.when(start)).as_ref() != Some(&until) {
                text = format!("{text}, {}", Phrase::Until.with(page.language, until));
            }
        }
        let text = private(page, record, text);
        let quotes: Vec<String> = match form {
            Form::Full => extract(record).into_iter().collect(),
            Form::Short => Vec::new(),
        };
        // "4-årsbesök" and "4-årsbesök, anteckning" are said by the longer of the two.
        match lines.last_mut() {
            Some(last) if text.starts_with(&last.text) => {
                last.text = text;
                last.quotes.extend(quotes);
            }
            _ => lines.push(Line {
                style: Style::Plain,
                text,
                quotes,
            }),
        }
    }
    lines
}

fn measures(page: &Page, overview: &Overview, records: &[&Record]) -> String {
    let mut records: Vec<&&Record> = records.iter().filter(|record| is_measure(record)).collect();
    records.sort_by_key(|record| rank(record));
    let texts = records.into_iter().filter_map(|record| {
        let text = measure(record, &disputed(overview, record), page.language)?;
        Some(private(page, record, text))
    });
    counted(texts).join(" · ")
}

fn doses(page: &Page, records: &[&Record]) -> String {
    let is_dose = |record: &&&Record| record.information_type == "vaccination";
    let doses = records.iter().filter(is_dose);
    let mut doses: Vec<String> = doses
        .map(|record| private(page, record, vaccine(record, page.language)))
        .collect();
    if doses.is_empty() {
        return String::new();
    }
    doses.sort_by_key(|dose| dose.to_lowercase());
    Phrase::Vaccines.with(page.language, counted(doses).join(" · "))
}

/// The text, with the mark of what guardians do not get to see.
pub(super) fn private(page: &Page, record: &Record, text: String) -> String {
    if record.not_for_guardians {
        // In brackets, so that it cannot be read as said of what follows.
        format!("{text} ({})", Phrase::NotForGuardians.say(page.language))
    } else {
        text
    }
}

/// The beginning of what was written, where the title alone says too little.
fn extract(record: &Record) -> Option<String> {
    let tells = ["document/", "assessment", "school-support-plan", "referral"];
    if !tells
        .iter()
        .any(|kind| record.information_type.starts_with(kind))
    {
        return None;
    }
    let first = record.content.as_ref()?.texts.first()?;
    (first.text != record.title).then(|| plain(&first.text))
}

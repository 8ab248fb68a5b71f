//! What several sources tell: where they disagree every value with who says it, where they agree who they are.

use super::{
    measure::{is_measure, measure},
    names::producer_name,
    page::{Page, Style},
    vaccine::vaccine,
    visit::Visit,
    words::item,
};
use crate::{
    model::{Conflict, Overview, Record},
    wording::{self, Phrase},
};

/// A line right under a visit.
pub(super) struct Mark {
    pub(super) style: Style,
    pub(super) sign: &'static str,
    pub(super) text: String,
}

/// The codes of a record whose values another source contradicts.
pub(super) fn disputed<'a>(overview: &'a Overview, record: &Record) -> Vec<&'a str> {
    conflicts(overview, record)
        .map(|conflict| conflict.code.as_str())
        .collect()
}

// R-SHOW-6
pub(super) fn marks(page: &Page, overview: &Overview, visit: &Visit<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for record in &visit.records {
        let before = marks.len();
        marks.extend(conflicts(overview, record).map(|conflict| Mark {
            style: Style::Warn,
            sign: "≠",
            text: disagreement(page, overview, conflict),
        }));
        if record.sources.len() > 1 && marks.len() == before {
            marks.push(Mark {
                style: Style::Dim,
                sign: "=",
                text: agreement(page, overview, record, visit.records.len() > 1),
            });
        }
    }
    marks
}

fn conflicts<'a>(overview: &'a Overview, record: &Record) -> impl Iterator<Item = &'a Conflict> {
    let key = record.identity_key.clone();
    let of_record = move |conflict: &&Conflict| key.as_deref() == Some(&conflict.key);
    overview.conflicts.iter().filter(of_record)
}

/// Who tells the same; what it is, unless the visit is nothing else.
fn agreement(page: &Page, overview: &Overview, record: &Record, is_one_of_many: bool) -> String {
    let language = page.language;
    let names = named(overview, &record.sources, page);
    let sources = Phrase::Sources.with_two(language, names.len(), names.join(", "));
    if !is_one_of_many {
        return sources;
    }
    let what = if record.information_type == "vaccination" {
        vaccine(record, language)
    } else if is_measure(record) {
        measure(record, &[], language).unwrap_or_default()
    } else {
        item(record, &[], language)
    };
    format!("{what} – {sources}")
}

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
            let sources = named(overview, &value.sources, page);
            format!("{amount} ({})", sources.join(", "))
        })
        .collect();
    let about = wording::about(&conflict.code, language)
        .or_else(|| wording::vaccine(&conflict.code, language))
        .unwrap_or(&conflict.display);
    let said = format!("{about} {}", values.join(" ≠ "));
    format!("{}: {}", Phrase::Disagree.say(language), said.trim_start())
}

fn named(overview: &Overview, producers: &[String], page: &Page) -> Vec<String> {
    let name = |producer: &String| producer_name(overview, producer, page.language);
    producers.iter().map(name).collect()
}

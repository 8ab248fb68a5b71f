//! Records and people in words, as every section of the page needs them.

use domain::time::{Country, Moment, age_on};

use super::now_of;
use crate::{
    model::{
        Overview, Person, Record, Source,
        content::{Content, Value},
    },
    text::plain,
    wording::{self, Language, Phrase},
};

/// Values that the title or the kind says already.
const SAID_BY_TITLE: &[&str] = &[
    "vaccine",
    "condition",
    "substance",
    "to-sector",
    "batch",
    "provider",
];

/// The record that says who the child is: the newest readable one.
pub(super) fn head_record(overview: &Overview) -> Option<&Record> {
    let named = |record: &&Record| {
        let content = record.content.as_ref().and_then(|c| c.master_data.as_ref());
        content.is_some_and(|data| !data.name.is_empty())
    };
    overview.records.iter().find(named)
}

/// Who it is about, with number and age.
pub(super) fn title(overview: &Overview, head: Option<&Record>, language: Language) -> String {
    let data = head.and_then(|record| record.content.as_ref()?.master_data.as_ref());
    let number = number(&overview.child.id);
    let who = match data {
        Some(data) => format!("{} ({number})", data.name),
        None => number,
    };
    let mut title = Phrase::Overview.with(language, who);
    let born = data.and_then(|data| data.birth).or(overview.child.born);
    if let Some(born) = born {
        let country = overview.child.country;
        title.push_str(", ");
        let day = wording::moment(born.0, country, language);
        title.push_str(&match age(born.0, overview) {
            Some((years @ 2.., _)) => Phrase::Born.with_two(language, day, years),
            Some((_, months)) => Phrase::BornMonths.with_two(language, day, months),
            None => day,
        });
    }
    if let Some(decided) = overview
        .decided_time
        .and_then(crate::model::When::as_instant)
    {
        let local = overview.child.country.zone().to_datetime(decided);
        let day = wording::day(local.date(), language);
        let clock = wording::clock(local.time(), language);
        title.push_str(" · ");
        title.push_str(&Phrase::AsOf.with(language, format!("{day} {clock}")));
    }
    title
}

/// Whole years and whole months, when the birth date is a day and not ahead.
fn age(born: Moment, overview: &Overview) -> Option<(u8, i32)> {
    overview.decided_time?;
    let today = overview.child.country.today(now_of(overview));
    let Moment::Day(born) = born else {
        return None;
    };
    let years = age_on(born, today)?;
    let months = i32::from(today.year() - born.year()) * 12
        + i32::from(today.month() - born.month())
        - i32::from(today.day() < born.day());
    Some((years, months))
}

/// An identity number as people write it.
fn number(id: &str) -> String {
    match id.len() {
        12 | 10 => {
            let (date, rest) = id.split_at_checked(id.len() - 4).unwrap_or((id, ""));
            format!("{date}-{rest}")
        }
        _ => id.to_owned(),
    }
}

/// What a source is called: its name, or its sector's where there is none.
pub(super) fn source_name(source: &Source, country: Country, language: Language) -> String {
    if source.name.is_empty() {
        wording::sector(&source.sector, country, language)
    } else {
        source.name.clone()
    }
}

/// What a source is called by its id.
pub(super) fn producer_name(overview: &Overview, producer: &str, language: Language) -> String {
    overview.source(producer).map_or_else(
        || wording::sector(producer, overview.child.country, language),
        |source| source_name(source, overview.child.country, language),
    )
}

/// A person with role and organisation.
pub(super) fn person(person: &Person, language: Language) -> String {
    let role = if person.role_text.is_empty() {
        wording::role(&person.role, language).unwrap_or(&person.role)
    } else {
        &person.role_text
    };
    let parts = [
        person.name.as_str(),
        role,
        person.organisation.as_deref().unwrap_or_default(),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// What kind of record it is.
pub(super) fn kind(record: &Record, language: Language) -> String {
    let variant = record.content.as_ref().and_then(|c| c.variant);
    variant
        .and_then(|code| wording::variant(code, language))
        .or_else(|| wording::kind(&record.information_type, language))
        .map_or_else(|| record.information_type.clone(), str::to_owned)
}

/// What the record says, on one line. `disputed` are codes whose values another line tells: one of two would read as the truth.
pub(super) fn what(record: &Record, disputed: &[&str], language: Language) -> String {
    let title = plain(&record.title);
    if record.unreadable.is_some() {
        return joined([Phrase::Unreadable.say(language).to_owned(), title]);
    }
    if !record.known {
        return joined([title, format!("({})", Phrase::UnknownKind.say(language))]);
    }
    // Without content, which a mask may have taken, the header's claims are all there is.
    let content = record.content.as_ref();
    let values = content.map_or(&record.claims, |content| &content.values);
    let is_disputed = |value: &&Value| {
        let code = value.code.as_ref().map(|code| code.code.as_str());
        code.is_some_and(|code| disputed.contains(&code))
    };
    let values: Vec<_> = values.iter().filter(|v| !is_disputed(v)).collect();
    let values = said(&values, &title, language).join(", ");
    let mut text = match (title.is_empty(), values.is_empty()) {
        (false, false) => format!("{title}: {values}"),
        (false, true) => title,
        (true, _) => values,
    };
    if let Some(state) = state(record, content, language) {
        text = format!("{text} – {state}");
    }
    text
}

fn joined(parts: [String; 2]) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// How far it has come: the finer state goes first, the life-cycle where there is none.
fn state(record: &Record, content: Option<&Content>, language: Language) -> Option<&'static str> {
    let finer = content
        .and_then(|c| c.state)
        .and_then(|code| wording::state(code, language));
    finer.or_else(|| wording::life_cycle(&record.status, language))
}

fn said(values: &[&Value], title: &str, language: Language) -> Vec<String> {
    values
        .iter()
        .filter(|value| !SAID_BY_TITLE.contains(&value.about.as_str()))
        .filter_map(|value| one_value(value, title, language))
        .collect()
}

/// A value with what it is about, unless the title says so already.
fn one_value(value: &Value, title: &str, language: Language) -> Option<String> {
    let about = about(value, language);
    let amount = match wording::found(&value.value, language) {
        Some(words) => words.to_owned(),
        None if value.value == "true" => String::new(),
        None => wording::amount(&value.value, &value.unit, language),
    };
    let said = |text: &str| !text.is_empty() && title.to_lowercase().contains(&text.to_lowercase());
    let noted = value
        .interpretation
        .and_then(|code| wording::interpretation(code, language));
    if said(&amount) && noted.is_none() {
        return None;
    }
    let side = value.side.and_then(|code| wording::side(code, language));
    let label = Some(about).filter(|about| !said(about));
    let noted = noted.map(|words| format!("({words})"));
    let parts = [label, side.map(str::to_owned), Some(amount), noted];
    let parts: Vec<_> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    Some(parts.join(" "))
}

/// What a value is about: a word that everybody knows, or the source's.
fn about(value: &Value, language: Language) -> String {
    let code = value
        .code
        .as_ref()
        .map_or(value.about.as_str(), |code| &code.code);
    match wording::about(code, language) {
        Some(words) => words.to_owned(),
        None if matches!(value.about.as_str(), "product" | "name" | "instrument") => String::new(),
        None => value.about.clone(),
    }
}

/// Who stands for a record: the author, else the unit, else the care provider.
pub(super) fn by_whom(record: &Record, language: Language) -> String {
    match &record.author {
        Some(author) if !author.name.is_empty() => person(author, language),
        _ if record.unit.is_empty() => record.care_provider.clone(),
        _ => record.unit.clone(),
    }
}

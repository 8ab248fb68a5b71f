//! Records in words, as every section of the page needs them.

use crate::{
    model::{
        Record,
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

/// What kind of record it is.
pub(super) fn kind(record: &Record, language: Language) -> String {
    let variant = record.content.as_ref().and_then(|c| c.variant);
    variant
        .and_then(|code| wording::variant(code, language))
        .or_else(|| wording::kind(&record.information_type, language))
        .map_or_else(|| record.information_type.clone(), str::to_owned)
}

/// What the record says with its kind in front, unless the kind goes without saying.
pub(super) fn item(record: &Record, disputed: &[&str], language: Language) -> String {
    let text = what(record, disputed, language);
    let kind = kind(record, language);
    let variant = record.content.as_ref().and_then(|c| c.variant);
    let goes_without_saying = match record.information_type.as_str() {
        "activity" => {
            matches!(variant, None | Some("VISIT" | "EXAMINATION"))
                || text.to_lowercase().starts_with(&kind.to_lowercase())
        }
        "document/care-note" => true,
        _ => {
            // "Sammanfattning till elevhälsan" need not be called a BVC-sammanfattning.
            let core = kind.rsplit(['-', ' ']).next().unwrap_or(&kind);
            text.to_lowercase().contains(&core.to_lowercase())
        }
    };
    match (text.is_empty(), goes_without_saying) {
        (true, _) => kind,
        (false, true) if record.unreadable.is_none() => text,
        // One colon in a line is enough.
        (false, _) if text.contains(": ") => format!("{kind} – {text}"),
        (false, _) => format!("{kind}: {text}"),
    }
}

/// What the record says, on one line. `disputed` are codes whose values another line tells: one of two would read as the truth.
pub(super) fn what(record: &Record, disputed: &[&str], language: Language) -> String {
    let title = plain(&record.title);
    if record.unreadable.is_some() {
        let unreadable = Phrase::Unreadable.say(language).to_owned();
        return joined_with(" ", [Some(unreadable), Some(title)]);
    }
    if !record.known {
        let unknown = format!("({})", Phrase::UnknownKind.say(language));
        return joined_with(" ", [Some(title), Some(unknown)]);
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
    let text = joined_with(": ", [Some(title), Some(values)]);
    joined_with(
        " – ",
        [
            Some(text),
            state(record, content, language).map(str::to_owned),
        ],
    )
}

/// How far it has come: the finer state goes first, the life-cycle where there is none.
fn state(record: &Record, content: Option<&Content>, language: Language) -> Option<&'static str> {
    let finer = content
        .and_then(|c| c.state)
        .and_then(|code| wording::state(code, language));
    finer.or_else(|| life_cycle(record, language))
}

/// The life-cycle, where it is worth saying.
pub(super) fn life_cycle(record: &Record, language: Language) -> Option<&'static str> {
    wording::life_cycle(&record.status, language)
}

fn said(values: &[&Value], title: &str, language: Language) -> Vec<String> {
    values
        .iter()
        .filter(|value| !SAID_BY_TITLE.contains(&value.about.as_str()))
        .filter_map(|value| one_value(value, title, language))
        .collect()
}

/// A value with what it is about, unless the title says so already.
pub(super) fn one_value(value: &Value, title: &str, language: Language) -> Option<String> {
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
    Some(joined_with(" ", parts))
}

/// What a value is about: a word that everybody knows, or the source's.
pub(super) fn about(value: &Value, language: Language) -> String {
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

/// The parts that say something, with `between` between them.
pub(super) fn joined_with<const N: usize>(between: &str, parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(between)
}

/// The texts that say something, each once, in the order in which they came.
pub(super) fn unique(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

/// The texts, each once, those that came several times with how often.
pub(super) fn counted(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<(String, usize)> = Vec::new();
    for text in texts {
        match kept.iter_mut().find(|(known, _)| *known == text) {
            Some((_, times)) => *times += 1,
            None => kept.push((text, 1)),
        }
    }
    let said = |(text, times)| match times {
        1 => text,
        _ => format!("{text} ×{times}"),
    };
    kept.into_iter().map(said).collect()
}

/// The text as a line begins.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// The text as it stands inside a line; `BVC` stays as it is.
pub(super) fn uncapitalised(text: &str) -> String {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    if characters.clone().next().is_some_and(char::is_lowercase) {
        first.to_lowercase().chain(characters).collect()
    } else {
        text.to_owned()
    }
}

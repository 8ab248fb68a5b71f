//! What sources and people are called.

use domain::time::Country;

use crate::{
    model::{Overview, Person, Record, Source},
    wording::{self, Language},
};

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
    let parts = [
        person.name.as_str(),
        role(person, language),
        person.organisation.as_deref().unwrap_or_default(),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// What somebody is, in the source's words or in ours.
pub(super) fn role(person: &Person, language: Language) -> &str {
    if person.role_text.is_empty() {
        wording::role(&person.role, language).unwrap_or(&person.role)
    } else {
        &person.role_text
    }
}

/// Who stands for a record: the author, where a mask hides the name the role, else the unit or the care provider.
pub(super) fn by_whom(record: &Record, language: Language) -> String {
    match &record.author {
        Some(author) if !author.name.is_empty() || !author.role.is_empty() => {
            person(author, language)
        }
        _ if record.unit.is_empty() => record.care_provider.clone(),
        _ => record.unit.clone(),
    }
}

//! A dose in plain words: what it protects against, the product, which in the series.

use domain::record::body::systems;

use super::words::life_cycle;
use crate::{
    model::{Record, content::Value},
    text::plain,
    wording::{self, Language, Phrase},
};

/// For example `MPR (Priorix) dos 2`. A code without words stays as it is.
// R-SHOW-10
pub(super) fn vaccine(record: &Record, language: Language) -> String {
    let code = atc(record);
    let words = code.and_then(|code| wording::vaccine(code, language));
    let product = value(record, "product").map(|value| plain(&value.value));
    let title = plain(&record.title);
    let mut text = match (words.or(code), product) {
        (Some(what), Some(product)) => format!("{what} ({product})"),
        (Some(what), None) => what.to_owned(),
        (None, Some(product)) if title.is_empty() => product,
        (None, _) => title,
    };
    // Without a code the title is the source's own, and says the dose in its own way.
    if let (Some(dose), Some(_)) = (value(record, "dose-number"), code) {
        text = format!("{text} {}", Phrase::Dose.with(language, &dose.value));
    }
    if was_not_given(record) {
        text = Phrase::NotGiven.with(language, text);
    }
    let reason = record.content.iter().flat_map(|content| &content.texts);
    let reason = reason
        .filter(|text| text.about == "reason")
        .map(|t| &t.text);
    let parts: Vec<String> = [text]
        .into_iter()
        .chain(reason.map(|reason| plain(reason)))
        .chain(life_cycle(record, language).map(str::to_owned))
        .collect();
    parts.join(" – ")
}

fn atc(record: &Record) -> Option<&str> {
    let claimed = record.claims.iter().filter_map(|claim| claim.code.as_ref());
    let mut codes = record.codes.iter().chain(claimed);
    codes
        .find(|code| systems::is_atc(&code.system) && !code.code.is_empty())
        .map(|code| code.code.as_str())
}

/// From the content, or from the header's claims where a mask has taken the content away.
fn value<'a>(record: &'a Record, about: &str) -> Option<&'a Value> {
    let content = record.content.iter().flat_map(|content| &content.values);
    content
        .chain(&record.claims)
        .find(|value| value.about == about && !value.value.is_empty())
}

fn was_not_given(record: &Record) -> bool {
    let variant = record.content.as_ref().and_then(|content| content.variant);
    variant == Some("NOT_GIVEN") || record.claims.iter().any(|claim| claim.value == "not-given")
}

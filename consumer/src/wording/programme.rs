//! How a dose or visit deviates from the national programme, and why it is not known: words for a parent as for a nurse.

use super::{Language, Words, look_up};

/// How an item deviates.
#[must_use]
pub fn deviation(code: &str, language: Language) -> Option<&'static str> {
    look_up(DEVIATIONS, code, language)
}

/// Why an item is not known.
#[must_use]
pub fn unknown(code: &str, language: Language) -> Option<&'static str> {
    look_up(UNKNOWN, code, language)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const DEVIATIONS: &[(&str, Words)] = &[
    ("LATE", ("given sent", "givet for sent", "given late")),
    ("TOO_EARLY", ("given för tidigt för att räknas", "givet for tidligt til at tælle", "given too early to count")),
    ("TOO_CLOSE", ("given för snart efter dosen före", "givet for kort efter dosis før", "given too soon after the dose before")),
    ("MISSING", ("saknas – ingen dos finns antecknad", "mangler – ingen dosis er registreret", "missing – no dose is on record")),
    ("NOT_GIVEN", ("ej given, enligt källan", "ikke givet, ifølge kilden", "not given, says the source")),
    ("NOT_ATTENDED", ("uteblev", "udeblev", "did not come")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const UNKNOWN: &[(&str, Words)] = &[
    ("SEX", ("registrerat kön är inte känt", "registreret køn er ikke kendt", "registered sex not known")),
    ("UNCLEAR", ("uppgifterna är otydliga", "oplysningerne er uklare", "the records are unclear")),
    ("DISAGREEMENT", ("källorna säger olika", "kilderne er uenige", "sources disagree")),
    ("NOT_PERMITTED", ("visas inte med din behörighet", "vises ikke med din adgang", "not shown with your access")),
    ("NOT_ASKED", ("efterfrågades inte", "ikke efterspurgt", "not asked for")),
    ("SOURCE_MISSING", ("en källa saknas", "en kilde mangler", "a source is missing")),
    ("OUTSIDE_WINDOW", ("äldre än det som visas", "ældre end det, der vises", "older than what is shown")),
    ("NOT_RECORDED", ("ingen anteckning här", "intet notat her", "nothing on record here")),
];

//! docs/errors.md lists every stable word that the code puts on the wire, and none besides.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{read, with_ending};

const DOCUMENT: &str = "docs/errors.md";

/// Where words for the wire are made.
const SENDERS: [&str; 5] = [
    "aggregator/src/",
    "producer-sdk/src/",
    "proto/src/status.rs",
    "domain/src/decide/",
    "domain/src/status.rs",
];

/// What lies among them and speaks to an operator at a prompt, to a database, or in the codes of FHIR.
const NOT_SENDERS: [&str; 3] = [
    "aggregator/src/audit/fhir",
    "aggregator/src/cli/",
    "aggregator/src/store/postgres/",
];

/// Literals in capitals that go to somebody else: SQLite, JOSE, the environment.
const NOT_FOR_THE_WIRE: [&str; 7] = [
    "COMMIT", "ES256", "FULL", "MEMORY", "ROLLBACK", "SAMSYN_", "SELECT",
];

#[test]
fn every_word_on_the_wire_is_documented() {
    let listed = listed();
    let missing: Vec<_> = (sent().into_iter())
        .filter(|(word, _)| !listed.contains(word))
        .map(|(word, path)| format!("{word} ({path})"))
        .collect();
    assert!(
        missing.is_empty(),
        "not in {DOCUMENT}:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_documented_word_is_sent() {
    let sent = sent();
    let gone: Vec<_> = (listed().into_iter())
        .filter(|word| !sent.contains_key(word))
        .collect();
    assert!(
        gone.is_empty(),
        "{DOCUMENT} lists what no code sends: {gone:?}"
    );
}

/// The words in the first column of the document's tables.
fn listed() -> BTreeSet<String> {
    let text = read(DOCUMENT);
    let first_cells = text.lines().filter_map(|line| line.strip_prefix("| `"));
    first_cells
        .filter_map(|cell| Some(cell.split_once('`')?.0.to_owned()))
        .collect()
}

/// The literals in capitals of the code that makes them, each with a file that has it.
fn sent() -> BTreeMap<String, String> {
    let mut sent = BTreeMap::new();
    for file in with_ending(&[".rs"]) {
        let lies_in = |places: &[&str]| places.iter().any(|place| file.path.starts_with(place));
        if file.is_test() || !lies_in(&SENDERS) || lies_in(&NOT_SENDERS) {
            continue;
        }
        for (_, line) in file.code() {
            let code = line.split_once("//").map_or(line, |(code, _)| code);
            for word in code.split('"').skip(1).step_by(2).filter_map(word) {
                sent.insert(word.to_owned(), file.path.clone());
            }
        }
    }
    sent
}

/// `UPPER_SNAKE`, or its beginning in a format string such as `STALE({})`.
fn word(literal: &str) -> Option<&str> {
    let word = literal.split('(').next()?;
    let capitals = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let is_word = word.len() > 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    let is_ours = !NOT_FOR_THE_WIRE.iter().any(|other| word.starts_with(other));
    (is_word && is_ours && word.chars().all(capitals)).then_some(word)
}

//! Every requirement of docs/requirements.md is cited above code and above a test, and nothing cites one that is not there.
//! The rule of what counts stands in that document.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{File, read, root, with_ending};

const DOCUMENT: &str = "docs/requirements.md";

/// Where an id is cited: `path:line`.
#[derive(Default)]
struct Cited {
    code: Vec<String>,
    tests: Vec<String>,
}

/// An id as the document lists it.
struct Listed {
    id: String,
    /// The place that keeps the promise as a whole, where no single line does.
    whole: Option<String>,
}

#[test]
fn every_requirement_is_cited_above_code_and_above_a_test() {
    let cited = citations();
    let mut missing = Vec::new();
    for listed in listed() {
        let places = cited.get(&listed.id);
        if listed.whole.is_none() && places.is_none_or(|places| places.code.is_empty()) {
            missing.push(format!("{}: no code cites it", listed.id));
        }
        if places.is_none_or(|places| places.tests.is_empty()) {
            missing.push(format!("{}: no test cites it", listed.id));
        }
    }
    assert!(missing.is_empty(), "{DOCUMENT}:\n{}", missing.join("\n"));
}

#[test]
fn nothing_cites_a_requirement_that_is_not_listed() {
    let known: BTreeSet<_> = listed().into_iter().map(|listed| listed.id).collect();
    let unknown: Vec<_> = (citations().into_iter())
        .filter(|(id, _)| !known.contains(id))
        .map(|(id, places)| format!("{id}: {}", [places.code, places.tests].concat().join(", ")))
        .collect();
    assert!(
        unknown.is_empty(),
        "not in {DOCUMENT}:\n{}",
        unknown.join("\n")
    );
}

#[test]
fn every_requirement_is_listed_once_in_the_order_of_its_area() {
    let mut seen = BTreeSet::new();
    let mut last = (String::new(), 0);
    for Listed { id, .. } in listed() {
        assert!(seen.insert(id.clone()), "{id} stands twice");
        let (area, number) = id.rsplit_once('-').unwrap();
        let number: u32 = number.parse().unwrap();
        assert!(last.0 != area || last.1 < number, "{id} is out of order");
        last = (area.to_owned(), number);
    }
}

#[test]
fn a_place_that_keeps_a_promise_as_a_whole_is_there() {
    for Listed { id, whole } in listed() {
        let whole = whole.iter();
        let gone: Vec<_> = whole.filter(|path| !root().join(path).exists()).collect();
        assert!(gone.is_empty(), "{id}: there is no {gone:?}");
    }
}

/// The document's entries: `- **R-AREA-N** One sentence. (whole: path)`.
fn listed() -> Vec<Listed> {
    let text = read(DOCUMENT);
    let entries = text.lines().filter_map(|line| line.strip_prefix("- **"));
    entries
        .map(|entry| {
            let (id, rest) = entry.split_once("** ").unwrap_or_else(|| panic!("{entry}"));
            assert_eq!(ids(id), [id], "an entry begins with an id");
            let whole = rest.split_once("(whole: ").map(|(_, rest)| rest);
            Listed {
                id: id.to_owned(),
                whole: whole.map(|rest| rest.trim_end_matches(')').to_owned()),
            }
        })
        .collect()
}

fn citations() -> BTreeMap<String, Cited> {
    let mut cited: BTreeMap<String, Cited> = BTreeMap::new();
    for file in with_ending(&[".rs"]) {
        let tests_begin = if file.is_test() {
            Some(0)
        } else {
            file.test_module()
        };
        for (line, id) in comments(&file) {
            let places = cited.entry(id).or_default();
            let side = match tests_begin {
                Some(begin) if line >= begin => &mut places.tests,
                _ => &mut places.code,
            };
            side.push(format!("{}:{line}", file.path));
        }
    }
    cited
}

/// The ids in the comments of a file, each with its line.
fn comments(file: &File) -> impl Iterator<Item = (usize, String)> {
    file.lines().flat_map(|(line, text)| {
        let comment = text.split_once("//").map_or("", |(_, comment)| comment);
        ids(comment).into_iter().map(move |id| (line, id))
    })
}

/// The ids in a text: `R-`, capitals, `-`, digits, and neither a letter nor a digit around them.
fn ids(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let is_id = |word: &&str| {
        let parts = word
            .strip_prefix("R-")
            .and_then(|rest| rest.split_once('-'));
        parts.is_some_and(|(area, number)| {
            let area_is = !area.is_empty() && area.bytes().all(|b| b.is_ascii_uppercase());
            area_is && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    words.filter(is_id).map(ToOwned::to_owned).collect()
}

#[test]
fn an_id_is_read_as_written_and_nothing_else_is_one() {
    let id = |n: u32| format!("R-{}-{n}", "AREA");
    let text = format!(
        "{}, {} (see {}): R-x-1 XR-AREA-1 R-AREA R-AREA-1x",
        id(1),
        id(22),
        id(3)
    );
    assert_eq!(ids(&text), [id(1), id(22), id(3)]);
}

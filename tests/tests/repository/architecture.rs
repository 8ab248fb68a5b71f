//! Each invariant of ARCHITECTURE.md names the tests that back it, and what the document names is there.

use super::files::{File, read, root, with_ending};

const DOCUMENT: &str = "ARCHITECTURE.md";
const BACKED_BY: &str = "Backed by ";

#[test]
fn every_invariant_names_tests_that_are_there() {
    let files = with_ending(&[".rs"]);
    let text = read(DOCUMENT);
    let invariants: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("- **"))
        .collect();
    assert!(!invariants.is_empty(), "{DOCUMENT} lists no invariants");
    for invariant in invariants {
        let backing = invariant
            .split_once(BACKED_BY)
            .map_or("", |(_, backing)| backing);
        let tests: Vec<_> = quoted(backing).collect();
        assert!(!tests.is_empty(), "names no test: {invariant}");
        for test in tests {
            assert!(
                files.iter().any(|file| has_test(file, test)),
                "no test is called {test}"
            );
        }
    }
}

#[test]
fn every_file_it_names_is_there() {
    let text = read(DOCUMENT);
    for path in quoted(&text).filter(|quoted| quoted.contains('/') && is_path(quoted)) {
        assert!(root().join(path).exists(), "{DOCUMENT} names {path}");
    }
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_path(text: &str) -> bool {
    !text.starts_with(['/', '.', '-'])
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
}

fn has_test(file: &File, name: &str) -> bool {
    let head = format!("fn {name}(");
    file.text.contains(&head) && (file.is_test() || file.test_module().is_some())
}

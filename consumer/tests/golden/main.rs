//! The page and the JSON of one hand-made overview, as checked-in files: a change of what people read is a reviewable diff.
//! `UPDATE_GOLDEN=1 cargo test -p consumer --test golden` writes them anew.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "a panic is a test's voice; the shared overview has more than this file needs"
)]

#[path = "../common/mod.rs"]
mod common;

use std::path::Path;

use consumer::{
    model::{Event, Overview, write_line, write_pretty},
    table::{Layout, render},
    text::{columns, steers},
    wording::Language,
};

fn check(name: &str, actual: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if expected == actual {
        return;
    }
    let line = expected
        .lines()
        .zip(actual.lines())
        .position(|(e, a)| e != a);
    let line = line.unwrap_or(expected.lines().count().min(actual.lines().count()));
    panic!(
        "{name} differs at line {}:\n- {}\n+ {}",
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}

fn page(language: Language, width: usize, color: bool) -> String {
    let overview = Overview::of(&common::child(), &common::overview());
    let layout = Layout {
        language,
        width,
        color,
    };
    render(&overview, layout)
}

#[test]
fn the_page_reads_as_agreed_in_three_languages() {
    // R-SHOW-5, R-SHOW-6, R-SHOW-7
    for language in [Language::Sv, Language::Da, Language::En] {
        check(&format!("page.{language}.txt"), &page(language, 100, false));
    }
}

#[test]
fn the_json_reads_as_agreed() {
    let overview = Overview::of(&common::child(), &common::overview());
    let mut out = Vec::new();
    write_pretty(&mut out, &overview).unwrap();
    check("overview.json", &String::from_utf8(out).unwrap());
}

#[test]
fn the_events_read_as_agreed_one_a_line() {
    let mut out = Vec::new();
    for event in common::events() {
        write_line(&mut out, &Event::of(&event).unwrap()).unwrap();
    }
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.lines().count(), common::events().len());
    check("events.ndjson", &out);
}

#[test]
fn a_page_without_colour_steers_no_terminal_and_no_line_is_too_wide() {
    // R-SHOW-1, R-SHOW-2
    for width in [60, 80, 100, 160] {
        let page = page(Language::Sv, width, false);
        assert!(
            !page.chars().any(|c| c != '\n' && steers(c)),
            "width {width}"
        );
        for line in page.lines() {
            assert!(columns(line) <= width, "{line}");
        }
    }
}

#[test]
fn a_coloured_page_holds_our_own_escapes_only() {
    // R-SHOW-1
    let plain = page(Language::Sv, 100, false);
    let coloured = page(Language::Sv, 100, true);
    let mut stripped = String::new();
    for part in coloured.split('\u{1b}') {
        let rest = part.strip_prefix('[').and_then(|rest| rest.split_once('m'));
        let text = rest.map_or(part, |(code, text)| {
            assert!(["0", "1", "2", "31", "32", "33"].contains(&code), "{code}");
            text
        });
        stripped.push_str(text);
    }
    assert_eq!(stripped, plain);
}

#[test]
fn the_page_fits_on_two_screens() {
    assert!(page(Language::Sv, 100, false).lines().count() <= 80);
}

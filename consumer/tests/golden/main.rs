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
mod scenes;

use std::path::Path;

use proto::v1::overview as wire;

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
    page_of(&common::overview(), language, width, color)
}

fn page_of(overview: &wire::Overview, language: Language, width: usize, color: bool) -> String {
    let overview = Overview::of(&common::child(), overview);
    let layout = Layout {
        language,
        width,
        color,
    };
    render(&overview, layout)
}

#[test]
fn the_page_reads_as_agreed_in_three_languages() {
    // R-SHOW-5, R-SHOW-6, R-SHOW-7, R-SHOW-12
    check_in_three_languages("page", &common::overview());
}

#[test]
fn an_emergency_says_until_when_it_holds_and_that_it_is_reviewed() {
    // R-SHOW-18
    let mut overview = common::overview();
    let at = |seconds| prost_types::Timestamp { seconds, nanos: 0 };
    let started = overview.started.as_mut().unwrap();
    started.emergency = true;
    // Four hours after it was claimed, on the same day: the day goes without saying. The facts are fresh for minutes only.
    started.emergency_end_time = Some(at(1_795_280_520));
    for (language, said) in [
        (
            Language::Sv,
            "! Nödöppning till 18:02 – loggas med ditt skäl och granskas\n",
        ),
        (
            Language::Da,
            "! Værdispring (nødadgang) til kl. 18.02 – logges",
        ),
        (
            Language::En,
            "! Emergency access until 18:02 – it is logged",
        ),
    ] {
        let page = page_of(&overview, language, 100, false);
        assert!(page.contains(said), "{page}");
    }
    // Where it opened nothing, nothing ends.
    overview.started.as_mut().unwrap().emergency_end_time = None;
    let page = page_of(&overview, Language::En, 100, false);
    assert!(page.contains("! Emergency access – it is logged"), "{page}");
}

#[test]
fn a_visit_is_one_entry_and_an_older_one_is_told_in_short() {
    // R-SHOW-8, R-SHOW-10, R-SHOW-11
    check_in_three_languages("visits", &scenes::visits());
}

#[test]
fn a_hearing_test_is_summed_up_and_is_normal_only_where_the_record_says_so() {
    // R-SHOW-9
    check_in_three_languages("hearing", &scenes::hearing());
}

#[test]
fn under_protected_identity_masks_are_said_once_and_doses_in_plain_words() {
    // R-SHOW-10
    check_in_three_languages("protected", &scenes::protected());
}

#[test]
fn who_meets_a_window_reads_what_lies_outside_and_how_to_ask() {
    // R-SHOW-7
    check_in_three_languages("window", &scenes::window());
}

#[test]
fn whose_consent_is_missing_stands_by_name_before_the_visit_that_waits_for_it() {
    // R-SHOW-13
    check_in_three_languages("awaited", &scenes::awaited());
}

#[test]
fn nobody_is_told_to_ask_a_parent_without_a_thought_where_records_are_not_for_parents() {
    // R-SHOW-17
    let (overview, unmarked) = (scenes::cautioned(), scenes::awaited());
    check_in_three_languages("cautioned", &overview);
    let caution = "tänk efter innan du frågar";
    let told = |overview: &wire::Overview| page_of(overview, Language::Sv, 100, false);
    // Beside the names, above and below.
    assert_eq!(told(&overview).matches(caution).count(), 2);
    assert!(!told(&unmarked).contains(caution), "nothing is marked");
    let mut own = overview;
    let started = own.started.as_mut().unwrap();
    for grantor in (started.sectors.iter_mut())
        .flat_map(|sector| &mut sector.reasons)
        .filter_map(|reason| reason.next_step.as_mut())
        .flat_map(|step| &mut step.missing_grantors)
    {
        grantor.role = "CHILD".to_owned();
    }
    assert!(
        !told(&own).contains(caution),
        "the child is asked, no parent"
    );
}

#[test]
fn under_protection_or_without_the_registers_word_the_missing_one_is_told_by_role() {
    // R-SHOW-13
    let mut protected = scenes::awaited();
    protected.started.as_mut().unwrap().protected_identity = true;
    let mut unregistered = scenes::awaited();
    unregistered.sources.pop();
    for overview in [protected, unregistered] {
        let page = page_of(&overview, Language::Sv, 100, false);
        let lines = |text: &str| page.lines().filter(|line| line.trim() == text).count();
        assert_eq!(lines("! Väntar på den andra vårdnadshavarens samtycke"), 1);
        assert_eq!(lines("saknas: den andra vårdnadshavaren"), 1);
    }
}

#[test]
fn that_nobody_was_asked_under_an_earlier_number_stands_above_the_sources() {
    // R-SHOW-19
    let mut overview = scenes::awaited();
    let page = |overview: &_, language| page_of(overview, language, 400, false);
    for (language, words) in [
        (Language::Sv, "! Barnet har haft ett annat nummer, "),
        (Language::Da, "! Barnet har haft et andet nummer, "),
        (Language::En, "! The child had another number before, "),
    ] {
        assert!(!page(&overview, language).contains(words));
        overview.started.as_mut().unwrap().earlier_number_not_asked = true;
        let said = page(&overview, language);
        let lines = said.lines().filter(|line| line.trim().starts_with(words));
        assert_eq!(lines.count(), 1, "{said}");
        overview.started.as_mut().unwrap().earlier_number_not_asked = false;
    }
}

#[test]
fn each_medicine_list_stands_whole_with_its_dates_and_what_they_disagree_on() {
    // R-SHOW-14, R-SHOW-15
    check_in_three_languages("medicines", &scenes::medicines());
}

#[test]
fn what_guardians_do_not_get_to_see_is_marked_above_the_timeline_too() {
    // R-SHOW-14, R-SHOW-15
    let page = page_of(&scenes::marked(), Language::Sv, 400, false);
    let above: Vec<_> = page
        .lines()
        .take_while(|line| *line != "Tidslinje")
        .collect();
    let marked = |words: &str| {
        let line = above.iter().find(|line| line.contains(words)).unwrap();
        line.contains("(Visas ej för vårdnadshavare)")
    };
    assert!(marked("Elvanse") && marked("Vikten sjunker"), "{page}");
}

#[test]
fn a_weight_that_rises_or_falls_by_less_than_a_jumper_is_nobodys_alarm() {
    // R-SHOW-15
    let falls = |weighings: &[(&str, &str)]| {
        let page = page_of(&scenes::weights(weighings), Language::Sv, 100, false);
        page.contains("Vikten sjunker")
    };
    assert!(falls(&[("2026-03-10", "52.0"), ("2026-10-13", "50.9")]));
    assert!(
        !falls(&[("2026-03-10", "52.0"), ("2026-10-13", "51.0")]),
        "under 2 %"
    );
    assert!(
        !falls(&[("2026-03-10", "49.4"), ("2026-10-13", "52.0")]),
        "it rises"
    );
    assert!(!falls(&[("2026-10-13", "49.4")]), "nothing to compare with");
    assert!(
        !falls(&[("2024-11-20", "52.0"), ("2026-10-13", "49.4")]),
        "over two years"
    );
}

#[test]
fn a_newborn_that_loses_weight_in_its_first_days_is_nobodys_alarm() {
    // R-SHOW-15
    let falls = |weighings: &[(&str, &str)]| {
        let mut overview = scenes::weights(weighings);
        // The child was born on 12 December 2012.
        let decided = common::timestamp("2013-03-01T12:00:00Z");
        overview.started.as_mut().unwrap().decided_time = Some(decided);
        page_of(&overview, Language::Sv, 100, false).contains("Vikten sjunker")
    };
    assert!(!falls(&[("2012-12-13", "3.6"), ("2012-12-16", "3.3")]));
    assert!(
        falls(&[("2013-01-15", "4.6"), ("2013-02-20", "4.3")]),
        "after a month it is"
    );
}

fn check_in_three_languages(name: &str, overview: &wire::Overview) {
    for language in [Language::Sv, Language::Da, Language::En] {
        let page = page_of(overview, language, 100, false);
        check(&format!("{name}.{language}.txt"), &page);
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
fn fifty_records_of_twelve_years_fit_on_two_screens_and_none_is_dropped() {
    // R-SHOW-8, R-SHOW-11
    let page = page_of(&scenes::childhood(), Language::Sv, 100, false);
    assert!(page.lines().count() <= 70, "{page}");
    for (day, height) in scenes::HEIGHTS {
        let height = format!("{} cm", height.replace('.', ","));
        assert!(page.contains(day) && page.contains(&height), "{day} {page}");
    }
    // Each once in the timeline, and the last one above it too.
    for of_each in ["DTP-polio (Tetravac) dos 1", "Besök "] {
        assert_eq!(page.matches(of_each).count(), scenes::HEIGHTS.len() + 1);
    }
    let quotes = page.matches("”Trivs och växer.”").count();
    assert_eq!(
        quotes, 3,
        "what was written longer than five years ago is not quoted"
    );
    assert!(page.contains("äldre besök i kortform"));
}

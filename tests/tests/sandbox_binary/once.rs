//! `sandbox --once`: one child, shown and ended.

use serde_json::{Value, json};

use crate::{json, once, text};

const HUNG: &str = "bvc-vasterby=hang";

#[test]
fn once_prints_a_page_that_begins_with_the_sources_and_ends_well() {
    let output = once(&[]);
    let page = text(output.stdout);
    assert!(output.status.success());
    let line = |words: &str| page.lines().position(|line| line.contains(words));
    let (answered, asked) = answered(&page);
    assert!(answered == asked && asked > 5, "{answered} of {asked}");
    let sources = line("källor svarade").unwrap();
    assert!(sources <= 3, "the status of every source stands first");
    assert!(line("4-årsbesök").unwrap() > sources);
    assert!(!page.contains('\u{1b}'), "no colour where no terminal is");
}

// R-SHOW-2
#[test]
fn the_page_fits_a_terminal() {
    let page = text(once(&[]).stdout);
    assert!(page.lines().all(|line| line.chars().count() <= 100));
    for words in ["Vårdnad", "Nästa tid", "Tidslinje"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn json_has_every_field_that_a_script_is_promised() {
    let overview = json(once(&["--format", "json", "--child", "new-school"]));
    assert_eq!(overview["child"]["id"].as_str().unwrap().len(), 12);
    assert_eq!(overview["complete"], json!(true));
    for row in list(&overview, "sources") {
        for text in ["producer", "sector", "status", "skltp_status"] {
            assert!(row[text].is_string(), "{text}");
        }
        assert!(row["records"].is_u64(), "records is a count");
        assert!(row.as_object().unwrap().contains_key("cause"));
    }
    for record in list(&overview, "records") {
        for text in ["id", "type", "title", "status"] {
            assert!(record[text].is_string(), "{text}");
        }
        for time in ["start", "end"] {
            assert!(record[time].is_string() || record[time].is_null(), "{time}");
        }
        assert!(!record["sources"].as_array().unwrap().is_empty());
    }
    for rest in ["withheld", "on_request"] {
        assert!(overview[rest].is_array(), "{rest}");
    }
    assert_eq!(list(&overview, "duplicates").len(), 2);
    assert_eq!(list(&overview, "conflicts").len(), 1);
}

// R-STATUS-1
#[test]
fn a_hung_source_is_a_failed_row_and_the_showing_succeeds() {
    let arguments = ["--format", "json", "--deadline", "2s", "--fault", HUNG];
    let overview = json(once(&arguments));
    assert_eq!(overview["complete"], json!(false));
    let rows = list(&overview, "sources");
    let hung = rows.iter().find(|row| row["producer"] == "bvc-vasterby");
    let hung = hung.unwrap();
    assert_eq!(hung["status"], "FAILED");
    assert_eq!(hung["cause"], "DEADLINE");
    assert_eq!(hung["skltp_status"], "NoDataSynchFailed");
    let others = rows.iter().filter(|row| row["status"] == "FRESH");
    assert_eq!(others.count(), rows.len() - 1);
    assert!(!list(&overview, "records").is_empty());
}

#[test]
fn a_hung_source_is_told_on_the_page_and_what_came_is_shown() {
    let output = once(&["--deadline", "2s", "--fault", HUNG]);
    assert!(output.status.success());
    let page = text(output.stdout);
    let (answered, asked) = answered(&page);
    assert_eq!(answered + 1, asked);
    assert!(page.contains("Gardasil"), "the school's own still shows");
    assert!(!page.contains("4-årsbesök"), "the centre did not answer");
}

#[test]
fn ndjson_is_one_event_a_line_from_started_to_completed() {
    let output = once(&["--format", "ndjson", "--child", "protected"]);
    assert!(output.status.success());
    let page = text(output.stdout);
    let events: Vec<Value> = (page.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events.first().unwrap()["event"], "started");
    assert_eq!(events.last().unwrap()["event"], "completed");
    let between = &events[1..events.len() - 1];
    assert!(between.iter().all(|event| event["event"] == "source"));
}

// R-SANDBOX-3
#[test]
fn a_day_and_an_actor_can_be_named_and_the_story_turns_on_its_day() {
    let shown = |day: &str| {
        let arguments = ["--child", "fifteen", "--actor", "boernepsykiater-midt"];
        let arguments = [&arguments[..], &["--format", "json", "--today", day]].concat();
        json(once(&arguments))
    };
    let is_refused = |overview: &Value| {
        let mut withheld = list(overview, "withheld").iter();
        withheld.any(|reason| reason["code"] == "CONSENT_REFUSED" && reason["sector"] == "school")
    };
    let absence = |overview: &Value| {
        let records = list(overview, "records").iter();
        records.filter(|r| r["type"] == "attendance").count()
    };
    let (before, on_the_day) = (shown("2026-11-23"), shown("2026-11-24"));
    assert_eq!((is_refused(&before), absence(&before)), (false, 3));
    assert_eq!((is_refused(&on_the_day), absence(&on_the_day)), (true, 0));
    assert_eq!(on_the_day["decided_time"], "2026-11-24T12:00:00Z");
}

// R-SANDBOX-3
#[test]
fn the_actor_that_is_named_asks() {
    let asked = |more: &[&str]| {
        let arguments = [&["--child", "fifteen", "--today", "2026-11-24"], more].concat();
        once(&arguments)
    };
    let teacher = text(asked(&["--actor", "laerer-aadal"]).stdout);
    let usual = text(asked(&[]).stdout);
    assert!(!teacher.is_empty() && teacher != usual);
    let nobody = asked(&["--actor", "nobody"]);
    assert_eq!(nobody.status.code(), Some(2));
}

// R-SANDBOX-3
#[test]
fn what_is_no_day_is_refused_and_a_day_stands_still_for_one_showing_only() {
    let no_day = once(&["--today", "2026-02-30"]);
    assert_eq!(no_day.status.code(), Some(2));
    assert!(text(no_day.stderr).contains("expected a day"));
    let mut running = std::process::Command::new(tests::binary::sandbox());
    let refused = running.args(["--today", "2026-11-24"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn nothing_but_the_child_is_printed() {
    for story in ["old-bvc", "new-school", "protected"] {
        let output = once(&["--child", story]);
        assert!(output.status.success());
        assert_eq!(text(output.stderr), "", "{story}");
    }
}

#[test]
fn a_child_that_is_nobody_is_bad_input() {
    let output = once(&["--child", "no-such-story"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

/// How many sources answered of how many, as the page says it.
fn answered(page: &str) -> (usize, usize) {
    let line = page
        .lines()
        .find_map(|line| line.strip_suffix(" källor svarade"));
    let (answered, asked) = line.unwrap().split_once(" av ").unwrap();
    (answered.parse().unwrap(), asked.parse().unwrap())
}

fn list<'a>(overview: &'a Value, field: &str) -> &'a Vec<Value> {
    overview[field].as_array().unwrap()
}

//! A list of appointments at its edges: without a row, with one that is wrong, with a child twice, as long as a list may be.

use std::fs;

use consumer::cli::Exit;
use serde_json::{Value, json};
use tests::Harness;

use crate::stage::{Said, samsyn, told};

const STORY: &str = "second-parent";

/// What a list comes to, with what else is said.
async fn missing(harness: &Harness, name: &str, list: &str, more: &str) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    fs::write(&file, list).unwrap();
    let command = format!(
        "missing {} --from-source ppr {more}",
        file.to_str().unwrap()
    );
    samsyn(harness, command.trim_end()).await
}

// R-CLI-8, R-CLI-9
#[tokio::test]
async fn a_list_without_appointments_is_answered_and_a_file_that_is_no_list_is_not() {
    let harness = told(&[STORY]).await;
    let nothing = json!({"appointments": [], "missing_count": 0, "unchecked_count": 0});
    for (name, list) in [("a.csv", "child,date\n"), ("a.json", "[]")] {
        let said = missing(&harness, name, list, "--format json").await;
        assert_eq!((said.exit, said.json()), (Exit::Complete, nothing.clone()));
        let lines = missing(&harness, name, list, "--format ndjson").await;
        assert_eq!(lines.done(), "");
        for (language, words) in [
            ("sv", "Ingen planerad tid\n"),
            ("da", "Ingen planlagt aftale\n"),
            ("en", "No appointment ahead\n"),
        ] {
            let more = format!("--language {language}");
            assert_eq!(missing(&harness, name, list, &more).await.done(), words);
        }
    }
    // A wrong file is not an empty one: it would say that nothing is missing.
    for list in ["", "\n", "second-parent\n", "child;time\n", "{}", "[1]"] {
        let said = missing(&harness, "a.csv", list, "--format json").await;
        assert_eq!(
            (said.exit, said.out.as_str()),
            (Exit::BadInput, ""),
            "{list}"
        );
        assert!(
            said.err.contains("a.csv:1: expected child and date"),
            "{}",
            said.err
        );
    }
}

// R-CLI-9
#[tokio::test]
async fn one_wrong_line_among_many_ends_the_run_before_anything_is_asked() {
    let harness = told(&[STORY]).await;
    let good = format!("{STORY},2026-12-03\n");
    for (wrong, place) in [
        ("second-parent,yesterday\n", "a.csv:4: date: expected"),
        ("second-parent\n", "a.csv:4: expected child and date"),
        (",2026-12-03\n", "a.csv:4: child: expected"),
        // Read right, and nobody's.
        ("0703921299999,2026-12-03\n", "a.csv:4: "),
        ("no-such-story,2026-12-03\n", "a.csv:4: "),
    ] {
        let list = format!("child,date\n{good}{good}{wrong}{good}");
        let said = missing(&harness, "a.csv", &list, "").await;
        assert_eq!(
            (said.exit, said.out.as_str()),
            (Exit::BadInput, ""),
            "{wrong}"
        );
        assert!(said.err.contains(place), "{}", said.err);
        let values = ["yesterday", "07039212", "no-such-story"];
        assert!(
            !values.iter().any(|value| said.err.contains(value)),
            "{}",
            said.err
        );
    }
}

fn rows(said: &Said) -> Vec<Value> {
    said.json()["appointments"].as_array().unwrap().clone()
}

// R-CLI-8
#[tokio::test]
async fn a_child_that_stands_twice_has_two_appointments_and_one_that_is_named_twice_has_its_own() {
    let harness = told(&[STORY]).await;
    let number = harness.child(STORY).value().to_owned();
    let list = format!(
        "child,date,appointment\n{STORY},2026-12-10,b\n{number},2026-12-03,a\n{STORY},2026-12-03,a\n"
    );
    let said = missing(&harness, "a.csv", &list, "--format json").await;
    assert_eq!(said.exit, Exit::ConsentMissing, "{}", said.err);
    let told: Vec<_> = (rows(&said).iter())
        .map(|row| [&row["child"], &row["date"], &row["status"]].map(Value::clone))
        .collect();
    // In the order of the list, each as it was typed, and the same of both.
    let row = |child: &str, date: &str| [child, date, "MISSING"].map(Value::from);
    let expected = [
        row(STORY, "2026-12-10"),
        row(&number, "2026-12-03"),
        row(STORY, "2026-12-03"),
    ];
    assert_eq!(told, expected);
    assert_eq!(said.json()["missing_count"], 3);

    let once = format!("missing --days 30 --from-source ppr --format json {STORY}");
    let twice = format!("{once} {number} {STORY}");
    let (once, twice) = (
        samsyn(&harness, &once).await,
        samsyn(&harness, &twice).await,
    );
    assert_eq!(rows(&once).len(), 1);
    assert_eq!((once.exit, once.json()), (twice.exit, twice.json()));
}

// R-CLI-9
#[tokio::test]
async fn a_thousand_appointments_are_checked_and_one_more_is_refused() {
    let harness = told(&[STORY]).await;
    let of = |rows: usize| {
        format!(
            "child,date\n{}",
            format!("{STORY},2026-12-03\n").repeat(rows)
        )
    };
    let most = missing(
        &harness,
        "a.csv",
        &of(1_000),
        "--format ndjson --deadline 60s",
    )
    .await;
    assert_eq!(most.exit, Exit::ConsentMissing, "{}", most.err);
    assert_eq!(most.out.lines().count(), 1_000);
    let more = missing(&harness, "a.csv", &of(1_001), "").await;
    assert_eq!((more.exit, more.out.as_str()), (Exit::BadInput, ""));
    assert!(
        more.err
            .contains("a.csv: expected at most 1000 appointments"),
        "{}",
        more.err
    );
}

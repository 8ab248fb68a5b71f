//! The bench itself: every lane runs, every answer is checked, and the report has a row per figure.

#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::process::{Command, Output};

use serde_json::Value;

fn bench(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bench"));
    command.args(arguments).output().unwrap()
}

#[test]
fn a_quick_run_gives_every_row_and_passes_none_that_is_not_measured() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("rows.json");
    let run = bench(&["all", "--quick", "--json", json.to_str().unwrap()]);
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let report: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    for key in ["cores", "cpu", "kernel", "commit", "date"] {
        assert!(!report["machine"][key].is_null(), "{key}");
    }
    let rows = report["rows"].as_array().unwrap();
    let named = |start: &'static str| {
        let starts = move |row: &&Value| row["name"].as_str().unwrap().starts_with(start);
        rows.iter()
            .find(starts)
            .unwrap_or_else(|| panic!("{start}"))
    };
    let lanes = [
        "miss/",
        "peers/",
        "latency/",
        "faults/",
        "registered/",
        "durable/decisions/sqlite",
        "durable/fan-outs/",
        "hit/",
    ];
    for lane in lanes {
        named(lane);
    }
    let wanting = ["peers/", "durable/decisions/postgres"].map(named);
    if std::env::var_os("SAMSYN_NO_SKIP").is_some() {
        for row in wanting {
            assert!(!row["value"].is_null(), "{row}");
        }
    }
    for row in rows {
        for key in ["name", "value", "spread", "bar", "holds"] {
            assert!(row.get(key).is_some(), "{row} lacks {key}");
        }
        assert!(!row["value"].is_null() || row["holds"].is_null(), "{row}");
    }
}

#[test]
fn a_lane_that_there_is_not_is_refused_before_anything_starts() {
    let run = bench(&["miss", "nothing"]);
    assert!(!run.status.success());
    assert!(String::from_utf8_lossy(&run.stderr).contains("--list"));
}

#[test]
fn the_list_names_every_lane() {
    let listed = String::from_utf8(bench(&["--list"]).stdout).unwrap();
    for lane in [
        "miss",
        "peers",
        "latency",
        "faults",
        "registered",
        "durable",
        "not-yet",
    ] {
        assert!(listed.lines().any(|line| line.starts_with(lane)), "{lane}");
    }
}

//! A child's identity number on standard input, as the document tells an operator to give it: it stands in no list of processes.

use std::{
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tests::Harness;

use super::{NURSE, STORY, looked, permitted};

/// `aggregator policy decide --child -`, waiting for the number.
fn waiting(dir: &Path, overview: &str) -> Child {
    let mut command = Command::new(tests::binary::aggregator());
    command.arg("--config").arg(dir.join("aggregator.toml"));
    command.args(["policy", "decide", "--format", "json"]);
    command.args(["--overview", overview, "--child", "-"]);
    // The switches of the tests are none of the aggregator's.
    command.env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

/// Gives it a line; what it printed, when it ended well.
fn given(mut running: Child, line: &str) -> Result<Value, String> {
    let mut input = running.stdin.take().unwrap();
    // It may have ended already, with a word about why.
    let _ = input.write_all(line.as_bytes());
    drop(input);
    let ended = running.wait_with_output().unwrap();
    match ended.status.success() {
        true => Ok(serde_json::from_slice(&ended.stdout).unwrap()),
        false => Err(String::from_utf8(ended.stderr).unwrap()),
    }
}

// R-REPLAY-3, R-CLI-12
#[tokio::test(flavor = "multi_thread")]
async fn the_child_of_a_replay_is_read_from_standard_input_and_stands_in_no_list_of_processes() {
    let harness = Harness::start().await;
    let number = harness.child(STORY).value().to_owned();
    let another = harness.child("protected").value().to_owned();
    let overview = looked(&harness, NURSE).await;
    let dir = harness.stop().await;
    let running = waiting(dir.path(), &overview);
    let line = tests::binary::command_line(running.id());
    assert!(line.contains("--child\0-\0") && !line.contains(&number));
    let replayed = given(running, &format!("{number}\n")).unwrap();
    assert!(
        !permitted(&replayed, "child-health").is_empty(),
        "{replayed}"
    );
    // Somebody else's, nobody's and none are refused, and not repeated.
    for line in [
        format!("{another}\n"),
        "191212121213\n".to_owned(),
        String::new(),
    ] {
        let refused = given(waiting(dir.path(), &overview), &line).unwrap_err();
        assert!(refused.len() > 20, "{refused}");
        assert!(
            line.is_empty() || !refused.contains(line.trim()),
            "{refused}"
        );
    }
}

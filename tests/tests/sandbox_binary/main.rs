//! The sandbox as people start it: its own process, its own folder, read by a client that knows nothing but the documented fields.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod budget;
mod faults;
mod once;
mod running;
mod same_world;

use std::process::{Command, Output};

use serde_json::Value;

/// `sandbox --once` with more arguments, to its end.
fn once(arguments: &[&str]) -> Output {
    let mut sandbox = Command::new(tests::binary::sandbox());
    sandbox.arg("--once").args(arguments).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn json(output: Output) -> Value {
    assert!(output.status.success(), "{}", text(output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

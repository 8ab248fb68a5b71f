//! What lies in the memory of an aggregator is not written down when it dies: the same death by which a shell leaves a core.
#![cfg(unix)]

use std::{
    fs::OpenOptions,
    io::Write as _,
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Command, Stdio},
};

/// Lets cores be as large as they get, then becomes the command.
fn unlimited(dir: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"]);
    command.current_dir(dir).env_clear();
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

// R-PRIVACY-2
#[test]
fn an_aggregator_that_dies_leaves_no_core() {
    let dir = tempfile::tempdir().unwrap();
    // A configuration that is never written to its end: while it waits for that, the process has nothing else before it.
    let pipe = dir.path().join("aggregator.toml");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut command = unlimited(dir.path());
    command
        .arg(env!("CARGO_BIN_EXE_aggregator"))
        .arg("--config");
    let mut aggregator = command.arg(&pipe).spawn().unwrap();
    let _reading = OpenOptions::new().write(true).open(&pipe).unwrap();
    let id = aggregator.id().to_string();
    let killed = Command::new("kill").args(["-ABRT", &id]).status().unwrap();
    assert!(killed.success());
    let ended = aggregator.wait().unwrap();
    assert_eq!(ended.signal(), Some(6));
    assert!(!ended.core_dumped());

    // Where nothing leaves a core this shows nothing, and says so.
    let elsewhere = tempfile::tempdir().unwrap();
    let mut shell = unlimited(elsewhere.path());
    let shell = shell.args(["sh", "-c", "kill -ABRT $$"]).status().unwrap();
    if !shell.core_dumped() {
        let told = "SKIPPED: this machine writes no cores at all";
        writeln!(std::io::stderr(), "{told}").unwrap();
    }
}

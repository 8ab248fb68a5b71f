//! What lies in the memory of an aggregator is not written down when it dies: neither by the limit nor for a machine that hands cores to a
//! program, which asks no limit. Told by the kernel of the process, so that it does not hang on where this machine writes cores.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{
    fs::{self, OpenOptions},
    os::unix::{
        fs::MetadataExt as _,
        process::{CommandExt as _, ExitStatusExt as _},
    },
    path::Path,
    process::{Child, Command, Stdio},
};

/// A group that is not root's.
const DAEMON: u32 = 1;

/// Lets cores be as large as this machine lets them get, then becomes the command. Root runs it in a group of somebody else: whose a process is tells below
/// whether it may be dumped.
fn unlimited(dir: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"]);
    command.current_dir(dir).env_clear();
    command.stdin(Stdio::piped()).stderr(Stdio::null());
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        command.gid(DAEMON);
    }
    command
}

/// The soft and the hard limit of a core's size.
fn limits(process: &Child) -> Vec<String> {
    let limits = fs::read_to_string(format!("/proc/{}/limits", process.id())).unwrap();
    let size = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"));
    let words = size.unwrap().split_whitespace();
    words.take(2).map(ToOwned::to_owned).collect()
}

/// Who the kernel says owns a process's files: root, whoever runs it, where the process may not be dumped.
fn owner(process: &Child) -> (u32, u32) {
    let about = fs::metadata(format!("/proc/{}/limits", process.id())).unwrap();
    (about.uid(), about.gid())
}

// R-PRIVACY-2
#[test]
fn an_aggregator_that_dies_leaves_no_core() {
    let dir = tempfile::tempdir().unwrap();
    // A configuration that is never written to its end: while it waits for that, the process has nothing else before it.
    let pipe = dir.path().join("aggregator.toml");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let mut command = unlimited(dir.path());
    command
        .arg(env!("CARGO_BIN_EXE_aggregator"))
        .arg("--config");
    let mut aggregator = command.arg(&pipe).spawn().unwrap();
    // Opens when the other end is opened to be read, which is when all else was done.
    let _reading = OpenOptions::new().write(true).open(&pipe).unwrap();
    assert_eq!(limits(&aggregator), ["0", "0"]);
    assert_eq!(owner(&aggregator), (0, 0), "it may be dumped");
    // The measure: another process, run alike, is whoever's runs it.
    let mut other = unlimited(dir.path());
    let ready = dir.path().join("ready");
    let made = Command::new("mkfifo").arg(&ready).status().unwrap();
    assert!(made.success());
    let mut other = other.arg("cat").arg(&ready).spawn().unwrap();
    let reading = OpenOptions::new().write(true).open(&ready).unwrap();
    assert_ne!(owner(&other), (0, 0), "this shows nothing");
    drop(reading);
    assert!(other.wait().unwrap().success());

    let id = aggregator.id().to_string();
    let killed = Command::new("kill").args(["-ABRT", &id]).status().unwrap();
    assert!(killed.success());
    let ended = aggregator.wait().unwrap();
    assert_eq!(ended.signal(), Some(6));
    assert!(!ended.core_dumped());
}

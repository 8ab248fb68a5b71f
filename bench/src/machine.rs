//! Where and of what a figure was taken: without it none can be compared.

use std::{fmt, fs, process::Command};

use serde_json::{Value, json};

use crate::{clock, servers::build};

/// The machine, the commit and the time.
pub(crate) struct Machine {
    cores: usize,
    cpu: String,
    kernel: String,
    commit: String,
    date: String,
    profile: &'static str,
    /// How instructions are counted.
    counted_by: &'static str,
    /// The one-minute load before the run: on a machine where others work, times say little.
    load: String,
}

impl Machine {
    /// This one.
    pub(crate) fn here(counted_by: &'static str) -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let cpuinfo = read("/proc/cpuinfo");
        let model = cpuinfo.lines().find(|line| line.starts_with("model name"));
        Self {
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            cpu: (model.and_then(|line| line.split_once(": ")))
                .map_or("unknown", |(_, name)| name)
                .to_owned(),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            commit: commit(),
            date: clock::now().to_string(),
            profile: if cfg!(debug_assertions) {
                "debug"
            } else {
                "release"
            },
            counted_by,
            load: read("/proc/loadavg")
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// As JSON.
    pub(crate) fn json(&self) -> Value {
        json!({
            "cores": self.cores,
            "cpu": self.cpu,
            "kernel": self.kernel,
            "commit": self.commit,
            "date": self.date,
            "profile": self.profile,
            "instructions": self.counted_by,
            "load": self.load,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} cores, {}, Linux {}",
            self.cores, self.cpu, self.kernel
        )?;
        write!(
            f,
            "commit {}, {}, {} build, instructions by {}, load {}",
            self.commit, self.date, self.profile, self.counted_by, self.load
        )
    }
}

/// The commit that is checked out, with a mark when the sources differ from it.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(build::root())
            .output();
        let output = output.ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else {
        return "unknown".to_owned();
    };
    let sources = [
        "status",
        "--porcelain",
        "--",
        "aggregator",
        "bench",
        "domain",
        "policy",
        "proto",
    ];
    match git(&sources) {
        Some(changed) if changed.is_empty() => commit,
        _ => format!("{commit}+"),
    }
}

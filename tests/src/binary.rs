//! The commands as people run them. `cargo test --workspace` builds them beside the tests; a single test run builds what is missing or old.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
    time::{Duration, Instant, SystemTime},
};

/// Far longer than a system takes to start a program.
const PATIENCE: Duration = Duration::from_secs(20);

/// The `sandbox` command, as new as its sources.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn sandbox() -> PathBuf {
    built("sandbox", "sandbox")
}

/// The `samsyn` command, as new as its sources.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn samsyn() -> PathBuf {
    built("consumer", "samsyn")
}

/// The `aggregator` command, as new as its sources.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn aggregator() -> PathBuf {
    built("aggregator", "aggregator")
}

/// The `mock-producers` command, as new as its sources.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn mock_producers() -> PathBuf {
    built("mock-producers", "mock-producers")
}

/// What the list of processes shows of one that runs: its words, each ended by a zero. Empty until the program has taken the place of what
/// started it, so that is waited for.
///
/// # Panics
/// When there is no such process, or it has no words for too long.
#[must_use]
pub fn command_line(process: u32) -> String {
    let began = Instant::now();
    loop {
        let line = fs::read(format!("/proc/{process}/cmdline")).expect("a process");
        if !line.is_empty() {
            return String::from_utf8_lossy(&line).into_owned();
        }
        assert!(began.elapsed() < PATIENCE, "{process} never started");
        thread::yield_now();
    }
}

fn built(package: &str, name: &str) -> PathBuf {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock();
    let folder = folder();
    let path = folder.join(name);
    if !is_fresh(&path) {
        build(package, &folder);
    }
    assert!(path.is_file(), "{} was not built", path.display());
    path
}

/// Where cargo puts commands: above the `deps` that this test lies in.
fn folder() -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    let deps = test.parent().and_then(Path::parent);
    deps.expect("target/<profile>/deps").to_owned()
}

/// True when no source that the command was built from is newer than it. Cargo lists them beside it.
fn is_fresh(path: &Path) -> bool {
    let Ok(sources) = fs::read_to_string(path.with_extension("d")) else {
        return false;
    };
    let changed = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
    let Some(built) = changed(path) else {
        return false;
    };
    let listed = sources.split_once(": ").map_or("", |(_, listed)| listed);
    // A space inside a path is escaped: such a path is not found, and the command built again.
    let mut listed = listed.split_whitespace().map(Path::new);
    listed.all(|source| changed(source).is_some_and(|at: SystemTime| at <= built))
}

fn build(package: &str, folder: &Path) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", package]);
    cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    if let Some(target) = folder.parent() {
        cargo.arg("--target-dir").arg(target);
    }
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "{package} does not build");
}

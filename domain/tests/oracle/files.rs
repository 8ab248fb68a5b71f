//! The two files that are checked in, and when they are rewritten.

use std::path::PathBuf;

/// A file beside this one.
pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/oracle")
        .join(name)
}

pub(crate) fn checked_in(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_default()
}

/// Whether somebody rewrites the files on purpose.
pub(crate) fn are_rewritten() -> bool {
    std::env::var_os("UPDATE_ORACLE").is_some()
}

/// Whether every point is asked for.
pub(crate) fn whole_cube() -> bool {
    are_rewritten() || std::env::var_os("SAMSYN_CUBE").is_some_and(|asked| asked == "all")
}

/// The first lines that differ, for whoever reads the failure.
pub(crate) fn difference(reviewed: &str, now: &str) -> String {
    let differing = (reviewed.lines().map(Some).chain(std::iter::repeat(None)))
        .zip(now.lines().map(Some).chain(std::iter::repeat(None)))
        .take_while(|(one, other)| one.is_some() || other.is_some())
        .filter(|(one, other)| one != other)
        .take(10);
    let lines = differing.map(|(one, other)| {
        let text = |line: Option<&str>| line.unwrap_or("(nothing)").to_owned();
        format!("- {}\n+ {}\n", text(one), text(other))
    });
    lines.collect()
}

//! `aggregator policy check` and `explain` as an operator runs them: what they print and how they end.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod check;
mod explain;

use aggregator::{
    cli::{
        audit::Ended,
        policy::{self, PolicyCommand, PolicyCommandError},
    },
    clock::ManualClock,
};

/// Runs a command line at noon of a day in November.
fn run(line: &[&str]) -> Result<(Ended, String), PolicyCommandError> {
    let command = PolicyCommand::parse(line.iter().copied()).unwrap();
    let clock = ManualClock::at("2026-11-21T11:00:00Z".parse().unwrap());
    let mut out = Vec::new();
    let ended = policy::run(&command, None, &clock, &mut out)?;
    Ok((ended, String::from_utf8(out).unwrap()))
}

fn said(line: &[&str]) -> String {
    let (ended, said) = run(line).unwrap();
    assert_eq!(ended, Ended::Well, "{said}");
    said
}

/// Everything that stands in the way, from the error outwards in.
fn why(error: &PolicyCommandError) -> String {
    let mut why = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        why = format!("{why}: {inner}");
        source = inner.source();
    }
    why
}

const TABLES: [&str; 4] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../policy/se.toml"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../policy/dk.toml"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../policy/se-programme.toml"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../policy/dk-programme.toml"),
];

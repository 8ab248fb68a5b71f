//! `aggregator audit verify`: whether the log holds, what is wrong with it, and from where on nobody outside vouches for it.

use std::{
    io::{self, Write},
    path::Path,
};

use domain::time::Timestamp;
use serde::Serialize;

use super::{AuditCommandError, Ended, Source, vouched_logs};
use crate::{
    audit::verify::{Finding, Outside, Report, verify},
    config::Config,
    hash::hex,
};

pub(super) struct Asked<'a> {
    pub(super) export: Option<&'a Path>,
    pub(super) checkpoints: Option<&'a Path>,
    pub(super) json: bool,
}

// R-AUDIT-8
pub(super) fn run(
    asked: &Asked<'_>,
    config: &Config,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Ended, AuditCommandError> {
    let source = (asked.export).map_or(Source::Store(config), Source::Export);
    let (logs, outside) = vouched_logs(&source, asked.checkpoints, config)?;
    let mut ended = Ended::Well;
    for log in logs {
        let report = verify(log.as_ref(), &outside, now)?;
        if asked.json {
            serde_json::to_writer(&mut *out, &Told::of(&report, &outside))
                .map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            tell(&report, &outside, out)?;
        }
        if !report.holds() {
            ended = Ended::Damaged;
        }
    }
    Ok(ended)
}

fn tell(report: &Report, outside: &Outside, out: &mut dyn Write) -> io::Result<()> {
    let Report {
        instance,
        entries,
        span,
        head,
        signed_to,
        witnessed_to,
        unwitnessed,
        statements,
        cuttable: _,
        findings,
    } = report;
    match span {
        Some((first, last)) => writeln!(
            out,
            "access log of {instance}: {entries} entries, {first} to {last}"
        )?,
        None => writeln!(out, "access log of {instance}: no entries")?,
    }
    writeln!(out, "head: {}", hex(head))?;
    match findings.as_slice() {
        [] => writeln!(out, "the chain holds")?,
        found => writeln!(out, "the log does not hold, findings: {}", found.len())?,
    }
    for finding in findings {
        writeln!(out, "- {finding}")?;
    }
    match statements {
        Some(compared) => writeln!(out, "statements compared with the log: {compared}")?,
        None => writeln!(out, "no statements lie beside this log to compare with it")?,
    }
    if !outside.has_keys() {
        writeln!(
            out,
            "no checkpoint key is configured: no signature was checked"
        )?;
    }
    if !outside.has_sink() {
        writeln!(out, "no outside sink is configured or named")?;
    }
    if let (lines @ 1.., places) = outside.torn() {
        writeln!(
            out,
            "lines outside that are no checkpoint: {lines} ({}); what was lost with them the log misses",
            places.join(", ")
        )?;
    }
    writeln!(
        out,
        "signed checkpoints: in the log up to entry {signed_to}, outside up to entry {witnessed_to}"
    )?;
    writeln!(
        out,
        "unwitnessed tail: {unwitnessed} entries after entry {witnessed_to}; nobody outside can tell whether they are all there"
    )
}

#[derive(Serialize)]
struct Told<'a> {
    instance: &'a str,
    holds: bool,
    entries: u64,
    first: Option<i64>,
    last: Option<i64>,
    head: String,
    signed_to: u64,
    witnessed_to: u64,
    unwitnessed: u64,
    // R-AUDIT-27
    /// False: no key is configured, so no signature was checked.
    has_keys: bool,
    /// False: there was no folder outside to compare with.
    has_sink: bool,
    /// Absent: no statements lie beside the log.
    statements: Option<u64>,
    torn_lines: u64,
    torn: &'a [String],
    findings: &'a [Finding],
    sentences: Vec<String>,
}

impl<'a> Told<'a> {
    fn of(report: &'a Report, outside: &'a Outside) -> Self {
        let (torn_lines, torn) = outside.torn();
        Self {
            instance: &report.instance,
            holds: report.holds(),
            entries: report.entries,
            first: report.span.map(|(first, _)| first),
            last: report.span.map(|(_, last)| last),
            head: hex(&report.head),
            signed_to: report.signed_to,
            witnessed_to: report.witnessed_to,
            unwitnessed: report.unwitnessed,
            has_keys: outside.has_keys(),
            has_sink: outside.has_sink(),
            statements: report.statements,
            torn_lines,
            torn,
            findings: &report.findings,
            sentences: report.findings.iter().map(ToString::to_string).collect(),
        }
    }
}

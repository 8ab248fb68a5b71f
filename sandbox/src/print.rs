//! What the sandbox prints once it runs: what is there, the told children, commands to try.

use std::io::{self, Write};

use mock_producers::fhir::FhirFolder;

use crate::Sandbox;

/// What runs and what to try.
pub fn running(out: &mut impl Write, sandbox: &Sandbox) -> io::Result<()> {
    let state = &sandbox.state;
    let dir = sandbox.dir.display();
    writeln!(out, "Samsyn sandbox\n")?;
    writeln!(
        out,
        "  aggregator  {}  (gRPC, mutual TLS)",
        state.aggregator
    )?;
    writeln!(
        out,
        "  admin       {}/healthz  /readyz  /metrics",
        state.admin
    )?;
    writeln!(out, "  state       {dir}/sandbox.json\n")?;
    writeln!(out, "Sources")?;
    for producer in &state.producers {
        writeln!(
            out,
            "  {:<16} {:<20} {}",
            producer.id, producer.sector, producer.address
        )?;
    }
    writeln!(out, "\nChildren")?;
    for child in &state.children {
        let (id, story, label) = (&child.id, &child.story, &child.label);
        writeln!(out, "  {id:<13} {story:<12} {label}  (as {})", child.actor)?;
    }
    writeln!(out, "\nTry")?;
    let show = format!("cargo run --release -p consumer -- show --state {dir}");
    writeln!(out, "  {show} old-bvc")?;
    writeln!(out, "  {show} old-bvc --actor bup-lakare --language sv")?;
    writeln!(out, "  {show} new-school --format json")?;
    writeln!(out, "\nCtrl-C drains and ends.")
}

/// What a folder held, and what of it could not be read.
pub fn fhir(out: &mut impl Write, folder: &FhirFolder) -> io::Result<()> {
    writeln!(out, "\nFHIR folder: {} children", folder.children().len())?;
    let unread = folder.unread();
    if !unread.is_empty() {
        writeln!(out, "Not read ({}):", unread.len())?;
        for (reason, count) in unread.counts() {
            writeln!(out, "  {count:>4}  {reason}")?;
        }
        for item in unread.items() {
            writeln!(out, "        {item}")?;
        }
    }
    if !folder.findings().is_empty() {
        writeln!(out, "Read, with a finding:")?;
        for finding in folder.findings() {
            writeln!(out, "        {finding}")?;
        }
    }
    Ok(())
}

//! What the sandbox prints once it runs: what is there, the told children, commands to try.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    time::Duration,
};

use mock_producers::fhir::FhirFolder;

use crate::{Sandbox, state::State};

/// The countries as a heading names them.
const COUNTRIES: [(&str, &str); 2] = [("SE", "Sweden"), ("DK", "Denmark")];

/// Commands beside `show`, each with who gives it: whose consent an appointment waits for, who asks for it and answers, who looked, who
/// shares what, which emergencies await review.
const DESK: [&str; 6] = [
    "missing --days 30 second-parent",
    "consent request second-parent",
    "consent requests second-parent --actor foraelder-second-parent-2",
    "accesses second-parent --actor foraelder-second-parent",
    "sharing second-parent --actor foraelder-second-parent",
    "emergencies --actor logggranskare-vasterby",
];

/// What runs and what to try.
pub fn running(out: &mut impl Write, sandbox: &Sandbox) -> io::Result<()> {
    let state = &sandbox.state;
    let dir = sandbox.dir.display();
    writeln!(
        out,
        "Samsyn sandbox, ready in {}\n",
        took(sandbox.started_in)
    )?;
    let (endpoint, admin) = (&state.aggregator, &state.admin);
    writeln!(out, "  aggregator  {endpoint}  (gRPC, mutual TLS)")?;
    writeln!(out, "  admin       {admin}/healthz  /readyz  /metrics")?;
    writeln!(out, "  faults      {}", state.faults)?;
    writeln!(out, "  state       {dir}/sandbox.json\n")?;
    sources(out, state)?;
    children(out, sandbox)?;
    writeln!(out, "\nTry")?;
    let show = format!("cargo run --release -p consumer -- show --state {dir}");
    writeln!(out, "  {show} old-bvc")?;
    writeln!(out, "  {show} old-bvc --actor bup-lakare --language sv")?;
    writeln!(out, "  {show} new-school --format json")?;
    writeln!(
        out,
        "  {show} old-bvc --ground emergency --reason \"unconscious\""
    )?;
    for command in DESK {
        let samsyn = "cargo run --release -p consumer --";
        writeln!(out, "  {samsyn} {command} --state {dir}")?;
    }
    writeln!(out, "\nCtrl-C drains and ends.")
}

/// Country by country, sector by sector; the addresses are in the state file.
fn sources(out: &mut impl Write, state: &State) -> io::Result<()> {
    writeln!(out, "Sources ({})", state.producers.len())?;
    for (code, country) in COUNTRIES {
        let mut sectors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for producer in state.producers.iter().filter(|p| p.country == code) {
            let ids = sectors.entry(&producer.sector).or_default();
            ids.push(&producer.id);
        }
        if !sectors.is_empty() {
            writeln!(out, "  {country}")?;
        }
        for (sector, ids) in sectors {
            writeln!(out, "    {sector:<21} {}", ids.join(", "))?;
        }
    }
    Ok(())
}

fn children(out: &mut impl Write, sandbox: &Sandbox) -> io::Result<()> {
    writeln!(out, "\nChildren")?;
    for child in &sandbox.state.children {
        let (id, story, label) = (&child.id, &child.story, &child.label);
        writeln!(out, "  {id:<13} {story:<19} {label}  (as {})", child.actor)?;
    }
    if let Some(file) = &sandbox.state.synthetic {
        let count = sandbox.synthetic.len();
        writeln!(out, "  and {count} synthetic ones, listed in {file}")?;
    }
    Ok(())
}

fn took(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
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

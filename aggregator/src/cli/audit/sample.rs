//! `aggregator audit sample`: draws looks for the recurring check, and writes the protocol that the check is documented in.

use std::{
    fmt::Write as _,
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

use domain::time::Timestamp;

use super::{AuditCommandError, Ended, Source, vouched_logs};
use crate::{
    audit::{
        sample::{Drawing, Drawn, Sample, draw},
        verify::{Report, verify},
    },
    config::Config,
    hash::hex,
};

pub(super) struct Asked<'a> {
    pub(super) drawing: Drawing,
    pub(super) protocol: &'a Path,
}

// R-AUDIT-13
pub(super) fn run(
    asked: &Asked<'_>,
    config: &Config,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Ended, AuditCommandError> {
    let (logs, outside) = vouched_logs(&Source::Store(config), None, config)?;
    let mut reports = Vec::new();
    for log in &logs {
        reports.push(verify(log.as_ref(), &outside, now)?);
    }
    let logs: Vec<_> = logs.iter().map(AsRef::as_ref).collect();
    let sample = draw(&logs, &asked.drawing)?;
    let text = protocol(asked, &reports, &sample, now);
    write_new(asked.protocol, &text).map_err(|source| AuditCommandError::Protocol {
        file: asked.protocol.to_owned(),
        source,
    })?;
    out.write_all(text.as_bytes())?;
    Ok(if reports.iter().all(Report::holds) {
        Ended::Well
    } else {
        Ended::Damaged
    })
}

/// A protocol is never written over: it documents a check that was made.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create_new(true).write(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn protocol(asked: &Asked<'_>, reports: &[Report], sample: &Sample, now: Timestamp) -> String {
    let mut text = String::new();
    let mut say = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    say("# Check of the access log (HSLF-FS 2016:40, chapter 4, section 9)".to_owned());
    say(format!("drawn: {now}"));
    for report in reports {
        let chain = match report.findings.len() {
            0 => "holds".to_owned(),
            found => format!("DOES NOT HOLD, findings: {found}; run `aggregator audit verify`"),
        };
        say(format!(
            "log: {}, entries: {}",
            report.instance, report.entries
        ));
        say(format!("chain: {chain}; head {}", hex(&report.head)));
    }
    let Drawing {
        since, until, seed, ..
    } = asked.drawing;
    say(format!("since: {since}, until: {until}, seed: {seed}"));
    say(format!(
        "looks: {} (emergencies {}, refusals {}); drawn: {}",
        sample.looks,
        sample.emergencies,
        sample.refusals,
        sample.drawn.len()
    ));
    for drawn in &sample.drawn {
        say(row(drawn, reports.len() > 1));
    }
    say("\nChecked by: ____________________  Date: ____________".to_owned());
    text
}

/// One look, with a line for what the check found.
fn row(drawn: &Drawn, of_several: bool) -> String {
    let Drawn { intent, .. } = drawn;
    let of = if of_several {
        format!(" of {}", drawn.instance)
    } else {
        String::new()
    };
    let mut row = format!("\n## entry {}{of}, {}\n", drawn.seq, drawn.at);
    let organisation = intent
        .organisation
        .as_ref()
        .map_or("-", |o| o.value.as_str());
    let mut say = |what: &str, told: &str| {
        // A String takes whatever is written to it.
        let _ = writeln!(row, "{what}: {told}");
    };
    say("who", intent.actor.as_str());
    say("role", &format!("{} ({})", intent.role, intent.audience));
    say(
        "where",
        &format!("{organisation}, {}", intent.unit.as_deref().unwrap_or("-")),
    );
    say(
        "child (pseudonym)",
        &drawn.child.as_deref().map(hex).unwrap_or_default(),
    );
    say("purpose", &intent.purpose);
    say(
        "ground",
        intent.ground.as_deref().unwrap_or("as the tables say"),
    );
    say(
        "reason stated",
        if intent.reason.is_some() { "yes" } else { "no" },
    );
    say("emergency", if intent.emergency { "YES" } else { "no" });
    say(
        "outcome",
        &drawn
            .refused
            .as_ref()
            .map_or_else(|| "let through".to_owned(), |why| format!("REFUSED, {why}")),
    );
    say(
        "asked for",
        &if intent.types.is_empty() {
            "everything".to_owned()
        } else {
            intent.types.join(", ")
        },
    );
    say("overview", &drawn.overview_id);
    say("called for (yes, no, to be followed up)", "____");
    row
}

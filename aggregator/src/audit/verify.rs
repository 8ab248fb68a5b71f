//! Checks a whole log against itself and against its witnesses: which entries were changed, removed, moved or cut off, and up to where
//! somebody outside vouches for it. For the commands that read logs, and for retention.

mod beginning;
mod finding;
mod outside;
mod places;
mod statements;
mod witnesses;

use domain::time::Timestamp;

pub use beginning::{RETENTION_YEARS, kept_since};
pub use finding::Finding;
pub use outside::{MAX_TORN_NAMED, Noted, Outside, note};
use places::Places;
use statements::Statements;
pub use witnesses::Signed;
use witnesses::Witnesses;

use super::{
    chain::Hash,
    log::{self, Log, UnreadableLog},
};

/// The kind of the entries that hold a signed checkpoint.
pub const CHECKPOINT_KIND: &str = "checkpoint";
/// The kind of the entries that name the heads of other chains, and are signed.
pub const HEAD_KIND: &str = "head_taken";
/// The kind of the entries that say that older ones were cut off.
pub const PRUNED_KIND: &str = "pruned";
/// The most findings that one check lists; it says when there are more.
pub const MAX_FINDINGS: usize = 1_000;

/// What a check of a log found.
#[derive(Debug)]
pub struct Report {
    /// The instance whose log it is.
    pub instance: String,
    /// How many entries there are.
    pub entries: u64,
    /// The first and the last entry's numbers. `None` = the log is empty.
    pub span: Option<(i64, i64)>,
    /// The hash of the last.
    pub head: Hash,
    /// The last entry that a signed checkpoint in the log itself vouches for. 0 = none.
    pub signed_to: u64,
    /// The last entry that a signed checkpoint outside vouches for. 0 = none.
    pub witnessed_to: u64,
    /// Entries after that: nobody outside could tell whether they are all there.
    pub unwitnessed: u64,
    /// Statements that the log says were told, and that were compared with those stored. `None` = none are stored beside this log.
    pub statements: Option<u64>,
    /// Checkpoints that the log can be cut at, by entry: registered in it, and outside too where there is an outside.
    pub cuttable: Vec<Signed>,
    /// What is wrong, by place, at most [`MAX_FINDINGS`]. Empty = the log holds.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks a log, as of a time: nothing that says it was cut off later than `now` is believed.
///
/// # Errors
/// [`UnreadableLog`] when it cannot be read as one; what is wrong inside it is in the report.
// R-AUDIT-8
pub fn verify(log: &dyn Log, outside: &Outside, now: Timestamp) -> Result<Report, UnreadableLog> {
    let instance = log.instance()?;
    let (mut witnesses, mut pruned) = (Witnesses::new(&instance, outside), Vec::new());
    log.each(&mut |line| {
        witnesses.hear(&line);
        pruned.extend(beginning::cut(&line));
        Ok(())
    })?;
    let mut findings = witnesses.unbelieved();
    let (mut entries, mut first, mut edge) = (0, None, None);
    let mut places: Option<Places> = None;
    let mut statements = Statements::beside(log);
    log.each(&mut |line| {
        entries += 1;
        first.get_or_insert(line.seq);
        let places = places.get_or_insert_with(|| {
            let start = beginning::start(&line, &instance, &witnesses, &pruned, now);
            findings.extend(start.finding);
            edge = start.hash;
            Places::after(start.last, start.hash)
        });
        witnesses.saw(line.seq, &line.hash);
        statements.hear(&line)?;
        places.next(line);
        Ok(())
    })?;
    let (last, head) = match places {
        Some(places) => {
            let end = (places.last(), places.head());
            findings.extend(places.findings());
            end
        }
        None => (0, log::beginning(&instance)),
    };
    let judged = witnesses.judge(last, first.unwrap_or(1), edge);
    findings.extend(judged.findings);
    let (statements, others) = statements.judge()?;
    findings.extend(others);
    findings.sort_by_key(Finding::place);
    findings.truncate(MAX_FINDINGS);
    let last_entry = u64::try_from(last).unwrap_or_default();
    Ok(Report {
        instance,
        entries,
        span: first.map(|first| (first, last)),
        head,
        signed_to: judged.signed_to,
        witnessed_to: judged.witnessed_to,
        statements,
        cuttable: judged.cuttable,
        unwitnessed: last_entry.saturating_sub(judged.witnessed_to),
        findings,
    })
}

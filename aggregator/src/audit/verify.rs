//! Checks a whole log against itself and against its witnesses: which entries were changed, removed, moved or cut off, and up to where
//! somebody outside vouches for it.

mod finding;
mod places;
mod witnesses;

use domain::time::Timestamp;
use jiff::{ToSpan, civil::DateTime, tz::TimeZone};
use serde::Deserialize;

pub use finding::Finding;
use places::Places;
use witnesses::Witnesses;

use super::{
    chain::Hash,
    checkpoint::{Checkpoint, TrustedKeys},
    log::{Line, Log, UnreadableLog, beginning},
};

/// How long an entry is kept at least: HSLF-FS 2016:40, chapter 4, section 9.
pub const RETENTION_YEARS: i32 = 5;
/// The kind of the entries that hold a signed checkpoint.
pub const CHECKPOINT_KIND: &str = "checkpoint";
/// The kind of the entries that say that older ones were cut off.
pub const PRUNED_KIND: &str = "pruned";
/// The most findings that one check lists; it says when there are more.
pub const MAX_FINDINGS: usize = 1_000;

/// What witnesses there are beside the log.
#[derive(Debug, Default)]
pub struct Outside {
    /// The keys whose checkpoints are believed.
    pub keys: TrustedKeys,
    /// What lies in the outside sink, torn lines as their places. `None` = there is none to compare with.
    pub checkpoints: Option<Vec<Result<Checkpoint, String>>>,
}

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
    /// Checkpoints that the log can be cut at, by entry: registered in it, and outside too where there is an outside.
    pub cuttable: Vec<Checkpoint>,
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

/// Checks a log.
///
/// # Errors
/// [`UnreadableLog`] when it cannot be read as one; what is wrong inside it is in the report.
// R-AUDIT-8
pub fn verify(log: &dyn Log, outside: &Outside) -> Result<Report, UnreadableLog> {
    let instance = log.instance()?;
    let (mut witnesses, pruned) = (Witnesses::new(&instance, outside), cuts(log)?);
    log.each(&mut |line| {
        witnesses.hear(&line);
        Ok(())
    })?;
    let mut findings = witnesses.unbelieved();
    let (mut entries, mut first) = (0, None);
    let mut places: Option<Places> = None;
    log.each(&mut |line| {
        entries += 1;
        first.get_or_insert(line.seq);
        let places = places.get_or_insert_with(|| {
            let start = start(&line, &instance, &witnesses, &pruned);
            findings.extend(start.finding);
            Places::after(start.last, start.hash)
        });
        witnesses.saw(line.seq, &line.hash);
        places.next(line);
        Ok(())
    })?;
    let (last, head) = match places {
        Some(places) => {
            let end = (places.last(), places.head());
            findings.extend(places.findings());
            end
        }
        None => (0, beginning(&instance)),
    };
    let judged = witnesses.judge(last, first.unwrap_or(1));
    findings.extend(judged.findings);
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
        cuttable: judged.cuttable,
        unwitnessed: last_entry.saturating_sub(judged.witnessed_to),
        findings,
    })
}

/// Where a log begins, and what is wrong with that.
struct Start {
    last: i64,
    /// What its first entry follows on. `None` = nobody knows.
    hash: Option<Hash>,
    finding: Option<Finding>,
}

/// A log begins with its first entry, or at a signed checkpoint that was old enough to be cut at.
// R-AUDIT-11
fn start(first: &Line, instance: &str, witnesses: &Witnesses, pruned: &[Cut]) -> Start {
    if first.seq == 1 {
        return Start {
            last: 0,
            hash: Some(beginning(instance)),
            finding: None,
        };
    }
    let last = first.seq - 1;
    let cut_at = u64::try_from(last).unwrap_or_default();
    let Some(checkpoint) = witnesses.at(cut_at) else {
        return Start {
            last,
            hash: None,
            finding: Some(Finding::Missing { from: 1, to: last }),
        };
    };
    let is_said = (pruned.iter())
        .any(|cut| cut.through == cut_at && is_old_enough(checkpoint.at_us, cut.at_us));
    Start {
        last,
        hash: checkpoint.hash(),
        finding: (!is_said).then_some(Finding::CutEarly { to: last }),
    }
}

/// Whether what was signed at one time may be cut off at another.
pub(super) fn is_old_enough(signed_us: i64, cut_us: i64) -> bool {
    let cut = Timestamp::from_microsecond(cut_us).ok();
    let oldest_kept = cut.and_then(kept_since);
    oldest_kept.is_some_and(|kept| signed_us < kept.as_microsecond())
}

/// What is older than this may be cut off at a time.
#[must_use]
pub fn kept_since(now: Timestamp) -> Option<Timestamp> {
    let day: DateTime = now.to_zoned(TimeZone::UTC).datetime();
    let since = day.checked_sub(RETENTION_YEARS.years()).ok()?;
    Some(since.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// That older entries were cut off, as the log says it.
struct Cut {
    through: u64,
    at_us: i64,
}

fn cuts(log: &dyn Log) -> Result<Vec<Cut>, UnreadableLog> {
    #[derive(Deserialize)]
    struct Pruned {
        through: u64,
    }
    let mut found = Vec::new();
    log.each(&mut |line| {
        if line.kind == PRUNED_KIND
            && let Ok(pruned) = serde_json::from_str::<Pruned>(&line.body)
        {
            found.push(Cut {
                through: pruned.through,
                at_us: line.at_us,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

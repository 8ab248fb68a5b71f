//! Where a log may begin: with its first entry, or at a signed checkpoint that was old enough to be cut at. For the check of a log.

use domain::time::Timestamp;
use jiff::{ToSpan, civil::DateTime, tz::TimeZone};
use serde::Deserialize;

use super::{Finding, PRUNED_KIND, Witnesses};
use crate::audit::{
    chain::Hash,
    log::{Line, beginning},
};

/// How long an entry is kept at least: HSLF-FS 2016:40, chapter 4, section 9.
pub const RETENTION_YEARS: i32 = 5;

/// Where a log begins, and what is wrong with that.
pub(super) struct Start {
    pub(super) last: i64,
    /// What its first entry follows on. `None` = nobody knows.
    pub(super) hash: Option<Hash>,
    pub(super) finding: Option<Finding>,
}

/// That older entries were cut off, as the log says it.
pub(super) struct Cut {
    seq: u64,
    through: u64,
    at_us: i64,
}

// R-AUDIT-11, R-AUDIT-18
pub(super) fn start(
    first: &Line,
    instance: &str,
    witnesses: &Witnesses<'_>,
    pruned: &[Cut],
    now: Timestamp,
) -> Start {
    if first.seq == 1 {
        return Start {
            last: 0,
            hash: Some(beginning(instance)),
            finding: None,
        };
    }
    let last = first.seq - 1;
    let cut_at = u64::try_from(last).unwrap_or_default();
    // Of several about one entry the one that the log goes on from; the others are findings of their own.
    let fits = |hash: &Hash| first.hash_at(first.seq, hash) == first.hash;
    let signed: Vec<_> = witnesses.at(cut_at).collect();
    let fitting = signed.iter().find(|signed| fits(&signed.hash));
    let Some(signed) = fitting.or_else(|| signed.last()) else {
        return Start {
            last,
            hash: None,
            finding: Some(Finding::Missing { from: 1, to: last }),
        };
    };
    // An entry may say any time. It was written by now, and by when the next one was signed.
    let made = |cut: &Cut| {
        let there_by = witnesses.there_by(cut.seq);
        let made = there_by.map_or(cut.at_us, |at_us| at_us.min(cut.at_us));
        made.min(now.as_microsecond())
    };
    let is_said =
        (pruned.iter()).any(|cut| cut.through == cut_at && is_old_enough(signed.at_us, made(cut)));
    Start {
        last,
        hash: Some(signed.hash),
        finding: (!is_said).then_some(Finding::CutEarly { to: last }),
    }
}

/// Whether what was signed at one time may be cut off at another.
fn is_old_enough(signed_us: i64, cut_us: i64) -> bool {
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

/// What an entry says that was cut off.
pub(super) fn cut(line: &Line) -> Option<Cut> {
    #[derive(Deserialize)]
    struct Pruned {
        through: u64,
    }
    if line.kind != PRUNED_KIND {
        return None;
    }
    let pruned: Pruned = serde_json::from_str(&line.body).ok()?;
    Some(Cut {
        seq: u64::try_from(line.seq).unwrap_or_default(),
        through: pruned.through,
        at_us: line.at_us,
    })
}

//! What can be wrong with a log, in words that an auditor can act on.

use serde::Serialize;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// Entries are not there: removed.
    Missing {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// An entry is not what was written there, or follows on another than the one before it.
    Changed {
        /// Its number.
        seq: i64,
    },
    /// An entry lies at another's place.
    Moved {
        /// The place that it was written at.
        seq: i64,
        /// The place that it lies at.
        found_at: i64,
    },
    /// The log ends before an entry that a signed checkpoint vouches for: its end was cut off.
    Cut {
        /// The last entry that is there.
        last: i64,
        /// An entry that was there when the checkpoint was signed.
        witnessed: u64,
    },
    /// The chain holds, but another chain than the one that was signed: everything up to that entry may have been rewritten.
    Rewritten {
        /// The last entry that a checkpoint before vouches for. 0 = none.
        after: u64,
        /// The entry whose hash is another.
        through: u64,
        /// True when the checkpoint lies outside of the log.
        outside: bool,
    },
    /// The log does not have an entry as another instance's log, of the same database, names it.
    Unlike {
        /// The entry.
        seq: u64,
        /// The other instance.
        by: String,
    },
    /// A statement is not stored as it was when it was logged: it was changed, or removed.
    OtherStatement {
        /// The entry that logs it.
        seq: i64,
        /// Its place among the statements.
        statement: u64,
    },
    /// A checkpoint whose signature is not of a key that is believed.
    Unsigned {
        /// The entry that it is about.
        seq: u64,
        /// True when it lies outside of the log.
        outside: bool,
    },
    /// A checkpoint that the log registers is not in the outside sink: something was removed there.
    NotOutside {
        /// The entry that it is about.
        seq: u64,
    },
    /// The beginning was cut off at a checkpoint, but too early, or without an entry that says so.
    CutEarly {
        /// The last entry that is gone.
        to: i64,
    },
    /// More is wrong than is kept in mind; the rest was not looked into.
    More,
}

impl Finding {
    /// Where it is, to order by.
    pub(super) fn place(&self) -> i64 {
        let seq = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
        match self {
            Self::Missing { from, .. } => *from,
            Self::Changed { seq } | Self::Moved { seq, .. } | Self::OtherStatement { seq, .. } => {
                *seq
            }
            Self::CutEarly { to } => *to,
            Self::Rewritten { through, .. } => seq(*through),
            Self::Unlike { seq: at, .. }
            | Self::Unsigned { seq: at, .. }
            | Self::NotOutside { seq: at } => seq(*at),
            Self::Cut { last, .. } => last.saturating_add(1),
            Self::More => i64::MAX,
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lies = |outside: &bool| if *outside { "outside" } else { "in the log" };
        match self {
            Self::Missing { from, to } if from == to => write!(f, "entry {from} is missing"),
            Self::Missing { from, to } => write!(f, "entries {from} to {to} are missing"),
            Self::Changed { seq } => write!(
                f,
                "entry {seq} was changed, or does not follow on the one before"
            ),
            Self::Moved { seq, found_at } => {
                write!(f, "entry {seq} lies at the place of entry {found_at}")
            }
            Self::Cut { last, witnessed } => write!(
                f,
                "the log ends with entry {last}, but entry {witnessed} was there: its end was cut off"
            ),
            Self::Rewritten {
                after,
                through,
                outside,
            } => write!(
                f,
                "entry {through} is not the one that was signed for {}: entries {} to {through} may have been rewritten",
                lies(outside),
                after + 1
            ),
            Self::OtherStatement { seq, statement } => write!(
                f,
                "the statement at place {statement} is not, or no longer, the one that entry {seq} logs"
            ),
            Self::Unlike { seq, by } => write!(
                f,
                "entry {seq} is not, or no longer, the one that the log of {by} names"
            ),
            Self::Unsigned { seq, outside } => write!(
                f,
                "the checkpoint at entry {seq} {} is not signed by a key that is believed",
                lies(outside)
            ),
            Self::NotOutside { seq } => write!(
                f,
                "the checkpoint at entry {seq} is in the log but not outside: the sink lost it"
            ),
            Self::CutEarly { to } => write!(
                f,
                "entries up to {to} were cut off before their time, or without an entry that says so"
            ),
            Self::More => f.write_str("more is wrong; the rest was not looked into"),
        }
    }
}

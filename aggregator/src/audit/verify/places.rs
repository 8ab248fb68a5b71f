//! Follows the chain from entry to entry. What does not fit is kept until the end, to see whether it fits at another place.

use super::{Finding, MAX_FINDINGS};
use crate::audit::{chain::Hash, log::Line};

/// The chain so far.
pub(super) struct Places {
    last: i64,
    /// The hash stored with the last entry. `None` = the one before is not there.
    head: Option<Hash>,
    misfits: Vec<Misfit>,
    missing: Vec<Finding>,
    is_full: bool,
}

/// An entry that does not follow on the one before it.
struct Misfit {
    line: Line,
    /// The hash stored with the one before.
    previous: Hash,
}

impl Places {
    pub(super) fn after(last: i64, head: Option<Hash>) -> Self {
        Self {
            last,
            head,
            misfits: Vec::new(),
            missing: Vec::new(),
            is_full: false,
        }
    }

    pub(super) fn last(&self) -> i64 {
        self.last
    }

    pub(super) fn head(&self) -> Hash {
        self.head.unwrap_or_default()
    }

    /// Takes the next entry. It is judged by what is stored with the one before, so that one change is one finding.
    pub(super) fn next(&mut self, line: Line) {
        if line.seq > self.last + 1 {
            self.missing.push(Finding::Missing {
                from: self.last + 1,
                to: line.seq - 1,
            });
            self.head = None;
        }
        self.last = line.seq;
        let previous = self.head.replace(line.hash);
        // After a gap nobody knows what the entry followed on.
        let Some(previous) = previous else {
            if !line.is_whole {
                self.missing.push(Finding::Changed { seq: line.seq });
            }
            return;
        };
        if line.is_whole && line.hash_at(line.seq, &previous) == line.hash {
            return;
        }
        if self.misfits.len() < MAX_FINDINGS {
            self.misfits.push(Misfit { line, previous });
        } else {
            self.is_full = true;
        }
    }

    /// What is wrong. An entry that fits elsewhere was moved; one that fits nowhere was changed.
    pub(super) fn findings(self) -> Vec<Finding> {
        let Self {
            misfits,
            mut missing,
            is_full,
            ..
        } = self;
        let mut before: Option<(i64, Hash)> = None;
        for misfit in &misfits {
            let place = misfit.line.seq;
            // The place before may have been filled with an entry that belongs elsewhere; then its rightful hash counts.
            let previous = (before.filter(|(seq, _)| seq + 1 == place))
                .map_or(misfit.previous, |(_, hash)| hash);
            let fits = |line: &Line| line.is_whole && line.hash_at(place, &previous) == line.hash;
            let fitting = if fits(&misfit.line) {
                Some(&misfit.line)
            } else {
                misfits.iter().map(|m| &m.line).find(|line| fits(line))
            };
            let hash = fitting.map_or(misfit.line.hash, |line| line.hash);
            before = Some((place, hash));
            match fitting {
                Some(line) if line.seq == place => {}
                Some(line) => missing.push(Finding::Moved {
                    seq: place,
                    found_at: line.seq,
                }),
                None => missing.push(Finding::Changed { seq: place }),
            }
        }
        if is_full {
            missing.push(Finding::More);
        }
        missing
    }
}

//! The signed checkpoints, those in the log and those outside, against the hashes that the log has now.

use std::collections::BTreeMap;

use super::{CHECKPOINT_KIND, Finding, Outside};
use crate::audit::{
    chain::Hash,
    checkpoint::{Checkpoint, TrustedKeys},
    log::Line,
};

/// Where a checkpoint lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// Registered in the log itself.
    Log,
    /// In the outside sink.
    Outside,
}

/// All that vouch for a log.
pub(super) struct Witnesses<'a> {
    instance: &'a str,
    keys: &'a TrustedKeys,
    believed: BTreeMap<(u64, Origin), Checkpoint>,
    unbelieved: Vec<Finding>,
    has_outside: bool,
    /// The log's own hash at each entry that a checkpoint is about.
    hashes: BTreeMap<u64, Hash>,
}

/// What the witnesses say of a log.
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) signed_to: u64,
    pub(super) witnessed_to: u64,
    pub(super) cuttable: Vec<Checkpoint>,
}

impl<'a> Witnesses<'a> {
    pub(super) fn new(instance: &'a str, outside: &'a Outside) -> Self {
        let mut witnesses = Self {
            instance,
            keys: &outside.keys,
            believed: BTreeMap::new(),
            unbelieved: Vec::new(),
            has_outside: outside.checkpoints.is_some(),
            hashes: BTreeMap::new(),
        };
        for read in outside.checkpoints.iter().flatten() {
            match read {
                Ok(checkpoint) => witnesses.take(checkpoint.clone(), Origin::Outside),
                Err(place) => witnesses.unbelieved.push(Finding::Torn {
                    place: place.clone(),
                }),
            }
        }
        witnesses
    }

    /// Takes what an entry of the log registers.
    pub(super) fn hear(&mut self, line: &Line) {
        if line.kind != CHECKPOINT_KIND {
            return;
        }
        let seq = u64::try_from(line.seq).unwrap_or_default();
        match serde_json::from_str(&line.body) {
            Ok(checkpoint) => self.take(checkpoint, Origin::Log),
            Err(_) => self.unbelieved.push(Finding::Unsigned {
                seq,
                outside: false,
            }),
        }
    }

    // R-AUDIT-9
    fn take(&mut self, checkpoint: Checkpoint, origin: Origin) {
        // One sink may serve several instances.
        if origin == Origin::Outside && checkpoint.instance != self.instance {
            return;
        }
        let is_ours = checkpoint.instance == self.instance;
        // Without any key nothing can be believed, and nothing can be called forged.
        if self.keys.is_empty() {
            return;
        }
        if is_ours && self.keys.signed(&checkpoint) {
            self.believed.insert((checkpoint.seq, origin), checkpoint);
        } else {
            self.unbelieved.push(Finding::Unsigned {
                seq: checkpoint.seq,
                outside: origin == Origin::Outside,
            });
        }
    }

    pub(super) fn unbelieved(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.unbelieved)
    }

    fn has(&self, about: u64, origin: Origin) -> bool {
        self.believed.contains_key(&(about, origin))
    }

    /// A believed checkpoint about an entry.
    pub(super) fn at(&self, seq: u64) -> Option<&Checkpoint> {
        let mut about = self
            .believed
            .range((seq, Origin::Log)..=(seq, Origin::Outside));
        about.next_back().map(|(_, checkpoint)| checkpoint)
    }

    /// The log has this hash at this entry.
    pub(super) fn saw(&mut self, seq: i64, hash: &Hash) {
        let seq = u64::try_from(seq).unwrap_or_default();
        if self.at(seq).is_some() {
            self.hashes.insert(seq, *hash);
        }
    }

    /// Compares. `last` and `first` are the log's last and first entries.
    pub(super) fn judge(&self, last: i64, first: i64) -> Judged {
        let seq = |seq: i64| u64::try_from(seq).unwrap_or_default();
        let mut judged = Judged {
            findings: Vec::new(),
            signed_to: 0,
            witnessed_to: 0,
            cuttable: Vec::new(),
        };
        let mut good = 0;
        let mut cut = None;
        for ((about, origin), checkpoint) in &self.believed {
            let outside = *origin == Origin::Outside;
            if !outside && self.has_outside && !self.has(*about, Origin::Outside) {
                judged.findings.push(Finding::NotOutside { seq: *about });
            }
            if *about > seq(last) {
                cut = Some(*about);
                continue;
            }
            if *about + 1 < seq(first) {
                continue;
            }
            // Cut off with all before it: the log begins on its hash, which its first entry shows.
            let is_edge = *about + 1 == seq(first);
            if !is_edge && self.hashes.get(about).copied() != checkpoint.hash() {
                judged.findings.push(Finding::Rewritten {
                    after: good,
                    through: *about,
                    outside,
                });
                continue;
            }
            good = *about;
            let is_both = self.has(*about, Origin::Outside) || !self.has_outside;
            if !outside && !is_edge && is_both {
                judged.cuttable.push(checkpoint.clone());
            }
            judged.signed_to = judged.signed_to.max(*about);
            if outside {
                judged.witnessed_to = judged.witnessed_to.max(*about);
            }
        }
        if let Some(witnessed) = cut {
            judged.findings.push(Finding::Cut { last, witnessed });
        }
        judged
    }
}

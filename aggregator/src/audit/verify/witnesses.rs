//! The signed checkpoints, those in the log and those outside, against the hashes that the log has now. For the check of a log.

use std::collections::BTreeMap;

use super::{CHECKPOINT_KIND, Finding, MAX_FINDINGS, Outside, outside::Named};
use crate::audit::{chain::Hash, checkpoint::Checkpoint, log::Line};

/// Where a checkpoint lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// Registered in the log itself.
    Log,
    /// In the outside sink.
    Outside,
}

/// What a believed checkpoint says of its instance's log. There may be a million of them; their texts are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// The entry.
    pub seq: u64,
    /// When it was signed, microseconds since 1970, UTC.
    pub at_us: i64,
    /// The chain's hash with that entry.
    pub hash: Hash,
}

impl From<&Checkpoint> for Signed {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self {
            seq: checkpoint.seq,
            at_us: checkpoint.at_us,
            // No entry has a hash of zeros.
            hash: checkpoint.hash().unwrap_or_default(),
        }
    }
}

/// What else there is to one checkpoint.
struct Told {
    at_us: i64,
    /// The first entry that registers it; 0 outside.
    registered: i64,
}

/// All that vouch for a log.
pub(super) struct Witnesses<'a> {
    instance: &'a str,
    outside: &'a Outside,
    /// By entry, place and hash: one entry that was signed with two hashes is no longer the one that was.
    believed: BTreeMap<(u64, Origin, Hash), Told>,
    unbelieved: Vec<Finding>,
    /// The heads that other logs name, by entry.
    named: BTreeMap<u64, Vec<&'a Named>>,
    /// The log's own hash at each entry that somebody vouches for.
    hashes: BTreeMap<u64, Hash>,
}

/// What the witnesses say of a log.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) signed_to: u64,
    pub(super) witnessed_to: u64,
    pub(super) cuttable: Vec<Signed>,
}

const LOWEST: Hash = [0; 32];
const HIGHEST: Hash = [0xff; 32];

impl<'a> Witnesses<'a> {
    pub(super) fn new(instance: &'a str, outside: &'a Outside) -> Self {
        let mut witnesses = Self {
            instance,
            outside,
            believed: BTreeMap::new(),
            unbelieved: Vec::new(),
            named: BTreeMap::new(),
            hashes: BTreeMap::new(),
        };
        for named in outside.named(instance) {
            witnesses.named.entry(named.seq).or_default().push(named);
        }
        if let Some(vouching) = outside.of(instance) {
            for signed in &vouching.believed {
                witnesses.believe(*signed, Origin::Outside, 0);
            }
            for seq in &vouching.unsigned {
                witnesses.disbelieve(*seq, true);
            }
        }
        witnesses
    }

    /// Takes what an entry of the log registers.
    // R-AUDIT-9
    pub(super) fn hear(&mut self, line: &Line) {
        if line.kind != CHECKPOINT_KIND {
            return;
        }
        let keys = self.outside.keys();
        match serde_json::from_str::<Checkpoint>(&line.body) {
            // Without any key nothing can be believed, and nothing can be called forged.
            Ok(_) if keys.is_empty() => {}
            Ok(checkpoint) => {
                let is_ours = checkpoint.instance == self.instance;
                if is_ours && keys.signed(&checkpoint) {
                    self.believe(Signed::from(&checkpoint), Origin::Log, line.seq);
                } else {
                    self.disbelieve(checkpoint.seq, false);
                }
            }
            Err(_) => self.disbelieve(u64::try_from(line.seq).unwrap_or_default(), false),
        }
    }

    fn believe(&mut self, signed: Signed, origin: Origin, registered: i64) {
        let key = (signed.seq, origin, signed.hash);
        let told = self.believed.entry(key).or_insert(Told {
            at_us: signed.at_us,
            registered,
        });
        // Of two signatures under the same hash the later time counts: the log is kept the longer.
        told.at_us = told.at_us.max(signed.at_us);
        told.registered = told.registered.min(registered);
    }

    fn disbelieve(&mut self, seq: u64, outside: bool) {
        if self.unbelieved.len() < MAX_FINDINGS {
            self.unbelieved.push(Finding::Unsigned { seq, outside });
        }
    }

    pub(super) fn unbelieved(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.unbelieved)
    }

    /// The believed checkpoints about an entry.
    pub(super) fn at(&self, seq: u64) -> impl Iterator<Item = Signed> + '_ {
        let about = (seq, Origin::Log, LOWEST)..=(seq, Origin::Outside, HIGHEST);
        let about = self.believed.range(about);
        about.map(|(&(seq, _, hash), told)| Signed {
            seq,
            at_us: told.at_us,
            hash,
        })
    }

    /// By when an entry was there: when the first checkpoint about it or a later one was signed, or another log named one.
    pub(super) fn there_by(&self, seq: u64) -> Option<i64> {
        let mut signed = self.believed.range((seq, Origin::Log, LOWEST)..);
        let signed = signed.next().map(|(_, told)| told.at_us);
        let named = self.named.range(seq..).next();
        let named = named.and_then(|(_, named)| named.iter().map(|named| named.at_us).min());
        signed.into_iter().chain(named).min()
    }

    /// The log has this hash at this entry.
    pub(super) fn saw(&mut self, seq: i64, hash: &Hash) {
        let seq = u64::try_from(seq).unwrap_or_default();
        if self.at(seq).next().is_some() || self.named.contains_key(&seq) {
            self.hashes.insert(seq, *hash);
        }
    }

    // R-AUDIT-19
    /// Compares. `last` and `first` are the log's last and first entries, `edge` the hash that its first follows on.
    pub(super) fn judge(&self, last: i64, first: i64, edge: Option<Hash>) -> Judged {
        let seq = |seq: i64| u64::try_from(seq).unwrap_or_default();
        let (last_entry, first_entry) = (seq(last), seq(first));
        let mut judged = Judged::default();
        let (mut good, mut cut) = (0, None);
        for (key @ &(about, origin, hash), told) in &self.believed {
            let outside = origin == Origin::Outside;
            if self.is_lost(key, told) {
                judged.find(Finding::NotOutside { seq: about });
            }
            if about > last_entry {
                cut = Some(about);
                continue;
            }
            // Cut off with all before it: the log begins on its hash, which its first entry shows.
            let is_edge = about + 1 == first_entry;
            let is_gone = about + 1 < first_entry;
            let rightful = match (is_gone, is_edge) {
                // What is gone can only be judged by itself: whoever signs an entry twice with two hashes has rewritten it.
                (true, _) => self.at(about).next().map(|signed| signed.hash),
                (_, true) => edge,
                _ => self.hashes.get(&about).copied(),
            };
            if rightful != Some(hash) {
                judged.find(Finding::Rewritten {
                    after: good,
                    through: about,
                    outside,
                });
                continue;
            }
            // An entry that was signed with another hash too vouches for nothing before it.
            if is_gone || self.at(about).any(|signed| signed.hash != hash) {
                continue;
            }
            good = about;
            let is_both = self.is_outside(about, hash) || !self.outside.has_sink();
            if !outside && !is_edge && is_both {
                judged.cuttable.push(Signed {
                    seq: about,
                    at_us: told.at_us,
                    hash,
                });
            }
            judged.signed_to = judged.signed_to.max(about);
            if outside {
                judged.witnessed_to = judged.witnessed_to.max(about);
            }
        }
        if let Some(witnessed) = cut {
            judged.findings.push(Finding::Cut { last, witnessed });
        }
        self.judge_named(first_entry, edge, &mut judged);
        judged
    }

    /// What other logs name was there, and still is unless it was cut off with all before it.
    // R-AUDIT-22
    fn judge_named(&self, first: u64, edge: Option<Hash>, judged: &mut Judged) {
        for (about, named) in &self.named {
            let there = match about + 1 {
                next if next < first => continue,
                next if next == first => edge,
                _ => self.hashes.get(about).copied(),
            };
            for named in named.iter().filter(|named| there != Some(named.hash)) {
                judged.find(Finding::Unlike {
                    seq: *about,
                    by: named.by.to_string(),
                });
            }
        }
    }

    /// Registered in the log and gone from the folder. What was registered after the logs were noted may be newer than what was read there.
    fn is_lost(&self, &(about, origin, hash): &(u64, Origin, Hash), told: &Told) -> bool {
        let end = self.outside.noted_end(self.instance);
        origin == Origin::Log
            && self.outside.has_sink()
            && !self.is_outside(about, hash)
            && end.is_none_or(|end| told.registered <= end)
    }

    fn is_outside(&self, about: u64, hash: Hash) -> bool {
        let key = (about, Origin::Outside, hash);
        self.believed.contains_key(&key)
    }
}

impl Judged {
    fn find(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        }
    }
}

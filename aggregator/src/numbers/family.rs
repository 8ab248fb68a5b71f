//! Which numbers are one child's, and how sure that is: walked from one number over what each says of the others. Pure but for the reads,
//! which are the caller's: the running aggregator's and `aggregator policy decide`'s are walked alike.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    facts::{Facts, Pseudonym},
    id::PersonId,
    time::Timestamp,
};
use futures::future::try_join_all;

use super::forbid::{forbid, forbid_unknown, retire};
use crate::{
    ledger::{Beside, MAX_OLDER_IDS, Older},
    seal::Seal,
};

/// The most numbers that are read of one child: those that one link names, twice over. With more nobody can say what is forbidden.
pub(super) const MAX_NUMBERS: usize = 2 * MAX_OLDER_IDS;

/// The most numbers that are read to find them: others may have named one by mistake, and have been put right since.
pub(super) const MAX_READS: usize = 16 * MAX_NUMBERS;

/// What was read of one number.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) facts: Facts,
    pub(crate) beside: Beside,
}

/// All numbers that belong to one child, as far as they were read.
#[derive(Debug)]
pub(crate) struct Family {
    start: Pseudonym,
    first: Number,
    others: BTreeMap<Pseudonym, Number>,
    /// Those of the others that belong to it.
    kin: BTreeSet<Pseudonym>,
    /// A link cannot be read, or there are too many numbers.
    is_unknown: bool,
}

/// What a family means for the number from which it was walked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    /// The facts, with what is forbidden under the others.
    pub(crate) facts: Facts,
    /// The older numbers that are this child's beyond doubt, each as its source is asked. None while the identity is protected.
    pub(crate) older: Vec<(Pseudonym, PersonId)>,
    /// There are older numbers under which nobody is asked, for reasons that may be told.
    pub(crate) is_doubtful: bool,
}

impl Family {
    /// Reads the numbers that belong together, nearest first, those of one distance at once.
    ///
    /// # Errors
    /// Those of `read`.
    // R-LINK-4, R-LINK-7
    pub(crate) async fn walk<E, F>(
        start: Pseudonym,
        first: Number,
        read: impl Fn(Pseudonym) -> F,
    ) -> Result<Self, E>
    where
        F: Future<Output = Result<Number, E>>,
    {
        let mut family = Self {
            start,
            is_unknown: first.beside.hides_numbers(),
            first,
            others: BTreeMap::new(),
            kin: BTreeSet::new(),
        };
        let mut nearest = BTreeSet::from([start]);
        while !nearest.is_empty() {
            let next = family.beyond(&nearest);
            let is_bounded =
                family.kin.len() < MAX_NUMBERS && family.others.len() + next.len() <= MAX_READS;
            if !is_bounded {
                family.is_unknown = true;
                break;
            }
            let reads: Vec<_> = next.iter().copied().map(&read).collect();
            let found = try_join_all(reads).await?;
            for (number, found) in next.into_iter().zip(found) {
                family.is_unknown |= found.beside.hides_numbers();
                family.others.insert(number, found);
            }
            nearest = family.adopt();
        }
        Ok(family)
    }

    /// The numbers that these name and that name these, as far as they are not read yet.
    fn beyond(&self, nearest: &BTreeSet<Pseudonym>) -> BTreeSet<Pseudonym> {
        let near = nearest.iter().filter_map(|number| self.get(*number));
        let beyond = near.flat_map(|number| {
            let older = number.beside.older.iter().map(|older| older.id.pseudonym);
            older.chain(number.beside.named_by.iter().copied())
        });
        beyond
            .filter(|number| self.get(*number).is_none())
            .collect()
    }

    /// Takes in what names one of ours or is named by one. The rest names ours no more: it is somebody else's, with all that it names.
    fn adopt(&mut self) -> BTreeSet<Pseudonym> {
        let mut adopted = BTreeSet::new();
        loop {
            let ours = || self.kin.iter().chain([&self.start]);
            let is_kin = |number: &&Pseudonym| {
                ours().any(|ours| {
                    self.names(**number, *ours).is_some() || self.names(*ours, **number).is_some()
                })
            };
            let strange = (self.others.keys()).filter(|number| !self.kin.contains(number));
            let found: Vec<_> = strange.filter(is_kin).copied().collect();
            if found.is_empty() {
                return adopted;
            }
            self.kin.extend(&found);
            adopted.extend(found);
        }
    }

    fn get(&self, number: Pseudonym) -> Option<&Number> {
        if number == self.start {
            return Some(&self.first);
        }
        self.others.get(&number)
    }

    /// How one number names another as one of before.
    fn names(&self, newer: Pseudonym, older: Pseudonym) -> Option<&Older> {
        let mut named = self.get(newer)?.beside.older.iter();
        named.find(|named| named.id.pseudonym == older)
    }

    /// What it means for the number from which it was walked. Without `seal` nothing is to be asked.
    // R-LINK-1, R-LINK-4
    pub(crate) fn told(mut self, seal: Option<&Seal>, now: Timestamp) -> Told {
        let replaced = self.replaced();
        let lived = self.first.beside.lived;
        let (asked, is_doubtful) = match seal {
            Some(seal) if replaced.is_none() => self.asked(seal),
            _ => (Vec::new(), false),
        };
        let mut facts = self.first.facts;
        if let Some(since) = replaced {
            retire(
                &mut facts,
                is_before(lived.custody, since),
                is_before(lived.relation, since),
            );
        }
        if self.is_unknown {
            forbid_unknown(&mut facts, now);
        }
        for number in &self.kin {
            if let Some(Number {
                facts: other,
                beside,
            }) = self.others.remove(number)
            {
                forbid(&mut facts, other, &beside.unreadable, now);
            }
        }
        // A link between two numbers may be the very thing that is protected.
        let (older, is_doubtful) = match facts.is_protected(now) {
            true => (Vec::new(), false),
            false => (asked, is_doubtful),
        };
        Told {
            facts,
            older,
            is_doubtful,
        }
    }

    /// Since when another number has the place of the first: one that names it and is not itself named by it since. Of several the newest.
    // R-LINK-9
    fn replaced(&self) -> Option<u64> {
        let naming = self.kin.iter().filter_map(|newer| {
            let named = self.names(*newer, self.start)?;
            let back = self.names(self.start, *newer);
            (back.is_none_or(|back| back.since < named.since)).then_some(named.since)
        });
        naming.max()
    }

    /// The numbers under which sources are asked, and whether there are others of before.
    fn asked(&self, seal: &Seal) -> (Vec<(Pseudonym, PersonId)>, bool) {
        let named = self.first.beside.older.iter();
        let ours: BTreeSet<_> = named.clone().map(|older| older.id.pseudonym).collect();
        let certain = named.filter(|older| self.is_certain(older, &ours));
        let opened = certain
            .filter_map(|older| Some((older.id.pseudonym, older.id.open(self.start, seal)?)));
        let asked: Vec<_> = opened.take(MAX_OLDER_IDS).collect();
        let is_doubtful = self.before(self.start).len() > asked.len();
        (asked, is_doubtful)
    }

    /// Whether an older number is this child's beyond doubt: it knows that it is named, by this child's numbers only; its own past is told
    /// as this child's as well; and nobody was told to live under it since.
    // R-LINK-6
    fn is_certain(&self, older: &Older, ours: &BTreeSet<Pseudonym>) -> bool {
        let number = older.id.pseudonym;
        let Some(read) = self.others.get(&number) else {
            return false;
        };
        let mut past = read.beside.older.iter().map(|before| before.id.pseudonym);
        let others = self.kin.iter().filter(|newer| !ours.contains(newer));
        !self.is_unknown
            && read.beside.named_by.contains(&self.start)
            && past.all(|before| before == self.start || ours.contains(&before))
            && others
                .clone()
                .all(|newer| self.names(*newer, number).is_none())
            && is_before(read.beside.lived.custody, older.since)
            && is_before(read.beside.lived.relation, older.since)
    }

    /// Every number that this one names, or one of those.
    fn before(&self, number: Pseudonym) -> BTreeSet<Pseudonym> {
        let mut before = BTreeSet::new();
        let mut newer = vec![number];
        while let Some(by) = newer.pop() {
            let named = self.get(by).into_iter();
            let named = named.flat_map(|number| &number.beside.older);
            for older in named.map(|older| older.id.pseudonym) {
                if older != number && before.insert(older) {
                    newer.push(older);
                }
            }
        }
        before
    }
}

/// Whether a sign of life is older than this, or there is none.
fn is_before(lived: Option<u64>, since: u64) -> bool {
    lived.is_none_or(|lived| lived < since)
}

#[cfg(test)]
mod tests;

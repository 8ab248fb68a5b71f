//! The facts of all numbers of a child: today's, with what was forbidden under those before. Every decision about a child reads them here;
//! `aggregator policy decide` joins what was known at a time by the same two rules.

use std::collections::BTreeSet;

use domain::{
    facts::{ConsentKind, Facts, GuardianAccessKind, Known, Pseudonym},
    id::PersonId,
    time::{Date, Timestamp},
};

use crate::{
    Aggregator,
    ledger::{Beside, Subject, statement::OlderId},
    store::{Epoch, EpochCell, FactsRead, StoreError},
};

/// The facts of all numbers of a child.
#[derive(Debug)]
pub(crate) struct Joined {
    /// Those of today's number, with what was forbidden under the older ones.
    pub(crate) facts: Facts,
    /// The older numbers, as far as sources are asked under them.
    pub(super) ids: Vec<PersonId>,
    /// The epochs at which what stands under the older numbers was read.
    pub(super) epochs: Vec<(EpochCell, Epoch)>,
}

impl Joined {
    /// Of a child without older numbers, or for somebody who may know nothing of the child anyway.
    pub(crate) fn alone(facts: Facts) -> Self {
        Self {
            facts,
            ids: Vec::new(),
            epochs: Vec::new(),
        }
    }
}

/// Reads the facts of all numbers of a child.
///
/// # Errors
/// The store's.
// R-LINK-4
pub(crate) async fn joined_facts(
    aggregator: &Aggregator,
    child: Pseudonym,
    birth: Option<Date>,
    is_worth_it: impl Fn(&Facts, Timestamp) -> bool,
) -> Result<Facts, StoreError> {
    let FactsRead { facts, beside, .. } = aggregator.store.facts(child, birth).await?;
    let now = aggregator.clock.now();
    if !is_worth_it(&facts, now) {
        return Ok(facts);
    }
    let joined = joined(aggregator, facts, &beside, now).await?;
    Ok(joined.facts)
}

/// Joins what was read of today's number with what stands under those before. No source is asked under them while the identity is
/// protected: a link between two numbers may be the very thing that is protected.
///
/// # Errors
/// The store's.
// R-LINK-1, R-LINK-4
pub(super) async fn joined(
    aggregator: &Aggregator,
    facts: Facts,
    beside: &Beside,
    now: Timestamp,
) -> Result<Joined, StoreError> {
    let child = facts.child;
    let mut joined = Joined::alone(facts);
    forbid_unread(&mut joined.facts, &beside.unreadable, now);
    let ours = beside.older_ids.iter().map(|older| older.pseudonym);
    let ours: BTreeSet<_> = ours.collect();
    let is_ours = |older: &OlderId| ours.contains(&older.pseudonym);
    for older in &beside.older_ids {
        // The cell before the read, as for today's number: what is forbidden under the older one changes this decision too.
        // R-LINK-5
        let cell = aggregator.epochs.watch(older.pseudonym);
        let before = aggregator.store.facts(older.pseudonym, None).await?;
        joined.epochs.push((cell, before.epoch));
        forbid(
            &mut joined.facts,
            before.facts,
            &before.beside.unreadable,
            now,
        );
        // What does not open is not asked for, and forbids all the same. R-LINK-6: so does a number that has another past than this
        // child's, and is then somebody's of today.
        if before.beside.older_ids.iter().all(is_ours) {
            joined.ids.extend(older.open(child, &aggregator.seal));
        }
    }
    if joined.facts.is_protected(now) {
        joined.ids.clear();
    }
    Ok(joined)
}

/// What was forbidden under an older number is forbidden still; what was permitted under it opens nothing. `unreadable`: of what nothing
/// can be said that stands under the older number.
// R-LINK-4
pub(crate) fn forbid(
    facts: &mut Facts,
    before: Facts,
    unreadable: &BTreeSet<Subject>,
    now: Timestamp,
) {
    let Facts {
        child,
        birth: _,
        custody: _,
        protection,
        consents,
        relations: _,
        blocks,
        lifts: _,
        assessments: _,
        board_decisions: _,
        guardian_access,
    } = before;
    protect(&mut facts.protection, protection, unreadable, now);
    let own = (child, facts.child);
    join(&mut facts.blocks, blocks, |_| true);
    join(&mut facts.consents, consents, |consent| {
        // What the child itself said, it said under the number of that day.
        consent.grantor = renamed(consent.grantor, own);
        consent.kind == ConsentKind::Refuse
    });
    join(&mut facts.guardian_access, guardian_access, |access| {
        access.kind == GuardianAccessKind::Closed
    });
}

/// Where the link itself cannot be read, anything may be forbidden under numbers that nobody knows.
// R-LINK-4
pub(crate) fn forbid_unread(facts: &mut Facts, unreadable: &BTreeSet<Subject>, now: Timestamp) {
    if !unreadable.contains(&Subject::IdentityLink) {
        return;
    }
    facts.blocks = Known::Unknown;
    facts.consents = Known::Unknown;
    facts.guardian_access = Known::Unknown;
    if facts.protection.at(now) != Some(&true) {
        facts.protection = Known::Unknown;
    }
}

/// Protected under an older number is protected. That it once was, and nobody can say whether it is: unknown. What never was told under it
/// says nothing: the register tells today's number.
// R-LINK-4, R-PROTECT-1
fn protect(
    facts: &mut Known<bool>,
    before: Known<bool>,
    unreadable: &BTreeSet<Subject>,
    now: Timestamp,
) {
    let was_protected = match &before {
        Known::Told { value, .. } => *value,
        Known::Unknown => unreadable.contains(&Subject::Protection),
    };
    if !was_protected || facts.at(now) == Some(&true) {
        return;
    }
    *facts = match before.at(now) {
        Some(_) => before,
        None => Known::Unknown,
    };
}

fn renamed(person: Pseudonym, (before, now): (Pseudonym, Pseudonym)) -> Pseudonym {
    if person == before { now } else { person }
}

/// Adds what is kept. What is unknown of either is unknown of both.
fn join<T>(facts: &mut Known<Vec<T>>, before: Known<Vec<T>>, keep: impl Fn(&mut T) -> bool) {
    match (&mut *facts, before) {
        (Known::Told { value, .. }, Known::Told { value: more, .. }) => {
            value.extend(
                more.into_iter()
                    .filter_map(|mut one| keep(&mut one).then_some(one)),
            );
        }
        (facts, _) => *facts = Known::Unknown,
    }
}

#[cfg(test)]
mod tests;

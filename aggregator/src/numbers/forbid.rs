//! What one number of a child forbids another. Pure; unknown withholds.

use std::collections::BTreeSet;

use domain::{
    facts::{ConsentKind, Facts, GuardianAccessKind, Known, Pseudonym},
    time::Timestamp,
};

use crate::ledger::Subject;

/// What was forbidden under another number is forbidden under this one; what was permitted under it opens nothing. `unreadable`: of what
/// nothing can be said that stands under the other.
// R-LINK-4
pub(super) fn forbid(
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
    join(&mut facts.blocks, blocks, |block| {
        block.wisher = block.wisher.map(|wisher| renamed(wisher, own));
        true
    });
    join(&mut facts.consents, consents, |consent| {
        // What the child itself said, it said under the number of that day.
        consent.grantor = renamed(consent.grantor, own);
        consent.kind == ConsentKind::Refuse
    });
    join(&mut facts.guardian_access, guardian_access, |access| {
        access.kind == GuardianAccessKind::Closed
    });
}

/// Where a link cannot be read, or there are more numbers than are read, anything may be forbidden under numbers that nobody knows.
// R-LINK-4
pub(super) fn forbid_unknown(facts: &mut Facts, now: Timestamp) {
    facts.blocks = Known::Unknown;
    facts.consents = Known::Unknown;
    facts.guardian_access = Known::Unknown;
    if facts.protection.at(now) != Some(&true) {
        facts.protection = Known::Unknown;
    }
}

/// Under a number that is another's past nobody has a say and nobody has to do with the child, but for whom that was told since: both are kept
/// under today's, and who lost custody since would otherwise go on under the old one.
// R-LINK-9
pub(super) fn retire(facts: &mut Facts, custody: bool, relations: bool) {
    if custody {
        facts.custody = Known::Unknown;
    }
    if relations {
        facts.relations = Known::Unknown;
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

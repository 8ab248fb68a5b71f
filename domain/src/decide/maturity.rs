//! Was the child found mature enough to decide for itself, by whoever asks? Who may set a block, and whether the child might have a say.

use super::Actor;
use crate::{
    facts::{Assessment, Facts, Pseudonym, same_unit},
    policy::{Blocker, GrantorCase, Grantors, Policy},
    time::{Timestamp, age_on},
};

/// The assessments that count now, whoever made them. `None` when they cannot be read.
///
/// One that began at an age of which no rule asks it counts at no age: what was thought of a child of eleven is no finding about the same
/// child at thirteen, and nobody decides by waiting.
// R-CONSENT-14
pub fn findings<'a>(
    facts: &'a Facts,
    policy: &'a Policy,
    now: Timestamp,
) -> Option<impl Iterator<Item = &'a Assessment>> {
    let assessments = facts.assessments.at(now)?;
    let country = policy.country();
    let today = country.today(now);
    let was_asked = move |start: Timestamp| {
        (facts.birth).is_none_or(|birth| {
            let age = age_on(birth, country.today(start));
            age.is_some_and(|age| policy.asks_for_maturity(age, today))
        })
    };
    let in_force = assessments
        .iter()
        .filter(move |a| a.start <= now && a.ended.is_none_or(|ended| now < ended));
    Some(in_force.filter(move |a| was_asked(a.start)))
}

/// Whether the actor's organisation, or its unit, found the child mature: by the newest of its assessments that count. `None` when nobody
/// can say: they cannot be read, or two of one time disagree.
// R-CONSENT-14
pub(super) fn is_mature(
    actor: &Actor,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Option<bool> {
    let mut theirs: Vec<_> = findings(facts, policy, now)?
        .filter(|a| actor.organisation.as_ref() == Some(&a.organisation))
        .filter(|a| {
            (a.unit.as_deref())
                .is_none_or(|unit| actor.unit.as_deref().is_some_and(|u| same_unit(unit, u)))
        })
        .collect();
    let newest = theirs.iter().map(|a| a.start).max();
    theirs.retain(|a| Some(a.start) == newest);
    match (
        theirs.iter().any(|a| a.mature),
        theirs.iter().any(|a| !a.mature),
    ) {
        (true, true) => None,
        (mature, _) => Some(mature),
    }
}

/// Whether a block may be registered on this person's wish, at the actor's unit. With age or assessment unknown every case that may hold
/// must allow it.
///
/// In Sweden guardians may consent for a child and may not block; in Denmark they may object for it until it is 15.
// R-BLOCKED-6
#[must_use]
pub fn may_block(
    wish_of: Pseudonym,
    actor: &Actor,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> bool {
    let today = policy.country().today(now);
    let Some(rule) = policy.block(today) else {
        return false;
    };
    let age = facts.birth.and_then(|birth| age_on(birth, today));
    let mature = is_mature(actor, facts, policy, now);
    let is_guardian = || {
        let holders = facts.custody.at(now);
        (holders.into_iter().flatten()).any(|holder| holder.guardian == wish_of)
    };
    let mut cases = (rule.cases.iter())
        .filter(|case| {
            let age_fits = |mature| age.is_none_or(|age| case.covers(age, mature));
            match mature {
                Some(mature) => age_fits(mature),
                None => age_fits(true) || age_fits(false),
            }
        })
        .peekable();
    cases.peek().is_some()
        && cases.all(|case| match case.who {
            Blocker::Nobody => false,
            Blocker::Guardian => is_guardian(),
            Blocker::Child => wish_of == facts.child,
        })
}

/// Whether a child of this age could give or refuse consent, or block, by any rule of today, found mature or not: by its age alone, so that
/// nothing says whether anybody assessed it. An unknown age might. What others said of such a child, and what would be shown to whom, could
/// give away what the child said, so it is not its guardians' to read.
// R-DESK-8, R-SHARING-3
#[must_use]
pub fn child_may_decide(facts: &Facts, policy: &Policy, now: Timestamp) -> bool {
    let today = policy.country().today(now);
    let Some(age) = facts.birth.and_then(|birth| age_on(birth, today)) else {
        return true;
    };
    let asks_the_child = |case: &GrantorCase| {
        matches!(case.who, Grantors::Child | Grantors::ChildAndGuardians)
            && (case.covers(age, true) || case.covers(age, false))
    };
    let mut rules = policy.grantors(today);
    let consents = rules.any(|rule| rule.cases.iter().any(asks_the_child));
    let blocks = policy.block(today).is_none_or(|rule| {
        rule.cases.iter().any(|case| {
            case.who == Blocker::Child && (case.covers(age, true) || case.covers(age, false))
        })
    });
    consents || blocks
}

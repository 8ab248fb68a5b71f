//! Does the actor have to do with this child? Proven by facts, never by what the request says.

use super::Actor;
use crate::{
    facts::{Facts, GuardianAccess, GuardianAccessKind, same_unit},
    policy::Audience,
    time::Timestamp,
};

/// Professionals: a relation of their organisation or unit, in their sector, now. Guardians: custody, now, no protected
/// identity, and no access of their own that was closed. The child: is the child.
// R-RELATION-1
#[must_use]
pub fn is_related(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    match actor.audience {
        Audience::Professional => works_with_the_child(actor, facts, now),
        Audience::Guardian => {
            holds_custody(actor, facts, now)
                && !facts.is_protected(now)
                && !is_closed(actor, facts, now)
        }
        Audience::Child => actor.person == Some(facts.child),
    }
}

fn works_with_the_child(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let relations = facts.relations.at(now);
    relations.into_iter().flatten().any(|relation| {
        actor.organisation.as_ref() == Some(&relation.organisation)
            && actor.sector.as_ref() == Some(&relation.sector)
            && (relation.unit.as_deref())
                .is_none_or(|unit| actor.unit.as_deref().is_some_and(|u| same_unit(unit, u)))
            && relation.start <= now
            && relation.end.is_none_or(|end| now < end)
    })
}

fn holds_custody(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let holders = facts.custody.at(now);
    (holders.into_iter().flatten()).any(|holder| actor.person == Some(holder.guardian))
}

/// Closed access stays closed past its date for review, until somebody ends it. Unknown is closed.
// R-CITIZEN-3
fn is_closed(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let Some(known) = facts.guardian_access.at(now) else {
        return true;
    };
    theirs(known, actor, GuardianAccessKind::Closed, now)
        .next()
        .is_some()
}

/// Whether a guardian sees beyond the age at which access closes by itself.
// R-CITIZEN-4
pub(super) fn is_extended(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let known = facts.guardian_access.at(now).into_iter().flatten();
    theirs(known, actor, GuardianAccessKind::Extended, now)
        .any(|access| access.end.is_none_or(|end| now < end))
}

pub(crate) fn theirs<'a>(
    known: impl IntoIterator<Item = &'a GuardianAccess>,
    actor: &'a Actor,
    kind: GuardianAccessKind,
    now: Timestamp,
) -> impl Iterator<Item = &'a GuardianAccess> {
    (known.into_iter()).filter(move |access| {
        actor.person == Some(access.guardian)
            && access.kind == kind
            && access.start <= now
            && access.ended.is_none_or(|ended| now < ended)
    })
}

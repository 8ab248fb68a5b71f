//! Does the actor have to do with this child? Proven by facts, never by what the request says.

use super::Actor;
use crate::{facts::Facts, policy::Audience, time::Timestamp};

/// Professionals: a relation of their organisation or unit, in their sector, now. Guardians: custody, now, and no protected
/// identity. The child: is the child.
// R-RELATION-1
#[must_use]
pub fn is_related(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    match actor.audience {
        Audience::Professional => works_with_the_child(actor, facts, now),
        Audience::Guardian => holds_custody(actor, facts, now) && !facts.is_protected(now),
        Audience::Child => actor.person == Some(facts.child),
    }
}

fn works_with_the_child(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let relations = facts.relations.at(now);
    relations.into_iter().flatten().any(|relation| {
        actor.organisation.as_ref() == Some(&relation.organisation)
            && actor.sector.as_ref() == Some(&relation.sector)
            && (relation.unit.is_none() || relation.unit == actor.unit)
            && relation.start <= now
            && relation.end.is_none_or(|end| now < end)
    })
}

fn holds_custody(actor: &Actor, facts: &Facts, now: Timestamp) -> bool {
    let holders = facts.custody.at(now);
    (holders.into_iter().flatten()).any(|holder| actor.person == Some(holder.guardian))
}

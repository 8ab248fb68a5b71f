//! Does the actor have to do with this child? Proven by facts, never by what the request says.

use super::Case;
use crate::policy::Audience;

impl Case<'_> {
    /// Professionals: a relation of their organisation or unit, in their sector, now. Guardians: custody, now, and no protected
    /// identity. The child: is the child.
    // R-RELATION-1
    pub(super) fn is_related(&self) -> bool {
        match self.question.actor.audience {
            Audience::Professional => self.works_with_the_child(),
            Audience::Guardian => self.holds_custody() && !self.is_protected(),
            Audience::Child => self.question.actor.person == Some(self.facts.child),
        }
    }

    fn works_with_the_child(&self) -> bool {
        let actor = self.question.actor;
        let relations = self.facts.relations.at(self.now);
        relations.into_iter().flatten().any(|relation| {
            actor.organisation.as_ref() == Some(&relation.organisation)
                && actor.sector.as_ref() == Some(&relation.sector)
                && (relation.unit.is_none() || relation.unit == actor.unit)
                && relation.start <= self.now
                && relation.end.is_none_or(|end| self.now < end)
        })
    }

    fn holds_custody(&self) -> bool {
        let holders = self.facts.custody.at(self.now);
        holders
            .into_iter()
            .flatten()
            .any(|holder| self.question.actor.person == Some(holder.guardian))
    }
}

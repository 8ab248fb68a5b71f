//! Whether a ground holds, how long, and what it brings with it; and whether blocks hold against it.

use super::{Case, Reason, ReasonCode};
use crate::{
    policy::{Duty, GrantorsRule, Ground, GroundRule, Need, RuleId, SharingRule},
    time::Timestamp,
};

/// What comes with a permit. Of a permit alone: what is on request or withheld obliges to nothing.
///
/// A sector's are in [`SectorPlan::obligations`](crate::plan::SectorPlan), what goes for everything permitted there; a source's are to be
/// joined by [`Obligations::and`] from the permits of its [`Call`](crate::plan::Call). Whoever enforces them: the reason was tested here
/// already, without one there is no permit; copying is the consumer's to keep from and a logged act where it is allowed; telling and
/// review are owed by whoever runs the service, from the access log's intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Obligations {
    /// Whether a reason had to be stated: the ground's `needs` has `reason`.
    pub reason_required: bool,
    /// Whether the actor may copy and print: the line's `may_copy`.
    pub may_copy: bool,
    /// Whether child and guardians are told of it: `notify` among the ground's `obligations`.
    pub notify: bool,
    /// Whether it is listed for review: `review` among them.
    pub review: bool,
}

impl Obligations {
    /// What holds for two permits at once: only what both allow, all that either asks.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            reason_required: self.reason_required || other.reason_required,
            may_copy: self.may_copy && other.may_copy,
            notify: self.notify || other.notify,
            review: self.review || other.review,
        }
    }
}

impl<'a> Case<'a> {
    /// The ground on which a line can hold, if it serves the purpose: the one claimed, or else the first that needs no claim.
    pub(crate) fn ground(&self, line: &SharingRule) -> Option<&'a GroundRule> {
        let ground = match self.question.ground {
            Some(claimed) => line.grounds.contains(&claimed).then_some(claimed),
            None => (line.grounds.iter())
                .find(|ground| !ground.must_be_claimed())
                .copied(),
        }?;
        let rule = self.policy.ground(ground, self.today)?;
        let serves = |purpose: &String| purpose == self.question.purpose;
        rule.purposes.iter().any(serves).then_some(rule)
    }

    /// Whether the ground holds: by a relation, a reason, and what grantors said, as far as its rule takes them.
    // R-RELATION-2 R-EMERGENCY-1
    pub(super) fn carries(
        &self,
        line: &SharingRule,
        ground: &GroundRule,
        grantors: Option<&GrantorsRule>,
        related: bool,
        rules: &mut Vec<RuleId>,
    ) -> Result<(), Vec<Reason>> {
        let because = |code| Err(vec![Reason::by(code, &line.origin)]);
        if ground.needs(Need::Relation) && !related {
            return Err(vec![Reason::new(ReasonCode::NoRelation)]);
        }
        if ground.needs(Need::Reason) && !self.question.reason_given {
            return because(ReasonCode::ReasonRequired);
        }
        if self.ends(ground).is_some_and(|end| end <= self.now) {
            return Err(vec![Reason::by(ReasonCode::EmergencyOver, &ground.origin)]);
        }
        let asks = [Need::Consent, Need::NoObjection];
        if !asks.iter().any(|need| ground.needs(*need)) {
            return Ok(());
        }
        rules.extend(grantors.map(|grantors| grantors.origin.id.clone()));
        match grantors {
            None => because(ReasonCode::NoRule),
            Some(rule) if !rule.origin.holds_on(self.today) => because(ReasonCode::NoRule),
            Some(rule) if ground.needs(Need::Consent) => self.consent(rule),
            Some(rule) => self.no_objection(rule, ground),
        }
    }

    /// When the ground stops carrying by its own limit, counted from when the question was put.
    // R-EMERGENCY-4
    pub(super) fn ends(&self, ground: &GroundRule) -> Option<Timestamp> {
        ground.ends(self.question.asked)
    }

    /// Whether blocks keep back what a line gives. Where no rule about blocks holds, they do.
    // R-BLOCKED-1
    pub(super) fn is_blockable(&self, line: &SharingRule, ground: Ground) -> bool {
        let despite = line.despite_block && ground == Ground::Statute;
        let forbids = self.policy.block(self.today).is_none_or(|rule| {
            rule.audiences.contains(&self.question.actor.audience) && rule.forbids.contains(&ground)
        });
        forbids && !despite
    }

    pub(super) fn blocks_are_known(
        &self,
        line: &SharingRule,
        ground: &GroundRule,
    ) -> Result<(), Vec<Reason>> {
        let rule = self.policy.block(self.today);
        let known = rule.is_some() && self.facts.blocks.at(self.now).is_some();
        if known || !self.is_blockable(line, ground.ground) {
            return Ok(());
        }
        let origin = rule.map_or(&line.origin, |rule| &rule.origin);
        Err(vec![Reason::by(ReasonCode::BlocksUnknown, origin)])
    }

    pub(super) fn obligations(&self, line: &SharingRule, ground: &GroundRule) -> Obligations {
        Obligations {
            reason_required: ground.needs(Need::Reason),
            may_copy: line.may_copy,
            notify: ground.duties.contains(&Duty::Notify),
            review: ground.duties.contains(&Duty::Review),
        }
    }
}

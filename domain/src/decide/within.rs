//! What a permit gives once it is clear that there is one: the window, the masks, the time it holds.

use jiff::SignedDuration;

use super::{Case, Outcome, Permit, Reason, ReasonCode};
use crate::{
    facts::Lift,
    policy::{Audience, Bound, GroundRule, SharingRule, TypeRule, UnderProtection},
    time::{Timestamp, WindowContext, rules::window},
};

impl Case<'_> {
    pub(super) fn within(
        &self,
        line: &SharingRule,
        ground: &GroundRule,
        bound: &Bound,
        type_rule: &TypeRule,
    ) -> Result<Outcome, Vec<Reason>> {
        if !bound.origin.holds_on(self.today) {
            return Err(vec![Reason::by(ReasonCode::NoRule, &bound.origin)]);
        }
        let outside = || Reason::by(ReasonCode::OutsideWindow, &bound.origin).asking(line);
        let context = WindowContext {
            today: self.today,
            now: self.now,
            birth: self.facts.birth,
            school_start: (self.facts.birth).and_then(|birth| self.policy.school_start(birth)),
            country: self.policy.country(),
        };
        let Some(window) = window(&bound.rule, &type_rule.future, &context) else {
            return Err(vec![outside()]);
        };
        let masked = match self.masks(type_rule) {
            // Free text names streets: a person at the source reads it before it is released.
            Some(UnderProtection::Drop) => {
                let reason = Reason::by(ReasonCode::ProtectedIdentity, &type_rule.origin);
                return Ok(Outcome::OnRequest(vec![reason.asking(line)]));
            }
            masks => masks,
        };
        Ok(Outcome::Permit(Permit {
            rule: line.origin.id.clone(),
            ground: ground.ground,
            basis: type_rule.basis,
            straddle: type_rule.straddle,
            masked,
            obligations: self.obligations(line, ground),
            blockable: self.is_blockable(line, ground.ground),
            addressed: line.addressed,
            older: self.cuts_into_life(window.start()).then(outside),
            valid_until: self.valid_until(ground),
            window,
        }))
    }

    // R-PROTECT-2
    fn masks(&self, type_rule: &TypeRule) -> Option<UnderProtection> {
        let child = self.question.actor.audience == Audience::Child;
        (self.facts.is_protected(self.now) && !child).then_some(type_rule.under_protection)
    }

    /// Older information may exist when the window begins after birth; before birth there is nothing to ask for.
    fn cuts_into_life(&self, start: Timestamp) -> bool {
        match self.facts.birth {
            Some(birth) => self.policy.country().midnight(birth) < start,
            None => start > Timestamp::MIN,
        }
    }

    /// The decision is good until a day begins, a fact grows too old, what the ground carries is over, or a fact begins or ends by its
    /// own date.
    // R-DECIDE-2
    fn valid_until(&self, ground: &GroundRule) -> Timestamp {
        let facts = self.facts;
        let midnight =
            (self.today.tomorrow().ok()).map(|tomorrow| self.policy.country().midnight(tomorrow));
        let consents = facts.consents.at(self.now).into_iter().flatten();
        let relations = facts.relations.at(self.now).into_iter().flatten();
        (midnight.into_iter())
            .chain(facts.custody.expires())
            .chain(facts.protection.expires())
            .chain(facts.consents.expires())
            .chain(facts.relations.expires())
            .chain(
                consents
                    .flat_map(|c| [Some(c.start), c.end, c.ended])
                    .flatten(),
            )
            .chain(relations.flat_map(|r| [Some(r.start), r.end]).flatten())
            .chain(self.ends(ground))
            .chain(self.turns())
            .filter(|end| *end > self.now)
            .min()
            .unwrap_or(self.now)
    }
    /// When one of the other facts grows too old, begins or ends.
    fn turns(&self) -> impl Iterator<Item = Timestamp> {
        let (facts, now) = (self.facts, self.now);
        let expire = [
            facts.blocks.expires(),
            facts.lifts.expires(),
            facts.assessments.expires(),
            facts.board_decisions.expires(),
            facts.guardian_access.expires(),
        ];
        let blocks = facts.blocks.at(now).into_iter().flatten();
        let lifts = facts.lifts.at(now).into_iter().flatten();
        let assessments = facts.assessments.at(now).into_iter().flatten();
        let decisions = facts.board_decisions.at(now).into_iter().flatten();
        let access = facts.guardian_access.at(now).into_iter().flatten();
        // A table may end a lift before its own time.
        let most = self
            .policy
            .block(self.today)
            .map_or(0, |rule| rule.lift_days);
        let latest = move |lift: &Lift| {
            let days = SignedDuration::from_hours(24 * i64::from(most));
            lift.start.checked_add(days).ok()
        };
        (expire.into_iter())
            .chain(blocks.flat_map(|b| [Some(b.start), b.ended]))
            .chain(lifts.flat_map(move |l| [Some(l.start), Some(l.end), l.ended, latest(l)]))
            .chain(assessments.flat_map(|a| [Some(a.start), a.ended]))
            .chain(decisions.flat_map(|d| [Some(d.start), d.end, d.ended]))
            .chain(access.flat_map(|a| [Some(a.start), a.end, a.ended]))
            .flatten()
    }
}

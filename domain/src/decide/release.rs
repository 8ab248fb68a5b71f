//! What is not shown but may be released by a person at the source: by which line, and whether those agree whose consent it rests on.
//! Called by the decision alone, once nothing direct carries.

use super::{Case, Outcome, Reason, ReasonCode};
use crate::policy::{GrantorsRule, Need, RuleId, SharingOutcome, SharingRule};

impl Case<'_> {
    /// The first line whose release rests on nothing that is lacking; else the first that lacks no more than a word that can still be
    /// given, with whose. A refusal, or a line about which nobody can say that there is none, releases nothing: then the reasons.
    ///
    /// A release by consent and one by statute stand side by side as two ways of asking. That consent was refused to the one does not
    /// close the other, which asks for none: a person weighs it there, and knows of the refusal.
    // R-CONSENT-16
    pub(super) fn released(
        &self,
        lines: &[&SharingRule],
        related: bool,
        rules: &mut Vec<RuleId>,
    ) -> Result<Outcome, Vec<Reason>> {
        let mut lacking = None;
        let mut stopped = Vec::new();
        for line in lines.iter().filter(|_| related) {
            let SharingOutcome::OnRequest { grantors } = &line.outcome else {
                continue;
            };
            let released = Reason::by(ReasonCode::ReleasedAfterReview, &line.origin).asking(line);
            match self.agreed(line, grantors.as_ref(), rules) {
                Ok(()) => return Ok(Outcome::OnRequest(vec![released])),
                Err(why) if why.iter().any(|reason| reason.code.stops_release()) => {
                    stopped.extend(why);
                }
                Err(mut why) => {
                    why.sort_by_key(|reason| reason.code);
                    why.dedup();
                    why.push(released);
                    lacking.get_or_insert(why);
                }
            }
        }
        lacking.map(Outcome::OnRequest).ok_or(stopped)
    }

    /// Whether those agree whose consent a line rests on, where consent is the ground.
    fn agreed(
        &self,
        line: &SharingRule,
        grantors: Option<&GrantorsRule>,
        rules: &mut Vec<RuleId>,
    ) -> Result<(), Vec<Reason>> {
        let takes = self.ground(line).is_some_and(|g| g.needs(Need::Consent));
        let Some(rule) = grantors.filter(|_| takes) else {
            return Ok(());
        };
        rules.push(rule.origin.id.clone());
        if !rule.origin.holds_on(self.today) {
            return Err(vec![Reason::by(ReasonCode::NoRule, &line.origin)]);
        }
        self.consent(rule)
    }
}

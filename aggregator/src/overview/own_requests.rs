//! What guardian and child get only on request: a row for each sector that the tables name, in the same words for every child of the age,
//! whoever holds what. Called when the first event is made.

use domain::{
    policy::{Audience, OwnRequestRule},
    time::age_on,
};
use proto::v1::overview::{NextStep, Outcome, OverviewStarted, Reason, SectorDecision};

use super::{question::Overview, words::in_language};

impl Overview {
    /// Puts the rows in, in place of the one that says that there is nothing to show. They hang on nothing but audience, age and day:
    /// neither on what is registered, nor on what is held, nor on what was asked for.
    // R-CITIZEN-5
    pub(super) fn note_own_requests(&self, started: &mut OverviewStarted) {
        let audience = self.actor.actor.audience;
        let today = self.policy.country().today(self.aggregator.clock.now());
        let birth = self.asked.child.birth_date();
        let Some(age) = birth.and_then(|birth| age_on(birth, today)) else {
            return;
        };
        if audience == Audience::Professional {
            return;
        }
        for (sector, rule) in self.policy.own_requests(audience, age, today) {
            let row = SectorDecision {
                sector: sector.to_string(),
                outcome: Outcome::OnRequest.into(),
                reasons: vec![self.reason(rule)],
                obligations: None,
                open_requests: Vec::new(),
            };
            let there = started
                .sectors
                .iter_mut()
                .find(|row| row.sector == sector.as_str());
            match there {
                Some(there) if there.outcome() == Outcome::Withheld => *there = row,
                // What the tables open of a sector says more than how to ask for it.
                Some(_) => {}
                None => started.sectors.push(row),
            }
        }
        started.sectors.sort_by(|a, b| a.sector.cmp(&b.sector));
    }

    fn reason(&self, rule: &OwnRequestRule) -> Reason {
        let text = in_language(&rule.text, self.asked.language);
        Reason {
            code: "RELEASED_AFTER_REVIEW".to_owned(),
            rule: rule.origin.id.to_string(),
            law: rule.origin.law.to_string(),
            text: super::words::released_after_review(self.asked.language).to_owned(),
            next_step: Some(NextStep {
                code: "CONTACT_SOURCE".to_owned(),
                text: text.to_owned(),
                ..NextStep::default()
            }),
            ..Reason::default()
        }
    }
}

//! Says in plain Swedish, Danish or English why something was decided: rules with their law, and the facts that counted or did not.
//! For whoever answers for the decision and for auditors: it says more than whoever asked may know, and no identifier of anybody.

mod finding;
mod found;
mod told;
mod words;

pub use finding::{
    AccessFound, BlockReach, BlocksFound, Effect, Finding, Person, PurposeStanding, RelationFound,
    RelationLack, WordStanding,
};
pub use told::{Told, ToldFact, ToldReason, ToldRule};

use crate::{
    decide::{Blocks, Class, Decision, Onlooker, Permit, Question, Reason, Visibility, decide},
    facts::Facts,
    id::OrganisationId,
    policy::{Audience, Labels, Policy, RuleId, RuleKind},
    record::Sector,
    time::{Country, Date, Timestamp, WindowRule},
};

/// The languages that explanations exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Swedish.
    Sv,
    /// Danish.
    Da,
    /// English.
    En,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sv, Self::Da, Self::En];

    /// The tag: `sv`, `da`, `en`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::Da => "da",
            Self::En => "en",
        }
    }
}

/// Everything that a decision is made of.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who asks, and for what.
    pub question: &'a Question<'a>,
    /// What is asked for.
    pub class: &'a Class,
    /// The organisation that answers for the source, where one source is meant.
    pub source: Option<&'a OrganisationId>,
    /// What is known.
    pub facts: &'a Facts,
    /// The tables.
    pub policy: &'a Policy,
    /// When.
    pub now: Timestamp,
}

impl Asked<'_> {
    /// Decides, for the source where one is named.
    #[must_use]
    pub fn decide(&self) -> Decision {
        let decision = decide(self.question, self.class, self.facts, self.policy, self.now);
        let by = Onlooker::from(self.question);
        match Blocks::against(by, self.facts, self.policy, self.now) {
            // With the blocks unknown what they could keep back is withheld already.
            None => decision,
            Some(blocks) => decision.at_source(&blocks, self.source, self.class),
        }
    }
}

/// A decision explained, in no language yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    country: Country,
    now: Timestamp,
    audience: Audience,
    actor: Option<(Sector, Option<Labels>)>,
    producer: (Sector, Option<Labels>),
    kind: (String, Option<Labels>),
    same_organisation: bool,
    /// What may be done.
    pub verdict: Verdict,
    /// How much whoever asks may learn of it.
    pub visibility: Visibility,
    /// Why something is not shown; of a permit, what is said of older information.
    pub reasons: Vec<Because>,
    /// The facts, in the order in which a reader asks.
    pub findings: Vec<Finding>,
    /// The rules that decided, in the order they were met, each once.
    pub rules: Vec<RuleTold>,
}

/// What may be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Shown directly.
    Permit(Box<Permit>),
    /// A person at the source must release it.
    OnRequest,
    /// Not shown.
    Withhold,
}

/// A reason, with how to ask for what it keeps back.
#[derive(Debug, Clone, PartialEq)]
pub struct Because {
    /// The reason.
    pub reason: Reason,
    /// How to ask, where a rule of the tables says so today.
    pub ask: Option<Labels>,
}

/// A rule that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTold {
    /// Its id.
    pub id: RuleId,
    /// The table that it stands in. `None` = these tables do not have it.
    pub kind: Option<RuleKind>,
    /// The law with its number.
    pub law: String,
    /// The first day it holds.
    pub valid_from: Option<Date>,
    /// The first day it no longer holds.
    pub valid_to: Option<Date>,
    /// What is uncertain about it, with "?" where it is, in the words of the tables.
    pub note: String,
    /// How far back, for a window.
    pub window: Option<WindowRule>,
}

/// Explains a decision by what it was made of.
// R-EXPLAIN-1
#[must_use]
pub fn explain(asked: &Asked<'_>, decision: &Decision) -> Explanation {
    let Asked {
        question,
        class,
        policy,
        now,
        ..
    } = *asked;
    let today = policy.country().today(now);
    let of_sector = |sector: &Sector| (sector.clone(), policy.sectors().get(sector).cloned());
    let reasons = decision.outcome.reasons();
    let because = |reason: &Reason| Because {
        reason: reason.clone(),
        ask: (reason.request)
            .and_then(|place| policy.request_at(place, today))
            .map(|request| request.text.clone()),
    };
    let type_rule = policy.type_rule(&class.information_type);
    Explanation {
        country: policy.country(),
        now,
        audience: question.actor.audience,
        actor: question.actor.sector.as_ref().map(of_sector),
        producer: of_sector(&class.producer),
        kind: (
            class.information_type.to_string(),
            type_rule.map(|rule| rule.label.clone()),
        ),
        same_organisation: class.same_organisation,
        verdict: decision.into(),
        visibility: decision.visibility,
        reasons: reasons.into_iter().map(because).collect(),
        findings: found::findings(asked, decision),
        rules: rules(asked, decision),
    }
}

impl From<&Decision> for Verdict {
    fn from(decision: &Decision) -> Self {
        use crate::decide::Outcome;
        match &decision.outcome {
            Outcome::Permit(permit) => Self::Permit(Box::new(permit.clone())),
            Outcome::OnRequest(_) => Self::OnRequest,
            Outcome::Withhold(_) => Self::Withhold,
        }
    }
}

/// The rules that the decision met and those that its reasons name, each once.
fn rules(asked: &Asked<'_>, decision: &Decision) -> Vec<RuleTold> {
    let reasons = decision.outcome.reasons();
    let named = reasons.iter().filter_map(|reason| reason.rule.as_ref());
    let mut told: Vec<RuleTold> = Vec::new();
    for id in decision.rules.iter().chain(named) {
        if told.iter().any(|rule| rule.id == *id) {
            continue;
        }
        let found = asked.policy.rule(id);
        let origin = found.map(|rule| rule.origin);
        told.push(RuleTold {
            id: id.clone(),
            kind: found.map(|rule| rule.kind),
            law: origin.map(|o| o.law.to_string()).unwrap_or_default(),
            valid_from: origin.map(|o| o.valid_from),
            valid_to: origin.and_then(|o| o.valid_to),
            note: origin.map(|o| o.note.clone()).unwrap_or_default(),
            window: found.and_then(|rule| rule.window).cloned(),
        });
    }
    told
}

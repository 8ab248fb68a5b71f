//! A logged decision made again by the tables and facts of its time, and held against what the log says. Pure: what was is handed in.

use std::collections::BTreeSet;

use domain::{
    decide::{Actor, Class, Decision, Outcome, Question, is_related, may_look_for},
    explain::{Asked, Explanation, explain},
    facts::{Facts, Pseudonym},
    id::OrganisationId,
    policy::{Audience, Ground, Policy},
    record::{InformationType, Sector},
    time::{Country, Timestamp},
};
use thiserror::Error;

use crate::{
    audit::entry::{DecisionRef, Event, Intent},
    hash::unhex,
};

/// Why something cannot be decided again.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum NotReplayed {
    /// The command reads the store that a configuration names.
    #[error("a replay needs a configuration")]
    NoConfiguration,
    /// Nothing of that id or number is a look.
    #[error("the access log has no such look")]
    NoLook,
    /// The child that was named is not the one that was looked at.
    #[error("the look was at another child")]
    AnotherChild,
    /// The child is neither named nor in the entry.
    #[error("the child is missing; expected its identity number")]
    NoChild,
    /// An identity number.
    #[error("{what} is no identity number")]
    NoPerson {
        /// Whose.
        what: &'static str,
    },
    /// The entry is of before entries carried what a replay needs.
    #[error("the entry does not say {what}; it was written by an older version")]
    Untold {
        /// What.
        what: &'static str,
    },
    /// No table of that name was in force, or it was kept by nobody.
    #[error("the text of the tables for {name} at that time was not kept")]
    NoTable {
        /// The country's code.
        name: String,
    },
    /// What lies under the hash is not what was hashed.
    // R-REPLAY-4
    #[error(
        "the text kept under {hash} is not that text: it was changed, and nothing is decided by it"
    )]
    Tampered {
        /// The hash under which it was kept.
        hash: String,
    },
}

/// A look, ready to be decided again.
pub(super) struct Look<'a> {
    intent: &'a Intent,
    /// The reason of a refusal.
    refused: Option<&'a str>,
    actor: Actor,
    ground: Option<Ground>,
    asked: Timestamp,
}

/// One type from one sector, then and now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) sector: String,
    pub(super) information_type: String,
    /// `permit`, `on-request` or `withhold`, as the log has it.
    pub(super) recorded: String,
    /// The same as decided again; of a source of the own organisation, where that makes the difference.
    pub(super) decided: &'static str,
    /// Whether both say the same, by the same rules.
    pub(super) is_same: bool,
    pub(super) explanation: Explanation,
}

/// What a replay came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Replayed {
    pub(super) rows: Vec<Row>,
    /// Rules that the log names and that decide nothing any more.
    pub(super) lost_rules: Vec<String>,
    /// Whether the question is refused as a whole, in the log and again.
    pub(super) refused: (bool, bool),
}

impl Replayed {
    pub(super) fn is_same(&self) -> bool {
        self.rows.iter().all(|row| row.is_same)
            && self.lost_rules.is_empty()
            && self.refused.0 == self.refused.1
    }
}

impl<'a> Look<'a> {
    /// Reads an entry. `country`: of entries that do not say it.
    pub(super) fn of(event: &'a Event) -> Result<Self, NotReplayed> {
        let (intent, refused) = match event {
            Event::Intent(intent) => (intent, None),
            Event::Refused(refused) => (&refused.intent, Some(refused.reason.as_str())),
            _ => return Err(NotReplayed::NoLook),
        };
        let untold = |what| NotReplayed::Untold { what };
        let replay = intent
            .replay
            .as_ref()
            .ok_or_else(|| untold("when it was put"))?;
        let audience = Audience::parse(&intent.audience).ok_or_else(|| untold("who asked"))?;
        let organisation = (intent.organisation.as_ref())
            .map(|id| OrganisationId::parse(&id.system, &id.value))
            .transpose();
        let person = replay.person.as_deref().and_then(pseudonym);
        Ok(Self {
            refused,
            actor: Actor {
                audience,
                country: Country::parse(&replay.country).ok_or_else(|| untold("the country"))?,
                sector: intent
                    .sector
                    .as_deref()
                    .and_then(|code| Sector::parse(code).ok()),
                organisation: organisation.map_err(|_| untold("the organisation"))?,
                unit: intent.unit.clone(),
                person,
            },
            ground: intent.ground.as_deref().and_then(ground),
            asked: Timestamp::from_microsecond(replay.asked_us)
                .map_err(|_| untold("when it was put"))?,
            intent,
        })
    }

    pub(super) fn country(&self) -> Country {
        self.actor.country
    }

    /// When it was decided, as the entry says.
    pub(super) fn decided(&self) -> Result<Timestamp, NotReplayed> {
        let replay = self.intent.replay.as_ref();
        (replay.and_then(|replay| Timestamp::from_microsecond(replay.decided_us).ok())).ok_or(
            NotReplayed::Untold {
                what: "when it was decided",
            },
        )
    }

    /// The hash of the tables that decided it.
    pub(super) fn policy_hash(&self) -> Option<&str> {
        let named = self.intent.policies.get(self.country().code());
        named.map(|named| named.hash.as_str())
    }

    /// Decides every row of the log again.
    // R-REPLAY-3
    pub(super) fn again(&self, facts: &Facts, policy: &Policy, now: Timestamp) -> Replayed {
        let question = Question {
            actor: &self.actor,
            ground: self.ground,
            reason_given: self.intent.reason.is_some(),
            purpose: &self.intent.purpose,
            asked: self.asked,
        };
        let again = Again {
            question: &question,
            facts,
            policy,
            now,
        };
        let mut rows = Vec::new();
        let mut lost_rules = Vec::new();
        for recorded in &self.intent.decisions {
            let (found, lost) = again.rows(recorded);
            rows.extend(found);
            lost_rules.extend(lost);
        }
        let looks = may_look_for(&question, policy, now) && is_related(&self.actor, facts, now);
        let refused = self.refused.is_some() && rows.is_empty();
        Replayed {
            refused: (refused, !looks && rows.is_empty()),
            rows,
            lost_rules,
        }
    }
}

struct Again<'a> {
    question: &'a Question<'a>,
    facts: &'a Facts,
    policy: &'a Policy,
    now: Timestamp,
}

impl Again<'_> {
    fn rows(&self, recorded: &DecisionRef) -> (Vec<Row>, Vec<String>) {
        let Ok(sector) = Sector::parse(&recorded.sector) else {
            return (Vec::new(), recorded.rules.clone());
        };
        let mut met = BTreeSet::new();
        let mut rows = Vec::new();
        for code in &recorded.types {
            let Ok(kind) = InformationType::parse(code) else {
                continue;
            };
            // The log does not say whether a source was of the actor's own organisation: what either decides was decided.
            let [other, own] = [false, true].map(|own| self.decide(&sector, &kind, own));
            let is_same = |(_, decision): &(Explanation, Decision)| same(recorded, decision);
            let (explanation, decision) = match (is_same(&other), is_same(&own)) {
                (false, true) => own,
                _ => other,
            };
            let is_same = same(recorded, &decision);
            if is_same {
                met.extend(rules(&decision));
            }
            rows.push(Row {
                sector: recorded.sector.clone(),
                information_type: code.clone(),
                recorded: recorded.outcome.clone(),
                decided: explanation.verdict.as_str(),
                is_same,
                explanation,
            });
        }
        let lost = recorded.rules.iter().filter(|rule| !met.contains(*rule));
        (rows, lost.cloned().collect())
    }

    fn decide(
        &self,
        sector: &Sector,
        kind: &InformationType,
        own: bool,
    ) -> (Explanation, Decision) {
        let class = Class {
            country: self.policy.country(),
            producer: sector.clone(),
            information_type: kind.clone(),
            same_organisation: own,
        };
        let asked = Asked {
            question: self.question,
            class: &class,
            // The log speaks of sectors; what a block keeps back of one source stands in none of them.
            source: None,
            facts: self.facts,
            policy: self.policy,
            now: self.now,
        };
        let decision = asked.decide();
        (explain(&asked, &decision), decision)
    }
}

/// The rules that a row of the log names for such a decision.
fn rules(decision: &Decision) -> BTreeSet<String> {
    match &decision.outcome {
        Outcome::Permit(permit) => [permit.rule.to_string()].into(),
        Outcome::OnRequest(reasons) | Outcome::Withhold(reasons) => {
            let rules = reasons.iter().filter_map(|reason| reason.rule.as_deref());
            rules.map(ToOwned::to_owned).collect()
        }
    }
}

/// Whether a decision is the recorded one: the same outcome by the same rules. The log names the rules of a permit only where a source
/// was to be asked, and withholds what is addressed to somebody where the source could not tell whom.
fn same(recorded: &DecisionRef, decision: &Decision) -> bool {
    let rules = rules(decision);
    let named = rules.iter().all(|rule| recorded.rules.contains(rule));
    match (&*recorded.outcome, &decision.outcome) {
        ("permit", Outcome::Permit(_)) => recorded.rules.is_empty() || named,
        ("withhold", Outcome::Permit(permit)) => permit.addressed && named,
        ("on-request", Outcome::OnRequest(_)) | ("withhold", Outcome::Withhold(_)) => named,
        _ => false,
    }
}

fn pseudonym(hex: &str) -> Option<Pseudonym> {
    let bytes: [u8; 32] = unhex(hex)?.try_into().ok()?;
    Some(Pseudonym(bytes))
}

fn ground(word: &str) -> Option<Ground> {
    use Ground::{Consent, Emergency, Necessity, OwnAccess, Statute};
    let all = [Consent, Necessity, Statute, Emergency, OwnAccess];
    all.into_iter().find(|ground| ground.as_str() == word)
}

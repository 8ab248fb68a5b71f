//! A logged decision made again by the tables and facts of its time, and held against what the log says. Pure: what was is handed in.

use std::collections::BTreeSet;

use domain::{
    decide::{
        Actor, Blocks, Class, Decision, Onlooker, Outcome, Question, is_related, may_look_for,
    },
    explain::{Asked, Explanation, explain},
    facts::{Facts, Pseudonym},
    id::OrganisationId,
    policy::{Audience, Ground, Policy},
    record::{InformationType, Sector},
    time::{Country, Timestamp},
};
use thiserror::Error;

use crate::{
    audit::entry::{AskedRef, DecisionRef, Event, Intent, OrganisationRef},
    hash::unhex,
    store::FactAges,
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
    /// The entry says something that nobody understands: it was changed, or another version wrote it.
    #[error("what the entry says of {what} is not understood")]
    Unreadable {
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
    /// The organisation of the source, where one source is meant.
    pub(super) source: Option<String>,
    /// `permit`, `on-request` or `withhold`, as the log has it.
    pub(super) recorded: String,
    /// The same as decided again.
    pub(super) decided: &'static str,
    /// Whether both say the same, by the same rules.
    pub(super) is_same: bool,
    /// Whether a block could keep it back.
    is_blockable: bool,
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
    /// Whether a block stood against the actor, in the log and again. `None` where the entry or the rows do not say.
    pub(super) blocked: Option<(bool, bool)>,
}

impl Replayed {
    pub(super) fn is_same(&self) -> bool {
        self.rows.iter().all(|row| row.is_same)
            && self.lost_rules.is_empty()
            && self.refused.0 == self.refused.1
            && self.blocked.is_none_or(|(then, again)| then == again)
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
        let organisation = intent.organisation.as_ref().map(organisation).transpose()?;
        let sector = |code: &str| Sector::parse(code).ok();
        Ok(Self {
            refused,
            actor: Actor {
                audience,
                country: Country::parse(&replay.country).ok_or_else(|| untold("the country"))?,
                sector: read("the sector", intent.sector.as_deref(), sector)?,
                organisation,
                unit: intent.unit.clone(),
                person: read("the person", replay.person.as_deref(), pseudonym)?,
            },
            ground: read("the ground", intent.ground.as_deref(), ground)?,
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

    /// The ages after which facts were unknown then, where the entry says them.
    pub(super) fn ages(&self) -> Option<FactAges> {
        let replay = self.intent.replay.as_ref()?;
        replay.ages.map(Into::into)
    }

    /// The hash of the tables that decided it.
    pub(super) fn policy_hash(&self) -> Option<&str> {
        let named = self.intent.policies.get(self.country().code());
        named.map(|named| named.hash.as_str())
    }

    /// Decides every row of the log again.
    // R-REPLAY-3
    pub(super) fn again(
        &self,
        facts: &Facts,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Replayed, NotReplayed> {
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
            let (found, lost) = again.rows(recorded)?;
            rows.extend(found);
            lost_rules.extend(lost);
        }
        let replay = self.intent.replay.as_ref();
        for asked in replay.iter().flat_map(|replay| &replay.asked) {
            rows.extend(again.at_source(asked)?);
        }
        let looks = may_look_for(&question, policy, now) && is_related(&self.actor, facts, now);
        let refused = self.refused.is_some() && rows.is_empty();
        Ok(Replayed {
            refused: (refused, !looks && rows.is_empty()),
            blocked: replay
                .and_then(|replay| replay.blocked)
                .and_then(|then| Some((then, again.blocked(then, &rows)?))),
            rows,
            lost_rules,
        })
    }
}

struct Again<'a> {
    question: &'a Question<'a>,
    facts: &'a Facts,
    policy: &'a Policy,
    now: Timestamp,
}

impl Again<'_> {
    fn rows(&self, recorded: &DecisionRef) -> Result<(Vec<Row>, Vec<String>), NotReplayed> {
        let sector = sector(&recorded.sector)?;
        let mut met = BTreeSet::new();
        let mut rows = Vec::new();
        for code in &recorded.types {
            let kind = kind(code)?;
            let decide = |own| self.decide(&sector, &kind, own, None);
            let (explanation, decision) = match recorded.same_organisation {
                Some(own) => decide(own),
                // An entry of before does not say it: what either decides was decided.
                None => match (decide(false), decide(true)) {
                    (other, own) if !same(recorded, &other.1) && same(recorded, &own.1) => own,
                    (other, _) => other,
                },
            };
            let is_same = same(recorded, &decision);
            if is_same {
                met.extend(rules(&decision));
            }
            rows.push(Row {
                sector: recorded.sector.clone(),
                information_type: code.clone(),
                source: None,
                recorded: recorded.outcome.clone(),
                decided: explanation.verdict.as_str(),
                is_same,
                is_blockable: is_blockable(&decision),
                explanation,
            });
        }
        let lost = recorded.rules.iter().filter(|rule| !met.contains(*rule));
        Ok((rows, lost.cloned().collect()))
    }

    /// What a source was asked for while a block stood: each type is permitted of that source, or the log says what was not so.
    // R-REPLAY-5
    fn at_source(&self, asked: &AskedRef) -> Result<Vec<Row>, NotReplayed> {
        let sector = sector(&asked.sector)?;
        let source = asked.organisation.as_ref().map(organisation).transpose()?;
        let own = source.is_some() && source == self.question.actor.organisation;
        let mut rows = Vec::new();
        for code in &asked.types {
            let (explanation, decision) = self.decide(&sector, &kind(code)?, own, source.as_ref());
            rows.push(Row {
                sector: asked.sector.clone(),
                information_type: code.clone(),
                source: source.as_ref().map(|id| id.value().to_owned()),
                recorded: "permit".to_owned(),
                decided: explanation.verdict.as_str(),
                is_same: matches!(decision.outcome, Outcome::Permit(_)),
                is_blockable: is_blockable(&decision),
                explanation,
            });
        }
        Ok(rows)
    }

    /// Whether a block stands against a professional. `None` where the log need not say so: nothing of the rows could be kept back, and
    /// what lies beside the question stands in none.
    fn blocked(&self, then: bool, rows: &[Row]) -> Option<bool> {
        if self.question.actor.audience != Audience::Professional {
            return None;
        }
        let by = Onlooker::from(self.question);
        let stands = Blocks::against(by, self.facts, self.policy, self.now)
            .is_some_and(|blocks| !blocks.is_empty());
        let keeps_back = rows.iter().any(|row| row.is_blockable);
        (!stands || then || keeps_back).then_some(stands)
    }

    fn decide(
        &self,
        sector: &Sector,
        kind: &InformationType,
        own: bool,
        source: Option<&OrganisationId>,
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
            // What the log says of a sector is said without the blocks of single sources; those stand in what it says was asked.
            source,
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

/// Whether a decision is the recorded one: the same outcome by the same rules, of which there is always one for a permit. The log withholds
/// what is addressed to somebody where the source could not tell whom.
fn same(recorded: &DecisionRef, decision: &Decision) -> bool {
    let rules = rules(decision);
    let named = rules.iter().all(|rule| recorded.rules.contains(rule));
    match (&*recorded.outcome, &decision.outcome) {
        ("permit", Outcome::Permit(_)) => named,
        ("withhold", Outcome::Permit(permit)) => permit.addressed && named,
        ("on-request", Outcome::OnRequest(_)) | ("withhold", Outcome::Withhold(_)) => named,
        _ => false,
    }
}

fn is_blockable(decision: &Decision) -> bool {
    matches!(&decision.outcome, Outcome::Permit(permit) if permit.blockable)
}

/// Reads what an entry says, where it says it.
fn read<T>(
    what: &'static str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, NotReplayed> {
    text.map(|text| read(text).ok_or(NotReplayed::Unreadable { what }))
        .transpose()
}

fn sector(code: &str) -> Result<Sector, NotReplayed> {
    Sector::parse(code).map_err(|_| NotReplayed::Unreadable {
        what: "the source's sector",
    })
}

fn kind(code: &str) -> Result<InformationType, NotReplayed> {
    let what = "the type of information";
    InformationType::parse(code).map_err(|_| NotReplayed::Unreadable { what })
}

fn organisation(id: &OrganisationRef) -> Result<OrganisationId, NotReplayed> {
    let what = "the organisation";
    OrganisationId::parse(&id.system, &id.value).map_err(|_| NotReplayed::Unreadable { what })
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

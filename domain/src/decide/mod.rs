//! May this actor see this type of information from this sector about this child, and if not, how much may be said about it?
//! One total, pure function: no clock, no error path. What no rule allows is withheld; unknown withholds.
//!
//! | input | of it | unknown |
//! |---|---|---|
//! | [`Question`] | actor (audience, sector, organisation, unit, person), ground claimed, reason given, purpose, when it was put | a purpose that no row of the tables allows is refused |
//! | [`Class`] | country, producer's sector, type, own organisation or not | a type that the tables do not name is withheld |
//! | [`Facts::birth`](crate::facts::Facts::birth) | age in whole local days | every case of a grantors rule at once; a line that asks the age gives nothing |
//! | `custody` | whose word counts today | nobody can consent for the child |
//! | `consents` | recipient organisation, unit, sector; source sectors; purpose; start, end, ended; deleted never counted; an unverified permit only where the grantors rule says so, an unverified refusal always | withheld |
//! | `assessments` | whether the *asking* organisation, or its unit, found the child mature; the newest counts | the cases for mature and for not mature at once |
//! | `board_decisions` | one of several guardians is no longer asked, where the grantors rule says so | nobody is replaced |
//! | `protection` | masks; closes guardians' access | protected |
//! | `relations` | the actor's organisation or unit, in its sector, now | no relation |
//! | `guardian_access` | extended to the age of the line's `extended_below`; closed wins, and stays closed past its date for review | closed |
//! | `blocks`, `lifts` | overlaid by [`Blocks`]: a whole source in [`crate::plan`], a record in [`crate::screen`] | withheld; no lift |

pub(crate) mod block;
pub(crate) mod consent;
mod ground;
mod maturity;
mod reason;
pub(crate) mod relation;
mod release;
mod within;

pub use block::{BlockAnswer, BlockStand, Blocks, Onlooker, block_would_stand};
pub use consent::{ScopePart, has_consent};
pub use ground::Obligations;
pub use maturity::{child_may_decide, findings, may_block};
pub use reason::{Grantor, Reason, ReasonCode};
pub use relation::is_related;

use crate::{
    facts::{Facts, Pseudonym},
    id::OrganisationId,
    policy::{
        Audience, Ground, Policy, RuleId, SharingOutcome, SharingRule, TypeRule, UnderProtection,
    },
    record::{InformationType, Sector},
    time::{Basis, Country, Date, Straddle, Timestamp, Window, age_on},
};

/// Who asks, as the verified token says.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Who looks.
    pub audience: Audience,
    /// The country whose tables the actor works under.
    pub country: Country,
    /// The sector. `None` for guardian and child.
    pub sector: Option<Sector>,
    /// The organisation. `None` for guardian and child.
    pub organisation: Option<OrganisationId>,
    /// The unit in the organisation.
    pub unit: Option<String>,
    /// The person, for guardian and child.
    pub person: Option<Pseudonym>,
}

/// What is asked of the decision, beside who asks.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// The ground claimed. `None` = the ordinary ones of the tables.
    pub ground: Option<Ground>,
    /// Whether a reason was stated.
    pub reason_given: bool,
    /// What the look is for, as the verified token says: `care`, `own-access`.
    pub purpose: &'a str,
    /// When the question was put: the time that a ground carries is counted from it, however often it is decided anew.
    pub asked: Timestamp,
}

/// What is decided about: a sector's information of one type. A thousand producers make a dozen of these.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Class {
    /// The producer's country.
    pub country: Country,
    /// The producer's sector.
    pub producer: Sector,
    /// The information type.
    pub information_type: InformationType,
    /// Whether the producer is of the actor's own organisation.
    pub same_organisation: bool,
}

/// The answer, with the rules that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What may be done.
    pub outcome: Outcome,
    /// How much may be said.
    pub visibility: Visibility,
    /// The rules that decided, in the order they were met.
    pub rules: Vec<RuleId>,
}

/// What may be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Ask the source and show.
    Permit(Permit),
    /// Lawful, but a person at the source must release it.
    OnRequest(Vec<Reason>),
    /// Not shown.
    Withhold(Vec<Reason>),
}

impl Outcome {
    /// Why it is not shown; of a permit, what is said of older information.
    #[must_use]
    pub fn reasons(&self) -> Vec<&Reason> {
        match self {
            Self::Permit(permit) => permit.older.iter().collect(),
            Self::OnRequest(reasons) | Self::Withhold(reasons) => reasons.iter().collect(),
        }
    }
}

/// What a permit gives, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Permit {
    /// The line of the matrix.
    pub rule: RuleId,
    /// The ground that carried.
    pub ground: Ground,
    /// What is inside.
    pub window: Window,
    /// Which time of a record is tested.
    pub basis: Basis,
    /// What a partial date on the edge counts as.
    pub straddle: Straddle,
    /// The masks of protected identity. `None` = nothing is masked.
    pub masked: Option<UnderProtection>,
    /// What the actor may and must beside looking.
    pub obligations: Obligations,
    /// Whether a block keeps it back. False for what the tables hold open against blocks, and for whom blocks are not meant.
    pub blockable: bool,
    /// Whether it is addressed to the actor: only a source that answers by who asks may be asked for it.
    pub addressed: bool,
    /// Set when the window cuts into the child's life: what to say about older information.
    pub older: Option<Reason>,
    /// When the permit ends if no fact changes before.
    pub valid_until: Timestamp,
}

impl Decision {
    /// The same decision for one source, whose organisation may be blocked as a whole.
    // R-BLOCKED-2
    #[must_use]
    pub fn at_source(
        self,
        blocks: &Blocks,
        source: Option<&OrganisationId>,
        class: &Class,
    ) -> Self {
        match &self.outcome {
            Outcome::Permit(permit)
                if permit.blockable && blocks.all_of(source, &class.information_type) =>
            {
                Self {
                    outcome: withhold(Reason::new(ReasonCode::Blocked)),
                    visibility: self.visibility.min(Visibility::Reasons),
                    rules: self.rules,
                }
            }
            _ => self,
        }
    }
}

/// How much the actor may learn about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Nothing: unknown, forbidden, protected and empty are one and the same.
    Refused,
    /// Why, and what to do.
    Reasons,
    /// Everything about the decision.
    Full,
}

/// Decides. Deny-overrides: a line that says never, a missing relation or a refusal beats whatever else would permit. A refusal gives
/// way only to a ground that was claimed by name and needs no consent: a statute, an emergency.
// R-DECIDE-1
#[must_use]
pub fn decide(
    question: &Question<'_>,
    class: &Class,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Decision {
    let case = Case::new(question, class, facts, policy, now);
    let related = is_related(question.actor, facts, now);
    let mut rules = Vec::new();
    let purpose = case.purpose(&mut rules);
    let is_refused = purpose.is_err();
    let outcome = match purpose {
        Ok(()) => case.outcome(related, &mut rules),
        Err(reason) => withhold(reason),
    };
    let visibility = match (&outcome, related) {
        // R-PURPOSE-1: research and quality learn as little as somebody without a relation.
        _ if is_refused => Visibility::Refused,
        (Outcome::Permit(_), _) => Visibility::Full,
        // Without a relation only an emergency with its reason comes so far.
        (Outcome::OnRequest(_), _) | (Outcome::Withhold(_), true) => Visibility::Reasons,
        (Outcome::Withhold(_), false) => Visibility::Refused,
    };
    Decision {
        outcome,
        visibility,
        rules,
    }
}

/// Everything one decision looks at. [`crate::explain`] asks it the same questions again.
pub(crate) struct Case<'a> {
    pub(crate) question: &'a Question<'a>,
    pub(crate) class: &'a Class,
    pub(crate) facts: &'a Facts,
    pub(crate) policy: &'a Policy,
    pub(crate) now: Timestamp,
    pub(crate) today: Date,
    pub(crate) age: Option<u8>,
    pub(crate) mature: Option<bool>,
    pub(crate) extended: bool,
}

/// Whether the tables allow any look for this purpose by this actor today.
#[must_use]
pub fn may_look_for(question: &Question<'_>, policy: &Policy, now: Timestamp) -> bool {
    let rule = policy.purpose(question.purpose, policy.country().today(now));
    rule.is_some_and(|rule| rule.allowed && rule.audiences.contains(&question.actor.audience))
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        question: &'a Question<'a>,
        class: &'a Class,
        facts: &'a Facts,
        policy: &'a Policy,
        now: Timestamp,
    ) -> Self {
        let today = policy.country().today(now);
        Self {
            question,
            class,
            facts,
            policy,
            now,
            today,
            age: facts.birth.and_then(|birth| age_on(birth, today)),
            mature: maturity::is_mature(question.actor, facts, policy, now),
            extended: question.actor.audience == Audience::Guardian
                && relation::is_extended(question.actor, facts, now),
        }
    }

    // R-PURPOSE-1
    fn purpose(&self, rules: &mut Vec<RuleId>) -> Result<(), Reason> {
        if may_look_for(self.question, self.policy, self.now) {
            return Ok(());
        }
        let Some(rule) = self.policy.purpose(self.question.purpose, self.today) else {
            return Err(Reason::new(ReasonCode::PurposeRefused));
        };
        rules.push(rule.origin.id.clone());
        Err(Reason::by(ReasonCode::PurposeRefused, &rule.origin))
    }

    fn outcome(&self, related: bool, rules: &mut Vec<RuleId>) -> Outcome {
        let Some(type_rule) = self.policy.type_rule(&self.class.information_type) else {
            return withhold(Reason::new(ReasonCode::UnknownType));
        };
        let lines = match self.lines(type_rule) {
            Ok(lines) => lines,
            Err(reason) => return withhold(reason),
        };
        rules.extend(lines.iter().map(|line| line.origin.id.clone()));
        if let Some(never) = (lines.iter()).find(|l| matches!(l.outcome, SharingOutcome::Never)) {
            return withhold(Reason::by(ReasonCode::NeverShared, &never.origin));
        }
        let (direct, refusals): (Vec<_>, Vec<_>) = (lines.iter())
            .filter_map(|line| self.direct(line, type_rule, related, rules))
            .partition(Result::is_ok);
        let mut reasons: Vec<_> =
            (refusals.into_iter().filter_map(Result::err).flatten()).collect();
        if !reasons.iter().any(|reason| reason.code.forbids()) {
            if let Some(Ok(outcome)) = direct.into_iter().next() {
                return outcome;
            }
            match self.released(&lines, related, rules) {
                Ok(outcome) => return outcome,
                Err(more) => reasons.extend(more),
            }
        }
        if reasons.is_empty() {
            reasons.push(Reason::new(ReasonCode::NoRelation));
        }
        reasons.sort_by_key(|r| r.code);
        reasons.dedup();
        Outcome::Withhold(reasons)
    }

    /// The lines of the matrix that hold for this question today, or why none does.
    pub(crate) fn lines(&self, type_rule: &TypeRule) -> Result<Vec<&'a SharingRule>, Reason> {
        let actor = self.question.actor;
        let same_country = actor.country == self.policy.country()
            && self.class.country == self.policy.country()
            && type_rule.origin.holds_on(self.today);
        let (class, audience) = (self.class, actor.audience);
        let all: Vec<_> = (self.policy)
            .lines(
                audience,
                actor.sector.as_ref(),
                &class.producer,
                &class.information_type,
            )
            .filter(|line| same_country && line.origin.holds_on(self.today))
            .filter(|line| {
                line.same_organisation
                    .is_none_or(|same| same == class.same_organisation)
                    && line.own.is_none_or(|own| own == self.is_own_file())
            })
            .collect();
        if all.is_empty() {
            return Err(Reason::new(ReasonCode::NoRule));
        }
        let first = all.first().map(|line| &line.origin);
        let of_age: Vec<_> = (all.iter().copied())
            .filter(|line| match self.age {
                Some(age) => line.covers_age(age) || self.extends(line, age),
                // An unknown age takes the strictest branch: only a line that asks no age, or one that forbids.
                None => {
                    (line.age_from, line.age_below) == (None, None)
                        || matches!(line.outcome, SharingOutcome::Never)
                }
            })
            .collect();
        if of_age.is_empty() {
            return Err(match (self.age, first) {
                (Some(_), Some(line)) => Reason::by(ReasonCode::NotAtThisAge, line),
                _ => Reason::new(ReasonCode::AgeUnknown),
            });
        }
        let grounded: Vec<_> = (of_age.into_iter())
            .filter(|line| {
                self.ground(line).is_some() || matches!(line.outcome, SharingOutcome::Never)
            })
            .collect();
        if grounded.is_empty() {
            return Err(Reason::new(ReasonCode::GroundNotApplicable));
        }
        Ok(grounded)
    }

    /// What the actor's own sector keeps in the actor's own organisation.
    // R-DECIDE-6
    fn is_own_file(&self) -> bool {
        self.class.same_organisation
            && self.question.actor.sector.as_ref() == Some(&self.class.producer)
    }

    /// Extended access opens a guardian's line beyond the age at which it ends by itself.
    // R-CITIZEN-4
    fn extends(&self, line: &SharingRule, age: u8) -> bool {
        let from = line.age_from.is_none_or(|from| from <= age);
        self.extended && from && line.extended_below.is_some_and(|below| age < below)
    }

    /// What a direct line gives. `None` for the other lines.
    fn direct(
        &self,
        line: &SharingRule,
        type_rule: &TypeRule,
        related: bool,
        rules: &mut Vec<RuleId>,
    ) -> Option<Result<Outcome, Vec<Reason>>> {
        let SharingOutcome::Direct { window, grantors } = &line.outcome else {
            return None;
        };
        let ground = self.ground(line)?;
        rules.push(ground.origin.id.clone());
        let carries = self.carries(line, ground, grantors.as_ref(), related, rules);
        let carries = carries.and_then(|()| self.blocks_are_known(line, ground));
        Some(carries.and_then(|()| {
            rules.push(window.origin.id.clone());
            self.within(line, ground, window, type_rule)
        }))
    }
}

fn withhold(reason: Reason) -> Outcome {
    Outcome::Withhold(vec![reason])
}

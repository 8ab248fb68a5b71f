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

mod consent;
mod reason;
mod relation;
mod within;

pub use reason::{Grantor, Reason, ReasonCode};
pub use relation::is_related;

use crate::{
    facts::{Facts, Pseudonym},
    id::OrganisationId,
    policy::{
        Audience, GrantorsRule, Ground, Policy, RuleId, SharingOutcome, SharingRule, TypeRule,
        UnderProtection,
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
    /// Whether the actor may copy and print.
    pub may_copy: bool,
    /// Set when the window cuts into the child's life: what to say about older information.
    pub older: Option<Reason>,
    /// When the permit ends if no fact changes before.
    pub valid_until: Timestamp,
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
    let outcome = case.outcome(related, &mut rules);
    let visibility = match (&outcome, related) {
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

/// Everything one decision looks at.
struct Case<'a> {
    question: &'a Question<'a>,
    class: &'a Class,
    facts: &'a Facts,
    policy: &'a Policy,
    now: Timestamp,
    today: Date,
    age: Option<u8>,
}

impl<'a> Case<'a> {
    fn new(
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
        }
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
        if !reasons.iter().any(|reason| reason.code.forbids())
            && let Some(Ok(outcome)) = direct.into_iter().next()
        {
            return outcome;
        }
        let on_request = (lines.iter()).find(|l| matches!(l.outcome, SharingOutcome::OnRequest));
        if let (Some(line), true) = (on_request, related) {
            let reason = Reason::by(ReasonCode::ReleasedAfterReview, &line.origin).asking(line);
            return Outcome::OnRequest(vec![reason]);
        }
        if reasons.is_empty() {
            reasons.push(Reason::new(ReasonCode::NoRelation));
        }
        reasons.sort_by_key(|r| r.code);
        reasons.dedup();
        Outcome::Withhold(reasons)
    }

    /// The lines of the matrix that hold for this question today, or why none does.
    fn lines(&self, type_rule: &TypeRule) -> Result<Vec<&'a SharingRule>, Reason> {
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
            })
            .collect();
        if all.is_empty() {
            return Err(Reason::new(ReasonCode::NoRule));
        }
        let of_age: Vec<_> = (all.into_iter())
            .filter(|line| match self.age {
                Some(age) => line.covers_age(age),
                // An unknown age takes the strictest branch: only a line that asks no age, or one that forbids.
                None => {
                    (line.age_from, line.age_below) == (None, None)
                        || matches!(line.outcome, SharingOutcome::Never)
                }
            })
            .collect();
        if of_age.is_empty() {
            let unknown = self.age.is_none();
            return Err(Reason::new(if unknown {
                ReasonCode::AgeUnknown
            } else {
                ReasonCode::NoRule
            }));
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

    /// The ground on which a line can hold: the one claimed, or else the first that needs no claim.
    fn ground(&self, line: &SharingRule) -> Option<Ground> {
        match self.question.ground {
            Some(claimed) => line.grounds.contains(&claimed).then_some(claimed),
            None => (line.grounds.iter())
                .find(|ground| !ground.must_be_claimed())
                .copied(),
        }
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
        let carries = self.carries(line, ground, grantors.as_ref(), related, rules);
        Some(carries.and_then(|()| {
            rules.push(window.origin.id.clone());
            self.within(line, ground, window, type_rule)
        }))
    }

    /// Whether the ground holds: an emergency by its reason, all others by a relation and by what the ground itself takes.
    // R-RELATION-2 R-EMERGENCY-1
    fn carries(
        &self,
        line: &SharingRule,
        ground: Ground,
        grantors: Option<&GrantorsRule>,
        related: bool,
        rules: &mut Vec<RuleId>,
    ) -> Result<(), Vec<Reason>> {
        let because = |code| Err(vec![Reason::by(code, &line.origin)]);
        if ground == Ground::Emergency {
            return match self.question.reason_given {
                true => Ok(()),
                false => because(ReasonCode::ReasonRequired),
            };
        }
        if !related {
            return Err(vec![Reason::new(ReasonCode::NoRelation)]);
        }
        rules.extend(grantors.map(|grantors| grantors.origin.id.clone()));
        match (ground, grantors) {
            (Ground::Consent | Ground::Necessity, Some(rule))
                if !rule.origin.holds_on(self.today) =>
            {
                because(ReasonCode::NoRule)
            }
            (Ground::Consent, Some(rule)) => self.consent(rule),
            (Ground::Necessity, Some(rule)) => self.no_objection(rule),
            (Ground::Consent | Ground::Necessity, None) => because(ReasonCode::NoRule),
            (Ground::Statute | Ground::OwnAccess | Ground::Emergency, _) => Ok(()),
        }
    }
}

fn withhold(reason: Reason) -> Outcome {
    Outcome::Withhold(vec![reason])
}

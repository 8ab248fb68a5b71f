//! What somebody may say of a child: by the token's role, by what the facts say of the two, and by the tables. Pure; unknown gives nothing.

use domain::{
    decide::{Actor, Question, child_may_decide, findings, is_related, may_block, may_look_for},
    facts::{Facts, Pseudonym},
    policy::{Audience, GrantorCase, Grantors, GrantorsRule, Policy},
    time::{Timestamp, age_on},
};

/// What an actor may do for one child. What reads or widens takes a purpose that the tables allow; what narrows takes none: nobody is kept from
/// a no by what their token was made for.
// R-DESK-3, R-DESK-14
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rights {
    /// The tables allow a look for the purpose that the token states.
    pub(super) looks: bool,
    /// Has to do with the child: a relation, custody without protected or closed access, or being the child.
    pub(super) is_related: bool,
    /// A professional with a relation, in a role that registers.
    pub(super) registers: bool,
    /// A guardian or the child, whose own word the tables ask for at the child's age.
    // R-DESK-1
    pub(super) speaks: bool,
    /// Holds custody or is the child: may always refuse on their own word, also where their access is closed. Narrows.
    pub(super) refuses: bool,
    /// A professional with a relation, in a role that registers: may register somebody's refusal and end or take back a permit. Narrows.
    pub(super) narrows: bool,
    /// May have a block registered: on their own wish, or as a professional on that of somebody whose wish the tables ask for. Narrows.
    // R-BLOCKED-6
    pub(super) blocks: bool,
    /// May end a block on their own wish.
    pub(super) unblocks: bool,
    /// May read which blocks stand: whose wish the tables take, and never a guardian of a child who might have set them itself.
    // R-DESK-8
    pub(super) reads_blocks: bool,
    /// The tables let a professional's registration of somebody else's permit count.
    pub(super) unverified_counts: bool,
}

/// Who asks, and in which light.
pub(super) struct Asking<'a> {
    pub(super) actor: &'a Actor,
    /// Whether the configuration lets the actor's role register.
    pub(super) role_registers: bool,
    /// What for, as the token says. For a purpose that the tables refuse nothing is read and nothing widened.
    pub(super) purpose: &'a str,
    pub(super) facts: &'a Facts,
    pub(super) policy: &'a Policy,
    pub(super) now: Timestamp,
}

impl Rights {
    pub(super) fn of(asking: &Asking<'_>) -> Self {
        let Asking {
            actor,
            role_registers,
            purpose,
            facts,
            policy,
            now,
        } = asking;
        let looks = looks_for(actor, purpose, policy, *now);
        let is_related = is_related(actor, facts, *now);
        let narrows = is_related && *role_registers && actor.audience == Audience::Professional;
        let wishes = |person| may_block(person, actor, facts, policy, *now);
        let wishers = wishers(actor, facts, policy, *now);
        let wishes_itself = is_related && actor.person.is_some_and(wishes);
        let unblocks = looks && wishes_itself && actor.audience != Audience::Professional;
        Self {
            looks,
            is_related: looks && is_related,
            registers: looks && narrows,
            speaks: looks && is_related && asking.is_asked_for(),
            refuses: match actor.audience {
                Audience::Professional => false,
                Audience::Guardian => actor
                    .person
                    .is_some_and(|person| holds(person, facts, *now)),
                Audience::Child => is_related,
            },
            narrows,
            blocks: match actor.audience {
                Audience::Professional => narrows && !wishers.is_empty(),
                _ => wishes_itself,
            },
            unblocks,
            reads_blocks: match actor.audience {
                Audience::Professional => false,
                Audience::Guardian => unblocks && !child_may_decide(facts, policy, *now),
                Audience::Child => unblocks,
            },
            unverified_counts: asking.rules().any(|rule| rule.unverified_counts),
        }
    }
}

/// Whether the tables allow this actor any look for a purpose today.
// R-DESK-14, R-PURPOSE-1
pub(super) fn looks_for(actor: &Actor, purpose: &str, policy: &Policy, now: Timestamp) -> bool {
    let question = Question {
        actor,
        ground: None,
        reason_given: false,
        purpose,
        asked: now,
    };
    may_look_for(&question, policy, now)
}

/// Whose wish for a block the tables take from this actor today.
// R-BLOCKED-6
pub(super) fn wishers(
    actor: &Actor,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Vec<Pseudonym> {
    let holders = facts.custody.at(now).into_iter().flatten();
    let guardians = holders.map(|holder| holder.guardian);
    (guardians.chain([facts.child]))
        .filter(|person| may_block(*person, actor, facts, policy, now))
        .collect()
}

fn holds(person: Pseudonym, facts: &Facts, now: Timestamp) -> bool {
    let holders = facts.custody.at(now);
    (holders.into_iter().flatten()).any(|holder| holder.guardian == person)
}

impl Asking<'_> {
    /// The rules about grantors that hold today.
    fn rules(&self) -> impl Iterator<Item = &GrantorsRule> {
        let today = self.policy.country().today(self.now);
        self.policy.grantors(today)
    }

    /// Whether any rule asks for the word of somebody of this audience at the child's age.
    fn is_asked_for(&self) -> bool {
        let asks = |case: &GrantorCase| match (self.actor.audience, case.who) {
            (Audience::Professional, _) => false,
            (_, Grantors::ChildAndGuardians) => true,
            (audience, who) => (audience == Audience::Child) == (who == Grantors::Child),
        };
        self.cases().iter().any(asks)
    }

    /// Whether the child alone decides, by every rule: then nobody else is asked.
    pub(super) fn child_decides(&self) -> bool {
        let cases = self.cases();
        !cases.is_empty() && cases.iter().all(|case| case.who == Grantors::Child)
    }

    /// The cases for a child of this age; none while the age is unknown. An assessment is one unit's, so a child whom any unit found
    /// mature stands in both lights.
    fn cases(&self) -> Vec<GrantorCase> {
        let today = self.policy.country().today(self.now);
        let Some(age) = self.facts.birth.and_then(|birth| age_on(birth, today)) else {
            return Vec::new();
        };
        let mut found = findings(self.facts, self.policy, self.now)
            .into_iter()
            .flatten();
        let was_found_mature = found.any(|found| found.mature);
        let applies = |case: &&GrantorCase| {
            case.covers(age, false) || (was_found_mature && case.covers(age, true))
        };
        let rules = self.rules();
        (rules
            .flat_map(|rule| rule.cases.iter())
            .filter(applies)
            .cloned())
        .collect()
    }
}

#[cfg(test)]
mod tests;

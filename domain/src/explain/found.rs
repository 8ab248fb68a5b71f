//! Goes through the facts as the decision did, with the decision's own questions, and notes what each of them came to.

use super::{
    Asked,
    finding::{
        AccessFound, BlockReach, BlocksFound, Finding, Person, PurposeStanding, RelationFound,
        RelationLack, WordStanding,
    },
};
use crate::{
    decide::{
        Actor, BlockStand, Case, Decision, Grantor, Onlooker, Outcome, block,
        consent::{part, required},
        may_look_for, relation,
    },
    facts::{Consent, ConsentKind, GuardianAccessKind, Holder, Pseudonym, same_unit},
    policy::{Audience, Grantors, GrantorsRule, Need, SharingRule},
};

/// Everything that mattered, in the order in which a reader asks.
pub(super) fn findings(asked: &Asked<'_>, decision: &Decision) -> Vec<Finding> {
    let case = Case::new(
        asked.question,
        asked.class,
        asked.facts,
        asked.policy,
        asked.now,
    );
    let lines = (asked.policy.type_rule(&asked.class.information_type))
        .and_then(|type_rule| case.lines(type_rule).ok())
        .unwrap_or_default();
    let mut found = vec![
        purpose(&case),
        Finding::Ground {
            claimed: case.question.ground,
            reason_given: case.question.reason_given,
        },
        Finding::Age(case.age),
        Finding::Relation(relation(&case)),
        Finding::Protection(case.facts.protection.at(case.now).copied()),
    ];
    found.extend(guardian_access(&case));
    words(&case, &lines, &mut found);
    blocks(asked, &case, decision, &mut found);
    found
}

fn purpose(case: &Case<'_>) -> Finding {
    let named = case
        .policy
        .purpose(case.question.purpose, case.today)
        .is_some();
    let standing = if may_look_for(case.question, case.policy, case.now) {
        PurposeStanding::Allowed
    } else if named {
        PurposeStanding::Refused
    } else {
        PurposeStanding::Unnamed
    };
    Finding::Purpose {
        code: case.question.purpose.to_owned(),
        standing,
    }
}

fn relation(case: &Case<'_>) -> RelationFound {
    let actor = case.question.actor;
    let holds = relation::is_related(actor, case.facts, case.now);
    match actor.audience {
        Audience::Professional if holds => RelationFound::Works,
        Audience::Professional => no_work(actor, case),
        Audience::Guardian if holds => RelationFound::HoldsCustody,
        Audience::Guardian => no_guardian(actor, case),
        Audience::Child if holds => RelationFound::IsChild,
        Audience::Child => RelationFound::IsNotChild,
    }
}

fn no_work(actor: &Actor, case: &Case<'_>) -> RelationFound {
    let Some(relations) = case.facts.relations.at(case.now) else {
        return RelationFound::Unknown;
    };
    let lacks = (relations.iter())
        .filter(|r| actor.organisation.as_ref() == Some(&r.organisation))
        .map(|r| {
            let here = (r.unit.as_deref())
                .is_none_or(|unit| actor.unit.as_deref().is_some_and(|u| same_unit(unit, u)));
            if actor.sector.as_ref() != Some(&r.sector) {
                RelationLack::OtherSector
            } else if !here {
                RelationLack::OtherUnit
            } else if case.now < r.start {
                RelationLack::NotYet
            } else {
                RelationLack::Over
            }
        });
    (lacks.min()).map_or(RelationFound::None, RelationFound::WorksElsewhere)
}

fn no_guardian(actor: &Actor, case: &Case<'_>) -> RelationFound {
    let Some(holders) = case.facts.custody.at(case.now) else {
        return RelationFound::CustodyUnknown;
    };
    if !holders.iter().any(|h| actor.person == Some(h.guardian)) {
        return RelationFound::NoCustody;
    }
    if case.facts.is_protected(case.now) {
        return RelationFound::ClosedByProtection;
    }
    match case.facts.guardian_access.at(case.now) {
        None => RelationFound::AccessUnknown,
        Some(_) => RelationFound::Closed,
    }
}

fn guardian_access(case: &Case<'_>) -> Option<Finding> {
    let actor = case.question.actor;
    if actor.audience != Audience::Guardian {
        return None;
    }
    let Some(known) = case.facts.guardian_access.at(case.now) else {
        return Some(Finding::GuardianAccess(AccessFound::Unknown));
    };
    let closed = relation::theirs(known, actor, GuardianAccessKind::Closed, case.now);
    if closed.count() > 0 {
        return Some(Finding::GuardianAccess(AccessFound::Closed));
    }
    (case.extended).then_some(Finding::GuardianAccess(AccessFound::Extended))
}

/// What was said by whom, as far as a line asks.
fn words(case: &Case<'_>, lines: &[&SharingRule], found: &mut Vec<Finding>) {
    let rules = takes_word(case, lines);
    if rules.is_empty() {
        return;
    }
    found.push(Finding::Custody(
        (case.facts.custody.at(case.now)).map(|holders| everybody(holders)),
    ));
    let by_maturity = rules.iter().flat_map(|(rule, _)| &rule.cases).any(|c| {
        c.assessed.is_some()
            && case
                .age
                .is_none_or(|age| c.covers(age, true) || c.covers(age, false))
    });
    if by_maturity {
        found.push(Finding::Maturity(case.mature));
    }
    let Some(consents) = case.facts.consents.at(case.now) else {
        found.push(Finding::WordsUnknown);
        return;
    };
    for (rule, objection) in rules {
        let who = (rule.cases.iter())
            .filter(|c| case.applies(c))
            .map(|c| c.who);
        let who: Vec<_> = who.collect();
        found.push(Finding::Asked {
            rule: rule.origin.id.clone(),
            who: who.clone(),
            objection,
        });
        let taken = Taken::of(case, rule, &who, objection);
        found.extend(taken.boards(case));
        let mut said: Vec<_> = (consents.iter())
            .map(|c| {
                (
                    person(case, c.grantor),
                    c.kind == ConsentKind::Permit,
                    c.start,
                    c,
                )
            })
            .collect();
        said.sort_by_key(|(person, permits, start, _)| (*person, *permits, *start));
        let standing = |c: &Consent| taken.standing(case, rule, c);
        found.extend(said.iter().map(|(who, _, _, consent)| Finding::Word {
            who: *who,
            kind: consent.kind,
            standing: standing(consent),
        }));
        if !objection {
            let silent = (taken.asked.iter())
                .filter(|asked| !consents.iter().any(|c| c.grantor == **asked))
                .map(|asked| Finding::Silent(person(case, *asked)));
            found.extend(silent);
        }
    }
}

/// The grantors rules of the lines that may hold, each once, with whether only an objection counts.
fn takes_word<'a>(case: &Case<'_>, lines: &[&'a SharingRule]) -> Vec<(&'a GrantorsRule, bool)> {
    let mut rules: Vec<(&GrantorsRule, bool)> = Vec::new();
    for line in lines {
        let (Some(rule), Some(ground)) = (line.outcome.grantors(), case.ground(line)) else {
            continue;
        };
        // What is the own organisation's is not objected against.
        let objection = ground.needs(Need::NoObjection) && !case.class.same_organisation;
        let takes = ground.needs(Need::Consent) || objection;
        if takes
            && !rules
                .iter()
                .any(|(known, _)| known.origin.id == rule.origin.id)
        {
            rules.push((rule, !ground.needs(Need::Consent)));
        }
    }
    rules
}

/// Whose word a rule takes here.
struct Taken {
    /// Sorted, each once.
    asked: Vec<Pseudonym>,
    replaced: Option<Pseudonym>,
    objection: bool,
}

impl Taken {
    fn of(case: &Case<'_>, rule: &GrantorsRule, who: &[Grantors], objection: bool) -> Self {
        let holders = case
            .facts
            .custody
            .at(case.now)
            .map_or(&[][..], Vec::as_slice);
        let guardians = who
            .iter()
            .flat_map(|who| required(*who, holders))
            .map(|h| h.guardian);
        let child = who
            .iter()
            .any(|w| matches!(w, Grantors::Child | Grantors::ChildAndGuardians));
        let mut asked: Vec<_> = guardians.chain(child.then_some(case.facts.child)).collect();
        asked.sort_unstable();
        asked.dedup();
        let replaced = (!objection).then(|| case.replaced(rule, holders)).flatten();
        asked.retain(|asked| Some(*asked) != replaced);
        Self {
            asked,
            replaced,
            objection,
        }
    }

    fn boards(&self, case: &Case<'_>) -> Vec<Finding> {
        let decisions = case
            .facts
            .board_decisions
            .at(case.now)
            .into_iter()
            .flatten();
        let mut about: Vec<_> = decisions.map(|d| d.guardian).collect();
        about.sort_unstable();
        about.dedup();
        let board = |guardian| Finding::Board {
            about: person(case, guardian),
            counts: self.replaced == Some(guardian),
        };
        about.into_iter().map(board).collect()
    }

    fn standing(&self, case: &Case<'_>, rule: &GrantorsRule, consent: &Consent) -> WordStanding {
        let now = case.now;
        if consent.deleted.is_some() {
            return WordStanding::Deleted;
        }
        if let Some(ended) = consent.ended.filter(|ended| *ended <= now) {
            return WordStanding::Ended(ended);
        }
        if now < consent.start {
            return WordStanding::NotYet(consent.start);
        }
        if let Some(end) = consent.end.filter(|end| *end <= now) {
            return WordStanding::Over(end);
        }
        if let Some(part) = case.outside_scope_of(consent) {
            return WordStanding::OutOfScope(part);
        }
        if self.replaced == Some(consent.grantor) {
            return WordStanding::Replaced;
        }
        let permits = consent.kind == ConsentKind::Permit;
        let taken = match self.objection {
            true => !permits && case.may_object(rule, consent.grantor),
            false => self.asked.contains(&consent.grantor),
        };
        match (taken, permits && !consent.verified) {
            (false, _) => WordStanding::NotAsked,
            (true, false) => WordStanding::Counts,
            (true, true) if rule.unverified_counts => WordStanding::CountsUnverified,
            (true, true) => WordStanding::Unverified,
        }
    }
}

/// The holders of custody, by the parts they play.
fn everybody(holders: &[Holder]) -> Vec<Person> {
    let mut persons: Vec<_> = holders.iter().map(|h| holder(h, holders)).collect();
    persons.sort_unstable();
    persons
}

fn person(case: &Case<'_>, who: Pseudonym) -> Person {
    if who == case.facts.child {
        return Person::Child;
    }
    let Some(holders) = case.facts.custody.at(case.now) else {
        return Person::Somebody;
    };
    let found = holders.iter().find(|h| h.guardian == who);
    found.map_or(Person::NoCustody, |found| holder(found, holders))
}

/// Two guardians are told apart by whom the child lives with, more of them by a number that says nothing else.
fn holder(one: &Holder, all: &[Holder]) -> Person {
    match part(one, all) {
        Grantor::ResidenceParent => Person::ResidenceParent,
        Grantor::OtherGuardian => Person::OtherGuardian,
        Grantor::Guardian | Grantor::Child if all.len() == 1 => Person::OnlyGuardian,
        Grantor::Guardian | Grantor::Child => {
            Person::Guardian(1 + all.iter().filter(|h| h.guardian < one.guardian).count())
        }
    }
}

fn blocks(asked: &Asked<'_>, case: &Case<'_>, decision: &Decision, found: &mut Vec<Finding>) {
    let audience = case.question.actor.audience;
    let Some((rule, blocks)) = case
        .policy
        .block(case.today)
        .zip(case.facts.blocks.at(case.now))
    else {
        found.push(Finding::Blocks(BlocksFound::Unknown));
        return;
    };
    if !rule.audiences.contains(&audience) {
        found.push(Finding::Blocks(BlocksFound::NotMeantFor(audience)));
        return;
    }
    if blocks.is_empty() {
        found.push(Finding::Blocks(BlocksFound::None));
        return;
    }
    if matches!(&decision.outcome, Outcome::Permit(permit) if !permit.blockable) {
        found.push(Finding::Blocks(BlocksFound::HeldOpen));
        return;
    }
    let by = Onlooker::from(case.question);
    let mut stands: Vec<(BlockStand, BlockReach)> = (blocks.iter())
        .map(|one| {
            let stand = block::stand(one, by, case.facts, (rule, case.policy), case.now);
            let whole = one.unit.is_none()
                && block::everywhere(one.period)
                && asked.source == Some(&one.organisation);
            let reach = if !block::is_of_type(one, &case.class.information_type) {
                BlockReach::OtherTypes
            } else if whole {
                BlockReach::Whole
            } else {
                BlockReach::Some
            };
            (stand, reach)
        })
        .collect();
    stands.sort_unstable();
    found.extend((stands.into_iter()).map(|(standing, reach)| Finding::Block { standing, reach }));
}

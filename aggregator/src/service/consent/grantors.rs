//! Whom a request for consent asks: those whose word the decision would look for, and nobody whose word it would not.

use std::collections::BTreeSet;

use domain::{
    decide::{Actor, Grantor, child_may_decide},
    facts::{CareRelation, Facts, Holder, Known, Pseudonym},
    id::OrganisationId,
    policy::Audience,
    record::Sector,
    time::Timestamp,
};
use jiff::SignedDuration;
use proto::status::refuse;
use tonic::{Code, Status};

use super::{call::Call, check::SOURCES_PURPOSE, office::Child, parse::wrong, rights::Asking};
use crate::overview::{check::Would, query::Language};

/// Whose consent what is asked for takes today, by the decision itself: for this recipient, at these sources. Where it does not say, the
/// child where the child alone decides by every rule, else all who hold custody.
// R-ASK-1
pub(super) async fn whom(
    call: &Call<'_>,
    child: &Child,
    facts: &Facts,
    recipient: &Actor,
    sources: &[Sector],
) -> Result<Vec<Pseudonym>, Status> {
    let needed = needed(call, facts, recipient, sources);
    let holders = facts.custody.at(call.office.now());
    let holders = holders.map_or(&[][..], |holders| holders);
    let asked = match needed.is_empty() {
        true if child_decides(call, child, facts) => Ok(vec![child.pseudonym]),
        // Nothing there takes a consent, and the child might decide alone where something did.
        true if might_decide(call, child, facts) => Err(Unasked::Apart),
        _ => persons(&needed, holders, child.pseudonym),
    };
    match asked {
        Ok(asked) => Ok(asked),
        Err(Unasked::Nobody) => {
            let nobody = "custody is not known, or nobody holds it";
            let nobody = refuse(Code::FailedPrecondition, "NOBODY_TO_ASK", nobody);
            call.deny(nobody).await
        }
        Err(Unasked::Apart) => {
            let expected = "expected sources that take a consent, and over which the same persons decide: ask apart for those over which the child alone does";
            call.deny(wrong("request.source_sectors", expected)).await
        }
    }
}

/// Why nobody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unasked {
    /// There is nobody who could be.
    Nobody,
    /// What a child alone decides is not to be read by its guardians, nor asked of them.
    Apart,
}

/// The persons who play these parts. Where no source says whose consent it takes, everybody who holds custody.
fn persons(
    needed: &[BTreeSet<Grantor>],
    holders: &[Holder],
    child: Pseudonym,
) -> Result<Vec<Pseudonym>, Unasked> {
    let is_alone = |grantors: &&BTreeSet<Grantor>| grantors.iter().all(|g| *g == Grantor::Child);
    let alone = needed.iter().filter(is_alone).count();
    if alone > 0 && alone < needed.len() {
        return Err(Unasked::Apart);
    }
    if alone > 0 {
        return Ok(vec![child]);
    }
    let needs = |grantor| needed.iter().any(|grantors| grantors.contains(&grantor));
    let is_needed = |holder: &&Holder| {
        let part = match holder.residence_parent {
            true => Grantor::ResidenceParent,
            false => Grantor::OtherGuardian,
        };
        needed.is_empty() || needs(Grantor::Guardian) || needs(part)
    };
    let guardians = holders.iter().filter(is_needed).map(|h| h.guardian);
    let itself = needs(Grantor::Child).then_some(child);
    let persons: Vec<_> = guardians.chain(itself).collect();
    match persons.is_empty() || holders.is_empty() {
        true => Err(Unasked::Nobody),
        false => Ok(persons),
    }
}

/// Whose consent each of the sectors takes from this recipient, where it takes any.
fn needed(
    call: &Call<'_>,
    facts: &Facts,
    recipient: &Actor,
    sources: &[Sector],
) -> Vec<BTreeSet<Grantor>> {
    let now = call.office.now();
    let mut nobody_said = Facts {
        consents: known(Vec::new(), now),
        ..facts.clone()
    };
    // Whoever the source asks for has yet to meet the child, maybe.
    if let (true, Some(organisation), Some(sector)) =
        (call.is_source(), &recipient.organisation, &recipient.sector)
    {
        let relation = CareRelation {
            organisation: organisation.clone(),
            unit: None,
            sector: sector.clone(),
            start: now,
            end: None,
        };
        nobody_said.relations = known(vec![relation], now);
    }
    let would = Would {
        actor: recipient,
        purpose: call
            .verified()
            .map_or(SOURCES_PURPOSE, |actor| &*actor.purpose),
        ground: None,
        types: BTreeSet::new(),
        language: Language::default(),
    };
    let needed = would.missing(call.office.aggregator(), &nobody_said, now);
    let asked = |sector: &Sector| sources.is_empty() || sources.contains(sector);
    let of_asked = needed.into_iter().filter(|(sector, _)| asked(sector));
    let grantors = of_asked.map(|(_, grantors)| grantors);
    grantors.filter(|grantors| !grantors.is_empty()).collect()
}

fn known<T>(value: T, now: Timestamp) -> Known<T> {
    Known::Told {
        value,
        as_of: now,
        max_age: SignedDuration::from_mins(1),
    }
}

fn child_decides(call: &Call<'_>, child: &Child, facts: &Facts) -> bool {
    let office = call.office;
    let country = call
        .actor()
        .map_or(child.id.country(), |actor| actor.country);
    office.policy(country).is_some_and(|policy| {
        Asking {
            // Whether the child decides is not a matter of who asks, or for what.
            actor: &as_child(child, country),
            role_registers: false,
            purpose: "",
            facts,
            policy: &policy,
            now: office.now(),
        }
        .child_decides()
    })
}

fn might_decide(call: &Call<'_>, child: &Child, facts: &Facts) -> bool {
    let office = call.office;
    let policy = office.policy(child.id.country());
    policy.is_none_or(|policy| child_may_decide(facts, &policy, office.now()))
}

/// Whoever would look: the professional who asks, or the one that the pinned source asks for.
pub(super) fn looker(
    call: &Call<'_>,
    child: &Child,
    recipient: &OrganisationId,
    unit: Option<&str>,
    sector: Option<&Sector>,
) -> Actor {
    call.actor().cloned().unwrap_or_else(|| Actor {
        audience: Audience::Professional,
        country: child.id.country(),
        sector: sector.cloned(),
        organisation: Some(recipient.clone()),
        unit: unit.map(ToOwned::to_owned),
        person: None,
    })
}

fn as_child(child: &Child, country: domain::time::Country) -> Actor {
    Actor {
        audience: Audience::Child,
        country,
        sector: None,
        organisation: None,
        unit: None,
        person: Some(child.pseudonym),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHILD: Pseudonym = Pseudonym([1; 32]);
    const MOTHER: Pseudonym = Pseudonym([2; 32]);
    const FATHER: Pseudonym = Pseudonym([3; 32]);

    fn asked(
        needed: &[&[Grantor]],
        custody: &[(Pseudonym, bool)],
    ) -> Result<Vec<Pseudonym>, Unasked> {
        let holders = custody.iter().map(|(guardian, residence_parent)| Holder {
            guardian: *guardian,
            residence_parent: *residence_parent,
        });
        let needed = needed
            .iter()
            .map(|grantors| grantors.iter().copied().collect());
        let (needed, holders): (Vec<_>, Vec<_>) = (needed.collect(), holders.collect());
        persons(&needed, &holders, CHILD)
    }

    // R-ASK-1
    #[test]
    fn those_are_asked_whose_word_some_source_takes_and_no_others() {
        use Grantor::{Child, Guardian, OtherGuardian, ResidenceParent};
        let both = [(MOTHER, true), (FATHER, false)];
        let cases: [(&[&[Grantor]], &[Pseudonym]); 6] = [
            (&[], &[MOTHER, FATHER]),
            (&[&[ResidenceParent]], &[MOTHER]),
            (&[&[ResidenceParent], &[OtherGuardian]], &[MOTHER, FATHER]),
            (&[&[Guardian]], &[MOTHER, FATHER]),
            (&[&[Child]], &[CHILD]),
            (&[&[Child, Guardian], &[Guardian]], &[MOTHER, FATHER, CHILD]),
        ];
        for (needed, persons) in cases {
            assert_eq!(asked(needed, &both).as_deref(), Ok(persons), "{needed:?}");
        }
    }

    // R-ASK-1
    #[test]
    fn what_the_child_alone_decides_is_asked_apart() {
        use Grantor::{Child, Guardian};
        let both = [(MOTHER, true), (FATHER, false)];
        for needed in [
            &[&[Child][..], &[Guardian]][..],
            &[&[Child], &[Child, Guardian]],
        ] {
            assert_eq!(asked(needed, &both), Err(Unasked::Apart));
        }
        assert_eq!(
            asked(&[&[Child], &[Child]], &[]).as_deref(),
            Ok(&[CHILD][..])
        );
    }

    // R-ASK-1
    #[test]
    fn where_nobody_holds_custody_nobody_is_asked_in_their_place() {
        for needed in [
            &[][..],
            &[&[Grantor::Guardian][..]],
            &[&[Grantor::Child, Grantor::Guardian]],
        ] {
            assert_eq!(asked(needed, &[]), Err(Unasked::Nobody));
        }
    }
}

//! What a change may not do: give more, show more of it, or say more about it.

use crate::common::{records::record, *};
use domain::{
    decide::{BlockAnswer, Decision, Outcome},
    facts::Facts,
    id::OrganisationId,
    plan::{Plan, plan},
    record::Organisation,
    time::{Country, Timestamp},
};
use proptest::prelude::*;

/// What one source of the class is asked, under blocks too.
pub(crate) fn planned(story: &Story) -> Plan {
    let kinds = [story.class.information_type.as_str(), "vaccination"];
    let producer = story.class.producer.as_str();
    let candidates = [candidate(story.class.country, "source", producer, &kinds)];
    let tables = policy(story.class.country);
    plan(
        &story.question(),
        &everything(),
        &candidates,
        &story.facts,
        tables,
        story.now,
    )
}

/// Records of several owners and times, and whether each would be shown.
pub(crate) fn shown(plan: &Plan) -> Vec<bool> {
    let zone = Country::Se.zone();
    let Some(call) = plan.calls.get("source") else {
        return vec![false; 12];
    };
    let owner = |id: &str| Organisation {
        id: OrganisationId::guess(id).ok(),
        name: "o".into(),
    };
    let days = ["2026-11-20", "2026-11-18T12:00:00Z"];
    let mut shown = Vec::new();
    for provider in ["SE2321000016-1", "SE2321000016-2", "none"] {
        for unit in ["SE2321000016-9", "none"] {
            for day in days {
                let mut header = record("1", day);
                header.information_type = information_type("vaccination");
                (header.care_provider, header.unit) = (Some(owner(provider)), Some(owner(unit)));
                let answer = call
                    .blocks
                    .answer(&header, call.organisation.as_ref(), &zone);
                let permit = call.permits.get(&header.information_type);
                let kept = answer == BlockAnswer::Ok || permit.is_some_and(|p| !p.blockable);
                shown.push(permit.is_some() && kept);
            }
        }
    }
    shown
}

pub(crate) fn asks_no_more(before: &Plan, after: &Plan) -> Result<(), TestCaseError> {
    for (id, call) in &after.calls {
        let there = before.calls.get(id).map(|call| &call.permits);
        prop_assert!(
            call.permits
                .keys()
                .all(|t| there.is_some_and(|there| there.contains_key(t)))
        );
    }
    for (before, after) in shown(before).into_iter().zip(shown(after)) {
        prop_assert!(before || !after);
    }
    Ok(())
}

/// What a change may not do: give more, show more of it, or say more about it.
pub(crate) fn is_no_wider(before: &Decision, after: &Decision) -> Result<(), TestCaseError> {
    let rank = |decision: &Decision| match decision.outcome {
        Outcome::Permit(_) => 2,
        Outcome::OnRequest(_) => 1,
        Outcome::Withhold(_) => 0,
    };
    prop_assert!(rank(after) <= rank(before), "{before:?} became {after:?}");
    prop_assert!(
        after.visibility <= before.visibility,
        "{before:?} became {after:?}"
    );
    if let (Outcome::Permit(before), Outcome::Permit(after)) = (&before.outcome, &after.outcome) {
        prop_assert!(before.window.contains_window(&after.window));
        prop_assert!(before.masked.is_none() || after.masked.is_some());
    }
    Ok(())
}

/// When a fact begins or ends by its own date.
pub(crate) fn edges(facts: &Facts) -> Vec<Timestamp> {
    let mut facts = facts.clone();
    let mut edges: Vec<Option<Timestamp>> = Vec::new();
    edges.extend(
        value(&mut facts.consents)
            .iter()
            .flat_map(|c| [Some(c.start), c.end, c.ended]),
    );
    edges.extend(
        value(&mut facts.relations)
            .iter()
            .flat_map(|r| [Some(r.start), r.end]),
    );
    edges.extend(
        value(&mut facts.blocks)
            .iter()
            .flat_map(|b| [Some(b.start), b.ended]),
    );
    edges.extend(value(&mut facts.lifts).iter().map(|l| Some(l.start)));
    edges.extend(
        value(&mut facts.assessments)
            .iter()
            .flat_map(|a| [Some(a.start), a.ended]),
    );
    let decisions = value(&mut facts.board_decisions);
    edges.extend(decisions.iter().map(|d| Some(d.start)));
    edges.extend(
        value(&mut facts.guardian_access)
            .iter()
            .map(|a| Some(a.start)),
    );
    edges.into_iter().flatten().collect()
}

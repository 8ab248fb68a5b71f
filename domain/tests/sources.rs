//! Sources that are asked less: what is addressed to somebody, and what is outside a catchment.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use common::*;
use domain::{
    decide::ReasonCode as Code,
    plan::{Candidate, Filter, HeldBack, Plan, plan},
    policy::Ground,
    record::InformationType,
    time::Country,
};

fn planned(story: &Story, filter: &Filter, candidates: &[Candidate]) -> Plan {
    let tables = policy(story.class.country);
    plan(
        &story.question(),
        filter,
        candidates,
        &story.facts,
        tables,
        story.now,
    )
}

fn nurse() -> Story {
    Story::se("school-health", "child-health", "vaccination")
}

fn sources() -> Vec<Candidate> {
    let se = |name, sector, types: &[&str]| candidate(Country::Se, name, sector, types);
    vec![
        se(
            "bvc",
            "child-health",
            &["observation/growth", "vaccination", "document/care-note"],
        ),
        se(
            "bup",
            "child-psychiatry",
            &["condition", "document/care-note"],
        ),
        se("school", "school", &["attendance"]),
        se("social", "social-child", &["plan", "concern-report"]),
    ]
}

fn held(held: &[HeldBack]) -> Vec<(Code, Vec<&str>)> {
    let told = |h: &'_ HeldBack| h.reason.code;
    let types = held
        .iter()
        .map(|h| h.types.iter().map(InformationType::as_str).collect());
    held.iter().map(told).zip(types).collect()
}

/// The social services of the child's municipality, with what it may tell whoever reported.
fn board(answers_by_actor: bool) -> Candidate {
    Candidate {
        answers_by_actor,
        ..candidate(
            Country::Se,
            "board",
            "social-child",
            &["concern-report/feedback", "plan"],
        )
    }
}

// R-PLAN-8
#[test]
fn what_is_addressed_to_somebody_is_not_asked_of_a_source_that_cannot_tell_who_asks() {
    let feedback = information_type("concern-report/feedback");
    let told = planned(&nurse(), &everything(), &[board(true)]);
    assert!(
        told.calls
            .get("board")
            .unwrap()
            .permits
            .contains_key(&feedback)
    );
    let untold = planned(&nurse(), &everything(), &[board(false)]);
    assert!(untold.calls.is_empty(), "nothing else is permitted there");
    let social = untold.sectors.get(&sector("social-child")).unwrap();
    assert_eq!(
        held(&social.withheld),
        [(Code::AddresseeUnknown, vec!["concern-report/feedback"])]
    );
    assert_eq!(
        held(&social.on_request),
        [(Code::ReleasedAfterReview, vec!["plan"])]
    );
    let reason = social.withheld.first().map(|held| &held.reason).unwrap();
    assert_eq!(reason.rule.as_deref(), Some("SE-SHARE-REPORTER-FEEDBACK"));
    let ask = SE.request_at(reason.request.unwrap(), date("2026-11-21"));
    assert_eq!(&*ask.unwrap().origin.id, "SE-ASK-FEEDBACK");
    // What is not addressed to anybody comes from it all the same: to its own board it is the file.
    let mut own = Story::se("social-child", "social-child", "plan");
    own.ground = Some(Ground::Statute);
    let source = Candidate {
        organisation: Some(organisation(1)),
        ..board(false)
    };
    let calls = planned(&own, &everything(), &[source]).calls;
    assert_eq!(calls.get("board").unwrap().permits.len(), 2);
    // Two sources of one sector are each told of.
    let mut both = [board(true), board(false)];
    both[1].producer = "other".into();
    let plan = planned(&nurse(), &everything(), &both);
    assert_eq!(plan.calls.keys().collect::<Vec<_>>(), ["board"]);
    let social = plan.sectors.get(&sector("social-child")).unwrap();
    assert!(social.permitted.contains(&feedback) && !social.withheld.is_empty());
}

// R-PLAN-9
#[test]
fn sources_outside_their_catchment_change_no_word_and_cost_no_call() {
    let near = sources();
    let mut many = near.clone();
    many.extend((0..1_000).map(|i| Candidate {
        producer: format!("far-{i:04}"),
        organisation: Some(organisation(u8::try_from(i % 200).unwrap() + 20)),
        age_from: Some(12),
        ..near.get(i % near.len()).unwrap().clone()
    }));
    for story in [
        nurse(),
        nurse().consents([]),
        nurse().blocked([block(1, 2)]),
    ] {
        let (few, many) = (
            planned(&story, &everything(), &near),
            planned(&story, &everything(), &many),
        );
        assert_eq!(few, many);
    }
}

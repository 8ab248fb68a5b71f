//! Blocks over a whole plan: a blocked source is not asked, and nothing says which it is.

use crate::{clinic, common::*};
use domain::{
    decide::{Blocks, Outcome, Visibility},
    facts::{Block, BlockedPeriod},
    plan::{Candidate, Filter, Plan, plan},
    policy::{Audience, Ground},
    time::Country,
};

fn sources() -> Vec<Candidate> {
    let mut bup = candidate(
        Country::Se,
        "bup",
        "child-psychiatry",
        &["condition", "vaccination"],
    );
    bup.organisation = Some(organisation(3));
    let types = &["observation/growth", "vaccination"];
    vec![bup, candidate(Country::Se, "bvc", "child-health", types)]
}

fn planned_for(story: &Story, filter: &Filter) -> Plan {
    let tables = policy(story.class.country);
    plan(
        &story.question(),
        filter,
        &sources(),
        &story.facts,
        tables,
        story.now,
    )
}

fn planned(story: &Story) -> Plan {
    planned_for(story, &everything())
}

fn asked(plan: &Plan) -> Vec<(&str, usize)> {
    let calls = plan.calls.iter();
    calls
        .map(|(id, call)| (id.as_str(), call.permits.len()))
        .collect()
}

// R-BLOCKED-2
#[test]
fn a_source_that_is_blocked_as_a_whole_is_not_asked_and_nothing_says_which_it_is() {
    let open = planned(&clinic());
    assert_eq!(asked(&open), [("bup", 2), ("bvc", 2)]);
    assert!(!open.blocked_information_exists);
    let blocked = planned(&clinic().blocked([block(1, 2)]));
    assert_eq!(asked(&blocked), [("bup", 2)]);
    assert!(blocked.blocked_information_exists);
    // Neither its sector nor another source's call says a word of it.
    assert_eq!(blocked.sectors, open.sectors);
    assert_eq!(blocked.calls["bup"].held_back, open.calls["bup"].held_back);
    // Decided for the one source, it is withheld.
    let story = clinic().blocked([block(1, 2)]);
    let blocks = super::standing(&story);
    let at_bvc = story
        .decide()
        .at_source(&blocks, Some(&organisation(2)), &story.class);
    let Outcome::Withhold(reasons) = at_bvc.outcome else {
        panic!("not withheld")
    };
    assert_eq!(codes(&reasons), [domain::decide::ReasonCode::Blocked]);
    assert_eq!(at_bvc.visibility, Visibility::Reasons);
    let at_bup = story
        .decide()
        .at_source(&blocks, Some(&organisation(3)), &story.class);
    assert_eq!(at_bup, story.decide());
}

// R-BLOCKED-2
#[test]
fn a_block_of_one_type_keeps_that_type_back_and_one_of_a_unit_or_a_period_asks_the_source() {
    let with = |change: &dyn Fn(&mut Block)| {
        let mut block = block(1, 2);
        change(&mut block);
        planned(&clinic().blocked([block]))
    };
    let growth = || vec![information_type("observation/growth")];
    assert_eq!(
        asked(&with(&|b| b.types = growth())),
        [("bup", 2), ("bvc", 1)]
    );
    let in_part: [&dyn Fn(&mut Block); 2] = [&|b| b.unit = Some("BVC".into()), &|b| {
        b.period = Some(BlockedPeriod {
            start: Some(at("2024-01-01T00:00:00Z")),
            end: None,
        });
    }];
    for change in in_part {
        let plan = with(change);
        assert_eq!(asked(&plan), [("bup", 2), ("bvc", 2)]);
        assert!(plan.blocked_information_exists);
        assert!(!plan.calls["bvc"].blocks.is_empty());
    }
}

// R-BLOCKED-8
#[test]
fn that_something_is_blocked_hangs_neither_on_the_filter_nor_on_the_source() {
    let only = |types: &[&str]| Filter {
        types: types.iter().map(|t| information_type(t)).collect(),
        ..everything()
    };
    for of in [2, 3, 9] {
        let story = clinic().blocked([block(1, of)]);
        for filter in [
            everything(),
            only(&["vaccination"]),
            only(&["condition"]),
            only(&["plan"]),
        ] {
            assert!(
                planned_for(&story, &filter).blocked_information_exists,
                "{of}"
            );
        }
    }
    // Whoever could see nothing anyway learns nothing, and no citizen does.
    let teacher = Story::se("school", "child-health", "vaccination").blocked([block(1, 2)]);
    assert!(!planned(&teacher).blocked_information_exists);
    assert!(!planned(&clinic().unrelated().blocked([block(1, 2)])).blocked_information_exists);
    let guardian = clinic()
        .blocked([block(1, 2)])
        .asked_by(Audience::Guardian, MOTHER);
    let seen = planned(&guardian);
    assert!(!seen.blocked_information_exists);
    assert_eq!(asked(&seen), [("bup", 2)]);
    let child = clinic().born("2009-01-01").blocked([block(1, 2)]);
    let seen = planned(&child.asked_by(Audience::Child, CHILD));
    assert_eq!(asked(&seen), [("bup", 2), ("bvc", 2)]);
}

// R-BLOCKED-9
#[test]
fn an_emergency_takes_a_lift_too() {
    let urgent = clinic()
        .unrelated()
        .claiming(Ground::Emergency)
        .blocked([block(1, 2)]);
    let shut = planned(&urgent);
    assert_eq!(asked(&shut), [("bup", 2)]);
    assert!(shut.blocked_information_exists);
    let lifted = planned(&urgent.lifted([lift(1)]));
    assert_eq!(asked(&lifted), [("bup", 2), ("bvc", 2)]);
    assert!(!lifted.blocked_information_exists);
}

// R-BLOCKED-9
#[test]
fn a_danish_block_keeps_necessity_out_as_an_objection_does() {
    let story = Story::dk("hospital", "general-practice", "condition").blocked([block(1, 2)]);
    let candidates = [candidate(
        Country::Dk,
        "laege",
        "general-practice",
        &["condition"],
    )];
    let planned = |story: &Story| {
        plan(
            &story.question(),
            &everything(),
            &candidates,
            &story.facts,
            &DK,
            story.now,
        )
    };
    let shut = planned(&story);
    assert!(shut.calls.is_empty() && shut.blocked_information_exists);
    assert_eq!(planned(&story.blocked([])).calls.len(), 1);
}

// R-BLOCKED-7
#[test]
fn a_block_that_came_since_is_seen_and_one_that_went_is_not_missed() {
    let of = |blocks: &[Block]| super::standing(&clinic().blocked(blocks.to_vec()));
    let (none, one, two) = (of(&[]), of(&[block(1, 2)]), of(&[block(2, 2), block(1, 2)]));
    assert!(none.adds_nothing_to(&one) && one.adds_nothing_to(&two));
    assert!(!one.adds_nothing_to(&none) && !two.adds_nothing_to(&one));
    let narrower = Block {
        types: vec![information_type("condition")],
        ..block(1, 2)
    };
    assert!(!of(&[narrower]).adds_nothing_to(&one));
    assert_eq!(none, Blocks::default());
}

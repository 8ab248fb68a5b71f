//! What is blocked, for whom, and who may say so: every edge.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

#[path = "../common/mod.rs"]
mod common;
mod plan;
mod record;
mod wishes;

use common::*;
use domain::{
    decide::{Blocks, Onlooker, ReasonCode as Code, may_block},
    facts::{Block, Known, Pseudonym},
    policy::{Audience, Ground},
};

fn clinic() -> Story {
    Story::se("child-psychiatry", "child-health", "observation/growth")
}

fn standing(story: &Story) -> Blocks {
    let onlooker = Onlooker::from(&story.question());
    let tables = policy(story.class.country);
    Blocks::against(onlooker, &story.facts, tables, story.now).unwrap()
}

fn is_kept_out(story: &Story) -> bool {
    !standing(story).is_empty()
}

fn inner(unit: &str) -> Block {
    Block {
        unit: Some(unit.into()),
        ..block(1, 1)
    }
}

// R-BLOCKED-4
#[test]
fn an_outer_block_keeps_other_providers_out_and_an_inner_one_all_but_the_unit() {
    assert!(is_kept_out(&clinic().blocked([block(1, 2)])));
    assert!(!is_kept_out(&clinic().blocked([block(1, 1)])));
    assert!(!is_kept_out(&clinic().blocked([inner("unit-1")])));
    assert!(!is_kept_out(&clinic().blocked([inner("UNIT-1")])));
    assert!(is_kept_out(&clinic().blocked([inner("unit-2")])));
    let elsewhere = Block {
        organisation: organisation(2),
        ..inner("unit-1")
    };
    assert!(is_kept_out(&clinic().blocked([elsewhere])));
    let mut unnamed = clinic().blocked([inner("unit-1")]);
    unnamed.actor.unit = None;
    assert!(is_kept_out(&unnamed));
    let mut nobody = clinic().blocked([block(1, 1)]);
    nobody.actor.organisation = None;
    assert!(is_kept_out(&nobody));
}

// R-BLOCKED-1
#[test]
fn a_block_stands_from_its_start_until_it_is_ended_and_never_when_it_was_misregistered() {
    let at_noon = |change: &dyn Fn(&mut Block)| {
        let mut block = block(1, 2);
        change(&mut block);
        is_kept_out(&clinic().blocked([block]))
    };
    let now = at("2026-11-21T11:00:00Z");
    let next = at("2026-11-21T11:00:00.000000001Z");
    assert!(at_noon(&|b| b.start = now));
    assert!(!at_noon(&|b| b.start = next));
    assert!(at_noon(&|b| b.ended = Some(next)));
    assert!(!at_noon(&|b| b.ended = Some(now)));
    assert!(!at_noon(&|b| b.deleted = Some(next)));
}

// R-BLOCKED-5
#[test]
fn a_lift_sets_one_block_aside_for_whoever_it_names_and_for_seven_days_at_most() {
    let kept_out = |change: &dyn Fn(&mut domain::facts::Lift)| {
        let mut lift = lift(1);
        change(&mut lift);
        is_kept_out(&clinic().blocked([block(1, 2)]).lifted([lift]))
    };
    assert!(!kept_out(&|_| ()));
    assert!(kept_out(&|l| l.block = [2; 16]));
    assert!(kept_out(&|l| l.organisation = organisation(3)));
    assert!(!kept_out(&|l| l.unit = Some("unit-1".into())));
    assert!(kept_out(&|l| l.unit = Some("unit-2".into())));
    assert!(kept_out(&|l| l.end = at("2026-11-21T11:00:00Z")));
    assert!(kept_out(&|l| l.ended = Some(at("2026-11-21T11:00:00Z"))));
    assert!(kept_out(&|l| l.start = at("2026-11-21T11:00:00.001Z")));
    // A lift that claims a year lasts a week.
    let year = |start: &'static str| {
        move |l: &mut domain::facts::Lift| {
            l.start = at(start);
            l.end = at("2027-11-21T00:00:00Z");
        }
    };
    assert!(!kept_out(&year("2026-11-14T11:00:00.001Z")));
    assert!(kept_out(&year("2026-11-14T11:00:00Z")));
    // A permit ends with it, not at midnight.
    let mut long = lift(1);
    year("2026-11-14T12:00:00Z")(&mut long);
    let lifted = clinic().blocked([block(1, 2)]).lifted([long]);
    assert_eq!(lifted.permit().valid_until, at("2026-11-21T12:00:00Z"));
    // One of two blocks still stands.
    let two = clinic()
        .blocked([block(1, 2), block(2, 2)])
        .lifted([lift(1)]);
    assert!(is_kept_out(&two));
    let mut unknown = clinic().blocked([block(1, 2)]).lifted([lift(1)]);
    unknown.facts.lifts = Known::Unknown;
    assert!(is_kept_out(&unknown));
}

// R-BLOCKED-1
#[test]
fn with_the_blocks_unknown_what_they_could_keep_back_is_withheld() {
    let unknown = |mut story: Story| {
        story.facts.blocks = Known::Unknown;
        story
    };
    assert_eq!(unknown(clinic()).withheld(), [Code::BlocksUnknown]);
    let urgent = unknown(clinic().claiming(Ground::Emergency));
    assert_eq!(urgent.withheld(), [Code::BlocksUnknown]);
    let danish = unknown(Story::dk("hospital", "general-practice", "condition"));
    assert_eq!(danish.withheld(), [Code::BlocksUnknown]);
    let guardian = unknown(clinic().asked_by(Audience::Guardian, MOTHER));
    assert_eq!(guardian.withheld(), [Code::BlocksUnknown]);
    // What the tables hold open against blocks, and the child's own view, do not ask.
    assert!(unknown(Story::se("hospital", "population-register", "custody")).permits());
    let child = clinic().born("2009-01-01").asked_by(Audience::Child, CHILD);
    assert!(unknown(child).permits());
}

// R-BLOCKED-6
#[test]
fn guardians_may_block_in_denmark_until_fifteen_and_never_in_sweden() {
    let may = |story: &Story, who| {
        let tables = policy(story.class.country);
        may_block(who, &story.actor, &story.facts, tables, story.now)
    };
    let se = |birth| clinic().born(birth);
    let dk = |birth| Story::dk("hospital", "hospital", "condition").born(birth);
    for birth in ["2020-01-01", "2012-05-20", "2008-01-01"] {
        assert!(!may(&se(birth), MOTHER), "{birth}");
    }
    assert!(!may(&se("2010-11-22"), CHILD) && may(&se("2010-11-21"), CHILD));
    let mature = |birth| {
        let mut found = found_mature();
        found.start = at("2026-11-21T09:00:00Z");
        se(birth).assessed([found])
    };
    assert!(may(&mature("2013-11-21"), CHILD) && !may(&mature("2013-11-22"), CHILD));
    let mut unknown = se("2012-05-20");
    unknown.facts.assessments = Known::Unknown;
    assert!(!may(&unknown, CHILD));
    assert!(may(&dk("2011-11-22"), MOTHER) && !may(&dk("2011-11-22"), CHILD));
    assert!(!may(&dk("2011-11-21"), MOTHER) && may(&dk("2011-11-21"), CHILD));
    assert!(!may(&dk("2020-01-01"), STRANGER));
    let mut ageless = dk("2020-01-01");
    ageless.facts.birth = None;
    assert!(!may(&ageless, MOTHER) && !may(&ageless, CHILD));
    let mut unheld = dk("2020-01-01");
    unheld.facts.custody = Known::Unknown;
    assert!(!may(&unheld, MOTHER));
}

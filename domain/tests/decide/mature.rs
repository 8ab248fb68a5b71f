//! The child that was found mature, and the board that stands in for a guardian.

use crate::{clinic, common::*};
use domain::{
    decide::{ReasonCode as Code, child_may_decide},
    facts::{Assessment, BoardDecision, Known},
    policy::Policy,
    time::Country,
};

fn fourteen() -> Story {
    clinic().born("2012-05-20")
}

// R-CONSENT-14
#[test]
fn a_child_of_thirteen_to_fifteen_that_was_found_mature_decides_instead_of_the_guardians() {
    let guardians = || [permit(MOTHER), permit(FATHER)];
    let mature = || fourteen().assessed([found_mature()]);
    assert!(fourteen().consents(guardians()).permits());
    assert!(!fourteen().consents([permit(CHILD)]).permits());
    assert!(mature().consents([permit(CHILD)]).permits());
    assert!(
        mature()
            .consents([permit(CHILD), refusal(FATHER)])
            .permits()
    );
    assert_eq!(
        mature().consents(guardians()).withheld(),
        [Code::ConsentMissing]
    );
    let refused = mature().consents(guardians().into_iter().chain([refusal(CHILD)]));
    assert_eq!(refused.withheld(), [Code::ConsentRefused]);
    let twelve = mature().born("2014-05-20");
    assert!(!twelve.consents([permit(CHILD)]).permits());
}

// R-CONSENT-14
#[test]
fn an_assessment_counts_for_whoever_made_it_while_it_is_in_force_and_the_newest_counts() {
    let by_the_child = |found: &[Assessment]| {
        let story = fourteen().consents([permit(CHILD)]);
        story.assessed(found.to_vec()).permits()
    };
    let with = |change: &dyn Fn(&mut Assessment)| {
        let mut found = found_mature();
        change(&mut found);
        found
    };
    let now = at("2026-11-21T11:00:00Z");
    assert!(by_the_child(&[found_mature()]));
    assert!(by_the_child(&[with(&|a| a.unit = Some("UNIT-1".into()))]));
    assert!(!by_the_child(&[with(&|a| a.unit = Some("unit-2".into()))]));
    assert!(!by_the_child(&[
        with(&|a| a.organisation = organisation(2))
    ]));
    assert!(!by_the_child(&[with(&|a| a.mature = false)]));
    assert!(!by_the_child(&[with(&|a| a.ended = Some(now))]));
    assert!(by_the_child(&[with(&|a| a.start = now)]));
    let later = with(&|a| (a.mature, a.start) = (false, at("2026-07-01T00:00:00Z")));
    for both in [[found_mature(), later.clone()], [later, found_mature()]] {
        assert!(!by_the_child(&both));
    }
}

// R-CONSENT-14
#[test]
fn when_nobody_can_say_whether_the_child_is_mature_child_and_guardians_must_all_consent() {
    let mut unknown = fourteen();
    unknown.facts.assessments = Known::Unknown;
    let mut unmature = found_mature();
    unmature.mature = false;
    let contradicted = fourteen().assessed([found_mature(), unmature]);
    for story in [unknown, contradicted] {
        assert!(story.permits());
        for missing in [MOTHER, FATHER, CHILD] {
            let words = [MOTHER, FATHER, CHILD]
                .into_iter()
                .filter(|p| *p != missing);
            assert!(!story.clone().consents(words.map(permit)).permits());
        }
    }
}

// R-CONSENT-14
#[test]
fn what_was_found_before_the_child_was_thirteen_counts_at_no_age() {
    let assessed = |start: &str| {
        let found = Assessment {
            start: at(start),
            ..found_mature()
        };
        fourteen().assessed([found])
    };
    // Born 2012-05-20: the last second before the thirteenth birthday in Stockholm, and its first.
    let (eve, day) = ("2025-05-19T21:59:59Z", "2025-05-19T22:00:00Z");
    assert!(!assessed(eve).consents([permit(CHILD)]).permits());
    assert!(assessed(day).consents([permit(CHILD)]).permits());
    // Nor does it take the guardians' word away, and a later finding is not outweighed by it.
    assert!(
        assessed(eve)
            .consents([permit(MOTHER), permit(FATHER)])
            .permits()
    );
    let early = Assessment {
        mature: false,
        start: at(eve),
        ..found_mature()
    };
    let both = fourteen().assessed([early, found_mature()]);
    assert!(both.consents([permit(CHILD)]).permits());
    // With the child's age unknown both its word and theirs are asked for, as before.
    let mut unknown = assessed(eve);
    unknown.facts.birth = None;
    assert!(unknown.permits());
    assert!(!unknown.consents([permit(CHILD)]).permits());
}

// R-GRANT-1
#[test]
fn a_table_may_ask_child_and_guardians_together() {
    let toml = SE_TOML.replacen(
        "assessed = true, who = \"child\" },\n    { from = 16",
        "assessed = true, who = \"child_and_guardians\" },\n    { from = 16",
        1,
    );
    assert_ne!(toml, SE_TOML);
    let tables = Policy::parse("se.toml", &toml).unwrap();
    let story = fourteen().assessed([found_mature()]);
    let permits = |story: &Story| {
        matches!(
            story.decide_by(&tables).outcome,
            domain::decide::Outcome::Permit(_)
        )
    };
    assert!(permits(&story));
    for missing in [MOTHER, FATHER, CHILD] {
        let words = [MOTHER, FATHER, CHILD]
            .into_iter()
            .filter(|p| *p != missing);
        assert!(!permits(&story.clone().consents(words.map(permit))));
    }
    let refused = [
        permit(MOTHER),
        permit(FATHER),
        permit(CHILD),
        refusal(CHILD),
    ];
    assert!(!permits(&story.consents(refused)));
}

fn decision() -> BoardDecision {
    BoardDecision {
        guardian: FATHER,
        recipient_sector: Some(sector("child-psychiatry")),
        source_sectors: vec![sector("child-health")],
        start: at("2026-10-01T00:00:00Z"),
        end: None,
        ended: None,
    }
}

// R-CONSENT-15
#[test]
fn a_boards_decision_stands_in_for_one_of_two_guardians_even_one_who_refuses() {
    let with = |words: &[_], decisions: &[BoardDecision]| {
        let mut story = clinic().consents(words.to_vec());
        *value(&mut story.facts.board_decisions) = decisions.to_vec();
        story
    };
    let mother = [permit(MOTHER)];
    assert!(with(&mother, &[decision()]).permits());
    assert!(with(&[permit(MOTHER), refusal(FATHER)], &[decision()]).permits());
    assert!(!with(&[], &[decision()]).permits());
    let refused = with(&[refusal(MOTHER)], &[decision()]);
    assert_eq!(refused.withheld(), [Code::ConsentRefused]);
    // Neither both of them, nor the only one.
    let other = BoardDecision {
        guardian: MOTHER,
        ..decision()
    };
    assert!(!with(&[], &[decision(), other.clone()]).permits());
    for alone in [MOTHER, FATHER] {
        assert!(!with(&[permit(alone)], &[decision(), other.clone()]).permits());
    }
    assert!(!with(&[], &[decision()]).custody(&[FATHER]).permits());
    let mut unknown = with(&mother, &[]);
    unknown.facts.board_decisions = Known::Unknown;
    assert!(!unknown.permits());
}

// R-CONSENT-15
#[test]
fn a_boards_decision_holds_for_its_measure_its_time_and_its_country() {
    let permits = |change: &dyn Fn(&mut BoardDecision)| {
        let mut decided = decision();
        change(&mut decided);
        let mut story = clinic().consents([permit(MOTHER)]);
        *value(&mut story.facts.board_decisions) = vec![decided];
        story.permits()
    };
    let now = at("2026-11-21T11:00:00Z");
    assert!(permits(
        &|d| (d.recipient_sector, d.source_sectors) = (None, vec![])
    ));
    assert!(!permits(&|d| d.recipient_sector = Some(sector("hospital"))));
    assert!(!permits(&|d| d.source_sectors = vec![sector("hospital")]));
    assert!(!permits(&|d| d.end = Some(now)));
    assert!(!permits(&|d| d.ended = Some(now)));
    assert!(!permits(&|d| d.start = at("2026-11-21T11:00:00.001Z")));
    let mut danish = Story::dk("child-psychiatry", "ppr", "assessment").consents([permit(MOTHER)]);
    *value(&mut danish.facts.board_decisions) = vec![BoardDecision {
        recipient_sector: None,
        source_sectors: vec![],
        ..decision()
    }];
    assert_eq!(danish.withheld(), [Code::OtherGuardianMissing]);
}

// R-DESK-8, R-SHARING-3
#[test]
fn a_child_that_could_be_found_mature_may_decide_something_whether_anybody_assessed_it_or_not() {
    let may = |story: Story| {
        let country = story.actor.country;
        child_may_decide(&story.facts, policy(country), story.now)
    };
    let danish = || Story::dk("child-psychiatry", "ppr", "observation/growth");
    // Thirteen and fifteen today, and a day short of it.
    assert!(may(clinic().born("2013-11-21")));
    assert!(!may(clinic().born("2013-11-22")));
    assert!(may(fourteen().assessed([found_mature()])) && may(fourteen()));
    assert!(may(danish().born("2011-11-21")));
    assert!(!may(danish().born("2011-11-22")));
    let mut unknown = clinic();
    unknown.facts.birth = None;
    assert!(may(unknown), "of an unknown age it might");
}

// R-SHARING-3, R-AUDIENCE-3
#[test]
fn the_sectors_whose_looks_are_hidden_are_those_of_every_rule_that_holds_on_the_day() {
    let sweden = policy(Country::Se);
    let hidden = |day: &str| sweden.hidden_sectors(date(day));
    assert_eq!(hidden("2026-11-21"), [sector("social-child")].into());
    assert_eq!(hidden("2009-06-29"), [].into());
}

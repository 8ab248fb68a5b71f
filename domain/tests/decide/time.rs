//! How far back, on which days, and for how long.

use crate::{clinic, common::*};
use domain::{
    decide::{Outcome, ReasonCode as Code},
    facts::Known,
    policy::Policy,
    time::{Country, Date, Moment, Period, Timestamp, inside},
};
use jiff::SignedDuration;

/// The boy of `old-bvc`, and whether the BVC examination of 2018-03-20 is inside what an actor may see on a day.
fn four_year_examination(actor: &str, now: &str) -> (Story, bool) {
    let story = Story::se(actor, "child-health", "observation/screening")
        .born("2014-03-11")
        .on(now);
    let permit = story.permit();
    let examined = Period::at(Moment::parse("2018-03-20").unwrap());
    let zone = Country::Se.zone();
    let seen = inside(
        &permit.window,
        &examined,
        permit.basis,
        permit.straddle,
        &zone,
    );
    (story, seen)
}

// R-WINDOW-6
#[test]
fn the_school_nurse_sees_the_four_year_examination_until_ten_years_after_school_start() {
    // Born 2014, so first class on 2021-08-15.
    let (story, seen) = four_year_examination("school-health", "2026-11-21T11:00:00Z");
    assert!(seen);
    assert_eq!(story.permit().older, None);
    let (_, seen) = four_year_examination("school-health", "2031-08-14T21:59:59Z");
    assert!(seen);
    let (story, seen) = four_year_examination("school-health", "2031-08-14T22:00:00Z");
    assert!(!seen);
    assert_eq!(story.permit().window.start(), at("2027-12-31T23:00:00Z"));
}

// R-WINDOW-5
#[test]
fn child_psychiatry_does_not_see_it_and_is_told_how_to_ask() {
    let (story, seen) = four_year_examination("child-psychiatry", "2026-11-21T11:00:00Z");
    assert!(!seen);
    let permit = story.permit();
    assert_eq!(permit.window.start(), at("2022-12-31T23:00:00Z"));
    let older = permit.older.unwrap();
    assert_eq!(older.code, Code::OutsideWindow);
    assert_eq!(older.rule.as_deref(), Some("SE-WIN-YEAR-3"));
    let request = SE
        .request_at(older.request.unwrap(), date("2026-11-21"))
        .unwrap();
    assert_eq!(&*request.origin.id, "SE-ASK-CLINIC");
}

// R-WINDOW-5
#[test]
fn nothing_older_is_hinted_at_when_the_window_reaches_birth() {
    assert_eq!(clinic().born("2023-01-01").permit().older, None);
    assert!(clinic().born("2022-12-31").permit().older.is_some());
    let mut unknown = clinic();
    unknown.facts.birth = None;
    assert!(unknown.permit().older.is_some());
}

// R-WINDOW-5
#[test]
fn a_window_that_has_closed_withholds_with_how_to_ask() {
    let edited = SE_TOML.replacen(
        "{ current_year_and = { years_back = 3 } }",
        "{ until_age = { years = 10 } }",
        1,
    );
    let tables = Policy::parse("edited", &edited).unwrap();
    let outcome = |birth| clinic().born(birth).decide_by(&tables).outcome;
    assert!(matches!(outcome("2016-11-22"), Outcome::Permit(_)));
    let Outcome::Withhold(reasons) = outcome("2016-11-21") else {
        panic!("the window is closed from the tenth birthday");
    };
    assert_eq!(codes(&reasons), [Code::OutsideWindow]);
    assert!(reasons[0].request.is_some());
}

// R-POLICY-3
#[test]
fn a_rule_holds_from_its_first_day_until_the_day_it_ends() {
    let ending = |id: &str, days: &str| {
        let (before, after) = SE_TOML.split_once(&format!("id = \"{id}\"\n")).unwrap();
        let first = after.find("valid_from = ").unwrap();
        let (head, tail) = after.split_at(first);
        let after = format!("{head}{days}{}", tail.trim_start_matches(|c| c != '\n'));
        Policy::parse("edited", &format!("{before}id = \"{id}\"\n{after}")).unwrap()
    };
    let permits = |tables: &Policy, now: &str| {
        let outcome = clinic().on(now).decide_by(tables).outcome;
        matches!(outcome, Outcome::Permit(_))
    };
    let days = "valid_from = \"2026-11-21\"\nvalid_to = \"2026-11-23\"";
    for rule in [
        "SE-SHARE-H-H",
        "SE-WIN-YEAR-3",
        "SE-GRANT-CARE",
        "SE-TYPE-OBSERVATION-GROWTH",
    ] {
        let tables = ending(rule, days);
        assert!(!permits(&tables, "2026-11-20T22:59:59Z"), "{rule}");
        assert!(permits(&tables, "2026-11-20T23:00:00Z"), "{rule}");
        assert!(permits(&tables, "2026-11-22T22:59:59Z"), "{rule}");
        assert!(!permits(&tables, "2026-11-22T23:00:00Z"), "{rule}");
    }
}

// R-DECIDE-2
#[test]
fn a_permit_ends_at_the_earliest_of_midnight_a_consents_end_and_a_facts_age() {
    let until = |change: &dyn Fn(&mut Story)| {
        let mut story = clinic();
        change(&mut story);
        story.permit().valid_until
    };
    let midnight = at("2026-11-21T23:00:00Z");
    let sooner: Timestamp = at("2026-11-21T12:00:00Z");
    assert_eq!(until(&|_| ()), midnight);
    assert_eq!(
        until(&|s| value(&mut s.facts.consents)[0].end = Some(sooner)),
        sooner
    );
    assert_eq!(
        until(&|s| value(&mut s.facts.consents)[1].ended = Some(sooner)),
        sooner
    );
    assert_eq!(
        until(&|s| value(&mut s.facts.relations)[0].end = Some(sooner)),
        sooner
    );
    assert_eq!(
        until(&|s| {
            let mut coming = refusal(FATHER);
            coming.start = sooner;
            value(&mut s.facts.consents).push(coming);
        }),
        sooner
    );
    let hour = |max_age: &mut SignedDuration| *max_age = SignedDuration::from_hours(1);
    fn age<T>(known: &mut Known<T>) -> &mut SignedDuration {
        match known {
            Known::Told { max_age, .. } => max_age,
            Known::Unknown => panic!("told"),
        }
    }
    assert_eq!(until(&|s| hour(age(&mut s.facts.custody))), sooner);
    assert_eq!(until(&|s| hour(age(&mut s.facts.protection))), sooner);
    assert_eq!(until(&|s| hour(age(&mut s.facts.consents))), sooner);
    assert_eq!(until(&|s| hour(age(&mut s.facts.relations))), sooner);
}

// R-DECIDE-2
#[test]
fn no_time_and_no_age_makes_the_decision_panic() {
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        for birth in [None, Some(Date::MIN), Some(Date::MAX)] {
            let mut story = clinic();
            story.now = now;
            story.facts.birth = birth;
            story.facts.custody = told(Vec::new(), Timestamp::MAX);
            story.facts.relations = told(Vec::new(), Timestamp::MIN);
            assert!(!story.permits());
        }
    }
}

// R-DECIDE-1
#[test]
fn a_decision_names_the_line_the_ground_the_grantors_and_the_window_that_made_it() {
    let rules: Vec<String> = clinic()
        .decide()
        .rules
        .iter()
        .map(ToString::to_string)
        .collect();
    let line = ["SE-SHARE-H-H", "SE-GROUND-CONSENT"];
    assert_eq!(rules, [line, ["SE-GRANT-CARE", "SE-WIN-YEAR-3"]].concat());
}

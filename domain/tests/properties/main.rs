//! What holds for every child, actor, source and order of events, tried on many.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

#[path = "../common/mod.rs"]
mod common;
mod stories;
mod wider;

use common::*;
use domain::{
    decide::{Class, Decision, Outcome, Visibility},
    facts::{ConsentKind, GuardianAccessKind, Known},
    policy::{Audience, Ground},
    time::{Country, Timestamp},
};
use jiff::SignedDuration;
use proptest::prelude::*;
use stories::{any_block, any_consent, any_story, person};
use wider::{asks_no_more, edges, is_no_wider, planned, shown};

proptest! {
    #![proptest_config(tried())]

    // R-CONSENT-8
    #[test]
    fn ending_a_consent_never_widens(story in any_story(), which in any::<prop::sample::Index>()) {
        let mut ended = story.clone();
        let now = story.now;
        let words = value(&mut ended.facts.consents);
        let permits: Vec<_> = (words.iter_mut()).filter(|c| c.kind == ConsentKind::Permit).collect();
        prop_assume!(!permits.is_empty());
        let which = which.index(permits.len());
        permits.into_iter().nth(which).unwrap().ended = Some(now);
        is_no_wider(&story.decide(), &ended.decide())?;
    }

    // R-CONSENT-8
    #[test]
    fn adding_a_refusal_never_widens(story in any_story(), mut word in any_consent(), place in any::<prop::sample::Index>()) {
        word.kind = ConsentKind::Refuse;
        let mut refused = story.clone();
        let words = value(&mut refused.facts.consents);
        words.insert(place.index(words.len() + 1), word);
        is_no_wider(&story.decide(), &refused.decide())?;
    }

    // R-RELATION-3
    #[test]
    fn losing_a_relation_never_widens(story in any_story(), which in any::<prop::sample::Index>()) {
        let mut lost = story.clone();
        let relations = value(&mut lost.facts.relations);
        prop_assume!(!relations.is_empty());
        relations.remove(which.index(relations.len()));
        is_no_wider(&story.decide(), &lost.decide())?;
    }

    // R-FACTS-2
    #[test]
    fn a_fact_that_becomes_unknown_never_widens(story in any_story(), which in 0..10) {
        let mut unknown = story.clone();
        let facts = &mut unknown.facts;
        match which {
            0 => facts.custody = Known::Unknown,
            1 => facts.consents = Known::Unknown,
            2 => facts.relations = Known::Unknown,
            3 => facts.protection = Known::Unknown,
            4 => facts.blocks = Known::Unknown,
            5 => facts.lifts = Known::Unknown,
            6 => facts.assessments = Known::Unknown,
            7 => facts.board_decisions = Known::Unknown,
            8 => facts.guardian_access = Known::Unknown,
            _ => facts.birth = None,
        }
        is_no_wider(&story.decide(), &unknown.decide())?;
        asks_no_more(&planned(&story), &planned(&unknown))?;
    }

    // R-BLOCKED-10
    #[test]
    fn a_block_never_widens_and_neither_does_the_end_of_a_lift(story in any_story(), block in any_block()) {
        let mut blocked = story.clone();
        value(&mut blocked.facts.blocks).push(block);
        is_no_wider(&story.decide(), &blocked.decide())?;
        asks_no_more(&planned(&story), &planned(&blocked))?;
        let mut ended = story.clone();
        let now = ended.now;
        value(&mut ended.facts.lifts).iter_mut().for_each(|lift| lift.ended = Some(now));
        asks_no_more(&planned(&story), &planned(&ended))?;
    }

    // R-CITIZEN-3
    #[test]
    fn closing_a_guardians_access_never_widens(story in any_story(), who in person()) {
        let mut closed = story.clone();
        let closure = access(who, GuardianAccessKind::Closed);
        value(&mut closed.facts.guardian_access).push(closure);
        is_no_wider(&story.decide(), &closed.decide())?;
    }

    // R-DECIDE-10
    #[test]
    fn time_alone_widens_nothing_between_the_edges_of_facts_and_days(story in any_story(), minutes in 1_i64..700) {
        let mut later = story.clone();
        later.now = story.now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        let zone = story.class.country.zone();
        let day = |now: Timestamp| zone.to_datetime(now).date();
        let passed = |edge: &Timestamp| story.now < *edge && *edge <= later.now;
        prop_assume!(day(story.now) == day(later.now) && !edges(&story.facts).iter().any(passed));
        is_no_wider(&story.decide(), &later.decide())?;
        asks_no_more(&planned(&story), &planned(&later))?;
    }

    // R-DECIDE-7
    #[test]
    fn the_order_of_facts_never_matters(story in any_story(), seed in any::<u64>()) {
        let mut other = story.clone();
        shuffle(&mut value(&mut other.facts.consents)[..], seed);
        shuffle(&mut value(&mut other.facts.relations)[..], seed);
        shuffle(&mut value(&mut other.facts.custody)[..], seed);
        shuffle(&mut value(&mut other.facts.blocks)[..], seed);
        shuffle(&mut value(&mut other.facts.lifts)[..], seed);
        shuffle(&mut value(&mut other.facts.assessments)[..], seed);
        shuffle(&mut value(&mut other.facts.board_decisions)[..], seed);
        shuffle(&mut value(&mut other.facts.guardian_access)[..], seed);
        prop_assert_eq!(story.decide(), other.decide());
        prop_assert_eq!(shown(&planned(&story)), shown(&planned(&other)));
    }

    // R-DECIDE-1
    #[test]
    fn a_type_that_no_table_names_is_withheld(story in any_story(), kind in "[a-z]{1,9}(/[a-z-]{1,9})?") {
        let named = [&*SE, &*DK].iter().any(|p| p.type_rule(&information_type(&kind)).is_some());
        prop_assume!(!named && !kind.ends_with('/'));
        let mut story = story;
        story.class.information_type = information_type(&kind);
        prop_assert!(matches!(story.decide().outcome, Outcome::Withhold(_)));
    }

    // R-DECIDE-2
    #[test]
    fn until_a_permit_ends_nothing_but_a_changed_fact_takes_it_away(story in any_story(), part in 0.0..1.0) {
        let Outcome::Permit(permit) = story.decide().outcome else { return Ok(()) };
        prop_assert!(story.now < permit.valid_until);
        let span = permit.valid_until.duration_since(story.now).mul_f64(part);
        let mut later = story.clone();
        later.now = story.now.checked_add(span).unwrap();
        prop_assume!(later.now < permit.valid_until);
        prop_assert_eq!(later.decide().outcome, Outcome::Permit(permit));
    }

    // R-VISIBILITY-1
    #[test]
    fn whoever_has_no_relation_and_no_emergency_learns_nothing(story in any_story()) {
        let mut story = story;
        value(&mut story.facts.relations).clear();
        prop_assume!(story.actor.audience == Audience::Professional);
        prop_assume!(story.ground != Some(Ground::Emergency));
        prop_assert_eq!(story.decide().visibility, Visibility::Refused);
    }

    // R-DECIDE-5
    #[test]
    fn another_country_never_permits(story in any_story()) {
        let other = match story.class.country {
            Country::Se => Country::Dk,
            Country::Dk => Country::Se,
        };
        let foreign_class = Class { country: other, ..story.class.clone() };
        let foreign = Story { class: foreign_class, ..story.clone() };
        let withheld = |decision: Decision| matches!(decision.outcome, Outcome::Withhold(_));
        prop_assert!(withheld(foreign.decide()));
        prop_assert!(withheld(foreign.decide_by(policy(story.class.country))));
        prop_assert!(withheld(story.decide_by(policy(other))));
    }
}

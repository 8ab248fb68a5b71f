//! What holds for every child, actor, source and order of events, tried on many.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use common::*;
use domain::{
    decide::{Class, Decision, Outcome, Visibility},
    facts::{CareRelation, Consent, ConsentKind, Holder, Known, Pseudonym},
    policy::{Audience, Ground},
    time::{Country, Timestamp},
};
use jiff::{SignedDuration, ToSpan as _};
use proptest::{collection::vec, option, prelude::*, sample::select};

const NOW: &str = "2026-11-21T11:00:00Z";

// ------------------------------------------------------------------------------------------------------- stories at random

fn hours_from_now(hours: i64) -> Timestamp {
    at(NOW)
        .checked_add(SignedDuration::from_hours(hours))
        .unwrap()
}

fn person() -> impl Strategy<Value = Pseudonym> {
    prop_oneof![3 => Just(MOTHER), 3 => Just(FATHER), 3 => Just(CHILD), 1 => Just(STRANGER)]
}

/// Mostly consents that count here, so that decisions hang on the one that does not.
fn any_consent() -> impl Strategy<Value = Consent> {
    let kind = prop_oneof![4 => Just(ConsentKind::Permit), 1 => Just(ConsentKind::Refuse)];
    let scope = (
        option::weighted(0.1, select(vec![1_u8, 2])),
        option::weighted(0.1, select(vec!["child-psychiatry", "hospital", "school"])),
        option::weighted(0.1, select(vec!["child-health", "hospital", "ppr"])),
    );
    let time = (
        -100_i64..3,
        option::weighted(0.2, -3_i64..20),
        option::weighted(0.2, -3_i64..2),
    );
    (person(), kind, scope, time).prop_map(|(grantor, kind, scope, time)| Consent {
        grantor,
        kind,
        recipient: scope.0.map(organisation),
        recipient_unit: None,
        recipient_sector: scope.1.map(sector),
        source_sectors: scope.2.map(sector).into_iter().collect(),
        start: hours_from_now(time.0),
        end: time.1.map(hours_from_now),
        ended: time.2.map(hours_from_now),
        deleted: None,
        purpose: None,
        verified: true,
    })
}

fn any_relation() -> impl Strategy<Value = CareRelation> {
    let here = prop_oneof![4 => Just(None), 1 => Just(Some("hospital"))];
    (
        here,
        select(vec![1_u8, 1, 1, 2]),
        -100_i64..2,
        option::weighted(0.2, -2_i64..9),
    )
        .prop_map(|(elsewhere, number, start, end)| CareRelation {
            organisation: organisation(number),
            unit: None,
            // Told apart later: the actor's own sector takes the place of this one.
            sector: sector(elsewhere.unwrap_or("own")),
            start: hours_from_now(start),
            end: end.map(hours_from_now),
        })
}

fn any_class() -> impl Strategy<Value = (Country, &'static str, &'static str, &'static str)> {
    // Cells where something can be had, and some where nothing can.
    select(vec![
        (
            Country::Se,
            "child-psychiatry",
            "child-health",
            "observation/growth",
        ),
        (Country::Se, "school-health", "child-health", "vaccination"),
        (Country::Se, "hospital", "school", "attendance"),
        (Country::Se, "hospital", "population-register", "custody"),
        (Country::Se, "hospital", "coordination-plan", "plan"),
        (Country::Se, "school", "school-psychology", "assessment"),
        (
            Country::Se,
            "social-child",
            "social-child",
            "concern-report",
        ),
        (
            Country::Se,
            "child-health",
            "social-child",
            "concern-report",
        ),
        (
            Country::Se,
            "hospital",
            "general-practice",
            "document/care-note",
        ),
        (
            Country::Dk,
            "child-psychiatry",
            "general-practice",
            "medication",
        ),
        (Country::Dk, "child-psychiatry", "ppr", "assessment"),
        (
            Country::Dk,
            "school",
            "hospital",
            "document/discharge-letter",
        ),
        (Country::Dk, "ppr", "school", "attendance"),
        (Country::Dk, "social-family", "hospital", "condition"),
    ])
}

prop_compose! {
    fn any_story()(
        (country, actor, producer, kind) in any_class(),
        consents in vec(any_consent(), 0..7),
        relations in vec(any_relation(), 0..4),
        holders in vec((person(), any::<bool>()), 0..3),
        years in option::weighted(0.9, prop_oneof![3 => 3_i16..13, 1 => 0_i16..20]),
        protection in prop_oneof![8 => Just(Some(false)), 1 => Just(Some(true)), 1 => Just(None)],
        ground in option::weighted(0.2, select(vec![
            Ground::Consent, Ground::Emergency, Ground::Statute, Ground::Necessity, Ground::OwnAccess,
        ])),
        citizen in option::weighted(0.1, (select(vec![Audience::Guardian, Audience::Child]), person())),
        (reason_given, same_organisation) in any::<(bool, bool)>(),
        (everybody, related) in (any::<bool>(), prop::bool::weighted(0.8)),
    ) -> Story {
        let mut story = Story::new(country, actor, producer, kind);
        let now = story.now;
        story.ground = ground;
        story.reason_given = reason_given;
        story.class.same_organisation = same_organisation;
        story.facts.birth = years.map(|years| date("2026-11-21").checked_sub(years.years()).unwrap());
        story.facts.protection = protection.map_or(Known::Unknown, |p| told(p, now));
        if !everybody {
            let holder = |(guardian, residence_parent)| Holder { guardian, residence_parent };
            story.facts.custody = told(holders.into_iter().map(holder).collect(), now);
        }
        let words = value(&mut story.facts.consents);
        if !everybody {
            words.clear();
        }
        words.extend(consents);
        let own = |mut relation: CareRelation| {
            if relation.sector == sector("own") {
                relation.sector = sector(actor);
            }
            relation
        };
        let known = value(&mut story.facts.relations);
        if !related {
            known.clear();
        }
        known.extend(relations.into_iter().map(own));
        match citizen {
            Some((audience, person)) => story.asked_by(audience, person),
            None => story,
        }
    }
}

// ------------------------------------------------------------------------------------------------------------- never wider

/// What a change may not do: give more, show more of it, or say more about it.
fn is_no_wider(before: &Decision, after: &Decision) -> Result<(), TestCaseError> {
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
    fn a_fact_that_becomes_unknown_never_widens(story in any_story(), which in 0..5) {
        let mut unknown = story.clone();
        let facts = &mut unknown.facts;
        match which {
            0 => facts.custody = Known::Unknown,
            1 => facts.consents = Known::Unknown,
            2 => facts.relations = Known::Unknown,
            3 => facts.protection = Known::Unknown,
            _ => facts.birth = None,
        }
        is_no_wider(&story.decide(), &unknown.decide())?;
    }

    // R-DECIDE-7
    #[test]
    fn the_order_of_facts_never_matters(story in any_story(), seed in any::<u64>()) {
        let mut other = story.clone();
        shuffle(&mut value(&mut other.facts.consents)[..], seed);
        shuffle(&mut value(&mut other.facts.relations)[..], seed);
        shuffle(&mut value(&mut other.facts.custody)[..], seed);
        prop_assert_eq!(story.decide(), other.decide());
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

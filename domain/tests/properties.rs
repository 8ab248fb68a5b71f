//! What holds for every child, actor, source and order of events, tried on many.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use common::{records::record, *};
use domain::{
    decide::{BlockAnswer, Class, Decision, Outcome, Visibility},
    facts::{
        Assessment, Block, BlockedPeriod, BoardDecision, CareRelation, Consent, ConsentKind, Facts,
        GuardianAccess, GuardianAccessKind, Holder, Known, Lift, Pseudonym,
    },
    id::OrganisationId,
    plan::{Plan, plan},
    policy::{Audience, Ground},
    record::Organisation,
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
    fn plain_story()(
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

fn any_block() -> impl Strategy<Value = Block> {
    let period = (option::of(-90_i64..3), option::of(-3_i64..90));
    let scope = (
        option::of(select(vec!["unit-1", "unit-2"])),
        any::<bool>(),
        option::of(period),
    );
    let time = (-50_i64..2, option::weighted(0.2, -3_i64..9));
    (0_u8..3, 1_u8..4, scope, time).prop_map(|(id, of, (unit, typed, period), (start, ended))| {
        let blocked = |(start, end): (Option<i64>, Option<i64>)| BlockedPeriod {
            start: start.map(hours_from_now),
            end: end.map(hours_from_now),
        };
        Block {
            unit: unit.map(str::to_owned),
            types: (typed.then(|| information_type("vaccination")))
                .into_iter()
                .collect(),
            period: period.map(blocked),
            start: hours_from_now(start),
            ended: ended.map(hours_from_now),
            ..block(id, of)
        }
    })
}

fn any_lift() -> impl Strategy<Value = Lift> {
    (0_u8..3, 1_u8..3, -200_i64..2, 1_i64..300).prop_map(|(id, of, start, length)| Lift {
        organisation: organisation(of),
        start: hours_from_now(start),
        end: hours_from_now(start + length),
        ..lift(id)
    })
}

fn any_assessment() -> impl Strategy<Value = Assessment> {
    let ended = option::weighted(0.2, -3_i64..9);
    (any::<bool>(), 1_u8..3, -9_i64..2, ended).prop_map(|(mature, by, start, ended)| Assessment {
        organisation: organisation(by),
        mature,
        start: hours_from_now(start),
        ended: ended.map(hours_from_now),
        ..found_mature()
    })
}

fn any_board_decision() -> impl Strategy<Value = BoardDecision> {
    let end = option::weighted(0.2, -3_i64..9);
    (person(), -9_i64..2, end).prop_map(|(guardian, start, end)| BoardDecision {
        guardian,
        recipient_sector: None,
        source_sectors: Vec::new(),
        start: hours_from_now(start),
        end: end.map(hours_from_now),
        ended: None,
    })
}

fn any_access() -> impl Strategy<Value = GuardianAccess> {
    let kind = select(vec![
        GuardianAccessKind::Extended,
        GuardianAccessKind::Closed,
    ]);
    let end = option::weighted(0.2, -3_i64..9);
    (person(), kind, -9_i64..2, end).prop_map(|(guardian, kind, start, end)| GuardianAccess {
        start: hours_from_now(start),
        end: end.map(hours_from_now),
        ..access(guardian, kind)
    })
}

prop_compose! {
    fn any_story()(
        story in plain_story(),
        blocks in vec(any_block(), 0..3),
        lifts in vec(any_lift(), 0..3),
        assessments in vec(any_assessment(), 0..3),
        decisions in vec(any_board_decision(), 0..2),
        access in vec(any_access(), 0..2),
    ) -> Story {
        let mut story = story.blocked(blocks).lifted(lifts).assessed(assessments).access(access);
        *value(&mut story.facts.board_decisions) = decisions;
        story
    }
}

// ------------------------------------------------------------------------------------------------------------- never wider

/// What one source of the class is asked, under blocks too.
fn planned(story: &Story) -> Plan {
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
fn shown(plan: &Plan) -> Vec<bool> {
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

fn asks_no_more(before: &Plan, after: &Plan) -> Result<(), TestCaseError> {
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

/// When a fact begins or ends by its own date.
fn edges(facts: &Facts) -> Vec<Timestamp> {
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

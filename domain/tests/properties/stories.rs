//! Stories at random: children, those around them, and what was said, few enough of each that they meet.

use crate::common::*;
use domain::{
    facts::{
        Assessment, Block, BlockedPeriod, BoardDecision, CareRelation, Consent, ConsentKind,
        GuardianAccess, GuardianAccessKind, Holder, Known, Lift, Pseudonym,
    },
    policy::{Audience, Ground},
    time::{Country, Timestamp},
};
use jiff::{SignedDuration, ToSpan as _};
use proptest::{collection::vec, option, prelude::*, sample::select};

const NOW: &str = "2026-11-21T11:00:00Z";

pub(crate) fn hours_from_now(hours: i64) -> Timestamp {
    at(NOW)
        .checked_add(SignedDuration::from_hours(hours))
        .unwrap()
}

pub(crate) fn person() -> impl Strategy<Value = Pseudonym> {
    prop_oneof![3 => Just(MOTHER), 3 => Just(FATHER), 3 => Just(CHILD), 1 => Just(STRANGER)]
}

/// Mostly consents that count here, so that decisions hang on the one that does not.
pub(crate) fn any_consent() -> impl Strategy<Value = Consent> {
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

pub(crate) fn any_block() -> impl Strategy<Value = Block> {
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
    pub(crate) fn any_story()(
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

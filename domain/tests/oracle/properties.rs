//! What holds at every point, tried on many: a withdrawal, a block or a refusal never widens, and time widens only where a rule says so.

use domain::{
    decide::{Decision, Outcome},
    facts::{ConsentKind, Known},
    time::{Country, Date, Timestamp},
};
use jiff::ToSpan;
use proptest::{prelude::*, sample::select};

use crate::{
    ages::AGES,
    axes::{
        Access, Around, Blocked, Board, CLAIMS, Consents, Custody, Kind, Maturity, Point,
        Protection, Purpose, Relation, Stated, Who, askers, sectors,
    },
    common::{CHILD, FATHER, MOTHER, STRANGER, block, policy, refusal, tried, value},
    scene::Scene,
};

/// Any point of either country, the axes beside the cube's too.
fn any_point() -> impl Strategy<Value = Point> {
    let fact = (
        select(Custody::ALL),
        select(Consents::ALL),
        select(Blocked::ALL),
        select(Protection::ALL),
        select(CLAIMS.to_vec()),
    );
    let around = (
        select(Relation::ALL),
        select(Maturity::ALL),
        select(Stated::ALL),
        select(Board::ALL),
        select(Access::ALL),
        // Mostly as usual: else hardly anything would be shown.
        prop::bool::weighted(0.7),
    );
    let places = any::<[prop::sample::Index; 2]>();
    let asked = (any::<bool>(), select(Kind::ALL), select(AGES));
    (asked, places, fact, around).prop_map(|((own, kind, age), [actor, source], fact, around)| {
        let country = age.country;
        let who = *actor.get(&askers(country));
        let (custody, consents, blocked, protection, claim) = fact;
        let (relation, maturity, stated, board, access, usual) = around;
        let around = Around {
            relation: if usual { Relation::Yes } else { relation },
            maturity,
            purpose: Purpose::Usual,
            stated,
            board,
            access,
        };
        Point {
            age: AGES.iter().find(|known| known.word == age.word).unwrap(),
            claim: if usual { None } else { claim },
            who,
            producer: *source.get(&sectors(country)),
            own: own && !who.is_citizen(),
            kind,
            custody,
            consents: if usual { Consents::All } else { consents },
            blocked,
            protection,
            around,
        }
    })
}

fn decided(point: &Point, scene: &Scene) -> Decision {
    scene.decide(point, policy(point.country()))
}

/// Why a decision is wider than another, if it is: it gives more, shows more of it, or says more.
fn wider(before: &Decision, after: &Decision) -> Option<String> {
    let rank = |decision: &Decision| match decision.outcome {
        Outcome::Permit(_) => 2,
        Outcome::OnRequest(_) => 1,
        Outcome::Withhold(_) => 0,
    };
    let (one, other) = (before, after);
    let more = match (&one.outcome, &other.outcome) {
        (Outcome::Permit(one), Outcome::Permit(other)) => {
            other.window.start() < one.window.start()
                || (one.masked.is_some() && other.masked.is_none())
                || (one.blockable && !other.blockable)
        }
        _ => rank(other) > rank(one),
    };
    let more = more || other.visibility > one.visibility;
    more.then(|| format!("{before:?} became {after:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..tried() })]

    // R-CONSENT-8
    #[test]
    fn a_withdrawal_never_widens(point in any_point(), which in any::<prop::sample::Index>(), how in 0..3) {
        prop_assume!(point.consents != Consents::Unknown);
        let scene = Scene::of(&point);
        let mut ended = Scene::of(&point);
        let now = ended.now;
        let words = value(&mut ended.facts.consents);
        let mut permits: Vec<_> = words.iter_mut().filter(|word| word.kind == ConsentKind::Permit).collect();
        prop_assume!(!permits.is_empty());
        let which = which.index(permits.len());
        match how {
            0 => permits[which].ended = Some(now),
            1 => permits[which].end = Some(now),
            _ => permits[which].deleted = Some(now),
        }
        prop_assert_eq!(wider(&decided(&point, &scene), &decided(&point, &ended)), None);
    }

    // R-CONSENT-8
    #[test]
    fn a_refusal_never_widens(point in any_point(), who in select(vec![MOTHER, FATHER, CHILD, STRANGER])) {
        prop_assume!(point.consents != Consents::Unknown);
        let mut refused = Scene::of(&point);
        value(&mut refused.facts.consents).push(refusal(who));
        prop_assert_eq!(wider(&decided(&point, &Scene::of(&point)), &decided(&point, &refused)), None);
    }

    // R-BLOCKED-10
    #[test]
    fn a_block_never_widens(point in any_point(), of in 1_u8..4) {
        prop_assume!(point.blocked != Blocked::Unknown);
        let mut blocked = Scene::of(&point);
        value(&mut blocked.facts.blocks).push(block(9, of));
        prop_assert_eq!(wider(&decided(&point, &Scene::of(&point)), &decided(&point, &blocked)), None);
    }

    // R-BLOCKED-10
    #[test]
    fn the_end_of_a_lift_never_widens(point in any_point()) {
        let mut over = Scene::of(&point);
        over.facts.lifts = Known::Unknown;
        prop_assert_eq!(wider(&decided(&point, &Scene::of(&point)), &decided(&point, &over)), None);
    }

    // R-DECIDE-13
    #[test]
    fn time_widens_only_on_the_days_that_a_rule_names(point in any_point(), born in birthday(), age in 0_i32..19) {
        let days = turning_days(born, age);
        for (eve, day) in days {
            if let Some(how) = widened(&point, born, eve, day) {
                prop_assert!(named(&point, born, day), "{day}: {how}");
            }
        }
    }
}

/// Any day of birth, leap days among them.
fn birthday() -> impl Strategy<Value = Date> {
    let day = (0..6_000)
        .prop_map(|days: i32| Date::constant(2008, 1, 1).checked_add(days.days()).unwrap());
    prop_oneof![
        4 => day,
        1 => select(vec![Date::constant(2012, 2, 29), Date::constant(2016, 2, 29), Date::constant(2020, 2, 29)]),
    ]
}

/// The days in the year after a birthday on which anything could turn: the birthday, the days beside it, the year's, school's.
fn turning_days(born: Date, age: i32) -> Vec<(Date, Date)> {
    let year = born.year() + i16::try_from(age).unwrap();
    let mut days = Vec::new();
    for (month, day) in [
        (born.month(), born.day()),
        (1, 1),
        (3, 1),
        (8, 15),
        (8, 16),
        (7, 1),
    ] {
        let Ok(turning) = Date::new(year, month, day) else {
            continue;
        };
        for beside in -1..=1 {
            let day = turning.checked_add(beside.days()).unwrap();
            days.push((day.yesterday().unwrap(), day));
        }
    }
    // Before it the tables' own first days would speak, and a child is asked about from its birth on.
    let first = Date::constant(2026, 11, 22).max(born.tomorrow().unwrap());
    days.retain(|(_, day)| *day >= first);
    days
}

/// The same question and facts at noon of two days.
fn widened(point: &Point, born: Date, eve: Date, day: Date) -> Option<String> {
    let at = |day: Date| -> Timestamp {
        let noon = day.at(12, 0, 0, 0);
        noon.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
    };
    let on = |day: Date| {
        let mut scene = Scene::at(point, at(day));
        scene.facts.birth = point.age.born.map(|_| born);
        // Found on the eve, whichever day is asked about: to find anew is no matter of time.
        if let Known::Told { value: found, .. } = &mut scene.facts.assessments {
            found
                .iter_mut()
                .for_each(|found| found.start = found.start.min(at(eve)));
        }
        decided(point, &scene)
    };
    wider(&on(eve), &on(day))
}

/// The rules by which time widens, each on one day of a child's life:
/// SE 16: the child decides (SE-GRANT-CARE) and sees for itself (SE-CITIZEN-CHILD).
/// DK 15: the child decides (DK-GRANT-SIGNIFICANT, DK-GRANT-ORDINARY), sees for itself (DK-CITIZEN-CHILD), and its parents object no more.
/// Not SE 13: from then on a child may be found mature, and what was found before is nothing.
const NAMED: [(Country, i16); 2] = [(Country::Se, 16), (Country::Dk, 15)];

fn named(point: &Point, born: Date, day: Date) -> bool {
    let turns = |years: i16| {
        let year = born.year() + years;
        // Born on a leap day: a year older on 1 March.
        Date::new(year, born.month(), born.day())
            .or_else(|_| Date::new(year, 3, 1))
            .unwrap()
    };
    (NAMED.iter()).any(|(country, years)| *country == point.country() && turns(*years) == day)
}

// R-DECIDE-13
#[test]
fn each_of_the_named_days_does_widen() {
    let usual = Point {
        consents: Consents::Child,
        ..crate::selection::question(
            &AGES[0],
            Who::Child,
            crate::axes::Sector::Hospital,
            Kind::Condition,
        )
    };
    for (country, years) in NAMED {
        let who = match country {
            Country::Se => Who::At(crate::axes::Sector::ChildPsychiatry),
            Country::Dk => Who::At(crate::axes::Sector::School),
        };
        let mut point = Point { who, ..usual };
        point.age = AGES
            .iter()
            .find(|age| age.country == country && age.born.is_some())
            .unwrap();
        if country == Country::Dk {
            point.kind = Kind::Statement;
        }
        for born in [Date::constant(2016, 2, 29), Date::constant(2016, 7, 1)] {
            let year = born.year() + years;
            let day = Date::new(year, born.month(), born.day())
                .or_else(|_| Date::new(year, 3, 1))
                .unwrap();
            let how = widened(&point, born, day.yesterday().unwrap(), day);
            assert!(how.is_some(), "{country} {years}, born {born}");
        }
    }
}

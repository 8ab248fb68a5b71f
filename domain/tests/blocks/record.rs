//! One record against the blocks: the overlap rules at every edge.

use std::collections::BTreeMap;

use crate::{
    clinic,
    common::{
        records::{GROWTH, record, subject},
        *,
    },
    standing,
};
use domain::{
    decide::{BlockAnswer, Permit},
    facts::{Block, BlockedPeriod},
    id::OrganisationId,
    policy::Audience,
    record::{Header, Organisation},
    screen::{DropReason, Screen, Verdict},
    time::{Country, Moment, Period},
};

const BVC: &str = "SE2321000016-BVC1";

fn of_unit(id: Option<&str>) -> Option<Organisation> {
    Some(Organisation {
        id: id.map(|id| OrganisationId::guess(id).unwrap()),
        name: "BVC".into(),
    })
}

/// Growth, measured in 2024 at the unit BVC1 of the second provider.
fn growth() -> Header {
    let mut header = record("1", "2024-05-06");
    header.care_provider = Some(Organisation {
        id: Some(organisation(2)),
        name: "Region".into(),
    });
    header.unit = of_unit(Some(BVC));
    header
}

fn answer_from(source: Option<u8>, block: Block, header: &Header) -> BlockAnswer {
    let blocks = standing(&clinic().blocked([block]));
    let source = source.map(organisation);
    blocks.answer(header, source.as_ref(), &Country::Se.zone())
}

fn answer(block: Block, header: &Header) -> BlockAnswer {
    answer_from(Some(4), block, header)
}

// R-BLOCKED-3
#[test]
fn a_record_is_blocked_by_provider_unit_and_type() {
    let with = |change: &dyn Fn(&mut Block)| {
        let mut block = block(1, 2);
        change(&mut block);
        answer(block, &growth())
    };
    assert_eq!(with(&|_| ()), BlockAnswer::Blocked);
    assert_eq!(with(&|b| b.organisation = organisation(3)), BlockAnswer::Ok);
    assert_eq!(
        with(&|b| b.unit = Some(BVC.to_lowercase())),
        BlockAnswer::Blocked
    );
    assert_eq!(
        with(&|b| b.unit = Some("SE2321000016-BVC2".into())),
        BlockAnswer::Ok
    );
    assert_eq!(
        with(&|b| b.types = vec![information_type(GROWTH)]),
        BlockAnswer::Blocked
    );
    assert_eq!(
        with(&|b| b.types = vec![information_type("condition")]),
        BlockAnswer::Ok
    );
}

// R-BLOCKED-3
#[test]
fn without_an_owner_nobody_can_say_and_an_owner_without_an_id_may_be_the_blocked_one() {
    let with = |change: &dyn Fn(&mut Header)| {
        let mut header = growth();
        change(&mut header);
        answer(
            Block {
                unit: Some(BVC.into()),
                ..block(1, 2)
            },
            &header,
        )
    };
    assert_eq!(
        with(&|h| h.care_provider = None),
        BlockAnswer::ValidationError
    );
    assert_eq!(with(&|h| h.unit = None), BlockAnswer::ValidationError);
    assert_eq!(with(&|h| h.unit = of_unit(None)), BlockAnswer::Blocked);
    assert_eq!(
        with(&|h| h.care_provider = of_unit(None)),
        BlockAnswer::Blocked
    );
    let mut elsewhere = growth();
    elsewhere.care_provider = Some(Organisation {
        id: Some(organisation(3)),
        name: "R".into(),
    });
    assert_eq!(
        answer_from(Some(4), block(1, 2), &elsewhere),
        BlockAnswer::Ok
    );
    assert_eq!(answer_from(None, block(1, 2), &elsewhere), BlockAnswer::Ok);
    // Whoever answers for the source answers for what it holds.
    assert_eq!(
        answer_from(Some(2), block(1, 2), &elsewhere),
        BlockAnswer::Blocked
    );
}

fn during(period: Period, start: Option<&str>, end: Option<&str>) -> BlockAnswer {
    let mut header = growth();
    header.period = period;
    let period = Some(BlockedPeriod {
        start: start.map(at),
        end: end.map(at),
    });
    answer(
        Block {
            period,
            ..block(1, 2)
        },
        &header,
    )
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

// R-BLOCKED-3
#[test]
fn without_a_period_it_is_blocked_everywhere_any_overlap_blocks_and_wholly_outside_does_not() {
    let instant = |text: &str| Period::at(moment(text));
    let (from, to) = ("2024-05-01T00:00:00Z", "2024-06-01T00:00:00Z");
    let inside = |period| during(period, Some(from), Some(to)) == BlockAnswer::Blocked;
    assert_eq!(
        during(instant("1990-01-01"), None, None),
        BlockAnswer::Blocked
    );
    // Instants: the first inside, the last, and the two just outside.
    assert!(inside(instant("2024-05-01T00:00:00Z")));
    assert!(inside(instant("2024-05-31T23:59:59Z")));
    assert!(!inside(instant("2024-04-30T23:59:59Z")));
    assert!(!inside(instant("2024-06-01T00:00:00Z")));
    // A day, a month, a year that may lie inside does; local midnight of Stockholm decides.
    assert!(inside(instant("2024-06-01")) && !inside(instant("2024-06-02")));
    assert!(inside(instant("2024-05-01")) && !inside(instant("2024-04-30")));
    assert!(inside(instant("2024-05")) && inside(instant("2024")) && !inside(instant("2023")));
    // Stretches: across, up to, from, and over all of it; one that goes on; one of which only the end is known.
    let between = |a, b| Period::between(moment(a), moment(b));
    assert!(inside(between("2020-01-01", "2030-01-01")));
    assert!(inside(between("2020-01-01", "2024-05-01")));
    assert!(!inside(between("2020-01-01", "2024-05-01T00:00:00Z")));
    assert!(inside(between("2020-01-01", "2024-05-01T00:00:01Z")));
    assert!(inside(between("2024-05-31T23:59:59Z", "2030-01-01")));
    assert!(!inside(between("2024-06-01T00:00:00Z", "2030-01-01")));
    assert!(inside(Period::since(moment("2020-01-01"))));
    assert!(!inside(Period::since(moment("2024-06-02"))));
    let until = |text| Period {
        start: None,
        end: Some(moment(text)),
    };
    assert!(inside(until("2025-01-01")) && !inside(until("2024-04-30")));
    // Half-open blocks, and times that say nothing or nonsense.
    assert_eq!(
        during(instant("1990-01-01"), None, Some(to)),
        BlockAnswer::Blocked
    );
    assert_eq!(
        during(instant("2024-06-02"), None, Some(to)),
        BlockAnswer::Ok
    );
    assert_eq!(
        during(instant("2090-01-01"), Some(from), None),
        BlockAnswer::Blocked
    );
    assert_eq!(
        during(instant("2024-04-30"), Some(from), None),
        BlockAnswer::Ok
    );
    assert!(inside(Period::default()) && inside(between("2030-01-01", "2029-01-01")));
    assert_eq!(
        during(instant("1990-01-01"), Some(to), Some(from)),
        BlockAnswer::Blocked
    );
}

// R-BLOCKED-3
#[test]
fn a_blocked_record_is_dropped_before_anything_is_counted_unless_the_permit_holds_against_blocks() {
    let blocks = standing(&clinic().blocked([block(1, 2)]));
    let (child, zone) = (subject(), Country::Se.zone());
    let verdict = |blockable| {
        let permit = Permit {
            blockable,
            ..clinic().permit()
        };
        let permits = BTreeMap::from([(information_type(GROWTH), permit)]);
        let screen = Screen {
            child: &child,
            older_ids: &[],
            permits: &permits,
            audience: Audience::Professional,
            blocks: &blocks,
            source: None,
            zone: &zone,
        };
        screen.check(&growth())
    };
    assert_eq!(verdict(true), Verdict::Drop(DropReason::Blocked));
    assert_eq!(verdict(false), Verdict::Keep);
}

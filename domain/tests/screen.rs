//! What comes back is checked record by record before anything is counted.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use std::collections::BTreeMap;

use common::{
    records::{
        Answer, GROWTH, any_told, merged, record, retracted, somebody_else, subject, told_by,
    },
    *,
};
use domain::{
    decide::{Blocks, Permit},
    merge::Told,
    policy::Audience,
    record::{Header, InformationType, Marks},
    screen::{DropReason, Screen, Verdict},
    time::{Basis, Country, Moment, Period, Straddle, Window, inside},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// What a clinic may see: growth, 2023 and later.
fn permits() -> BTreeMap<InformationType, Permit> {
    let permit = Story::se("child-psychiatry", "child-health", GROWTH).permit();
    BTreeMap::from([(information_type(GROWTH), permit)])
}

fn verdicts(audience: Audience, answer: &[Told<'_>]) -> Vec<Verdict> {
    let (child, permits, zone) = (subject(), permits(), Country::Se.zone());
    let screen = Screen {
        child: &child,
        older_ids: &[],
        permits: &permits,
        audience,
        blocks: &Blocks::default(),
        source: None,
        zone: &zone,
    };
    screen.sift(answer)
}

fn verdict(audience: Audience, header: &Header) -> Verdict {
    verdicts(audience, &[told_by("bvc", header, 0)])
        .pop()
        .unwrap()
}

// R-SCREEN-1
#[test]
fn what_was_not_asked_for_is_outside_or_ownerless_is_dropped_and_another_child_spoils_the_answer() {
    let check = |change: &dyn Fn(&mut Header)| {
        let mut header = record("1", "2024-05-06");
        change(&mut header);
        verdict(Audience::Professional, &header)
    };
    assert_eq!(check(&|_| ()), Verdict::Keep);
    assert_eq!(check(&|h| h.subject = somebody_else()), Verdict::WrongChild);
    let unasked = Verdict::Drop(DropReason::UnaskedType);
    assert_eq!(
        check(&|h| h.information_type = information_type("vaccination")),
        unasked
    );
    assert_eq!(
        check(&|h| h.information_type = information_type("observation/growth/x")),
        unasked
    );
    let outside = Verdict::Drop(DropReason::OutsideWindow);
    let on = |text: &str| Period::at(Moment::parse(text).unwrap());
    assert_eq!(check(&|h| h.period = on("2022-12-31")), outside);
    assert_eq!(check(&|h| h.period = on("2023-01-01")), Verdict::Keep);
    assert_eq!(check(&|h| h.period = on("2026-11-22")), outside);
    assert_eq!(check(&|h| h.period = Period::default()), outside);
    let ownerless = Verdict::Drop(DropReason::NoOwner);
    assert_eq!(check(&|h| h.unit = None), ownerless);
    assert_eq!(check(&|h| h.care_provider = None), ownerless);
    assert_eq!(
        check(&|h| h.life_cycle = retracted()),
        Verdict::Drop(DropReason::Retracted)
    );
}

// R-SCREEN-1
#[test]
fn a_record_under_an_older_identity_of_the_child_is_the_childs() {
    let (child, permits, zone) = (subject(), permits(), Country::Se.zone());
    let older_ids = [somebody_else()];
    let blocks = Blocks::default();
    let screen = |older_ids| Screen {
        child: &child,
        older_ids,
        permits: &permits,
        audience: Audience::Professional,
        blocks: &blocks,
        source: None,
        zone: &zone,
    };
    let mut header = record("1", "2024-05-06");
    header.subject = somebody_else();
    assert_eq!(screen(&older_ids).check(&header), Verdict::Keep);
    assert_eq!(screen(&[]).check(&header), Verdict::WrongChild);
}

// R-AUDIENCE-1
#[test]
fn guardians_get_nothing_marked_and_the_child_nothing_about_third_persons() {
    let dropped = Verdict::Drop(DropReason::NotForAudience);
    let table = [
        (
            Marks {
                not_for_guardians: true,
                mentions_third_persons: false,
            },
            [Verdict::Keep, dropped, Verdict::Keep],
        ),
        (
            Marks {
                not_for_guardians: false,
                mentions_third_persons: true,
            },
            [Verdict::Keep, dropped, dropped],
        ),
        (
            Marks {
                not_for_guardians: true,
                mentions_third_persons: true,
            },
            [Verdict::Keep, dropped, dropped],
        ),
        (Marks::default(), [Verdict::Keep; 3]),
    ];
    for (marks, expected) in table {
        let mut header = record("1", "2024-05-06");
        header.marks = marks;
        let audiences = [Audience::Professional, Audience::Guardian, Audience::Child];
        assert_eq!(
            audiences.map(|a| verdict(a, &header)),
            expected,
            "{marks:?}"
        );
    }
}

// R-SCREEN-2
#[test]
fn what_the_newest_version_keeps_back_is_not_shown_from_an_older_one() {
    let old = record("1", "2024-05-06");
    let newer = |change: &dyn Fn(&mut Header)| {
        let mut header = record("1", "2024-05-06");
        header.version = 1;
        change(&mut header);
        header
    };
    let superseded = Verdict::Drop(DropReason::Superseded);
    for (new, reason) in [
        (
            newer(&|h| h.marks.not_for_guardians = true),
            DropReason::NotForAudience,
        ),
        (
            newer(&|h| h.period = Period::at(Moment::parse("2019-05-06").unwrap())),
            DropReason::OutsideWindow,
        ),
        (
            newer(&|h| h.information_type = information_type("document/care-note")),
            DropReason::UnaskedType,
        ),
        (
            newer(&|h| h.life_cycle = retracted()),
            DropReason::Retracted,
        ),
        // A retraction often says no more than that.
        (
            newer(&|h| {
                (h.version, h.life_cycle, h.period) = (0, retracted(), Period::default());
                (h.unit, h.care_provider) = (None, None);
            }),
            DropReason::Retracted,
        ),
    ] {
        let answer = [told_by("bvc", &old, 1), told_by("bvc", &new, 0)];
        let seen = verdicts(Audience::Guardian, &answer);
        assert_eq!(seen, [superseded, Verdict::Drop(reason)], "{reason:?}");
    }
    // Another record is another matter.
    let other = record("2", "2024-05-06");
    let gone = newer(&|h| h.life_cycle = retracted());
    let answer = [told_by("bvc", &other, 1), told_by("bvc", &gone, 0)];
    assert_eq!(
        verdicts(Audience::Guardian, &answer).first(),
        Some(&Verdict::Keep)
    );
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let day = (0..6500_i32).prop_map(|n| {
        date("2012-01-01")
            .checked_add(jiff::Span::new().days(n))
            .unwrap()
    });
    (day, 0..4, 0..24_i64).prop_map(|(day, precision, hour)| match precision {
        0 => Moment::Year(day.year()),
        1 => Moment::Month {
            year: day.year(),
            month: day.month(),
        },
        2 => Moment::Day(day),
        _ => {
            let midnight = Country::Se.midnight(day);
            Moment::Instant(
                midnight
                    .checked_add(jiff::SignedDuration::from_hours(hour))
                    .unwrap(),
            )
        }
    })
}

fn any_period() -> impl Strategy<Value = Period> {
    (
        option::weighted(0.9, any_moment()),
        option::weighted(0.6, any_moment()),
    )
        .prop_map(|(start, end)| Period { start, end })
}

proptest! {    // R-SCREEN-1
    #[test]
    fn what_the_screen_keeps_is_inside_the_permits_window(
        period in any_period(),
        basis in select(vec![Basis::Start, Basis::End, Basis::Overlap]),
        straddle in select(vec![Straddle::Out, Straddle::In]),
        ends in (any_moment(), any_moment()),
        cut in (any_moment(), any_moment()),
    ) {
        let zone = Country::Se.zone();
        let window = |(a, b): (Moment, Moment)| {
            let (a, b) = (a.interval(&zone).start(), b.interval(&zone).start());
            Window::new(a.min(b), a.max(b)).unwrap()
        };
        let mut header = record("1", "2024-05-06");
        header.period = period;
        let keeps = |window: Window| {
            let mut permits = permits();
            permits.values_mut().for_each(|p| (p.window, p.basis, p.straddle) = (window, basis, straddle));
            let child = subject();
            let screen = Screen {
                child: &child,
                older_ids: &[],
                permits: &permits,
                audience: Audience::Professional,
                blocks: &Blocks::default(),
                source: None,
                zone: &zone,
            };
            screen.check(&header) == Verdict::Keep
        };
        let (wide, narrow) = (window(ends), window(ends).intersect(&window(cut)));
        prop_assert_eq!(keeps(wide), inside(&wide, &period, basis, straddle, &zone));
        prop_assert!(!keeps(narrow) || keeps(wide), "a narrower window kept more");
    }

    // R-SCREEN-2
    #[test]
    fn the_screen_keeps_only_what_stands_whatever_the_order(answer in vec(any_told(), 0..30), seed in any::<u64>()) {
        let one_source: Answer = answer.into_iter().filter(|(p, _, _)| *p == "a").collect();
        let kept = |answer: &Answer| -> Answer {
            let all: Vec<_> = answer.iter().map(|(p, h, d)| told_by(p, h, *d)).collect();
            let keep = verdicts(Audience::Professional, &all).into_iter().map(|v| v == Verdict::Keep);
            let mut kept: Answer = answer.iter().zip(keep).filter(|(_, k)| *k).map(|(a, _)| a.clone()).collect();
            kept.sort_by(|a, b| a.1.record_id.cmp(&b.1.record_id));
            kept
        };
        let mut other = one_source.clone();
        shuffle(&mut other, seed);
        prop_assert_eq!(kept(&one_source), kept(&other));
        let standing = merged(&one_source);
        for record in kept(&one_source) {
            prop_assert!(standing.contains(&record) && !record.1.life_cycle.is_retracted());
        }
    }
}

//! Borders of `inside`, and its laws: a wider window never hides, a stricter reading never shows more.

use super::*;
use crate::time::Country;
use jiff::civil::date;
use proptest::prelude::*;

/// 2023-01-01 up to 2026-07-02, local: "the current year and three back" on 2026-07-01.
fn window() -> Window {
    let se = Country::Se;
    Window::new(se.midnight(date(2023, 1, 1)), se.midnight(date(2026, 7, 2))).unwrap()
}

fn moment(text: &str) -> Option<Moment> {
    (!text.is_empty()).then(|| Moment::parse(text).unwrap())
}

fn period(start: &str, end: &str) -> Period {
    Period {
        start: moment(start),
        end: moment(end),
    }
}

fn both(start: &str, end: &str, basis: Basis) -> (bool, bool) {
    let ask = |straddle| {
        inside(
            &window(),
            &period(start, end),
            basis,
            straddle,
            &Country::Se.zone(),
        )
    };
    (ask(Straddle::Out), ask(Straddle::In))
}

const INSIDE: (bool, bool) = (true, true);
const STRADDLES: (bool, bool) = (false, true);
const OUTSIDE: (bool, bool) = (false, false);

#[test]
fn by_start_the_whole_interval_counts() {
    // R-WINDOW-1
    let cases = [
        ("2022-12-31T22:59:59.999999999Z", OUTSIDE),
        ("2022-12-31T23:00:00Z", INSIDE),
        ("2026-07-01T21:59:59.999999999Z", INSIDE),
        ("2026-07-01T22:00:00Z", OUTSIDE),
        ("2022-12-31", OUTSIDE),
        ("2023-01-01", INSIDE),
        ("2026-07-01", INSIDE),
        ("2026-07-02", OUTSIDE),
        ("2022-12", OUTSIDE),
        ("2023-01", INSIDE),
        ("2026-07", STRADDLES),
        ("2022", OUTSIDE),
        ("2023", INSIDE),
        ("2026", STRADDLES),
    ];
    for (start, expected) in cases {
        for end in ["", "2026-07-01", "2030"] {
            assert_eq!(both(start, end, Basis::Start), expected, "{start} to {end}");
        }
    }
}

#[test]
fn by_start_an_unknown_start_falls_back_to_the_end() {
    assert_eq!(both("", "2024-05-06", Basis::Start), INSIDE);
    assert_eq!(both("", "2022-05-06", Basis::Start), OUTSIDE);
    assert_eq!(both("2022", "2024", Basis::Start), OUTSIDE);
}

#[test]
fn by_end_what_goes_on_counts_from_its_start() {
    let cases = [
        ("2010", "2022-12-31", OUTSIDE),
        ("2010", "2023-01-01", INSIDE),
        ("", "2023", INSIDE),
        ("2024", "2026-07-02", OUTSIDE),
        ("2024", "2026", STRADDLES),
        ("2010", "", INSIDE),
        ("2026-07-01", "", INSIDE),
        ("2026-07-02", "", OUTSIDE),
        ("2026-07", "", STRADDLES),
    ];
    for (start, end, expected) in cases {
        assert_eq!(both(start, end, Basis::End), expected, "{start} to {end}");
    }
}

#[test]
fn by_overlap_an_ongoing_medication_is_inside_and_a_finished_one_is_not() {
    // R-WINDOW-2
    let cases = [
        ("2010", "", INSIDE),
        ("2010", "2022-12-31", OUTSIDE),
        ("2010", "2023-01-01", INSIDE),
        ("2010", "2022", OUTSIDE),
        ("2010", "2023", INSIDE),
        ("2010", "2022-12-31T23:00:00Z", OUTSIDE),
        ("2010", "2022-12-31T23:00:00.000000001Z", INSIDE),
        ("2026-07-02", "", OUTSIDE),
        ("2026-07-01", "2027", INSIDE),
        ("2026-07", "", STRADDLES),
        ("2010", "2099", INSIDE),
        ("", "2023", INSIDE),
        ("", "2022", OUTSIDE),
        ("", "2030", STRADDLES),
        ("", "9999-12-31", STRADDLES),
        ("2010", "9999-12-31", INSIDE),
    ];
    for (start, end, expected) in cases {
        assert_eq!(
            both(start, end, Basis::Overlap),
            expected,
            "{start} to {end}"
        );
    }
}

#[test]
fn by_overlap_a_dated_end_across_the_border_follows_the_table() {
    let se = Country::Se;
    let mid_year = Window::new(
        se.midnight(date(2023, 6, 15)),
        se.midnight(date(2026, 7, 2)),
    )
    .unwrap();
    let ask = |end, straddle| {
        inside(
            &mid_year,
            &period("2010", end),
            Basis::Overlap,
            straddle,
            &se.zone(),
        )
    };
    for end in ["2023", "2023-06"] {
        assert!(!ask(end, Straddle::Out), "{end}");
        assert!(ask(end, Straddle::In), "{end}");
    }
    assert!(!ask("2023-05", Straddle::In));
    assert!(ask("2023-07", Straddle::Out));
}

#[test]
fn a_single_instant_is_inside_by_overlap_at_the_windows_start_and_not_at_its_end() {
    let at = |text| both(text, text, Basis::Overlap);
    assert_eq!(at("2022-12-31T23:00:00Z"), INSIDE);
    assert_eq!(at("2022-12-31T22:59:59Z"), OUTSIDE);
    assert_eq!(at("2026-07-01T22:00:00Z"), OUTSIDE);
    assert_eq!(at("2026-07"), STRADDLES);
}

#[test]
fn a_record_without_time_is_inside_only_everything() {
    // R-WINDOW-3
    let zone = Country::Se.zone();
    let broken = Period::at(Moment::Month {
        year: 2024,
        month: 13,
    });
    for basis in [Basis::Start, Basis::End, Basis::Overlap] {
        assert_eq!(both("", "", basis), OUTSIDE);
        for straddle in [Straddle::Out, Straddle::In] {
            assert!(!inside(&window(), &broken, basis, straddle, &zone));
            for period in [Period::default(), broken] {
                assert!(inside(
                    &Window::everything(),
                    &period,
                    basis,
                    straddle,
                    &zone
                ));
            }
        }
    }
}

#[test]
fn the_same_date_is_judged_in_the_zone_it_was_written_in() {
    let utc_day = Window::new(
        "2026-01-01T00:00:00Z".parse().unwrap(),
        "2026-01-02T00:00:00Z".parse().unwrap(),
    )
    .unwrap();
    let day = period("2026-01-01", "");
    let ask = |zone: &TimeZone| inside(&utc_day, &day, Basis::Start, Straddle::Out, zone);
    assert!(ask(&TimeZone::UTC));
    assert!(!ask(&Country::Se.zone()));
}

#[test]
fn basis_and_straddle_are_read_by_name() {
    #[derive(Deserialize)]
    struct Row {
        basis: Basis,
        straddle: Straddle,
    }
    let row: Row = toml::from_str("basis = 'overlap'\nstraddle = 'in'").unwrap();
    assert_eq!((row.basis, row.straddle), (Basis::Overlap, Straddle::In));
    let error = toml::from_str::<Row>("basis = 'middle'\nstraddle = 'in'")
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("`start`, `end`, `overlap`"), "{error}");
}

fn moments() -> impl Strategy<Value = Moment> {
    let year = 2015_i16..2030;
    prop_oneof![
        year.clone().prop_map(Moment::Year),
        (year.clone(), 1_i8..=12).prop_map(|(year, month)| Moment::Month { year, month }),
        (year, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Moment::Day(date(y, m, d))),
        (1_420_000_000_i64..1_893_000_000)
            .prop_map(|s| Moment::Instant(Timestamp::new(s, 0).unwrap())),
    ]
}

fn periods() -> impl Strategy<Value = Period> {
    (
        proptest::option::of(moments()),
        proptest::option::of(moments()),
    )
        .prop_map(|(start, end)| Period { start, end })
}

fn windows() -> impl Strategy<Value = Window> {
    (0_i32..5500, 0_i32..3000).prop_map(|(from, length)| {
        let start = date(2015, 1, 1)
            .checked_add(jiff::Span::new().days(from))
            .unwrap();
        let end = start.checked_add(jiff::Span::new().days(length)).unwrap();
        Window::new(Country::Dk.midnight(start), Country::Dk.midnight(end)).unwrap()
    })
}

fn bases() -> impl Strategy<Value = Basis> {
    prop_oneof![Just(Basis::Start), Just(Basis::End), Just(Basis::Overlap)]
}

proptest! {
    #[test]
    fn certainly_inside_is_also_possibly_inside(window in windows(), period in periods(), basis in bases()) {
        let zone = Country::Dk.zone();
        let out = inside(&window, &period, basis, Straddle::Out, &zone);
        let within = inside(&window, &period, basis, Straddle::In, &zone);
        prop_assert!(!out || within);
    }

    #[test]
    fn a_narrower_window_never_shows_more(a in windows(), b in windows(), period in periods(), basis in bases(), lenient in any::<bool>()) {
        let zone = Country::Dk.zone();
        let straddle = if lenient { Straddle::In } else { Straddle::Out };
        let narrower = inside(&a.intersect(&b), &period, basis, straddle, &zone);
        prop_assert!(!narrower || inside(&a, &period, basis, straddle, &zone));
    }

    #[test]
    fn an_empty_window_shows_nothing(window in windows(), period in periods(), basis in bases(), lenient in any::<bool>()) {
        let empty = Window::new(window.start(), window.start()).unwrap();
        let straddle = if lenient { Straddle::In } else { Straddle::Out };
        prop_assert!(!inside(&empty, &period, basis, straddle, &Country::Dk.zone()));
    }
}

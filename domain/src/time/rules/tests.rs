//! What each rule gives at its borders, and how it is read from TOML.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn on(today: Date) -> WindowContext {
    WindowContext {
        today,
        now: Country::Se.midnight(today),
        birth: Some(date(2016, 4, 12)),
        school_start: Some(date(2023, 8, 17)),
        country: Country::Se,
    }
}

fn midnight(year: i16, month: i8, day: i8) -> Timestamp {
    Country::Se.midnight(date(year, month, day))
}

fn read(toml: &str) -> Result<WindowRule, String> {
    #[derive(Deserialize)]
    struct Row {
        back: WindowRule,
    }
    toml::from_str::<Row>(&format!("back = {toml}"))
        .map(|row| row.back)
        .map_err(|error| error.to_string())
}

fn rule(toml: &str) -> WindowRule {
    read(toml).unwrap()
}

#[test]
fn the_current_year_and_three_back_is_the_same_on_every_day_of_the_year() {
    // R-WINDOW-5
    let rule = rule("{ current_year_and = { years_back = 3 } }");
    for today in [date(2026, 1, 1), date(2026, 6, 15), date(2026, 12, 31)] {
        assert_eq!(start(&rule, &on(today)), Some(midnight(2023, 1, 1)));
    }
    assert_eq!(
        start(&rule, &on(date(2027, 1, 1))),
        Some(midnight(2024, 1, 1))
    );
    assert_eq!(midnight(2023, 1, 1).to_string(), "2022-12-31T23:00:00Z");
}

#[test]
fn the_year_turns_at_local_midnight() {
    // R-WINDOW-5
    let rule = rule("{ current_year_and = { years_back = 3 } }");
    let at = |now: &str| {
        let ctx = WindowContext::new(now.parse().unwrap(), Country::Dk, None, None);
        start(&rule, &ctx)
    };
    assert_eq!(at("2026-12-31T22:59:59Z"), Some(midnight(2023, 1, 1)));
    assert_eq!(at("2026-12-31T23:00:00Z"), Some(midnight(2024, 1, 1)));
}

#[test]
fn a_rolling_window_begins_at_a_local_midnight() {
    let rule = rule(r#"{ rolling = { period = "P5Y" } }"#);
    assert_eq!(
        start(&rule, &on(date(2026, 7, 1))),
        Some(midnight(2021, 7, 1))
    );
    assert_eq!(
        start(&rule, &on(date(2024, 2, 29))),
        Some(midnight(2019, 2, 28))
    );
    assert_eq!(
        start(&rule, &on(date(2026, 3, 29))),
        Some(midnight(2021, 3, 29))
    );
}

#[test]
fn until_opens_everything_before_the_limit_and_nothing_from_it_on() {
    // R-WINDOW-6
    let rule = rule(r#"{ until = { years = 10, after = "school_start" } }"#);
    assert_eq!(start(&rule, &on(date(2033, 8, 16))), Some(Timestamp::MIN));
    assert_eq!(start(&rule, &on(date(2033, 8, 17))), None);
    assert_eq!(start(&rule, &on(date(2020, 1, 1))), Some(Timestamp::MIN));
}

#[test]
fn until_age_closes_on_the_birthday() {
    // R-WINDOW-6
    for text in [
        "{ until_age = { years = 18 } }",
        r#"{ until = { years = 18, after = "birth" } }"#,
    ] {
        let rule = rule(text);
        assert_eq!(start(&rule, &on(date(2034, 4, 11))), Some(Timestamp::MIN));
        assert_eq!(start(&rule, &on(date(2034, 4, 12))), None);
    }
}

#[test]
fn a_leap_day_childs_age_limit_falls_on_the_first_of_march() {
    let rule = rule("{ until_age = { years = 15 } }");
    let at = |today| {
        start(
            &rule,
            &WindowContext {
                birth: Some(date(2012, 2, 29)),
                ..on(today)
            },
        )
    };
    assert_eq!(at(date(2027, 2, 28)), Some(Timestamp::MIN));
    assert_eq!(at(date(2027, 3, 1)), None);
}

#[test]
fn an_unknown_milestone_closes_the_rule() {
    // R-WINDOW-4
    let unknown = WindowContext {
        birth: None,
        school_start: None,
        ..on(date(2026, 7, 1))
    };
    for text in [
        "{ until_age = { years = 18 } }",
        r#"{ until = { years = 10, after = "school_start" } }"#,
        r#"{ until = { years = 18, after = "birth" } }"#,
    ] {
        assert_eq!(start(&rule(text), &unknown), None, "{text}");
        assert_eq!(window(&rule(text), &Future::None, &unknown), None, "{text}");
    }
}

#[test]
fn any_takes_the_earliest_start_among_the_open_ones() {
    let rule = rule(
        r#"{ any = [
            { current_year_and = { years_back = 3 } },
            { until = { years = 10, after = "school_start" } },
        ] }"#,
    );
    assert_eq!(start(&rule, &on(date(2033, 8, 16))), Some(Timestamp::MIN));
    assert_eq!(
        start(&rule, &on(date(2033, 8, 17))),
        Some(midnight(2030, 1, 1))
    );
    assert_eq!(
        start(&WindowRule::Any(Vec::new()), &on(date(2026, 1, 1))),
        None
    );
}

#[test]
fn the_window_ends_with_today_or_with_the_last_permitted_day() {
    // R-WINDOW-7
    let ctx = on(date(2026, 3, 28));
    let ends = |future| window(&WindowRule::Unlimited, &future, &ctx).unwrap().end();
    assert_eq!(ends(Future::None), midnight(2026, 3, 29));
    assert_eq!(
        ends(Future::Span("P2Y".parse().unwrap())),
        midnight(2028, 3, 29)
    );
    assert_eq!(
        ends(Future::Span("P0D".parse().unwrap())),
        midnight(2026, 3, 29)
    );
    assert_eq!(
        ends(Future::Span("P1D".parse().unwrap())),
        midnight(2026, 3, 30)
    );
    let last_day = on(Date::MAX);
    assert_eq!(
        window(&WindowRule::Unlimited, &Future::None, &last_day),
        None
    );
}

#[test]
fn every_rule_is_read_from_its_table_form() {
    assert_eq!(rule(r#""unlimited""#), WindowRule::Unlimited);
    assert_eq!(
        rule("{ current_year_and = { years_back = 3 } }"),
        WindowRule::CurrentYearAnd { years_back: 3 }
    );
    assert_eq!(
        rule(r#"{ rolling = { period = "P5Y" } }"#),
        WindowRule::Rolling("P5Y".parse().unwrap())
    );
    assert_eq!(
        rule(r#"{ any = ["unlimited", { until_age = { years = 18 } }] }"#),
        WindowRule::Any(vec![
            WindowRule::Unlimited,
            WindowRule::UntilAge { years: 18 }
        ])
    );
}

#[test]
fn a_wrong_rule_is_refused_with_what_was_expected() {
    let cases = [
        (r#""forever""#, "`unlimited`"),
        ("{ rolling = { period = \"5 years\" } }", "P5Y"),
        ("{ rolling = { span = \"P5Y\" } }", "`period`"),
        ("{ rolling = { period = \"P5Y\", extra = 1 } }", "extra"),
        (
            "{ until_age = { years = 18, months = 3 } }",
            "available keys: years",
        ),
        (
            "{ until = { years = 10, after = \"graduation\" } }",
            "`school_start`",
        ),
        ("{ until = { years = 10 } }", "`after`"),
        ("{ current_year_and = { years_back = -1 } }", "u8"),
        ("{ any = [] }", "at least one"),
    ];
    for (text, expected) in cases {
        let error = read(text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn the_future_is_read_as_none_or_a_span() {
    #[derive(Deserialize)]
    struct Row {
        future: Future,
    }
    let read =
        |text: &str| toml::from_str::<Row>(&format!("future = {text}")).map(|row| row.future);
    assert_eq!(read(r#""none""#).unwrap(), Future::None);
    assert_eq!(
        read(r#""P2Y""#).unwrap(),
        Future::Span("P2Y".parse().unwrap())
    );
    let error = read(r#""two years""#).unwrap_err().to_string();
    assert!(
        error.contains("expected `none`") && error.contains("P5Y"),
        "{error}"
    );
}

#[test]
fn debug_of_a_context_shows_no_date_of_birth() {
    let text = format!("{:?}", on(date(2026, 7, 1)));
    assert!(!text.contains("2016") && !text.contains("2023"), "{text}");
}

proptest! {
    #[test]
    fn any_window_of_a_rule_holds_all_of_today(days in 0_i32..40_000, years in 0_u8..20, pick in 0..4_usize) {
        let today = date(1990, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let rule = [
            WindowRule::Unlimited,
            WindowRule::CurrentYearAnd { years_back: years },
            WindowRule::Rolling(format!("P{years}Y").parse().unwrap()),
            WindowRule::Any(vec![WindowRule::UntilAge { years }, WindowRule::CurrentYearAnd { years_back: years }]),
        ][pick].clone();
        let ctx = on(today);
        let window = window(&rule, &Future::None, &ctx).unwrap();
        let day = crate::time::Moment::Day(today).interval(&Country::Se.zone());
        prop_assert!(window.contains_window(&day));
        prop_assert_eq!(window.end(), day.end());
    }
}

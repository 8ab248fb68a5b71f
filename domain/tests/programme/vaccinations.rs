//! Doses: in time, late, too early, too close, missing, not given, and everything that is not known.

use std::collections::BTreeSet;

use domain::{
    policy::Audience,
    programme::{Deviation, Finding, Unknown, Verdict},
    record::{Claim, Coding, LifeCycle, body::types},
    time::{Country, Window},
};

use crate::{
    common::{date, information_type, sector},
    scene::{
        BVC, EMI, Scene, deviates, dose, early_doses, growth, not_known, record, refused,
        retracted, source,
    },
};

const LATE_MMR: &str = "2022-08-22";

/// The told story: measles, mumps and rubella at 27 months, and no dose at five.
fn school_start() -> Scene {
    let scene = Scene::sweden().with(BVC, early_doses());
    scene.with(BVC, [dose("J07BD52", LATE_MMR, 1)])
}

// R-PROGRAMME-2, R-PROGRAMME-4
#[test]
fn a_late_dose_and_one_that_no_source_has_deviate_and_the_others_are_followed() {
    let scene = school_start();
    assert_eq!(scene.finding("SE-MMR-1"), deviates(Deviation::Late));
    assert_eq!(scene.finding("SE-DTP-4"), deviates(Deviation::Missing));
    for followed in ["SE-ROTA-1", "SE-ROTA-2", "SE-DTP-1", "SE-DTP-3", "SE-PCV-3"] {
        assert_eq!(scene.finding(followed), Finding::Followed, "{followed}");
    }
    assert_eq!(scene.vaccinations(), Verdict::Deviates);
    let late = scene.found("SE-MMR-1").unwrap();
    assert_eq!(late.due, (date("2021-11-20"), date("2022-05-20")));
    assert_eq!(late.records.len(), 1);
}

// R-PROGRAMME-4
#[test]
fn what_is_due_later_or_still_in_its_time_is_no_deviation() {
    let mut scene = Scene::sweden().followed();
    assert_eq!(scene.vaccinations(), Verdict::Followed);
    assert!(scene.found("SE-MMR-2").is_none(), "school has not begun");
    scene.today = date("2028-08-14");
    assert_eq!(scene.finding("SE-MMR-2"), Finding::Pending);
    assert_eq!(scene.vaccinations(), Verdict::Followed);
    // First class 2027, so grade 2 ends in August 2029; a visit in those years shows that school health knew her.
    scene.tell(EMI, growth("2028-10-01"));
    scene.today = date("2029-08-15");
    assert_eq!(scene.finding("SE-MMR-2"), deviates(Deviation::Missing));
}

// R-PROGRAMME-4
#[test]
fn with_the_day_of_birth_unknown_nothing_is_known() {
    let scene = Scene {
        birth: None,
        ..school_start()
    };
    let check = scene.check();
    assert_eq!(check.verdict, Verdict::NotKnown);
    assert!(check.parts.is_empty());
}

// R-PROGRAMME-2
#[test]
fn an_absent_dose_is_not_known_unless_every_source_that_would_hold_it_answered_whole() {
    let why = |change: fn(&mut Scene)| {
        let mut scene = school_start();
        change(&mut scene);
        scene.finding("SE-DTP-4")
    };
    assert_eq!(why(|_| ()), deviates(Deviation::Missing));
    assert_eq!(
        why(|s| s.source(EMI).whole = false),
        not_known(Unknown::SourceMissing)
    );
    assert_eq!(
        why(|s| {
            s.source(BVC).windows.remove("vaccination");
        }),
        not_known(Unknown::NotAsked)
    );
    let closed = |s: &mut Scene| {
        let types = BTreeSet::from([information_type(types::VACCINATION)]);
        s.closed.insert(sector("child-health"), types);
    };
    assert_eq!(why(closed), not_known(Unknown::NotPermitted));
    let short = |s: &mut Scene| {
        let from = Country::Se.midnight(date("2024-05-21"));
        let window = Window::new(from, jiff::Timestamp::MAX).unwrap();
        let windows = &mut s.source(BVC).windows;
        windows.insert(information_type(types::VACCINATION), window);
    };
    assert_eq!(why(short), not_known(Unknown::OutsideWindow));
    // A sector that does not keep the programme may be closed: what is not there was not there for it.
    let other = |s: &mut Scene| {
        let types = BTreeSet::from([information_type(types::VACCINATION)]);
        s.closed.insert(sector("hospital"), types);
    };
    assert_eq!(why(other), deviates(Deviation::Missing));
}

// R-PROGRAMME-2
#[test]
fn a_window_that_reaches_back_to_the_first_day_on_which_the_dose_counts_is_enough() {
    let mut scene = school_start();
    let from = Country::Se.midnight(date("2024-05-20"));
    let window = Window::new(from, jiff::Timestamp::MAX).unwrap();
    for producer in [BVC, EMI] {
        let windows = &mut scene.source(producer).windows;
        windows.insert(information_type(types::VACCINATION), window);
    }
    assert_eq!(scene.finding("SE-DTP-4"), deviates(Deviation::Missing));
    assert_eq!(scene.finding("SE-DTP-1"), Finding::Followed);
}

// R-PROGRAMME-2
#[test]
fn of_a_child_who_came_later_or_had_left_an_absent_dose_is_not_known() {
    let mut came_later = Scene::sweden();
    for producer in [BVC, EMI] {
        let records = &mut came_later.source(producer).records;
        records.retain(|h| h.period.start >= domain::time::Moment::parse("2024-01-01"));
    }
    assert_eq!(
        came_later.finding("SE-DTP-1"),
        not_known(Unknown::NotRecorded)
    );
    assert_eq!(came_later.finding("SE-DTP-4"), deviates(Deviation::Missing));

    let mut had_left = Scene::sweden();
    had_left.source(EMI).records.clear();
    let records = &mut had_left.source(BVC).records;
    records.retain(|h| h.period.start < domain::time::Moment::parse("2024-01-01"));
    assert_eq!(
        had_left.finding("SE-DTP-4"),
        not_known(Unknown::NotRecorded)
    );
    // What she had by then is known: she was there before and after.
    assert_eq!(had_left.finding("SE-PCV-3"), deviates(Deviation::Missing));
}

// R-PROGRAMME-5
#[test]
fn to_whom_something_may_be_kept_back_no_dose_is_missing() {
    for audience in [Audience::Guardian, Audience::Child] {
        let scene = Scene {
            audience,
            ..school_start()
        };
        assert_eq!(scene.finding("SE-DTP-4"), not_known(Unknown::NotRecorded));
        // A late dose with its number is what it is to everybody.
        assert_eq!(scene.finding("SE-MMR-1"), deviates(Deviation::Late));
    }
}

// R-PROGRAMME-3
#[test]
fn a_dose_that_two_sources_tell_counts_once() {
    let mut scene = school_start();
    scene.tell(EMI, dose("J07BD52", "2022-08-22T09:00:00Z", 1));
    // Typed in from paper, by the month only.
    scene.tell(EMI, dose("J07BD52", "2022-08", 0));
    let found = scene.found("SE-MMR-1").unwrap();
    assert_eq!(found.finding, deviates(Deviation::Late));
    assert_eq!(found.records.len(), 3);
    scene.today = date("2029-08-15");
    scene.tell(EMI, growth("2028-10-01"));
    assert_eq!(scene.finding("SE-MMR-2"), deviates(Deviation::Missing));
}

// R-PROGRAMME-3
#[test]
fn what_is_planned_called_off_retracted_or_ahead_is_no_dose() {
    for life_cycle in [LifeCycle::Planned, LifeCycle::Cancelled, retracted()] {
        let mut scene = school_start();
        scene.tell(BVC, dose("J07CA02", "2025-05-26", 4)).life_cycle = life_cycle.clone();
        assert_eq!(
            scene.finding("SE-DTP-4"),
            deviates(Deviation::Missing),
            "{life_cycle:?}"
        );
    }
    let scene = school_start().with(BVC, [dose("J07CA02", "2026-11-22", 4)]);
    assert_eq!(scene.finding("SE-DTP-4"), deviates(Deviation::Missing));
}

// R-PROGRAMME-3
#[test]
fn a_dose_said_not_to_be_given_deviates_so_until_it_is_given_or_while_it_is_not_yet_late() {
    let refusal = refused("J07CA02", "2025-05-26", 4);
    let mut scene = school_start().with(BVC, [refusal.clone()]);
    assert_eq!(scene.finding("SE-DTP-4"), deviates(Deviation::NotGiven));
    assert_eq!(scene.found("SE-DTP-4").unwrap().records.len(), 1);
    scene.today = date("2026-01-10");
    assert_eq!(scene.finding("SE-DTP-4"), Finding::Pending);
    let later = Scene::sweden().followed().with(BVC, [refusal]);
    assert_eq!(later.finding("SE-DTP-4"), Finding::Followed);
    // Without a number it is the last that was due on that day; also a parent may read it.
    let unnumbered = Scene {
        audience: Audience::Guardian,
        ..school_start().with(BVC, [refused("J07CA02", "2025-05-26", 0)])
    };
    assert_eq!(
        unnumbered.finding("SE-DTP-4"),
        deviates(Deviation::NotGiven)
    );
}

// R-PROGRAMME-2
#[test]
fn a_dose_too_early_or_too_close_does_not_count_and_the_next_takes_its_place() {
    let early = Scene::sweden().with(BVC, [dose("J07BD52", "2021-03-01", 0)]);
    assert_eq!(early.finding("SE-MMR-1"), deviates(Deviation::TooEarly));
    let again = early.with(BVC, [dose("J07BD52", "2021-11-22", 0)]);
    assert_eq!(again.finding("SE-MMR-1"), Finding::Followed);

    let doses = ["2020-08-20", "2020-09-03", "2021-05-21"].map(|day| dose("J07CA09", day, 0));
    let close = Scene::sweden().with(BVC, doses.clone());
    // The dose of September does not count, so that of May is the second, late, and there is no third.
    assert_eq!(close.finding("SE-DTP-2"), deviates(Deviation::Late));
    assert_eq!(close.finding("SE-DTP-3"), deviates(Deviation::Missing));
    let numbered = ["2020-08-20", "2020-09-03", "2021-05-21"]
        .into_iter()
        .zip(1..);
    let numbered = numbered.map(|(day, number)| dose("J07CA09", day, number));
    let close = Scene::sweden().with(BVC, numbered);
    assert_eq!(close.finding("SE-DTP-2"), deviates(Deviation::TooClose));
}

// R-PROGRAMME-2
#[test]
fn a_dose_without_number_has_its_place_only_in_its_own_time_where_others_may_be_unseen() {
    let mut scene = Scene::sweden().with(BVC, [dose("J07BD52", LATE_MMR, 0)]);
    assert_eq!(scene.finding("SE-MMR-1"), deviates(Deviation::Late));
    scene.source(BVC).whole = false;
    assert_eq!(scene.finding("SE-MMR-1"), not_known(Unknown::Unclear));
    let mut in_time = Scene::sweden().with(BVC, [dose("J07BD52", "2021-12-01", 0)]);
    in_time.source(BVC).whole = false;
    assert_eq!(in_time.finding("SE-MMR-1"), Finding::Followed);
}

// R-PROGRAMME-2
#[test]
fn a_late_dose_without_number_of_a_child_who_came_later_may_be_the_second() {
    let late = |number| {
        let mut scene = Scene::sweden();
        let records = &mut scene.source(BVC).records;
        records.retain(|h| h.period.start >= domain::time::Moment::parse("2022-06-01"));
        let scene = scene.with(BVC, [dose("J07BD52", LATE_MMR, number)]);
        scene.finding("SE-MMR-1")
    };
    assert_eq!(late(0), not_known(Unknown::Unclear));
    assert_eq!(late(1), deviates(Deviation::Late));
}

// R-PROGRAMME-2
#[test]
fn numbers_that_do_not_rise_with_time_are_not_believed() {
    let turned = [("2020-08-20", 2), ("2020-10-21", 1), ("2021-05-21", 3)];
    let doses = turned.map(|(day, number)| dose("J07CA09", day, number));
    let scene = Scene::sweden().with(BVC, doses);
    for item in ["SE-DTP-1", "SE-DTP-2", "SE-DTP-3"] {
        assert_eq!(scene.finding(item), Finding::Followed, "{item}");
    }
}

// R-PROGRAMME-2
#[test]
fn what_may_be_the_dose_leaves_it_not_known() {
    let uncoded = |scene: &mut Scene| {
        let header = scene.tell(BVC, dose("J07CA02", "2025-05-26", 0));
        header.claims.clear();
    };
    let mut scene = school_start();
    uncoded(&mut scene);
    assert_eq!(scene.finding("SE-DTP-4"), not_known(Unknown::Unclear));
    // A related vaccine: diphtheria, tetanus, pertussis without polio.
    let related = school_start().with(BVC, [dose("J07AJ52", "2025-05-26", 0)]);
    assert_eq!(related.finding("SE-DTP-4"), not_known(Unknown::Unclear));
    // Another vaccine is none of it.
    let other = school_start().with(BVC, [dose("J07BC02", "2025-05-26", 1)]);
    assert_eq!(other.finding("SE-DTP-4"), deviates(Deviation::Missing));
    // A day that is known by the year only: in time or late.
    let vague = Scene::sweden().with(BVC, [dose("J07BD52", "2022", 1)]);
    assert_eq!(vague.finding("SE-MMR-1"), not_known(Unknown::Unclear));
}

// R-PROGRAMME-3
#[test]
fn a_code_in_the_other_spelling_of_atc_counts_and_one_of_another_system_does_not() {
    let claim = |system: &str, code: &str| Claim {
        code: Coding::new(system, code, ""),
        value: "given".into(),
        unit: String::new(),
    };
    let mut scene = school_start();
    let header = scene.tell(
        BVC,
        record(
            types::VACCINATION,
            "2025-05-26",
            domain::record::body::Vaccination::default(),
        ),
    );
    header.claims = vec![claim("urn:oid:2.16.840.1.113883.6.73", "j07ca02")];
    assert_eq!(scene.finding("SE-DTP-4"), Finding::Followed);
    scene.source(BVC).records.last_mut().unwrap().claims =
        vec![claim("http://snomed.info/sct", "J07CA02")];
    assert_eq!(scene.finding("SE-DTP-4"), not_known(Unknown::Unclear));
}

// R-PROGRAMME-2
#[test]
fn with_no_source_of_those_who_keep_the_programme_nothing_is_missing() {
    let mut scene = Scene::sweden();
    scene.sources = vec![source("hospital", "hospital")];
    scene.tell("hospital", growth("2020-05-21"));
    assert_eq!(scene.finding("SE-DTP-4"), not_known(Unknown::SourceMissing));
    assert_eq!(scene.vaccinations(), Verdict::NotKnown);
}

// R-PROGRAMME-2
#[test]
fn a_later_dose_on_record_means_that_an_earlier_one_is_not_known_to_be_missing() {
    let first_absent = Scene::sweden();
    assert_eq!(
        first_absent.finding("SE-DTP-1"),
        deviates(Deviation::Missing)
    );
    let later = [
        dose("J07CA09", "2020-10-20", 2),
        dose("J07CA09", "2021-05-20", 3),
    ];
    let first_absent = first_absent.with(BVC, later);
    assert_eq!(
        first_absent.finding("SE-DTP-1"),
        not_known(Unknown::Unclear)
    );
    assert_eq!(first_absent.found("SE-DTP-1").unwrap().records.len(), 2);

    let second_only = Scene::sweden().with(BVC, [dose("J07BD52", "2025-08-22", 2)]);
    assert_eq!(second_only.finding("SE-MMR-1"), not_known(Unknown::Unclear));
}

// R-PROGRAMME-2
#[test]
fn synflorix_is_a_dose_of_the_pneumococcal_series() {
    let scene = Scene::sweden().with(BVC, [dose("J07AL52", "2020-08-20", 1)]);
    assert_eq!(scene.finding("SE-PCV-1"), Finding::Followed);
}

// R-PROGRAMME-2
#[test]
fn what_was_due_while_doses_were_given_elsewhere_is_not_known_to_be_missing() {
    let alone = Scene::sweden();
    assert_eq!(alone.finding("SE-ROTA-1"), deviates(Deviation::Missing));
    assert_eq!(alone.finding("SE-MMR-1"), deviates(Deviation::Missing));
    let renumbered = alone.with(BVC, [dose("J07CA09", "2020-10-20", 2)]);
    assert_eq!(renumbered.finding("SE-ROTA-1"), not_known(Unknown::Unclear));
    assert_eq!(renumbered.finding("SE-PCV-1"), not_known(Unknown::Unclear));
    // What began to be due after that dose was given has no such excuse.
    assert_eq!(renumbered.finding("SE-MMR-1"), deviates(Deviation::Missing));
}

//! Visits: shown by what was done to the child, stated by the centre, or not known.

use domain::{
    programme::{Deviation, Finding, Part, Unknown, Verdict},
    record::{
        LifeCycle,
        body::{ActivityKind, CareDocument, ProgrammeAdherence, types},
    },
};

use crate::{
    common::date,
    scene::{BVC, EMI, Scene, activity, deviates, dose, growth, not_known, record, states},
};

const FOUR: &str = "SE-BVC-4Y";

/// Nothing at four: the visit then is to be shown by each test.
fn without_four() -> Scene {
    let mut scene = Scene::sweden();
    let four = domain::time::Moment::parse("2024-05-27");
    scene.source(BVC).records.retain(|h| h.period.start != four);
    scene
}

// R-PROGRAMME-7
#[test]
fn what_was_done_to_the_child_at_the_centre_shows_that_it_was_there() {
    let day = "2024-05-27";
    for shows in [
        activity(ActivityKind::Examination, day),
        activity(ActivityKind::Visit, day),
        growth(day),
        record(
            types::OBSERVATION_SCREENING,
            day,
            domain::record::body::Observation::default(),
        ),
        dose("J07BD52", day, 2),
    ] {
        let kind = shows.header.information_type.to_string();
        let scene = without_four().with(BVC, [shows]);
        let found = scene.found(FOUR).unwrap();
        assert_eq!(found.finding, Finding::Followed, "{kind}");
        assert_eq!(found.records.len(), 1);
    }
}

// R-PROGRAMME-7
#[test]
fn what_does_not_show_that_the_child_was_there_leaves_the_visit_not_known_and_never_missed() {
    let day = "2024-05-27";
    let summons = activity(ActivityKind::Summons, day);
    let booked = activity(ActivityKind::Appointment, day);
    let note = record(types::DOCUMENT_CARE_NOTE, day, CareDocument::text("4 år"));
    for silent in [summons, booked, note] {
        let scene = without_four().with(BVC, [silent]);
        assert_eq!(scene.finding(FOUR), not_known(Unknown::NotRecorded));
    }
    // Measured at school, or outside the visit's time, or by a month that reaches out of it.
    for (producer, when) in [
        (EMI, day),
        (BVC, "2024-11-20"),
        (BVC, "2024-11"),
        (BVC, "2024"),
    ] {
        let scene = without_four().with(producer, [growth(when)]);
        assert_eq!(
            scene.finding(FOUR),
            not_known(Unknown::NotRecorded),
            "{producer} {when}"
        );
    }
    let mut planned = without_four();
    planned
        .tell(BVC, activity(ActivityKind::Examination, day))
        .life_cycle = LifeCycle::Planned;
    assert_eq!(planned.finding(FOUR), not_known(Unknown::NotRecorded));
    let mut cut = without_four();
    cut.source(BVC).whole = false;
    assert_eq!(cut.finding(FOUR), not_known(Unknown::SourceMissing));
}

// R-PROGRAMME-7
#[test]
fn a_no_show_deviates_unless_the_child_came_or_the_centre_says_so_later() {
    let stayed_away = || without_four().with(BVC, [activity(ActivityKind::NoShow, "2024-05-27")]);
    assert_eq!(
        stayed_away().finding(FOUR),
        deviates(Deviation::NotAttended)
    );
    let came = stayed_away().with(BVC, [growth("2024-06-10")]);
    assert_eq!(came.finding(FOUR), Finding::Followed);
    let stated = stayed_away().with(BVC, [states("2026-06-09", ProgrammeAdherence::Followed)]);
    assert_eq!(stated.finding(FOUR), Finding::Stated);
}

// R-PROGRAMME-7, R-PROGRAMME-4
#[test]
fn the_centres_statement_vouches_for_what_was_due_when_it_was_written() {
    let early = without_four().with(BVC, [states("2023-06-09", ProgrammeAdherence::Followed)]);
    assert_eq!(early.finding("SE-BVC-6M"), Finding::Stated);
    assert_eq!(early.finding(FOUR), not_known(Unknown::NotRecorded));
    let late = without_four().with(BVC, [states("2026-06-09", ProgrammeAdherence::Followed)]);
    assert_eq!(late.part(Part::Visits).verdict, Verdict::Followed);
    let denied = without_four().with(BVC, [states("2026-06-09", ProgrammeAdherence::Deviates)]);
    let part = denied.part(Part::Visits);
    assert_eq!(
        (part.verdict, part.stated_deviating.len()),
        (Verdict::Deviates, 1)
    );
    assert_eq!(denied.finding(FOUR), not_known(Unknown::NotRecorded));
}

// R-PROGRAMME-4
#[test]
fn of_an_infant_only_what_has_been_due_counts() {
    let mut scene = Scene {
        birth: Some(date("2026-10-01")),
        ..Scene::sweden()
    };
    scene.source(BVC).records.clear();
    let scene = scene.with(BVC, [growth("2026-10-09"), growth("2026-10-29")]);
    let part = scene.part(Part::Visits);
    let found: Vec<_> = part
        .items
        .iter()
        .map(|item| (item.code, item.finding))
        .collect();
    assert_eq!(
        found,
        [
            ("SE-BVC-1-3W", Finding::Followed),
            ("SE-BVC-4W", Finding::Followed),
            ("SE-BVC-6-8W", Finding::Pending),
        ]
    );
    assert_eq!(part.verdict, Verdict::Followed);
    assert_eq!(
        scene.vaccinations(),
        Verdict::NotKnown,
        "nothing was due yet"
    );
}

// R-PROGRAMME-7
#[test]
fn the_danish_gp_sees_ill_children_too_so_only_an_examination_or_a_measurement_counts() {
    let at_two = |record| {
        let mut scene = Scene::denmark();
        scene.source("gp").records.clear();
        scene.with("gp", [record]).finding("DK-GP-2Y")
    };
    let day = "2015-02-12";
    assert_eq!(
        at_two(activity(ActivityKind::Examination, day)),
        Finding::Followed
    );
    assert_eq!(at_two(growth(day)), Finding::Followed);
    assert_eq!(
        at_two(activity(ActivityKind::Visit, day)),
        not_known(Unknown::NotRecorded)
    );
}

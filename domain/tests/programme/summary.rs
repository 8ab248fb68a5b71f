//! What the child health centre's summary states beside the records: it vouches, is contradicted, and is enough or not.

use domain::{
    merge::RecordRef,
    programme::{Deviation, Finding, SummaryUse, Unknown, Verdict},
    record::body::{ProgrammeAdherence, ProgrammeStatement},
};

use crate::scene::{
    BVC, EMI, Scene, deviates, dose, early_doses, not_known, retracted, states, summary,
};

const WRITTEN: &str = "2026-06-09";

fn both_followed() -> ProgrammeStatement {
    ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Followed,
        visits: ProgrammeAdherence::Followed,
        ..ProgrammeStatement::default()
    }
}

// R-PROGRAMME-8
#[test]
fn a_followed_programme_with_nothing_open_makes_the_summary_enough() {
    let scene = Scene::sweden().followed();
    assert_eq!(scene.check().summary, SummaryUse::NotKnown, "there is none");
    let with = |statement| {
        scene
            .clone()
            .with(BVC, [summary(WRITTEN, statement)])
            .check()
    };
    let check = with(both_followed());
    assert_eq!(
        (check.verdict, check.summary),
        (Verdict::Followed, SummaryUse::Enough)
    );
    let open = with(ProgrammeStatement {
        open_follow_up: true,
        ..both_followed()
    });
    assert_eq!(
        (open.verdict, open.summary),
        (Verdict::Followed, SummaryUse::NotEnough)
    );
    assert_eq!((open.open_follow_ups.len(), open.diagnoses.len()), (1, 0));
    let ill = with(ProgrammeStatement {
        has_diagnosis: true,
        ..both_followed()
    });
    assert_eq!(
        (ill.summary, ill.diagnoses.len()),
        (SummaryUse::NotEnough, 1)
    );
}

// R-PROGRAMME-8
#[test]
fn what_deviates_makes_the_summary_not_enough_whatever_it_says() {
    let scene = Scene::sweden().with(BVC, early_doses());
    let scene = scene.with(
        BVC,
        [
            dose("J07BD52", "2022-08-22", 1),
            summary(WRITTEN, both_followed()),
        ],
    );
    assert_eq!(scene.finding("SE-MMR-1"), deviates(Deviation::Late));
    assert_eq!(scene.check().summary, SummaryUse::NotEnough);
}

// R-PROGRAMME-2
#[test]
fn where_the_summary_says_followed_and_no_source_has_the_dose_it_is_not_known() {
    let scene = Scene::sweden().with(BVC, [summary(WRITTEN, both_followed())]);
    assert_eq!(scene.finding("SE-MMR-1"), not_known(Unknown::Disagreement));
    // Where the doses cannot all be seen, the statement is what there is.
    let mut partly = scene;
    partly.source(BVC).whole = false;
    assert_eq!(partly.finding("SE-MMR-1"), Finding::Stated);
}

// R-PROGRAMME-8
#[test]
fn of_one_source_the_latest_summary_counts_and_of_several_each() {
    let open = || ProgrammeStatement {
        open_follow_up: true,
        ..both_followed()
    };
    let closed_later = Scene::sweden().followed().with(
        BVC,
        [
            summary(WRITTEN, both_followed()),
            summary("2025-06-01", open()),
        ],
    );
    assert!(closed_later.check().open_follow_ups.is_empty());
    let mut elsewhere = closed_later.clone();
    elsewhere.tell(EMI, summary("2025-06-01", open()));
    let named: Vec<RecordRef> = elsewhere.check().open_follow_ups.into_iter().collect();
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].producer, EMI);
}

// R-PROGRAMME-8
#[test]
fn where_one_centre_says_followed_and_another_not_neither_vouches() {
    let mut scene = Scene::sweden();
    scene.source(BVC).whole = false;
    scene.tell(BVC, states(WRITTEN, ProgrammeAdherence::Followed));
    assert_eq!(scene.finding("SE-MMR-1"), Finding::Stated);
    scene.tell(EMI, states(WRITTEN, ProgrammeAdherence::Deviates));
    let why = not_known(Unknown::SourceMissing);
    assert_eq!(scene.finding("SE-MMR-1"), why);
    assert_eq!(
        scene.vaccinations(),
        Verdict::Deviates,
        "as one of them states"
    );
}

// R-PROGRAMME-3
#[test]
fn a_retracted_summary_states_nothing() {
    let mut scene = Scene::sweden().followed();
    scene
        .tell(BVC, states(WRITTEN, ProgrammeAdherence::Deviates))
        .life_cycle = retracted();
    let check = scene.check();
    assert_eq!(check.summary, SummaryUse::NotKnown);
    assert_eq!(scene.vaccinations(), Verdict::Followed);
}

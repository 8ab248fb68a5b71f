//! Which programme is whose: by day of birth, registered sex, country, and the vaccine that was begun with.

use domain::programme::{Deviation, Sex, Unknown, Verdict};

use crate::{
    common::date,
    scene::{BVC, Scene, deviates, dose, not_known},
};

// R-PROGRAMME-1
#[test]
fn the_cohort_decides_what_is_due() {
    let mut before_rotavirus = Scene::sweden();
    before_rotavirus.birth = Some(date("2019-08-31"));
    assert!(before_rotavirus.found("SE-ROTA-1").is_none());
    before_rotavirus.birth = Some(date("2019-09-01"));
    assert!(before_rotavirus.found("SE-ROTA-1").is_some());

    let hpv = |born: &str, sex: Option<Sex>| {
        let scene = Scene {
            birth: Some(date(born)),
            sex,
            ..Scene::sweden()
        };
        ["SE-HPV-1", "SE-HPV-1-GIRLS"].map(|code| scene.found(code).is_some())
    };
    assert_eq!(hpv("2009-01-01", Some(Sex::Male)), [true, false]);
    assert_eq!(hpv("2008-12-31", Some(Sex::Male)), [false, false]);
    assert_eq!(hpv("2008-12-31", Some(Sex::Female)), [false, true]);
    let of_unknown_sex = Scene {
        birth: Some(date("2008-12-31")),
        sex: None,
        ..Scene::sweden()
    };
    assert_eq!(
        of_unknown_sex.finding("SE-HPV-1-GIRLS"),
        not_known(Unknown::Sex)
    );
}

// R-PROGRAMME-1
#[test]
fn the_danish_programme_gives_boys_hpv_from_those_who_turn_twelve_in_july_2019() {
    let hpv = |born: &str| {
        let scene = Scene {
            birth: Some(date(born)),
            ..Scene::denmark()
        };
        scene.found("DK-HPV-1").is_some() || scene.found("DK-HPV-1-GIRLS").is_some()
    };
    assert!(!hpv("2007-06-30"));
    assert!(hpv("2007-07-01"));
}

// R-PROGRAMME-2
#[test]
fn a_danish_child_follows_the_programme_by_the_vaccination_register_alone() {
    let months = [("2013-05-13", 1), ("2013-07-15", 2), ("2014-02-12", 3)];
    let register = (months.into_iter())
        .flat_map(|(day, number)| [dose("J07CA06", day, number), dose("J07AL02", day, number)])
        // The register numbers the booster anew.
        .chain([dose("J07CA02", "2018-03-01", 1)])
        .chain([
            dose("J07BD52", "2014-05-20", 1),
            dose("J07BD52", "2017-02-20", 2),
        ])
        .chain([
            dose("J07BM03", "2025-03-03", 1),
            dose("J07BM03", "2025-10-01", 2),
        ]);
    let mut scene = Scene::denmark().with("ddv", register);
    assert_eq!(scene.vaccinations(), Verdict::Followed);
    scene.source("ddv").records.retain(|header| {
        !header
            .claims
            .iter()
            .any(|claim| claim.code.code == "J07CA02")
    });
    assert_eq!(scene.finding("DK-DTP-4"), deviates(Deviation::Missing));
    // What another source tells of it counts.
    scene.tell("gp", dose("J07CA02", "2018-03-01", 0));
    assert_eq!(scene.vaccinations(), Verdict::Followed);
}

// R-PROGRAMME-1
#[test]
fn the_vaccine_of_three_doses_has_a_third_and_the_others_have_not() {
    let with = |atc: &str| {
        let doses = [dose(atc, "2020-07-01", 1), dose(atc, "2020-08-20", 2)];
        Scene::sweden().with(BVC, doses)
    };
    assert!(with("J07BH01").found("SE-ROTA-3").is_none());
    assert_eq!(
        with("J07BH02").finding("SE-ROTA-3"),
        deviates(Deviation::Missing)
    );
}

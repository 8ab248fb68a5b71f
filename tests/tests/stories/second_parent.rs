//! `second-parent`: what psychiatry waits for is withheld, says which guardian is missing, and does so while the first visit lies ahead.

use consumer::{
    model::{Overview, Reason},
    table::{Layout, render},
    wording::Language,
};
use domain::id::PersonId;
use proto::v1::consent::ConsentKind;
use tests::{
    Harness, Scene,
    desk::{Desk, consent},
};

use crate::{day, on, told};

const STORY: &str = "second-parent";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const PSYCHOLOGIST: &str = "ppr-psykolog-aadal";
const GP: &str = "laege-torvet";
const MOTHER: &str = "foraelder-second-parent";
const BORN: i16 = 2017;

async fn start() -> Harness {
    Scene::of(&[STORY]).start().await
}

/// The guardians as the world has them: the mother, with whom she lives, and the father.
fn parents(harness: &Harness) -> [PersonId; 2] {
    let guardians = &harness.sandbox.world.child(STORY).unwrap().guardians;
    [guardians[0].id.clone(), guardians[1].id.clone()]
}

/// The one reason that a sector gives.
fn withheld<'a>(overview: &'a Overview, sector: &str) -> &'a Reason {
    let mut reasons = overview.withheld.iter().filter(|r| r.sector == sector);
    let reason = reasons.next().unwrap();
    assert!(reasons.next().is_none(), "one reason for {sector}");
    reason
}

/// The parts of those whose consent is missing.
fn missing(reason: &Reason) -> Vec<&str> {
    let step = reason.next_step.as_ref().unwrap();
    step.missing_grantors
        .iter()
        .map(|g| g.role.as_str())
        .collect()
}

/// The names of those who hold custody and with whom she lives or does not, as the overview's own record of custody has them.
fn holders(overview: &Overview, residence: bool) -> Vec<String> {
    let custody = (overview.records.iter()).find_map(|r| r.content.as_ref()?.custody.as_ref());
    let holders = custody.unwrap().holders.iter();
    holders
        .filter(|holder| holder.residence_parent == residence)
        .map(|holder| holder.person.name.clone())
        .collect()
}

// R-STORY-7, R-CONSENT-10
#[tokio::test]
async fn the_psychiatrist_is_told_before_the_first_visit_that_the_fathers_consent_is_missing() {
    let harness = start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();

    let reason = withheld(&overview, "ppr");
    assert_eq!(reason.code, "OTHER_GUARDIAN_MISSING");
    assert!(!reason.law.is_empty() && !reason.text.is_empty());
    let step = reason.next_step.as_ref().unwrap();
    assert_eq!(step.code, "ASK_OTHER_GUARDIAN");
    assert_eq!(missing(reason), ["OTHER_GUARDIAN"]);
    // The part leads to one name in the register's record: the reader knows whom to ask.
    assert_eq!(holders(&overview, false), ["Anders Holst"]);
    assert_eq!(holders(&overview, true), ["Signe Lindegaard"]);

    let ahead: Vec<_> = (overview.records.iter())
        .filter(|record| record.status == "PLANNED")
        .collect();
    let [visit] = ahead.as_slice() else {
        panic!("one visit lies ahead, not {}", ahead.len());
    };
    assert_eq!(visit.sources, ["bup-midt"]);
    let decided = overview
        .decided_time
        .unwrap()
        .local_day(overview.child.country);
    assert!(day(&overview, visit) > decided.unwrap());
}

/// The page that a Danish reader gets.
fn page(overview: &Overview) -> String {
    let layout = Layout {
        language: Language::Da,
        width: 120,
        color: false,
    };
    render(overview, layout)
}

// R-STORY-7
#[tokio::test]
async fn the_page_names_the_father_as_the_one_to_ask() {
    let harness = start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    let page = page(&overview);
    let asked = page.lines().find(|line| line.contains("mangler:")).unwrap();
    assert!(asked.contains("Anders Holst"), "{asked}");
    assert!(!asked.contains("Signe"), "{asked}");
}

// R-STORY-7
#[tokio::test]
async fn nothing_of_the_psychologist_and_the_school_reaches_psychiatry() {
    let harness = start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    for source in ["ppr-aadal", "skole-aadal", "sundhedsplejen-aadal"] {
        assert!(overview.source(source).is_none(), "{source}");
        assert!(overview.records.iter().all(|r| r.sources != [source]));
    }
    // What treatment shares by necessity is there: the referral at both ends, and the problem.
    let child = harness.child(STORY);
    let sent = on(&overview, "referral", told(&child, BORN, "2026-10-02"));
    let received = on(&overview, "referral", told(&child, BORN, "2026-10-20"));
    assert_eq!([sent.len(), received.len()], [1, 1]);
    let problem = on(&overview, "condition", told(&child, BORN, "2026-09-30"));
    assert_eq!(problem[0].codes[0].code, "P22");
    assert!(overview.complete);
}

// R-STORY-7, R-CONSENT-1
#[tokio::test]
async fn once_the_father_says_yes_the_assessment_arrives_as_it_was_written() {
    let harness = start().await;
    let (child, [_, father]) = (harness.child(STORY), parents(&harness));
    let mut desk = Desk::of(&harness);
    desk.permit(&child, &father).await;

    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    let assessed = on(&overview, "assessment", told(&child, BORN, "2026-09-03"));
    assert_eq!(assessed.len(), 1);
    assert_eq!(assessed[0].sources, ["ppr-aadal"]);
    let end = assessed[0].end.unwrap().local_day(overview.child.country);
    assert_eq!(end, Some(told(&child, BORN, "2026-09-24")));
    for (asked_on, who) in [("2026-09-08", "mor"), ("2026-09-10", "lærer")] {
        let answered = on(&overview, "questionnaire", told(&child, BORN, asked_on));
        assert_eq!(answered.len(), 1, "the SDQ of {asked_on}");
        assert!(answered[0].title.contains("SDQ") && answered[0].title.contains(who));
    }
    // The school gives psychiatry what it counts and plans; its notes of the day stay in the school.
    let of_school = |kind: &str| {
        (overview.records.iter())
            .any(|r| r.information_type == kind && r.sources == ["skole-aadal"])
    };
    assert!(of_school("attendance") && of_school("contact") && !of_school("document/care-note"));
    let about = |sector: &str| {
        overview
            .withheld
            .iter()
            .any(|r| r.sector == sector && r.code.contains("GUARDIAN"))
    };
    assert!(!about("ppr") && !about("school"));
}

// R-STORY-7, R-CONSENT-10
#[tokio::test]
async fn a_fathers_no_is_told_as_a_refusal_and_nobody_is_named() {
    let harness = start().await;
    let (child, [_, father]) = (harness.child(STORY), parents(&harness));
    let no = consent(ConsentKind::Refuse, &child, &father);
    Desk::of(&harness).register(no).await.unwrap();

    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    let reason = withheld(&overview, "ppr");
    assert_eq!(reason.code, "CONSENT_REFUSED");
    assert!(reason.next_step.is_none(), "there is nobody to ask again");
}

// R-STORY-7, R-CONSENT-7
#[tokio::test]
async fn for_the_school_psychologist_the_mother_alone_suffices() {
    let harness = start().await;
    let overview = harness.overview(PSYCHOLOGIST, STORY).await.unwrap();
    let child = harness.child(STORY);
    let own = on(&overview, "assessment", told(&child, BORN, "2026-09-03"));
    assert_eq!(own.len(), 1);
    assert_eq!(overview.source("ppr-aadal").unwrap().status, "FRESH");
    // She may not look into the register, so she learns the part and no name.
    let of_psychiatry = overview
        .withheld
        .iter()
        .filter(|r| r.sector == "child-psychiatry");
    let asked = of_psychiatry
        .clone()
        .find(|r| r.code == "CONSENT_MISSING")
        .unwrap();
    assert_eq!(missing(asked), ["RESIDENCE_PARENT", "OTHER_GUARDIAN"]);
    let shown = serde_json::to_string(&overview).unwrap();
    assert!(!shown.contains("Anders Holst"));
}

// R-STORY-7, R-CONSENT-10
#[tokio::test]
async fn the_practice_which_nobody_was_asked_for_is_told_that_both_are_missing() {
    let harness = start().await;
    let overview = harness.overview(GP, STORY).await.unwrap();
    let reason = withheld(&overview, "ppr");
    assert_eq!(reason.code, "CONSENT_MISSING");
    assert_eq!(missing(reason), ["RESIDENCE_PARENT", "OTHER_GUARDIAN"]);
}

// R-STORY-7, R-CONSENT-10, R-PROTECT-2
#[tokio::test]
async fn under_protected_identity_the_missing_one_is_told_by_part_and_the_name_is_nowhere() {
    let harness = Scene::of(&[STORY])
        .retold(|world| {
            for child in &mut world.children {
                child.protected = true;
            }
        })
        .start()
        .await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    assert!(overview.protected);
    let of_ppr = overview.withheld.iter().filter(|r| r.sector == "ppr");
    let reason = of_ppr.clone().find(|r| r.code == "OTHER_GUARDIAN_MISSING");
    assert_eq!(missing(reason.unwrap()), ["OTHER_GUARDIAN"]);
    let shown = serde_json::to_string(&overview).unwrap();
    for name in [
        "Anders Holst",
        "Signe Lindegaard",
        "Holst",
        "Aadal",
        "Midtby",
    ] {
        assert!(!shown.contains(name), "{name}");
        assert!(!page(&overview).contains(name), "{name} on the page");
    }
}

// R-STORY-7, R-RELATION-2
#[tokio::test]
async fn whoever_has_nothing_to_do_with_her_learns_nothing_of_what_is_missing() {
    let harness = start().await;
    for stranger in [
        "sygehuslaege-midt",
        "familieraadgiver-aadal",
        "laerer-aadal",
    ] {
        assert!(
            harness.overview(stranger, STORY).await.is_err(),
            "{stranger}"
        );
    }
}

// R-STORY-7, R-AUDIENCE-1
#[tokio::test]
async fn the_mother_reads_the_clinics_records_and_not_what_names_the_father_in_a_note() {
    let harness = start().await;
    let overview = harness.overview(MOTHER, STORY).await.unwrap();
    assert_eq!(overview.source("bup-midt").unwrap().records, 3);
    assert!(overview.records.iter().all(|r| !r.mentions_third_persons));
    assert!(overview.source("ppr-aadal").is_none());
}

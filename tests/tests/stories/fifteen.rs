//! `fifteen`: told for the day before and the day. Before it her parents' consent carries between psychiatry and school; from it her own no
//! wins in both directions, and what her parents could read online is closed.

use std::collections::BTreeSet;

use consumer::model::Overview;
use domain::time::{Country, Date, Timestamp};
use jiff::civil::date;
use tests::{Harness, Scene};

use crate::day;

const STORY: &str = "fifteen";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const TEACHER: &str = "laerer-aadal";
const PSYCHOLOGIST: &str = "ppr-psykolog-aadal";
const GP: &str = "laege-torvet";
const PARENTS: [&str; 2] = ["foraelder-fifteen", "foraelder-fifteen-2"];
const HERSELF: &str = "ung-fifteen";

const BEFORE: Date = date(2026, 11, 23);
const THE_DAY: Date = date(2026, 11, 24);

async fn told_for(today: Date) -> Harness {
    Scene::of(&[STORY]).today(today).start().await
}

fn code_of<'a>(overview: &'a Overview, sector: &str, kind: &str) -> Option<&'a str> {
    let of_type = |types: &[String]| types.is_empty() || types.iter().any(|t| t == kind);
    let mut reasons = overview.withheld.iter().filter(|r| r.sector == sector);
    reasons
        .find(|r| of_type(&r.types) && r.code != "OUTSIDE_WINDOW")
        .map(|r| r.code.as_str())
}

fn holds(overview: &Overview, kind: &str, source: &str) -> bool {
    (overview.records.iter()).any(|r| r.information_type == kind && r.sources == [source])
}

// R-STORY-9, R-CONSENT-1
#[tokio::test]
async fn the_day_before_her_parents_consent_carries_in_both_directions() {
    let harness = told_for(BEFORE).await;
    let at_the_clinic = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    let absence: Vec<_> = (at_the_clinic.records.iter())
        .filter(|r| r.information_type == "attendance")
        .map(|r| serde_json::to_string(&r.content).unwrap())
        .collect();
    assert_eq!(absence.len(), 3);
    assert!(
        absence.iter().any(|percent| percent.contains(r#""22""#)),
        "{absence:?}"
    );
    assert!(holds(&at_the_clinic, "assessment", "ppr-aadal"));

    let at_school = harness.overview(TEACHER, STORY).await.unwrap();
    let written: Vec<_> = (at_school.records.iter())
        .map(|r| (r.information_type.as_str(), day(&at_school, r)))
        .collect();
    // What was written for the school, and nothing else of the journal.
    let statement = "document/statement";
    assert_eq!(
        written,
        [
            (statement, date(2026, 8, 31)),
            (statement, date(2025, 10, 20))
        ]
    );
}

// R-STORY-9, R-CONSENT-2
#[tokio::test]
async fn from_the_day_her_refusal_wins_in_both_directions() {
    let harness = told_for(THE_DAY).await;
    let at_the_clinic = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    assert!(at_the_clinic.source("skole-aadal").is_none());
    assert_eq!(
        code_of(&at_the_clinic, "school", "attendance"),
        Some("CONSENT_REFUSED")
    );
    let shown = serde_json::to_string(&at_the_clinic.records).unwrap();
    assert!(!shown.contains("attendance"));

    let at_school = harness.overview(TEACHER, STORY).await.unwrap();
    assert!(at_school.records.is_empty());
    assert!(at_school.source("bup-midt").is_none());
    let statement = "document/statement";
    assert_eq!(
        code_of(&at_school, "child-psychiatry", statement),
        Some("CONSENT_REFUSED")
    );
}

// R-STORY-9, R-WORLD-1
#[tokio::test]
async fn told_in_another_year_it_turns_on_the_same_day_of_that_year() {
    for (today, shown) in [
        (date(2027, 3, 1), 0),
        (date(2027, 11, 23), 2),
        (date(2027, 11, 24), 0),
        (date(2028, 2, 29), 0),
    ] {
        let harness = told_for(today).await;
        let at_school = harness.overview(TEACHER, STORY).await.unwrap();
        assert_eq!(at_school.records.len(), shown, "{today}");
        let code = code_of(&at_school, "child-psychiatry", "document/statement");
        assert_eq!(code == Some("CONSENT_REFUSED"), shown == 0, "{today}");
    }
}

// R-STORY-9, R-CONSENT-10
#[tokio::test]
async fn from_the_day_what_her_parents_said_counts_no_more_and_she_is_the_one_to_ask() {
    let harness = told_for(THE_DAY).await;
    for (actor, sector, kind) in [
        (PSYCHIATRIST, "ppr", "assessment"),
        (PSYCHOLOGIST, "child-psychiatry", "document/statement"),
    ] {
        let overview = harness.overview(actor, STORY).await.unwrap();
        let reason = overview
            .withheld
            .iter()
            .find(|r| r.sector == sector && r.code == "CONSENT_MISSING");
        let reason = reason.unwrap();
        assert!(reason.types.iter().any(|t| t == kind), "{actor}");
        let asked = reason.next_step.as_ref().unwrap().missing_grantors.iter();
        let asked: Vec<_> = asked.map(|g| g.role.as_str()).collect();
        assert_eq!(asked, ["CHILD"], "{actor}");
    }
}

// R-STORY-9
#[tokio::test]
async fn within_treatment_nothing_changes_on_the_day() {
    for today in [BEFORE, THE_DAY] {
        let harness = told_for(today).await;
        for actor in [PSYCHIATRIST, GP] {
            let overview = harness.overview(actor, STORY).await.unwrap();
            let codes: Vec<_> = (overview.records.iter())
                .filter(|r| r.information_type == "condition" && r.sources == ["bup-midt"])
                .flat_map(|r| r.codes.iter().map(|c| c.code.as_str()))
                .collect();
            assert_eq!(codes, ["DF321"], "{actor} on {today}");
            assert!(holds(&overview, "medication", "fmk"));
            let risk = overview.records.iter().filter(|r| r.not_for_guardians);
            assert_eq!(risk.count(), 2, "with the mark, for professionals");
        }
    }
}

// R-STORY-9, R-DECIDE-2
#[tokio::test]
async fn it_turns_at_midnight_in_copenhagen_and_not_an_instant_later() {
    let midnight = Country::Dk.midnight(THE_DAY);
    let last = midnight
        .checked_sub(jiff::SignedDuration::from_nanos(1))
        .unwrap();
    let asked_at = |now: Timestamp| Scene::of(&[STORY]).today(BEFORE).clock_at(now).start();
    let before = asked_at(last).await.overview(TEACHER, STORY).await.unwrap();
    assert_eq!(before.records.len(), 2);
    let zone = Country::Dk.zone();
    let ends = before.valid_until.unwrap().0.interval(&zone).start();
    assert_eq!(ends, midnight, "the permit ends where she begins to decide");
    let from = asked_at(midnight)
        .await
        .overview(TEACHER, STORY)
        .await
        .unwrap();
    assert!(from.records.is_empty());
}

// R-STORY-9, R-AUDIENCE-1
#[tokio::test]
async fn her_parents_never_see_the_risk_assessment_and_from_the_day_nothing_online() {
    let harness = told_for(BEFORE).await;
    for parent in PARENTS {
        let overview = harness.overview(parent, STORY).await.unwrap();
        assert!(holds(&overview, "condition", "bup-midt"));
        assert!(overview.records.iter().all(|r| !r.not_for_guardians));
        let shown = serde_json::to_string(&overview).unwrap();
        for word in ["Selvmord", "skåret", "Samtale alene"] {
            assert!(!shown.contains(word), "{word}");
        }
        // Not counted either: the row says as many as there are.
        let row = overview.source("bup-midt").unwrap();
        let theirs = overview
            .records
            .iter()
            .filter(|r| r.sources == ["bup-midt"]);
        assert_eq!(usize::try_from(row.records).unwrap(), theirs.count());
    }
    let harness = told_for(THE_DAY).await;
    for parent in PARENTS {
        let overview = harness.overview(parent, STORY).await.unwrap();
        assert!(overview.records.is_empty(), "{parent}");
        assert_eq!(
            why_nothing(&overview),
            ["NOT_AT_THIS_AGE", "NO_RULE"],
            "{parent}"
        );
    }
}

// R-STORY-9
#[tokio::test]
async fn from_the_day_she_reads_her_own_record_herself() {
    let before = told_for(BEFORE).await.overview(HERSELF, STORY).await;
    let before = before.unwrap();
    assert!(before.records.is_empty());
    assert_eq!(why_nothing(&before), ["NOT_AT_THIS_AGE", "NO_RULE"]);
    let overview = told_for(THE_DAY)
        .await
        .overview(HERSELF, STORY)
        .await
        .unwrap();
    assert!(holds(&overview, "condition", "bup-midt"));
    assert!(
        overview.records.iter().any(|r| r.not_for_guardians),
        "it is hers"
    );
}

/// The codes of the reasons for which nothing is shown.
fn why_nothing(overview: &Overview) -> Vec<&str> {
    let codes: BTreeSet<_> = (overview.withheld.iter())
        .map(|why| why.code.as_str())
        .collect();
    codes.into_iter().collect()
}

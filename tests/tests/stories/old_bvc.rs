//! `old-bvc`: what was found at four reaches the school nurse, and is withheld from child psychiatry by window, with how to ask.

use consumer::model::{Overview, Reason, Record};
use domain::time::Moment;
use mock_producers::clock::today;
use tests::{Harness, Scene};

use crate::{PSYCHIATRIST, SCHOOL_NURSE, claimed, day, midnight, on, told};

const STORY: &str = "old-bvc";
const CENTRE: &str = "bvc-vasterby";
const SCHOOL: &str = "emi-vasterby";
const HOSPITAL: &str = "sjukhus-vasterlund";
const REGISTER: &str = "folkbokforingen";

// R-WINDOW-6, R-CONSENT-1
#[tokio::test]
async fn the_school_nurse_sees_the_four_year_examination_with_its_hearing_test() {
    let harness = Harness::start().await;
    let overview = harness.overview(SCHOOL_NURSE, STORY).await.unwrap();
    let visit = told(&harness.child(STORY), 2014, "2018-03-20");

    let titles = |kind: &str| -> Vec<String> {
        let found = on(&overview, kind, visit);
        found.iter().map(|record| record.title.clone()).collect()
    };
    assert_eq!(titles("activity"), ["4-årsbesök"]);
    assert_eq!(titles("document/care-note"), ["4-årsbesök, anteckning"]);
    assert_eq!(titles("observation/growth").len(), 2);

    let screenings = on(&overview, "observation/screening", visit);
    let hearing = screenings.iter().find(|r| r.title == "Hörselundersökning");
    let heard = values(hearing.unwrap());
    let left = heard.iter().find(|value| value.code == "89022-8").unwrap();
    assert_eq!((left.value.as_str(), left.unit.as_str()), ("35", "dB"));
    assert!(
        screenings.iter().all(|r| r.sources == [CENTRE]),
        "the centre wrote it, and nobody else"
    );
}

// R-WINDOW-6
#[tokio::test]
async fn the_school_nurse_sees_growth_from_birth_her_own_journal_and_the_register() {
    let harness = Harness::start().await;
    let overview = harness.overview(SCHOOL_NURSE, STORY).await.unwrap();
    let child = harness.child(STORY);

    let grown = |told_on: &str, source: &str| {
        let found = on(&overview, "observation/growth", told(&child, 2014, told_on));
        assert_eq!(found.len(), 2, "height and weight on {told_on}");
        assert!(found.iter().all(|r| r.sources == [source]), "{told_on}");
    };
    grown("2014-03-26", CENTRE);
    grown("2018-03-20", CENTRE);
    grown("2020-10-13", SCHOOL);
    grown("2024-11-05", SCHOOL);
    let of = |source: &str| overview.source(source).unwrap();
    for source in [CENTRE, SCHOOL, REGISTER] {
        let row = of(source);
        assert_eq!((row.status.as_str(), row.complete), ("FRESH", true));
        assert!(row.records > 0 && !row.older_may_exist, "{source}");
    }
    let custody = (overview.records.iter()).find(|r| r.information_type == "custody");
    let custody = serde_json::to_value(&custody.unwrap().content).unwrap();
    let holders = custody["custody"]["holders"].as_array().unwrap();
    let holders: Vec<_> = (holders.iter())
        .map(|holder| holder["person"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(holders, ["Karin Sandvall", "Yusuf Amin"]);
    assert!(overview.complete && overview.withheld.is_empty() && overview.on_request.is_empty());
    assert!(!overview.protected && !overview.emergency);
}

// R-WINDOW-5, R-WINDOW-1
#[tokio::test]
async fn child_psychiatry_sees_nothing_older_than_three_years_before_this_one() {
    let harness = Harness::start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    let year = today().year() - 3;
    let first = jiff::civil::date(year, 1, 1);

    let health: Vec<_> = (overview.records.iter())
        .filter(|record| record.sources != [REGISTER])
        .collect();
    assert!(!health.is_empty(), "the school's recent notes are inside");
    for record in health {
        let goes_on = record.end.is_none() && record.status == "ACTIVE";
        assert!(
            day(&overview, record) >= first || goes_on,
            "{} of {} is older than {first}",
            record.information_type,
            day(&overview, record),
        );
        assert_ne!(record.sources, [CENTRE], "the centre's last note is older");
    }
    let edge = midnight(&overview, first);
    let before = overview.records.iter().filter(|record| {
        matches!(record.start.unwrap().0, Moment::Instant(at) if at < edge)
            && record.sources != [REGISTER]
            && record.end.is_some()
    });
    assert_eq!(
        before.count(),
        0,
        "the first instant of the year is the edge"
    );
}

// R-WINDOW-5, R-SHOW-7
#[tokio::test]
async fn what_the_window_withholds_is_said_with_how_to_ask_for_it() {
    let harness = Harness::start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();

    let row = overview.source(CENTRE).unwrap();
    assert!(row.older_may_exist);
    assert_eq!(row.records, 0);
    let reason = of_source(&overview, CENTRE);
    assert_eq!(reason.code, "OUTSIDE_WINDOW");
    assert_eq!(reason.rule, "SE-WIN-YEAR-3");
    assert!(!reason.law.is_empty() && !reason.text.is_empty());
    for kind in ["activity", "observation/screening", "document/care-note"] {
        assert!(reason.types.iter().any(|t| t == kind), "{kind}");
    }
    let step = reason.next_step.as_ref().unwrap();
    assert_eq!(step.code, "SECURE_MESSAGE");
    assert_eq!(step.mailbox, "bvc-vasterby@sdk.example");
    assert!(step.subject_template.contains("<case number>"));
    assert!(!step.text.is_empty());
}

// R-STORY-1, R-WINDOW-5
#[tokio::test]
async fn the_hospitals_own_record_of_the_ear_is_too_old_for_both_and_each_is_told_how_to_ask() {
    let harness = Scene::of(&[STORY]).start().await;
    for actor in [SCHOOL_NURSE, PSYCHIATRIST] {
        let overview = harness.overview(actor, STORY).await.unwrap();
        let row = overview.source(HOSPITAL).unwrap();
        assert_eq!((row.status.as_str(), row.records), ("FRESH", 0), "{actor}");
        assert!(row.complete && row.older_may_exist, "{actor}");
        let reason = of_source(&overview, HOSPITAL);
        assert_eq!(reason.code, "OUTSIDE_WINDOW", "{actor}");
        let step = reason.next_step.as_ref().unwrap();
        assert!(step.mailbox.starts_with("journalutlamning@"), "{actor}");
    }
    // The nurse learns the diagnosis all the same: the child health centre wrote down what the hospital answered.
    let overview = harness.overview(SCHOOL_NURSE, STORY).await.unwrap();
    let diagnosis = (overview.records.iter()).find(|r| !claimed(r, "H65.2").is_empty());
    assert_eq!(diagnosis.unwrap().sources, [CENTRE]);
}

// R-COMPLETE-1
#[tokio::test]
async fn a_source_that_gave_everything_inside_its_window_is_complete_and_says_that_older_may_exist()
{
    let harness = Harness::start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    assert!(overview.complete && overview.incomplete.is_empty());
    for source in [CENTRE, SCHOOL] {
        let row = overview.source(source).unwrap();
        assert!(row.complete && row.older_may_exist, "{source}");
    }
    let register = overview.source(REGISTER).unwrap();
    assert!(register.complete && !register.older_may_exist);
}

// R-CITIZEN-1
#[tokio::test]
async fn each_guardian_sees_and_nobody_elses_guardian_does() {
    let harness = Harness::start().await;
    for guardian in ["vardnadshavare-old-bvc", "vardnadshavare-old-bvc-2"] {
        let own = harness.overview(guardian, STORY).await.unwrap();
        assert!(own.records.iter().any(|r| r.sources == [CENTRE]));
        assert!(own.records.iter().all(|r| !r.not_for_guardians));
        assert!(own.records.iter().all(|r| !r.mentions_third_persons));
        let other = harness.overview(guardian, "new-school").await;
        assert!(matches!(other, Err(consumer::Error::Refused { .. })));
    }
}

struct Heard {
    code: String,
    value: String,
    unit: String,
}

/// The values of a finding.
fn values(record: &Record) -> Vec<Heard> {
    let content = serde_json::to_value(record.content.as_ref().unwrap()).unwrap();
    (content["values"].as_array().unwrap().iter())
        .map(|value| Heard {
            code: value["code"]["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            value: value["value"].as_str().unwrap_or_default().to_owned(),
            unit: value["unit"].as_str().unwrap_or_default().to_owned(),
        })
        .collect()
}

fn of_source<'a>(overview: &'a Overview, producer: &str) -> &'a Reason {
    let mut reasons =
        (overview.withheld.iter()).filter(|reason| reason.producer.as_deref() == Some(producer));
    reasons.next().unwrap()
}

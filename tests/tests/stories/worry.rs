//! `worry`: the social worker has her file, whoever reported learns that an inquiry was opened, others at work nothing of it. What her
//! guardians see stands in [`crate::worry_unseen`].

use std::collections::BTreeSet;

use consumer::{
    Error,
    model::{Overview, Reason, Record},
    table,
    wording::Language,
};
use mock_producers::world::World;
use tests::{Harness, Scene};

use crate::{PSYCHIATRIST, SCHOOL_NURSE, day, told, worry_unseen};

pub(crate) const STORY: &str = "worry";
pub(crate) const BORN: i16 = 2018;
pub(crate) const SOCIAL_WORKER: &str = "socialsekreterare-vasterby";
pub(crate) const COUNSELLOR: &str = "skolkurator-vasterby";
pub(crate) const TEACHER: &str = "larare-vasterby";
pub(crate) const MOTHER: &str = "vardnadshavare-worry";
pub(crate) const FATHER: &str = "vardnadshavare-worry-2";

pub(crate) const SOCIAL: &str = "soc-vasterby";
const SCHOOL_HEALTH: &str = "emi-vasterby";
const FEEDBACK: &str = "concern-report/feedback";

/// Words that stand in what is written of the worry and nowhere else on the page of this child.
const OF_THE_WORRY: [&str; 14] = [
    "blåmärke",
    "orosanmälan",
    "skyddsbedömning",
    "barnahus",
    "utredning",
    "utredare",
    "återkoppling",
    "barnsamtal",
    "våld",
    "håller fast",
    "tar hårt",
    "kurator",
    "concern",
    "socialsekreterare",
];

async fn stage() -> Harness {
    Scene::of(&[STORY, "protected"]).start().await
}

fn kinds<'a>(records: impl IntoIterator<Item = &'a Record>) -> BTreeSet<&'a str> {
    let kinds = records.into_iter().map(|r| r.information_type.as_str());
    kinds.collect()
}

fn from<'a>(overview: &'a Overview, source: &'a str) -> Vec<&'a Record> {
    let told = |record: &&Record| record.sources.iter().any(|s| s == source);
    overview.records.iter().filter(told).collect()
}

pub(crate) fn says_a_word_of_it(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    OF_THE_WORRY.into_iter().find(|word| text.contains(word))
}

// R-STORY-5, R-DECIDE-6
#[tokio::test]
async fn the_social_worker_sees_her_own_file_from_report_to_inquiry() {
    let harness = stage().await;
    let overview = harness.overview(SOCIAL_WORKER, STORY).await.unwrap();
    let child = harness.child(STORY);
    let mut steps: Vec<_> = (from(&overview, SOCIAL).into_iter())
        .filter(|record| record.information_type == "concern-report")
        .map(|record| {
            let kind = record.content.as_ref().unwrap().variant.unwrap();
            (day(&overview, record), kind)
        })
        .collect();
    steps.sort_unstable();
    let on = |day| told(&child, BORN, day);
    assert_eq!(
        steps,
        [
            (on("2026-10-05"), "PROTECTION_ASSESSMENT"),
            (on("2026-10-05"), "REPORT"),
            (on("2026-10-05"), "REPORT"),
            (on("2026-10-09"), "CONSULTATION"),
            (on("2026-10-14"), "INQUIRY"),
        ]
    );
    let inquiry = (from(&overview, SOCIAL).into_iter()).find(|r| r.title == "Utredning inledd");
    let areas: Vec<_> = inquiry
        .unwrap()
        .codes
        .iter()
        .map(|c| c.display.as_str())
        .collect();
    assert_eq!(areas, ["BBIC: Säkerhet", "BBIC: Grundläggande omsorg"]);
    for kind in ["plan", "contact", "activity", "document/care-note"] {
        assert!(kinds(from(&overview, SOCIAL)).contains(kind), "{kind}");
    }
}

// R-STORY-5
#[tokio::test]
async fn what_others_hold_the_social_worker_gets_on_request_with_how_to_ask() {
    let harness = stage().await;
    let overview = harness.overview(SOCIAL_WORKER, STORY).await.unwrap();
    for sector in [
        "child-health",
        "school-health",
        "school-psychology",
        "school",
        "general-practice",
        "child-psychiatry",
    ] {
        let reason = (overview.on_request.iter())
            .find(|r| r.sector == sector && r.code == "RELEASED_AFTER_REVIEW");
        let reason = reason.unwrap_or_else(|| panic!("{sector}"));
        let step = reason.next_step.as_ref().unwrap();
        assert_eq!(step.code, "SECURE_MESSAGE", "{sector}");
    }
    let sources: BTreeSet<_> = (overview.records.iter().flat_map(|r| &r.sources))
        .map(String::as_str)
        .collect();
    assert_eq!(sources, BTreeSet::from(["folkbokforingen", SOCIAL]));
}

// R-STORY-5, R-SHOW-17
#[tokio::test]
async fn the_social_workers_page_does_not_send_her_to_the_father_without_a_thought() {
    // With the coordination plans, which wait for both guardians.
    let harness = Scene::whole().start().await;
    let overview = harness.overview(SOCIAL_WORKER, STORY).await.unwrap();
    let page = table::render(
        &overview,
        table::Layout {
            language: Language::Sv,
            width: 100,
            color: false,
        },
    );
    let lines: Vec<_> = page.lines().collect();
    let named = (lines.iter()).position(|line| line.trim_start().starts_with("saknas: "));
    let named = named.unwrap_or_else(|| panic!("nobody is missing:\n{page}"));
    let beside = lines[named..].iter().take(3);
    let is_cautioned = beside.clone().any(|line| line.contains("tänk efter innan"));
    assert!(is_cautioned, "{page}");
}

// R-STORY-5, R-DECIDE-9
#[tokio::test]
async fn the_school_nurse_sees_her_own_note_and_that_an_inquiry_was_opened() {
    let harness = stage().await;
    let overview = harness.overview(SCHOOL_NURSE, STORY).await.unwrap();
    let note = from(&overview, SCHOOL_HEALTH)
        .into_iter()
        .find(|record| record.title == "Besök med skolkurator")
        .unwrap();
    assert!(note.not_for_guardians && note.mentions_third_persons);

    let told = from(&overview, SOCIAL);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].information_type, FEEDBACK);
    let content = told[0].content.as_ref().unwrap();
    assert_eq!(
        (content.variant, content.state),
        (Some("FEEDBACK"), Some("OPENED"))
    );
    assert!(content.texts.is_empty() && content.people.is_empty());
    assert!(told[0].codes.is_empty(), "not even which areas");
    let row = overview.source(SOCIAL).unwrap();
    assert_eq!((row.records, row.complete), (1, true));
    let never = (overview.withheld.iter().chain(&overview.on_request))
        .find(|reason| reason.sector == "social-child" && reason.code == "NEVER_SHARED");
    assert_eq!(never.unwrap().types, ["concern-report"]);
}

// R-STORY-5, R-DECIDE-9
#[tokio::test]
async fn the_counsellor_learns_the_same_and_her_teacher_and_another_school_nothing() {
    let harness = stage().await;
    let overview = harness.overview(COUNSELLOR, STORY).await.unwrap();
    let told = from(&overview, SOCIAL);
    assert_eq!(kinds(told.iter().copied()), BTreeSet::from([FEEDBACK]));
    assert_eq!(told.len(), 1, "its own, not the nurse's");
    // Of the same board, and did not report.
    let overview = harness.overview(TEACHER, STORY).await.unwrap();
    assert!(from(&overview, SOCIAL).is_empty());
    // Whoever did not report is told nothing by the source itself, although the tables would let it through.
    let harness = Scene::of(&[STORY, "protected"])
        .retold(with_another_schools_nurse)
        .start()
        .await;
    let overview = harness
        .overview("skolskoterska-lindskolan", STORY)
        .await
        .unwrap();
    assert!(from(&overview, SOCIAL).is_empty());
    assert_eq!(overview.source(SOCIAL).unwrap().records, 0);
}

/// A nurse at another school who has to do with the girl and has reported nothing.
fn with_another_schools_nurse(world: &mut World) {
    let nurse = world.actor("skolskoterska-lindskolan").unwrap().clone();
    let child = world.children.iter_mut().find(|c| c.story == STORY);
    child
        .unwrap()
        .relations
        .push(mock_producers::world::ToldRelation {
            organisation: nurse.organisation,
            unit: nurse.unit,
            sector: nurse.sector,
        });
}

// R-STORY-5
#[tokio::test]
async fn child_psychiatry_sees_nothing_of_it() {
    let harness = stage().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    assert!(
        !overview.records.is_empty(),
        "its own queue and the early years"
    );
    for source in [
        SOCIAL,
        SCHOOL_HEALTH,
        "elevhalsa-psyk-vasterby",
        "skola-vasterby",
    ] {
        assert!(from(&overview, source).is_empty(), "{source}");
    }
    let records = serde_json::to_string(&overview.records).unwrap();
    assert_eq!(says_a_word_of_it(&records), None);
    let of_social = |overview: &Overview| -> Vec<Reason> {
        let said = overview.withheld.iter().chain(&overview.on_request);
        let said = said.filter(|reason| reason.sector == "social-child");
        said.cloned().collect()
    };
    let never = (of_social(&overview).into_iter()).find(|r| r.code == "NEVER_SHARED");
    assert_eq!(never.unwrap().types, ["concern-report"]);
    // What is said of the sector is said whether or not there is anything.
    let without = Scene::of(&[STORY, "protected"])
        .retold(worry_unseen::without_the_worry)
        .start()
        .await;
    let untouched = without.overview(PSYCHIATRIST, STORY).await.unwrap();
    assert_eq!(of_social(&overview), of_social(&untouched));
}

// R-STORY-5
#[tokio::test]
async fn another_municipalitys_social_services_are_refused_like_anybody_without_relation() {
    let harness = stage().await;
    let elsewhere = harness.overview("socialsekreterare-norrby", STORY).await;
    assert!(matches!(elsewhere, Err(Error::Refused { .. })));
}

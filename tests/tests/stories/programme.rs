//! The programme check as it reaches those who look: the school nurse sees back to birth, child psychiatry does not, a parent reads the same
//! in plain words, and under protected identity masked claims are enough.

use consumer::{
    model::{Overview, Programme, ProgrammeItem, ProgrammePart},
    table::{Layout, render},
    wording::Language,
};
use mock_producers::Fault;
use tests::{Harness, Scene};

use crate::{PSYCHIATRIST, SCHOOL_NURSE};

const SCHOOL_START: &str = "school-start";
const CENTRE: &str = "bvc-vasterby";
const VACCINATIONS: &str = "vaccinations";
const VISITS: &str = "visits";

fn programme(overview: &Overview) -> &Programme {
    overview.programme.as_ref().unwrap()
}

fn part<'a>(overview: &'a Overview, part: &str) -> &'a ProgrammePart {
    let mut parts = programme(overview).parts.iter();
    parts.find(|found| found.part == part).unwrap()
}

fn item<'a>(overview: &'a Overview, code: &str) -> &'a ProgrammeItem {
    let parts = programme(overview).parts.iter();
    let mut items = parts.flat_map(|part| &part.items);
    items.find(|item| item.code == code).unwrap()
}

fn deviating(part: &ProgrammePart) -> Vec<(&str, &str)> {
    let items = part.items.iter();
    let deviating = items.filter_map(|item| Some((item.code.as_str(), item.deviation.as_deref()?)));
    deviating.collect()
}

fn page(overview: &Overview) -> String {
    let layout = Layout {
        language: Language::Sv,
        width: 120,
        color: false,
    };
    render(overview, layout)
}

async fn start(story: &str) -> Harness {
    Scene::of(&[story]).start().await
}

// R-PROGRAMME-2, R-PROGRAMME-8
#[tokio::test]
async fn the_school_nurse_learns_which_doses_deviate_and_that_the_summary_is_not_enough() {
    let harness = start(SCHOOL_START).await;
    let overview = harness.overview(SCHOOL_NURSE, SCHOOL_START).await.unwrap();

    let check = programme(&overview);
    assert_eq!(check.verdict, "DEVIATES");
    assert_eq!(check.summary.as_deref(), Some("NOT_ENOUGH"));
    let vaccinations = part(&overview, VACCINATIONS);
    assert_eq!(vaccinations.verdict, "DEVIATES");
    assert_eq!(
        deviating(vaccinations),
        [("SE-MMR-1", "LATE"), ("SE-DTP-4", "MISSING")]
    );
    assert_eq!(part(&overview, VISITS).verdict, "FOLLOWED");
    for followed in [
        "SE-ROTA-1",
        "SE-ROTA-2",
        "SE-DTP-3",
        "SE-PCV-3",
        "SE-BVC-4Y",
    ] {
        assert_eq!(item(&overview, followed).finding, "FOLLOWED", "{followed}");
    }

    let late = &item(&overview, "SE-MMR-1").records;
    let told = overview
        .records
        .iter()
        .find(|r| r.source_records.contains(&late[0]));
    assert_eq!(told.unwrap().information_type, "vaccination");
    let [open] = check.open_follow_ups.as_slice() else {
        panic!("one open follow-up, from one summary");
    };
    assert_eq!(open.producer, CENTRE);
    assert!(check.diagnoses.is_empty());
    assert!(vaccinations.source.contains("HSLF-FS 2016:51"));
    assert_eq!(vaccinations.table_id, "SE-VACC-2008");
}

// R-SHOW-16
#[tokio::test]
async fn the_page_says_it_in_words() {
    let harness = start(SCHOOL_START).await;
    let overview = harness.overview(SCHOOL_NURSE, SCHOOL_START).await.unwrap();
    let page = page(&overview);
    for said in [
        "avviker från programmet",
        "given sent",
        "saknas – ingen dos finns antecknad",
        "följer programmet",
        "Öppen uppföljning enligt sammanfattningen (BVC Västerby)",
        "Sammanfattningen räcker inte",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
}

// R-PROGRAMME-5
#[tokio::test]
async fn a_parent_reads_what_is_certain_and_is_never_told_that_a_dose_is_missing() {
    let harness = start(SCHOOL_START).await;
    let guardian = "vardnadshavare-school-start";
    let overview = harness.overview(guardian, SCHOOL_START).await.unwrap();
    assert_eq!(
        item(&overview, "SE-MMR-1").deviation.as_deref(),
        Some("LATE")
    );
    let booster = item(&overview, "SE-DTP-4");
    assert_eq!(booster.finding, "NOT_KNOWN");
    assert_eq!(booster.unknown.as_deref(), Some("NOT_RECORDED"));
    assert!(page(&overview).contains("ingen anteckning här"));
}

// R-PROGRAMME-1, R-PROGRAMME-8
#[tokio::test]
async fn the_programme_of_the_old_cohort_is_followed_and_his_diagnosis_asks_for_the_records() {
    let harness = start("old-bvc").await;
    let overview = harness.overview(SCHOOL_NURSE, "old-bvc").await.unwrap();
    let check = programme(&overview);
    assert_eq!(check.verdict, "FOLLOWED", "{}", page(&overview));
    let vaccinations = part(&overview, VACCINATIONS);
    assert!(vaccinations.items.iter().all(|i| !i.code.contains("ROTA")));
    assert!(vaccinations.items.iter().any(|i| i.code == "SE-HPV-2"));
    assert_eq!(check.diagnoses.len(), 1);
    assert!(check.open_follow_ups.is_empty());
    assert_eq!(check.summary.as_deref(), Some("NOT_ENOUGH"));
    // A visit without a record of its own stands on the summary's word.
    let eight_months = item(&overview, "SE-BVC-8M");
    assert_eq!(eight_months.finding, "STATED");
    assert_eq!(eight_months.records, check.diagnoses);
}

// R-PROGRAMME-2
#[tokio::test]
async fn child_psychiatry_does_not_see_so_far_back_so_there_it_is_not_known() {
    let harness = start("old-bvc").await;
    let overview = harness.overview(PSYCHIATRIST, "old-bvc").await.unwrap();
    let check = programme(&overview);
    assert_eq!(
        (check.verdict.as_str(), check.summary.as_deref()),
        ("NOT_KNOWN", None)
    );
    let vaccinations = part(&overview, VACCINATIONS);
    assert!(deviating(vaccinations).is_empty());
    for outside in ["SE-DTP-1", "SE-MMR-1", "SE-DTP-4"] {
        let item = item(&overview, outside);
        assert_eq!(item.unknown.as_deref(), Some("OUTSIDE_WINDOW"), "{outside}");
        assert!(item.records.is_empty());
    }
    assert_eq!(item(&overview, "SE-HPV-1").finding, "FOLLOWED");
    assert!(check.open_follow_ups.is_empty() && check.diagnoses.is_empty());
}

// R-PROGRAMME-5
#[tokio::test]
async fn under_protected_identity_masked_claims_are_enough_for_doses() {
    let harness = start("protected").await;
    let nurse = "skolskoterska-norrby";
    let overview = harness.overview(nurse, "protected").await.unwrap();
    assert_eq!(part(&overview, VACCINATIONS).verdict, "FOLLOWED");
    let json = serde_json::to_string(programme(&overview)).unwrap();
    for word in ["gamlestan", "norrby", "SE23", "SE21"] {
        assert!(
            !json.to_lowercase().contains(&word.to_lowercase()),
            "{word}"
        );
    }
    // The summary is free text and stays with its source.
    assert_eq!(programme(&overview).summary, None);
}

// R-PROGRAMME-2
#[tokio::test]
async fn when_a_source_that_would_hold_it_fails_nothing_is_missing() {
    let scene = Scene::of(&[SCHOOL_START]).fault(CENTRE, Fault::LogicalError);
    let harness = scene.start().await;
    let overview = harness.overview(SCHOOL_NURSE, SCHOOL_START).await.unwrap();
    assert_eq!(programme(&overview).verdict, "NOT_KNOWN");
    let booster = item(&overview, "SE-DTP-4");
    assert_eq!(booster.unknown.as_deref(), Some("SOURCE_MISSING"));
}

// R-PROGRAMME-6
#[tokio::test]
async fn collected_and_streamed_the_check_is_the_same() {
    let harness = start(SCHOOL_START).await;
    let collected = harness.collected(SCHOOL_NURSE, SCHOOL_START).await.unwrap();
    let budget = std::time::Duration::from_secs(10);
    let events = harness
        .events(SCHOOL_NURSE, SCHOOL_START, budget)
        .await
        .unwrap();
    let mut fold = proto::overview::fold::Fold::default();
    for timed in events {
        fold.push(timed.event).unwrap();
    }
    let streamed = fold.finish().unwrap();
    assert_eq!(
        streamed.completed.unwrap().programme,
        collected.completed.unwrap().programme
    );
}

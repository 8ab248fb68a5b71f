//! `school-start`: the summary says that a check is going on; the records say that nobody checks, and that one vaccination came late and one never.

use std::collections::BTreeSet;

use consumer::model::Overview;
use mock_producers::clock::today;
use tests::{Harness, Scene};

use crate::{SCHOOL_NURSE, claimed, day, on, told};

const STORY: &str = "school-start";
const BORN: i16 = 2020;
const CENTRE: &str = "bvc-vasterby";
const SCHOOL: &str = "emi-vasterby";
const PRACTICE: &str = "vc-alen";

async fn shown() -> (Harness, Overview) {
    let harness = Scene::of(&[STORY]).start().await;
    let overview = harness.overview(SCHOOL_NURSE, STORY).await.unwrap();
    (harness, overview)
}

/// Doses of a vaccine, by day and source.
fn given(overview: &Overview, atc: &str) -> Vec<(String, Vec<String>)> {
    let mut doses: Vec<_> = (overview.records.iter())
        .filter(|record| claimed(record, atc) == ["given"])
        .map(|record| (day(overview, record).to_string(), record.sources.clone()))
        .collect();
    doses.sort();
    doses
}

// R-STORY-4, R-WINDOW-6
#[tokio::test]
async fn the_school_nurse_sees_every_dose_and_which_came_late_and_which_never() {
    let (harness, overview) = shown().await;
    let child = harness.child(STORY);
    let day = |day: &str| (told(&child, BORN, day).to_string(), vec![CENTRE.to_owned()]);
    assert_eq!(
        given(&overview, "J07BH01"),
        [day("2020-07-01"), day("2020-08-20")]
    );
    for at_3_5_and_12_months in ["J07CA09", "J07AL02"] {
        assert_eq!(
            given(&overview, at_3_5_and_12_months),
            [day("2020-08-20"), day("2020-10-21"), day("2021-05-21")]
        );
    }
    assert_eq!(given(&overview, "J07BD52"), [day("2022-08-22")], "late");
    let five_year_dose = (overview.records.iter())
        .filter(|record| record.claims.iter().any(|c| is(c.code.as_ref(), "J07CA02")));
    assert_eq!(five_year_dose.count(), 0, "never given");
}

fn is(code: Option<&consumer::model::Code>, wanted: &str) -> bool {
    code.is_some_and(|code| code.code == wanted)
}

// R-STORY-4
#[tokio::test]
async fn the_retest_of_the_right_ear_was_booked_and_has_no_result() {
    let (harness, overview) = shown().await;
    let child = harness.child(STORY);
    let visit = told(&child, BORN, "2024-05-27");
    let hearing = on(&overview, "observation/screening", visit)
        .into_iter()
        .find(|record| record.title == "Hörselundersökning");
    let content = hearing.unwrap().content.as_ref().unwrap();
    let right: BTreeSet<_> = (content.values.iter())
        .filter(|value| value.side == Some("RIGHT"))
        .map(|value| value.value.as_str())
        .collect();
    assert_eq!(right, BTreeSet::from(["30"]));

    let retest = overview.records.iter().find(|r| r.title == "Omtest hörsel");
    let retest = retest.unwrap();
    assert_eq!(retest.status, "ACTIVE", "neither held nor called off");
    let month = told(&child, BORN, "2024-09-01");
    let precision = serde_json::to_value(retest.start).unwrap();
    assert_eq!(precision, month.strftime("%Y-%m").to_string());
    let later = (overview.records.iter())
        .filter(|r| r.title.starts_with("Hörsel") && day(&overview, r) > visit);
    assert_eq!(later.count(), 0, "no result of any later test");
}

// R-STORY-4
#[tokio::test]
async fn the_summary_states_an_open_follow_up_so_that_it_is_not_enough_alone() {
    let (_, overview) = shown().await;
    let summary = (overview.records.iter())
        .find(|record| record.information_type == "document/bvc-summary")
        .unwrap();
    assert_eq!(claimed(summary, "open-follow-up"), ["true"]);
    assert_eq!(claimed(summary, "programme-vaccinations"), ["deviates"]);
    let texts = &summary.content.as_ref().unwrap().texts;
    assert!(texts.iter().any(|t| t.text.contains("Kontroll pågår")));
}

// R-STORY-4
#[tokio::test]
async fn the_programme_deviates_by_the_late_and_the_missing_dose_and_the_summary_is_not_enough() {
    let (_, overview) = shown().await;
    let programme = overview.programme.as_ref().unwrap();
    assert_eq!(programme.verdict, "DEVIATES");
    assert_eq!(programme.summary.as_deref(), Some("NOT_ENOUGH"));
    assert_eq!(programme.open_follow_ups.len(), 1);
    let vaccinations = &programme.parts[0];
    let deviating: BTreeSet<_> = (vaccinations.items.iter())
        .filter_map(|item| Some((item.code.as_str(), item.deviation.as_deref()?)))
        .collect();
    assert_eq!(
        deviating,
        BTreeSet::from([("SE-MMR-1", "LATE"), ("SE-DTP-4", "MISSING")])
    );
    assert_eq!(
        programme.parts[1].verdict, "FOLLOWED",
        "she came to every visit"
    );
}

// R-STORY-4
#[tokio::test]
async fn five_sources_tell_one_childhood_and_the_nurse_measured_last() {
    let (harness, overview) = shown().await;
    let measured = told(&harness.child(STORY), BORN, "2026-10-14");
    let values: BTreeSet<_> = on(&overview, "observation/growth", measured)
        .into_iter()
        .flat_map(|record| &record.claims)
        .map(|claim| format!("{} {}", claim.value, claim.unit))
        .collect();
    assert_eq!(values, BTreeSet::from(["117 cm".into(), "21.3 kg".into()]));
    for source in [CENTRE, SCHOOL, PRACTICE] {
        let row = overview.source(source).unwrap();
        assert_eq!((row.status.as_str(), row.complete), ("FRESH", true));
        assert!(row.records > 0, "{source}");
    }
    // The fever that put off the dose was an inflamed ear: it stands at the general practice, three weeks of it.
    let otitis = (overview.records.iter()).find(|r| !claimed(r, "H66.0").is_empty());
    assert_eq!(otitis.unwrap().sources, [PRACTICE]);
    // Maternity care is in nobody's line of the tables: nothing of it is asked.
    assert!(
        overview
            .source("mvc-vasterlund")
            .is_none_or(|row| row.records == 0)
    );
    assert!(overview.complete);
}

// R-WINDOW-6
#[tokio::test]
async fn the_general_practice_sees_of_the_early_years_what_its_window_reaches() {
    let harness = Scene::of(&[STORY]).start().await;
    let overview = harness
        .overview("vardcentralslakare-alen", STORY)
        .await
        .unwrap();
    let opens = today().year() - 3;
    let child_health: Vec<_> = (overview.records.iter())
        .filter(|record| record.sources == [CENTRE])
        .collect();
    assert!(!child_health.is_empty());
    for record in child_health {
        let ended = record.end.or(record.start).unwrap();
        let year = match ended.local_day(overview.child.country) {
            Some(day) => day.year(),
            None => serde_json::to_string(&ended).unwrap()[1..5]
                .parse()
                .unwrap(),
        };
        assert!(year >= opens);
    }
}

// R-CITIZEN-1
#[tokio::test]
async fn both_parents_see_their_childs_health_records() {
    let harness = Scene::of(&[STORY]).start().await;
    for guardian in [
        "vardnadshavare-school-start",
        "vardnadshavare-school-start-2",
    ] {
        let overview = harness.overview(guardian, STORY).await.unwrap();
        assert!(overview.source(CENTRE).unwrap().records > 30, "{guardian}");
    }
}

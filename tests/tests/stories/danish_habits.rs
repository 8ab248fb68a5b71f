//! What Danish systems do that no contract foresees, and what becomes of it: new ids at every query, no units, dates to the month, stop dates
//! ahead of time, one word for two things.

use std::collections::BTreeSet;

use consumer::model::{Overview, Record};
use tests::{Harness, Scene};

use crate::{on, told};

const GP: &str = "laege-torvet";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const ADVISER: &str = "familieraadgiver-aadal";

async fn start(story: &str) -> Harness {
    Scene::of(&[story]).start().await
}

fn of<'a>(overview: &'a Overview, source: &str) -> Vec<&'a Record> {
    (overview.records.iter())
        .filter(|record| record.sources == [source])
        .collect()
}

// R-MOCK-5
#[tokio::test]
async fn a_practice_that_numbers_anew_at_every_query_shows_the_same_records_under_other_ids() {
    let harness = start("second-parent").await;
    let first = harness.overview(GP, "second-parent").await.unwrap();
    let second = harness.overview(GP, "second-parent").await.unwrap();
    let ids = |overview: &Overview| -> BTreeSet<String> {
        of(overview, GP).iter().map(|r| r.id.clone()).collect()
    };
    let titles = |overview: &Overview| -> Vec<String> {
        let mut titles: Vec<_> = of(overview, GP).iter().map(|r| r.title.clone()).collect();
        titles.sort();
        titles
    };
    assert_eq!(ids(&first).len(), 7);
    assert!(ids(&first).is_disjoint(&ids(&second)));
    assert_eq!(titles(&first), titles(&second));
}

// R-MOCK-5
#[tokio::test]
async fn a_source_without_units_stands_under_its_municipality() {
    let harness = start("fifteen").await;
    let overview = harness
        .overview("ppr-psykolog-aadal", "fifteen")
        .await
        .unwrap();
    let own = of(&overview, "ppr-aadal");
    assert_eq!(own.len(), 2);
    assert!(
        own.iter()
            .all(|r| r.care_provider == "Aadal Kommune" && r.unit.is_empty())
    );
}

// R-MOCK-5, R-CLAIM-2
#[tokio::test]
async fn doses_from_a_paper_card_have_a_month_no_batch_and_so_no_key_to_be_joined_by() {
    let harness = start("fifteen").await;
    let overview = harness.overview(PSYCHIATRIST, "fifteen").await.unwrap();
    let doses = of(&overview, "ddv");
    assert_eq!(doses.len(), 11);
    let (keyed, partial): (Vec<&Record>, Vec<&Record>) =
        doses.into_iter().partition(|r| r.identity_key.is_some());
    assert_eq!((keyed.len(), partial.len()), (9, 2));
    let country = overview.child.country;
    assert!(
        partial
            .iter()
            .all(|r| r.start.unwrap().local_day(country).is_none())
    );
}

// R-MOCK-5
#[tokio::test]
async fn a_medicine_on_the_active_list_has_a_stop_date_ahead_of_it() {
    let harness = start("fifteen").await;
    let overview = harness.overview(PSYCHIATRIST, "fifteen").await.unwrap();
    let now = overview.decided_time.unwrap().0;
    let zone = overview.child.country.zone();
    let now = now.interval(&zone).start();
    for record in of(&overview, "fmk") {
        let ends = record.end.unwrap().0.interval(&zone).start();
        assert_eq!(record.status == "ACTIVE", ends > now, "{}", record.title);
    }
}

// R-MOCK-5
#[tokio::test]
async fn what_is_afsluttet_is_either_decided_or_delivered() {
    let story = "who-holds-the-ball";
    let harness = start(story).await;
    let overview = harness.overview(ADVISER, story).await.unwrap();
    let child = harness.child(story);
    let held = harness.sandbox.world.system("familie-aadal").unwrap();
    let word = held
        .records
        .iter()
        .filter(|r| r.header.source_status == "afsluttet");
    assert_eq!(word.count(), 2, "one word");
    let closed = |day: &str| {
        let found = on(&overview, "intervention", told(&child, 2015, day));
        serde_json::to_string(&found[0].content).unwrap()
    };
    assert!(
        closed("2026-06-19").contains("DECIDED"),
        "{}",
        closed("2026-06-19")
    );
    assert!(closed("2026-03-06").contains("DELIVERED"));
}

//! Who looked, read by those whom it concerns: the child, guardians, auditors; and by nobody else.
use std::collections::BTreeSet;

use proto::{
    status::reason_of,
    v1::{
        access::Access,
        overview::{Ground, OverviewQuery},
    },
};
use tests::{Harness, Scene, caller::Caller};

use crate::stage::{auditor_at, listed};

const WORRY: &str = "worry";
const MOTHER: &str = "vardnadshavare-worry";
const SOCIAL_WORKER: &str = "socialsekreterare-vasterby";
const NURSE: &str = "skolskoterska-vasterby";

fn sectors(accesses: &[Access]) -> BTreeSet<String> {
    accesses.iter().map(|a| a.sector.clone()).collect()
}

async fn looked(harness: &Harness, actor: &str, query: OverviewQuery) {
    let caller = Caller::actor(harness, actor);
    caller.events(query).await.unwrap();
}

/// The inquiry asks what the law gives it.
fn by_statute(harness: &Harness) -> OverviewQuery {
    OverviewQuery {
        ground: Ground::Statute.into(),
        reason: "case 1".to_owned(),
        ..harness.query(WORRY)
    }
}

// R-ACCESS-1, R-ACCESS-2, R-ACCESS-3
#[tokio::test]
async fn a_guardian_reads_who_looked_but_nothing_of_an_inquiry_which_the_auditor_sees_marked() {
    let harness = Scene::of(&[WORRY, "old-bvc", "protected"]).start().await;
    let mother = Caller::actor(&harness, MOTHER);
    looked(&harness, NURSE, harness.query(WORRY)).await;
    let before = listed(&harness, &mother, WORRY, 0).await.unwrap();
    assert!(sectors(&before).contains("school-health"), "{before:?}");
    let acts: BTreeSet<_> = before.iter().map(|a| a.act.as_str()).collect();
    assert!(acts.contains("ask") && acts.contains("shown"), "{acts:?}");

    looked(&harness, SOCIAL_WORKER, by_statute(&harness)).await;
    looked(&harness, SOCIAL_WORKER, harness.query(WORRY)).await;
    assert_eq!(listed(&harness, &mother, WORRY, 0).await.unwrap(), before);
    // Also where the answer is cut to length, as many come as if nobody else had looked.
    let few = listed(&harness, &mother, WORRY, 2).await.unwrap();
    assert_eq!(few, before.iter().take(2).cloned().collect::<Vec<_>>());

    let social_auditor = auditor_at(&harness, SOCIAL_WORKER);
    let whole = listed(&harness, &social_auditor, WORRY, 0).await.unwrap();
    let social: Vec<_> = whole
        .iter()
        .filter(|a| a.sector == "social-child")
        .collect();
    assert!(!social.is_empty());
    for access in &social {
        assert!(access.hidden_from_guardians && access.hiding_review_time.is_some());
    }
    let of_school = listed(&harness, &auditor_at(&harness, NURSE), WORRY, 0)
        .await
        .unwrap();
    let of_nurse = of_school
        .iter()
        .filter(|a| a.sector == "school-health" && a.role != "auditor");
    assert!(of_nurse.clone().count() > 0);
    assert!(of_nurse.clone().all(|a| !a.hidden_from_guardians));
    assert!(
        whole.iter().any(|a| a.role == "auditor"),
        "reading is logged too"
    );
}

// R-ACCESS-1, R-VISIBILITY-1
#[tokio::test]
async fn whoever_would_be_shown_nothing_reads_nothing_and_learns_nothing_of_why() {
    let harness = Scene::of(&[WORRY, "old-bvc", "protected"]).start().await;
    let refusals = [
        (NURSE, WORRY),
        ("skolskoterska-norrby", WORRY),
        ("vardnadshavare-old-bvc", WORRY),
        (SOCIAL_WORKER, "old-bvc"),
        (MOTHER, "protected"),
    ];
    let mut seen = BTreeSet::new();
    for (actor, story) in refusals {
        let caller = Caller::actor(&harness, actor);
        let refused = listed(&harness, &caller, story, 0).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"), "{actor}");
        seen.insert((refused.message().to_owned(), refused.details().to_vec()));
    }
    assert_eq!(seen.len(), 1, "the same bytes");
}

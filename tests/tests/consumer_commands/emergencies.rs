//! An emergency on the command line: a reason, a limit, the log, the review.

use consumer::cli::Exit;
use sandbox::told::AUDITOR;
use serde_json::Value;
use tests::Harness;

use crate::stage::{fields, listed, samsyn, told};

const STORY: &str = "old-bvc";
const NOTHING: &str = "Inget finns registrerat\n";

/// The page of an emergency, with its reason.
async fn page(harness: &Harness) -> String {
    let show = "show old-bvc --ground emergency --reason medvetslös";
    samsyn(harness, show).await.out
}

// R-EMERGENCY-8, R-SHOW-18
#[tokio::test]
async fn an_emergency_says_when_it_ends_and_not_how_long_its_facts_are_fresh() {
    let harness = told(&[STORY]).await;
    let show = "show old-bvc --ground emergency --reason medvetslös";
    // By the child's clock, four hours after noon in Greenwich.
    for (language, end) in [
        ("sv", "! Nödöppning till 17:00 – "),
        ("da", "! Værdispring (nødadgang) til kl. 17.00 – "),
        ("en", "! Emergency access until 17:00 – "),
    ] {
        let page = samsyn(&harness, &format!("{show} --language {language}")).await;
        assert!(page.out.contains(end), "{}", page.out);
    }
    let whole = samsyn(&harness, &format!("{show} --format json")).await;
    let whole = whole.json();
    let end = "2026-11-21T16:00:00Z";
    assert_eq!(whole["emergency_end_time"], end);
    assert_ne!(whole["valid_until"], end, "this shows nothing");
    let events = samsyn(&harness, &format!("{show} --format ndjson")).await;
    let started: Value = serde_json::from_str(events.out.lines().next().unwrap()).unwrap();
    assert_eq!(started["emergency_end_time"], end);
    // Where nothing is shown by emergency, nothing ends.
    let ordinary = samsyn(&harness, "show old-bvc --format json").await.json();
    assert_eq!(ordinary["emergency_end_time"], Value::Null);
}

/// What the reviewer lists, in words.
async fn awaiting(harness: &Harness) -> String {
    let list = format!("emergencies --actor {AUDITOR} --language sv");
    samsyn(harness, &list).await.done()
}

/// The one emergency that the reviewer lists.
async fn the_one(harness: &Harness) -> Value {
    let list = format!("emergencies --actor {AUDITOR} --all --format json");
    let whole = samsyn(harness, &list).await.json();
    assert_eq!(fields(&whole), listed("emergencies next_before"));
    let all = whole["emergencies"].as_array().unwrap();
    assert_eq!(all.len(), 1);
    all[0].clone()
}

// R-EMERGENCY-1, R-SHOW-18, R-CLI-6
#[tokio::test]
async fn an_emergency_needs_a_reason_says_its_limit_and_is_listed_for_review() {
    let harness = told(&[STORY]).await;
    let without = samsyn(&harness, "show old-bvc --ground emergency").await;
    let said = (without.exit, without.out.as_str());
    assert_eq!(said, (Exit::BadInput, ""));
    assert_eq!(awaiting(&harness).await, NOTHING);

    let page = page(&harness).await;
    let mut lines = page.lines();
    let banner = lines.find(|line| line.starts_with("! Nödöppning till 1"));
    let banner = banner.unwrap();
    assert!(
        banner.contains("loggas med ditt skäl och granskas"),
        "{banner}"
    );

    let emergency = the_one(&harness).await;
    let expected = "kind overview_id lift_id reveals access_time end_time actor organisation unit role sector reason child_pseudonym source_sectors record_count review reviews";
    assert_eq!(fields(&emergency), listed(expected));
    assert_eq!(emergency["reason"], "medvetslös");
    assert_eq!(emergency["end_time"], "2026-11-21T16:00:00Z", "four hours");
    let text = awaiting(&harness).await;
    for words in ["medvetslös", "väntar på granskning"] {
        assert!(text.contains(words), "{text}");
    }
    // The guardian reads it marked.
    let looks = format!("accesses {STORY} --actor vardnadshavare-old-bvc");
    let looks = samsyn(&harness, &looks).await.done();
    assert!(looks.contains("! nödöppning"), "{looks}");
    // The log is no way into the records.
    let shown = samsyn(&harness, &format!("show {STORY} --actor {AUDITOR}")).await;
    assert_eq!(shown.exit, Exit::Nothing);
}

// R-CLI-5
#[tokio::test]
async fn a_review_is_another_ones_and_stands_under_its_id() {
    let harness = told(&[STORY]).await;
    page(&harness).await;
    let emergency = the_one(&harness).await;
    let id = emergency["overview_id"].as_str().unwrap();
    let review = format!("emergencies review {id} --verdict justified --note rätt");
    let looked = format!("{review} --actor skolskoterska-vasterby");
    let looked = samsyn(&harness, &looked).await;
    let said = (looked.exit, looked.out.as_str());
    assert_eq!(said, (Exit::Nothing, ""), "who looked reviews nothing");

    let own = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a002";
    let review = format!("{review} --id {own} --actor {AUDITOR}");
    for _ in 0..2 {
        assert_eq!(samsyn(&harness, &review).await.id(), own);
    }
    let other = samsyn(&harness, &review.replace("rätt", "fel")).await;
    assert_eq!(other.exit, Exit::BadInput, "{}", other.err);
    assert_eq!(awaiting(&harness).await, NOTHING);
    let reviewed = the_one(&harness).await["review"].clone();
    let expected = "review_id reviewer review_time verdict note";
    assert_eq!(fields(&reviewed), listed(expected));
    assert_eq!(reviewed["verdict"], "JUSTIFIED");
    assert_eq!(reviewed["note"], "rätt");
}

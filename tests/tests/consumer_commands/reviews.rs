//! What was registered on another's word, as reviewers list it on the command line.

use aggregator::{
    ledger::{Statement, statement::ProtectionTold},
    store::{REVIEW_SPAN, Teller},
};
use consumer::cli::Exit;
use domain::time::Timestamp;
use jiff::SignedDuration;
use proto::transport::PeerName;
use sandbox::told::AUDITOR;
use tests::{Harness, Scene};

use crate::stage::{TODAY, fields, listed, samsyn, told};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

// R-CLI-11, R-REVIEW-1
#[tokio::test]
async fn what_a_nurse_registered_on_anothers_word_is_listed_with_who_and_when() {
    let harness = told(&[STORY]).await;
    let review = format!("consent review --actor {AUDITOR}");
    let nothing = samsyn(&harness, &format!("{review} --language sv")).await;
    assert_eq!(nothing.done(), "Inget finns registrerat\n");

    let told = harness.sandbox.world.child(STORY).unwrap().clone();
    let mother = told.guardians.first().unwrap().id.value().to_owned();
    let register = format!("consent register {STORY} --given-by {mother} --refuse");
    let register = format!("{register} --actor {NURSE}");
    let id = samsyn(&harness, &register).await.id();

    for (language, words) in [
        (
            "sv",
            ["nekar", "granskas", "registrerat 2026-11-21 13:00 av "],
        ),
        (
            "da",
            [
                "afslår",
                "kontrolleres",
                "registreret 21.11.2026 kl. 13.00 af ",
            ],
        ),
        (
            "en",
            ["refuses", "reviewed", "registered 21 Nov 2026 13:00 by "],
        ),
    ] {
        let list = samsyn(&harness, &format!("{review} --language {language}")).await;
        let list = list.done();
        assert!(list.contains(&id) && list.lines().count() == 1, "{list}");
        for words in words {
            assert!(list.contains(words), "{list}");
        }
        assert!(!list.contains(&mother), "{list}");
    }
    let json = samsyn(&harness, &format!("{review} --format json"))
        .await
        .json();
    assert_eq!(fields(&json), listed("consents next_page"));
    assert_eq!(json["consents"][0]["consent_id"], id);
    assert_eq!(json["consents"][0]["verified"], false);
    assert_eq!(json["next_page"], "");
    // What was read is behind the page's mark; who is no reviewer lists nothing.
    let wrong = samsyn(&harness, &format!("{review} --from x")).await;
    assert_eq!((wrong.exit, wrong.out.as_str()), (Exit::BadInput, ""));
    let nurse = samsyn(&harness, &format!("consent review --actor {NURSE}")).await;
    assert_eq!((nurse.exit, nurse.out.as_str()), (Exit::Nothing, ""));
}

/// What the reviewer lists from a page on, and where to go on.
async fn page(harness: &Harness, more: &str) -> (Vec<String>, String) {
    let review = format!("consent review --actor {AUDITOR} --format json {more}");
    let whole = samsyn(harness, review.trim_end()).await.json();
    let consents = whole["consents"].as_array().unwrap().iter();
    let ids = consents.map(|consent| consent["consent_id"].as_str().unwrap().to_owned());
    (
        ids.collect(),
        whole["next_page"].as_str().unwrap().to_owned(),
    )
}

/// Registers a refusal on the mother's word; gives its id.
async fn registered(harness: &Harness) -> String {
    let told = harness.sandbox.world.child(STORY).unwrap();
    let mother = told.guardians.first().unwrap().id.value();
    let register = format!("consent register {STORY} --given-by {mother} --refuse --actor {NURSE}");
    samsyn(harness, &register).await.id()
}

/// Says so many other things that the next registration stands on another page.
async fn much_else(harness: &Harness) {
    let aggregator = &harness.sandbox.aggregator.aggregator;
    let child = aggregator.pseudonyms.of(&harness.child(STORY));
    let teller = Teller::peer(&PeerName::uri("spiffe://samsyn.example/register").unwrap());
    for n in 0..REVIEW_SPAN {
        let as_of = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::try_from(n).unwrap());
        let protected = false;
        let told = Statement::ProtectionTold(ProtectionTold { protected, as_of });
        let said = aggregator.store.state(child, told, teller.clone());
        said.await.unwrap();
    }
}

// R-CLI-11
#[tokio::test]
async fn a_list_for_review_goes_on_from_where_it_ended_and_reads_over_pages_without_anything() {
    let harness = Scene::of(&[STORY]).today(TODAY.parse().unwrap());
    let harness = harness.in_memory().start().await;
    let first = [registered(&harness).await, registered(&harness).await];
    much_else(&harness).await;
    much_else(&harness).await;
    let last = registered(&harness).await;

    // As many as are asked for, by whole pages; then from there the rest, and nothing twice.
    let (ids, next) = page(&harness, "--max 1").await;
    assert_eq!(ids, first);
    assert!(!next.is_empty());
    let (rest, end) = page(&harness, &format!("--from {next}")).await;
    assert_eq!((rest, end.as_str()), (vec![last.clone()], ""));
    let (all, end) = page(&harness, "").await;
    let expected = [&first[..], std::slice::from_ref(&last)].concat();
    assert_eq!((all, end.as_str()), (expected, ""));

    for (language, words) in [
        ("sv", "Läs vidare"),
        ("da", "Læs videre"),
        ("en", "Read on"),
    ] {
        let text = format!("consent review --actor {AUDITOR} --max 1 --language {language}");
        let text = samsyn(&harness, &text).await.done();
        let on = text.lines().next_back().unwrap();
        assert_eq!(on, format!("{words}: --from {next}"));
        assert_eq!(text.lines().count(), 3);
    }
    let last = format!("consent review --actor {AUDITOR} --format ndjson --from {next}");
    assert_eq!(samsyn(&harness, &last).await.done().lines().count(), 1);
}

//! However much the log holds about a child, no look is out of reach, and where an answer does not tell all it says so.

use std::collections::BTreeSet;

use aggregator::audit::entry::FactRead;
use futures::future::join_all;
use proto::{
    status::violations_of,
    v1::access::{Access, ListAccessesResponse},
};
use tests::{Harness, Scene, caller::Caller};

use crate::stage::{accesses, asked_from, auditor_at, listed};

const STORY: &str = "old-bvc";
const MOTHER: &str = "vardnadshavare-old-bvc";
const FATHER: &str = "vardnadshavare-old-bvc-2";
const NURSE: &str = "skolskoterska-vasterby";
/// More than one stretch of the log.
const OFTEN: usize = 1_001;

/// A nurse looked, and then an office read what decides about access, again and again.
async fn stage(sector: &str, times: usize) -> Harness {
    let harness = Scene::of(&[STORY, "protected"]).start().await;
    let nurse = Caller::actor(&harness, NURSE);
    nurse.events(harness.query(STORY)).await.unwrap();
    let aggregator = &harness.sandbox.aggregator.aggregator;
    let child = aggregator.pseudonyms.of(&harness.child(STORY));
    let read = FactRead {
        by: "actor:somebody".to_owned(),
        role: "physician".to_owned(),
        sector: Some(sector.to_owned()),
        audience: "professional".to_owned(),
        what: "consent-check".to_owned(),
        ..FactRead::default()
    };
    let reads = (0..times).map(|_| aggregator.audit.fact_read(Some(child), read.clone()));
    for written in join_all(reads).await {
        written.unwrap();
    }
    harness
}

fn looks(accesses: &[Access]) -> usize {
    accesses
        .iter()
        .filter(|access| access.role == "school-nurse")
        .count()
}

// R-ACCESS-7
#[tokio::test]
async fn what_a_guardian_or_an_auditor_may_not_know_pushes_no_look_out() {
    let harness = stage("youth-clinic", OFTEN).await;
    for reader in [Caller::actor(&harness, MOTHER), auditor_at(&harness, NURSE)] {
        let answer = accesses(&reader, asked_from(&harness, STORY, 0, ""))
            .await
            .unwrap();
        assert!(looks(&answer.accesses) > 1, "{}", answer.accesses.len());
        assert!(!answer.more && answer.next_page_token.is_empty());
    }
}

/// All that a reader gets, answer by answer.
async fn all(harness: &Harness, reader: &Caller, max: u32) -> Vec<ListAccessesResponse> {
    let mut answers = Vec::new();
    let mut token = String::new();
    loop {
        let asked = asked_from(harness, STORY, max, &token);
        let answer = accesses(reader, asked).await.unwrap();
        token.clone_from(&answer.next_page_token);
        let more = answer.more;
        assert_eq!(more, !token.is_empty());
        answers.push(answer);
        if !more {
            return answers;
        }
    }
}

// R-ACCESS-7
#[tokio::test]
async fn a_full_answer_says_that_there_is_more_and_where_to_read_on_to_the_last() {
    let harness = stage("school-health", 7).await;
    let mother = Caller::actor(&harness, MOTHER);
    let whole = listed(&harness, &mother, STORY, 0).await.unwrap();
    let full = u32::try_from(whole.len()).unwrap();
    for max in [1, 3, full - 1, full, full + 1] {
        let answers = all(&harness, &mother, max).await;
        let count = usize::try_from(full.div_ceil(max)).unwrap();
        assert_eq!(answers.len(), count, "{max}");
        let told: Vec<_> = answers.into_iter().flat_map(|a| a.accesses).collect();
        assert_eq!(told, whole, "{max}");
    }
}

// R-ACCESS-7
#[tokio::test]
async fn a_place_to_read_on_from_is_good_for_its_own_reader_alone() {
    let harness = stage("school-health", 3).await;
    let mother = Caller::actor(&harness, MOTHER);
    let first = accesses(&mother, asked_from(&harness, STORY, 1, ""))
        .await
        .unwrap();
    let token = first.next_page_token;
    let father = Caller::actor(&harness, FATHER);
    for (reader, token) in [(&father, token.as_str()), (&mother, "12")] {
        let asked = asked_from(&harness, STORY, 1, token);
        let refused = accesses(reader, asked).await.unwrap_err();
        let wrong: BTreeSet<_> = violations_of(&refused).into_iter().map(|v| v.0).collect();
        assert_eq!(wrong, BTreeSet::from(["page_token".to_owned()]));
    }
}

//! Sources that answer: nothing, little, much.

use std::collections::BTreeSet;

use crate::stage::{MOST, SOURCES, answered, shown, sources};

// Case 1. R-STATUS-1, R-COMPLETE-1
#[tokio::test]
async fn no_source_knows_the_child_and_each_says_so() {
    let harness = sources(&[0, 0, 0]).start().await;
    let overview = shown(&harness).await;
    assert!(overview.records.is_empty());
    assert_eq!(overview.sources.len(), 3, "asked, and honest about it");
    SOURCES[..3]
        .iter()
        .for_each(|id| answered(&overview, id, 0));
    assert!(overview.complete, "that nothing is known is a whole answer");
}

// Case 2. R-STATUS-1
#[tokio::test]
async fn one_source_is_one_row() {
    let harness = sources(&[7]).start().await;
    let overview = shown(&harness).await;
    answered(&overview, SOURCES[0], 7);
    assert_eq!(overview.sources.len(), 1);
    assert!(overview.complete);
}

// Case 3. R-STATUS-1
#[tokio::test]
async fn three_sources_are_three_rows_and_all_they_hold() {
    let harness = sources(&[1, 2, 3]).start().await;
    let overview = shown(&harness).await;
    for (id, count) in SOURCES.iter().zip([1, 2, 3]) {
        answered(&overview, id, count);
    }
    assert_eq!(overview.records.len(), 6);
    assert!(overview.complete);
}

// Case 4. R-STATUS-1, R-COMPLETE-1
#[tokio::test]
async fn a_thousand_records_of_one_source_come_whole_and_newest_first() {
    let harness = sources(&[MOST]).start().await;
    let overview = shown(&harness).await;
    answered(&overview, SOURCES[0], 1_000);
    let ids: BTreeSet<_> = overview.records.iter().map(|record| &record.id).collect();
    assert_eq!(ids.len(), MOST, "each once");
    let starts = overview.records.iter().map(|record| record.start);
    assert!(starts.rev().is_sorted());
    assert!(overview.complete);
}

// Case 5. R-STATUS-1, R-MERGE-1
#[tokio::test]
async fn twenty_sources_with_five_each_are_twenty_rows_and_a_hundred_records() {
    let harness = sources(&[5; 20]).start().await;
    let overview = shown(&harness).await;
    assert_eq!(overview.sources.len(), SOURCES.len());
    SOURCES.iter().for_each(|id| answered(&overview, id, 5));
    assert_eq!(overview.records.len(), 100);
    assert!(overview.complete && overview.duplicates.is_empty());
}

// Case 6. R-STATUS-1
#[tokio::test]
async fn an_empty_source_among_three_is_an_answer_and_no_failure() {
    let harness = sources(&[4, 0, 4]).start().await;
    let overview = shown(&harness).await;
    for (id, count) in SOURCES.iter().zip([4, 0, 4]) {
        answered(&overview, id, count);
    }
    assert!(overview.complete);
}

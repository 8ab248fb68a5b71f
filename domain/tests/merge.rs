//! What the sources told is joined so that no order of arrival shows.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use std::collections::BTreeSet;

use common::{
    at,
    records::{Answer, any_told, merged, record, retracted, told_by},
    shuffle,
};
use domain::{
    merge::{groups, latest},
    record::{Claim, Coding, Header},
};
use proptest::{collection::vec, prelude::*};

// R-MERGE-2
#[test]
fn a_retraction_at_the_equal_timestamp_wins_in_any_order_and_only_a_higher_version_reinstates() {
    let mut active = record("1", "2024-05-06");
    active.updated = Some(at("2026-01-01T00:00:00Z"));
    let mut gone = active.clone();
    gone.life_cycle = retracted();
    let mut later = active.clone();
    later.updated = Some(at("2026-02-01T00:00:00Z"));
    let mut reinstated = active.clone();
    reinstated.version = 1;
    let winner = |records: &[&Header]| {
        let all: Vec<_> = records.iter().map(|h| told_by("bvc", h, 0)).collect();
        let standing = latest(&all);
        assert_eq!(standing.len(), 1);
        records
            .get(*standing.first().unwrap())
            .map(|h| (*h).clone())
            .unwrap()
    };
    for records in [
        [&active, &gone, &later],
        [&later, &gone, &active],
        [&gone, &later, &active],
    ] {
        assert!(winner(&records).life_cycle.is_retracted());
    }
    assert!(
        !winner(&[&gone, &reinstated, &later])
            .life_cycle
            .is_retracted()
    );
    assert!(!winner(&[&reinstated, &gone]).life_cycle.is_retracted());
}

// R-MERGE-3
#[test]
fn the_height_typed_in_twice_is_one_event_with_a_conflict_and_no_source_is_lost() {
    let height = |value: &str| {
        let mut header = record("1", "2026-04-03");
        header.identity_key = Some("8302-2|2026-04-03".into());
        header.claims = vec![Claim {
            code: Coding::new("http://loinc.org", "8302-2", "Body height"),
            value: value.into(),
            unit: "cm".into(),
        }];
        header
    };
    let (old, new, same) = (height("138.9"), height("133.9"), height("138.90"));
    let found = groups(&[told_by("emi-a", &old, 0), told_by("emi-b", &new, 1)]);
    let group = found.first().unwrap();
    assert_eq!((found.len(), group.records.len()), (1, 2));
    let conflict = group.conflicts.first().unwrap();
    let values: Vec<_> = conflict.values.keys().map(|(v, _)| v.as_str()).collect();
    assert_eq!(values, ["133.9", "138.9"]);
    // The same number written otherwise is no conflict; dotted text that is no number is not shortened into another.
    assert!(
        groups(&[told_by("a", &old, 0), told_by("b", &same, 1)])
            .first()
            .unwrap()
            .conflicts
            .is_empty()
    );
    let (first, second) = (height("1.2.30"), height("1.2.3"));
    let found = groups(&[told_by("a", &first, 0), told_by("b", &second, 1)]);
    assert_eq!(found.first().unwrap().conflicts.len(), 1);
    // Within one source there is nothing to join.
    assert!(groups(&[told_by("a", &old, 0)]).is_empty());
}

proptest! {
    #![proptest_config(common::tried())]

    // R-MERGE-1
    #[test]
    fn merging_is_the_same_in_any_order_with_any_repetition_and_in_any_parts(
        answer in vec(any_told(), 0..14),
        seed in any::<u64>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let whole = merged(&answer);
        let mut shuffled = answer.clone();
        shuffle(&mut shuffled, seed);
        prop_assert_eq!(&merged(&shuffled), &whole);
        let twice: Answer = answer.iter().chain(&shuffled).cloned().collect();
        prop_assert_eq!(&merged(&twice), &whole);
        prop_assert_eq!(&merged(&whole), &whole);
        let (left, right) = shuffled.split_at(cut.index(shuffled.len() + 1));
        let parts: Answer = merged(&right.to_vec()).into_iter().chain(merged(&left.to_vec())).collect();
        prop_assert_eq!(&merged(&parts), &whole);
    }

    // R-MERGE-2
    #[test]
    fn a_retraction_is_final_unless_a_higher_version_reinstates(answer in vec(any_told(), 0..14)) {
        let standing = merged(&answer);
        for (producer, gone, _) in answer.iter().filter(|(_, h, _)| h.life_cycle.is_retracted()) {
            let is_same = |p: &str, h: &Header| p == *producer && h.record_id == gone.record_id;
            let stands = standing.iter().find(|(p, h, _)| is_same(p, h)).unwrap();
            prop_assert!(stands.1.life_cycle.is_retracted() || stands.1.version > gone.version);
        }
        // Nothing is lost, and versions replace each other inside one source only.
        let places = |a: &Answer| a.iter().map(|(p, h, _)| (*p, h.record_id.clone())).collect::<BTreeSet<_>>();
        prop_assert_eq!(places(&standing), places(&answer));
        prop_assert_eq!(places(&standing).len(), standing.len());
    }

    // R-MERGE-3
    #[test]
    fn groups_ignore_the_order(answer in vec(any_told(), 0..14), seed in any::<u64>()) {
        let standing = merged(&answer);
        let mut other = standing.clone();
        shuffle(&mut other, seed);
        let told_of = |a: &Answer| groups(&a.iter().map(|(p, h, d)| told_by(p, h, *d)).collect::<Vec<_>>());
        let found = told_of(&standing);
        prop_assert_eq!(&told_of(&other), &found);
        for group in &found {
            let producers: BTreeSet<_> = group.records.iter().map(|r| &r.producer).collect();
            prop_assert!(producers.len() > 1);
        }
    }
}

//! Joins what the sources told. Commutative, associative, idempotent: any order of arrival and any repetition give the same result.
//! Versions replace each other only inside one source; identity keys group across sources and never replace.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use crate::record::{Claim, Coding, Header};

/// A record in the merge: who told it, its header, and a digest of all its bytes as the last tie-break.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The producer's id.
    pub producer: &'a str,
    /// The header.
    pub header: &'a Header,
    /// A digest of the record's bytes.
    pub digest: [u8; 32],
}

/// The place of each record that stands, after versions replaced each other: indices into `told`, one per (producer, record id), in that order.
// R-MERGE-1
#[must_use]
pub fn latest(told: &[Told<'_>]) -> Vec<usize> {
    let mut standing: BTreeMap<(&str, &str), (usize, &Told<'_>)> = BTreeMap::new();
    for (i, record) in told.iter().enumerate() {
        let key = (record.producer, record.header.record_id.as_str());
        let place = standing.entry(key).or_insert((i, record));
        if replaces(record, place.1) {
            *place = (i, record);
        }
    }
    standing.into_values().map(|(i, _)| i).collect()
}

/// Version first; in one version a retraction is final; then the later update, the later life-cycle, the digest.
// R-MERGE-2
fn replaces(new: &Told<'_>, old: &Told<'_>) -> bool {
    let order = |record: &Told<'_>| {
        let header = record.header;
        (
            header.version,
            header.life_cycle.is_retracted(),
            header.updated,
        )
    };
    order(new)
        .cmp(&order(old))
        .then_with(|| new.header.life_cycle.cmp(&old.header.life_cycle))
        .then_with(|| new.digest.cmp(&old.digest))
        == Ordering::Greater
}

/// A record by its source and id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The producer's id.
    pub producer: String,
    /// The source's record id.
    pub record_id: String,
}

/// Records of several sources that tell of the same event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The key they share.
    pub identity_key: String,
    /// The records, ordered.
    pub records: BTreeSet<RecordRef>,
    /// The claims on which they disagree.
    pub conflicts: Vec<Conflict>,
}

/// A claim with more than one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What is claimed. Its words are those of the first source by name.
    pub code: Coding,
    /// Each value and unit, with who says it, ordered.
    pub values: BTreeMap<(String, String), BTreeSet<RecordRef>>,
}

/// The groups of more than one source, by key.
// R-MERGE-3
#[must_use]
pub fn groups(standing: &[Told<'_>]) -> Vec<Group> {
    let mut by_key: BTreeMap<&str, BTreeMap<RecordRef, &Header>> = BTreeMap::new();
    for record in standing {
        if let Some(key) = &record.header.identity_key {
            let place = RecordRef {
                producer: record.producer.to_owned(),
                record_id: record.header.record_id.clone(),
            };
            by_key.entry(key).or_default().insert(place, record.header);
        }
    }
    by_key
        .into_iter()
        .filter(|(_, members)| {
            let producers: BTreeSet<_> = members.keys().map(|r| &r.producer).collect();
            producers.len() > 1
        })
        .map(|(key, members)| Group {
            identity_key: key.to_owned(),
            conflicts: conflicts(&members),
            records: members.into_keys().collect(),
        })
        .collect()
}

fn conflicts(members: &BTreeMap<RecordRef, &Header>) -> Vec<Conflict> {
    let mut claimed: BTreeMap<(&str, &str), Conflict> = BTreeMap::new();
    for (place, header) in members {
        for claim in &header.claims {
            claimed
                .entry((&claim.code.system, &claim.code.code))
                .or_insert_with(|| Conflict {
                    code: claim.code.clone(),
                    values: BTreeMap::new(),
                })
                .values
                .entry(value_of(claim))
                .or_default()
                .insert(place.clone());
        }
    }
    (claimed.into_values())
        .filter(|conflict| conflict.values.len() > 1)
        .collect()
}

/// "140.10" and "140.1" are one value; "133.9" and "138.9" are two.
fn value_of(claim: &Claim) -> (String, String) {
    let value = claim.value.trim();
    let digit_or_sign = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let decimal = value.matches('.').count() == 1 && value.chars().all(digit_or_sign);
    let plain = if decimal {
        value.trim_end_matches('0').trim_end_matches('.')
    } else {
        value
    };
    (plain.to_owned(), claim.unit.clone())
}

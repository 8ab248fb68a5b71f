//! Records that tell of the same event become one row that names all its sources.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use super::{Duplicate, Origin, Record, RecordRef};

/// Joins the records of each group and sorts everything newest first.
// R-MODEL-3
pub(super) fn joined(records: Vec<Record>, groups: &[Duplicate]) -> Vec<Record> {
    let group_of: HashMap<&RecordRef, usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| group.records.iter().map(move |record| (record, index)))
        .collect();
    let mut single = Vec::new();
    let mut grouped: BTreeMap<usize, Vec<Record>> = BTreeMap::new();
    for record in records {
        // A record that cannot be read stays a row of its own: joined, it would hide behind one that can.
        let group = record
            .source_records
            .first()
            .and_then(|named| group_of.get(named))
            .filter(|_| record.unreadable.is_none() && !is_list_entry(&record));
        match group {
            Some(index) => grouped.entry(*index).or_default().push(record),
            None => single.push(record),
        }
    }
    let mut rows: Vec<Record> = grouped.into_values().filter_map(one_row).collect();
    rows.append(&mut single);
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows
}

/// Medication lists are a statement of their source's each: a list with an entry less would be another list.
fn is_list_entry(record: &Record) -> bool {
    record.information_type == "medication"
}

/// Whoever did not copy it speaks for the group, of several who wrote first, then the first by producer and id: a dose is signed by
/// those who gave it. Where it may be shown and to whom is decided by the strictest.
fn one_row(mut members: Vec<Record>) -> Option<Record> {
    members.sort_by(|a, b| nearness(a).cmp(&nearness(b)));
    let mut members = members.into_iter();
    let mut row = members.next()?;
    for member in members {
        row.not_for_guardians |= member.not_for_guardians;
        row.mentions_third_persons |= member.mentions_third_persons;
        row.sources.extend(member.sources);
        row.source_records.extend(member.source_records);
    }
    row.sources.sort();
    row.sources.dedup();
    Some(row)
}

/// The least is nearest to the event. A time that nobody stated is later than any.
// R-MODEL-5
fn nearness(row: &Record) -> impl Ord + '_ {
    let Origin {
        transcribed,
        recorded,
    } = row.origin;
    (
        transcribed,
        recorded.is_none(),
        recorded,
        &row.source_records,
    )
}

fn key(row: &Record) -> impl Ord + '_ {
    let start = row.start.or(row.end);
    (
        Reverse(start),
        row.sources.first(),
        &row.id,
        &row.information_type,
        &row.title,
    )
}

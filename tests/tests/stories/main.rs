//! The told children through real sockets: what each story must show, to whom, and what it must never show.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod danish_blocks;
mod danish_habits;
mod fifteen;
mod matrix;
mod medicines;
mod new_school;
mod old_bvc;
mod pages;
mod programme;
mod protected;
mod protected_outside;
mod protected_sources;
mod protected_words;
mod retracted;
mod school_start;
mod second_parent;
mod second_parent_orders;
mod sides;
mod who_holds_the_ball;
mod worry;
mod worry_unseen;

use consumer::model::{Overview, Record};
use domain::{
    id::PersonId,
    time::{Date, Timestamp},
};

const SCHOOL_NURSE: &str = "skolskoterska-vasterby";
const PSYCHIATRIST: &str = "bup-lakare";

/// The told day of a story that is told in 2026 about a child born in `born`: stories move by whole years.
fn told(child: &PersonId, born: i16, day: &str) -> Date {
    let moved = child.birth_date().unwrap().year() - born;
    let day: Date = day.parse().unwrap();
    day.with().year(day.year() + moved).build().unwrap()
}

/// The local day on which a record begins.
fn day(overview: &Overview, record: &Record) -> Date {
    let start = record.start.unwrap();
    start.local_day(overview.child.country).unwrap()
}

/// The records of a type that begin on a day.
fn on<'a>(overview: &'a Overview, kind: &str, date: Date) -> Vec<&'a Record> {
    (overview.records.iter())
        .filter(|record| record.information_type == kind && day(overview, record) == date)
        .collect()
}

/// The value of a claim, by its code.
fn claimed(record: &Record, code: &str) -> Vec<String> {
    (record.claims.iter())
        .filter(|claim| claim.code.as_ref().is_some_and(|c| c.code == code))
        .map(|claim| claim.value.clone())
        .collect()
}

fn midnight(overview: &Overview, day: Date) -> Timestamp {
    overview.child.country.midnight(day)
}

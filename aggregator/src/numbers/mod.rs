//! All numbers of a child: today's, those before, and what each says of the others. Every decision about a child reads its facts here, so
//! that what is forbidden under one number is forbidden under all; the stores know single numbers only.

mod family;
mod forbid;
mod stands;

use std::sync::{Mutex, PoisonError};

use domain::{
    facts::{Facts, Pseudonym},
    id::PersonId,
    time::{Date, Timestamp},
};

pub(crate) use family::{Family, Number};
pub(crate) use stands::Stands;

use crate::{
    Aggregator,
    store::{FactsRead, StoreError},
};

/// The facts of all numbers of a child.
#[derive(Debug)]
pub(crate) struct Joined {
    /// Those of the number that was asked about, with what is forbidden under the others.
    pub(crate) facts: Facts,
    /// The older numbers that are this child's beyond doubt. None while the identity is protected.
    pub(crate) older: Vec<Pseudonym>,
    /// The same as sources are asked under them.
    pub(crate) ids: Vec<PersonId>,
    /// Something may stand under older numbers that nobody is asked under, and that may be told.
    pub(crate) is_doubtful: bool,
    /// What all of it stands on.
    pub(crate) stands: Stands,
}

impl Joined {
    /// Of a child without other numbers, or for somebody who may know nothing of the child anyway.
    pub(crate) fn alone(facts: Facts, stands: Stands) -> Self {
        Self {
            facts,
            older: Vec::new(),
            ids: Vec::new(),
            is_doubtful: false,
            stands,
        }
    }
}

/// Reads the facts of all numbers of a child: the others only where `is_worth_it`, for they only narrow.
///
/// # Errors
/// The store's.
// R-LINK-4
pub(crate) async fn joined(
    aggregator: &Aggregator,
    child: Pseudonym,
    birth: Option<Date>,
    is_worth_it: impl Fn(&Facts, Timestamp) -> bool,
) -> Result<Joined, StoreError> {
    // The cell before the read: a change that commits meanwhile is then in the facts or raises the cell.
    let cell = aggregator.epochs.watch(child);
    let read = aggregator.store.facts(child, birth).await?;
    let stands = Stands::of(cell, read.epoch);
    let now = aggregator.clock.now();
    if !read.beside.has_other_numbers() || !is_worth_it(&read.facts, now) {
        return Ok(Joined::alone(read.facts, stands));
    }
    with_others(aggregator, read, stands, now).await
}

/// Joins what was read of a number with what stands under the others. No source is asked under them while the identity is protected: a link
/// between two numbers may be the very thing that is protected.
///
/// # Errors
/// The store's.
// R-LINK-1, R-LINK-4, R-LINK-5
pub(crate) async fn with_others(
    aggregator: &Aggregator,
    read: FactsRead,
    stands: Stands,
    now: Timestamp,
) -> Result<Joined, StoreError> {
    let FactsRead { facts, beside, .. } = read;
    let (child, stands) = (facts.child, Mutex::new(stands));
    let first = Number { facts, beside };
    let family = Family::walk(child, first, |number| another(aggregator, number, &stands));
    let family = family.await?;
    let told = family.told(Some(&aggregator.seal), now);
    let stands = stands.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (older, ids) = told.older.into_iter().unzip();
    Ok(Joined {
        facts: told.facts,
        older,
        ids,
        is_doubtful: told.is_doubtful,
        stands,
    })
}

/// Another number, which the answer stands on as well.
async fn another(
    aggregator: &Aggregator,
    number: Pseudonym,
    stands: &Mutex<Stands>,
) -> Result<Number, StoreError> {
    let cell = aggregator.epochs.watch(number);
    let read = aggregator.store.facts(number, None).await?;
    let mut stands = stands.lock().unwrap_or_else(PoisonError::into_inner);
    stands.extend(Stands::of(cell, read.epoch));
    Ok(Number {
        facts: read.facts,
        beside: read.beside,
    })
}

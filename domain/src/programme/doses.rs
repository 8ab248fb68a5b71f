//! Doses as headers claim them: one dose told by several sources is one, what was not given is apart, what cannot be read is a doubt.

use std::collections::BTreeSet;

use super::shown::Seen;
use crate::{
    merge::RecordRef,
    record::{
        Header,
        body::{systems, types},
    },
    time::Date,
};

/// What was told of vaccines, read once for all series.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Given, each as some record tells it.
    given: Vec<Dose>,
    /// Said not to be given.
    not_given: Vec<Dose>,
    /// Records of a vaccination without a code that is known here.
    uncoded: Vec<Dose>,
}

/// A dose, or the statement that it was not given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dose {
    /// The first and the last local day on which it can have been.
    pub(super) days: (Date, Date),
    /// Its ATC codes: sources may name a combination differently.
    pub(super) atc: BTreeSet<String>,
    /// The numbers that sources give it, from 1.
    numbers: BTreeSet<u32>,
    /// Where it is told.
    pub(super) records: BTreeSet<RecordRef>,
}

impl Dose {
    /// The number in its series, if those who tell it agree on one.
    pub(super) fn number(&self) -> Option<u32> {
        self.numbers
            .first()
            .copied()
            .filter(|_| self.numbers.len() == 1)
    }

    fn is_exact(&self) -> bool {
        self.days.0 == self.days.1
    }

    fn can_be(&self, other: &Self) -> bool {
        let numbers = self.number().zip(other.number());
        self.days.0 <= other.days.0
            && other.days.1 <= self.days.1
            && numbers.is_none_or(|(a, b)| a == b)
    }

    fn absorb(&mut self, other: Self) {
        self.atc.extend(other.atc);
        self.numbers.extend(other.numbers);
        self.records.extend(other.records);
    }
}

impl Told {
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let mut told = Self::default();
        for happened in seen.of_type(types::VACCINATION) {
            let (state, atc) = claimed(happened.header);
            let dose = Dose {
                days: happened.days,
                atc: atc.into_iter().collect(),
                numbers: number(happened.header).into_iter().collect(),
                records: BTreeSet::from([happened.record()]),
            };
            match state {
                State::Given => told.given.push(dose),
                State::NotGiven => told.not_given.push(dose),
                State::Unreadable => told.uncoded.push(dose),
            }
        }
        told.given.sort();
        told.not_given.sort();
        told.uncoded.sort();
        told
    }

    /// The doses of vaccines that `is_of` knows, in order of time, each once.
    // R-PROGRAMME-3
    pub(super) fn given(&self, is_of: impl Fn(&str) -> bool) -> Vec<Dose> {
        let of_series = self
            .given
            .iter()
            .filter(|dose| dose.atc.iter().any(|atc| is_of(atc)));
        let (exact, partial): (Vec<_>, Vec<_>) = of_series.cloned().partition(Dose::is_exact);
        let mut doses: Vec<Dose> = Vec::new();
        for dose in exact {
            // Two doses of one vaccine are never given on one day.
            match doses.last_mut().filter(|last| last.days == dose.days) {
                Some(last) => last.absorb(dose),
                None => doses.push(dose),
            }
        }
        for dose in partial {
            let same = |known: &&mut Dose| dose.can_be(known) || known.can_be(&dose);
            match doses.iter_mut().find(same) {
                Some(known) => known.absorb(dose),
                None => doses.push(dose),
            }
        }
        doses.sort();
        doses
    }

    /// What sources say was not given of these vaccines.
    pub(super) fn not_given(&self, is_of: impl Fn(&str) -> bool) -> Vec<&Dose> {
        let of_item = self.not_given.iter();
        of_item
            .filter(|dose| dose.atc.iter().any(|atc| is_of(atc)))
            .collect()
    }

    /// What may be a dose of the series and is not known to be: related vaccines, and records without a code.
    pub(super) fn doubts(&self, may_be: impl Fn(&str) -> bool) -> Vec<&Dose> {
        let related = (self.given.iter()).filter(|dose| dose.atc.iter().any(|atc| may_be(atc)));
        related.chain(&self.uncoded).collect()
    }
}

enum State {
    Given,
    NotGiven,
    Unreadable,
}

fn claimed(header: &Header) -> (State, Option<String>) {
    let atc = |claim: &&crate::record::Claim| systems::is_atc(&claim.code.system);
    let Some(claim) = header.claims.iter().find(atc) else {
        return (State::Unreadable, None);
    };
    let code = claim.code.code.trim().to_ascii_uppercase();
    let state = match claim.value.as_str() {
        "given" => State::Given,
        "not-given" => State::NotGiven,
        _ => State::Unreadable,
    };
    (state, Some(code))
}

fn number(header: &Header) -> Option<u32> {
    let is_number = |claim: &&crate::record::Claim| {
        claim.code.system == systems::CLAIMS && claim.code.code == "dose-number"
    };
    let claim = header.claims.iter().find(is_number)?;
    claim.value.parse().ok().filter(|number| *number > 0)
}

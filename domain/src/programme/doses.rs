//! Doses as headers claim them: one dose told by several sources is one, what was not given is apart, what cannot be read is a doubt.

use super::shown::{Happened, Kind, Seen};
use crate::{
    record::{Claim, Header, body::systems},
    time::Date,
};

/// What was told of vaccines, read once for all series. In order of time, so that no order of telling shows.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    /// Given, each as some record tells it.
    given: Vec<Dose<'a>>,
    /// Said not to be given.
    not_given: Vec<Dose<'a>>,
    /// Records of a vaccination without a code that is known here.
    uncoded: Vec<Dose<'a>>,
}

/// A dose, or the statement that it was not given.
#[derive(Debug, Clone)]
pub(super) struct Dose<'a> {
    /// The first and the last local day on which it can have been.
    pub(super) days: (Date, Date),
    /// Its ATC codes: sources may name a combination differently.
    pub(super) atc: Vec<&'a str>,
    number: Number,
    /// Where it is told.
    pub(super) told: Vec<Happened<'a>>,
}

/// The number of a dose in its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Unstated,
    Stated(u32),
    /// Those who tell it do not agree.
    Disputed,
}

impl<'a> Dose<'a> {
    /// The number in its series, from 1, if those who tell it agree on one.
    pub(super) fn number(&self) -> Option<u32> {
        match self.number {
            Number::Stated(number) => Some(number),
            Number::Unstated | Number::Disputed => None,
        }
    }

    /// Whether one of its codes is such a one.
    pub(super) fn is(&self, is_of: impl Fn(&str) -> bool) -> bool {
        self.atc.iter().any(|atc| is_of(atc))
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

    fn absorb(&mut self, other: &Self) {
        for atc in &other.atc {
            if !self.atc.contains(atc) {
                self.atc.push(atc);
            }
        }
        self.number = match (self.number, other.number) {
            (one, Number::Unstated) => one,
            (Number::Unstated, other) => other,
            (one, other) if one == other => one,
            _ => Number::Disputed,
        };
        self.told.extend(&other.told);
    }
}

impl<'a> Told<'a> {
    pub(super) fn of(seen: &Seen<'a>) -> Self {
        let mut records = seen.of_kind(Kind::Vaccination).to_vec();
        records.sort_by_key(|told| (told.days, told.producer, &told.header.record_id));
        let mut told = Self::default();
        for happened in records {
            let (state, atc) = claimed(happened.header);
            let dose = Dose {
                days: happened.days,
                atc: atc.into_iter().collect(),
                number: number(happened.header),
                told: vec![happened],
            };
            match state {
                State::Given => told.given.push(dose),
                State::NotGiven => told.not_given.push(dose),
                State::Unreadable => told.uncoded.push(dose),
            }
        }
        told
    }

    /// The doses of vaccines that `is_of` knows, in order of time, each once.
    // R-PROGRAMME-3
    pub(super) fn given(&self, is_of: impl Fn(&str) -> bool) -> Vec<Dose<'a>> {
        let mut doses: Vec<Dose<'a>> = Vec::new();
        let of_series = || self.given.iter().filter(|dose| dose.is(&is_of));
        for dose in of_series().filter(|dose| dose.is_exact()) {
            // Two doses of one vaccine are never given on one day.
            match doses.last_mut().filter(|last| last.days == dose.days) {
                Some(last) => last.absorb(dose),
                None => doses.push(dose.clone()),
            }
        }
        for dose in of_series().filter(|dose| !dose.is_exact()) {
            let same = |known: &&mut Dose<'_>| dose.can_be(known) || known.can_be(dose);
            match doses.iter_mut().find(same) {
                Some(known) => known.absorb(dose),
                None => doses.push(dose.clone()),
            }
        }
        doses.sort_by_key(|dose| dose.days);
        doses
    }

    /// What sources say was not given of these vaccines.
    pub(super) fn not_given(
        &self,
        is_of: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &Dose<'a>> {
        self.not_given.iter().filter(move |dose| dose.is(&is_of))
    }

    /// What may be a dose of the series and is not known to be: related vaccines, and records without a code.
    pub(super) fn doubts(&self, may_be: impl Fn(&str) -> bool) -> impl Iterator<Item = &Dose<'a>> {
        let related = self.given.iter().filter(move |dose| dose.is(&may_be));
        related.chain(&self.uncoded)
    }
}

enum State {
    Given,
    NotGiven,
    Unreadable,
}

fn claimed(header: &Header) -> (State, Option<&str>) {
    let atc = |claim: &&Claim| systems::is_atc(&claim.code.system);
    let Some(claim) = header.claims.iter().find(atc) else {
        return (State::Unreadable, None);
    };
    let state = match claim.value.as_str() {
        "given" => State::Given,
        "not-given" => State::NotGiven,
        _ => State::Unreadable,
    };
    (state, Some(claim.code.code.trim()))
}

fn number(header: &Header) -> Number {
    let is_number =
        |claim: &&Claim| claim.code.system == systems::CLAIMS && claim.code.code == "dose-number";
    let claim = header.claims.iter().find(is_number);
    let number = claim.and_then(|claim| claim.value.parse().ok());
    number
        .filter(|number| *number > 0)
        .map_or(Number::Unstated, Number::Stated)
}

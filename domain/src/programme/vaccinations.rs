//! The vaccinations of a programme, series by series.

use std::cell::Cell;

use super::{
    Checked, Deviation, DoseItem, Finding, Programme, Unknown,
    doses::{Dose, Told},
    placing::{Dated, Placing, invalid, place},
    shown::{Coverage, Seen, named},
    summaries::Stated,
};
use crate::{merge::RecordRef, record::body::types, time::Date};

/// What is found of each item that is for this child and has begun, series by series.
pub(super) fn checked<'t>(
    programme: &'t Programme,
    items: &'t [DoseItem],
    seen: &Seen<'_>,
    stated: &Stated,
) -> Vec<Checked<'t>> {
    let Some(birth) = seen.shown.birth else {
        return Vec::new();
    };
    let told = Told::of(seen);
    let coverage = seen.coverage(programme, types::VACCINATION);
    let mut series: Vec<&str> = Vec::new();
    for item in items {
        if !series.contains(&item.series.as_str()) {
            series.push(&item.series);
        }
    }
    let elsewhere = Cell::new(None);
    let all = |until| -> Vec<Checked<'t>> {
        (series.iter())
            .flat_map(|name| {
                let of_series: Vec<_> = (items.iter())
                    .filter(|item| item.series == *name && item.cohort.holds(birth))
                    .collect();
                let series = Series {
                    programme,
                    seen,
                    told: &told,
                    stated,
                    coverage,
                    until,
                    elsewhere: &elsewhere,
                };
                series.checked(&of_series, birth)
            })
            .collect()
    };
    let found = all(None);
    match elsewhere.get() {
        // One dose was given where nobody here can see it: so may others have been, until then.
        Some(until) => all(Some(until)),
        None => found,
    }
}

/// What a series of doses is held against.
struct Series<'a, 't> {
    programme: &'t Programme,
    seen: &'a Seen<'a>,
    told: &'a Told<'a>,
    stated: &'a Stated,
    coverage: Coverage,
    /// Until when doses were given where nobody here can see them, as far as that is found already.
    until: Option<Date>,
    /// The same, being found.
    elsewhere: &'a Cell<Option<Date>>,
}

impl<'t> Series<'_, 't> {
    fn checked(&self, items: &[&'t DoseItem], birth: Date) -> Vec<Checked<'t>> {
        // Each code once: the items of a series mostly take the same vaccines, and every dose is held against them.
        let mut codes: Vec<&str> = items
            .iter()
            .flat_map(|item| &item.atc)
            .map(String::as_str)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let doses =
            (self.told).given(|atc| codes.iter().any(|code| code.eq_ignore_ascii_case(atc)));
        let items = self.dated(items, &doses, birth);
        let first = items.iter().map(|dated| dated.earliest).min();
        let all_known = self.coverage.since(first.unwrap_or(Date::MIN)).is_ok();
        let placing = place(&items, &doses, all_known);
        let begun = (items.iter().enumerate()).filter(|(index, dated)| {
            let has_dose = placing.placed.get(*index).is_some_and(Option::is_some);
            has_dose || dated.due.0 <= self.seen.shown.today
        });
        let of_series = OfSeries {
            series: self,
            items: &items,
            placing: &placing,
        };
        begun
            .map(|(index, dated)| of_series.item(index, dated))
            .collect()
    }

    /// The items that are for this child, with their days.
    fn dated(&self, items: &[&'t DoseItem], doses: &[Dose<'_>], birth: Date) -> Vec<Dated<'t>> {
        let sex = self.seen.shown.sex;
        let other_sex = |item: &DoseItem| sex.is_some() && item.sex.is_some() && item.sex != sex;
        let dated = |item: &&'t DoseItem| {
            Some(Dated {
                item,
                due: item.due.days(birth, self.seen.shown.school_start)?,
                earliest: item.earliest.after(birth)?,
            })
        };
        (items.iter())
            .filter(|item| item.follows(doses) && !other_sex(item))
            .filter_map(dated)
            .collect()
    }
}

/// The items of one series with the doses in their places.
struct OfSeries<'a, 't> {
    series: &'a Series<'a, 't>,
    items: &'a [Dated<'t>],
    placing: &'a Placing<'a>,
}

impl<'t> OfSeries<'_, 't> {
    fn item(&self, index: usize, dated: &Dated<'t>) -> Checked<'t> {
        let (finding, records) = if dated.item.sex.is_some() && self.series.seen.shown.sex.is_none()
        {
            (Finding::NotKnown(Unknown::Sex), Vec::new())
        } else {
            self.given(index, dated)
                .unwrap_or_else(|| self.absent(index, dated))
        };
        Checked {
            code: &dated.item.code,
            label: &dated.item.label,
            finding,
            due: dated.due,
            records,
        }
    }

    /// What a dose in the item's place comes to.
    fn given(&self, index: usize, dated: &Dated<'t>) -> Option<Found> {
        let placing = self.placing;
        let placed = placing.placed.get(index).copied().flatten()?;
        let (first, last) = placed.dose.days;
        let finding = if let Some(why) = invalid(dated, placed.dose, placing.before(index)) {
            Finding::Deviates(why)
        } else if first < dated.earliest || (first < dated.due.1 && dated.due.1 <= last) {
            Finding::NotKnown(Unknown::Unclear)
        } else if last < dated.due.1 {
            Finding::Followed
        } else if placed.numbered || (placed.certain && self.series.known_before(dated)) {
            Finding::Deviates(Deviation::Late)
        } else {
            // It may be a later one of the series; the first may have been given elsewhere.
            Finding::NotKnown(Unknown::Unclear)
        };
        Some((finding, named(&placed.dose.told)))
    }

    /// What it comes to that no dose is in the item's place.
    // R-PROGRAMME-2, R-PROGRAMME-4
    fn absent(&self, index: usize, dated: &Dated<'t>) -> Found {
        if self.series.seen.shown.today < dated.due.1 {
            return (Finding::Pending, Vec::new());
        }
        if let Some(said) = self.said_not_given(index, dated) {
            return (Finding::Deviates(Deviation::NotGiven), said);
        }
        if let Some((dose, why)) = self.placing.invalid.get(index).copied().flatten() {
            return (Finding::Deviates(why), named(&dose.told));
        }
        let doubts = self.doubts(dated);
        let later = self.later(index);
        let vouching = self.series.stated.vouching(dated.due.0);
        let absent = self.series.proven_absent(dated);
        match (vouching.is_empty(), absent) {
            (false, Err(_)) => (Finding::Stated, vouching),
            _ if !doubts.is_empty() => (Finding::NotKnown(Unknown::Unclear), doubts),
            // A later one of the series on record: this one was given where nobody here can see it.
            (_, Ok(())) if !later.is_empty() => {
                let found = later.iter().map(|dose| dose.days.0).min();
                let elsewhere = self.series.elsewhere;
                elsewhere.set(elsewhere.get().max(found));
                let told = later.into_iter().flat_map(|dose| &dose.told);
                (Finding::NotKnown(Unknown::Unclear), named(told))
            }
            (_, Ok(()))
                if self
                    .series
                    .until
                    .is_some_and(|until| dated.earliest < until) =>
            {
                (Finding::NotKnown(Unknown::Unclear), Vec::new())
            }
            (false, Ok(())) => (Finding::NotKnown(Unknown::Disagreement), vouching),
            (true, Ok(())) => (Finding::Deviates(Deviation::Missing), Vec::new()),
            (true, Err(why)) => (Finding::NotKnown(why), Vec::new()),
        }
    }

    /// Statements that the dose was not given: by its number, else on a day when it was the last of the series that was due.
    fn said_not_given(&self, index: usize, dated: &Dated<'_>) -> Option<Vec<RecordRef>> {
        let number = u32::try_from(index + 1).ok();
        let free = |index: usize| self.placing.placed.get(index).is_some_and(Option::is_none);
        let is_last_due = |day: Date| {
            let due = (self.items.iter().enumerate())
                .filter(|(index, other)| other.due.0 <= day && free(*index));
            due.map(|(index, _)| index).next_back() == Some(index)
        };
        let of_item = |said: &&Dose<'_>| match said.number() {
            Some(stated) => Some(stated) == number,
            None => is_last_due(said.days.1),
        };
        let said = self.series.told.not_given(|atc| dated.item.is(atc));
        let said = named(said.filter(of_item).flat_map(|dose| &dose.told));
        (!said.is_empty()).then_some(said)
    }

    /// Doses that speak for this one having been given: in the place of a later item, or with a higher number.
    fn later(&self, index: usize) -> Vec<&Dose<'_>> {
        let number = index + 1;
        let higher = |dose: &&Dose<'_>| {
            let stated = dose
                .number()
                .and_then(|stated| usize::try_from(stated).ok());
            stated.is_some_and(|stated| stated > number)
        };
        let placed = self.placing.placed.iter();
        let behind = (placed.clone().skip(number).flatten()).map(|placed| placed.dose);
        let all = placed.flatten().map(|placed| placed.dose);
        let numbered = all.chain(self.placing.without_place()).filter(higher);
        behind.chain(numbered).collect()
    }

    /// Records that may be the dose: a related vaccine, one without code, or a dose of the series without a place.
    fn doubts(&self, dated: &Dated<'_>) -> Vec<RecordRef> {
        let item = dated.item;
        let of_series = |atc: &str| self.items.iter().any(|other| other.item.is(atc));
        let related = (self.series.told).doubts(|atc| item.may_be(atc) && !of_series(atc));
        let without_place = (self.placing.without_place())
            .filter(|dose| dose.is(|atc| item.is(atc) || item.may_be(atc)));
        let doubts = (related.chain(without_place)).filter(|dose| dated.earliest <= dose.days.1);
        named(doubts.flat_map(|dose| &dose.told))
    }
}

impl Series<'_, '_> {
    fn known_before(&self, dated: &Dated<'_>) -> bool {
        self.seen.known_before(self.programme, dated.due)
    }

    fn proven_absent(&self, dated: &Dated<'_>) -> Result<(), Unknown> {
        self.coverage.since(dated.earliest)?;
        let known = self.known_before(dated) && self.seen.known_after(self.programme, dated.due);
        known.then_some(()).ok_or(Unknown::NotRecorded)
    }
}

type Found = (Finding, Vec<RecordRef>);

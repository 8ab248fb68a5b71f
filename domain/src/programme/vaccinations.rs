//! The vaccinations of a programme, series by series.

use std::collections::BTreeSet;

use super::{
    Checked, Deviation, DoseItem, Finding, Programme, Unknown,
    doses::{Dose, Told},
    placing::{Dated, Placing, invalid, place},
    shown::Seen,
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
    let mut series: Vec<&str> = Vec::new();
    for item in items {
        if !series.contains(&item.series.as_str()) {
            series.push(&item.series);
        }
    }
    (series.into_iter())
        .flat_map(|name| {
            let of_series: Vec<_> = (items.iter())
                .filter(|item| item.series == name && item.cohort.holds(birth))
                .collect();
            Series::of(programme, &of_series, birth, seen, &told, stated).checked()
        })
        .collect()
}

/// One series of doses against what was told of it.
struct Series<'a, 't> {
    programme: &'t Programme,
    seen: &'a Seen<'a>,
    told: &'a Told,
    stated: &'a Stated,
    items: Vec<Dated<'t>>,
    doses: Vec<Dose>,
}

impl<'a, 't> Series<'a, 't> {
    fn of(
        programme: &'t Programme,
        items: &[&'t DoseItem],
        birth: Date,
        seen: &'a Seen<'a>,
        told: &'a Told,
        stated: &'a Stated,
    ) -> Self {
        let doses = told.given(|atc| items.iter().any(|item| item.is(atc)));
        let dated = |item: &&'t DoseItem| {
            Some(Dated {
                item,
                due: item.due.days(birth, seen.shown.school_start)?,
                earliest: item.earliest.after(birth)?,
            })
        };
        let sex = seen.shown.sex;
        let other_sex = |item: &DoseItem| sex.is_some() && item.sex.is_some() && item.sex != sex;
        let items = (items.iter())
            .filter(|item| item.follows(&doses) && !other_sex(item))
            .filter_map(dated)
            .collect();
        Self {
            programme,
            seen,
            told,
            stated,
            items,
            doses,
        }
    }

    fn checked(&self) -> Vec<Checked<'t>> {
        let placing = place(&self.items, &self.doses, self.all_known().is_ok());
        let begun = (self.items.iter().enumerate()).filter(|(index, dated)| {
            let has_dose = placing.placed.get(*index).is_some_and(Option::is_some);
            has_dose || dated.due.0 <= self.seen.shown.today
        });
        begun
            .map(|(index, dated)| self.item(index, dated, &placing))
            .collect()
    }

    /// Whether all doses of the series must be among those told.
    fn all_known(&self) -> Result<(), Unknown> {
        let first = self.items.iter().map(|dated| dated.earliest).min();
        self.covered(first.unwrap_or(Date::MIN))
    }

    fn covered(&self, from: Date) -> Result<(), Unknown> {
        self.seen.covered(self.programme, types::VACCINATION, from)
    }

    fn item(&self, index: usize, dated: &Dated<'t>, placing: &Placing<'_>) -> Checked<'t> {
        let (finding, records) = if dated.item.sex.is_some() && self.seen.shown.sex.is_none() {
            (Finding::NotKnown(Unknown::Sex), BTreeSet::new())
        } else {
            self.given(index, dated, placing)
                .unwrap_or_else(|| self.absent(index, dated, placing))
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
    fn given(&self, index: usize, dated: &Dated<'t>, placing: &Placing<'_>) -> Option<Found> {
        let placed = placing.placed.get(index).copied().flatten()?;
        let (first, last) = placed.dose.days;
        let finding = if let Some(why) = invalid(dated, placed.dose, placing.before(index)) {
            Finding::Deviates(why)
        } else if first < dated.earliest || (first < dated.due.1 && dated.due.1 <= last) {
            Finding::NotKnown(Unknown::Unclear)
        } else if last < dated.due.1 {
            Finding::Followed
        } else if placed.numbered
            || (placed.certain && self.seen.known_before(self.programme, dated.due))
        {
            Finding::Deviates(Deviation::Late)
        } else {
            // It may be a later one of the series; the first may have been given elsewhere.
            Finding::NotKnown(Unknown::Unclear)
        };
        Some((finding, placed.dose.records.clone()))
    }

    /// What it comes to that no dose is in the item's place.
    // R-PROGRAMME-2, R-PROGRAMME-4
    fn absent(&self, index: usize, dated: &Dated<'t>, placing: &Placing<'_>) -> Found {
        if self.seen.shown.today < dated.due.1 {
            return (Finding::Pending, BTreeSet::new());
        }
        if let Some(said) = self.said_not_given(index, dated, placing) {
            return (Finding::Deviates(Deviation::NotGiven), said);
        }
        if let Some((dose, why)) = placing.invalid.get(index).copied().flatten() {
            return (Finding::Deviates(why), dose.records.clone());
        }
        let doubts = self.doubts(dated, placing);
        let vouching = self.stated.vouching(dated.due.0);
        let absent = self.proven_absent(dated);
        match (vouching.is_empty(), absent) {
            (false, Err(_)) => (Finding::Stated, vouching),
            _ if !doubts.is_empty() => (Finding::NotKnown(Unknown::Unclear), doubts),
            (false, Ok(())) => (Finding::NotKnown(Unknown::Disagreement), vouching),
            (true, Ok(())) => (Finding::Deviates(Deviation::Missing), BTreeSet::new()),
            (true, Err(why)) => (Finding::NotKnown(why), BTreeSet::new()),
        }
    }

    fn proven_absent(&self, dated: &Dated<'_>) -> Result<(), Unknown> {
        self.covered(dated.earliest)?;
        let (programme, due) = (self.programme, dated.due);
        let known = self.seen.known_before(programme, due) && self.seen.known_after(programme, due);
        known.then_some(()).ok_or(Unknown::NotRecorded)
    }

    /// Statements that the dose was not given: by its number, else on a day when it was the last of the series that was due.
    fn said_not_given(
        &self,
        index: usize,
        dated: &Dated<'_>,
        placing: &Placing<'_>,
    ) -> Option<BTreeSet<RecordRef>> {
        let number = u32::try_from(index + 1).ok();
        let free = |index: usize| placing.placed.get(index).is_some_and(Option::is_none);
        let is_last_due = |day: Date| {
            let due = (self.items.iter().enumerate())
                .filter(|(index, other)| other.due.0 <= day && free(*index));
            due.map(|(index, _)| index).next_back() == Some(index)
        };
        let of_item = |said: &&&Dose| match said.number() {
            Some(stated) => Some(stated) == number,
            None => is_last_due(said.days.1),
        };
        let said = self.told.not_given(|atc| dated.item.is(atc));
        let said: BTreeSet<_> = (said.iter().filter(of_item))
            .flat_map(|dose| dose.records.clone())
            .collect();
        (!said.is_empty()).then_some(said)
    }

    /// Records that may be the dose: a related vaccine, one without code, or a dose of the series without a place.
    fn doubts(&self, dated: &Dated<'_>, placing: &Placing<'_>) -> BTreeSet<RecordRef> {
        let item = dated.item;
        let of_series = |atc: &str| self.items.iter().any(|other| other.item.is(atc));
        let related = (self.told).doubts(|atc| item.may_be(atc) && !of_series(atc));
        let without_place = placing.without_place();
        let without_place = without_place
            .filter(|dose| dose.atc.iter().any(|atc| item.is(atc) || item.may_be(atc)));
        (related.into_iter().chain(without_place))
            .filter(|dose| dated.earliest <= dose.days.1)
            .flat_map(|dose| dose.records.clone())
            .collect()
    }
}

type Found = (Finding, BTreeSet<RecordRef>);

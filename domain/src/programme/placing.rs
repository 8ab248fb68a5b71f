//! Which dose is which item of a series: by the numbers that sources give where they agree, else one after the other if all doses are
//! known, else only where a dose lies in an item's own time.

use super::{Deviation, DoseItem, doses::Dose};
use crate::time::{CalendarSpan, Date};

/// An item with the days that it has for this child.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated<'t> {
    pub(super) item: &'t DoseItem,
    /// When it is on time.
    pub(super) due: (Date, Date),
    /// The first day on which it counts.
    pub(super) earliest: Date,
}

/// A dose in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'d> {
    pub(super) dose: &'d Dose<'d>,
    /// Whether it is known to be this one of the series, not only to lie in its time.
    pub(super) certain: bool,
    /// Whether a source numbers it so.
    pub(super) numbered: bool,
}

/// What became of the doses of a series.
#[derive(Debug)]
pub(super) struct Placing<'d> {
    /// Per item, its dose.
    pub(super) placed: Vec<Option<Placed<'d>>>,
    /// Per item, a dose that was given for it and does not count, and why.
    pub(super) invalid: Vec<Option<(&'d Dose<'d>, Deviation)>>,
    /// Doses that have no place.
    pub(super) left: Vec<&'d Dose<'d>>,
}

/// Places the doses, which are in order of time. `all_known`: nothing given earlier or later can be missing among them.
pub(super) fn place<'d>(
    items: &[Dated<'_>],
    doses: &'d [Dose<'d>],
    all_known: bool,
) -> Placing<'d> {
    if let Some(placing) = by_number(items, doses) {
        placing
    } else if all_known {
        one_by_one(items, doses)
    } else {
        in_their_time(items, doses)
    }
}

impl<'d> Placing<'d> {
    fn empty(items: &[Dated<'_>]) -> Self {
        Self {
            placed: vec![None; items.len()],
            invalid: vec![None; items.len()],
            left: Vec::new(),
        }
    }

    /// Doses that are no item's: left over, or given for an item for which they do not count.
    pub(super) fn without_place(&self) -> impl Iterator<Item = &'d Dose<'d>> + '_ {
        let invalid = self.invalid.iter().flatten().map(|(dose, _)| *dose);
        self.left.iter().copied().chain(invalid)
    }

    /// The dose placed last before an item.
    pub(super) fn before(&self, index: usize) -> Option<&'d Dose<'d>> {
        let earlier = self.placed.iter().take(index).rev();
        earlier.flatten().next().map(|placed| placed.dose)
    }
}

/// By number: every dose has one, they rise with time, and each is a vaccine of that item. One that does not fit, and none is believed.
fn by_number<'d>(items: &[Dated<'_>], doses: &'d [Dose<'d>]) -> Option<Placing<'d>> {
    let mut placing = Placing::empty(items);
    let mut last = 0;
    for dose in doses {
        let number = usize::try_from(dose.number()?).ok()?;
        let index = number.checked_sub(1)?;
        if number <= last || !items.get(index)?.item.accepts(dose) {
            return None;
        }
        *placing.placed.get_mut(index)? = Some(Placed {
            dose,
            certain: true,
            numbered: true,
        });
        last = number;
    }
    Some(placing)
}

/// One after the other. A dose too early or too close does not count, and the next takes its place.
fn one_by_one<'d>(items: &[Dated<'_>], doses: &'d [Dose<'d>]) -> Placing<'d> {
    let mut placing = Placing::empty(items);
    let mut next = 0;
    for dose in doses {
        let rest = items.iter().enumerate().skip(next);
        let found = (rest.into_iter()).find(|(_, dated)| dated.item.accepts(dose));
        let Some((index, dated)) = found else {
            placing.left.push(dose);
            continue;
        };
        let why = invalid(dated, dose, placing.before(index));
        let slots = (
            placing.placed.get_mut(index),
            placing.invalid.get_mut(index),
        );
        match (why, slots) {
            (Some(why), (_, Some(invalid))) => *invalid = Some((dose, why)),
            (None, (Some(placed), _)) => {
                *placed = Some(Placed {
                    dose,
                    certain: true,
                    numbered: false,
                });
                next = index + 1;
            }
            _ => placing.left.push(dose),
        }
    }
    placing
}

/// Only where a dose lies wholly in the time of an item that has none: what else was given cannot be seen from here.
fn in_their_time<'d>(items: &[Dated<'_>], doses: &'d [Dose<'d>]) -> Placing<'d> {
    let mut placing = Placing::empty(items);
    for dose in doses {
        let free = |(index, dated): &(usize, &Dated<'_>)| {
            let is_free = placing.placed.get(*index).is_some_and(Option::is_none);
            is_free && dated.item.accepts(dose) && dated.holds(dose)
        };
        let found = items.iter().enumerate().find(free).map(|(index, _)| index);
        match found.and_then(|index| placing.placed.get_mut(index)) {
            Some(placed) => {
                *placed = Some(Placed {
                    dose,
                    certain: false,
                    numbered: false,
                });
            }
            None => placing.left.push(dose),
        }
    }
    placing
}

impl Dated<'_> {
    fn holds(&self, dose: &Dose<'_>) -> bool {
        self.earliest <= dose.days.0 && self.due.0 <= dose.days.0 && dose.days.1 < self.due.1
    }
}

/// Why a dose does not count for an item, if that is certain.
pub(super) fn invalid(
    dated: &Dated<'_>,
    dose: &Dose<'_>,
    before: Option<&Dose<'_>>,
) -> Option<Deviation> {
    if dose.days.1 < dated.earliest {
        return Some(Deviation::TooEarly);
    }
    let interval: CalendarSpan = dated.item.interval?;
    let from = interval.after(before?.days.0)?;
    (dose.days.1 < from).then_some(Deviation::TooClose)
}

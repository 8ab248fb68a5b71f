//! Which doses a child got, when, and how its life deviates from the programme.

use domain::time::Date;

use crate::{
    journal::Dose,
    synthetic::{
        case::Case,
        days,
        lots::Lot,
        programme::{self, When},
    },
};

/// What became of a due dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Given on the day.
    Given,
    /// Given in another country, before the child came.
    Abroad,
    /// Declined by the parents.
    Declined,
}

/// A due dose and what became of it. What was never given and never spoken of is not here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) dose: Dose,
    pub(super) day: Date,
    pub(super) fate: Fate,
    /// True for what the school gives.
    pub(super) at_school: bool,
}

/// All doses that were due before today.
pub(super) fn outcomes(case: &Case<'_>) -> Vec<Outcome> {
    let kid = case.kid;
    let mut chance = case.chance.for_purpose("doses", 0);
    let due = programme::doses(case.home.country, kid.born, kid.sex, &case.deliveries);
    // Which of them goes otherwise: one that was due long enough ago to be late for.
    let long_due = |when: When| {
        day_of(case, when, 0).is_some_and(|day| days::days_between(day, case.today) > 330)
    };
    let candidates: Vec<usize> = (due.iter().enumerate())
        .filter(|(_, due)| due.dose.number != 2 && long_due(due.when))
        .map(|(place, _)| place)
        .collect();
    let odd = (!candidates.is_empty()).then(|| chance.pick(&candidates));
    let mut outcomes = Vec::new();
    for (place, due) in due.into_iter().enumerate() {
        let is_odd = odd == Some(place);
        if is_odd && case.has(Lot::MissingDose) {
            continue;
        }
        let late = match is_odd && case.has(Lot::LateDose) {
            true => chance.between(150, 290),
            false => 0,
        };
        let Some(day) = day_of(case, due.when, late) else {
            continue;
        };
        let fate = match () {
            () if is_odd && case.has(Lot::DeclinedDose) => Fate::Declined,
            () if case.arrived().is_some_and(|arrived| day < arrived) => Fate::Abroad,
            () => Fate::Given,
        };
        outcomes.push(Outcome {
            dose: due.dose,
            day,
            fate,
            at_school: matches!(due.when, When::Grade(..)),
        });
    }
    outcomes
}

/// The working day of a due dose, so many days late. `None` when it lies ahead.
fn day_of(case: &Case<'_>, when: When, late: i32) -> Option<Date> {
    match when {
        When::Age(months, days) if late == 0 => case.came(months, days),
        When::Age(months, days) => case.at_age(months, days + late),
        When::Grade(grade, month, day) => {
            let day = case.in_grade(grade, month, day)?;
            case.past(days::working(days::days_after(day, late)))
        }
    }
}

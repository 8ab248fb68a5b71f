//! Which doses a child got, when, and how its life deviates from the programme.

use domain::time::{Country, Date};

use crate::{
    journal::Dose,
    synthetic::{
        case::Case,
        days,
        lots::Lot,
        programme::{self, Due, When},
    },
};

/// What became of a due dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::synthetic) enum Fate {
    /// Given on the day.
    Given,
    /// Given in another country, before the child came.
    Abroad,
    /// Declined by the parents.
    Declined,
}

/// A due dose and what became of it. What was never given and never spoken of is not here.
#[derive(Debug, Clone, Copy)]
pub(in crate::synthetic) struct Outcome {
    pub(in crate::synthetic) dose: Dose,
    pub(in crate::synthetic) day: Date,
    pub(in crate::synthetic) fate: Fate,
    /// True for what the school gives.
    pub(in crate::synthetic) at_school: bool,
}

/// All doses that were due before today.
pub(in crate::synthetic) fn outcomes(case: &Case<'_>) -> Vec<Outcome> {
    let kid = case.kid;
    let due = programme::doses(case.home.country, kid.born, kid.sex, &case.deliveries);
    let odd = odd(case, &due);
    (due.into_iter())
        .filter_map(|due| {
            let same = |other: &Odd| other.atc == due.dose.atc && other.number == due.dose.number;
            let is_odd = odd.filter(same);
            let no_more = |odd: Odd| odd.atc == due.dose.atc && odd.number <= due.dose.number;
            // A later one would say that the missing one was given somewhere.
            if case.has(Lot::MissingDose) && odd.is_some_and(no_more) {
                return None;
            }
            let late = is_odd.filter(|_| case.has(Lot::LateDose));
            let day = day_of(case, due.when, late.map_or(0, |odd| odd.late))?;
            let fate = match () {
                () if case.has(Lot::DeclinedDose) && odd.is_some_and(no_more) => Fate::Declined,
                () if case.arrived().is_some_and(|arrived| day < arrived) => Fate::Abroad,
                () => Fate::Given,
            };
            Some(Outcome {
                dose: due.dose,
                day,
                fate,
                at_school: matches!(due.when, When::Grade(..)),
            })
        })
        .collect()
}

/// A dose that goes otherwise than the programme, and how many days late it comes when it does: so many that no table calls it in time.
#[derive(Debug, Clone, Copy)]
struct Odd {
    atc: &'static str,
    number: u32,
    late: i32,
}

/// Doses that can go otherwise without the next of their series coming before them.
fn odd(case: &Case<'_>, due: &[Due]) -> Option<Odd> {
    let mut chance = case.chance.for_purpose("doses", 0);
    let late = |dose: Dose| match (case.home.country, dose.atc, dose.number) {
        (Country::Se, programme::MMR, 1) => Some(190..290),
        (Country::Dk, programme::MMR, 1) => Some(285..330),
        (Country::Se, programme::BOOSTER, _) => Some(375..450),
        (Country::Dk, programme::BOOSTER, _) => Some(735..800),
        (_, programme::PNEUMOCOCCI, 3) => Some(195..290),
        _ => None,
    };
    let candidates: Vec<Odd> = (due.iter())
        .filter_map(|due| {
            let range = late(due.dose)?;
            let odd = Odd {
                atc: due.dose.atc,
                number: due.dose.number,
                late: chance.between(range.start, range.end),
            };
            // What is not there is only odd when its time has run out.
            day_of(case, due.when, odd.late).map(|_| odd)
        })
        .collect();
    (!candidates.is_empty()).then(|| chance.pick(&candidates))
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

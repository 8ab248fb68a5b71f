//! The children: who lives in which household, how old they are, and by which numbers they are known.

use domain::{
    id::PersonId,
    record::body::RegisteredSex,
    time::{Country, Date},
};

use super::{
    chance::Chance,
    days,
    homes::{self, Household, Town, not_new_year},
    lots::{self, Lot, Lots, Seat},
    names::{self, Name, Tongue},
    numbers::Numbers,
};

/// The youngest that a system knows of: seven months before the expected day.
const FIRST_MONTH: i32 = -7;

/// The last month before eighteen.
const LAST_MONTH: i32 = 215;

/// A child, born or not.
#[derive(Debug, Clone)]
pub(super) struct Kid {
    /// Its place among all, from 0.
    pub(super) number: usize,
    pub(super) household: usize,
    /// The number it is known by now. An unborn Swedish child has none: its journal lies under the mother's.
    pub(super) id: PersonId,
    /// Numbers it was known by before.
    pub(super) former_ids: Vec<PersonId>,
    /// The birthday, or the day it is expected.
    pub(super) born: Date,
    pub(super) is_born: bool,
    pub(super) sex: RegisteredSex,
    pub(super) name: Name,
    pub(super) lots: Lots,
}

/// Everybody.
#[derive(Debug)]
pub(super) struct People {
    pub(super) households: Vec<Household>,
    pub(super) kids: Vec<Kid>,
}

/// A child's place in a household before anything else is known of it.
struct Place {
    household: usize,
    seat: Seat,
}

impl Kid {
    /// Whether something fell to this child.
    pub(super) fn has(&self, lot: Lot) -> bool {
        self.lots.contains(&lot)
    }

    /// The number that the first records lie under.
    pub(super) fn first_id(&self) -> &PersonId {
        self.former_ids.first().unwrap_or(&self.id)
    }
}

impl People {
    /// So many children with their families, as they are on a day. `taken` are the numbers of those who exist already.
    pub(super) fn of(
        today: Date,
        count: usize,
        taken: impl IntoIterator<Item = PersonId>,
        chance: &Chance,
    ) -> Self {
        let mut numbers = Numbers::besides(taken);
        let places = places(count, chance);
        let seats: Vec<Seat> = places.iter().map(|place| place.seat).collect();
        let dealt = lots::deal(&seats, chance);
        let mut households: Vec<Household> = Vec::new();
        let mut tongues: Vec<(&'static Tongue, &'static str)> = Vec::new();
        let mut kids = Vec::new();
        for (number, (place, lots)) in places.iter().zip(dealt).enumerate() {
            let mut chance = chance.for_purpose("kid", number as u64);
            if place.household == households.len() {
                let (household, tongue) = homes::household(
                    place.seat.town,
                    days::months_after(today, -place.seat.months),
                    &mut numbers,
                    &mut chance,
                );
                households.push(household);
                tongues.push(tongue);
            }
            let (Some(household), Some((tongue, surname))) = (households.last(), tongues.last())
            else {
                continue;
            };
            let mut kid = kid(place, today, lots, household, &mut numbers, &mut chance);
            kid.number = number;
            kid.name = match () {
                () if kid.has(Lot::RightToLeftName) => names::right_to_left(&mut chance),
                () if kid.has(Lot::LongName) => names::long(household.country),
                () => tongue.child(kid.sex, surname, &mut chance),
            };
            kids.push(kid);
        }
        Self { households, kids }
    }

    /// The household of a child.
    pub(super) fn household_of(&self, kid: &Kid) -> Option<&Household> {
        self.households.get(kid.household)
    }
}

/// Households of one to three children, three of five in Sweden. The ages of the eldest are spread evenly over childhood by the golden
/// ratio, so that few children too have every age.
fn places(count: usize, chance: &Chance) -> Vec<Place> {
    let mut places = Vec::with_capacity(count);
    let mut household = 0;
    let start = f64::from(chance.for_purpose("ages", 0).below(1_000)) / 1_000.0;
    while places.len() < count {
        let mut chance = chance.for_purpose("household", household as u64);
        let town = Town::of_household(household);
        let spread = (start + household as f64 * 0.618_033_988_749_895).fract();
        let mut months = FIRST_MONTH + (spread * f64::from(LAST_MONTH - FIRST_MONTH + 1)) as i32;
        for _ in 0..chance.pick(&[1, 1, 1, 1, 2, 2, 2, 2, 3, 3]) {
            if months < FIRST_MONTH || places.len() == count {
                break;
            }
            places.push(Place {
                household,
                seat: Seat { town, months },
            });
            // One in twenty has a twin; of unborn ones nobody knows yet, as both would lie under the one mother.
            let twin = months >= 0 && chance.percent(5);
            months -= if twin { 0 } else { chance.between(17, 50) };
        }
        household += 1;
    }
    places
}

fn kid(
    place: &Place,
    today: Date,
    lots: Lots,
    household: &Household,
    numbers: &mut Numbers,
    chance: &mut Chance,
) -> Kid {
    let is_born = place.seat.months >= 0;
    // Inside the month, so that whoever has an age in months has it today; and who is expected is expected after today.
    let within = if is_born {
        -chance.between(1, 27)
    } else {
        chance.between(1, 20)
    };
    let wish = days::days_after(days::months_after(today, -place.seat.months), within);
    let sex = chance.pick(&[RegisteredSex::Female, RegisteredSex::Male]);
    let country = household.country;
    let has = |lot| lots.contains(&lot);
    let (id, born) = match country {
        Country::Se if !is_born => (household.mother.id.clone(), wish),
        Country::Se if has(Lot::CoordinationNumber) => numbers.coordination(wish, sex),
        Country::Se if has(Lot::ReserveNumber) => numbers.reserve(wish, sex),
        Country::Dk if !is_born || has(Lot::ReplacementNumber) => {
            numbers.replacement(wish, sex, false)
        }
        _ => numbers.child(country, not_new_year(earlier(wish, today)), sex),
    };
    let former = match () {
        () if has(Lot::FormerCoordinationNumber) => Some(numbers.coordination(born, sex)),
        () if has(Lot::FormerReserveNumber) => Some(numbers.reserve(born, sex)),
        () if has(Lot::FormerReplacementNumber) => Some(numbers.replacement(born, sex, true)),
        () => None,
    };
    Kid {
        number: 0,
        household: place.household,
        id,
        former_ids: former.into_iter().map(|(id, _)| id).collect(),
        born,
        is_born,
        sex,
        name: Name {
            full: String::new(),
            called: String::new(),
        },
        lots,
    }
}

/// Birthdays move forwards until a number is free: from far enough back that they do not come to lie ahead.
fn earlier(wish: Date, today: Date) -> Date {
    wish.min(days::days_after(today, -20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const TODAY: Date = date(2026, 11, 21);

    fn people(seed: u64, count: usize) -> People {
        People::of(TODAY, count, [], &Chance::of_seed(seed))
    }

    // R-WORLD-6
    #[test]
    fn the_ages_reach_from_before_birth_to_seventeen_and_three_of_five_are_swedish() {
        for seed in 0..20 {
            let people = people(seed, 200);
            assert_eq!(people.kids.len(), 200);
            let years: BTreeSet<i32> = (people.kids.iter())
                .map(|kid| (days::months_between(kid.born, TODAY) / 12.0).floor() as i32)
                .collect();
            assert!(
                (-1..18).all(|year| years.contains(&year)),
                "{seed} {years:?}"
            );
            assert!(
                people
                    .kids
                    .iter()
                    .any(|kid| !kid.is_born && kid.id.country() == Country::Se)
            );
            assert!(
                people
                    .kids
                    .iter()
                    .any(|kid| !kid.is_born && kid.id.country() == Country::Dk)
            );
            let swedish = people
                .households
                .iter()
                .filter(|home| home.country == Country::Se)
                .count();
            let share = swedish * 100 / people.households.len();
            assert!((55..=65).contains(&share), "{share}");
        }
    }

    #[test]
    fn who_is_born_was_born_before_today_and_who_is_not_is_expected_after() {
        for kid in people(11, 600).kids {
            assert_eq!(kid.is_born, kid.born < TODAY);
            if let (true, Some(told)) = (kid.is_born, kid.id.birth_date()) {
                assert_eq!(told, kid.born);
            }
        }
    }

    // R-WORLD-2
    #[test]
    fn no_two_people_share_a_number() {
        let people = people(4, 400);
        let mut met = BTreeSet::new();
        for home in &people.households {
            for parent in [&home.mother, &home.father, &home.appointed] {
                assert!(met.insert(&parent.id));
            }
        }
        for kid in &people.kids {
            for id in &kid.former_ids {
                assert!(met.insert(id));
            }
            let mother = &people.household_of(kid).unwrap().mother.id;
            assert!(met.insert(&kid.id) || (!kid.is_born && kid.id == *mother));
        }
    }

    #[test]
    fn a_twin_is_as_old_as_its_twin() {
        let people = people(1, 400);
        let pairs = people.kids.windows(2);
        let twins = pairs.filter(|pair| {
            pair[0].household == pair[1].household
                && days::days_between(pair[0].born, pair[1].born).abs() < 25
        });
        assert!(twins.count() > 0);
    }
}

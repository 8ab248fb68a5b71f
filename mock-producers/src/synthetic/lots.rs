//! What falls to which child: the quirks that real registers and real lives have, dealt out by quota.
//!
//! A quota and not a coin: of two hundred children at least one gets each lot, whatever the seed.

use std::collections::BTreeSet;

use domain::time::Country;

use super::{chance::Chance, homes::Town};

/// Something that sets a child, its family or its records apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Lot {
    // Who the child is.
    /// The identity is protected.
    Protected,
    /// Known by a samordningsnummer.
    CoordinationNumber,
    /// Has a personnummer now; the first records lie under a samordningsnummer.
    FormerCoordinationNumber,
    /// Known by a national reserve number.
    ReserveNumber,
    /// Has a personnummer now; the first records lie under a national reserve number.
    FormerReserveNumber,
    /// Known by a Danish national replacement number (X-eCPR).
    ReplacementNumber,
    /// Has a CPR number now; the first records lie under a region's replacement number (D-eCPR).
    FormerReplacementNumber,
    // Who answers for it.
    /// One holds custody alone.
    OneGuardian,
    /// One of two lost custody.
    FormerGuardian,
    /// The register names a father as holder who is none.
    MisregisteredCustody,
    /// Somebody appointed holds custody in the parents' stead.
    AppointedGuardian,
    // How it is called.
    /// The name is also written from right to left.
    RightToLeftName,
    /// The name is as long as names get.
    LongName,
    // How it follows the programme.
    /// A vaccination came months late.
    LateDose,
    /// A vaccination never came.
    MissingDose,
    /// The parents declined a vaccination.
    DeclinedDose,
    /// Came from another country: older doses are typed in from a booklet.
    MovedIn,
    /// Did not come to a visit.
    NoShow,
    // How the records are kept.
    /// The next source typed in again what the first held, with a slip.
    TypedInTwice,
    /// Something was written on the wrong child and taken back.
    Retracted,
    /// Something is dated by month or year only.
    PartialDates,
    /// A measurement was put right in a later version.
    Corrected,
    /// A title fills what the contract allows.
    LongTitle,
    /// A note is not for guardians.
    HiddenFromGuardians,
    // What the child lives with.
    /// Asthma.
    Asthma,
    /// Attention deficit, with medicine.
    Attention,
    /// Depression in the teens.
    LowMood,
    /// Autism, with habilitation and support.
    Autism,
    /// Hears badly.
    Hearing,
    /// There was a report of concern.
    Worry,
    /// Stays away from school.
    Absence,
    /// Reads with difficulty.
    Reading,
    /// Was in hospital.
    Admitted,
    /// Stopped gaining weight for a time.
    Faltering,
    /// Gains more weight than the line.
    Rising,
    /// The mother was low after birth: her answers stand in the child's record and are about her.
    MotherLow,
    /// Speaks late.
    LateSpeech,
    /// Those around the child have one plan.
    SharedPlan,
    /// The first centre was closed: its records lie in the archive.
    Archived,
    // Who may look.
    /// Nobody consented to anything.
    NobodyConsented,
    /// One of two guardians consented.
    OneConsented,
}

/// Lots of one kind exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Custody,
    Name,
    Programme,
    Access,
    /// Any of these go together.
    Free,
}

/// Whose lot it can be: countries, and ages in months from and below.
struct Whose(Option<Country>, i32, i32);

/// A lot, its kind, how many of a thousand children have it, and whose it can be.
type Row = (Lot, Kind, usize, Whose);

const SE: Option<Country> = Some(Country::Se);
const DK: Option<Country> = Some(Country::Dk);
const ANY: Option<Country> = None;
/// Above every age.
const GROWN: i32 = 216;

const ROWS: [Row; 41] = [
    (Lot::Protected, Kind::Identity, 20, Whose(ANY, 2, GROWN)),
    (
        Lot::CoordinationNumber,
        Kind::Identity,
        15,
        Whose(SE, 6, GROWN),
    ),
    (
        Lot::FormerCoordinationNumber,
        Kind::Identity,
        15,
        Whose(SE, 20, GROWN),
    ),
    (Lot::ReserveNumber, Kind::Identity, 8, Whose(SE, 1, GROWN)),
    (
        Lot::FormerReserveNumber,
        Kind::Identity,
        10,
        Whose(SE, 8, GROWN),
    ),
    (
        Lot::ReplacementNumber,
        Kind::Identity,
        10,
        Whose(DK, 6, GROWN),
    ),
    (
        Lot::FormerReplacementNumber,
        Kind::Identity,
        10,
        Whose(DK, 8, GROWN),
    ),
    (Lot::OneGuardian, Kind::Custody, 120, Whose(ANY, 0, GROWN)),
    (
        Lot::FormerGuardian,
        Kind::Custody,
        40,
        Whose(ANY, 24, GROWN),
    ),
    (
        Lot::MisregisteredCustody,
        Kind::Custody,
        10,
        Whose(ANY, 12, GROWN),
    ),
    (
        Lot::AppointedGuardian,
        Kind::Custody,
        12,
        Whose(ANY, 30, GROWN),
    ),
    (Lot::RightToLeftName, Kind::Name, 30, Whose(ANY, 0, GROWN)),
    (Lot::LongName, Kind::Name, 15, Whose(ANY, 0, GROWN)),
    (Lot::LateDose, Kind::Programme, 80, Whose(ANY, 30, GROWN)),
    (Lot::MissingDose, Kind::Programme, 60, Whose(ANY, 24, GROWN)),
    (
        Lot::DeclinedDose,
        Kind::Programme,
        25,
        Whose(ANY, 20, GROWN),
    ),
    (Lot::MovedIn, Kind::Programme, 40, Whose(ANY, 48, GROWN)),
    (Lot::NoShow, Kind::Free, 60, Whose(ANY, 12, GROWN)),
    (Lot::TypedInTwice, Kind::Free, 60, Whose(ANY, 84, GROWN)),
    (Lot::Retracted, Kind::Free, 40, Whose(ANY, 8, GROWN)),
    (Lot::PartialDates, Kind::Free, 30, Whose(ANY, 24, GROWN)),
    (Lot::Corrected, Kind::Free, 40, Whose(ANY, 8, GROWN)),
    (Lot::LongTitle, Kind::Free, 10, Whose(ANY, 8, GROWN)),
    (
        Lot::HiddenFromGuardians,
        Kind::Free,
        20,
        Whose(ANY, 24, GROWN),
    ),
    (Lot::Asthma, Kind::Free, 60, Whose(ANY, 40, GROWN)),
    (Lot::Attention, Kind::Free, 50, Whose(ANY, 102, GROWN)),
    (Lot::LowMood, Kind::Free, 30, Whose(ANY, 160, GROWN)),
    (Lot::Autism, Kind::Free, 25, Whose(ANY, 66, GROWN)),
    (Lot::Hearing, Kind::Free, 40, Whose(ANY, 54, 150)),
    (Lot::Worry, Kind::Free, 40, Whose(ANY, 15, GROWN)),
    (Lot::Absence, Kind::Free, 45, Whose(ANY, 110, GROWN)),
    (Lot::Reading, Kind::Free, 50, Whose(ANY, 108, GROWN)),
    (Lot::Admitted, Kind::Free, 60, Whose(ANY, 8, GROWN)),
    (Lot::Faltering, Kind::Free, 20, Whose(ANY, 30, 140)),
    (Lot::Rising, Kind::Free, 30, Whose(ANY, 110, GROWN)),
    (Lot::MotherLow, Kind::Free, 60, Whose(ANY, 3, 96)),
    (Lot::LateSpeech, Kind::Free, 40, Whose(ANY, 40, 110)),
    (Lot::SharedPlan, Kind::Free, 40, Whose(ANY, 60, GROWN)),
    (Lot::Archived, Kind::Free, 20, Whose(SE, 126, GROWN)),
    (Lot::NobodyConsented, Kind::Access, 40, Whose(ANY, 0, GROWN)),
    (Lot::OneConsented, Kind::Access, 30, Whose(ANY, 0, 180)),
];

/// Whose turn it is: what is known of a child before it has a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    pub(super) town: Town,
    /// The age in months, negative before birth.
    pub(super) months: i32,
}

/// What has fallen to a child.
pub(super) type Lots = BTreeSet<Lot>;

/// Deals to every seat what falls to it, town by town: so each town's own systems have something to tell.
// R-WORLD-6
pub(super) fn deal(seats: &[Seat], chance: &Chance) -> Vec<Lots> {
    let mut dealt: Vec<Vec<(Lot, Kind)>> = vec![Vec::new(); seats.len()];
    for (round, row) in ROWS.iter().enumerate() {
        for town in Town::ALL {
            let chance = chance.for_purpose(town.place().1, round as u64);
            deal_in(town, row, seats, &mut dealt, chance);
        }
    }
    let lots = |has: Vec<(Lot, Kind)>| has.into_iter().map(|(lot, _)| lot).collect();
    dealt.into_iter().map(lots).collect()
}

fn deal_in(
    town: Town,
    (lot, kind, of_thousand, whose): &Row,
    seats: &[Seat],
    dealt: &mut [Vec<(Lot, Kind)>],
    mut chance: Chance,
) {
    let here = |at: &usize| seats.get(*at).is_some_and(|seat| seat.town == town);
    let mut order: Vec<usize> = (0..seats.len()).filter(here).collect();
    let mut left = (order.len() * of_thousand / 1_000).max(1);
    chance.shuffle(&mut order);
    for at in order {
        let (Some(seat), Some(has)) = (seats.get(at), dealt.get_mut(at)) else {
            continue;
        };
        let can = whose.is(*seat) && has.iter().all(|other| go_together(*other, (*lot, *kind)));
        if left > 0 && can {
            has.push((*lot, *kind));
            left -= 1;
        }
    }
}

impl Whose {
    fn is(&self, seat: Seat) -> bool {
        let Self(country, from, below) = *self;
        country.is_none_or(|country| country == seat.town.country())
            && (from..below).contains(&seat.months)
    }
}

/// A kind comes once; half a consent needs two who hold custody; and who is sought for is not also misregistered, so that the two
/// can be told apart in a test.
fn go_together((one, its): (Lot, Kind), (other, others): (Lot, Kind)) -> bool {
    let pair = [one, other];
    let both = |a: Lot, b: Lot| pair.contains(&a) && pair.contains(&b);
    let alone = [
        Lot::OneGuardian,
        Lot::FormerGuardian,
        Lot::MisregisteredCustody,
        Lot::AppointedGuardian,
    ];
    (its == Kind::Free || its != others)
        && !alone
            .iter()
            .any(|custody| both(*custody, Lot::OneConsented))
        && !both(Lot::Faltering, Lot::Rising)
        && !both(Lot::Protected, Lot::MisregisteredCustody)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(count: i32) -> Vec<Seat> {
        (0..count)
            .map(|number| Seat {
                town: match number % 5 {
                    0 | 1 => Town::Vasterby,
                    2 => Town::Norrby,
                    _ => Town::Aadal,
                },
                months: number * 37 % 222 - 7,
            })
            .collect()
    }

    // R-WORLD-6
    #[test]
    fn every_lot_falls_to_somebody_in_two_hundred_and_only_to_whom_it_can() {
        for seed in 0..40 {
            let seats = seats(200);
            let dealt = deal(&seats, &Chance::of_seed(seed));
            for (lot, _, of_thousand, whose) in &ROWS {
                let having = || {
                    seats
                        .iter()
                        .zip(&dealt)
                        .filter(|(_, lots)| lots.contains(lot))
                };
                assert!(
                    (1..=200 * of_thousand / 1_000 + 3).contains(&having().count()),
                    "{lot:?}"
                );
                assert!(having().all(|(seat, _)| whose.is(*seat)), "{lot:?}");
            }
        }
    }

    #[test]
    fn what_excludes_each_other_falls_to_different_children() {
        let dealt = deal(&seats(400), &Chance::of_seed(3));
        for lots in &dealt {
            let kinds = |kind| {
                ROWS.iter()
                    .filter(|row| row.1 == kind && lots.contains(&row.0))
                    .count()
            };
            for kind in [
                Kind::Identity,
                Kind::Custody,
                Kind::Name,
                Kind::Programme,
                Kind::Access,
            ] {
                assert!(kinds(kind) <= 1, "{lots:?}");
            }
        }
    }

    #[test]
    fn nobody_gets_a_lot_of_no_children() {
        assert!(deal(&[], &Chance::of_seed(1)).is_empty());
    }
}

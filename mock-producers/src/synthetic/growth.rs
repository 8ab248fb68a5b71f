//! How a child grows: along its own line of the WHO references, with a little sway and a little noise of the measuring.
//!
//! "Not the national clinical curve": the references are WHO's, and so are the labels of whoever draws them.

mod who;

use std::collections::BTreeMap;

use domain::{record::body::RegisteredSex, time::Date};

use super::{chance::Chance, days};
use who::{Lms, Measure};

/// The z-scores of healthy children of this world stay inside three; their lines keep away from that border.
const HEIGHT_BOUND: f64 = 1.9;
const MASS_BOUND: f64 = 1.6;

/// How far a child sways from its line, in z.
const SWAY: f64 = 0.15;

/// What a measurement is off by at most: in cm, and as a share of the weight.
const OFF_CM: f64 = 0.2;
const OFF_WEIGHT: f64 = 0.012;

/// The age in months from which weight follows the body mass index.
const MASS_FROM: f64 = 60.0;

/// What goes otherwise than the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Turn {
    /// Nothing.
    None,
    /// The weight falls off from an age in months on, then the height; it comes back after a year.
    Faltering(f64),
    /// The weight rises over its line from an age in months on.
    Rising(f64),
}

/// One child's growth.
#[derive(Debug, Clone)]
pub(super) struct Growth {
    born: Date,
    sex: RegisteredSex,
    height_z: f64,
    mass_z: f64,
    phase: f64,
    turn: Turn,
    chance: Chance,
    /// Heights in millimetres by day: nobody shrinks from one measuring to the next, whoever measures.
    measured: BTreeMap<Date, i32>,
}

/// What was measured on a day, as it is written: cm with one decimal, kg with two in the first year and one from then on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Size {
    pub(super) height: String,
    pub(super) weight: String,
    /// To 18 months.
    pub(super) head: Option<String>,
}

impl Growth {
    /// The growth of a child. Taller families have taller children: `family_z` is what siblings share.
    pub(super) fn of(
        born: Date,
        sex: RegisteredSex,
        turn: Turn,
        family_z: f64,
        chance: Chance,
    ) -> Self {
        let mut own = chance.for_purpose("line", 0);
        let height_z = 0.6 * family_z + 0.75 * own.normal();
        Self {
            born,
            sex,
            height_z: height_z.clamp(-HEIGHT_BOUND, HEIGHT_BOUND),
            mass_z: (0.9 * own.normal()).clamp(-MASS_BOUND, MASS_BOUND),
            phase: f64::from(own.below(60)),
            turn,
            chance,
            measured: BTreeMap::new(),
        }
    }

    /// Measures the child on a day. The same day gives the same.
    // R-WORLD-7
    pub(super) fn on(&mut self, day: Date) -> Size {
        let months = days::months_between(self.born, day);
        let mut noise = self.noise_of(day);
        let millimetres = self.height_on(day, months, &mut noise);
        let height_cm = f64::from(millimetres) / 10.0;
        let weight =
            self.weight(months, height_cm) * (1.0 + OFF_WEIGHT * noise.normal().clamp(-1.0, 1.0));
        let head = (months <= 18.0).then(|| {
            let z = (0.7 * self.height_z).clamp(-1.5, 1.5);
            format!("{:.1}", Lms::at(Measure::Head, self.sex, months).value(z))
        });
        Size {
            height: format!("{height_cm:.1}"),
            weight: match months < 12.0 {
                true => format!("{weight:.2}"),
                false => format!("{weight:.1}"),
            },
            head,
        }
    }

    fn height_on(&mut self, day: Date, months: f64, noise: &mut Chance) -> i32 {
        let true_cm = Lms::at(Measure::Height, self.sex, months).value(self.height_z_at(months));
        let off = OFF_CM * noise.normal().clamp(-1.0, 1.0);
        let drawn = ((true_cm + off) * 10.0).round() as i32;
        let lower = self.measured.range(..day).next_back().map(|(_, mm)| *mm);
        let upper = self.measured.range(day..).next().map(|(_, mm)| *mm);
        let height = drawn
            .max(lower.unwrap_or(drawn))
            .min(upper.unwrap_or(i32::MAX));
        *self.measured.entry(day).or_insert(height)
    }

    fn weight(&self, months: f64, height_cm: f64) -> f64 {
        let mass_z = self.mass_z_at(months);
        if months < MASS_FROM {
            let z = 0.65 * self.height_z_at(months) + 0.7 * mass_z;
            return Lms::at(Measure::Weight, self.sex, months).value(z);
        }
        let metres = height_cm / 100.0;
        Lms::at(Measure::BodyMass, self.sex, months).value(mass_z) * metres * metres
    }

    fn height_z_at(&self, months: f64) -> f64 {
        let lost = match self.turn {
            Turn::Faltering(from) => 0.5 * bump(months - from - 4.0),
            _ => 0.0,
        };
        self.height_z + self.sway(months) - lost
    }

    fn mass_z_at(&self, months: f64) -> f64 {
        let turned = match self.turn {
            Turn::None => 0.0,
            Turn::Faltering(from) => -1.8 * bump(months - from),
            Turn::Rising(from) => 1.1 * ((months - from) / 30.0).clamp(0.0, 1.0),
        };
        self.mass_z + self.sway(months + 17.0) + turned
    }

    /// Between the line and [`SWAY`] on either side of it: a wave of straight lines, five years long.
    fn sway(&self, months: f64) -> f64 {
        let wave = ((months + self.phase) / 60.0).rem_euclid(1.0);
        SWAY * (4.0 * (wave - 0.5).abs() - 1.0)
    }

    fn noise_of(&self, day: Date) -> Chance {
        self.chance.for_purpose("measuring", days::number_of(day))
    }
}

/// From nothing up to one within half a year, and down again within the year after.
fn bump(months: f64) -> f64 {
    match months {
        m if m <= 0.0 => 0.0,
        m if m <= 6.0 => m / 6.0,
        m => (1.0 - (m - 6.0) / 12.0).max(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const SEXES: [RegisteredSex; 2] = [RegisteredSex::Female, RegisteredSex::Male];

    fn children(turn: Turn) -> impl Iterator<Item = Growth> {
        (0..80).map(move |seed| {
            let sex = SEXES[usize::try_from(seed % 2).unwrap()];
            let mut chance = Chance::of_seed(seed);
            let family_z = chance.normal();
            Growth::of(date(2009, 3, 1), sex, turn, family_z, chance)
        })
    }

    fn z(growth: &Growth, size: &Size, months: f64) -> (f64, f64) {
        let height: f64 = size.height.parse().unwrap();
        let weight: f64 = size.weight.parse().unwrap();
        let of = |measure, value| Lms::at(measure, growth.sex, months).z(value);
        let mass = match months < MASS_FROM {
            true => of(Measure::Weight, weight),
            false => of(Measure::BodyMass, weight / (height / 100.0).powi(2)),
        };
        (of(Measure::Height, height), mass)
    }

    // R-WORLD-7
    #[test]
    fn a_healthy_child_stays_inside_three_and_near_its_own_line() {
        for mut growth in children(Turn::None) {
            let mut heights = Vec::new();
            for weeks in (1..900).step_by(13) {
                let day = days::days_after(date(2009, 3, 1), weeks * 7);
                let size = growth.on(day);
                let months = days::months_between(growth.born, day);
                let (height, mass) = z(&growth, &size, months);
                assert!(
                    height.abs() <= 3.0 && mass.abs() <= 3.0,
                    "{months} {height} {mass}"
                );
                heights.push(height);
            }
            let mean = heights.iter().sum::<f64>() / heights.len() as f64;
            assert!(heights.iter().all(|height| (height - mean).abs() < 0.6));
        }
    }

    // R-WORLD-7
    #[test]
    fn nobody_shrinks_in_whatever_order_the_days_are_asked_for() {
        for turn in [Turn::None, Turn::Faltering(20.0), Turn::Rising(70.0)] {
            for mut growth in children(turn).take(20) {
                let mut order: Vec<i32> = (1..700).step_by(3).map(|week| week * 7).collect();
                Chance::of_seed(5).shuffle(&mut order);
                let mut measured = BTreeMap::new();
                for after in order {
                    let size = growth.on(days::days_after(growth.born, after));
                    let again = growth.on(days::days_after(growth.born, after));
                    assert_eq!(size, again);
                    measured.insert(after, size.height.parse::<f64>().unwrap());
                }
                assert!(measured.values().is_sorted());
            }
        }
    }

    #[test]
    fn a_child_that_falters_weighs_less_than_its_line_and_comes_back() {
        for (mut with, mut without) in children(Turn::Faltering(24.0)).zip(children(Turn::None)) {
            let weight = |growth: &mut Growth, months: i32| -> f64 {
                let day = days::months_after(growth.born, months);
                growth.on(day).weight.parse().unwrap()
            };
            assert!(weight(&mut with, 30) < weight(&mut without, 30) * 0.93);
            assert_eq!(weight(&mut with, 60), weight(&mut without, 60));
        }
    }
}

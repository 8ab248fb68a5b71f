//! What the World Health Organization publishes about growth, at the ages that are enough for a curve: L (skewness), M (median), S
//! (coefficient of variation) by age in completed months. Between two ages we interpolate each in a straight line.
//!
//! Sources: *WHO Child Growth Standards* (2006) to 60 months: length-for-age to 21, height-for-age from 24, weight-for-age,
//! head circumference-for-age; *WHO Reference 2007* from there to 19 years: height-for-age and BMI-for-age (it has no weight after 10).
//! Between 21 and 24 months the line runs from lying length to standing height, which is 0.7 cm less.

use domain::record::body::RegisteredSex;

/// L, M and S at an age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lms {
    pub(super) l: f64,
    pub(super) m: f64,
    pub(super) s: f64,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Length or height, cm; to 19 years.
    Height,
    /// Weight, kg; to 5 years.
    Weight,
    /// Body mass index, kg/m²; from 5 to 19 years.
    BodyMass,
    /// Head circumference, cm; to 18 months.
    Head,
}

/// An age in months with its L, M and S.
type Row = (f64, f64, f64, f64);

impl Lms {
    /// The values for an age in months. Outside the table its first or last row holds.
    pub(super) fn at(measure: Measure, sex: RegisteredSex, months: f64) -> Self {
        let table = table(measure, sex);
        let above = table.partition_point(|row| row.0 <= months);
        let after = table.get(above).or(table.last());
        let before = table.get(above.saturating_sub(1)).or(table.first());
        match (before, after) {
            (Some(&before), Some(&after)) => Self::between(before, after, months),
            _ => Self {
                l: 1.0,
                m: 0.0,
                s: 0.0,
            },
        }
    }

    fn between(before: Row, after: Row, months: f64) -> Self {
        let width = after.0 - before.0;
        let part = match width > 0.0 {
            true => ((months - before.0) / width).clamp(0.0, 1.0),
            false => 0.0,
        };
        let line = |from: f64, to: f64| from + part * (to - from);
        Self {
            l: line(before.1, after.1),
            m: line(before.2, after.2),
            s: line(before.3, after.3),
        }
    }

    /// The measurement of a z-score. For healthy children only: beyond three WHO has another rule.
    pub(super) fn value(self, z: f64) -> f64 {
        let Self { l, m, s } = self;
        match l.abs() < 1e-9 {
            true => m * (s * z).exp(),
            false => m * (1.0 + l * s * z).powf(1.0 / l),
        }
    }

    /// The z-score of a measurement.
    #[cfg(test)]
    pub(super) fn z(self, value: f64) -> f64 {
        let Self { l, m, s } = self;
        match l.abs() < 1e-9 {
            true => (value / m).ln() / s,
            false => ((value / m).powf(l) - 1.0) / (l * s),
        }
    }
}

fn table(measure: Measure, sex: RegisteredSex) -> &'static [Row] {
    match (measure, sex == RegisteredSex::Female) {
        (Measure::Height, false) => &HEIGHT_BOYS,
        (Measure::Height, true) => &HEIGHT_GIRLS,
        (Measure::Weight, false) => &WEIGHT_BOYS,
        (Measure::Weight, true) => &WEIGHT_GIRLS,
        (Measure::BodyMass, false) => &BODY_MASS_BOYS,
        (Measure::BodyMass, true) => &BODY_MASS_GIRLS,
        (Measure::Head, false) => &HEAD_BOYS,
        (Measure::Head, true) => &HEAD_GIRLS,
    }
}

const HEIGHT_BOYS: [Row; 37] = [
    (0.0, 1.0, 49.8842, 0.03795),
    (1.0, 1.0, 54.7244, 0.03557),
    (2.0, 1.0, 58.4249, 0.03424),
    (3.0, 1.0, 61.4292, 0.03328),
    (4.0, 1.0, 63.8860, 0.03257),
    (6.0, 1.0, 67.6236, 0.03165),
    (8.0, 1.0, 70.5994, 0.03124),
    (10.0, 1.0, 73.2812, 0.03118),
    (12.0, 1.0, 75.7488, 0.03137),
    (15.0, 1.0, 79.1458, 0.03197),
    (18.0, 1.0, 82.2587, 0.03279),
    (21.0, 1.0, 85.1348, 0.03376),
    (24.0, 1.0, 87.1161, 0.03507),
    (30.0, 1.0, 91.9327, 0.03704),
    (36.0, 1.0, 96.0835, 0.03858),
    (42.0, 1.0, 99.8515, 0.03971),
    (48.0, 1.0, 103.3273, 0.04059),
    (54.0, 1.0, 106.6668, 0.04139),
    (60.0, 1.0, 109.9638, 0.04214),
    (66.0, 1.0, 112.9110, 0.04203),
    (72.0, 1.0, 115.9509, 0.04249),
    (84.0, 1.0, 121.7338, 0.04342),
    (96.0, 1.0, 127.2651, 0.04438),
    (108.0, 1.0, 132.5652, 0.04535),
    (120.0, 1.0, 137.7795, 0.04626),
    (132.0, 1.0, 143.1126, 0.04703),
    (144.0, 1.0, 149.0807, 0.04753),
    (150.0, 1.0, 152.4425, 0.04763),
    (156.0, 1.0, 156.0426, 0.04760),
    (162.0, 1.0, 159.6962, 0.04744),
    (168.0, 1.0, 163.1816, 0.04714),
    (174.0, 1.0, 166.3050, 0.04671),
    (180.0, 1.0, 168.9580, 0.04619),
    (192.0, 1.0, 172.8967, 0.04495),
    (204.0, 1.0, 175.1609, 0.04364),
    (216.0, 1.0, 176.1449, 0.04241),
    (228.0, 1.0, 176.5432, 0.04134),
];

const HEIGHT_GIRLS: [Row; 37] = [
    (0.0, 1.0, 49.1477, 0.03790),
    (1.0, 1.0, 53.6872, 0.03640),
    (2.0, 1.0, 57.0673, 0.03568),
    (3.0, 1.0, 59.8029, 0.03520),
    (4.0, 1.0, 62.0899, 0.03486),
    (6.0, 1.0, 65.7311, 0.03448),
    (8.0, 1.0, 68.7498, 0.03440),
    (10.0, 1.0, 71.4818, 0.03452),
    (12.0, 1.0, 74.0150, 0.03479),
    (15.0, 1.0, 77.5099, 0.03534),
    (18.0, 1.0, 80.7079, 0.03598),
    (21.0, 1.0, 83.6654, 0.03666),
    (24.0, 1.0, 85.7153, 0.03764),
    (30.0, 1.0, 90.6797, 0.03893),
    (36.0, 1.0, 95.0515, 0.04006),
    (42.0, 1.0, 99.0448, 0.04105),
    (48.0, 1.0, 102.7312, 0.04193),
    (54.0, 1.0, 106.1748, 0.04272),
    (60.0, 1.0, 109.4233, 0.04347),
    (66.0, 1.0, 112.1753, 0.04399),
    (72.0, 1.0, 115.1244, 0.04447),
    (84.0, 1.0, 120.8105, 0.04525),
    (96.0, 1.0, 126.5558, 0.04581),
    (108.0, 1.0, 132.4944, 0.04612),
    (120.0, 1.0, 138.6363, 0.04614),
    (126.0, 1.0, 141.7892, 0.04603),
    (132.0, 1.0, 144.9929, 0.04584),
    (138.0, 1.0, 148.1804, 0.04557),
    (144.0, 1.0, 151.2327, 0.04523),
    (150.0, 1.0, 154.0041, 0.04483),
    (156.0, 1.0, 156.3748, 0.04439),
    (168.0, 1.0, 159.7890, 0.04345),
    (180.0, 1.0, 161.6692, 0.04255),
    (192.0, 1.0, 162.5156, 0.04176),
    (204.0, 1.0, 162.8545, 0.04109),
    (216.0, 1.0, 163.0595, 0.04053),
    (228.0, 1.0, 163.1548, 0.04009),
];

const WEIGHT_BOYS: [Row; 18] = [
    (0.0, 0.3487, 3.3464, 0.14602),
    (1.0, 0.2297, 4.4709, 0.13395),
    (2.0, 0.1970, 5.5675, 0.12385),
    (3.0, 0.1738, 6.3762, 0.11727),
    (4.0, 0.1553, 7.0023, 0.11316),
    (6.0, 0.1257, 7.9340, 0.10958),
    (8.0, 0.1021, 8.6151, 0.10882),
    (10.0, 0.0820, 9.1649, 0.10891),
    (12.0, 0.0644, 9.6479, 0.10925),
    (15.0, 0.0413, 10.3108, 0.11007),
    (18.0, 0.0211, 10.9385, 0.11119),
    (24.0, -0.0137, 12.1515, 0.11426),
    (30.0, -0.0431, 13.3000, 0.11781),
    (36.0, -0.0689, 14.3429, 0.12116),
    (42.0, -0.0920, 15.3486, 0.12425),
    (48.0, -0.1131, 16.3489, 0.12759),
    (54.0, -0.1325, 17.3452, 0.13133),
    (60.0, -0.1506, 18.3366, 0.13517),
];

const WEIGHT_GIRLS: [Row; 18] = [
    (0.0, 0.3809, 3.2322, 0.14171),
    (1.0, 0.1714, 4.1873, 0.13724),
    (2.0, 0.0962, 5.1282, 0.13000),
    (3.0, 0.0402, 5.8458, 0.12619),
    (4.0, -0.0050, 6.4237, 0.12402),
    (6.0, -0.0756, 7.2970, 0.12204),
    (8.0, -0.1288, 7.9487, 0.12181),
    (10.0, -0.1700, 8.4800, 0.12223),
    (12.0, -0.2024, 8.9481, 0.12268),
    (15.0, -0.2384, 9.6008, 0.12299),
    (18.0, -0.2637, 10.2315, 0.12309),
    (24.0, -0.2941, 11.4775, 0.12390),
    (30.0, -0.3101, 12.7055, 0.12587),
    (36.0, -0.3201, 13.8503, 0.12919),
    (42.0, -0.3283, 14.9727, 0.13376),
    (48.0, -0.3361, 16.0697, 0.13884),
    (54.0, -0.3440, 17.1551, 0.14371),
    (60.0, -0.3518, 18.2193, 0.14821),
];

const BODY_MASS_BOYS: [Row; 15] = [
    (60.0, -0.7151, 15.2679, 0.08366),
    (72.0, -0.9921, 15.3062, 0.08682),
    (84.0, -1.2460, 15.4832, 0.09068),
    (96.0, -1.4629, 15.7368, 0.09526),
    (108.0, -1.6318, 16.0490, 0.10038),
    (120.0, -1.7407, 16.4433, 0.10566),
    (132.0, -1.7862, 16.9392, 0.11070),
    (144.0, -1.7751, 17.5334, 0.11522),
    (156.0, -1.7168, 18.2330, 0.11898),
    (168.0, -1.6211, 19.0050, 0.12191),
    (180.0, -1.4961, 19.7744, 0.12412),
    (192.0, -1.3529, 20.4951, 0.12579),
    (204.0, -1.1962, 21.1423, 0.12715),
    (216.0, -1.0260, 21.7077, 0.12836),
    (228.0, -0.8419, 22.1883, 0.12948),
];

const BODY_MASS_GIRLS: [Row; 15] = [
    (60.0, -0.8702, 15.2453, 0.09646),
    (72.0, -1.0794, 15.2697, 0.10195),
    (84.0, -1.2565, 15.4036, 0.10746),
    (96.0, -1.3880, 15.6810, 0.11291),
    (108.0, -1.4650, 16.0964, 0.11816),
    (120.0, -1.4864, 16.6133, 0.12307),
    (132.0, -1.4606, 17.2459, 0.12748),
    (144.0, -1.4006, 17.9966, 0.13129),
    (156.0, -1.3195, 18.8012, 0.13445),
    (168.0, -1.2266, 19.5647, 0.13700),
    (180.0, -1.1311, 20.2125, 0.13904),
    (192.0, -1.0368, 20.7008, 0.14070),
    (204.0, -0.9423, 21.0367, 0.14208),
    (216.0, -0.8462, 21.2603, 0.14330),
    (228.0, -0.7496, 21.4269, 0.14441),
];

const HEAD_BOYS: [Row; 10] = [
    (0.0, 1.0, 34.4618, 0.03686),
    (1.0, 1.0, 37.2759, 0.03133),
    (2.0, 1.0, 39.1285, 0.02997),
    (3.0, 1.0, 40.5135, 0.02918),
    (4.0, 1.0, 41.6317, 0.02868),
    (6.0, 1.0, 43.3306, 0.02817),
    (8.0, 1.0, 44.5300, 0.02796),
    (10.0, 1.0, 45.4051, 0.02790),
    (12.0, 1.0, 46.0661, 0.02789),
    (18.0, 1.0, 47.3711, 0.02800),
];

const HEAD_GIRLS: [Row; 10] = [
    (0.0, 1.0, 33.8787, 0.03496),
    (1.0, 1.0, 36.5463, 0.03210),
    (2.0, 1.0, 38.2521, 0.03168),
    (3.0, 1.0, 39.5328, 0.03140),
    (4.0, 1.0, 40.5817, 0.03119),
    (6.0, 1.0, 42.1995, 0.03087),
    (8.0, 1.0, 43.3671, 0.03063),
    (10.0, 1.0, 44.2319, 0.03044),
    (12.0, 1.0, 44.8965, 0.03027),
    (18.0, 1.0, 46.2424, 0.02987),
];

#[cfg(test)]
mod tests {
    use super::*;

    const GIRL: RegisteredSex = RegisteredSex::Female;
    const BOY: RegisteredSex = RegisteredSex::Male;

    #[test]
    fn the_published_deviations_come_out() {
        // The tables' own columns of one, two and three standard deviations, rounded there to a tenth.
        let cases = [
            (Measure::Height, BOY, 12.0, -2.0, 71.0),
            (Measure::Height, BOY, 48.0, 3.0, 115.9),
            (Measure::Height, GIRL, 60.0, 1.0, 114.2),
            (Measure::Weight, BOY, 12.0, 2.0, 12.0),
            (Measure::Weight, BOY, 36.0, -3.0, 10.0),
            (Measure::Weight, GIRL, 24.0, 3.0, 17.0),
            (Measure::Weight, GIRL, 60.0, -1.0, 15.8),
        ];
        for (measure, sex, months, z, published) in cases {
            let value = Lms::at(measure, sex, months).value(z);
            assert!(
                (value - published).abs() < 0.06,
                "{measure:?} {months}: {value}"
            );
        }
    }

    #[test]
    fn between_two_ages_the_line_is_straight_and_outside_it_is_level() {
        let at = |months| Lms::at(Measure::Height, BOY, months).m;
        assert!((at(5.0) - (63.8860 + 67.6236) / 2.0).abs() < 1e-9);
        assert_eq!(at(-3.0), 49.8842);
        assert_eq!(at(400.0), 176.5432);
    }

    #[test]
    fn a_value_has_the_z_score_it_was_made_of() {
        for measure in [Measure::Height, Measure::Weight, Measure::BodyMass] {
            for months in [61.0, 88.5, 130.0, 215.0] {
                for z in [-2.5, -0.3, 0.0, 1.9] {
                    let lms = Lms::at(measure, GIRL, months);
                    assert!((lms.z(lms.value(z)) - z).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn every_table_goes_upwards_in_age() {
        for measure in [
            Measure::Height,
            Measure::Weight,
            Measure::BodyMass,
            Measure::Head,
        ] {
            for sex in [GIRL, BOY] {
                assert!(table(measure, sex).windows(2).all(|w| w[0].0 < w[1].0));
            }
        }
    }
}

//! What is due when, by country and cohort: the doses and visits by which the synthetic children's records are dated.
//!
//! Facts as in the tables of `policy/*-programme.toml` (Folkhälsomyndigheten's and Rikshandboken's programmes, Statens Serum Institut's and
//! Sundhedsstyrelsen's); products are those that were bought in, roughly by year.

use domain::{
    record::body::RegisteredSex,
    time::{Country, Date},
};
use jiff::civil::date;

use crate::journal::Dose;

use super::chance::Chance;

/// When a dose is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// At an age in months and days.
    Age(i32, i32),
    /// In a grade, on a day of the school year: month and day.
    Grade(i16, i8, i8),
}

/// A dose that is due.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub(super) dose: Dose,
    pub(super) when: When,
}

/// A health visit that is due: what it is called, at what age in months and days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub(super) name: &'static str,
    pub(super) months: i32,
    pub(super) days: i32,
    pub(super) by: By,
}

/// Who sees the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A nurse at home.
    NurseAtHome,
    /// A nurse, or a Danish health visitor at home later on.
    Nurse,
    /// Nurse and physician, or the Danish general practitioner.
    Physician,
}

const ROTAVIRUS: &str = "J07BH01";
const PENTAVALENT: &str = "J07CA06";
const HEXAVALENT: &str = "J07CA09";
pub(super) const PNEUMOCOCCI: &str = "J07AL02";
/// Synflorix by the WHO ATC index and its EMA product information.
const CONJUGATE_WITH_HAEMOPHILUS: &str = "J07AL52";
const SYNFLORIX: &str = "Synflorix";
pub(super) const MMR: &str = "J07BD52";
pub(super) const BOOSTER: &str = "J07CA02";
const SCHOOL_BOOSTER: &str = "J07AJ52";
const PAPILLOMA: &str = "J07BM03";

/// Sweden: rotavirus for those born from here on.
const ROTAVIRUS_FROM: Date = date(2019, 9, 1);
/// Sweden: hepatitis B in the same syringe in all regions, roughly.
const HEXAVALENT_FROM: Date = date(2016, 3, 1);
/// Sweden: papilloma for boys born from here on.
const BOYS_FROM_SE: Date = date(2009, 1, 1);
/// Denmark: papilloma for boys who turn twelve from 2019-07-01 on.
const BOYS_FROM_DK: Date = date(2007, 7, 1);

/// The Swedish visits to five years.
pub(super) const VISITS_SE: [Visit; 14] = [
    visit("Hembesök", 0, 12, By::NurseAtHome),
    visit("Läkarbesök 4 veckor", 0, 28, By::Physician),
    visit("Hälsobesök 6–8 veckor", 0, 45, By::Nurse),
    visit("Hälsobesök 3 månader", 3, 2, By::Nurse),
    visit("Hälsobesök 4 månader", 4, 3, By::Nurse),
    visit("Hälsobesök 5 månader", 5, 3, By::Nurse),
    visit("Läkarbesök 6 månader", 6, 4, By::Physician),
    visit("Hälsobesök 8 månader", 8, 5, By::Nurse),
    visit("Hälsobesök 10 månader", 10, 5, By::Nurse),
    visit("Läkarbesök 12 månader", 12, 4, By::Physician),
    visit("Hälsobesök 18 månader", 18, 6, By::Nurse),
    visit("Hälsobesök 2½ år", 30, 8, By::Physician),
    visit("Hälsobesök 4 år", 48, 10, By::Nurse),
    visit("Hälsobesök 5 år", 60, 10, By::Nurse),
];

/// The Danish preventive examinations by the general practitioner.
pub(super) const EXAMINATIONS_DK: [Visit; 7] = [
    visit("Børneundersøgelse 5 uger", 0, 35, By::Physician),
    visit("Børneundersøgelse 5 måneder", 5, 3, By::Physician),
    visit("Børneundersøgelse 12 måneder", 12, 4, By::Physician),
    visit("Børneundersøgelse 2 år", 24, 7, By::Physician),
    visit("Børneundersøgelse 3 år", 36, 7, By::Physician),
    visit("Børneundersøgelse 4 år", 48, 7, By::Physician),
    visit("Børneundersøgelse 5 år", 60, 7, By::Physician),
];

/// The Danish health visitor's visits at home.
pub(super) const VISITS_DK: [Visit; 6] = [
    visit("Barselsbesøg", 0, 4, By::NurseAtHome),
    visit("Etableringsbesøg", 0, 13, By::NurseAtHome),
    visit("2-månedersbesøg", 2, 3, By::Nurse),
    visit("4–6-månedersbesøg", 5, 15, By::Nurse),
    visit("8–11-månedersbesøg", 9, 10, By::Nurse),
    visit("3-årsbesøg", 36, 30, By::Nurse),
];

const fn visit(name: &'static str, months: i32, days: i32, by: By) -> Visit {
    Visit {
        name,
        months,
        days,
        by,
    }
}

/// The doses of a cohort, in the order they are due.
pub(super) fn doses(country: Country, born: Date, sex: RegisteredSex, chance: &Chance) -> Vec<Due> {
    let (due, boys_from) = match country {
        Country::Se => (sweden(born), BOYS_FROM_SE),
        Country::Dk => (denmark(), BOYS_FROM_DK),
    };
    (due.into_iter())
        .filter(|(atc, ..)| *atc != PAPILLOMA || sex == RegisteredSex::Female || born >= boys_from)
        .map(|(atc, number, when)| Due {
            dose: dose(atc, number, born, chance),
            when,
        })
        .collect()
}

type Row = (&'static str, u32, When);

fn sweden(born: Date) -> Vec<Row> {
    let basic = if born < HEXAVALENT_FROM {
        PENTAVALENT
    } else {
        HEXAVALENT
    };
    let rotavirus = [
        (ROTAVIRUS, 1, When::Age(0, 45)),
        (ROTAVIRUS, 2, When::Age(3, 2)),
    ];
    let others = [
        (basic, 1, When::Age(3, 2)),
        (PNEUMOCOCCI, 1, When::Age(3, 2)),
        (basic, 2, When::Age(5, 3)),
        (PNEUMOCOCCI, 2, When::Age(5, 3)),
        (basic, 3, When::Age(12, 4)),
        (PNEUMOCOCCI, 3, When::Age(12, 4)),
        (MMR, 1, When::Age(18, 6)),
        (BOOSTER, 4, When::Age(60, 10)),
        (MMR, 2, When::Grade(2, 10, 8)),
        (PAPILLOMA, 1, When::Grade(5, 9, 18)),
        (PAPILLOMA, 2, When::Grade(5, 4, 22)),
        (SCHOOL_BOOSTER, 5, When::Grade(8, 11, 6)),
    ];
    let rotavirus = rotavirus.into_iter().filter(|_| born >= ROTAVIRUS_FROM);
    rotavirus.chain(others).collect()
}

fn denmark() -> Vec<Row> {
    vec![
        (PENTAVALENT, 1, When::Age(3, 3)),
        (PNEUMOCOCCI, 1, When::Age(3, 3)),
        (PENTAVALENT, 2, When::Age(5, 3)),
        (PNEUMOCOCCI, 2, When::Age(5, 3)),
        (PENTAVALENT, 3, When::Age(12, 4)),
        (PNEUMOCOCCI, 3, When::Age(12, 4)),
        (MMR, 1, When::Age(15, 5)),
        (MMR, 2, When::Age(48, 7)),
        (BOOSTER, 4, When::Age(60, 7)),
        (PAPILLOMA, 1, When::Age(144, 20)),
        (PAPILLOMA, 2, When::Age(150, 30)),
    ]
}

/// The dose with product and batch. A year buys one product; one delivery lasts a quarter: children of a season share a batch, as they do.
fn dose(atc: &'static str, number: u32, born: Date, chance: &Chance) -> Dose {
    let products: &[&'static str] = match atc {
        ROTAVIRUS => &["Rotarix"],
        PENTAVALENT => &["Pentavac", "Infanrix-Polio+Hib"],
        HEXAVALENT => &["Infanrix hexa", "Hexyon", "Vaxelis"],
        PNEUMOCOCCI if born.year() < 2022 => &["Prevenar 13", SYNFLORIX],
        PNEUMOCOCCI => &["Vaxneuvance", "Prevenar 20"],
        MMR => &["M-M-RVAXPRO", "Priorix"],
        BOOSTER => &["Tetravac", "Boostrix Polio"],
        SCHOOL_BOOSTER => &["Boostrix", "diTekiBooster"],
        _ => &["Gardasil 9"],
    };
    let season =
        i64::from(born.year()) * 4 + i64::from((born.month() - 1) / 3) + i64::from(number) * 31;
    let mut bought = chance.for_purpose("bought", i64::from(born.year()).unsigned_abs());
    let mut delivery = chance.for_purpose(atc, season.unsigned_abs());
    let product = bought.pick(products);
    // Of the same series, but another code: with a carrier protein of Haemophilus.
    let atc = if product == SYNFLORIX {
        CONJUGATE_WITH_HAEMOPHILUS
    } else {
        atc
    };
    Dose::new(atc, product, number, delivery.pick(&BATCHES))
}

/// Batches as printed on the boxes: each maker has its own way.
const BATCHES: [&str; 40] = [
    "A21CD411A",
    "AC37B129B",
    "AHBVC812",
    "AJVMA044",
    "AMVRC603",
    "AR5X217",
    "AROLC190A",
    "B0214-3",
    "C1197-1",
    "D0038-2",
    "EM4471",
    "FH8209",
    "FX1143",
    "H31190",
    "HN5566",
    "J59772",
    "K4381-1",
    "L019551",
    "L2290-2",
    "M6A041V",
    "N7B219V",
    "P3F871V",
    "R1114-2",
    "R3F902V",
    "S013377",
    "S8812-1",
    "T4H110M",
    "T5J238M",
    "U009174",
    "U6655-3",
    "V2H840M",
    "W014029",
    "W9902-1",
    "X018816",
    "X3D771",
    "Y2C118",
    "Y5E304",
    "Z011902",
    "Z8820-2",
    "ZK7714",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn due(country: Country, born: Date, sex: RegisteredSex) -> Vec<(&'static str, u32)> {
        let due = doses(country, born, sex, &Chance::of_seed(1));
        due.iter()
            .map(|due| (due.dose.atc, due.dose.number))
            .collect()
    }

    #[test]
    fn the_cohort_decides_what_is_due() {
        let girl = RegisteredSex::Female;
        let boy = RegisteredSex::Male;
        let (before, after) = (date(2019, 8, 31), date(2019, 9, 1));
        assert!(!due(Country::Se, before, girl).contains(&(ROTAVIRUS, 1)));
        assert!(due(Country::Se, after, girl).contains(&(ROTAVIRUS, 2)));
        assert!(!due(Country::Se, date(2008, 12, 31), boy).contains(&(PAPILLOMA, 1)));
        assert!(due(Country::Se, date(2009, 1, 1), boy).contains(&(PAPILLOMA, 2)));
        assert!(due(Country::Dk, date(2012, 5, 5), boy).contains(&(PAPILLOMA, 2)));
        assert!(!due(Country::Dk, date(2007, 6, 30), boy).contains(&(PAPILLOMA, 1)));
        assert!(due(Country::Dk, date(2007, 6, 30), girl).contains(&(PAPILLOMA, 1)));
    }

    #[test]
    fn children_of_a_season_share_a_batch_and_product() {
        let chance = Chance::of_seed(9);
        let one = dose(MMR, 1, date(2022, 4, 3), &chance);
        let other = dose(MMR, 1, date(2022, 6, 28), &chance);
        assert_eq!((one.batch, one.product), (other.batch, other.product));
    }
}

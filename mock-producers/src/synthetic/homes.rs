//! Where families live, and who the grown-ups are.

use domain::{
    id::PersonId,
    record::body::FamilyTieKind,
    time::{Country, Date},
};

use super::{chance::Chance, days, names::Tongue, numbers::Numbers};

/// A household with its children.
#[derive(Debug, Clone)]
pub(super) struct Household {
    pub(super) country: Country,
    pub(super) town: Town,
    /// The street with its number.
    pub(super) street: String,
    /// The language at home besides the country's.
    pub(super) tongue: Option<&'static str>,
    pub(super) mother: Parent,
    pub(super) father: Parent,
    /// Somebody appointed to hold custody.
    pub(super) appointed: Parent,
    /// The parents live apart, and the children with the mother.
    pub(super) apart: bool,
    /// What the children's heights share, in z.
    pub(super) tallness: f64,
    /// The last digits of a phone number kept for fiction.
    pub(super) phone: u32,
}

/// Where a household lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Town {
    /// In Sweden: one municipality with everything.
    Vasterby,
    /// In Sweden: its neighbour, where some services are the neighbour's.
    Norrby,
    /// In Denmark.
    Aadal,
}

/// A grown-up of a household.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) kind: FamilyTieKind,
}

/// A household in a town whose eldest child came on a day, with the names that its children take: language and surname.
pub(super) fn household(
    town: Town,
    eldest: Date,
    numbers: &mut Numbers,
    chance: &mut Chance,
) -> (Household, (&'static Tongue, &'static str)) {
    let country = town.country();
    let tongue = Tongue::at_home(country, chance);
    let surname = tongue.surname(chance);
    let other = tongue.surname(chance);
    let mut parent = |kind: FamilyTieKind, surname: &str, age: i32| {
        let woman = kind != FamilyTieKind::Father;
        let wish = days::days_after(
            days::months_after(eldest, -12 * age),
            -chance.between(0, 360),
        );
        Parent {
            id: numbers.grown_up(country, not_new_year(wish), woman).0,
            name: tongue.grown_up(woman, surname, chance),
            kind,
        }
    };
    let household = Household {
        country,
        town,
        mother: parent(FamilyTieKind::Mother, surname, 29),
        father: parent(FamilyTieKind::Father, other, 32),
        appointed: parent(FamilyTieKind::Guardian, other, 44),
        street: format!("{} {}", chance.pick(town.streets()), chance.between(2, 61)),
        tongue: tongue.is_other().then_some(tongue.tag),
        apart: chance.percent(33),
        tallness: chance.normal(),
        phone: chance.below(95),
    };
    (household, (tongue, surname))
}

/// The only day on which numbers that break modulus 11 are somebody's is the first of January.
pub(super) fn not_new_year(day: Date) -> Date {
    match (day.month(), day.day()) {
        (1, 1) => days::days_after(day, 1),
        _ => day,
    }
}

impl Town {
    /// Every town.
    pub(super) const ALL: [Self; 3] = [Self::Vasterby, Self::Norrby, Self::Aadal];

    /// Where a household lives by its number: of ten, four in Västerby, two in Norrby, four in Aadal.
    pub(super) fn of_household(number: usize) -> Self {
        match number % 10 {
            1 | 3 | 6 | 8 => Self::Aadal,
            2 | 7 => Self::Norrby,
            _ => Self::Vasterby,
        }
    }

    /// The country it lies in.
    pub(super) fn country(self) -> Country {
        match self {
            Self::Vasterby | Self::Norrby => Country::Se,
            Self::Aadal => Country::Dk,
        }
    }

    fn streets(self) -> &'static [&'static str] {
        match self {
            Self::Vasterby => &[
                "Björkvägen",
                "Skolgatan",
                "Ängsstigen",
                "Kvarnbacken",
                "Parkgatan",
                "Hagvägen",
                "Rågvägen",
                "Trastvägen",
            ],
            Self::Norrby => &[
                "Granitvägen",
                "Smedjegatan",
                "Storgatan",
                "Tallbacken",
                "Åsvägen",
                "Ljungstigen",
            ],
            Self::Aadal => &[
                "Kirkestien",
                "Møllevej",
                "Skovbrynet",
                "Engdraget",
                "Rosenvænget",
                "Havnegade",
                "Birkealle",
                "Stationsvej",
            ],
        }
    }

    /// Postal code, town, and the municipality's code; codes of nowhere.
    pub(super) fn place(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Vasterby => ("990 10", "Västerby", "9901"),
            Self::Norrby => ("990 40", "Norrby", "9904"),
            Self::Aadal => ("0099", "Aadal", "0999"),
        }
    }
}

//! What people are called. Given names and surnames are common ones, put together by chance; a name that is somebody's is so by chance too.

use domain::{record::body::RegisteredSex, time::Country};

use super::chance::Chance;

/// A language spoken at home besides the country's, with names that go with it.
#[derive(Debug)]
pub(super) struct Tongue {
    /// BCP 47.
    pub(super) tag: &'static str,
    surnames: &'static [&'static str],
    girls: &'static [&'static str],
    boys: &'static [&'static str],
    women: &'static [&'static str],
    men: &'static [&'static str],
}

/// A given name or surname in letters that run from right to left.
#[derive(Debug, Clone, Copy)]
pub(super) struct RightToLeft {
    pub(super) latin: &'static str,
    pub(super) own: &'static str,
}

const SWEDISH: Tongue = Tongue {
    tag: "sv",
    surnames: &[
        "Andersson",
        "Bergqvist",
        "Dahlström",
        "Ekblad",
        "Forsman",
        "Granlund",
        "Hedvall",
        "Isaksson",
        "Jernberg",
        "Källström",
        "Lindahl",
        "Månsson",
        "Norling",
        "Olofsson",
        "Palmgren",
        "Rosén",
        "Sandell",
        "Törnqvist",
        "Ulvsdotter",
        "Wallin",
        "Åkesson",
        "Öberg",
        "Sjöstedt",
        "Nyberg",
        "Hallin",
        "Stenmark",
        "Löfgren",
        "Vikström",
    ],
    girls: &[
        "Alma", "Astrid", "Ebba", "Elsa", "Freja", "Hedda", "Ines", "Iris", "Juni", "Klara",
        "Lova", "Majken", "Märta", "Nora", "Olivia", "Saga", "Selma", "Signe", "Stella", "Svea",
        "Tyra", "Vera", "Wilma", "Agnes",
    ],
    boys: &[
        "Adam", "Albin", "Arvid", "August", "Axel", "Casper", "Edvin", "Elias", "Frans", "Gustav",
        "Hugo", "Ivar", "Josef", "Leo", "Ludvig", "Malte", "Melvin", "Nils", "Oskar", "Sixten",
        "Theo", "Viggo", "Vidar", "Wilmer",
    ],
    women: &[
        "Anna", "Cecilia", "Emma", "Frida", "Hanna", "Jenny", "Johanna", "Karin", "Linnea",
        "Malin", "Sara", "Therese",
    ],
    men: &[
        "Anders", "Daniel", "Erik", "Fredrik", "Henrik", "Jonas", "Kristian", "Magnus", "Marcus",
        "Niklas", "Patrik", "Tobias",
    ],
};

const DANISH: Tongue = Tongue {
    tag: "da",
    surnames: &[
        "Andersen",
        "Bach",
        "Bertelsen",
        "Brandt",
        "Clausen",
        "Dam",
        "Eriksen",
        "Frandsen",
        "Gade",
        "Holm",
        "Iversen",
        "Jepsen",
        "Kjær",
        "Laursen",
        "Mikkelsen",
        "Nygaard",
        "Overby",
        "Poulsen",
        "Rask",
        "Skov",
        "Thygesen",
        "Vestergaard",
        "Winther",
        "Østergaard",
    ],
    girls: &[
        "Agnes", "Alberte", "Clara", "Ella", "Emma", "Frida", "Ida", "Josefine", "Karla", "Laura",
        "Liva", "Luna", "Mathilde", "Maja", "Nora", "Olivia", "Rosa", "Sofie", "Vigga", "Ellinor",
    ],
    boys: &[
        "Aksel",
        "Alfred",
        "Anton",
        "August",
        "Carl",
        "Christian",
        "Elliot",
        "Emil",
        "Felix",
        "Frederik",
        "Johan",
        "Konrad",
        "Lauge",
        "Malthe",
        "Noah",
        "Oscar",
        "Storm",
        "Valdemar",
        "Victor",
        "William",
    ],
    women: &[
        "Anne",
        "Camilla",
        "Christina",
        "Heidi",
        "Karina",
        "Lene",
        "Louise",
        "Maria",
        "Mette",
        "Pernille",
        "Rikke",
        "Sofie",
    ],
    men: &[
        "Anders",
        "Brian",
        "Christian",
        "Henrik",
        "Jakob",
        "Jesper",
        "Kasper",
        "Lars",
        "Martin",
        "Morten",
        "Peter",
        "Rasmus",
    ],
};

/// Languages that both countries hear at home.
static OTHERS: [Tongue; 5] = [
    Tongue {
        tag: "ar",
        surnames: &["Haddad", "Al-Sayed", "Nasser", "Khalil", "Mansour", "Saleh"],
        girls: &["Layan", "Mariam", "Noor", "Salma", "Yasmin"],
        boys: &["Adam", "Karim", "Omar", "Yusuf", "Zaid"],
        women: &["Amal", "Hanan", "Rana", "Samar"],
        men: &["Ahmad", "Bassel", "Khaled", "Samir"],
    },
    Tongue {
        tag: "so",
        surnames: &["Abdi", "Farah", "Warsame", "Hersi", "Jama"],
        girls: &["Amina", "Hodan", "Ifrah", "Sahra"],
        boys: &["Abdirahman", "Bile", "Liban", "Mahad"],
        women: &["Asha", "Fadumo", "Hibo", "Ubah"],
        men: &["Abshir", "Guled", "Nuur", "Yasin"],
    },
    Tongue {
        tag: "pl",
        surnames: &["Kowalczyk", "Wiśniewski", "Zielińska", "Mazur"],
        girls: &["Zofia", "Maja", "Łucja", "Hanna"],
        boys: &["Jakub", "Szymon", "Kacper", "Filip"],
        women: &["Agnieszka", "Katarzyna", "Monika"],
        men: &["Piotr", "Tomasz", "Grzegorz"],
    },
    Tongue {
        tag: "uk",
        surnames: &["Bondarenko", "Kovalenko", "Shevchuk", "Tkachenko"],
        girls: &["Solomiia", "Zlata", "Daryna"],
        boys: &["Danylo", "Matvii", "Tymofii"],
        women: &["Oksana", "Iryna", "Natalia"],
        men: &["Andrii", "Serhii", "Vitalii"],
    },
    Tongue {
        tag: "tr",
        surnames: &["Yıldız", "Demir", "Özkan", "Kılıç"],
        girls: &["Elif", "Zeynep", "Defne"],
        boys: &["Emre", "Kerem", "Yiğit"],
        women: &["Ayşe", "Gülsen", "Sevgi"],
        men: &["Hakan", "Murat", "Serkan"],
    },
];

/// Names as their bearers write them: Arabic, Persian, Hebrew.
const OWN_LETTERS: [RightToLeft; 6] = [
    RightToLeft {
        latin: "Yasin Al-Khatib",
        own: "ياسين الخطيب",
    },
    RightToLeft {
        latin: "Layan Haddad",
        own: "ليان حداد",
    },
    RightToLeft {
        latin: "Parisa Rahimi",
        own: "پریسا رحیمی",
    },
    RightToLeft {
        latin: "Dariush Moradi",
        own: "داریوش مرادی",
    },
    RightToLeft {
        latin: "Noa Ben-David",
        own: "נועה בן־דוד",
    },
    RightToLeft {
        latin: "Eitan Mizrahi",
        own: "איתן מזרחי",
    },
];

/// As long as a register writes them, 120 characters and more.
const LONG: [(&str, &str); 2] = [
    (
        "Wilhelmina",
        "Maximiliana Alexandra Konstantina Wilhelmina Antoinetta Thorborg-Christoffersdotter von Oxenhielm-Westerbergh af Lilliecronas Ätt",
    ),
    (
        "Bartholomæus",
        "Christian Ferdinand Bartholomæus Immanuel Østergaard-Nørregaard Skovbo-Knuthenborg de la Fontaine-Schimmelpfennig til Ravnsborggaard",
    ),
];

/// A child's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// All of it, as the register writes it.
    pub(super) full: String,
    /// What it is called by.
    pub(super) called: String,
}

impl Tongue {
    /// The language at home: mostly the country's own.
    pub(super) fn at_home(country: Country, chance: &mut Chance) -> &'static Self {
        match (chance.percent(78), country) {
            (true, Country::Se) => &SWEDISH,
            (true, Country::Dk) => &DANISH,
            (false, _) => chance.pick(&OTHERS.each_ref()),
        }
    }

    /// True when it is not the language of the country.
    pub(super) fn is_other(&self) -> bool {
        !["sv", "da"].contains(&self.tag)
    }

    /// A surname.
    pub(super) fn surname(&self, chance: &mut Chance) -> &'static str {
        chance.pick(self.surnames)
    }

    /// A child's name with one or two given names.
    pub(super) fn child(&self, sex: RegisteredSex, surname: &str, chance: &mut Chance) -> Name {
        let given = if sex == RegisteredSex::Female {
            self.girls
        } else {
            self.boys
        };
        let called = chance.pick(given);
        let second = chance.pick(given);
        let full = match chance.percent(60) && second != called {
            true => format!("{called} {second} {surname}"),
            false => format!("{called} {surname}"),
        };
        Name {
            full,
            called: called.to_owned(),
        }
    }

    /// A grown-up's name.
    pub(super) fn grown_up(&self, woman: bool, surname: &str, chance: &mut Chance) -> String {
        let given = chance.pick(if woman { self.women } else { self.men });
        format!("{given} {surname}")
    }
}

/// A name that is also written from right to left: the register's letters and the family's own.
pub(super) fn right_to_left(chance: &mut Chance) -> Name {
    let name = chance.pick(&OWN_LETTERS);
    Name {
        full: format!("{} ({})", name.latin, name.own),
        called: name.own.split(' ').next().unwrap_or(name.own).to_owned(),
    }
}

/// A name as long as they get.
pub(super) fn long(country: Country) -> Name {
    let [swedish, danish] = LONG;
    let (called, full) = match country {
        Country::Se => swedish,
        Country::Dk => danish,
    };
    Name {
        full: full.to_owned(),
        called: called.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_long_and_the_others_are_not() {
        for country in [Country::Se, Country::Dk] {
            assert!(long(country).full.chars().count() >= 120);
            let mut chance = Chance::of_seed(2);
            for _ in 0..100 {
                let tongue = Tongue::at_home(country, &mut chance);
                let surname = tongue.surname(&mut chance);
                let name = tongue.child(RegisteredSex::Female, surname, &mut chance);
                assert!(name.full.chars().count() < 50 && name.full.starts_with(&name.called));
            }
        }
    }
}

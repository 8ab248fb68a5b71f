//! A family as the register knows it. Who holds custody is told once here, so that the register's record and the world's facts agree.

use domain::{
    id::PersonId,
    record::{
        Address, Location, Record,
        body::{
            Custody, CustodyBasis, CustodyHolder, FamilyTie, FamilyTieKind, IdentityProtection,
            MasterData, Person, RegisteredSex, SpokenLanguage, StatedCustody, types,
        },
    },
    time::Country,
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    number::{Series, test_number},
    systems::{FOLKBOKFORINGEN, dk::CPR},
    world::Guardian,
};

/// A child with its parents.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) called: &'static str,
    /// The told day of birth.
    pub(crate) born: &'static str,
    pub(crate) sex: RegisteredSex,
    pub(crate) protection: IdentityProtection,
    /// Language tags, the family's own first.
    pub(crate) languages: &'static [&'static str],
    pub(crate) parents: &'static [Parent],
    pub(crate) home: Home,
    /// The title of the register's entry.
    pub(crate) entry_title: &'static str,
    /// What custody rests on.
    pub(crate) basis: CustodyBasis,
}

/// A parent.
pub(crate) struct Parent {
    pub(crate) name: &'static str,
    pub(crate) born: &'static str,
    pub(crate) kind: FamilyTieKind,
    pub(crate) holds_custody: bool,
    /// The child is registered with this parent.
    pub(crate) lives_with: bool,
}

/// Where somebody lives or works.
#[derive(Clone, Copy)]
pub(crate) struct Home {
    /// The country, whose numbers and register the family has.
    pub(crate) country: Country,
    pub(crate) street: &'static str,
    pub(crate) postal_code: &'static str,
    pub(crate) town: &'static str,
    pub(crate) municipality: &'static str,
    /// `tel:` and `mailto:` URIs.
    pub(crate) reach: &'static [&'static str],
}

impl Family {
    pub(crate) fn child(&self, calendar: &Calendar) -> PersonId {
        let series = match self.sex {
            RegisteredSex::Female => Series::Girl,
            _ => Series::Boy,
        };
        test_number(self.home.country, calendar.day(self.born), series)
    }

    /// Those who hold custody.
    pub(crate) fn guardians(&self, calendar: &Calendar) -> Vec<Guardian> {
        let holders = self.parents.iter().filter(|parent| parent.holds_custody);
        holders
            .map(|parent| Guardian {
                id: parent.id(self.home.country, calendar),
                name: parent.name.to_owned(),
                residence_parent: parent.lives_with,
            })
            .collect()
    }

    /// What the population register holds.
    // R-WORLD-3
    pub(crate) fn in_register(&self, calendar: &Calendar, series: u32) -> Vec<Record> {
        let child = self.child(calendar);
        let (register, shared, alone) = match self.home.country {
            Country::Se => (
                &FOLKBOKFORINGEN,
                "Vårdnad: gemensam",
                "Vårdnad: en vårdnadshavare",
            ),
            Country::Dk => (
                &CPR,
                "Forældremyndighed: fælles",
                "Forældremyndighed: én indehaver",
            ),
        };
        let mut register = Journal::open(register, calendar, &child, series);
        register
            .write(
                types::MASTER_DATA,
                self.born,
                self.entry_title,
                self.master_data(calendar),
            )
            .ongoing()
            .version(3)
            .at(self.home.location());
        let title = match self.guardians(calendar).len() {
            1 => alone,
            _ => shared,
        };
        register
            .write(types::CUSTODY, self.born, title, self.custody(calendar))
            .ongoing()
            .version(2);
        register.close()
    }

    fn master_data(&self, calendar: &Calendar) -> MasterData {
        let language = |tag: &&str| SpokenLanguage {
            tag: (*tag).to_owned(),
            ..SpokenLanguage::default()
        };
        MasterData {
            name: self.name.to_owned(),
            called_name: self.called.to_owned(),
            birth: Some(calendar.moment(self.born)),
            sex: self.sex,
            protection: self.protection,
            languages: self.languages.iter().map(language).collect(),
            ..MasterData::default()
        }
    }

    fn custody(&self, calendar: &Calendar) -> Custody {
        let holders = self.parents.iter().filter(|parent| parent.holds_custody);
        let holders = holders.map(|parent| CustodyHolder {
            person: parent.person(self.home.country, calendar),
            residence_parent: parent.lives_with,
            since: Some(calendar.moment(self.born)),
            until: None,
            basis: self.basis,
        });
        let family = self.parents.iter().map(|parent| FamilyTie {
            person: parent.person(self.home.country, calendar),
            kind: parent.kind,
            custody: match parent.holds_custody {
                true => StatedCustody::Held,
                false => StatedCustody::NotHeld,
            },
        });
        Custody {
            holders: holders.collect(),
            family: family.collect(),
        }
    }
}

impl Parent {
    pub(crate) fn id(&self, country: Country, calendar: &Calendar) -> PersonId {
        let series = match self.kind {
            FamilyTieKind::Mother => Series::Woman,
            _ => Series::Man,
        };
        test_number(country, calendar.day(self.born), series)
    }

    fn person(&self, country: Country, calendar: &Calendar) -> Person {
        let role = match self.kind {
            FamilyTieKind::Mother => "mother",
            _ => "father",
        };
        Person {
            id: Some(self.id(country, calendar)),
            ..Person::new(self.name, role)
        }
    }
}

impl Home {
    pub(crate) fn location(self) -> Location {
        Location {
            addresses: vec![Address {
                lines: vec![self.street.to_owned()],
                postal_code: self.postal_code.to_owned(),
                city: self.town.to_owned(),
                municipality_code: self.municipality.to_owned(),
                country: self.country.code().to_owned(),
            }],
            contact_points: self.reach.iter().map(ToString::to_string).collect(),
        }
    }
}

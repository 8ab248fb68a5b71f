//! One child being written about: its people, its growth, the day, and the pages that fill up in the systems.

use domain::{
    id::PersonId,
    record::{
        Address, Coding, Location, Organisation, Record,
        body::{Contact, Person, Vaccination, types},
    },
    time::{Country, Date, Moment},
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Entry, Journal, Site, Staff},
    sure::sure,
    systems,
};

use super::{chance::Chance, days, growth::Growth, homes::Household, lots::Lot, people::Kid};

/// Where the numbers of synthetic records begin: above those of the stories.
const FIRST_NUMBER: u32 = 20_000_000;
/// How many record numbers a child has in a system.
const NUMBERS_A_PAGE: u32 = 1_000;

/// The code of head circumference, and those of length and weight, which the journal knows.
const HEAD: (&str, &str) = ("http://loinc.org", "9843-4");

/// A child with all that is needed to write about it.
pub(super) struct Case<'a> {
    pub(super) kid: &'a Kid,
    pub(super) home: &'a Household,
    pub(super) siblings: Vec<&'a Kid>,
    pub(super) today: Date,
    pub(super) chance: Chance,
    pub(super) growth: Growth,
    /// Who got which batch: shared by all children.
    pub(super) deliveries: Chance,
    pub(super) pages: Vec<(&'static Site, Vec<Record>)>,
}

/// A page of a system's journal about one person, open for writing.
pub(super) struct Page {
    pub(super) site: &'static Site,
    today: Date,
    journal: Journal<'static>,
    hours: Chance,
}

impl Case<'_> {
    /// Whether something fell to the child.
    pub(super) fn has(&self, lot: Lot) -> bool {
        self.kid.has(lot)
    }

    /// Opens the child's page in a system.
    pub(super) fn open(&self, system: &str, writer: Staff) -> Page {
        self.open_for(system, writer, &self.kid.id)
    }

    /// Opens a page about another number: one the child had before, or the mother's.
    pub(super) fn open_for(&self, system: &str, writer: Staff, subject: &PersonId) -> Page {
        let found = systems::all().into_iter().find(|site| site.id == system);
        let site = sure(found.ok_or(system));
        let number = u32::try_from(self.kid.number).unwrap_or(0);
        // Each further page about the same child begins where none of the others comes.
        let opened = self.pages.iter().filter(|(other, _)| other.id == site.id);
        let part = u32::try_from(opened.count()).unwrap_or(0) * (NUMBERS_A_PAGE / 5);
        let series = FIRST_NUMBER + number * NUMBERS_A_PAGE + part;
        let mut journal = Journal::open(site, &Calendar::unmoved(self.today), subject, series);
        journal.by(writer);
        Page {
            site,
            today: self.today,
            journal,
            hours: self.chance.for_purpose(system, u64::from(series)),
        }
    }

    /// Puts a page into its system.
    pub(super) fn file(&mut self, page: Page) {
        self.pages.push((page.site, page.journal.close()));
    }

    /// The working day on or after the child's age in months and days: when something due at an age took place. `None` when that is
    /// today or ahead.
    pub(super) fn at_age(&self, months: i32, days: i32) -> Option<Date> {
        let day = days::working(days::days_after(
            days::months_after(self.kid.born, months),
            days,
        ));
        self.past(day)
    }

    /// The day on which a child from another country came: past the middle of its life.
    pub(super) fn arrived(&self) -> Option<Date> {
        let half = days::days_between(self.kid.born, self.today) * 55 / 100;
        let day = days::working(days::days_after(self.kid.born, half));
        self.has(Lot::MovedIn).then_some(day)
    }

    /// The day from which records lie under the number that the child has now. `None` when it never had another.
    pub(super) fn renumbered(&self) -> Option<Date> {
        (!self.kid.former_ids.is_empty()).then(|| days::months_after(self.kid.born, 5))
    }

    /// The day on which the family came to what is due at an age: some days after it, the same for a visit and the doses given there, and
    /// after a visit that was missed two weeks later. `None` when that is today or ahead.
    pub(super) fn came(&self, months: i32, days: i32) -> Option<Date> {
        let mut chance = self
            .chance
            .for_purpose("late", u64::from(months.unsigned_abs()));
        let day = self.at_age(months, days + chance.between(0, 6))?;
        match self.missed_at() {
            Some(missed) if missed == months => self.past(days::working(days::days_after(day, 16))),
            _ => Some(day),
        }
    }

    /// The age in months of the visit to the Swedish child health centre that nobody came to.
    pub(super) fn missed_at(&self) -> Option<i32> {
        let mut chance = self.chance.for_purpose("missed", 0);
        let missed = chance.pick(&[5, 6, 8, 10]);
        (self.has(Lot::NoShow) && self.home.country == Country::Se).then_some(missed)
    }

    /// The day, when it has passed.
    pub(super) fn past(&self, day: Date) -> Option<Date> {
        (day < self.today).then_some(day)
    }

    /// A working day so many days ago.
    pub(super) fn ago(&self, days: i32) -> Date {
        let day = days::working(days::days_after(self.today, -days));
        day.min(days::days_after(self.today, -1))
    }

    /// The age today in whole months; negative before birth.
    pub(super) fn months(&self) -> i32 {
        days::months_between(self.kid.born, self.today).floor() as i32
    }

    /// The grade today.
    pub(super) fn grade(&self) -> Option<i16> {
        days::grade_on(self.kid.born, self.today)
    }

    /// The grade on a day in the past.
    pub(super) fn in_grade(&self, grade: i16, month: i8, day: i8) -> Option<Date> {
        let autumn = days::autumn_of(self.kid.born, grade);
        let year = if month >= 8 {
            autumn
        } else {
            autumn.saturating_add(1)
        };
        let day = jiff::civil::Date::new(year, month, day).ok()?;
        self.past(days::working(day))
    }

    /// Where the family lives and how to reach it.
    pub(super) fn address(&self) -> Location {
        let (postal_code, city, municipality) = self.home.town.place();
        let phone = match self.home.country {
            Country::Se => format!("tel:+467017406{:02}", 5 + self.home.phone),
            Country::Dk => format!("tel:+4500{:06}", 740_000 + self.home.phone),
        };
        Location {
            addresses: vec![Address {
                lines: vec![self.home.street.clone()],
                postal_code: postal_code.to_owned(),
                city: city.to_owned(),
                municipality_code: municipality.to_owned(),
                country: self.home.country.code().to_owned(),
            }],
            contact_points: vec![phone],
        }
    }

    /// The mother, as a record names her.
    pub(super) fn mother(&self) -> Person {
        Person {
            id: Some(self.home.mother.id.clone()),
            ..Person::new(&self.home.mother.name, "mother")
        }
    }
}

impl Page {
    /// The day as this system is told it, with the one office hour of that day's visit.
    pub(super) fn when(&self, day: Date) -> String {
        format!("{day} {}", self.hour_of(day))
    }

    fn hour_of(&self, day: Date) -> String {
        let number = days::number_of(day);
        days::office_hour(self.hours.for_purpose("hour", number).below(33))
    }

    /// Who writes from here on.
    pub(super) fn by(&mut self, writer: Staff) {
        self.journal.by(writer);
    }

    /// The moment of a day, as precise as the system dates.
    pub(super) fn moment(&self, day: Date) -> Moment {
        self.journal.dated(&day.to_string())
    }

    /// Writes a record about a day that has passed.
    pub(super) fn write(
        &mut self,
        kind: &str,
        day: Date,
        title: &str,
        body: impl Into<domain::record::Body>,
    ) -> Entry<'_> {
        let when = self.when(day);
        self.journal.write(kind, &when, title, body)
    }

    /// Writes what is booked so many days ahead, recorded on a day that has passed.
    pub(super) fn book(
        &mut self,
        kind: &str,
        ahead: i32,
        recorded: Date,
        title: &str,
        body: impl Into<domain::record::Body>,
    ) -> Entry<'_> {
        let hour = self.hour_of(days::days_after(self.today, ahead));
        let recorded = self.when(recorded);
        self.journal
            .write(kind, &format!("+{ahead} {hour}"), title, body)
            .recorded(&recorded)
    }

    /// Measures the child: height and weight, and the head while it is measured.
    pub(super) fn measure(&mut self, day: Date, growth: &mut Growth, with_head: bool) {
        let when = self.when(day);
        let size = growth.on(day);
        self.journal.height(&when, &size.height);
        self.journal.weight(&when, &size.weight);
        if let Some(head) = size.head.filter(|_| with_head) {
            let words = match self.site.country {
                Country::Se => "Huvudomfång",
                Country::Dk => "Hovedomfang",
            };
            let code = Coding::new(HEAD.0, HEAD.1, words);
            let quantity = domain::record::Quantity::new(head, "cm");
            let body = domain::record::body::Observation::quantity(code.clone(), quantity);
            self.journal
                .write(types::OBSERVATION_GROWTH, &when, words, body)
                .code(code);
        }
    }

    /// A dose given on a day, or typed in from elsewhere.
    pub(super) fn dose(&mut self, day: Date, dose: Dose, transcribed: bool) -> Entry<'_> {
        let when = self.when(day);
        self.journal.vaccination(&when, dose, transcribed)
    }

    /// A dose known by month only.
    pub(super) fn dose_of_month(&mut self, day: Date, dose: Dose) -> Entry<'_> {
        let month = format!("{:04}-{:02}", day.year(), day.month());
        let recorded =
            days::working(days::days_after(day, 800)).min(days::days_after(self.today, -1));
        self.journal
            .vaccination(&month, dose, true)
            .recorded(&recorded.to_string())
    }

    /// That a dose was not given.
    pub(super) fn no_dose(&mut self, day: Date, dose: Dose, title: &str, why: &str) -> Entry<'_> {
        let body = Vaccination::not_given(dose.atc, why).dose(dose.number);
        let code = body.vaccine.clone();
        let entry = self.write(types::VACCINATION, day, title, body);
        match code {
            Some(code) => entry.code(code),
            None => entry,
        }
    }

    /// A note in sections.
    pub(super) fn note(&mut self, day: Date, title: &str, sections: &[(&str, &str)]) -> Entry<'_> {
        let when = self.when(day);
        self.journal.note(&when, title, sections)
    }

    /// The journal, for what every system writes the same way.
    pub(super) fn journal(&mut self) -> &mut Journal<'static> {
        &mut self.journal
    }

    /// A code of the system's own catalogue.
    pub(super) fn keyword(&self, code: &str, words: &str) -> Coding {
        self.journal.keyword(code, words)
    }

    /// Whom to turn to here, since a day.
    pub(super) fn contact(
        &mut self,
        since: Date,
        person: Person,
        responsibility: &str,
    ) -> Entry<'_> {
        let title = person.role_text.clone();
        let body = Contact::new(person, responsibility);
        self.write(types::CONTACT, since, &title, body).ongoing()
    }

    /// The unit, as another record names it.
    pub(super) fn unit(&self) -> Organisation {
        self.site.unit()
    }
}

//! A system's fixed traits: who owns it, and the habits that make its records differ from those of the system next door.

use std::time::Duration;

use domain::{
    id::OrganisationId,
    record::{Author, InformationType, Organisation, Record, body::Person},
    time::{Country, Moment},
};
use producer_sdk::AnswerScope;

use crate::{calendar::day_of, producer::Behaviour, sure, system::System};

/// A system before it holds anything.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) country: Country,
    pub(crate) sector: &'static str,
    /// Id and name of the accountable care provider or authority: HSA-id, CVR or SOR, told apart by their form.
    pub(crate) care_provider: (&'static str, &'static str),
    /// Id and name of the unit. Some systems send the id alone.
    pub(crate) unit: (&'static str, &'static str),
    pub(crate) types: &'static [&'static str],
    pub(crate) answer_scope: AnswerScope,
    /// The most records of one answer.
    pub(crate) max_records: usize,
    /// How long an answer takes before it begins.
    pub(crate) takes: Duration,
    pub(crate) mailbox: &'static str,
    pub(crate) habits: Habits,
}

/// How a system writes.
#[derive(Debug)]
pub(crate) struct Habits {
    pub(crate) dating: Dating,
    /// True when records have versions, from 1.
    pub(crate) counts_versions: bool,
    /// How a record is numbered: running number and year.
    pub(crate) record_id: fn(u32, i16) -> String,
    pub(crate) signature: fn(&Staff) -> Author,
    /// The system's own keyword catalogue, as a URI.
    pub(crate) catalogue: &'static str,
    pub(crate) words: Words,
    pub(crate) behaviour: Behaviour,
}

impl Site {
    /// What most systems have; `..Site::USUAL` at the end of a description leaves it at that.
    pub(crate) const USUAL: Self = Self {
        id: "",
        name: "",
        country: Country::Se,
        sector: "",
        care_provider: ("", ""),
        unit: ("", ""),
        types: &[],
        answer_scope: AnswerScope::Actor,
        max_records: 500,
        takes: Duration::ZERO,
        mailbox: "",
        habits: Habits::USUAL,
    };
}

impl Habits {
    /// What most systems do; `..Habits::USUAL` at the end of a description leaves it at that.
    pub(crate) const USUAL: Self = Self {
        dating: Dating::Minute,
        counts_versions: true,
        record_id: |number, _| format!("{number}"),
        signature: Staff::in_full,
        catalogue: "",
        words: Words::NONE,
        behaviour: |_, records| records,
    };
}

impl Words {
    /// Of a system that measures and vaccinates nobody.
    pub(crate) const NONE: Self = Self {
        height: "",
        weight: "",
        hearing: "",
        vision: "",
        vaccination: |dose| dose.product.to_owned(),
    };
}

/// How precisely a system dates what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dating {
    /// By day only.
    Day,
    /// By month only, as on old sheets.
    Month,
    /// As precisely as it was told.
    Minute,
}

/// What a system calls the usual things.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) height: &'static str,
    pub(crate) weight: &'static str,
    pub(crate) hearing: &'static str,
    pub(crate) vision: &'static str,
    pub(crate) vaccination: fn(&Dose) -> String,
}

/// A dose of a vaccine as it is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dose {
    pub(crate) atc: &'static str,
    pub(crate) product: &'static str,
    pub(crate) number: u32,
    pub(crate) batch: &'static str,
}

/// Somebody who writes.
#[derive(Clone, Copy)]
pub(crate) struct Staff {
    pub(crate) name: &'static str,
    /// The role as a code.
    pub(crate) role: &'static str,
    /// The role in words.
    pub(crate) title: &'static str,
}

impl Site {
    pub(crate) fn care_provider(&self) -> Organisation {
        sure::organisation(self.care_provider.0, self.care_provider.1)
    }

    pub(crate) fn unit(&self) -> Organisation {
        sure::organisation(self.unit.0, self.unit.1)
    }

    pub(crate) fn organisation(&self) -> OrganisationId {
        sure::organisation_id(self.care_provider.0)
    }

    pub(crate) fn types(&self) -> Vec<InformationType> {
        self.types.iter().map(|code| sure::kind(code)).collect()
    }

    /// The system with what it holds.
    pub(crate) fn holding(&self, records: Vec<Record>) -> System {
        System {
            id: self.id,
            name: self.name.to_owned(),
            country: self.country,
            sector: sure::sector(self.sector),
            organisation: self.organisation(),
            types: self.types(),
            answer_scope: self.answer_scope,
            max_records: self.max_records,
            takes: self.takes,
            mailbox: self.mailbox.to_owned(),
            behaviour: self.habits.behaviour,
            records: records.into(),
        }
    }
}

impl Dating {
    /// A moment of a country's clock, as precise as the system dates.
    pub(crate) fn of(self, moment: Moment, country: Country) -> Moment {
        match (self, moment) {
            (Self::Day, Moment::Instant(_)) => Moment::Day(day_of(moment, country)),
            (Self::Month, Moment::Instant(_) | Moment::Day(_)) => {
                let day = day_of(moment, country);
                Moment::Month {
                    year: day.year(),
                    month: day.month(),
                }
            }
            (_, moment) => moment,
        }
    }
}

impl Dose {
    pub(crate) const fn new(
        atc: &'static str,
        product: &'static str,
        number: u32,
        batch: &'static str,
    ) -> Self {
        Self {
            atc,
            product,
            number,
            batch,
        }
    }
}

impl Staff {
    /// Somebody who works in a system, as other records name them.
    pub(crate) fn of(&self, site: &Site) -> Person {
        Person {
            role_text: self.title.to_owned(),
            organisation: Some(site.care_provider()),
            ..Person::new(self.name, self.role)
        }
    }

    /// Signs with name and title.
    pub(crate) fn in_full(&self) -> Author {
        Author {
            name: self.name.to_owned(),
            role: self.role.to_owned(),
            role_text: self.title.to_owned(),
        }
    }

    /// Signs with the initials, as in a chart.
    pub(crate) fn initials(&self) -> Author {
        let letters = self.name.split(' ').filter_map(|part| part.chars().next());
        Author {
            name: letters.collect(),
            ..self.in_full()
        }
    }
}

/// Shows the role.
impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Staff({})", self.role)
    }
}

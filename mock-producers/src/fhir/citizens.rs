//! Who is who: Patients that share a number are one citizen, and a citizen may be known by a number in a reference alone.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::PersonId,
    time::{Country, Date, Moment, age_on},
};

use super::{
    identifiers,
    joining::Joining,
    node::Node,
    reference::{Found, Index, contained},
    unread::{Finding, Reason, Unread},
    versions::Standing,
};

/// The age at which a citizen is no longer a child, in whole years.
pub(super) const ADULT_AGE: u8 = 18;

/// One person.
pub(super) struct Citizen {
    /// The number to go by.
    pub(super) id: PersonId,
    /// Former and replacement numbers.
    pub(super) other_ids: Vec<PersonId>,
    /// The Patients, the one to show first: in use before not, then the newest, then the most complete.
    pub(super) patients: Vec<usize>,
    /// The date of birth as stated, else as the number has it.
    pub(super) birth: Option<Moment>,
    /// Whether any of the Patients is marked as protected.
    pub(super) protected: bool,
}

/// How old somebody is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Child(u8),
    Adult,
    Unborn,
    Unknown,
}

impl Citizen {
    /// The age on a day. With a partial date of birth the youngest that is possible: a rule for children is the stricter.
    // R-FHIR-8
    pub(super) fn age(&self, today: Date) -> Age {
        let Some(birth) = self
            .birth
            .and_then(|birth| last_day(birth, self.id.country()))
        else {
            return Age::Unknown;
        };
        match age_on(birth, today) {
            None => Age::Unborn,
            Some(age) if age < ADULT_AGE => Age::Child(age),
            Some(_) => Age::Adult,
        }
    }
}

/// Everybody in the folder.
pub(super) struct Citizens {
    pub(super) all: Vec<Citizen>,
    pub(super) by_number: BTreeMap<PersonId, usize>,
    /// The citizen of each Patient.
    pub(super) by_patient: BTreeMap<usize, usize>,
}

/// Whom a resource is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A citizen.
    Citizen(usize),
    /// A relative of a citizen, as the RelatedPerson at this place.
    Relative {
        /// The citizen.
        of: usize,
        /// The RelatedPerson.
        related: usize,
    },
}

impl Citizens {
    /// Finds everybody, and lists who cannot be told or dated.
    // R-FHIR-6
    pub(super) fn of(
        standing: &[Standing],
        unread: &mut Unread,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut joining = Joining::default();
        for (place, one) in standing.iter().enumerate() {
            if one.resource.kind == "Patient" && !one.retracted() {
                joining.patient(place, one, unread);
            } else {
                joining.named_in(one);
            }
        }
        joining.citizens(standing, unread, findings)
    }

    pub(super) fn by_number(&self, number: &PersonId) -> Option<usize> {
        self.by_number.get(number).copied()
    }

    pub(super) fn get(&self, place: usize) -> Option<&Citizen> {
        self.all.get(place)
    }

    /// The citizen of a Patient resource.
    pub(super) fn of_patient(&self, place: usize) -> Option<usize> {
        self.by_patient.get(&place).copied()
    }

    /// Whom a resource is about, by its `subject` or `patient`.
    // R-FHIR-7
    pub(super) fn subject(
        &self,
        from: &Standing,
        standing: &[Standing],
        index: &Index,
    ) -> Result<Subject, Reason> {
        let element = subject_element(from.resource.node());
        let by_number = match identifiers::one(element.get("identifier")) {
            Some(Ok(number)) => self.by_number(&number),
            _ => None,
        };
        let referred = match element.text_of("reference") {
            None => Err(Reason::NoSubject),
            Some(reference) => self.referred(from, reference, standing, index),
        };
        match (referred, by_number) {
            (Ok(Subject::Citizen(one)), Some(other)) if one != other => {
                Err(Reason::ContradictorySubject)
            }
            (Ok(subject), _) => Ok(subject),
            (Err(_), Some(citizen)) => Ok(Subject::Citizen(citizen)),
            (Err(Reason::NoSubject), None) if element.get("identifier").exists() => {
                Err(Reason::UnknownSubject)
            }
            (Err(reason), None) => Err(reason),
        }
    }

    fn referred(
        &self,
        from: &Standing,
        reference: &str,
        standing: &[Standing],
        index: &Index,
    ) -> Result<Subject, Reason> {
        if reference.starts_with('#') {
            return self.contained(from, reference);
        }
        let place = match index.find(from, reference) {
            Found::One(place) => place,
            Found::Several => return Err(Reason::AmbiguousSubject),
            Found::Nothing => return Err(Reason::UnknownSubject),
        };
        let Some(target) = standing.get(place) else {
            return Err(Reason::UnknownSubject);
        };
        match target.resource.kind.as_str() {
            // Called by its bundle, a Patient is meant even where its id stands for others too.
            "Patient" => self
                .of_patient(place)
                .map(Subject::Citizen)
                .ok_or(Reason::SubjectWithoutNumber),
            // A RelatedPerson is related to a Patient, so this goes one step and no further.
            "RelatedPerson" if from.resource.kind != "RelatedPerson" => {
                match self.subject(target, standing, index)? {
                    Subject::Citizen(of) => Ok(Subject::Relative { of, related: place }),
                    Subject::Relative { .. } => Err(Reason::NotAPerson),
                }
            }
            _ => Err(Reason::NotAPerson),
        }
    }

    fn contained(&self, from: &Standing, reference: &str) -> Result<Subject, Reason> {
        let inner = contained(&from.resource, reference).ok_or(Reason::UnknownSubject)?;
        if inner.text_of("resourceType") != Some("Patient") {
            return Err(Reason::NotAPerson);
        }
        let identifiers = identifiers::read(inner);
        let citizens: BTreeSet<_> = identifiers
            .numbers()
            .filter_map(|number| self.by_number(number))
            .collect();
        match citizens.iter().collect::<Vec<_>>().as_slice() {
            [one] => Ok(Subject::Citizen(**one)),
            [] => Err(Reason::SubjectWithoutNumber),
            _ => Err(Reason::AmbiguousSubject),
        }
    }
}

/// `subject`, or `patient` where the type has that.
pub(super) fn subject_element(resource: Node<'_>) -> Node<'_> {
    let subject = resource.get("subject");
    if subject.exists() {
        subject
    } else {
        resource.get("patient")
    }
}

fn last_day(birth: Moment, country: Country) -> Option<Date> {
    match birth {
        Moment::Day(day) => Some(day),
        Moment::Month { year, month } => Some(Date::new(year, month, 1).ok()?.last_of_month()),
        Moment::Year(year) => Date::new(year, 12, 31).ok(),
        Moment::Instant(instant) => Some(country.today(instant)),
    }
}

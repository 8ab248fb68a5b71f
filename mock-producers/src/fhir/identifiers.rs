//! The numbers by which a person resource goes.

use domain::id::{InvalidPersonId, PersonId, PersonSystem};

use super::{node::Node, unread::Reason};

/// What a person resource's identifiers say.
pub(super) struct Identifiers {
    /// The numbers that were read, the best to go by first.
    known: Vec<(Rank, PersonId)>,
    /// Identifiers of systems that are not known.
    pub(super) unknown_systems: usize,
    /// Numbers that break their system's rules.
    pub(super) invalid: usize,
}

/// A number in force before a former one, a permanent one before a replacement.
pub(super) type Rank = (u8, u8);

impl Identifiers {
    /// The numbers, the best to go by first.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &PersonId> {
        self.known.iter().map(|(_, number)| number)
    }

    pub(super) fn ranked(&self) -> &[(Rank, PersonId)] {
        &self.known
    }

    /// The number to go by.
    pub(super) fn best(&self) -> Option<&PersonId> {
        self.numbers().next()
    }

    /// Why there is none.
    pub(super) fn reason(&self) -> Reason {
        match (self.invalid, self.unknown_systems) {
            (1.., _) => Reason::InvalidNumber,
            (0, 1..) => Reason::UnknownSystem,
            (0, 0) => Reason::NoIdentifier,
        }
    }
}

/// Reads the identifiers of a Patient or RelatedPerson.
// R-FHIR-6
pub(super) fn read(person: Node<'_>) -> Identifiers {
    let mut read = Identifiers {
        known: Vec::new(),
        unknown_systems: 0,
        invalid: 0,
    };
    for identifier in person.each("identifier") {
        match one(identifier) {
            Some(Ok(number)) => {
                let rank = (use_rank(identifier.text_of("use")), system_rank(&number));
                read.known.push((rank, number));
            }
            Some(Err(InvalidPersonId::UnknownSystem)) => read.unknown_systems += 1,
            Some(Err(_)) => read.invalid += 1,
            None => {}
        }
    }
    read.known.sort();
    read.known.dedup_by(|a, b| a.1 == b.1);
    read
}

/// One identifier; none when it has no value.
pub(super) fn one(identifier: Node<'_>) -> Option<Result<PersonId, InvalidPersonId>> {
    let value = identifier.text_of("value")?;
    Some(PersonId::parse(
        identifier.text_of("system").unwrap_or_default(),
        value,
    ))
}

fn use_rank(word: Option<&str>) -> u8 {
    match word {
        Some("old") => 2,
        Some("temp" | "secondary") => 1,
        _ => 0,
    }
}

fn system_rank(number: &PersonId) -> u8 {
    match number.system_kind() {
        PersonSystem::Cpr | PersonSystem::Personnummer => 0,
        PersonSystem::Samordningsnummer => 1,
        PersonSystem::Reservnummer => 2,
        PersonSystem::XEcpr => 3,
        PersonSystem::DEcpr => 4,
    }
}

//! Constants of the told world, made into checked values. A constant that breaks its own rule is a fault of this crate: the tests
//! build the whole world, so it is found there and not by whoever runs it.

use domain::{
    id::{OrganisationId, PersonId},
    record::{InformationType, Organisation, Sector},
};

/// The system of Swedish HSA-ids.
const HSA: &str = "urn:oid:1.2.752.129.2.1.4.1";
/// The system of Danish units in health and care, SOR.
const SOR: &str = "urn:oid:1.2.208.176.1.1";
/// The system of Danish companies and authorities, CVR.
const CVR: &str = "http://cvr.dk";
/// The system of Swedish personnummer.
const PERSONNUMMER: &str = "urn:oid:1.2.752.129.2.1.3.1";
/// The system of Danish CPR numbers.
const CPR: &str = "urn:oid:1.2.208.176.1.2";

pub(crate) fn sector(code: &str) -> Sector {
    sure(Sector::parse(code))
}

pub(crate) fn kind(code: &str) -> InformationType {
    sure(InformationType::parse(code))
}

/// An organisation's id, its system told by its form: HSA-ids begin with letters, a CVR number has 8 digits, a SOR code more.
pub(crate) fn organisation_id(id: &str) -> OrganisationId {
    let system = match id.len() {
        _ if id.starts_with(|c: char| c.is_ascii_alphabetic()) => HSA,
        8 => CVR,
        _ => SOR,
    };
    sure(OrganisationId::parse(system, id))
}

pub(crate) fn organisation(id: &str, name: &str) -> Organisation {
    Organisation {
        id: Some(organisation_id(id)),
        name: name.to_owned(),
    }
}

pub(crate) fn personnummer(twelve_digits: &str) -> PersonId {
    sure(PersonId::parse(PERSONNUMMER, twelve_digits))
}

pub(crate) fn cpr(ten_digits: &str) -> PersonId {
    sure(PersonId::parse(CPR, ten_digits))
}

/// The value of a constant that is right by construction.
#[expect(
    clippy::expect_used,
    reason = "a wrong constant is a fault of this crate, found by its tests"
)]
pub(crate) fn sure<T, E: std::fmt::Debug>(made: Result<T, E>) -> T {
    made.expect("a constant of the told world breaks its own rule")
}

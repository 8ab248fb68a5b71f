//! Identifiers of persons and organisations: one parser per system, one normalised form each.
//! Nothing else in Samsyn looks inside an identifier; a `PersonId` never prints its value.

mod denmark;
mod organisation;
mod person;
mod sweden;

pub use organisation::{InvalidOrganisationId, OrganisationId, OrganisationSystem};
pub use person::{InvalidPersonId, PersonId, PersonSystem};

//! Codes and identifiers as they are typed, checked before anything is asked.

use domain::{
    id::OrganisationId,
    record::{InformationType, Sector},
};

pub(super) fn organisation(text: &str) -> Result<OrganisationId, String> {
    OrganisationId::guess(text).map_err(|error| error.to_string())
}

pub(super) fn sector(text: &str) -> Result<Sector, String> {
    Sector::parse(text).map_err(|error| error.to_string())
}

pub(super) fn information_type(text: &str) -> Result<InformationType, String> {
    InformationType::parse(text).map_err(|error| error.to_string())
}

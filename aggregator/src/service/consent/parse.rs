//! Fields of the wire as values of ours, each refused by its name. What came is never repeated.

use domain::{
    id::{OrganisationId, PersonId},
    record::{InformationType, Sector},
    time::Timestamp,
};
use proto::{
    convert::common::timestamp,
    status::bad_request,
    v1::{common::Identifier, consent::Registration},
};
use tonic::Status;
use uuid::Uuid;

use crate::overview::query::{Language, holds_a_number};

/// The longest unit, in bytes: an HSA-id has 31.
const MAX_UNIT_BYTES: usize = 64;
/// The longest name of who asked for a registration, in bytes.
const MAX_NAME_BYTES: usize = 128;
/// The longest reason, in bytes.
const MAX_REASON_BYTES: usize = 500;
/// The longest code of a purpose, in bytes.
const MAX_CODE_BYTES: usize = 64;
/// The most information types that a block names.
const MAX_TYPES: usize = 64;

/// The refusal of a field.
pub(super) fn wrong(field: &'static str, expected: &'static str) -> Status {
    bad_request("INVALID_REQUEST", &[(field, expected)])
}

pub(super) fn person(field: &'static str, id: Option<Identifier>) -> Result<PersonId, Status> {
    let id = id.and_then(|id| PersonId::try_from(id).ok());
    id.ok_or_else(|| wrong(field, "expected an identity number of a known system"))
}

pub(super) fn instant(
    field: &'static str,
    at: Option<prost_types::Timestamp>,
) -> Result<Option<Timestamp>, Status> {
    at.map(|at| timestamp(at).map_err(|_| wrong(field, "expected an instant")))
        .transpose()
}

/// An instant as of which something is known.
pub(super) fn as_of(at: Option<prost_types::Timestamp>) -> Result<Timestamp, Status> {
    instant("as_of_time", at)?
        .ok_or_else(|| wrong("as_of_time", "expected when the source knew it"))
}

/// An end that lies after its start, where both are told.
pub(super) fn after(
    field: &'static str,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) -> Result<(), Status> {
    match (start, end) {
        (Some(start), Some(end)) if end <= start => {
            Err(wrong(field, "expected an end after the start"))
        }
        _ => Ok(()),
    }
}

pub(super) fn organisation(
    field: &'static str,
    id: Option<Identifier>,
) -> Result<Option<OrganisationId>, Status> {
    let parse = |id| OrganisationId::try_from(id);
    id.map(|id| parse(id).map_err(|_| wrong(field, "expected HSA-id, SOR, CVR or yder number")))
        .transpose()
}

pub(super) fn unit(field: &'static str, unit: String) -> Result<Option<String>, Status> {
    let unit = short(field, unit, MAX_UNIT_BYTES, "expected at most 64 bytes")?;
    if holds_a_number(&unit) {
        return Err(wrong(field, "expected a unit, and nobody's number"));
    }
    Ok(Some(unit).filter(|unit| !unit.is_empty()))
}

pub(super) fn sector(field: &'static str, code: &str) -> Result<Sector, Status> {
    (Sector::parse(code).ok())
        .filter(|_| !holds_a_number(code))
        .ok_or_else(|| wrong(field, "expected a sector's code, for example school-health"))
}

/// A sector that may be left out.
pub(super) fn any_sector(field: &'static str, code: &str) -> Result<Option<Sector>, Status> {
    let code = Some(code).filter(|code| !code.is_empty());
    code.map(|code| sector(field, code)).transpose()
}

pub(super) fn sectors(field: &'static str, codes: &[String]) -> Result<Vec<Sector>, Status> {
    codes.iter().map(|code| sector(field, code)).collect()
}

pub(super) fn types(field: &'static str, codes: &[String]) -> Result<Vec<InformationType>, Status> {
    if codes.len() > MAX_TYPES {
        return Err(wrong(field, "expected at most 64 information types"));
    }
    (codes.iter())
        .map(|code| InformationType::parse(code).ok())
        .map(|code| code.filter(|code| !holds_a_number(code.as_str())))
        .collect::<Option<_>>()
        .ok_or_else(|| {
            wrong(
                field,
                "expected exact codes, for example observation/growth",
            )
        })
}

/// A purpose as a code; none when it is left out.
pub(super) fn purpose(field: &'static str, code: String) -> Result<Option<String>, Status> {
    let in_code = |c: char| c.is_ascii_lowercase() || c == '-';
    if code.len() > MAX_CODE_BYTES || !code.chars().all(in_code) {
        return Err(wrong(field, "expected a code such as care"));
    }
    Ok(Some(code).filter(|code| !code.is_empty()))
}

pub(super) fn uuid(field: &'static str, text: &str) -> Result<Uuid, Status> {
    let id = Uuid::parse_str(text).ok().filter(|id| !id.is_nil());
    id.ok_or_else(|| wrong(field, "expected a UUID"))
}

/// A short text of one line in the caller's own form; none when it is left out.
pub(super) fn line(
    field: &'static str,
    text: String,
    most: usize,
    expected: &'static str,
) -> Result<Option<String>, Status> {
    if text.contains('\n') {
        return Err(wrong(field, expected));
    }
    let text = short(field, text, most, expected)?;
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

/// A stated reason; none when it is left out.
pub(super) fn reason(field: &'static str, text: String) -> Result<Option<String>, Status> {
    let text = short(field, text, MAX_REASON_BYTES, "expected at most 500 bytes")?;
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

/// A reason that must be stated.
pub(super) fn required_reason(field: &'static str, text: String) -> Result<String, Status> {
    reason(field, text)?.ok_or_else(|| wrong(field, "expected a reason in words"))
}

/// The language of sentences.
pub(super) fn language(field: &'static str, language: &str) -> Result<Language, Status> {
    Language::parse(language).map_err(|expected| wrong(field, expected))
}

/// How something came to be registered, in the caller's words.
pub(super) struct Words {
    /// Who asked for it.
    pub(super) requested_by: Option<String>,
    /// Why.
    pub(super) reason: Option<String>,
}

impl Words {
    pub(super) fn of(registration: Option<Registration>) -> Result<Self, Status> {
        let Registration {
            requested_by,
            registered_by: _,
            reason: why,
            registered_time: _,
        } = registration.unwrap_or_default();
        let field = "registration.requested_by";
        let name = short(
            field,
            requested_by,
            MAX_NAME_BYTES,
            "expected at most 128 bytes",
        )?;
        Ok(Self {
            requested_by: Some(name).filter(|name| !name.trim().is_empty()),
            reason: reason("registration.reason", why)?,
        })
    }
}

/// A control character could forge a line wherever the text is shown.
fn short(
    field: &'static str,
    text: String,
    most: usize,
    expected: &'static str,
) -> Result<String, Status> {
    let is_line = |c: char| c.is_control() && c != '\n';
    if text.len() > most || text.chars().any(is_line) {
        return Err(wrong(field, expected));
    }
    Ok(text)
}

//! The header: read strictly, because every decision about a record rests on it.

use domain::{
    id::PersonId,
    record::{
        Author, Claim, Header, InformationType, InvalidCode, LifeCycle, Marks, Organisation,
        Relation, RelationKind, Sensitivity,
        claims::{MAX_CLAIMS, MAX_KEY_BYTES},
    },
    time::Period,
};
use thiserror::Error;

use super::common::{InvalidValue, timestamp, wire_timestamp};
use crate::v1::{common, record as wire};

/// The longest record id, in bytes. Targets of relations, reasons of retraction and source states are held to it too.
pub const MAX_ID_BYTES: usize = 128;
/// The longest title, in bytes.
pub const MAX_TITLE_BYTES: usize = 300;
/// The most codes a header carries.
pub const MAX_CODES: usize = 32;
/// The most relations a header carries.
pub const MAX_RELATIONS: usize = 32;

/// Why a header cannot be read.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum InvalidHeader {
    /// A required field is absent or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A text is longer than its bound.
    #[error("{field} is longer than {bytes} bytes")]
    TooLong {
        /// The field.
        field: &'static str,
        /// Its bound.
        bytes: usize,
    },
    /// A list has more entries than its bound.
    #[error("{field} has more than {most} entries")]
    TooMany {
        /// The field.
        field: &'static str,
        /// Its bound.
        most: usize,
    },
    /// The information type is no open code.
    #[error("information_type is no open code")]
    InformationType(#[source] InvalidCode),
    /// The life-cycle is not stated, or is one that this binary does not know: what it allows cannot be told.
    #[error("life_cycle is not stated or not known")]
    LifeCycle,
    /// A building block cannot be read.
    #[error("{field} cannot be read")]
    Field {
        /// The field.
        field: &'static str,
        /// Why.
        #[source]
        source: InvalidValue,
    },
}

// R-HEADER-1
impl TryFrom<wire::RecordHeader> for Header {
    type Error = InvalidHeader;

    fn try_from(header: wire::RecordHeader) -> Result<Self, InvalidHeader> {
        let wire::RecordHeader {
            record_id,
            version,
            information_type,
            subject,
            period,
            recorded_time,
            updated_time,
            source_time,
            life_cycle,
            retraction_reason,
            care_provider,
            unit,
            author,
            title,
            codes,
            identity_key,
            claims,
            relations,
            not_for_guardians,
            mentions_third_persons,
            sensitivity,
            source_status,
        } = header;
        let subject = subject.ok_or(InvalidHeader::Missing("subject"))?;
        Ok(Self {
            record_id: required("record_id", record_id)?,
            version,
            information_type: InformationType::parse(&information_type)
                .map_err(InvalidHeader::InformationType)?,
            subject: PersonId::try_from(subject).map_err(in_field("subject"))?,
            period: period
                .map(Period::try_from)
                .transpose()
                .map_err(in_field("period"))?
                .unwrap_or_default(),
            recorded: time("recorded_time", recorded_time)?,
            updated: time("updated_time", updated_time)?,
            source_time: time("source_time", source_time)?,
            life_cycle: read_life_cycle(life_cycle, retraction_reason)?,
            care_provider: organisation("care_provider", care_provider)?,
            unit: organisation("unit", unit)?,
            author: author.map(Into::into),
            title: bounded("title", title, MAX_TITLE_BYTES)?,
            codes: few("codes", codes, MAX_CODES)?,
            identity_key: Some(bounded("identity_key", identity_key, MAX_KEY_BYTES)?)
                .filter(|key| !key.is_empty()),
            claims: few("claims", claims, MAX_CLAIMS)?,
            relations: read_relations(relations)?,
            marks: Marks {
                not_for_guardians,
                mentions_third_persons,
            },
            sensitivity: read_sensitivity(&sensitivity),
            source_status: bounded("source_status", source_status, MAX_ID_BYTES)?,
        })
    }
}

impl From<Header> for wire::RecordHeader {
    fn from(header: Header) -> Self {
        let Header {
            record_id,
            version,
            information_type,
            subject,
            period,
            recorded,
            updated,
            source_time,
            life_cycle,
            care_provider,
            unit,
            author,
            title,
            codes,
            identity_key,
            claims,
            relations,
            marks,
            sensitivity,
            source_status,
        } = header;
        let Marks {
            not_for_guardians,
            mentions_third_persons,
        } = marks;
        let (life_cycle, retraction_reason) = write_life_cycle(life_cycle);
        Self {
            record_id,
            version,
            information_type: information_type.as_str().to_owned(),
            subject: Some(subject.into()),
            period: Some(period.into()),
            recorded_time: recorded.map(wire_timestamp),
            updated_time: updated.map(wire_timestamp),
            source_time: source_time.map(wire_timestamp),
            life_cycle: life_cycle.into(),
            retraction_reason,
            care_provider: care_provider.map(Into::into),
            unit: unit.map(Into::into),
            author: author.map(Into::into),
            title,
            codes: codes.into_iter().map(Into::into).collect(),
            identity_key: identity_key.unwrap_or_default(),
            claims: claims.into_iter().map(Into::into).collect(),
            relations: relations.into_iter().map(Into::into).collect(),
            not_for_guardians,
            mentions_third_persons,
            sensitivity: write_sensitivity(sensitivity).to_owned(),
            source_status,
        }
    }
}

fn in_field(field: &'static str) -> impl Fn(InvalidValue) -> InvalidHeader {
    move |source| InvalidHeader::Field { field, source }
}

fn bounded(field: &'static str, text: String, bytes: usize) -> Result<String, InvalidHeader> {
    if text.len() > bytes {
        return Err(InvalidHeader::TooLong { field, bytes });
    }
    Ok(text)
}

fn required(field: &'static str, id: String) -> Result<String, InvalidHeader> {
    if id.is_empty() {
        return Err(InvalidHeader::Missing(field));
    }
    bounded(field, id, MAX_ID_BYTES)
}

fn few<W, D: From<W>>(
    field: &'static str,
    entries: Vec<W>,
    most: usize,
) -> Result<Vec<D>, InvalidHeader> {
    if entries.len() > most {
        return Err(InvalidHeader::TooMany { field, most });
    }
    Ok(entries.into_iter().map(D::from).collect())
}

fn time(
    field: &'static str,
    time: Option<prost_types::Timestamp>,
) -> Result<Option<domain::time::Timestamp>, InvalidHeader> {
    time.map(timestamp).transpose().map_err(in_field(field))
}

fn organisation(
    field: &'static str,
    organisation: Option<common::Organisation>,
) -> Result<Option<Organisation>, InvalidHeader> {
    organisation
        .map(Organisation::try_from)
        .transpose()
        .map_err(in_field(field))
}

// R-HEADER-2
fn read_life_cycle(number: i32, reason: String) -> Result<LifeCycle, InvalidHeader> {
    match wire::LifeCycle::try_from(number) {
        Err(_) | Ok(wire::LifeCycle::Unspecified) => Err(InvalidHeader::LifeCycle),
        Ok(wire::LifeCycle::Planned) => Ok(LifeCycle::Planned),
        Ok(wire::LifeCycle::Active) => Ok(LifeCycle::Active),
        Ok(wire::LifeCycle::Completed) => Ok(LifeCycle::Completed),
        Ok(wire::LifeCycle::Cancelled) => Ok(LifeCycle::Cancelled),
        Ok(wire::LifeCycle::Retracted) => Ok(LifeCycle::Retracted {
            reason: bounded("retraction_reason", reason, MAX_ID_BYTES)?,
        }),
    }
}

fn write_life_cycle(life_cycle: LifeCycle) -> (wire::LifeCycle, String) {
    match life_cycle {
        LifeCycle::Planned => (wire::LifeCycle::Planned, String::new()),
        LifeCycle::Active => (wire::LifeCycle::Active, String::new()),
        LifeCycle::Completed => (wire::LifeCycle::Completed, String::new()),
        LifeCycle::Cancelled => (wire::LifeCycle::Cancelled, String::new()),
        LifeCycle::Retracted { reason } => (wire::LifeCycle::Retracted, reason),
    }
}

/// A mark that this binary does not know counts as the strictest.
// R-HEADER-3
fn read_sensitivity(mark: &str) -> Sensitivity {
    match mark {
        "" | "N" => Sensitivity::Normal,
        "R" => Sensitivity::Restricted,
        _ => Sensitivity::VeryRestricted,
    }
}

fn write_sensitivity(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Normal => "N",
        Sensitivity::Restricted => "R",
        Sensitivity::VeryRestricted => "V",
    }
}

/// A relation of a kind that this binary does not know is left out: nothing is decided on relations.
fn read_relations(relations: Vec<wire::Relation>) -> Result<Vec<Relation>, InvalidHeader> {
    if relations.len() > MAX_RELATIONS {
        return Err(InvalidHeader::TooMany {
            field: "relations",
            most: MAX_RELATIONS,
        });
    }
    let mut known = Vec::with_capacity(relations.len());
    for relation in relations {
        let wire::Relation { kind, target } = relation;
        let kind = match wire::RelationKind::try_from(kind) {
            Err(_) | Ok(wire::RelationKind::Unspecified) => continue,
            Ok(wire::RelationKind::Replaces) => RelationKind::Replaces,
            Ok(wire::RelationKind::Contact) => RelationKind::Contact,
            Ok(wire::RelationKind::Process) => RelationKind::Process,
            Ok(wire::RelationKind::Plan) => RelationKind::Plan,
        };
        let target = required("relations.target", target)?;
        known.push(Relation { kind, target });
    }
    Ok(known)
}

impl From<Relation> for wire::Relation {
    fn from(relation: Relation) -> Self {
        let Relation { kind, target } = relation;
        let kind = match kind {
            RelationKind::Replaces => wire::RelationKind::Replaces,
            RelationKind::Contact => wire::RelationKind::Contact,
            RelationKind::Process => wire::RelationKind::Process,
            RelationKind::Plan => wire::RelationKind::Plan,
        };
        Self {
            kind: kind.into(),
            target,
        }
    }
}

impl From<wire::Claim> for Claim {
    fn from(claim: wire::Claim) -> Self {
        let wire::Claim { code, value, unit } = claim;
        let code = code.unwrap_or_default().into();
        Self { code, value, unit }
    }
}

impl From<Claim> for wire::Claim {
    fn from(claim: Claim) -> Self {
        let Claim { code, value, unit } = claim;
        Self {
            code: Some(code.into()),
            value,
            unit,
        }
    }
}

impl From<common::Person> for Author {
    fn from(person: common::Person) -> Self {
        // The author's number is nobody's business here, and the organisation stands in the header already.
        let common::Person {
            id: _,
            name,
            role,
            role_text,
            organisation: _,
        } = person;
        Self {
            name,
            role,
            role_text,
        }
    }
}

impl From<Author> for common::Person {
    fn from(author: Author) -> Self {
        let Author {
            name,
            role,
            role_text,
        } = author;
        Self {
            id: None,
            name,
            role,
            role_text,
            organisation: None,
        }
    }
}

#[cfg(test)]
mod tests;

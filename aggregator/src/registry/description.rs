//! A registration as it came, held against the admission: it may say less, never more or other.

use std::collections::BTreeSet;

use domain::record::InformationType;
use jiff::SignedDuration;
use proto::v1::{producer as wire, registry::RegisterRequest};

use super::RegistryError;
use crate::peers::{Admission, Endpoint};

/// The contract that this aggregator speaks.
const CONTRACT_VERSION: &str = "v1";
const MAX_ENDPOINTS: usize = 4;
const MAX_TYPES: usize = 64;
const MAX_CODE_SYSTEMS: usize = 32;
const MAX_TEXT_BYTES: usize = 200;
const MAX_KEYWORDS: usize = 16;
/// What 0 stands for in the contract.
const DEFAULT_MAX_RECORDS: u32 = 1_000;

/// On what a producer's answer depends, as far as it is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerScope {
    /// Also on audience, sector and ground.
    Audience,
    /// Also on the actor.
    Actor,
}

/// What a registered producer says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// The name people know it by; the admitted one when it gives none.
    pub name: String,
    /// The types it answers.
    pub types: BTreeSet<InformationType>,
    /// On what its answer depends.
    pub scope: AnswerScope,
    /// The most records it puts in one answer.
    pub max_records: u32,
    /// How long its answer may be reused. `None` = not at all.
    pub max_age: Option<SignedDuration>,
    /// Where information outside the window is asked for.
    pub mailbox: Option<String>,
    /// Keywords under which that mailbox is found.
    pub mailbox_keywords: Vec<String>,
    /// Whom to call when it does not work.
    pub support_contact: Option<String>,
    /// True when it tells which children it knows.
    pub engagements_offered: bool,
    /// Product and version, for the operator.
    pub software: Option<String>,
}

// R-REGISTRY-1
pub(super) fn read(
    request: &RegisterRequest,
    admission: &Admission,
) -> Result<(Description, Vec<Endpoint>), RegistryError> {
    let RegisterRequest {
        description,
        sector,
        endpoints,
    } = request;
    let description = (description.as_ref()).ok_or(invalid("description", "expected one"))?;
    if description.producer_id != admission.id {
        return Err(RegistryError::ProducerIdMismatch);
    }
    if sector != admission.sector.as_str() {
        return Err(RegistryError::SectorMismatch);
    }
    let endpoints = read_endpoints(endpoints, admission)?;
    Ok((read_description(description, admission)?, endpoints))
}

fn read_endpoints(texts: &[String], admission: &Admission) -> Result<Vec<Endpoint>, RegistryError> {
    if !(1..=MAX_ENDPOINTS).contains(&texts.len()) {
        return Err(invalid("endpoints", "expected 1 to 4"));
    }
    texts
        .iter()
        .map(|text| {
            let endpoint = Endpoint::parse(text)
                .map_err(|_| invalid("endpoints", "expected `https://host:port`"))?;
            let admitted = admission.endpoints.iter().any(|p| p.allows(&endpoint));
            admitted
                .then_some(endpoint)
                .ok_or(RegistryError::EndpointNotAdmitted)
        })
        .collect()
}

/// Taken apart to the last field: a field that the contract gains does not compile until somebody has decided about it.
fn read_description(
    said: &wire::ProducerDescription,
    admission: &Admission,
) -> Result<Description, RegistryError> {
    let wire::ProducerDescription {
        producer_id: _,
        name,
        types,
        answer_scope,
        max_records,
        max_age,
        secure_message_mailbox,
        mailbox_keywords,
        support_contact,
        contract_version,
        conformance_digest,
        requires_signed_context,
        engagements_offered,
        software,
    } = said;
    if contract_version != CONTRACT_VERSION {
        return Err(RegistryError::ContractVersionNotSupported);
    }
    if *requires_signed_context {
        return Err(RegistryError::SignedContextNotSupported);
    }
    if !matches!(conformance_digest.len(), 0 | 32) {
        return Err(invalid(
            "description.conformance_digest",
            "expected 32 bytes",
        ));
    }
    if mailbox_keywords.len() > MAX_KEYWORDS {
        return Err(invalid(
            "description.mailbox_keywords",
            "expected at most 16",
        ));
    }
    let keywords = mailbox_keywords
        .iter()
        .filter_map(|keyword| text("description.mailbox_keywords", keyword).transpose());
    Ok(Description {
        name: text("description.name", name)?.unwrap_or_else(|| admission.name.clone()),
        types: read_types(types, admission)?,
        scope: read_scope(*answer_scope)?,
        max_records: match *max_records {
            0 => DEFAULT_MAX_RECORDS,
            some => some,
        },
        max_age: max_age.as_ref().map(read_age).transpose()?,
        mailbox: text("description.secure_message_mailbox", secure_message_mailbox)?,
        mailbox_keywords: keywords.collect::<Result<_, _>>()?,
        support_contact: text("description.support_contact", support_contact)?,
        engagements_offered: *engagements_offered,
        software: text("description.software", software)?,
    })
}

fn read_types(
    said: &[wire::TypeDescription],
    admission: &Admission,
) -> Result<BTreeSet<InformationType>, RegistryError> {
    if !(1..=MAX_TYPES).contains(&said.len()) {
        return Err(invalid("description.types", "expected 1 to 64"));
    }
    said.iter()
        .map(|said| {
            let wire::TypeDescription {
                information_type,
                code_systems,
                since: _,
            } = said;
            let long = code_systems.iter().any(|s| s.len() > MAX_TEXT_BYTES);
            if long || code_systems.len() > MAX_CODE_SYSTEMS {
                let expected = "expected at most 32 of 200 bytes";
                return Err(invalid("description.types.code_systems", expected));
            }
            let code = InformationType::parse(information_type).ok();
            code.filter(|code| admission.types.contains(code))
                .ok_or(RegistryError::TypeNotAdmitted)
        })
        .collect()
}

fn read_scope(scope: i32) -> Result<AnswerScope, RegistryError> {
    match wire::AnswerScope::try_from(scope) {
        Ok(wire::AnswerScope::Audience) => Ok(AnswerScope::Audience),
        Ok(wire::AnswerScope::Actor | wire::AnswerScope::Unspecified) => Ok(AnswerScope::Actor),
        // An unknown scope may be wider than any we know.
        Ok(wire::AnswerScope::Shared) | Err(_) => Err(RegistryError::ScopeNotSupported),
    }
}

fn read_age(age: &prost_types::Duration) -> Result<SignedDuration, RegistryError> {
    let negative = age.seconds < 0 || age.nanos < 0;
    if negative || age.nanos >= 1_000_000_000 || age.seconds > 24 * 3600 {
        return Err(invalid("description.max_age", "expected 0 to 24 hours"));
    }
    Ok(SignedDuration::new(age.seconds, age.nanos))
}

/// A text for people: bounded, and without control characters, which could forge a line in a log or a terminal.
fn text(field: &'static str, said: &str) -> Result<Option<String>, RegistryError> {
    if said.len() > MAX_TEXT_BYTES || said.chars().any(char::is_control) {
        return Err(invalid(field, "expected at most 200 bytes of plain text"));
    }
    Ok((!said.is_empty()).then(|| said.to_owned()))
}

fn invalid(field: &'static str, expected: &'static str) -> RegistryError {
    RegistryError::Invalid { field, expected }
}

//! How a source describes itself to the directory that plans are made from.

use std::time::Duration;

use domain::record::InformationType;
use proto::v1::producer as pb;

/// The version of the contract this SDK speaks.
const CONTRACT_VERSION: &str = "v1";

/// On what a source's answer depends. The narrower, the more of the caller's context the call carries, and the less can be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnswerScope {
    /// Child, types and window only: no actor travels, and each disclosure is reported afterwards.
    Shared,
    /// Also audience, sector and ground.
    Audience,
    /// Also actor, unit and organisation.
    #[default]
    Actor,
}

/// What the builder has gathered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Description {
    pub(crate) producer_id: String,
    pub(crate) name: String,
    pub(crate) types: Vec<InformationType>,
    pub(crate) answer_scope: AnswerScope,
    pub(crate) max_records: usize,
    pub(crate) max_age: Option<Duration>,
    pub(crate) mailbox: String,
    pub(crate) mailbox_keywords: Vec<String>,
    pub(crate) support_contact: String,
    pub(crate) engagements_offered: bool,
    pub(crate) software: String,
}

impl From<Description> for pb::ProducerDescription {
    fn from(description: Description) -> Self {
        let Description {
            producer_id,
            name,
            types,
            answer_scope,
            max_records,
            max_age,
            mailbox,
            mailbox_keywords,
            support_contact,
            engagements_offered,
            software,
        } = description;
        let types = types.iter().map(|code| pb::TypeDescription {
            information_type: code.to_string(),
            code_systems: Vec::new(),
            since: None,
        });
        let scope = match answer_scope {
            AnswerScope::Shared => pb::AnswerScope::Shared,
            AnswerScope::Audience => pb::AnswerScope::Audience,
            AnswerScope::Actor => pb::AnswerScope::Actor,
        };
        Self {
            producer_id,
            name,
            types: types.collect(),
            answer_scope: scope.into(),
            max_records: u32::try_from(max_records).unwrap_or(u32::MAX),
            max_age: max_age.and_then(|age| age.try_into().ok()),
            secure_message_mailbox: mailbox,
            mailbox_keywords,
            support_contact,
            contract_version: CONTRACT_VERSION.to_owned(),
            conformance_digest: Default::default(),
            requires_signed_context: false,
            engagements_offered,
            software,
        }
    }
}

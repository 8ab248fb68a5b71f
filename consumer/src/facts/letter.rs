//! Letters that ask for what is on request, and what was answered.

use proto::v1::consent as wire;
use serde::Serialize;

use super::{Organisation, code, when};
use crate::model::When;

/// A request for information, as it was noted. The child is not given back.
#[derive(Clone, Serialize)]
pub struct InformationRequest {
    /// Its UUID.
    pub request_id: String,
    /// The case that it belongs to.
    pub case_number: String,
    /// The thread in which the answer comes.
    pub thread: String,
    /// `SENT`, `NOTHING_HELD`, `DOCUMENTS_SENT` or `OTHER_ANSWER`; the last one is still open.
    pub state: &'static str,
    /// The sector that was asked.
    pub holder_sector: String,
    /// The source that was asked. Empty = any of the sector.
    pub holder_producer: String,
    /// The types that were asked for. Empty = all that the sector gives on request.
    pub types: Vec<String>,
    /// What it is for.
    pub purpose: String,
    /// Who asked.
    pub organisation: Option<Organisation>,
    /// Its unit.
    pub unit: String,
    /// When it was noted as sent.
    pub sent_time: Option<When>,
    /// When the answer was noted.
    pub answered_time: Option<When>,
    /// The row of the tables that the letter was written by.
    pub rule: String,
}

impl From<wire::InformationRequest> for InformationRequest {
    fn from(request: wire::InformationRequest) -> Self {
        let state = code(request.state().as_str_name(), "INFORMATION_REQUEST_STATE_");
        Self {
            request_id: request.request_id,
            case_number: request.case_number,
            thread: request.thread,
            state,
            holder_sector: request.holder_sector,
            holder_producer: request.holder_producer_id,
            types: request.information_types,
            purpose: request.purpose,
            organisation: request.organisation.map(Into::into),
            unit: request.unit,
            sent_time: when(request.sent_time),
            answered_time: when(request.answered_time),
            rule: request.rule,
        }
    }
}

/// A letter to send. It names the child.
#[derive(Clone, Serialize)]
pub struct Letter {
    /// The request, as it was noted.
    pub request: InformationRequest,
    /// The subject, with the case number.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Where it can be sent.
    pub mailboxes: Vec<Mailbox>,
    /// The law that it cites.
    pub law: String,
    /// `SECURE_MESSAGE` or `CONTACT_SOURCE`.
    pub route: String,
}

impl From<wire::CreateInformationRequestResponse> for Letter {
    fn from(told: wire::CreateInformationRequestResponse) -> Self {
        let letter = told.letter.unwrap_or_default();
        Self {
            request: told.request.unwrap_or_default().into(),
            subject: letter.subject,
            text: letter.text,
            mailboxes: letter.mailboxes.into_iter().map(Into::into).collect(),
            law: letter.law,
            route: letter.route,
        }
    }
}

/// A source's mailbox for secure messages.
#[derive(Clone, Serialize)]
pub struct Mailbox {
    /// The source's id.
    pub producer: String,
    /// Its name.
    pub name: String,
    /// The address. Empty = the source has told none.
    pub address: String,
    /// Words under which it is found.
    pub keywords: Vec<String>,
}

impl From<wire::Mailbox> for Mailbox {
    fn from(mailbox: wire::Mailbox) -> Self {
        Self {
            producer: mailbox.producer_id,
            name: mailbox.name,
            address: mailbox.address,
            keywords: mailbox.keywords,
        }
    }
}

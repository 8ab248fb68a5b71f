//! `samsyn consent request CHILD`, `requests CHILD`, `answer ID`: asked before a visit, so that it is not wasted.

use clap::{ArgGroup, Args};
use domain::{id::OrganisationId, record::Sector, time::Moment};
use proto::v1::consent::{AnswerConsentRequestRequest, ConsentAnswer, ConsentRequest as Wire};
use uuid::Uuid;

use super::super::{
    Failure, Terminal,
    connection::Connection,
    fields::{organisation, sector},
    output::{Output, Voice, joined},
    span,
};
use crate::{
    client::{identifier, timestamp},
    facts::Request,
    wording::DeskPhrase,
};

/// Ask for a consent.
#[derive(Debug, Args)]
pub(in super::super) struct Ask {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// What the family is told about why, at most 500 bytes; kept encrypted.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// The organisation that would see [default: one's own, and no other for a professional].
    #[arg(long, value_name = "ORGANISATION", value_parser = organisation)]
    to: Option<OrganisationId>,
    /// Its unit [default: the whole organisation].
    #[arg(long, value_name = "UNIT", default_value = "")]
    to_unit: String,
    /// Only records of these sectors' sources, for example ppr,school [default: all].
    #[arg(long, value_name = "SECTORS", value_delimiter = ',', value_parser = sector)]
    from_source: Vec<Sector>,
    /// Only for this purpose, for example care [default: any].
    #[arg(long, value_name = "CODE", default_value = "")]
    purpose: String,
    /// The last day on which an answer is awaited [default: 30 days; at most 90].
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    until: Option<Moment>,
    /// The request's UUID: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

/// List the requests about a child.
#[derive(Debug, Args)]
pub(in super::super) struct Requests {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

/// Answer a request.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("answer").required(true).args(["yes", "no"])))]
pub(in super::super) struct Answer {
    /// The request's UUID.
    id: Uuid,
    /// The child that it is about: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    #[arg(long, value_name = "CHILD")]
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// Permit what was asked for.
    #[arg(long)]
    yes: bool,
    /// Refuse what was asked for.
    #[arg(long)]
    no: bool,
    /// The UUID of the consent that the answer registers: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    consent_id: Option<Uuid>,
}

impl Ask {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let request_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let until = self.until.map(|day| span::after(day, child.country()));
        let asked = Wire {
            request_id: request_id.clone(),
            child: Some(identifier(&child)),
            recipient: self.to.clone().map(Into::into),
            recipient_unit: self.to_unit.clone(),
            source_sectors: self.from_source.iter().map(ToString::to_string).collect(),
            purpose: self.purpose.clone(),
            reason: self.reason.clone(),
            expire_time: until.map(timestamp),
            ..Wire::default()
        };
        let told = desk.client.request_consent(asked).await;
        let told = told.map_err(|error| desk.unregistered(&error, &request_id))?;
        desk.voice.one(terminal, &Request::from(told), &request_id)
    }
}

impl Requests {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let told = desk.client.list_consent_requests(identifier(&child)).await;
        let told = told.map_err(|error| desk.failed(&error))?;
        let requests: Vec<Request> = told.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "requests": requests });
        let voice = desk.voice;
        voice.list(terminal, &whole, &requests, || match requests.as_slice() {
            [] => vec![voice.say(DeskPhrase::NothingThere)],
            requests => requests
                .iter()
                .flat_map(|request| lines(request, voice))
                .collect(),
        })
    }
}

impl Answer {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let consent_id = self.consent_id.unwrap_or_else(Uuid::new_v4).to_string();
        let answer = if self.yes {
            ConsentAnswer::Permit
        } else {
            ConsentAnswer::Refuse
        };
        let answer = AnswerConsentRequestRequest {
            request_id: self.id.to_string(),
            child: Some(identifier(&child)),
            answer: answer.into(),
            consent_id: consent_id.clone(),
        };
        let told = desk.client.answer_consent_request(answer).await;
        let told = told.map_err(|error| desk.failed(&error))?;
        let request = Request::from(told);
        let value = serde_json::json!({ "consent_id": consent_id, "request": request });
        desk.voice.one(terminal, &value, &consent_id)
    }
}

/// Where it stands; under it what the family is told.
fn lines(request: &Request, voice: Voice) -> Vec<String> {
    let state = match request.state {
        "ASKED" => DeskPhrase::Asked,
        "ANSWERED" => DeskPhrase::Answered,
        _ => DeskPhrase::Expired,
    };
    let (answered, asked) = (request.answered_count, request.asked_count);
    let recipient = voice.place(
        request.recipient.as_ref(),
        &request.recipient_unit,
        &request.recipient_sector,
    );
    let sources = &request.source_sectors;
    let is_open = request.state == "ASKED";
    let first = joined(
        " · ",
        [
            Some(request.request_id.clone()),
            Some(voice.say(state)),
            Some(DeskPhrase::AnsweredOf.with_two(voice.language, answered, asked)),
            recipient.map(|place| DeskPhrase::ForWhom.with(voice.language, place)),
            (!sources.is_empty())
                .then(|| DeskPhrase::OfSources.with(voice.language, voice.sectors(sources))),
            voice
                .when(DeskPhrase::UntilDay, request.expire_time)
                .filter(|_| is_open),
            request
                .awaits_caller
                .then(|| voice.say(DeskPhrase::AwaitsYou)),
        ],
    );
    let reason = Some(format!("    {}", request.reason)).filter(|_| !request.reason.is_empty());
    [Some(first), reason].into_iter().flatten().collect()
}

//! `samsyn letter CHILD`, `letter answer ID`, `letters CHILD`: what a person at the source must release is asked for by letter. The letter is
//! printed for whoever sends it; what is kept is that it was sent, under which case number, and how it was answered.

use clap::{Args, Subcommand};
use domain::record::{InformationType, Sector};
use proto::v1::consent::{InformationRequest as Wire, RegisterInformationAnswerRequest};
use uuid::Uuid;

use super::{
    Exit, Failure, Terminal,
    connection::Connection,
    fields::{information_type, sector},
    output::{Output, Voice, joined},
};
use crate::{
    client::identifier,
    facts::{InformationRequest, Letter as Told, Mailbox},
    wording::DeskPhrase,
};

/// Ask a holder by letter for what is on request, and note what was answered.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Letter {
    #[command(subcommand)]
    act: Option<Act>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Note what was answered, by its first line. An answer about another case, or in another thread, is refused.
    Answer(Answer),
}

/// Ask a holder by letter.
#[derive(Debug, Args)]
struct Ask {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    #[arg(required = true)]
    child: Option<String>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// The sector that holds it, for example school-psychology.
    #[arg(long, value_name = "SECTOR", required = true, value_parser = sector)]
    from: Option<Sector>,
    /// The source, by its id [default: any of the sector].
    #[arg(long, value_name = "SOURCE", default_value = "")]
    source: String,
    /// The information types [default: all that the sector gives on request].
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = information_type)]
    types: Vec<InformationType>,
    /// What it is for: care, or inquiry for a social board's inquiry.
    #[arg(long, value_name = "CODE", default_value = "care")]
    purpose: String,
    /// One's own number of the case, at most 64 bytes; kept encrypted. An inquiry's must be given [default: one is made].
    #[arg(long, value_name = "NUMBER", default_value = "")]
    case: String,
    /// The thread that the letter is sent in, at most 128 bytes; kept encrypted [default: the request's UUID].
    #[arg(long, value_name = "NAME", default_value = "")]
    thread: String,
    /// The request's UUID: the same again gives the letter again [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

/// Note what was answered.
#[derive(Debug, Args)]
struct Answer {
    /// The request's UUID.
    id: Uuid,
    /// The child that it is about: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    #[arg(long, value_name = "CHILD")]
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// The case number that the answer names.
    #[arg(long, value_name = "NUMBER")]
    case: String,
    /// The thread that it came in [default: the request's UUID].
    #[arg(long, value_name = "NAME")]
    thread: Option<String>,
    /// The first line of the answer as it came, at most 500 bytes; read, and not kept.
    #[arg(long, value_name = "TEXT")]
    line: String,
}

/// List the letters about a child.
#[derive(Debug, Args)]
pub(super) struct Letters {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

impl Letter {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        match &self.act {
            Some(Act::Answer(answer)) => answer.run(terminal).await?,
            None => self.ask.run(terminal).await?,
        }
        Ok(Exit::Complete)
    }
}

impl Ask {
    // R-CLI-10
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        // Both are there unless `answer` stands in their place, which is run instead.
        let (Some(child), Some(from)) = (&self.child, &self.from) else {
            return Err(Failure::bad_input("expected CHILD and --from SECTOR"));
        };
        let (desk, child) = self.output.about(&self.connection, child, terminal)?;
        let request_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let asked = Wire {
            request_id: request_id.clone(),
            child: Some(identifier(&child)),
            holder_sector: from.to_string(),
            holder_producer_id: self.source.clone(),
            information_types: self.types.iter().map(ToString::to_string).collect(),
            purpose: self.purpose.clone(),
            case_number: self.case.clone(),
            thread: self.thread.clone(),
            ..Wire::default()
        };
        let told = desk.client.create_information_request(asked).await;
        let told = told.map_err(|error| desk.unregistered(&error, &request_id))?;
        let told = Told::from(told);
        let (voice, rows) = (desk.voice, std::slice::from_ref(&told));
        voice.list(terminal, &told, rows, || letter(&told, voice))
    }
}

impl Answer {
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let request_id = self.id.to_string();
        let answer = RegisterInformationAnswerRequest {
            child: Some(identifier(&child)),
            case_number: self.case.clone(),
            thread: self.thread.clone().unwrap_or_else(|| request_id.clone()),
            first_line: self.line.clone(),
            request_id,
        };
        let told = desk.client.register_information_answer(answer).await;
        let told = told.map_err(|error| desk.failed(&error))?;
        let request = InformationRequest::from(told);
        desk.voice
            .one(terminal, &request, &line(&request, desk.voice))
    }
}

impl Letters {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let told = desk.client.list_information_requests(identifier(&child));
        let told = told.await.map_err(|error| desk.failed(&error))?;
        let letters: Vec<InformationRequest> = told.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "letters": letters });
        let voice = desk.voice;
        voice.list(terminal, &whole, &letters, || match letters.as_slice() {
            [] => vec![voice.say(DeskPhrase::NothingThere)],
            letters => letters.iter().map(|one| line(one, voice)).collect(),
        })?;
        Ok(Exit::Complete)
    }
}

/// What whoever sends it needs: request and case, where to, the subject, and under an empty line the text as it is to be sent.
fn letter(told: &Told, voice: Voice) -> Vec<String> {
    let language = voice.language;
    let request = &told.request;
    let mailboxes = match told.mailboxes.as_slice() {
        [] => vec![voice.say(DeskPhrase::NoMailbox)],
        some => some.iter().map(mailbox).collect(),
    };
    let (id, case) = (&request.request_id, &request.case_number);
    let law = Some(&told.law).filter(|law| !law.is_empty());
    [DeskPhrase::RequestOfCase.with_two(language, id, case)]
        .into_iter()
        .chain(
            mailboxes
                .iter()
                .map(|to| DeskPhrase::SendTo.with(language, to)),
        )
        .chain(law.map(|law| DeskPhrase::ByLaw.with(language, law)))
        .chain([DeskPhrase::SubjectIs.with(language, &told.subject)])
        .chain([String::new()])
        .chain(told.text.lines().map(ToOwned::to_owned))
        .collect()
}

fn mailbox(to: &Mailbox) -> String {
    let name = joined(" ", [Some(to.name.clone()), Some(to.address.clone())]);
    joined(" · ", [Some(name), Some(to.keywords.join(", "))])
}

/// Where a request stands.
fn line(request: &InformationRequest, voice: Voice) -> String {
    let state = match request.state {
        "SENT" => DeskPhrase::Asked,
        "NOTHING_HELD" => DeskPhrase::NothingHeld,
        "DOCUMENTS_SENT" => DeskPhrase::DocumentsSent,
        _ => DeskPhrase::AnswerToRead,
    };
    let holder = joined(
        " / ",
        [
            Some(voice.sector(&request.holder_sector)),
            Some(request.holder_producer.clone()),
        ],
    );
    let types = &request.types;
    joined(
        " · ",
        [
            Some(request.request_id.clone()),
            Some(DeskPhrase::CaseIs.with(voice.language, &request.case_number)),
            Some(holder),
            (!types.is_empty()).then(|| voice.kinds(types)),
            voice.when(DeskPhrase::SentAt, request.sent_time),
            Some(voice.say(state)),
            request.answered_time.map(|time| voice.time(time)),
        ],
    )
}

//! `samsyn consent`: register, end, delete, list, review, request, answer. The journal system is where consents are taken in daily work.

mod end;
mod list;
mod register;
mod request;
mod review;

use clap::Subcommand;

pub(super) use self::list::kind;
use super::{Exit, Failure, Terminal};

/// Register, end and list consents; ask for them and answer.
#[derive(Debug, Subcommand)]
pub(super) enum Consent {
    /// Register a permit or a refusal by one grantor. Prints its id.
    Register(register::Register),
    /// End a consent at the person's wish. When this has answered, nothing is released on its strength.
    End(end::End),
    /// Take a consent back that should never have been registered.
    Delete(end::Delete),
    /// List a child's consents, without identities.
    List(list::List),
    /// List what somebody at work registered on another's word. For reviewers; logged.
    Review(review::Review),
    /// Ask those who can give a consent for it. Prints the request's id.
    Request(request::Ask),
    /// List the requests for consent about a child.
    Requests(request::Requests),
    /// Answer a request on one's own word. Prints the id of the consent that it registers.
    Answer(request::Answer),
}

impl Consent {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        match self {
            Self::Register(register) => register.run(terminal).await?,
            Self::End(end) => end.run(terminal).await?,
            Self::Delete(delete) => delete.run(terminal).await?,
            Self::List(list) => list.run(terminal).await?,
            Self::Review(review) => review.run(terminal).await?,
            Self::Request(ask) => ask.run(terminal).await?,
            Self::Requests(requests) => requests.run(terminal).await?,
            Self::Answer(answer) => answer.run(terminal).await?,
        }
        Ok(Exit::Complete)
    }
}

//! `samsyn consent`: register, end, list. Small on purpose: the journal system is the place where consents are taken.

use clap::{Args, Subcommand};
use domain::{
    id::OrganisationId,
    time::{Country, Moment},
};
use proto::v1::{
    common::Identifier,
    consent::{Consent as Wire, ConsentKind},
};
use uuid::Uuid;

use super::{
    Exit, Failure, Terminal,
    connection::{Connection, person},
};
use crate::{
    Client,
    client::identifier,
    model::When,
    wording::{self, Language},
};

/// Register, end and list consents.
#[derive(Debug, Subcommand)]
pub(super) enum Consent {
    /// Register a permit or a refusal by one grantor.
    Register(Register),
    /// End a consent. When this has answered, nothing is released on its strength.
    End(End),
    /// List a child's consents, without identities.
    List(List),
}

/// Register a permit or a refusal.
#[derive(Debug, Args)]
pub(super) struct Register {
    /// The child: an identity number, or a story of the sandbox.
    child: String,
    #[command(flatten)]
    connection: Connection,
    /// Who gave it: a guardian, or the child.
    #[arg(long, value_name = "PERSON")]
    given_by: String,
    /// Register a refusal instead of a permit.
    #[arg(long)]
    refuse: bool,
    /// The organisation that may see: an HSA-id or `system|value` [default: any].
    #[arg(long, value_name = "ORGANISATION")]
    to: Option<String>,
    /// The consent's UUID: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

/// End a consent.
#[derive(Debug, Args)]
pub(super) struct End {
    /// The consent's UUID.
    id: Uuid,
    #[command(flatten)]
    connection: Connection,
}

/// List a child's consents.
#[derive(Debug, Args)]
pub(super) struct List {
    /// The child: an identity number, or a story of the sandbox.
    child: String,
    #[command(flatten)]
    connection: Connection,
}

impl Consent {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        match self {
            Self::Register(register) => register.run(terminal).await?,
            Self::End(end) => end.run(terminal).await?,
            Self::List(list) => list.run(terminal).await?,
        }
        Ok(Exit::Complete)
    }
}

impl Register {
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let about = self.connection.origin()?.about(&self.child)?;
        let grantor = person(&self.given_by, "--given-by")?;
        let recipient = self.to.as_deref().map(organisation).transpose()?;
        let kind = if self.refuse {
            ConsentKind::Refuse
        } else {
            ConsentKind::Permit
        };
        let consent_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let consent = Wire {
            consent_id: consent_id.clone(),
            child: Some(identifier(&about.child)),
            grantor: Some(identifier(&grantor)),
            kind: kind.into(),
            recipient,
            ..Wire::default()
        };
        let client = Client::connect(&about.profile)?;
        client.register_consent(consent).await.map_err(|error| {
            Failure::of_call(&error, Language::En).hint(format!(
                "after a broken connection, give --id {consent_id} again"
            ))
        })?;
        writeln!(terminal.out, "registered {consent_id}")?;
        Ok(())
    }
}

impl End {
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let client = Client::connect(&self.connection.origin()?.profile()?)?;
        let ended = client
            .end_consent(self.id.to_string())
            .await
            .map_err(|error| Failure::of_call(&error, Language::En))?;
        let when = When::instant(&ended).map_or(String::new(), |when| format!(" {}", when.0));
        writeln!(terminal.out, "ended {}{when}", self.id)?;
        Ok(())
    }
}

impl List {
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let about = self.connection.origin()?.about(&self.child)?;
        let client = Client::connect(&about.profile)?;
        let consents = client
            .list_consents(identifier(&about.child))
            .await
            .map_err(|error| Failure::of_call(&error, Language::En))?;
        for consent in consents {
            writeln!(terminal.out, "{}", line(&consent, about.child.country()))?;
        }
        Ok(())
    }
}

fn line(consent: &Wire, country: Country) -> String {
    let day = |at: &Option<prost_types::Timestamp>| {
        let moment: Option<Moment> = at.as_ref().and_then(When::instant).map(|when| when.0);
        moment.map(|moment| wording::moment(moment, country, Language::Sv))
    };
    let kind = match consent.kind() {
        ConsentKind::Permit => "permit",
        ConsentKind::Refuse => "refuse",
        ConsentKind::Unspecified => "?",
    };
    let until = match day(&consent.ended_time) {
        Some(ended) => format!("ended {ended}"),
        None => day(&consent.end_time).map_or("in force".to_owned(), |end| format!("until {end}")),
    };
    let since = day(&consent.start_time).or_else(|| day(&consent.registered_time));
    let since = since.unwrap_or_else(|| "?".to_owned());
    let recipient = consent.recipient.as_ref().map_or("any", |id| &id.value);
    crate::text::plain(&format!(
        "{}  {kind}  since {since}  {until}  to {recipient}",
        consent.consent_id
    ))
}

fn organisation(text: &str) -> Result<Identifier, Failure> {
    let id = OrganisationId::guess(text)
        .map_err(|error| Failure::bad_input(format!("--to: {error}")))?;
    Ok(Identifier {
        system: id.system().to_owned(),
        value: id.value().to_owned(),
    })
}

//! `samsyn consent list CHILD`: ended ones too, without identities, which the aggregator does not keep.

use clap::Args;

use super::super::{
    Failure, Terminal,
    connection::Connection,
    output::{Output, Voice, joined},
};
use crate::{client::identifier, facts::Consent, wording::DeskPhrase};

/// List a child's consents.
#[derive(Debug, Args)]
pub(in super::super) struct List {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let told = desk.client.list_consents(identifier(&child)).await;
        let told = told.map_err(|error| desk.failed(&error))?;
        let consents: Vec<Consent> = told.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "consents": consents });
        let voice = desk.voice;
        voice.list(terminal, &whole, &consents, || match consents.as_slice() {
            [] => vec![voice.say(DeskPhrase::NothingThere)],
            consents => consents
                .iter()
                .map(|consent| line(consent, voice))
                .collect(),
        })
    }
}

/// One consent with its scope and what became of it.
pub(super) fn line(consent: &Consent, voice: Voice) -> String {
    let recipient = voice.place(
        consent.recipient.as_ref(),
        &consent.recipient_unit,
        &consent.recipient_sector,
    );
    let recipient = recipient.unwrap_or_else(|| voice.say(DeskPhrase::Anybody));
    let sources = &consent.source_sectors;
    let purpose = Some(&consent.purpose).filter(|code| !code.is_empty());
    joined(
        " · ",
        [
            Some(consent.consent_id.clone()),
            Some(kind(consent.kind, voice)),
            Some(DeskPhrase::ForWhom.with(voice.language, recipient)),
            (!sources.is_empty())
                .then(|| DeskPhrase::OfSources.with(voice.language, voice.sectors(sources))),
            purpose.map(|code| DeskPhrase::ForPurpose.with(voice.language, code)),
            voice.on(DeskPhrase::FromDay, consent.start_time),
            Some(standing(consent, voice)),
            (!consent.verified).then(|| voice.say(DeskPhrase::Unverified)),
        ],
    )
}

/// `tillåter` or `nekar`.
pub(in super::super) fn kind(code: &str, voice: Voice) -> String {
    match code {
        "PERMIT" => voice.say(DeskPhrase::Permits),
        "REFUSE" => voice.say(DeskPhrase::Refuses),
        other => other.to_owned(),
    }
}

/// What became of it, the last first.
fn standing(consent: &Consent, voice: Voice) -> String {
    let deleted = voice.when(DeskPhrase::TakenBack, consent.deleted_time);
    let ended = || voice.when(DeskPhrase::Ended, consent.ended_time);
    let until = || voice.when(DeskPhrase::UntilDay, consent.end_time);
    let said = deleted.or_else(ended).or_else(until);
    said.unwrap_or_else(|| voice.say(DeskPhrase::InForce))
}

//! `samsyn accesses CHILD`: who looked.

use clap::Args;
use proto::v1::access::ListAccessesRequest;

use super::{
    Exit, Failure, Terminal,
    connection::Connection,
    output::{Output, Voice, joined},
};
use crate::{
    client::identifier,
    facts::Access,
    wording::{self, DeskPhrase},
};

/// List who looked at a child, newest first.
#[derive(Debug, Args)]
pub(super) struct Accesses {
    /// The child: an identity number, or a story of the sandbox.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// The most entries; 500 at most, for auditors 1,000.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    max: u32,
}

impl Accesses {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child)?;
        let asked = ListAccessesRequest {
            child: Some(identifier(&child)),
            max_entries: self.max,
        };
        let voice = desk.voice;
        let told = desk.client.list_accesses(asked).await;
        // Whoever would be shown nothing reads nothing, in the words of the page.
        let told = told.map_err(|error| Failure::of_call(&error, voice.language))?;
        let accesses: Vec<Access> = told.accesses.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "accesses": accesses });
        voice.list(terminal, &whole, &accesses, || match accesses.as_slice() {
            [] => vec![voice.say(DeskPhrase::NothingThere)],
            accesses => accesses.iter().map(|access| line(access, voice)).collect(),
        })?;
        Ok(Exit::Complete)
    }
}

// R-CLI-6
fn line(access: &Access, voice: Voice) -> String {
    let language = voice.language;
    let role = wording::role(&access.role, language).unwrap_or(&access.role);
    let place = voice.place(access.organisation.as_ref(), &access.unit, &access.sector);
    let of = Some(&access.source_sector).filter(|sector| !sector.is_empty());
    let did = joined(
        " ",
        [
            Some(wording::act(&access.act, language).to_owned()),
            of.map(|sector| voice.sector(sector)),
        ],
    );
    joined(
        "  ",
        [
            access.access_time.map(|time| voice.time(time)),
            Some(joined(", ", [Some(role.to_owned()), place])),
            Some(did),
            Some(wording::ground(&access.ground, language).to_owned()),
            access.refused.then(|| voice.say(DeskPhrase::WasRefused)),
            access
                .emergency
                .then(|| format!("! {}", voice.say(DeskPhrase::ByEmergency))),
            voice
                .on(DeskPhrase::HiddenUntilReview, access.hiding_review_time)
                .filter(|_| access.hidden_from_guardians),
        ],
    )
}

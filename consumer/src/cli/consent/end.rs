//! `samsyn consent end ID` at the person's wish, `samsyn consent delete ID` for what should never have been registered.

use clap::Args;
use uuid::Uuid;

use super::super::{Failure, Terminal, connection::Connection, output::Output};
use crate::{model::When, wording::DeskPhrase};

/// End a consent.
#[derive(Debug, Args)]
pub(in super::super) struct End {
    /// The consent's UUID.
    id: Uuid,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

/// Take a misregistered consent back.
#[derive(Debug, Args)]
pub(in super::super) struct Delete {
    /// The consent's UUID.
    id: Uuid,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// What was wrong with it, in words; kept encrypted.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl End {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let id = self.id.to_string();
        let ended = desk.client.end_consent(id.clone()).await;
        let ended = When::instant(&ended.map_err(|error| desk.failed(&error))?);
        let text = desk
            .voice
            .when(DeskPhrase::Ended, ended)
            .unwrap_or_default();
        let value = serde_json::json!({ "consent_id": id, "ended_time": ended });
        desk.voice.one(terminal, &value, &text)
    }
}

impl Delete {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let id = self.id.to_string();
        let deleted = desk.client.delete_consent(id.clone(), self.reason.clone());
        let deleted = When::instant(&deleted.await.map_err(|error| desk.failed(&error))?);
        let text = desk
            .voice
            .when(DeskPhrase::TakenBack, deleted)
            .unwrap_or_default();
        let value = serde_json::json!({ "consent_id": id, "deleted_time": deleted });
        desk.voice.one(terminal, &value, &text)
    }
}

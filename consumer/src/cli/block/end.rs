//! `samsyn block end ID` at the person's wish, `samsyn block delete ID` for what should never have been set.

use clap::Args;
use uuid::Uuid;

use super::super::{Failure, Terminal, connection::Connection, output::Output};
use crate::{model::When, wording::DeskPhrase};

/// End a block.
#[derive(Debug, Args)]
pub(in super::super) struct End {
    /// The block's UUID.
    id: Uuid,
    /// The child, where the child or a guardian ends it: whether they decide is a matter of its age. An identity number, a story of the
    /// sandbox, or `-` for the next line of standard input.
    #[arg(long, value_name = "CHILD")]
    child: Option<String>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

/// Take a block back.
#[derive(Debug, Args)]
pub(in super::super) struct Delete {
    /// The block's UUID.
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
        let child = self.child.as_deref();
        let (desk, child) = self.output.perhaps(&self.connection, child, terminal)?;
        let id = self.id.to_string();
        let is_named = child.is_some();
        let ended = desk.client.end_block(id.clone(), child).await;
        let ended = ended.map_err(|error| match desk.failed(&error) {
            failure if is_named => failure,
            failure => failure.hint(desk.voice.say(DeskPhrase::GiveChild)),
        });
        let ended = When::instant(&ended?);
        let text = desk
            .voice
            .when(DeskPhrase::Ended, ended)
            .unwrap_or_default();
        let value = serde_json::json!({ "block_id": id, "ended_time": ended });
        desk.voice.one(terminal, &value, &text)
    }
}

impl Delete {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let id = self.id.to_string();
        let deleted = desk.client.delete_block(id.clone(), self.reason.clone());
        let deleted = When::instant(&deleted.await.map_err(|error| desk.failed(&error))?);
        let text = desk
            .voice
            .when(DeskPhrase::TakenBack, deleted)
            .unwrap_or_default();
        let value = serde_json::json!({ "block_id": id, "deleted_time": deleted });
        desk.voice.one(terminal, &value, &text)
    }
}

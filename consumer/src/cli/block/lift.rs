//! `samsyn block lift ID`: set aside with a reason, for at most seven days; `restore ID` puts it back before.

use clap::{Args, ValueEnum};
use domain::time::Moment;
use proto::v1::consent::{Lift as Wire, LiftReason};
use uuid::Uuid;

use super::super::{Failure, Terminal, connection::Connection, output::Output, span};
use crate::{client::timestamp, facts::Lift as Told, model::When, wording::DeskPhrase};

/// Set a block aside.
#[derive(Debug, Args)]
pub(in super::super) struct Lift {
    /// The block's UUID, as `samsyn reveal` tells it.
    block: Uuid,
    /// The child as it is known today: a block may have been set under a number that it had before. An identity number, a story of the
    /// sandbox, or `-` for the next line of standard input [default: whoever the block was set of].
    #[arg(long, value_name = "CHILD")]
    child: Option<String>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// What it rests on.
    #[arg(long, value_enum)]
    reason: Ground,
    /// Why, in your own words; kept encrypted, and read when it is reviewed.
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// The last day on which it holds [default: seven days from now, which is the most].
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    until: Option<Moment>,
    /// The lift's UUID: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

/// What a lift rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ground {
    /// The person consents.
    Consent,
    /// An emergency: it is reviewed.
    Emergency,
}

/// Put a block back.
#[derive(Debug, Args)]
pub(in super::super) struct Restore {
    /// The lift's UUID.
    lift: Uuid,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

impl Lift {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        // R-CLI-14
        let child = self.child.as_deref();
        let (desk, child) = self.output.perhaps(&self.connection, child, terminal)?;
        let lift_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let reason = match self.reason {
            Ground::Consent => LiftReason::Consent,
            Ground::Emergency => LiftReason::Emergency,
        };
        let until = self.until.map(|day| span::after(day, desk.voice.country));
        let lift = Wire {
            lift_id: lift_id.clone(),
            block_id: self.block.to_string(),
            reason: reason.into(),
            reason_text: self.because.clone(),
            end_time: until.map(timestamp),
            ..Wire::default()
        };
        let told = desk.client.register_lift(lift, child).await;
        let told = told.map_err(|error| desk.unregistered(&error, &lift_id))?;
        desk.voice.one(terminal, &Told::from(told), &lift_id)
    }
}

impl Restore {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let id = self.lift.to_string();
        let ended = desk.client.end_lift(id.clone()).await;
        let ended = When::instant(&ended.map_err(|error| desk.failed(&error))?);
        let text = desk
            .voice
            .when(DeskPhrase::Ended, ended)
            .unwrap_or_default();
        let value = serde_json::json!({ "lift_id": id, "ended_time": ended });
        desk.voice.one(terminal, &value, &text)
    }
}

//! `samsyn block list CHILD`: for the child, and for those whose wish the tables ask for. Professionals break the glass instead.

use clap::Args;

use super::super::{
    Failure, Terminal,
    connection::Connection,
    output::{Output, Voice, joined},
};
use crate::{
    client::identifier,
    facts::{Block, Lift},
    wording::DeskPhrase,
};

/// List a child's blocks.
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
        let told = desk.client.list_blocks(identifier(&child)).await;
        let told = told.map_err(|error| desk.failed(&error))?;
        let blocks: Vec<Block> = told.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "blocks": blocks });
        let voice = desk.voice;
        voice.list(terminal, &whole, &blocks, || match blocks.as_slice() {
            [] => vec![voice.say(DeskPhrase::NothingThere)],
            blocks => blocks
                .iter()
                .flat_map(|block| lines(block, voice))
                .collect(),
        })
    }
}

/// The block; under it each lift.
fn lines(block: &Block, voice: Voice) -> Vec<String> {
    let kind = match block.unit.is_empty() {
        true => DeskPhrase::OuterBlock,
        false => DeskPhrase::InnerBlock,
    };
    let deleted = voice.when(DeskPhrase::TakenBack, block.deleted_time);
    let ended = || voice.when(DeskPhrase::Ended, block.ended_time);
    let standing = deleted.or_else(ended);
    let first = joined(
        " · ",
        [
            Some(block.block_id.clone()),
            Some(voice.say(kind)),
            voice.place(block.provider.as_ref(), &block.unit, ""),
            Some(voice.kinds(&block.types)),
            voice.on(DeskPhrase::FromDay, block.information_start_time),
            voice.on(DeskPhrase::UntilDay, block.information_end_time),
            Some(standing.unwrap_or_else(|| voice.say(DeskPhrase::InForce))),
        ],
    );
    let lifts = block.lifts.iter().map(|lift| lifted(lift, voice));
    [first].into_iter().chain(lifts).collect()
}

fn lifted(lift: &Lift, voice: Voice) -> String {
    let place = voice.place(lift.recipient.as_ref(), &lift.recipient_unit, "");
    let until = lift.ended_time.or(lift.end_time).map(|end| voice.time(end));
    let lifted = DeskPhrase::Lifted.with_two(
        voice.language,
        until.unwrap_or_default(),
        place.unwrap_or_default(),
    );
    let reason = match lift.reason {
        "EMERGENCY" => DeskPhrase::InEmergency,
        _ => DeskPhrase::OnConsent,
    };
    format!("    {}  {lifted} ({})", lift.lift_id, voice.say(reason))
}

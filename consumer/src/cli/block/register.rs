//! `samsyn block register CHILD --provider ORGANISATION`: an outer block, or with `--unit` an inner one.

use clap::Args;
use domain::{
    id::OrganisationId,
    record::InformationType,
    time::{Country, Moment},
};
use proto::v1::consent::{Block as Wire, Registration};
use uuid::Uuid;

use super::super::{
    Failure, Terminal,
    connection::{Connection, person},
    fields::{information_type, organisation},
    output::Output,
    span,
};
use crate::{
    Error,
    client::{identifier, timestamp},
    facts::Block,
    wording::DeskPhrase,
};

/// Set a block.
#[derive(Debug, Args)]
pub(in super::super) struct Register {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// The care provider whose information it is: an HSA-id or `system|value`.
    #[arg(long, value_name = "ORGANISATION", value_parser = organisation)]
    provider: OrganisationId,
    /// The unit whose information it is, for an inner block [default: an outer one, of the whole provider].
    #[arg(long, value_name = "UNIT", default_value = "")]
    unit: String,
    /// Only these information types, for example condition,document/care-note [default: all].
    #[arg(long, value_delimiter = ',', value_parser = information_type)]
    types: Vec<InformationType>,
    /// Only information about this day, month or year and later.
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    from: Option<Moment>,
    /// Only information about this day, month or year and earlier.
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    to: Option<Moment>,
    /// Whose wish it is, where it is not one's own and several could wish it: an identity number, or `-` for the next line of standard input.
    #[arg(long, value_name = "PERSON")]
    wished_by: Option<String>,
    /// Who asked for it, where it is somebody else: a name, at most 128 bytes; kept encrypted.
    #[arg(long, value_name = "NAME", default_value = "")]
    requested_by: String,
    /// Why, in words; kept encrypted.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// The block's UUID: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

impl Register {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let wished_by = match &self.wished_by {
            Some(typed) => {
                let typed = terminal.typed(typed, "--wished-by")?;
                Some(identifier(&person(&typed, "--wished-by")?))
            }
            None => None,
        };
        let country = child.country();
        let from = self.from.map(|date| span::first(date, country));
        let to = self.to.map(|date| span::after(date, country));
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Failure::bad_input("--to lies before --from"));
        }
        let block_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let block = Wire {
            block_id: block_id.clone(),
            child: Some(identifier(&child)),
            provider: Some(self.provider.clone().into()),
            unit: self.unit.clone(),
            information_types: self.types.iter().map(ToString::to_string).collect(),
            information_start_time: from.map(timestamp),
            information_end_time: to.map(timestamp),
            registration: Some(Registration {
                requested_by: self.requested_by.clone(),
                reason: self.reason.clone(),
                ..Registration::default()
            }),
            wished_by,
            ..Wire::default()
        };
        let registered = desk.client.register_block(block).await.map_err(|error| {
            let failure = desk.unregistered(&error, &block_id);
            match error {
                // What the law says of everybody, not what is known of this child.
                Error::Refused { .. } => failure.hint(desk.voice.say(who_blocks(country))),
                _ => failure,
            }
        })?;
        desk.voice
            .one(terminal, &Block::from(registered), &block_id)
    }
}

// R-CLI-4
fn who_blocks(country: Country) -> DeskPhrase {
    match country {
        Country::Se => DeskPhrase::WhoBlocksSe,
        Country::Dk => DeskPhrase::WhoBlocksDk,
    }
}

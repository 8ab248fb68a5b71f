//! `samsyn consent register CHILD --given-by PERSON`.

use clap::Args;
use domain::{id::OrganisationId, record::Sector, time::Moment};
use proto::v1::consent::{Consent as Wire, ConsentKind, Registration};
use uuid::Uuid;

use super::super::{
    Failure, Terminal,
    connection::{Connection, person},
    fields::{organisation, sector},
    output::Output,
    span,
};
use crate::{
    Error,
    client::{identifier, timestamp},
    facts::Consent,
    wording::DeskPhrase,
};

/// Register a permit or a refusal.
#[derive(Debug, Args)]
pub(in super::super) struct Register {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// Who gave it: a guardian, or the child, by identity number, or `-` for the next line of standard input.
    #[arg(long, value_name = "PERSON")]
    given_by: String,
    /// Register a refusal instead of a permit.
    #[arg(long)]
    refuse: bool,
    /// The organisation that may see: an HSA-id or `system|value` [default: any].
    #[arg(long, value_name = "ORGANISATION", value_parser = organisation)]
    to: Option<OrganisationId>,
    /// Its unit that may see [default: the whole organisation].
    #[arg(long, value_name = "UNIT", requires = "to", default_value = "")]
    to_unit: String,
    /// The sector that may see, for example school-health [default: any].
    #[arg(long, value_name = "SECTOR", value_parser = sector)]
    to_sector: Option<Sector>,
    /// Only records of these sectors' sources, for example ppr,school [default: all].
    #[arg(long, value_name = "SECTORS", value_delimiter = ',', value_parser = sector)]
    from_source: Vec<Sector>,
    /// Only for this purpose, for example care [default: any].
    #[arg(long, value_name = "CODE", default_value = "")]
    purpose: String,
    /// The last day on which it holds [default: until it is ended].
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    until: Option<Moment>,
    /// Why it is registered, in words; kept encrypted.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// The consent's UUID: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

impl Register {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let given_by = terminal.typed(&self.given_by, "--given-by")?;
        let grantor = person(&given_by, "--given-by")?;
        let kind = if self.refuse {
            ConsentKind::Refuse
        } else {
            ConsentKind::Permit
        };
        let consent_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let until = self.until.map(|day| span::after(day, child.country()));
        let registration = (!self.reason.is_empty()).then(|| Registration {
            reason: self.reason.clone(),
            ..Registration::default()
        });
        let consent = Wire {
            consent_id: consent_id.clone(),
            child: Some(identifier(&child)),
            grantor: Some(identifier(&grantor)),
            kind: kind.into(),
            recipient: self.to.clone().map(Into::into),
            recipient_unit: self.to_unit.clone(),
            recipient_sector: self
                .to_sector
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            source_sectors: self.from_source.iter().map(ToString::to_string).collect(),
            purpose: self.purpose.clone(),
            end_time: until.map(timestamp),
            registration,
            ..Wire::default()
        };
        let registered = desk
            .client
            .register_consent(consent)
            .await
            .map_err(|error| {
                let failure = desk.unregistered(&error, &consent_id);
                match error {
                    Error::Refused { .. } => failure.hint(desk.voice.say(DeskPhrase::WhoConsents)),
                    _ => failure,
                }
            })?;
        // R-CLI-5
        desk.voice
            .one(terminal, &Consent::from(registered), &consent_id)
    }
}

//! The aggregator's configuration for a sandbox, written as the file that an operator would write, and read back the same way.

use std::fmt::Write as _;

use mock_producers::System;

use crate::{
    authority::{Issued, NAMES},
    files::Folder,
    token::ISSUER,
};

/// The ends of the names of the parties that are no producers.
pub(crate) const AGGREGATOR: &str = "aggregator";
pub(crate) const DESK: &str = "desk";
pub(crate) const CONSUMERS: [&str; 2] = ["consumer/journal", "consumer/other"];

/// The role that may register consents.
pub(crate) const CONSENT_ROLES: [&str; 2] = ["school-nurse", "physician"];
/// Who asks other places by letter: those who write in a record or a social file. A teacher does not.
const LETTER_ROLES: [&str; 8] = [
    "school-nurse",
    "nurse",
    "physician",
    "psychologist",
    "counsellor",
    "social-worker",
    "case-worker",
    "health-visitor",
];

/// Who states custody by hand: those who meet families that no register knows.
const CUSTODY_ROLES: [&str; 2] = ["school-nurse", "social-worker"];

/// What differs from one sandbox to the next.
#[derive(Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) grpc_port: u16,
    pub(crate) admin_port: u16,
    /// The address of a PostgreSQL database. `None` = a file.
    pub(crate) postgres: Option<&'a str>,
    pub(crate) systems: &'a [System],
    pub(crate) aggregator: &'a Issued,
    /// The registers, which are pinned as the source of custody, protection and older numbers.
    pub(crate) registers: Vec<String>,
}

impl Settings<'_> {
    /// The configuration as TOML.
    pub(crate) fn toml(&self) -> String {
        let (certificate, key) = Folder::pair(AGGREGATOR);
        let store = match self.postgres {
            Some(address) => format!("postgres = {address:?}"),
            None => "database = \"aggregator.db\"".to_owned(),
        };
        let mut toml = format!(
            r#"# Written by the sandbox at its start, for this start only.
# The aggregator's own name is {name}.
reflection = true

[listen]
grpc = "127.0.0.1:{grpc}"
admin = "127.0.0.1:{admin}"

[tls]
certificate = "{certificate}"
key = "{key}"
ca = "ca.pem"

[store]
{store}
pseudonym_key = "pseudonym.key"
seal_key = "seal.key"

[consent]
roles = {roles:?}
letter_roles = {letters:?}
custody_roles = {custody:?}

[audit]
auditor_roles = ["auditor"]

[[issuer]]
issuer = "{ISSUER}"
algorithm = "EdDSA"
public_key = "issuer.pem"
"#,
            name = self.aggregator.name,
            grpc = self.grpc_port,
            admin = self.admin_port,
            roles = CONSENT_ROLES,
            letters = LETTER_ROLES,
            custody = CUSTODY_ROLES,
        );
        for consumer in CONSUMERS {
            table(
                &mut toml,
                &format!("[[consumer]]\npeer = \"{NAMES}/{consumer}\""),
            );
        }
        table(
            &mut toml,
            &format!(
                "[[fact_source]]\npeer = \"{NAMES}/{DESK}\"\nfacts = [\"relation\", \"consent\", \"block\", \"custody\", \"protection\", \"identity\", \"board-decision\", \"assessment\", \"guardian-access\"]"
            ),
        );
        for register in &self.registers {
            table(
                &mut toml,
                &format!(
                    "[[fact_source]]\npeer = \"{register}\"\nfacts = [\"custody\", \"protection\", \"identity\"]"
                ),
            );
        }
        for system in self.systems {
            table(&mut toml, &producer(system));
        }
        toml
    }
}

fn table(toml: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(toml, "\n{text}");
}

fn producer(system: &System) -> String {
    let types: Vec<_> = system.types.iter().map(ToString::to_string).collect();
    format!(
        r#"[[producer]]
peer = "{NAMES}/producer/{id}"
id = "{id}"
name = {name:?}
country = "{country}"
sector = "{sector}"
organisation = "{organisation}"
types = {types:?}
endpoints = ["https://127.0.0.1:*"]"#,
        id = system.id,
        name = system.name,
        country = system.country.code(),
        sector = system.sector,
        organisation = system.organisation,
    )
}

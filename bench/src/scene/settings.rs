//! The aggregator's configuration, as an operator would write it. Only what a measurement needs is changed, and each change says why.

use std::fmt::Write as _;

use super::{SOURCES, Scene, authority::NAMES, records::TYPES, source_id, token::ISSUER};

/// Calls under way at one producer. The default of 10 would shed what a measurement of the rate puts on it.
const CALLS_PER_PRODUCER: u32 = 200;
/// Long enough that no lease is renewed while something is measured: eight renewals would be counted as overviews.
const LEASE_S: u32 = 7_200;

/// Producers that are admitted and registered, and that the child in question is outside the catchment of.
#[derive(Clone, Copy)]
pub(crate) struct Others(pub(crate) usize);

/// Where an aggregator keeps what it must keep.
#[derive(Clone)]
pub(crate) enum Store {
    /// A new SQLite file of its own.
    File,
    /// A PostgreSQL database, by its address.
    Postgres(String),
}

/// The configuration with the eight sources, of which `engaged` are in the children's catchment, and others besides.
/// `name` names the database's file.
pub(crate) fn toml(
    scene: &Scene,
    name: &str,
    store: &Store,
    engaged: usize,
    others: Others,
) -> String {
    let store = match store {
        Store::File => format!("database = \"{name}.db\""),
        Store::Postgres(address) => format!("postgres = \"{address}\""),
    };
    let mut toml = format!(
        r#"[listen]
grpc = "127.0.0.1:0"
admin = "127.0.0.1:0"

[tls]
certificate = "{server}.pem"
key = "{server}.key"
ca = "ca.pem"

[store]
{store}
pseudonym_key = "pseudonym.key"
seal_key = "seal.key"

[limits]
calls_per_producer = {CALLS_PER_PRODUCER}
lease_seconds = {LEASE_S}

[[issuer]]
issuer = "{ISSUER}"
algorithm = "EdDSA"
public_key = "issuer.pem"

[[consumer]]
peer = "{NAMES}/{consumer}"

[[fact_source]]
peer = "{NAMES}/{desk}"
facts = ["relation", "consent", "custody", "protection"]
"#,
        server = scene.server.id,
        consumer = scene.consumer.id,
        desk = scene.desk.id,
    );
    for (slot, sector) in SOURCES.iter().enumerate() {
        admission(&mut toml, &source_id(slot), sector, slot, slot < engaged);
    }
    for other in 0..others.0 {
        let sector = SOURCES.get(other % SOURCES.len()).copied();
        let place = SOURCES.len() + other;
        let sector = sector.unwrap_or("hospital");
        admission(&mut toml, &other_id(other), sector, place, false);
    }
    toml
}

/// The id of a producer beside the eight.
pub(crate) fn other_id(nth: usize) -> String {
    format!("other-{nth}")
}

fn admission(toml: &mut String, id: &str, sector: &str, place: usize, engaged: bool) {
    // Writing to a String cannot fail.
    let _ = write!(
        toml,
        r#"
[[producer]]
peer = "{NAMES}/{id}"
id = "{id}"
name = "{name}"
country = "SE"
sector = "{sector}"
organisation = "SE232107{place:04}-B001"
types = {TYPES:?}
endpoints = ["https://127.0.0.1:*"]
"#,
        name = name(id),
    );
    if !engaged {
        let _ = writeln!(toml, "catchment = {{ ages = {{ from = 12 }} }}");
    }
}

/// The name people know a source by.
pub(crate) fn name(id: &str) -> String {
    format!("Mottagningen {id}")
}

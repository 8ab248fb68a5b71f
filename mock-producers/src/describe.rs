//! The systems as a table, for whoever chooses which to run.

use std::fmt::Write;

use domain::record::InformationType;
use producer_sdk::AnswerScope;
use serde::Serialize;

use crate::{fhir::FhirFolder, system::System, world::World};

/// A system as a program reads it.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    name: &'a str,
    country: &'a str,
    sector: &'a str,
    /// The care provider or authority: an HSA-id, or `system|value`.
    organisation: String,
    types: Vec<&'a str>,
    /// On what an answer depends: `shared`, `audience`, `actor`.
    answer_scope: &'a str,
    /// The most records of one answer.
    max_records: usize,
    /// The secure-message mailbox. Empty when there is none.
    mailbox: &'a str,
    /// How many it holds.
    records: usize,
}

/// The systems as a JSON array, ending in a line break.
///
/// # Errors
/// None that is known: nothing in a system is no JSON.
pub fn json(systems: &[System]) -> Result<String, serde_json::Error> {
    let listed: Vec<_> = systems.iter().map(listed).collect();
    Ok(serde_json::to_string_pretty(&listed)? + "\n")
}

fn listed(system: &System) -> Listed<'_> {
    Listed {
        id: system.id,
        name: &system.name,
        country: system.country.code(),
        sector: system.sector.as_str(),
        organisation: system.organisation.to_string(),
        types: system.types.iter().map(InformationType::as_str).collect(),
        answer_scope: match system.answer_scope {
            AnswerScope::Shared => "shared",
            AnswerScope::Audience => "audience",
            AnswerScope::Actor => "actor",
        },
        max_records: system.max_records,
        mailbox: &system.mailbox,
        records: system.records.len(),
    }
}

/// With synthetic children, a line that says how many there are, of which seed, and the digest by which two worlds are told to be the same.
#[must_use]
pub fn world(world: &World, seed: u64, children: usize) -> String {
    if children == 0 {
        return String::new();
    }
    let digest = world.digest();
    format!("\n{children} synthetic children of seed {seed}, world {digest:016x}\n")
}

/// A line per system under a line of headings: id, country, sector, name, the number of records, types.
#[must_use]
pub fn table(systems: &[System]) -> String {
    let heading = ["ID", "COUNTRY", "SECTOR", "NAME", "RECORDS", "TYPES"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heading)
        .chain(systems.iter().map(row))
        .collect();
    let width = |column: fn(&[String; 6]) -> &String| {
        (rows.iter())
            .map(|row| column(row).chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [
        width(|r| &r[0]),
        width(|r| &r[1]),
        width(|r| &r[2]),
        width(|r| &r[3]),
        width(|r| &r[4]),
    ];
    let [
        id_width,
        country_width,
        sector_width,
        name_width,
        records_width,
    ] = widths;
    let mut table = String::new();
    for [id, country, sector, name, records, types] in &rows {
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "{id:id_width$}  {country:country_width$}  {sector:sector_width$}  {name:name_width$}  {records:>records_width$}  {types}"
        );
    }
    table
}

/// What in a folder could not be read or mapped: how much, and each by file and resource.
#[must_use]
pub fn unread(folder: &FhirFolder) -> String {
    let counts = folder.counts();
    let mut text = format!(
        "\nFHIR folder: {} files, {} resources, {} records of {} children; {} unread\n",
        counts.files,
        counts.resources,
        counts.records,
        folder.children().len(),
        folder.unread().len(),
    );
    for item in folder.unread().items() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {item}");
    }
    text
}

fn row(system: &System) -> [String; 6] {
    let types: Vec<_> = system.types.iter().map(InformationType::as_str).collect();
    [
        system.id.to_owned(),
        system.country.code().to_owned(),
        system.sector.to_string(),
        system.name.clone(),
        system.records.len().to_string(),
        types.join(" "),
    ]
}

//! A list of appointments as a booking system writes one: CSV with a heading, or JSON. Bounded, and never repeated in an error.

use std::{collections::BTreeSet, fs};

use domain::{id::OrganisationId, record::Sector, time::Moment};
use serde::Deserialize;

use super::super::{Failure, Terminal, typed};
use crate::model::When;

/// The most appointments in one list.
pub(super) const MAX_APPOINTMENTS: usize = 1_000;
/// What a list on standard input is called.
const INPUT: &str = "standard input";
/// The largest list.
const MAX_BYTES: u64 = 1024 * 1024;

/// One appointment, as it was written.
pub(super) struct Appointment {
    /// An identity number, or a story of the sandbox.
    pub(super) child: String,
    pub(super) date: Option<When>,
    /// The organisation that would look. `None` = the caller's own.
    pub(super) recipient: Option<OrganisationId>,
    /// Its sector, where the caller is no member of it.
    pub(super) recipient_sector: Option<Sector>,
    /// What it is.
    pub(super) what: String,
    /// Where it stood, for an error: `list.csv:3`.
    place: String,
}

impl Appointment {
    /// A child whose appointments are not known yet.
    pub(super) fn of(child: &str) -> Self {
        Self {
            child: child.to_owned(),
            date: None,
            recipient: None,
            recipient_sector: None,
            what: String::new(),
            place: String::new(),
        }
    }

    /// The failure with the place in the list, where there is one.
    pub(super) fn located(&self, failure: Failure) -> Failure {
        match self.place.as_str() {
            "" => failure,
            place => failure.at(place),
        }
    }
}

/// Reads a list.
///
/// # Errors
/// With file and line and what was expected there; no value of the list is repeated.
// R-CLI-9
pub(super) fn read(file: &str, terminal: &mut Terminal<'_>) -> Result<Vec<Appointment>, Failure> {
    let (at, text) = match typed::is_input(file) {
        true => (INPUT, terminal.everything(MAX_BYTES)),
        false => (
            file,
            fs::File::open(file).and_then(|file| typed::whole(file, MAX_BYTES)),
        ),
    };
    let text =
        text.map_err(|error| Failure::bad_input(format!("{at}: cannot be read: {error}")))?;
    let text = text.ok_or_else(|| Failure::bad_input(format!("{at}: expected at most 1 MiB")))?;
    let text = text.trim_start_matches('\u{feff}');
    let written = match text.trim_start().starts_with('[') {
        true => json(text, at)?,
        false => csv(text, at)?,
    };
    if written.len() > MAX_APPOINTMENTS {
        let expected = format!("{at}: expected at most {MAX_APPOINTMENTS} appointments");
        return Err(Failure::bad_input(expected));
    }
    written
        .into_iter()
        .map(|(place, row)| parsed(place, row))
        .collect()
}

/// A row as it stands in either form; an empty text is as good as none.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Written {
    child: String,
    date: String,
    recipient: String,
    recipient_sector: String,
    appointment: String,
}

fn json(text: &str, at: &str) -> Result<Vec<(String, Written)>, Failure> {
    let rows: Vec<Written> = serde_json::from_str(text).map_err(|error| {
        // Its own words may hold a value of the list.
        Failure::bad_input(format!("{at}:{}: expected {COLUMNS}", error.line()))
    })?;
    let placed = rows.into_iter().enumerate();
    Ok(placed
        .map(|(index, row)| (format!("{at}: entry {}", index + 1), row))
        .collect())
}

/// What stands in a list.
const COLUMNS: &str =
    "child and date, and if need be recipient, recipient_sector and appointment, as texts";

/// The columns that a heading must have.
const REQUIRED: [&str; 2] = ["child", "date"];
/// All that it can have, each once.
const KNOWN: [&str; 5] = [
    "child",
    "date",
    "recipient",
    "recipient_sector",
    "appointment",
];

fn csv(text: &str, at: &str) -> Result<Vec<(String, Written)>, Failure> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let wrong = |line: usize| Failure::bad_input(format!("{at}:{}: expected {COLUMNS}", line + 1));
    let (first, heading) = lines.next().ok_or_else(|| wrong(0))?;
    let separator = if heading.contains(';') { ';' } else { ',' };
    let names = cells(heading, separator).ok_or_else(|| wrong(first))?;
    let names: Vec<_> = names.iter().map(|name| name.trim()).collect();
    // Read before any row: a file that is no list has perhaps none, and nothing to check is not the same as nothing missing.
    let is_list = REQUIRED.iter().all(|name| names.contains(name))
        && names.iter().all(|name| KNOWN.contains(name))
        && names.iter().collect::<BTreeSet<_>>().len() == names.len();
    if !is_list {
        return Err(wrong(first));
    }
    lines
        .map(|(line, text)| {
            let cells = cells(text, separator).ok_or_else(|| wrong(line))?;
            if cells.len() != names.len() {
                return Err(wrong(line));
            }
            let mut row = Written::default();
            for (name, value) in names.iter().zip(cells) {
                let field = match *name {
                    "child" => &mut row.child,
                    "date" => &mut row.date,
                    "recipient" => &mut row.recipient,
                    "recipient_sector" => &mut row.recipient_sector,
                    "appointment" => &mut row.appointment,
                    _ => return Err(wrong(first)),
                };
                *field = value;
            }
            Ok((format!("{at}:{}", line + 1), row))
        })
        .collect()
}

/// The cells of a line; one that begins with a quotation mark goes to the next, and two in it are one. `None` when one is left open.
fn cells(line: &str, separator: char) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut rest = line.trim_end_matches('\r').chars().peekable();
    loop {
        let mut cell = String::new();
        let is_quoted = rest.next_if_eq(&'"').is_some();
        loop {
            match rest.next() {
                Some('"') if is_quoted && rest.next_if_eq(&'"').is_some() => cell.push('"'),
                Some('"') if is_quoted => break,
                None if is_quoted => return None,
                Some(c) if is_quoted || c != separator => cell.push(c),
                end => {
                    cells.push(cell.trim().to_owned());
                    match end {
                        Some(_) => break,
                        None => return Some(cells),
                    }
                }
            }
        }
        if is_quoted {
            cells.push(cell);
            match rest.next() {
                None => return Some(cells),
                Some(c) if c == separator => {}
                Some(_) => return None,
            }
        }
    }
}

fn parsed(place: String, row: Written) -> Result<Appointment, Failure> {
    let wrong = |what: &str| Failure::bad_input(format!("{place}: {what}"));
    let Written {
        child,
        date,
        recipient,
        recipient_sector,
        appointment,
    } = row;
    if child.is_empty() {
        return Err(wrong("child: expected an identity number"));
    }
    let date = Moment::parse(&date)
        .ok_or_else(|| wrong("date: expected a day such as 2026-12-03, or an instant"))?;
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let recipient = given(recipient)
        .map(|text| OrganisationId::guess(&text))
        .transpose();
    let sector = given(recipient_sector)
        .map(|text| Sector::parse(&text))
        .transpose();
    Ok(Appointment {
        child,
        date: Some(When(date)),
        recipient: recipient.map_err(|error| wrong(&format!("recipient: {error}")))?,
        recipient_sector: sector.map_err(|error| wrong(&format!("recipient_sector: {error}")))?,
        what: appointment,
        place,
    })
}

#[cfg(test)]
mod tests;

//! How answers of the desk are written: text in the reader's language, or JSON whose fields are part of the contract (README.md).

use std::time::Duration;

use clap::{Args, ValueEnum};
use domain::{id::PersonId, time::Country};
use proto::v1::common::Identifier;
use serde::Serialize;

use super::{Failure, Terminal, connection::Connection, span};
use crate::{
    Client, Error, Profile,
    client::identifier,
    facts::Organisation,
    model::{When, write_line, write_pretty},
    text::plain,
    wording::{self, DeskPhrase, Language},
};

/// How to write an answer, and how long to wait for it.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// How to write the answer.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// sv, da or en [default: the profile's, else that of the child's country, else en].
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// How long to wait for the answer, for example 10s or 500ms.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = span::deadline)]
    deadline: Duration,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// Lines to read.
    Text,
    /// One JSON object.
    Json,
    /// One JSON object per entry, each on its line.
    Ndjson,
}

/// A connection, and how to speak with whoever reads the answer.
pub(super) struct Desk {
    pub(super) client: Client,
    pub(super) voice: Voice,
}

impl Output {
    /// The desk, about one child.
    pub(super) fn about(
        &self,
        connection: &Connection,
        child: &str,
        terminal: &mut Terminal<'_>,
    ) -> Result<(Desk, PersonId), Failure> {
        let origin = connection.origin()?;
        let about = origin.about(&terminal.typed(child, "CHILD")?)?;
        let desk = self.desk(&about.profile, Some(&about.child))?;
        Ok((desk, about.child))
    }

    /// The desk, about something that has an id of its own.
    pub(super) fn at(&self, connection: &Connection) -> Result<Desk, Failure> {
        self.desk(&connection.origin()?.profile()?, None)
    }

    /// The desk, about something that has an id of its own, and the child that it is about where that is named.
    pub(super) fn perhaps(
        &self,
        connection: &Connection,
        child: Option<&str>,
        terminal: &mut Terminal<'_>,
    ) -> Result<(Desk, Option<Identifier>), Failure> {
        let Some(child) = child else {
            return Ok((self.at(connection)?, None));
        };
        let (desk, child) = self.about(connection, child, terminal)?;
        Ok((desk, Some(identifier(&child))))
    }

    /// The desk for a profile that is known already.
    pub(super) fn desk(
        &self,
        profile: &Profile,
        child: Option<&PersonId>,
    ) -> Result<Desk, Failure> {
        let voice = self.voice(profile.language, child);
        let client = Client::connect(profile)?.with_deadline(self.deadline);
        Ok(Desk { client, voice })
    }

    /// How to speak: as asked, as the profile says, as the child's country does.
    pub(super) fn voice(&self, usual: Option<Language>, child: Option<&PersonId>) -> Voice {
        let of_country = child.map(|child| Language::of(child.country()));
        let asked = self.language.or(usual).or(of_country);
        let language = asked.unwrap_or(Language::En);
        let country = match (child, language) {
            (Some(child), _) => child.country(),
            (None, Language::Da) => Country::Dk,
            (None, _) => Country::Se,
        };
        Voice {
            language,
            country,
            form: self.format,
        }
    }
}

impl Desk {
    /// A call that failed, in the reader's language.
    pub(super) fn failed(&self, error: &Error) -> Failure {
        Failure::of_desk(error, self.voice.language)
    }

    /// The same for one that registers: a break leaves it open whether it was done, and the same id again is the same.
    pub(super) fn unregistered(&self, error: &Error, id: &str) -> Failure {
        let failure = self.failed(error);
        match error {
            Error::Unreachable { .. } | Error::Deadline | Error::Busy { .. } => {
                failure.hint(DeskPhrase::SameIdAgain.with(self.voice.language, id))
            }
            _ => failure,
        }
    }
}

/// A language, the country whose clock counts, and the form of what is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    pub(super) language: Language,
    pub(super) country: Country,
    pub(super) form: Form,
}

impl Voice {
    /// One thing: its text as it is, or its JSON.
    pub(super) fn one(
        self,
        to: &mut Terminal<'_>,
        value: &impl Serialize,
        text: &str,
    ) -> Result<(), Failure> {
        self.list(to, value, std::slice::from_ref(&value), || {
            vec![text.to_owned()]
        })
    }

    /// Several: a line each, the whole as one object, or each as one.
    pub(super) fn list<T: Serialize, R: Serialize>(
        self,
        to: &mut Terminal<'_>,
        whole: &T,
        rows: &[R],
        lines: impl FnOnce() -> Vec<String>,
    ) -> Result<(), Failure> {
        match self.form {
            Form::Text => {
                for line in lines() {
                    // The indent is ours; what a text brings is made plain.
                    let text = line.trim_start();
                    let indent = line.len() - text.len();
                    writeln!(to.out, "{:indent$}{}", "", plain(text))?;
                }
            }
            Form::Json => write_pretty(&mut to.out, whole)?,
            Form::Ndjson => {
                for row in rows {
                    write_line(&mut to.out, row)?;
                }
            }
        }
        to.out.flush()?;
        Ok(())
    }

    pub(super) fn say(self, phrase: DeskPhrase) -> String {
        phrase.say(self.language).to_owned()
    }

    /// A phrase about a day; nothing without one.
    pub(super) fn on(self, phrase: DeskPhrase, day: Option<When>) -> Option<String> {
        day.map(|day| phrase.with(self.language, self.day(day)))
    }

    /// A phrase about a time; nothing without one.
    pub(super) fn when(self, phrase: DeskPhrase, time: Option<When>) -> Option<String> {
        time.map(|time| phrase.with(self.language, self.time(time)))
    }

    pub(super) fn day(self, when: When) -> String {
        wording::moment(when.0, self.country, self.language)
    }

    /// The day, and the time of day where it is known.
    pub(super) fn time(self, when: When) -> String {
        let Some(instant) = when.as_instant() else {
            return self.day(when);
        };
        let local = self.country.zone().to_datetime(instant);
        let day = wording::day(local.date(), self.language);
        format!("{day} {}", wording::clock(local.time(), self.language))
    }

    pub(super) fn sector(self, code: &str) -> String {
        wording::sector(code, self.country, self.language)
    }

    pub(super) fn sectors(self, codes: &[String]) -> String {
        let names: Vec<_> = codes.iter().map(|code| self.sector(code)).collect();
        names.join(", ")
    }

    /// What kinds of information are called.
    pub(super) fn kinds(self, codes: &[String]) -> String {
        let name = |code: &String| {
            wording::kind(code, self.language).map_or(code.clone(), str::to_lowercase)
        };
        codes.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// An organisation with its unit and sector, as far as they are said; nothing when none is.
    pub(super) fn place(
        self,
        organisation: Option<&Organisation>,
        unit: &str,
        sector: &str,
    ) -> Option<String> {
        let sector = Some(sector).filter(|code| !code.is_empty());
        let sector = sector.map(|code| self.sector(code));
        let place = joined(
            " / ",
            [
                organisation.map(|organisation| organisation.value.clone()),
                Some(unit.to_owned()),
            ],
        );
        let place = Some(place).filter(|place| !place.is_empty());
        match (sector, place) {
            (Some(sector), Some(place)) => Some(format!("{sector} ({place})")),
            (sector, place) => sector.or(place),
        }
    }
}

/// The parts that say something, with `between` between them.
pub(super) fn joined<const N: usize>(between: &str, parts: [Option<String>; N]) -> String {
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(language: Language) -> Voice {
        Voice {
            language,
            country: Country::Se,
            form: Form::Text,
        }
    }

    #[test]
    fn a_time_is_told_by_the_local_clock_in_the_readers_language() {
        // R-SHOW-3
        let at = When::instant(&prost_types::Timestamp {
            seconds: 1_795_262_520,
            nanos: 0,
        });
        let at = at.unwrap();
        assert_eq!(voice(Language::Sv).time(at), "2026-11-21 13:02");
        assert_eq!(voice(Language::Da).time(at), "21.11.2026 kl. 13.02");
        assert_eq!(voice(Language::En).day(at), "21 Nov 2026");
    }

    #[test]
    fn a_place_is_told_as_far_as_it_is_said() {
        let organisation = Organisation {
            system: String::new(),
            value: "SE2120070014-EH01".to_owned(),
        };
        let place = |unit, sector| voice(Language::Sv).place(Some(&organisation), unit, sector);
        assert_eq!(place("", "").unwrap(), "SE2120070014-EH01");
        assert_eq!(place("EMI-N", "").unwrap(), "SE2120070014-EH01 / EMI-N");
        assert_eq!(place("", "school").unwrap(), "Skola (SE2120070014-EH01)");
        assert_eq!(voice(Language::Sv).place(None, "", ""), None);
    }
}

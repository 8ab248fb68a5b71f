//! `samsyn missing FILE` or `--days N CHILD…`: appointments ahead that lack a consent, and who must still give it, so that no visit is
//! wasted. Nothing of a record is shown, and no consent is asked for by itself.

mod ahead;
mod check;
mod file;
mod row;

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use domain::record::Sector;
use futures::{StreamExt, TryStreamExt, stream};

use self::{
    check::Question,
    file::Appointment,
    row::{Row, Status},
};
use super::{
    Exit, Failure, Terminal,
    connection::{Connection, Origin},
    fields::sector,
    output::{Desk, Output, Voice},
};
use crate::{Client, wording::DeskPhrase};

/// How many children are asked about at once: enough to be quick, few enough to stay within what one caller may ask.
const AT_ONCE: usize = 8;

/// List appointments ahead that lack a consent.
#[derive(Debug, Args)]
pub(super) struct Missing {
    /// A list of appointments (CSV or JSON, see the README), `-` for one on standard input; with --days the children whose overviews tell
    /// of theirs, each an identity number, a story of the sandbox, or `-` for the next line of standard input.
    #[arg(value_name = "FILE|CHILD", required = true, num_args = 1..=200)]
    what: Vec<String>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// Look for one's own organisation's appointments within so many days in the overviews of the children given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: Option<u16>,
    /// Only consents for records of these sectors' sources, for example ppr,school [default: all].
    #[arg(long, value_name = "SECTORS", value_delimiter = ',', value_parser = sector)]
    from_source: Vec<Sector>,
}

impl Missing {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let origin = self.connection.origin()?;
        let questions = self.questions(&origin, terminal)?;
        // A list without appointments is answered too: a script reads an object, not nothing.
        let voice = questions.first().map(|(desk, _)| desk.voice);
        let voice = voice.unwrap_or_else(|| self.output.voice(origin.language(), None));
        let asked = questions.iter().map(|(desk, question)| async move {
            match self.days {
                Some(days) => ahead::rows(desk, question, days).await,
                None => Ok(vec![check::row(desk, question).await?]),
            }
        });
        let rows: Vec<Vec<Row>> = stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
        let rows: Vec<Row> = rows.into_iter().flatten().collect();
        let counts = Counts::of(&rows);
        let whole = serde_json::json!({
            "appointments": rows,
            "missing_count": counts.missing,
            "unchecked_count": counts.unchecked,
        });
        voice.list(terminal, &whole, &rows, || page(&rows, &counts, voice))?;
        Ok(counts.exit())
    }

    /// Everything is read before anything is asked: a slip on the last line is told at once.
    fn questions(
        &self,
        origin: &Origin,
        terminal: &mut Terminal<'_>,
    ) -> Result<Vec<(Desk, Question)>, Failure> {
        let appointments = match (self.days, self.what.as_slice()) {
            (Some(_), children) => children
                .iter()
                .map(|child| Ok(Appointment::of(&terminal.typed(child, "CHILD")?)))
                .collect::<Result<_, Failure>>()?,
            (None, [file]) => file::read(file, terminal)?,
            (None, _) => {
                return Err(Failure::bad_input(
                    "expected one FILE, or children with --days N",
                ));
            }
        };
        let mut clients: BTreeMap<Option<String>, Client> = BTreeMap::new();
        let mut questions = Vec::with_capacity(appointments.len());
        let mut known = BTreeSet::new();
        for appointment in appointments {
            let about = origin.about(&appointment.child);
            let about = about.map_err(|failure| appointment.located(failure))?;
            // Her overview tells of all her appointments; in a list each row is one.
            if self.days.is_some() && !known.insert(about.child.clone()) {
                continue;
            }
            let usual = about.profile.language;
            let voice = self.output.voice(usual, Some(&about.child));
            let client = match clients.get(&about.actor) {
                Some(client) => client.clone(),
                None => self.output.desk(&about.profile, Some(&about.child))?.client,
            };
            clients.insert(about.actor, client.clone());
            let question = Question {
                appointment,
                child: about.child,
                own: about.profile.token.organisation(),
                sources: self.from_source.iter().map(ToString::to_string).collect(),
            };
            questions.push((Desk { client, voice }, question));
        }
        Ok(questions)
    }
}

/// How the appointments fared.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    all: usize,
    missing: usize,
    unchecked: usize,
    refused: usize,
}

impl Counts {
    fn of(rows: &[Row]) -> Self {
        let count = |is: fn(Status) -> bool| rows.iter().filter(|row| is(row.status)).count();
        Self {
            all: rows.len(),
            missing: count(|status| matches!(status, Status::Missing | Status::Refused)),
            unchecked: count(|status| matches!(status, Status::NothingToShow | Status::NotChecked)),
            refused: count(|status| status == Status::NothingToShow),
        }
    }

    /// A list that is not whole goes before what it says: a script must not take it for all that is missing.
    // R-CLI-8
    fn exit(&self) -> Exit {
        match self {
            Self { all, refused, .. } if refused == all && *all > 0 => Exit::Nothing,
            Self { unchecked, .. } if *unchecked > 0 => Exit::Incomplete,
            Self { missing, .. } if *missing > 0 => Exit::ConsentMissing,
            _ => Exit::Complete,
        }
    }
}

fn page(rows: &[Row], counts: &Counts, voice: Voice) -> Vec<String> {
    if rows.is_empty() {
        return vec![voice.say(DeskPhrase::NoneAhead)];
    }
    let mut lines: Vec<_> = rows.iter().flat_map(|row| row.lines(voice)).collect();
    let language = voice.language;
    if counts.missing > 0 {
        lines.push(DeskPhrase::MissingOf.with_two(language, counts.missing, counts.all));
    }
    if counts.unchecked > 0 {
        lines.push(DeskPhrase::NotChecked.with(language, counts.unchecked));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_not_whole_ends_otherwise_than_one_that_lacks_a_consent() {
        // R-CLI-8
        let exit = |statuses: &[Status]| {
            let rows: Vec<_> = statuses.iter().map(|status| Row::bare(*status)).collect();
            Counts::of(&rows).exit()
        };
        use Status::{Complete, Missing, NotChecked, NothingToShow, Refused};
        for (statuses, expected) in [
            (vec![], Exit::Complete),
            (vec![Complete, Complete], Exit::Complete),
            (vec![Complete, Missing], Exit::ConsentMissing),
            (vec![Complete, Refused], Exit::ConsentMissing),
            (vec![Missing, NotChecked], Exit::Incomplete),
            (vec![Complete, NothingToShow], Exit::Incomplete),
            (vec![NothingToShow], Exit::Nothing),
        ] {
            assert_eq!(exit(&statuses), expected);
        }
    }
}

//! `aggregator policy …`: the tables in an operator's or auditor's hand: checked, asked, and asked again as they were.

mod check;
mod decide;
mod explain;
mod question;
mod replay;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use clap::{Args, FromArgMatches as _, Subcommand, ValueEnum};
use domain::{explain::Language, time::Timestamp};
use thiserror::Error;

use super::audit::Ended;
use crate::{
    clock::Clock,
    config::Config,
    store::{StoreError, postgres, sqlite},
};
use question::{AskedArgs, ChildArgs, InvalidQuestion};

/// What can be asked of the tables.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Check table files as a start would. Ends with 0 when all are good, 3 when one is not, 1 when one cannot be read.
    Check {
        /// The files: policy tables and programme tables.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The form of the answer.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Decide a question that somebody might put, and say why. Reads no store and needs no configuration.
    Explain {
        /// Who asks for what.
        #[command(flatten)]
        asked: Box<AskedArgs>,
        /// What is so around the child.
        #[command(flatten)]
        child: Box<ChildArgs>,
        /// The question in a file, TOML or JSON (by its ending), with the tables `asked`, `child` and `consent`. What is given on the
        /// command line goes before it.
        #[arg(long, value_name = "FILE")]
        question: Option<PathBuf>,
        /// Table files instead of those that come with the program.
        #[arg(long, value_name = "FILE")]
        policy: Vec<PathBuf>,
        /// When it is asked: an instant or a day. Now, if absent.
        #[arg(long, value_name = "TIME", value_parser = instant)]
        at: Option<Timestamp>,
        /// How the answer is told.
        #[command(flatten)]
        told: ToldArgs,
    },
    /// Decide again what was decided then, by the tables and facts of that time, and compare it with the access log. Ends with 0 when it
    /// is the same, 3 when not, 1 when it cannot be decided.
    Decide {
        /// Which decision.
        #[command(flatten)]
        which: WhichArgs,
        /// Who asks for what.
        #[command(flatten)]
        asked: Box<AskedArgs>,
        /// How the answer is told.
        #[command(flatten)]
        told: ToldArgs,
    },
}

/// How an answer is told.
#[derive(Debug, Clone, Copy, Args)]
pub struct ToldArgs {
    /// The language of sentences.
    #[arg(long, value_enum, default_value_t = LanguageArg::En)]
    language: LanguageArg,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Which decision is made again.
#[derive(Debug, Args)]
pub struct WhichArgs {
    /// The look, by the id of its overview.
    #[arg(long, value_name = "ID", conflicts_with = "entry")]
    overview: Option<String>,
    /// The look, by the number of its entry in the database.
    #[arg(long, value_name = "NUMBER")]
    entry: Option<u64>,
    /// The time: an instant or a day. Of a look, the time at which it was decided, if absent.
    #[arg(long, value_name = "TIME", value_parser = instant, required_unless_present_any = ["overview", "entry"])]
    at: Option<Timestamp>,
    /// `-`: the child's identity number is the next line of standard input. A number in its place is for made-up children alone: it
    /// stands in the list of processes and in the shell's history.
    #[arg(long, value_name = "ID")]
    child: Option<String>,
    /// The child's day of birth, where the number is not at hand. Without either the age is unknown.
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "child")]
    born: Option<domain::time::Date>,
    /// Whoever asks, for a guardian's question that is no look: likewise, on the line after the child's.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Sentences.
    Text,
    /// One JSON object.
    Json,
}

/// The languages of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// Swedish.
    Sv,
    /// Danish.
    Da,
    /// English.
    En,
}

impl From<LanguageArg> for Language {
    fn from(language: LanguageArg) -> Self {
        match language {
            LanguageArg::Sv => Self::Sv,
            LanguageArg::Da => Self::Da,
            LanguageArg::En => Self::En,
        }
    }
}

/// Why a command could not do what it was asked: exit code 1.
#[derive(Debug, Error)]
pub enum PolicyCommandError {
    /// A file.
    #[error("{} cannot be read", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
    /// A table.
    #[error(transparent)]
    Policy(#[from] domain::policy::PolicyError),
    /// The question.
    #[error(transparent)]
    Question(#[from] InvalidQuestion),
    /// The store.
    #[error("the store cannot be opened")]
    Sqlite(#[from] sqlite::OpenError),
    /// The store on a server.
    #[error("the store on PostgreSQL cannot be opened")]
    Postgres(#[from] postgres::OpenError),
    /// The store, later.
    #[error("the store cannot be read or written")]
    Store(#[from] StoreError),
    /// What a replay needs is not there.
    #[error("{0}")]
    Replay(#[from] replay::NotReplayed),
    /// The answer.
    #[error("the answer cannot be written")]
    Output(#[from] io::Error),
}

fn day(text: &str) -> Result<domain::time::Date, String> {
    let day = text.parse();
    day.map_err(|_| "expected a day, YYYY-MM-DD".to_owned())
}

/// An instant, or a day in UTC.
fn instant(text: &str) -> Result<Timestamp, String> {
    let day = || {
        let day: domain::time::Date = text.parse().ok()?;
        Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    };
    (text.parse().ok())
        .or_else(day)
        .ok_or_else(|| "expected an instant such as 2026-11-21T12:00:00Z, or a day".to_owned())
}

impl PolicyCommand {
    /// Reads what follows `aggregator policy` on a command line.
    ///
    /// # Errors
    /// What is wrong with it, as the program would say it.
    pub fn parse<'a>(line: impl IntoIterator<Item = &'a str>) -> Result<Self, clap::Error> {
        let command = Self::augment_subcommands(clap::Command::new("policy"));
        let words = ["policy"].into_iter().chain(line);
        Self::from_arg_matches(
            &command
                .subcommand_required(true)
                .try_get_matches_from(words)?,
        )
    }

    /// Whether it can only be done with a configuration.
    #[must_use]
    pub fn needs_configuration(&self) -> bool {
        matches!(self, Self::Decide { .. })
    }
}

/// Does what is asked; the answer goes to `out`. `config`: as [`PolicyCommand::needs_configuration`] says.
///
/// # Errors
/// [`PolicyCommandError`].
pub fn run(
    command: &PolicyCommand,
    config: Option<&Config>,
    clock: &dyn Clock,
    out: &mut dyn Write,
) -> Result<Ended, PolicyCommandError> {
    match command {
        PolicyCommand::Check { files, format } => check::run(files, *format, out),
        PolicyCommand::Explain {
            asked,
            child,
            question,
            policy,
            at,
            told,
        } => {
            let asking = explain::Asking {
                asked,
                child,
                question: question.as_deref(),
                policy,
                at: at.unwrap_or_else(|| clock.now()),
                told: *told,
            };
            explain::run(&asking, out)
        }
        PolicyCommand::Decide { which, asked, told } => {
            let config = config.ok_or(replay::NotReplayed::NoConfiguration)?;
            decide::run(which, asked, *told, config, clock.now(), out)
        }
    }
}

fn read(file: &std::path::Path) -> Result<String, PolicyCommandError> {
    std::fs::read_to_string(file).map_err(|source| PolicyCommandError::File {
        file: file.to_owned(),
        source,
    })
}

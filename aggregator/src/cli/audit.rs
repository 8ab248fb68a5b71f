//! `aggregator audit …`: the access log in an auditor's hand, offline, from the files that the configuration names.

mod export;
mod prune;
mod sample;
mod verify;

use std::{
    collections::BTreeSet,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use domain::time::{Date, Timestamp};
use jiff::tz::TimeZone;
use thiserror::Error;

pub use export::Format;

use crate::{
    audit::{
        log::{DatabaseLog, ExportedLog, Log, NoLog, UnreadableLog},
        prune::NotPruned,
        sample::Drawing,
        sink::Sink,
        verify::{Outside, note},
    },
    clock::Clock,
    config::{Config, StorePlace},
    store::postgres::ServerLogs,
};

/// What can be asked of the access log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check the whole log, on a server every instance's: every entry, the hash chain, the signed checkpoints. Ends with 0 when it holds, 3 when not, 1 when it cannot
    /// be checked.
    Verify {
        /// Check an export (`audit export --format ndjson`) instead of the database.
        #[arg(long, value_name = "EXPORT")]
        from_file: Option<PathBuf>,
        /// Compare with the checkpoints in this folder instead of the configured one.
        #[arg(long, value_name = "DIR")]
        checkpoints: Option<PathBuf>,
        /// Write one JSON object a log instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Write the whole log to standard output.
    Export {
        /// The form.
        #[arg(long)]
        format: Format,
    },
    /// Draw looks at random for the recurring check, emergencies and refusals more often, and write the protocol of it.
    Sample {
        /// How many looks, at most 1000.
        #[arg(long)]
        count: usize,
        /// Whoever knows it draws the same looks again. Take another each time.
        #[arg(long)]
        seed: u64,
        /// Only looks since the beginning of this day, in UTC.
        #[arg(long, value_name = "DATE", value_parser = beginning_of)]
        since: Option<Timestamp>,
        /// Only looks before this day or moment, in UTC; before now if it is not said. Whoever draws the same again takes it from the protocol.
        #[arg(long, value_name = "DATE", value_parser = moment)]
        until: Option<Timestamp>,
        /// The protocol; a file that is there is not written over.
        #[arg(long, value_name = "FILE")]
        protocol: PathBuf,
    },
    /// Cut off entries that the law no longer wants kept, up to the last checkpoint signed before a day. The aggregator must not run.
    Prune {
        /// The day, in UTC, for example 2021-11-01; at least five years ago.
        #[arg(long, value_name = "DATE", value_parser = beginning_of)]
        before: Timestamp,
    },
}

/// How a command ended that could do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All is well: exit code 0.
    Well,
    /// The log does not hold: exit code 3. 2 is for a command line that is not understood.
    Damaged,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Self::SUCCESS,
            Ended::Damaged => Self::from(3),
        }
    }
}

/// Why a command could not do what it was asked: exit code 1.
#[derive(Debug, Error)]
pub enum AuditCommandError {
    /// The log.
    #[error("the access log cannot be read")]
    Log(#[from] UnreadableLog),
    /// The outside sink.
    #[error("the checkpoints in {} cannot be read", folder.display())]
    Checkpoints {
        /// Where they should be.
        folder: PathBuf,
        /// What the file system says.
        source: std::io::Error,
    },
    /// The protocol.
    #[error("the protocol {} cannot be written", file.display())]
    Protocol {
        /// Where it should lie.
        file: PathBuf,
        /// What the file system says.
        source: std::io::Error,
    },
    /// Retention.
    #[error(transparent)]
    Prune(#[from] NotPruned),
    /// The answer.
    #[error("the answer cannot be written")]
    Output(#[from] std::io::Error),
}

/// When a day begins, in UTC.
fn beginning_of(day: &str) -> Result<Timestamp, String> {
    let day: Date = day.parse().map_err(|_| "expected a day, YYYY-MM-DD")?;
    let begins = day.to_zoned(TimeZone::UTC);
    begins
        .map(|begins| begins.timestamp())
        .map_err(|_| "no such day".to_owned())
}

/// A moment as a protocol says it, or when a day begins.
fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().or_else(|_| beginning_of(text))
}

/// Does what is asked; the answer goes to `out`.
///
/// # Errors
/// [`AuditCommandError`].
pub fn run(
    command: &AuditCommand,
    config: &Config,
    clock: &dyn Clock,
    out: &mut dyn Write,
) -> Result<Ended, AuditCommandError> {
    match command {
        AuditCommand::Verify {
            from_file,
            checkpoints,
            json,
        } => {
            let asked = verify::Asked {
                export: from_file.as_deref(),
                checkpoints: checkpoints.as_deref(),
                json: *json,
            };
            verify::run(&asked, config, clock.now(), out)
        }
        AuditCommand::Export { format } => export::run(*format, config, out),
        AuditCommand::Sample {
            count,
            seed,
            since,
            until,
            protocol,
        } => {
            let now = clock.now();
            let drawing = Drawing {
                count: *count,
                seed: *seed,
                since: since.unwrap_or(Timestamp::MIN),
                until: until.unwrap_or(now),
            };
            sample::run(&sample::Asked { drawing, protocol }, config, now, out)
        }
        AuditCommand::Prune { before } => prune::run(*before, config, clock.now(), out),
    }
}

/// Where logs are read.
enum Source<'a> {
    /// Where the configuration leads: one in a file; on a server one for each instance that ever started.
    Store(&'a Config),
    /// In an export.
    Export(&'a Path),
}

impl Source<'_> {
    // R-AUDIT-16
    fn logs(&self) -> Result<Vec<Box<dyn Log>>, AuditCommandError> {
        Ok(match self {
            Self::Export(export) => {
                let logs = ExportedLog::all(export)?.into_iter();
                logs.map(|log| -> Box<dyn Log> { Box::new(log) }).collect()
            }
            Self::Store(config) => match &config.store {
                StorePlace::Sqlite(path) => vec![Box::new(DatabaseLog::open(path)?)],
                StorePlace::Postgres(settings) => {
                    let logs = ServerLogs::open(settings)?.all()?.into_iter();
                    logs.map(|log| -> Box<dyn Log> { Box::new(log) }).collect()
                }
            },
        })
    }

    fn instances(&self) -> Result<BTreeSet<String>, AuditCommandError> {
        let logs = self.logs()?.into_iter();
        let instances: Result<_, UnreadableLog> = logs.map(|log| log.instance()).collect();
        Ok(instances?)
    }
}

/// The logs of a source, with one that is not there for each that somebody vouches for, and all who do. A folder of checkpoints is of one
/// database: whatever it knows of and the database does not is missed, also where that is a file.
// R-AUDIT-16
fn vouched_logs(
    source: &Source<'_>,
    named: Option<&Path>,
    config: &Config,
) -> Result<(Vec<Box<dyn Log>>, Outside), AuditCommandError> {
    let mut logs = source.logs()?;
    let noted = note(logs.iter().map(AsRef::as_ref))?;
    let outside = outside(named, config)?.beside(noted);
    // Asked again: an instance that started meanwhile is there by now.
    let missing = outside.missing(&source.instances()?).into_iter();
    logs.extend(missing.map(|instance| -> Box<dyn Log> { Box::new(NoLog(instance)) }));
    Ok((logs, outside))
}

/// What lies outside. A configured folder that is not there has lost everything; one that is named on the command line must be there.
fn outside(named: Option<&Path>, config: &Config) -> Result<Outside, AuditCommandError> {
    let keys = config.audit.keys.clone();
    let Some(folder) = named.or(config.audit.sink.as_deref()) else {
        return Ok(Outside::without_sink(keys));
    };
    match Outside::read(keys.clone(), &Sink::at(folder)) {
        Ok(outside) => Ok(outside),
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => {
            Ok(Outside::empty(keys))
        }
        Err(source) => Err(AuditCommandError::Checkpoints {
            folder: folder.to_owned(),
            source,
        }),
    }
}

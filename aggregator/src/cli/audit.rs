//! `aggregator audit …`: the access log in an auditor's hand, offline, from the files that the configuration names.

mod verify;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::Subcommand;
use thiserror::Error;

use crate::{audit::log::UnreadableLog, config::Config};

/// What can be asked of the access log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check the whole log: every entry, the hash chain, the signed checkpoints. Ends with 0 when it holds, 3 when not, 1 when it cannot
    /// be checked.
    Verify {
        /// Check an export (`audit export --format ndjson`) instead of the database.
        #[arg(long, value_name = "EXPORT")]
        from_file: Option<PathBuf>,
        /// Compare with the checkpoints in this folder instead of the configured one.
        #[arg(long, value_name = "DIR")]
        checkpoints: Option<PathBuf>,
        /// Write one JSON object instead of sentences.
        #[arg(long)]
        json: bool,
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
    /// The answer.
    #[error("the answer cannot be written")]
    Output(#[from] std::io::Error),
}

/// Does what is asked; the answer goes to `out`.
///
/// # Errors
/// [`AuditCommandError`].
pub fn run(
    command: &AuditCommand,
    config: &Config,
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
            verify::run(&asked, config, out)
        }
    }
}

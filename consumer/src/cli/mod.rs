//! The `samsyn` command. Everything it does to the outside goes through [`Terminal`], so that tests can read what people read.

mod accesses;
mod arrived;
mod block;
mod children;
mod collect;
mod connection;
mod consent;
mod emergencies;
mod exit;
mod fields;
mod letter;
mod missing;
mod output;
mod progress;
mod reveal;
mod sharing;
mod show;
mod span;
mod typed;

use std::io::{BufRead, Write};

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

/// See a child's overview from the systems that hold its records.
#[derive(Debug, Parser)]
#[command(name = "samsyn", version, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

impl Arguments {
    /// Reads a command line, the command's own name first.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        Self::try_parse_from(words).map_err(|error| error.to_string())
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done; the overview is complete, no consent is missing
  1  something else went wrong
  2  the input or the profile is not valid
  3  shown but not complete; not every appointment could be checked
  4  refused, or nothing to show with this access
  5  the aggregator cannot be reached in time, or does not accept token or certificate
  6  every appointment was checked, and a consent is missing";

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a child: how each source fared, what matters now, the timeline, what is not shown and why.
    #[command(after_help = EXIT_CODES)]
    Show(show::Show),
    /// Tell where blocked information may be: the first of two steps, logged with its reason.
    Reveal(reveal::Reveal),
    /// List the children that the running sandbox tells of.
    Children(children::Children),
    /// Register, end and list consents; ask for them and answer.
    #[command(subcommand)]
    Consent(consent::Consent),
    /// Register, lift, end and list blocks.
    #[command(subcommand)]
    Block(block::Block),
    /// List who looked at a child.
    Accesses(accesses::Accesses),
    /// Show who shares what with whom about a child, and why.
    Sharing(sharing::Sharing),
    /// List emergency accesses that await review, and review them.
    Emergencies(emergencies::Emergencies),
    /// Ask a holder by letter for what is on request, and note what was answered.
    Letter(letter::Letter),
    /// List the letters about a child, answered ones too.
    Letters(letter::Letters),
    /// List appointments ahead that lack a consent, and who must still give it.
    #[command(after_help = EXIT_CODES)]
    Missing(missing::Missing),
}

/// Where the command reads and writes.
pub struct Terminal<'a> {
    /// Standard input: what `-` in place of a child or person stands for, line by line.
    pub input: &'a mut dyn BufRead,
    /// What was asked for.
    pub out: &'a mut dyn Write,
    /// Progress and errors.
    pub err: &'a mut dyn Write,
    /// Whether `out` is a terminal: only then is it coloured by default.
    pub out_is_terminal: bool,
    /// Whether `err` is a terminal: only then is there progress.
    pub err_is_terminal: bool,
    /// Whether the user asked programs not to colour (`NO_COLOR`).
    pub no_color: bool,
}

impl Terminal<'_> {
    /// The columns of the terminal, where `out` is one. Asked of the terminal itself: `COLUMNS` is a shell's own variable, which programs
    /// mostly do not get, and the environment is read in one place only.
    // R-SHOW-2
    fn columns(&self) -> Option<usize> {
        let size = self.out_is_terminal.then(terminal_size::terminal_size)?;
        size.map(|(terminal_size::Width(columns), _)| usize::from(columns))
    }
}

/// Runs the command. Errors are written in one or two plain lines; the exit code says the same to scripts.
pub async fn run(arguments: Arguments, terminal: &mut Terminal<'_>) -> Exit {
    let done = match arguments.command {
        Command::Show(show) => show.run(terminal).await,
        Command::Children(children) => children.run(terminal),
        Command::Reveal(reveal) => reveal.run(terminal).await,
        Command::Consent(consent) => consent.run(terminal).await,
        Command::Block(block) => block.run(terminal).await,
        Command::Accesses(accesses) => accesses.run(terminal).await,
        Command::Sharing(sharing) => sharing.run(terminal).await,
        Command::Emergencies(emergencies) => emergencies.run(terminal).await,
        Command::Letter(letter) => letter.run(terminal).await,
        Command::Letters(letters) => letters.run(terminal).await,
        Command::Missing(missing) => missing.run(terminal).await,
    };
    done.unwrap_or_else(|failure| {
        // Nobody is left to tell when stderr is closed.
        let _ = failure.write(terminal.err);
        failure.exit()
    })
}

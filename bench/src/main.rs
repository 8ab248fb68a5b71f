//! `cargo run --release -p bench -- all`: what an overview costs, beside bare fan-outs over the same wire. README.md says how to read it.

mod bare;
mod clock;
mod cost;
mod error;
mod lanes;
mod load;
mod machine;
mod producers;
mod report;
mod scene;
mod servers;
mod stats;

use std::{
    fs,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use clap::{Parser, Subcommand};
use domain::time::Date;
use mimalloc::MiMalloc;

use bare::Flavour;
use error::{BenchError, Tried as _};
use lanes::{Scale, Stage};
use machine::Machine;
use report::Report;

/// The aggregator's: the bare lanes have what it has.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Measures Samsyn's aggregator beside bare fan-outs. A wrong answer ends the run; a bar that does not hold is shown and ends nothing.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Lanes to run, or `all`.
    lanes: Vec<String>,
    /// Write the rows as JSON too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Show the lanes and end.
    #[arg(long)]
    list: bool,
    /// A few overviews a lane: shows that everything works, and gives no figure to quote.
    #[arg(long)]
    quick: bool,
    /// Keep the folder with logs, databases and callgrind's files, and say where it is.
    #[arg(long)]
    keep: bool,
    #[command(subcommand)]
    process: Option<Process>,
}

/// The processes of a run; the bench starts them itself.
#[derive(Subcommand)]
enum Process {
    /// The eight sources.
    #[command(hide = true)]
    Producers {
        #[arg(long)]
        dir: PathBuf,
        #[arg(long, value_parser = day)]
        today: Date,
        #[arg(long)]
        children: usize,
    },
    /// A bare fan-out to the sources at these endpoints.
    #[command(hide = true)]
    Bare {
        #[arg(long, value_enum)]
        flavour: Flavour,
        #[arg(long)]
        dir: PathBuf,
        endpoints: Vec<String>,
    },
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected YYYY-MM-DD".to_owned())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.process {
        None => measure(&arguments),
        Some(Process::Producers {
            dir,
            today,
            children,
        }) => producers::run(dir, *today, *children),
        Some(Process::Bare {
            flavour,
            dir,
            endpoints,
        }) => bare::run(*flavour, dir, endpoints),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere left to say that standard error is closed.
            let _ = writeln!(io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<(), BenchError> {
    if arguments.list {
        return write!(io::stdout(), "{}", lanes::list()).tried("standard output");
    }
    if arguments.lanes.is_empty() {
        return Err(BenchError::Usage(
            "name lanes, or `all`; --list shows them".to_owned(),
        ));
    }
    lanes::check(&arguments.lanes)?;
    let began = Instant::now();
    let scale = if arguments.quick {
        Scale::QUICK
    } else {
        Scale::FULL
    };
    let mut stage = Stage::set(scale)?;
    let machine = Machine::here(stage.counted_by());
    let rows = lanes::run(&mut stage, &arguments.lanes)?;
    let report = Report {
        machine,
        rows,
        seconds: began.elapsed().as_secs(),
    };
    if let Some(path) = &arguments.json {
        let json = serde_json::to_string_pretty(&report.json())?;
        fs::write(path, json + "\n").on(path)?;
    }
    if arguments.keep {
        let kept = stage.keep();
        writeln!(io::stderr(), "bench: kept {}", kept.display()).tried("standard error")?;
    }
    report.print(&mut io::stdout()).tried("standard output")
}

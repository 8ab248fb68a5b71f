//! `cargo run --release -p sandbox`: see `--help`.

use std::{
    collections::BTreeMap, ffi::OsStr, io::IsTerminal as _, path::PathBuf, process::ExitCode,
    sync::Arc,
};

use aggregator::clock::{Clock, ManualClock, SystemClock};
use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use consumer::cli::{Arguments, Terminal};
use domain::time::{Date, Timestamp};
use mock_producers::{Faults, World, synthetic::USUAL_CHILDREN};
use proto::ending::Ending;
use sandbox::{Options, Sandbox, told};

/// Samsyn on this machine: a development authority, the aggregator, the producers, the told children. Ctrl-C drains.
#[derive(Parser)]
#[command(version)]
struct Flags {
    /// Show one told child from all its sources, and end.
    #[arg(long)]
    once: bool,
    /// With --once: the story to show, or a child's id.
    #[arg(long, default_value = "old-bvc")]
    child: String,
    // R-SANDBOX-3
    /// With --once: who asks, by name; the child's usual actor unless it is given.
    #[arg(long, value_name = "NAME", requires = "once")]
    actor: Option<String>,
    /// With --once: the day that the stories are told for, such as 2026-11-24; the aggregator's clock stands at its noon, UTC.
    #[arg(long, value_name = "DATE", requires = "once", value_parser = day)]
    today: Option<Date>,
    /// With --once: how.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// With --once: how long the overview may take.
    #[arg(long, default_value = "3s")]
    deadline: String,
    /// A source that misbehaves, such as bvc-vasterby=hanging or bvc-vasterby=slow=2s+malformed; `mock-producers --help` has the words.
    /// May be repeated.
    #[arg(long, value_name = "PRODUCER=FAULT", value_parser = fault)]
    fault: Vec<(String, Faults)>,
    /// Add a producer that serves the FHIR R4 JSON files of this folder, with demonstration consents.
    #[arg(long, value_name = "DIR")]
    fhir: Option<PathBuf>,
    /// How many synthetic children there are beside the told ones, at most 5000. With --once none unless it is given.
    #[arg(long, value_name = "N")]
    children: Option<usize>,
    /// What the synthetic children are drawn from: the same seed and day give the same children.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The sandbox's folder. With --once a temporary one unless it is given.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The aggregator's port; 0 takes a free one.
    #[arg(long)]
    grpc_port: Option<u16>,
    /// The admin port; 0 takes a free one.
    #[arg(long)]
    admin_port: Option<u16>,
    /// The port on which faults are changed while it runs. A free one unless it is given.
    #[arg(long)]
    control_port: Option<u16>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
    Ndjson,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "expected a day such as 2026-11-24".to_owned())
}

fn fault(text: &str) -> Result<(String, Faults), String> {
    let (producer, fault) = text.split_once('=').ok_or("expected PRODUCER=FAULT")?;
    Ok((
        producer.to_owned(),
        fault.parse().map_err(|e| format!("{e}"))?,
    ))
}

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .init();
    match run(&flags).await {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: &Flags) -> anyhow::Result<ExitCode> {
    let mut ending = Ending::listen().context("the end cannot be waited for")?;
    let today = flags.today.unwrap_or_else(mock_producers::clock::today);
    let clock = clock(flags.today)?;
    let usual = if flags.once { 0 } else { USUAL_CHILDREN };
    let world = World::peopled(today, flags.seed, flags.children.unwrap_or(usual));
    let told = told::beside(world, today, flags.fhir.as_deref())?;
    let temporary;
    let dir = match (&flags.state, flags.once) {
        (Some(dir), _) => dir.clone(),
        (None, false) => PathBuf::from("target/sandbox"),
        (None, true) => {
            temporary = tempfile::tempdir().context("no temporary folder")?;
            temporary.path().to_owned()
        }
    };
    // One that shows a child and ends stands in nobody's way.
    let port = |chosen: Option<u16>, usual| chosen.unwrap_or(if flags.once { 0 } else { usual });
    let sandbox = Sandbox::start(Options {
        dir,
        grpc_port: port(flags.grpc_port, 7443),
        admin_port: port(flags.admin_port, 7480),
        control_port: flags.control_port.unwrap_or(0),
        postgres: None,
        world: told.world,
        faults: flags.fault.iter().cloned().collect::<BTreeMap<_, _>>(),
        clock,
    })
    .await?;
    if flags.once {
        let code = once(flags, &sandbox).await?;
        sandbox.shutdown().await;
        return Ok(code);
    }
    let mut out = std::io::stdout().lock();
    sandbox::print::running(&mut out, &sandbox)?;
    if let Some(fhir) = &told.fhir {
        sandbox::print::fhir(&mut out, fhir)?;
    }
    drop(out);
    tokio::select! {
        () = ending.asked() => {}
        failed = sandbox.keep_facts_young() => failed?,
        () = sandbox.serve_faults() => {}
    }
    sandbox.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// The time of this machine, or a day that stands still at its noon.
fn clock(day: Option<Date>) -> anyhow::Result<Arc<dyn Clock>> {
    let Some(day) = day else {
        return Ok(Arc::new(SystemClock));
    };
    let noon: Option<Timestamp> = format!("{day}T12:00:00Z").parse().ok();
    let noon = noon.with_context(|| format!("the day {day} is outside the calendar"))?;
    Ok(Arc::new(ManualClock::at(noon)))
}

/// What `samsyn show` would print, by the same code over the same sockets. An incomplete overview is a success of the showing.
async fn once(flags: &Flags, sandbox: &Sandbox) -> anyhow::Result<ExitCode> {
    let format = match flags.format {
        Format::Table => "table",
        Format::Json => "json",
        Format::Ndjson => "ndjson",
    };
    let dir = sandbox.dir.as_os_str();
    let mut arguments: Vec<&OsStr> = vec![
        "samsyn".as_ref(),
        "show".as_ref(),
        flags.child.as_ref(),
        "--state".as_ref(),
        dir,
        "--format".as_ref(),
        format.as_ref(),
        "--deadline".as_ref(),
        flags.deadline.as_ref(),
    ];
    if let Some(actor) = &flags.actor {
        arguments.extend(["--actor".as_ref(), actor.as_ref() as &OsStr]);
    }
    let arguments = Arguments::try_parse_from(arguments)?;
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let mut terminal = Terminal {
        out_is_terminal: out.is_terminal(),
        err_is_terminal: err.is_terminal(),
        no_color: false,
        input: &mut std::io::stdin().lock(),
        out: &mut out,
        err: &mut err,
    };
    use consumer::cli::Exit;
    Ok(match consumer::cli::run(arguments, &mut terminal).await {
        Exit::Complete | Exit::Incomplete => ExitCode::SUCCESS,
        other => ExitCode::from(other.code()),
    })
}

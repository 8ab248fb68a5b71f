//! `mock-producers`: runs any of the told systems as sources of an aggregator.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    str::FromStr,
};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser};
use mock_producers::{
    Fault, System, World, clock, describe,
    fhir::FhirFolder,
    host::{Connection, Sources},
};
use producer_sdk::{Date, Identity, PeerName, TrustAnchors};
use proto::ending::Ending;
use tracing_subscriber::EnvFilter;

/// Sector systems with synthetic children, as sources of a Samsyn aggregator.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// List the systems and exit.
    #[arg(long)]
    describe: bool,
    /// Run these systems only.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Also serve the FHIR R4 JSON files of a folder, and say what in them could not be read.
    #[arg(long, value_name = "DIR")]
    fhir: Option<PathBuf>,
    /// The day the stories are told for. Default: today in Sweden.
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
    /// Let a system misbehave: `hang` or `error`. May be given more than once.
    #[arg(long, value_name = "ID=FAULT")]
    fault: Vec<FaultAt>,
    #[command(flatten)]
    connect: Option<Connect>,
    /// What is logged, in the form of tracing's filters.
    #[arg(long, env = "MOCK_PRODUCERS_LOG", default_value = "info")]
    log: String,
}

/// How to reach the aggregator, and as whom.
#[derive(Args)]
#[group(requires_all = ["aggregator", "aggregator_name", "ca", "identities"])]
struct Connect {
    /// The aggregator's address, https://host:port.
    #[arg(long, value_name = "URL", required = false)]
    aggregator: String,
    /// The name in the aggregator's certificate.
    #[arg(long, value_name = "URI", required = false, value_parser = peer)]
    aggregator_name: PeerName,
    /// The authority that signed it, PEM.
    #[arg(long, value_name = "FILE", required = false)]
    ca: PathBuf,
    /// A folder with ID.pem and ID.key for each system.
    #[arg(long, value_name = "DIR", required = false)]
    identities: PathBuf,
    /// Where each system listens; port 0 takes free ones.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: String,
}

/// A fault and the system that has it.
#[derive(Debug, Clone)]
struct FaultAt {
    id: String,
    fault: Fault,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "mock-producers: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<()> {
    let today = cli.today.unwrap_or_else(clock::today);
    let folder = (cli.fhir.as_deref())
        .map(|dir| FhirFolder::read(dir, today))
        .transpose()?;
    let mut systems = World::told(today).systems;
    systems.extend(folder.as_ref().map(FhirFolder::system));
    let systems = chosen(systems, &cli.only)?;
    known(&systems, &cli.fault)?;
    if cli.describe {
        let mut text = describe::table(&systems);
        text.extend(folder.as_ref().map(describe::unread));
        return Ok(io::stdout().write_all(text.as_bytes())?);
    }
    let Some(connect) = cli.connect else {
        bail!("expected --aggregator, --aggregator-name, --ca and --identities, or --describe");
    };
    let filter = EnvFilter::try_new(&cli.log).context("--log expects a filter such as `info`")?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    if let Some(folder) = &folder {
        tracing::info!(counts = ?folder.counts(), unread = folder.unread().len(), "folder read");
        for item in folder.unread().items() {
            tracing::debug!(%item, "unread");
        }
    }
    let mut ending = Ending::listen().context("cannot wait for the end")?;
    let sources = start(&connect, &systems, &cli.fault).await?;
    ending.asked().await;
    if !sources.shutdown().await {
        tracing::warn!("some calls were cut");
    }
    Ok(())
}

async fn start(connect: &Connect, systems: &[System], faults: &[FaultAt]) -> Result<Sources> {
    let connection = Connection {
        aggregator: connect.aggregator.clone(),
        aggregator_name: connect.aggregator_name.clone(),
        trust: TrustAnchors::from_pem(&read(&connect.ca)?)?,
        listen: connect.listen.clone(),
    };
    let mut sources = Sources::default();
    for system in systems {
        let file = |ending| connect.identities.join(format!("{}.{ending}", system.id));
        let identity = Identity::from_pem(&read(&file("pem"))?, &read(&file("key"))?)
            .with_context(|| format!("the identity of `{}` cannot be used", system.id))?;
        let fault = faults
            .iter()
            .find(|at| at.id == system.id)
            .map(|at| at.fault);
        sources.start(&connection, system, identity, fault).await?;
    }
    Ok(sources)
}

fn chosen(systems: Vec<System>, only: &[String]) -> Result<Vec<System>> {
    let ids: Vec<_> = systems.iter().map(|system| system.id).collect();
    if let Some(unknown) = only.iter().find(|id| !ids.contains(&id.as_str())) {
        bail!(
            "--only: unknown system `{unknown}`, expected one of {}",
            ids.join(", ")
        );
    }
    let is_chosen = |system: &System| only.is_empty() || only.iter().any(|id| id == system.id);
    Ok(systems.into_iter().filter(is_chosen).collect())
}

fn known(systems: &[System], faults: &[FaultAt]) -> Result<()> {
    for FaultAt { id, .. } in faults {
        if !systems.iter().any(|system| system.id == id) {
            bail!("--fault: `{id}` is none of the systems that run");
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn day(text: &str) -> Result<Date, &'static str> {
    text.parse()
        .map_err(|_| "expected a date such as 2026-11-21")
}

fn peer(text: &str) -> Result<PeerName, proto::transport::InvalidPeer> {
    PeerName::uri(text)
}

impl FromStr for FaultAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("`{text}` is no fault, expected ID=hang or ID=error");
        let (id, fault) = text.split_once('=').ok_or_else(expected)?;
        let fault = fault.parse().map_err(|_| expected())?;
        Ok(Self {
            id: id.to_owned(),
            fault,
        })
    }
}

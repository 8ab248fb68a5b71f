//! `mock-producers`: runs any of the told systems as sources of an aggregator.

mod cli;

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Parser as _;
use mock_producers::{
    Faults, System, World, clock, control, describe,
    fhir::FhirFolder,
    host::{Connection, Identities, Sources},
};
use producer_sdk::{Identity, TrustAnchors};
use proto::ending::Ending;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, Connect, FaultAt, Format};

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
    let world = World::peopled(today, cli.seed, cli.children);
    let told = describe::world(&world, cli.seed, cli.children);
    let mut systems = world.systems;
    systems.extend(folder.as_ref().map(FhirFolder::system));
    let systems = chosen(systems, &cli.only)?;
    known(&systems, &cli.fault)?;
    if cli.describe {
        let mut text = match cli.format {
            Format::Table => describe::table(&systems),
            Format::Json => describe::json(&systems)?,
        };
        if cli.format == Format::Table {
            text.push_str(&told);
            text.extend(folder.as_ref().map(describe::unread));
        }
        return Ok(io::stdout().write_all(text.as_bytes())?);
    }
    let Some(connect) = &cli.connect else {
        bail!("expected --aggregator, --aggregator-name, --ca and --identities, or --describe");
    };
    let filter = EnvFilter::try_new(&cli.log).context("--log expects a filter such as `info`")?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    if let Some(folder) = &folder {
        tracing::info!(counts = ?folder.counts(), unread = folder.unread().len(), "folder read");
        // By reason only: files and resources are often named after somebody. `--describe` lists them for whoever asks.
        // R-FHIR-21
        for (reason, count) in folder.unread().counts() {
            tracing::debug!(%reason, count, "unread");
        }
    }
    let mut ending = Ending::listen().context("cannot wait for the end")?;
    let control = match cli.control {
        Some(address) => Some(control::listen(address).await?),
        None => None,
    };
    let sources = start(connect, &systems, &cli.fault).await?;
    tokio::select! {
        () = ending.asked() => {}
        done = serve(&sources, connect, control.as_ref()) => done?,
    }
    if !sources.shutdown().await {
        tracing::warn!("some calls were cut");
    }
    Ok(())
}

/// Says where faults are changed and when every source is registered, and then goes on for ever.
async fn serve(
    sources: &Sources,
    connect: &Connect,
    control: Option<&TcpListener>,
) -> io::Result<()> {
    let mut out = io::stdout();
    if let Some(control) = control {
        writeln!(out, "faults at http://{}/faults", control.local_addr()?)?;
    }
    let registered = async {
        sources.registered().await;
        let count = sources.all().len();
        writeln!(out, "registered {count} sources at {}", connect.aggregator)?;
        out.flush()?;
        std::future::pending::<io::Result<()>>().await
    };
    let controlled = async {
        match control {
            Some(control) => control::serve(control, sources).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        done = registered => done,
        () = controlled => Ok(()),
    }
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
        let identities = identities(connect, system.id)
            .with_context(|| format!("the identity of `{}` cannot be used", system.id))?;
        let wrong = faults.iter().find(|at| at.id == system.id);
        let wrong = wrong.map_or(Faults::NONE, |at| at.faults.clone());
        sources
            .start(&connection, system, identities, wrong)
            .await?;
    }
    Ok(sources)
}

/// `ID.pem` and `ID.key`, and beside them `ID.expired.pem` and `ID.expired.key` where `certificate-expired` is to be shown.
fn identities(connect: &Connect, id: &str) -> Result<Identities> {
    let pair = |name: String| -> Result<Identity> {
        let file = |ending| connect.identities.join(format!("{name}.{ending}"));
        Ok(Identity::from_pem(
            &read(&file("pem"))?,
            &read(&file("key"))?,
        )?)
    };
    let expired = format!("{id}.expired");
    let has_expired = connect.identities.join(format!("{expired}.pem")).exists();
    Ok(Identities {
        own: pair(id.to_owned())?,
        expired: has_expired.then(|| pair(expired)).transpose()?,
    })
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
    for (place, FaultAt { id, .. }) in faults.iter().enumerate() {
        if !systems.iter().any(|system| system.id == id) {
            bail!("--fault: `{id}` is none of the systems that run");
        }
        if faults.iter().take(place).any(|other| other.id == *id) {
            bail!("--fault: `{id}` stands twice, expected its faults joined by `+`");
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

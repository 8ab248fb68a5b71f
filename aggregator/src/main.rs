//! `aggregator --config FILE`: the service. `aggregator check --config FILE`: reads the configuration and says what is wrong.
//! `aggregator audit … --config FILE`: the access log, offline. `aggregator policy …`: the tables, checked, asked, and asked again as then.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use aggregator::{
    cli::{
        audit::{self, AuditCommand, Ended},
        policy::{self, PolicyCommand},
    },
    clock::SystemClock,
    config::{Config, environment},
    server,
};
use anyhow::Context as _;
use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use proto::ending::Ending;
use rustix::process::{Resource, Rlimit, setrlimit};
use tracing_subscriber::{EnvFilter, fmt};

/// An overview takes some thousand small allocations; this allocator serves them in far fewer instructions than the system's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The Samsyn aggregator.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// The configuration file; docs/configuration.md explains its keys.
    #[arg(long, global = true, default_value = "aggregator.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop. The default.
    Serve,
    /// Read the configuration with all files it names, say whether it is good, and end.
    Check,
    /// The access log, offline.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// The policy tables.
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let environment = environment();
    let filter = environment.get("SAMSYN_LOG").map_or("info", String::as_str);
    fmt()
        .json()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .init();
    match leave_no_core().and_then(|()| run(&arguments, &environment)) {
        Ok(ended) => ended.into(),
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What lies in memory is written down nowhere, also when the process dies of it.
// R-PRIVACY-2
fn leave_no_core() -> anyhow::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).context("core dumps cannot be turned off")?;
    // A system that hands cores to a program asks for no limit.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
        .context("core dumps cannot be turned off")?;
    Ok(())
}

fn run(
    arguments: &Arguments,
    environment: &aggregator::config::Environment,
) -> anyhow::Result<Ended> {
    if let Some(Command::Policy { command }) = &arguments.command {
        let read = || Config::read(&arguments.config, environment);
        let config = command.needs_configuration().then(read).transpose()?;
        let out = &mut std::io::stdout();
        return Ok(policy::run(command, config.as_ref(), &SystemClock, out)?);
    }
    let config = Config::read(&arguments.config, environment)?;
    match &arguments.command {
        Some(Command::Check) => {
            tracing::info!("the configuration is good");
            return Ok(Ended::Well);
        }
        Some(Command::Audit { command }) => {
            return Ok(audit::run(
                command,
                &config,
                &SystemClock,
                &mut std::io::stdout(),
            )?);
        }
        Some(Command::Serve | Command::Policy { .. }) | None => {}
    }
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime does not start")?
        .block_on(async {
            let mut ending = Ending::listen().context("the end cannot be waited for")?;
            server::warn(&config);
            let running = server::start(config, Arc::new(SystemClock)).await?;
            ending.asked().await;
            tracing::info!("draining");
            running.shutdown().await;
            Ok(Ended::Well)
        })
}

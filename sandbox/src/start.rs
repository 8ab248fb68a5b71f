//! Starts a sandbox: authority, folder, aggregator, producers, facts, state file; and ends it in the opposite order.

use std::{collections::BTreeMap, io, net::Ipv4Addr, path::PathBuf, sync::Arc, time::Duration};

use aggregator::{
    clock::Clock,
    config::{Config, ConfigError, Environment},
    server::{self, Running, StartError},
};
use domain::time::{Country, Timestamp};
use mock_producers::{
    Faults, System,
    control::{self, ControlError},
    host::{HostError, Identities, Sources},
    synthetic,
    world::World,
};
use proto::transport::InvalidTlsMaterial;
use thiserror::Error;
use tokio::{net::TcpListener, time::Instant};

use crate::{
    authority::{Authority, Issued},
    facts::{FactsError, Teller, Tellers},
    files::Folder,
    listing,
    parties::Parties,
    settings::Settings,
    state::{self, State},
    token::{TokenError, TokenIssuer},
};

/// How long the producers may take to register.
const REGISTRATION: Duration = Duration::from_secs(60);

/// How often the register confirms what it told; far below the age at which facts are unknown.
const CONFIRMATION: Duration = Duration::from_secs(3600);

/// How a sandbox is started.
pub struct Options {
    /// Its folder.
    pub dir: PathBuf,
    /// The aggregator's port. 0 = a free one.
    pub grpc_port: u16,
    /// The admin port. 0 = a free one.
    pub admin_port: u16,
    /// The port on which faults are changed. 0 = a free one.
    pub control_port: u16,
    /// The PostgreSQL database for facts and access log. `None` = a file in the folder.
    pub postgres: Option<String>,
    /// Children, actors and systems.
    pub world: World,
    /// Sources that misbehave, by producer id.
    pub faults: BTreeMap<String, Faults>,
    /// The aggregator's clock.
    pub clock: Arc<dyn Clock>,
}

/// Why a sandbox does not start.
#[derive(Debug, Error)]
pub enum SandboxError {
    /// The folder cannot be used.
    #[error("the folder cannot be used")]
    Folder(#[from] io::Error),
    /// Certificates cannot be made.
    #[error("certificates cannot be made")]
    Authority(#[from] rcgen::Error),
    /// Tokens cannot be made.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The TLS material cannot be used.
    #[error("the TLS material cannot be used")]
    Tls(#[from] InvalidTlsMaterial),
    /// The configuration that was written is refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The aggregator does not start.
    #[error("the aggregator does not start")]
    Aggregator(#[from] StartError),
    /// A producer does not start.
    #[error(transparent)]
    Producer(#[from] HostError),
    /// The producers did not all register.
    #[error("the producers did not all register in {} s", REGISTRATION.as_secs())]
    Registration,
    /// A fault names a producer that is not there.
    #[error("no producer is called {id:?}; expected one of {known}")]
    UnknownProducer {
        /// The name.
        id: String,
        /// Those that are there.
        known: String,
    },
    /// Faults cannot be changed while it runs.
    #[error("faults cannot be changed while it runs")]
    Control(#[from] ControlError),
    /// A fact was not taken.
    #[error("the facts about the told children cannot be told")]
    Facts(#[from] FactsError),
    /// The state file cannot be written as JSON.
    #[error("the state cannot be written")]
    State(#[from] serde_json::Error),
}

/// A running sandbox.
pub struct Sandbox {
    /// Its folder, with `sandbox.json`.
    pub dir: PathBuf,
    /// What `sandbox.json` says.
    pub state: State,
    /// The aggregator.
    pub aggregator: Running,
    /// The producers.
    pub sources: Sources,
    /// The signer of tokens.
    pub tokens: TokenIssuer,
    /// The authority, for further certificates.
    pub authority: Authority,
    /// The consumers' certificates, in the order of `state.consumers`.
    pub consumers: Vec<Issued>,
    /// Children, actors and systems.
    pub world: World,
    /// The generated children, as the file that `state.synthetic` names lists them.
    pub synthetic: Vec<state::Child>,
    /// How long it took to start.
    pub started_in: Duration,
    tellers: Tellers,
    control: TcpListener,
    _folder: Folder,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sandbox({})", self.state.aggregator)
    }
}

impl Sandbox {
    /// Starts everything, and returns when every producer is registered and every fact is told.
    // R-SANDBOX-1
    pub async fn start(options: Options) -> Result<Self, SandboxError> {
        let began = Instant::now();
        let Options {
            dir,
            grpc_port,
            admin_port,
            control_port,
            postgres,
            world,
            faults,
            clock,
        } = options;
        refuse_unknown(&faults, &world.systems)?;
        let folder = Folder::take(&dir)?;
        let control = control::listen((Ipv4Addr::LOCALHOST, control_port).into()).await?;
        let parties = Parties::make(&world.systems)?;
        let tokens = TokenIssuer::new()?;
        let settings = Settings {
            grpc_port,
            admin_port,
            postgres: postgres.as_deref(),
            systems: &world.systems,
            aggregator: &parties.aggregator,
            registers: (parties.registers(&world.systems))
                .map(|(_, issued)| issued.name.clone())
                .collect(),
        };
        parties.write(&folder, &tokens)?;
        folder.write("aggregator.toml", settings.toml().as_bytes())?;
        let config = Config::read(&folder.path().join("aggregator.toml"), &Environment::new())?;
        let running = server::start(config, clock.clone()).await?;

        let endpoint = format!("https://{}", running.grpc);
        let tellers = parties.tellers(&endpoint, &world.systems)?;
        let now = clock.now();
        // Facts need no source and sources need no fact: the one's waiting is the other's time.
        let (sources, consents) = tokio::try_join!(
            sources(&parties, &endpoint, &world.systems, &faults),
            async { Ok(tellers.tell(&world, now).await?) },
        )?;
        let (generated, children): (Vec<_>, Vec<_>) = (world.children.iter().zip(consents))
            .map(|(child, consents)| listing::child(child, consents))
            .partition(|child| child.story == synthetic::STORY);
        let state = State {
            aggregator: endpoint,
            aggregator_name: parties.aggregator.name.clone(),
            admin: format!("http://{}", running.admin),
            faults: format!("http://{}/faults", control.local_addr()?),
            ca: "ca.pem".to_owned(),
            consumers: listing::consumers(),
            actors: signed(&world, &tokens, &parties, now)?,
            producers: listing::producers(&sources, &world),
            children,
            synthetic: listed(&folder, &generated)?,
        };
        folder.write(state::STATE_FILE, &serde_json::to_vec_pretty(&state)?)?;
        Ok(Self {
            dir,
            state,
            aggregator: running,
            sources,
            tellers,
            control,
            tokens,
            authority: parties.authority,
            consumers: parties.consumers,
            world,
            synthetic: generated,
            started_in: began.elapsed(),
            _folder: folder,
        })
    }

    /// Confirms the facts every now and then, as a register does, so that a sandbox that runs for days keeps showing. Never ends by itself.
    pub async fn keep_facts_young(&self) -> Result<(), SandboxError> {
        let mut every = tokio::time::interval(CONFIRMATION);
        loop {
            every.tick().await;
            let now = self.aggregator.aggregator.clock.now();
            self.tellers.confirm(now).await?;
        }
    }

    /// Lets anybody on this machine change what is wrong with the sources, at the address that `state.faults` names. Never ends by itself.
    pub async fn serve_faults(&self) {
        control::serve(&self.control, &self.sources).await;
    }

    /// The voice of a country's population register: custody and protection.
    #[must_use]
    pub fn register(&self, country: Country) -> Teller {
        self.tellers.register(country).clone()
    }

    /// The desk's voice: relations and consents, and custody where no register is.
    #[must_use]
    pub fn desk(&self) -> Teller {
        self.tellers.desk.clone()
    }

    /// Producers leave, the aggregator drains.
    pub async fn shutdown(self) {
        self.sources.shutdown().await;
        self.aggregator.shutdown().await;
    }
}

/// Starts every system as a source; returns when each holds a lease.
async fn sources(
    parties: &Parties,
    aggregator: &str,
    systems: &[System],
    faults: &BTreeMap<String, Faults>,
) -> Result<Sources, SandboxError> {
    let connection = parties.connection(aggregator)?;
    let mut sources = Sources::default();
    for (system, issued) in systems.iter().zip(&parties.producers) {
        let faults = faults.get(system.id).cloned().unwrap_or_default();
        let identities = Identities {
            own: issued.identity()?,
            expired: Some(parties.authority.issue_expired(issued)?.identity()?),
        };
        sources
            .start(&connection, system, identities, faults)
            .await?;
    }
    let registered = tokio::time::timeout(REGISTRATION, sources.registered()).await;
    registered.map_err(|_| SandboxError::Registration)?;
    Ok(sources)
}

/// Writes the file of the generated children, where there are any, and gives its name.
fn listed(folder: &Folder, generated: &[state::Child]) -> Result<Option<String>, SandboxError> {
    if generated.is_empty() {
        return Ok(None);
    }
    let text = listing::synthetic(generated)?;
    Ok(Some(folder.write(state::SYNTHETIC_FILE, text.as_bytes())?))
}

fn signed(
    world: &World,
    tokens: &TokenIssuer,
    parties: &Parties,
    now: Timestamp,
) -> Result<Vec<state::Actor>, SandboxError> {
    let audience = &parties.aggregator.name;
    let bound_to = parties.consumers.first();
    let bound_to = bound_to.ok_or(SandboxError::Registration)?;
    (world.actors.iter())
        .map(|actor| listing::actor(actor, tokens, bound_to, audience, now))
        .collect()
}

fn refuse_unknown(
    faults: &BTreeMap<String, Faults>,
    systems: &[System],
) -> Result<(), SandboxError> {
    let ids: Vec<_> = systems.iter().map(|s| s.id).collect();
    match faults.keys().find(|id| !ids.contains(&id.as_str())) {
        None => Ok(()),
        Some(id) => Err(SandboxError::UnknownProducer {
            id: id.clone(),
            known: ids.join(", "),
        }),
    }
}

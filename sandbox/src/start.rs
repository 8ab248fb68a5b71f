//! Starts a sandbox: authority, folder, aggregator, producers, facts, state file; and ends it in the opposite order.

use std::{collections::BTreeMap, io, path::PathBuf, sync::Arc, time::Duration};

use aggregator::{
    clock::Clock,
    config::{Config, ConfigError, Environment},
    server::{self, Running, StartError},
};
use mock_producers::{
    Fault, System,
    host::{Connection, HostError, Sources},
    world::{ToldActor, ToldChild, World},
};
use proto::transport::InvalidTlsMaterial;
use thiserror::Error;

use crate::{
    authority::{Authority, Issued},
    facts::{FactsError, Teller},
    files::Folder,
    settings::{AGGREGATOR, CONSUMERS, DESK, Settings},
    state::{self, State},
    token::{TokenError, TokenIssuer},
};

/// How long the producers may take to register.
const REGISTRATION: Duration = Duration::from_secs(20);

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
    /// Children, actors and systems.
    pub world: World,
    /// Sources that misbehave, by producer id.
    pub faults: BTreeMap<String, Fault>,
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
    /// The population register's voice: custody and protection.
    pub register: Teller,
    /// The desk's voice: relations and consents, and custody where no register is.
    pub desk: Teller,
    /// The signer of tokens.
    pub tokens: TokenIssuer,
    /// The authority, for further certificates.
    pub authority: Authority,
    /// The consumers' certificates, in the order of `state.consumers`.
    pub consumers: Vec<Issued>,
    /// Children, actors and systems.
    pub world: World,
    _folder: Folder,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sandbox({})", self.state.aggregator)
    }
}

/// The parties' certificates.
struct Parties {
    authority: Authority,
    aggregator: Issued,
    desk: Issued,
    consumers: Vec<Issued>,
    producers: Vec<Issued>,
}

impl Sandbox {
    /// Starts everything, and returns when every producer is registered and every fact is told.
    pub async fn start(options: Options) -> Result<Self, SandboxError> {
        let Options {
            dir,
            grpc_port,
            admin_port,
            world,
            faults,
            clock,
        } = options;
        refuse_unknown(&faults, &world.systems)?;
        let folder = Folder::take(&dir)?;
        let parties = Parties::make(&world.systems)?;
        let tokens = TokenIssuer::new()?;
        let registers = registers(&world.systems, &parties.producers);
        let settings = Settings {
            grpc_port,
            admin_port,
            systems: &world.systems,
            aggregator: &parties.aggregator,
            registers: &registers,
        };
        parties.write(&folder, &tokens)?;
        folder.write("aggregator.toml", settings.toml().as_bytes())?;
        let config = Config::read(&folder.path().join("aggregator.toml"), &Environment::new())?;
        let running = server::start(config, clock.clone()).await?;

        let endpoint = format!("https://{}", running.grpc);
        let sources = parties.sources(&endpoint, &world.systems, &faults).await?;
        let (mut register, mut desk) = parties.tellers(&endpoint, registers.first())?;
        let now = clock.now();
        let mut children = Vec::new();
        for child in &world.children {
            let holders = child
                .guardians
                .iter()
                .map(|g| (g.id.clone(), g.residence_parent));
            register.custody(&child.id, holders, now).await?;
            register.protection(&child.id, child.protected, now).await?;
            children.push(told(child, desk.story(child).await?));
        }
        let name = parties.aggregator.peer_name()?;
        let consumers = parties.consumers;
        let actors = (world.actors.iter())
            .map(|actor| signed(actor, &tokens, &consumers, name.as_str(), now))
            .collect::<Result<_, SandboxError>>()?;
        let state = State {
            aggregator: endpoint,
            aggregator_name: name.as_str().to_owned(),
            admin: format!("http://{}", running.admin),
            ca: "ca.pem".to_owned(),
            consumers: CONSUMERS.iter().map(|id| consumer(id)).collect(),
            actors,
            producers: listed(&sources),
            children,
        };
        folder.write(state::STATE_FILE, &serde_json::to_vec_pretty(&state)?)?;
        Ok(Self {
            dir,
            state,
            aggregator: running,
            sources,
            register,
            desk,
            tokens,
            authority: parties.authority,
            consumers,
            world,
            _folder: folder,
        })
    }

    /// Confirms the facts every now and then, as a register does, so that a sandbox that runs for days keeps showing. Never ends by itself.
    pub async fn keep_facts_young(&self) -> Result<(), SandboxError> {
        let mut register = self.register.clone();
        let mut every = tokio::time::interval(CONFIRMATION);
        loop {
            every.tick().await;
            register
                .confirm(self.aggregator.aggregator.clock.now())
                .await?;
        }
    }

    /// Producers leave, the aggregator drains.
    pub async fn shutdown(self) {
        self.sources.shutdown().await;
        self.aggregator.shutdown().await;
    }
}

impl Parties {
    fn make(systems: &[System]) -> Result<Self, SandboxError> {
        let authority = Authority::new()?;
        Ok(Self {
            aggregator: authority.issue(AGGREGATOR)?,
            desk: authority.issue(DESK)?,
            consumers: (CONSUMERS.iter())
                .map(|id| authority.issue(id))
                .collect::<Result<_, _>>()?,
            producers: (systems.iter())
                .map(|system| authority.issue(&format!("producer/{}", system.id)))
                .collect::<Result<_, _>>()?,
            authority,
        })
    }

    fn write(&self, folder: &Folder, tokens: &TokenIssuer) -> Result<(), SandboxError> {
        folder.write("ca.pem", self.authority.certificate().as_bytes())?;
        folder.write("issuer.pem", tokens.public_key().as_bytes())?;
        let mut key = [0; 32];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| io::Error::other("no randomness"))?;
        folder.write("pseudonym.key", &key)?;
        let ids = [AGGREGATOR, DESK].into_iter().chain(CONSUMERS);
        let own = [&self.aggregator, &self.desk]
            .into_iter()
            .chain(&self.consumers);
        for (id, issued) in ids.zip(own) {
            let (certificate, key) = Folder::pair(id);
            folder.write(&certificate, issued.certificate.as_bytes())?;
            folder.write(&key, issued.key.as_bytes())?;
        }
        Ok(())
    }

    /// The voices of the first register, and of the desk, which speaks for it where there is none.
    fn tellers(
        &self,
        aggregator: &str,
        register: Option<&String>,
    ) -> Result<(Teller, Teller), SandboxError> {
        let (name, trust) = (self.aggregator.peer_name()?, self.authority.trust()?);
        let own = self.producers.iter().find(|p| Some(&p.name) == register);
        let connect = |issued: &Issued| {
            let identity = issued.identity()?;
            Teller::connect(aggregator, &name, &identity, &trust).map_err(SandboxError::from)
        };
        Ok((connect(own.unwrap_or(&self.desk))?, connect(&self.desk)?))
    }

    async fn sources(
        &self,
        aggregator: &str,
        systems: &[System],
        faults: &BTreeMap<String, Fault>,
    ) -> Result<Sources, SandboxError> {
        let connection = Connection {
            aggregator: aggregator.to_owned(),
            aggregator_name: self.aggregator.peer_name()?,
            trust: self.authority.trust()?,
            listen: "127.0.0.1:0".to_owned(),
        };
        let mut sources = Sources::default();
        for (system, issued) in systems.iter().zip(&self.producers) {
            let fault = faults.get(system.id).copied();
            let identity = issued.identity()?;
            sources.start(&connection, system, identity, fault).await?;
        }
        let registered = tokio::time::timeout(REGISTRATION, sources.registered()).await;
        registered.map_err(|_| SandboxError::Registration)?;
        Ok(sources)
    }
}

/// The producers as the state file lists them.
fn listed(sources: &Sources) -> Vec<state::Producer> {
    (sources.all().iter())
        .map(|source| state::Producer {
            id: source.id.to_owned(),
            sector: source.sector.clone(),
            address: format!("https://{}", source.address()),
        })
        .collect()
}

fn refuse_unknown(
    faults: &BTreeMap<String, Fault>,
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

/// The names of the population registers.
fn registers(systems: &[System], producers: &[Issued]) -> Vec<String> {
    (systems.iter().zip(producers))
        .filter(|(system, _)| system.sector.as_str() == "population-register")
        .map(|(_, issued)| issued.name.clone())
        .collect()
}

fn told(child: &ToldChild, consents: Vec<String>) -> state::Child {
    state::Child {
        id: child.id.value().to_owned(),
        system: child.id.system().to_owned(),
        label: child.label.clone(),
        story: child.story.to_owned(),
        actor: child.actor.to_owned(),
        guardians: (child.guardians.iter())
            .map(|guardian| state::Guardian {
                id: guardian.id.value().to_owned(),
                system: guardian.id.system().to_owned(),
            })
            .collect(),
        consents,
    }
}

fn signed(
    actor: &ToldActor,
    tokens: &TokenIssuer,
    consumers: &[Issued],
    audience: &str,
    now: domain::time::Timestamp,
) -> Result<state::Actor, SandboxError> {
    let bound_to = consumers.first().ok_or(SandboxError::Registration)?;
    let thumbprint = bound_to.identity()?.peer().thumbprint;
    let claims = TokenIssuer::claims(actor, audience, &thumbprint, now);
    Ok(state::Actor {
        name: actor.name.to_owned(),
        token: tokens.sign(&claims)?,
        role: actor.role.to_owned(),
        sector: actor.sector.to_string(),
        organisation: actor.organisation.value().to_owned(),
        organisation_name: actor.organisation_name.to_owned(),
        audience: actor.audience.as_str().to_owned(),
        consumer: consumer(CONSUMERS[0]).id,
    })
}

fn consumer(id: &str) -> state::Consumer {
    let (cert, key) = Folder::pair(id);
    state::Consumer {
        id: id.trim_start_matches("consumer/").to_owned(),
        cert,
        key,
    }
}

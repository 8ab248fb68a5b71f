//! Starts an aggregator from its configuration: opens the store, the listeners and the services, and drains them at the end.

use std::{
    collections::BTreeSet,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use futures::StreamExt as _;
use jiff::SignedDuration;
use proto::{
    transport::{AcceptLimits, InvalidTlsMaterial, incoming, server_config},
    v1::{
        access::access_service_server::AccessServiceServer,
        consent::{
            block_service_server::BlockServiceServer, consent_service_server::ConsentServiceServer,
            fact_service_server::FactServiceServer,
            information_request_service_server::InformationRequestServiceServer,
        },
        overview::overview_service_server::OverviewServiceServer,
        registry::registry_service_server::RegistryServiceServer,
    },
};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::JoinSet,
};
use tonic::transport::{Server, server::Router};

use crate::{
    Aggregator, admin,
    audit::{Audit, keeper::Keeper},
    clock::{Clock, SteadyClock},
    config::{Config, StorePlace},
    gate::Witness,
    identity::{RememberedTokens, TokenVerifier},
    metrics::Metrics,
    registry::{LeaseSettings, Registry, service::RegistryRpc},
    service::{Access, BlockDesk, Consents, Deciders, Inquiries, Overviews},
    sources::Sources,
    store::{
        Epochs, FactAges, Store, StoreError, StoreWatch, Watched,
        archive::{KeepTables as _, Table},
        postgres::{self, PostgresStore},
        sqlite::{OpenError, SqliteSettings, SqliteStore},
    },
};

/// The largest request: a query names one child and a few codes.
pub const MAX_REQUEST_BYTES: usize = 64 << 10;
/// The largest request about blocks: a check names up to a thousand entities.
pub const MAX_CHECK_BYTES: usize = 512 << 10;
/// The largest collected overview.
pub const MAX_RESPONSE_BYTES: usize = 64 << 20;
/// The most calls at once on one connection.
const MAX_STREAMS: u32 = 128;
/// The largest set of request headers, the token included.
const MAX_HEADER_BYTES: u32 = 16 << 10;
/// How long a connection lives before the peer is asked to open another: a revoked certificate does not outlive it.
const CONNECTION_AGE: Duration = Duration::from_secs(10 * 60);
/// How often a silent connection is asked whether it still is one.
const KEEPALIVE: Duration = Duration::from_secs(10);
/// How long calls under way may go on after the end was asked for.
pub const DRAIN: Duration = Duration::from_secs(30);
/// How long the last checkpoint may take after that.
pub const LAST_CHECKPOINT: Duration = Duration::from_secs(10);

/// Why an aggregator does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error("the store cannot be opened")]
    Store(#[from] OpenError),
    /// The store on a server cannot be opened.
    #[error("the store on PostgreSQL cannot be opened")]
    Postgres(#[from] postgres::OpenError),
    /// The texts of the tables cannot be kept: no decision could be replayed.
    #[error("the policy tables cannot be kept in the store")]
    Tables(#[from] StoreError),
    /// Certificate, key or authorities cannot be used.
    #[error("the TLS material cannot be used")]
    Tls(#[from] InvalidTlsMaterial),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The compiled contract cannot be read.
    #[error("the contract's descriptors cannot be read")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// A running aggregator.
#[derive(Debug)]
pub struct Running {
    /// Where the gRPC services listen.
    pub grpc: SocketAddr,
    /// Where health and metrics listen.
    pub admin: SocketAddr,
    /// What it answers with, for whoever runs it in the same process.
    pub aggregator: Arc<Aggregator>,
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
    /// Whoever signs the log goes on until nothing is written any more.
    keeping: JoinSet<()>,
    served: watch::Sender<bool>,
}

impl Running {
    /// Takes no new calls and lets those under way end, for at most [`DRAIN`]; then what they wrote into the log is signed, for which there
    /// is [`LAST_CHECKPOINT`].
    // R-AUDIT-22
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN, ended).await.is_err() {
            tracing::warn!("calls were still under way at the end of the drain time");
        }
        self.served.send_replace(true);
        let signed = async { while self.keeping.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_CHECKPOINT, signed).await.is_err() {
            tracing::error!("the end of the access log was not signed in time");
        }
    }
}

/// Says what an operator should know before serving with this configuration. What runs on a developer's machine alone need not say it.
// R-AUDIT-27
pub fn warn(config: &Config) {
    if config.audit.signer.is_none() {
        tracing::warn!(
            "no checkpoint key is configured (audit.checkpoint_key): nobody vouches for the access log, so its end could be cut off or all of it rewritten unseen"
        );
    }
}

/// Starts an aggregator.
pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Running, StartError> {
    let grpc = listen(config.grpc).await?;
    let admin = listen(config.admin).await?;
    let (grpc_at, admin_at) = (local(&grpc, config.grpc)?, local(&admin, config.admin)?);
    let name = config.identity.peer().name.clone();
    let tls = server_config(&config.identity, &config.trust)?;
    let reflection = config.reflection;
    let kept = config.audit.clone();
    let (aggregator, registry) = build(config, clock).await?;
    let (audit, metrics) = (aggregator.audit.clone(), aggregator.metrics.clone());
    let keeper = Keeper::new(audit, &kept, metrics);

    let (stop, stopped) = watch::channel(false);
    let (_keep, tls) = watch::channel(tls);
    let connections = incoming(grpc, tls, AcceptLimits::default());
    let connections = connections.filter_map(|connection| async {
        connection
            .map_err(|error| tracing::debug!(%error, "a connection did not come about"))
            .ok()
            .map(Ok::<_, io::Error>)
    });
    let router = services(&aggregator, registry, kept.auditor_roles, reflection).await?;
    let mut tasks = JoinSet::new();
    let ended = until(stopped.clone());
    let serving = aggregator.clone();
    tasks.spawn(async move {
        let connections = Box::pin(connections);
        if let Err(error) = router
            .serve_with_incoming_shutdown(connections, ended)
            .await
        {
            tracing::error!(%error, "the gRPC listener ended");
        }
        serving.is_serving.store(false, Ordering::SeqCst);
    });
    let (served, has_served) = watch::channel(false);
    let mut keeping = JoinSet::new();
    if let Some(keeper) = keeper {
        keeping.spawn(keeper.run(until(has_served)));
    }
    tasks.spawn(admin::serve(admin, aggregator.clone(), until(stopped)));
    tracing::info!(%grpc_at, %admin_at, name = name.as_str(), "ready");
    Ok(Running {
        grpc: grpc_at,
        admin: admin_at,
        aggregator,
        tasks,
        stop,
        keeping,
        served,
    })
}

/// Opens the store: a file is this process's alone, so that what it knows is always the newest; a server's epochs are leased. The tables
/// are kept there before anything is decided by them.
// R-REPLAY-1
async fn open_store(
    place: StorePlace,
    ages: FactAges,
    tables: Vec<Table>,
    clock: &Arc<dyn Clock>,
) -> Result<(Arc<dyn Store>, Epochs), StartError> {
    match place {
        StorePlace::Sqlite(path) => {
            let epochs = Epochs::new();
            let settings = SqliteSettings {
                ages,
                ..SqliteSettings::at(path)
            };
            let store = SqliteStore::open(&settings, clock.clone(), epochs.clone())?;
            store.keep(tables, clock.now()).await?;
            Ok((Arc::new(store), epochs))
        }
        StorePlace::Postgres(mut settings) => {
            let epochs = Epochs::leased(Arc::new(SteadyClock::start()));
            settings.ages = ages;
            let store = PostgresStore::open(&settings, clock.clone(), epochs.clone()).await?;
            store.keep(tables, clock.now()).await?;
            Ok((Arc::new(store), epochs))
        }
    }
}

/// Puts the parts together.
async fn build(
    config: Config,
    clock: Arc<dyn Clock>,
) -> Result<(Arc<Aggregator>, RegistryRpc), StartError> {
    let metrics = Arc::new(Metrics::default());
    let tables = config.policies.texts().to_vec();
    let (store, epochs) = open_store(config.store, config.ages, tables, &clock).await?;
    let store_watch = StoreWatch::default();
    let watch = store_watch.clone();
    let store: Arc<dyn Store> = Arc::new(Watched::new(store, watch, metrics.clone()));
    let peers = Arc::new(config.peers);
    let lease = SignedDuration::try_from(config.lease).unwrap_or(SignedDuration::from_secs(30));
    let leases = LeaseSettings {
        duration: lease,
        renew_interval: lease / 3,
    };
    let registry = Arc::new(Registry::new(peers.clone(), clock.clone(), leases));
    let name = config.identity.peer().name.clone();
    let verifier = TokenVerifier::new(
        config.issuers,
        name.as_str(),
        config.pseudonyms.clone(),
        clock.clone(),
    );
    let registry_rpc = RegistryRpc {
        registry: registry.clone(),
        peers: peers.clone(),
        store: store.clone(),
        pseudonyms: config.pseudonyms.clone(),
        name,
    };
    let sources = Sources::new(
        registry.clone(),
        config.identity,
        config.trust,
        config.channels,
        config.stacks,
        metrics.clone(),
    );
    let aggregator = Aggregator {
        audit: Audit::new(store.clone(), clock.clone()).counting(metrics.clone()),
        policies: ArcSwap::from_pointee(config.policies),
        policy_generation: Arc::new(AtomicU64::new(0)),
        tokens: RememberedTokens::new(verifier),
        pseudonyms: config.pseudonyms,
        seal: config.seal,
        places: Arc::new(Semaphore::new(config.limits.max_overviews)),
        is_serving: AtomicBool::new(true),
        auditor_roles: config.audit.auditor_roles,
        ages: config.ages,
        limits: config.limits,
        clock,
        store,
        epochs,
        registry,
        peers,
        sources,
        metrics,
        witness: Witness::default(),
        store_watch,
    };
    Ok((Arc::new(aggregator), registry_rpc))
}

/// The services, each with its own bound on what a request may hold.
async fn services(
    aggregator: &Arc<Aggregator>,
    registry: RegistryRpc,
    auditor_roles: BTreeSet<String>,
    reflection: bool,
) -> Result<Router, StartError> {
    let (health, health_service) = tonic_health::server::health_reporter();
    let overviews = OverviewServiceServer::new(Overviews::new(aggregator.clone()))
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_RESPONSE_BYTES);
    let consents = ConsentServiceServer::new(Consents::new(aggregator.clone()))
        .max_decoding_message_size(MAX_REQUEST_BYTES);
    let blocks = BlockServiceServer::new(BlockDesk::new(aggregator.clone()))
        .max_decoding_message_size(MAX_CHECK_BYTES);
    let deciders = FactServiceServer::new(Deciders::new(aggregator.clone()))
        .max_decoding_message_size(MAX_REQUEST_BYTES);
    let inquiries = InformationRequestServiceServer::new(Inquiries::new(aggregator.clone()))
        .max_decoding_message_size(MAX_REQUEST_BYTES);
    let access = AccessServiceServer::new(Access::new(aggregator.clone(), auditor_roles))
        .max_decoding_message_size(MAX_REQUEST_BYTES);
    let registry =
        RegistryServiceServer::new(registry).max_decoding_message_size(MAX_REQUEST_BYTES);
    health
        .set_serving::<OverviewServiceServer<Overviews>>()
        .await;
    let reflection = if reflection {
        let service = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .build_v1()?;
        Some(service)
    } else {
        None
    };
    Ok(Server::builder()
        .max_concurrent_streams(MAX_STREAMS)
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .max_connection_age(CONNECTION_AGE)
        .add_service(health_service)
        .add_service(overviews)
        .add_service(consents)
        .add_service(blocks)
        .add_service(deciders)
        .add_service(inquiries)
        .add_service(access)
        .add_service(registry)
        .add_optional_service(reflection))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StartError::Listen { address, source })
}

fn local(listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, StartError> {
    let local = listener.local_addr();
    local.map_err(|source| StartError::Listen { address, source })
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone has stopped too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

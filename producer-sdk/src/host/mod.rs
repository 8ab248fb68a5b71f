//! The house around a `ProducerService`: listener, mutual TLS, the check of who asks, limits, health, registration, draining.
//! Whoever does not want the screened service of this crate (a bridge, a test that must misbehave) can put its own in here.

mod backoff;
mod gate;
mod limits;
mod registration;
mod running;

use std::{convert::Infallible, io, net::SocketAddr};

use futures::TryStreamExt;
use http::{Request, Response};
use proto::{
    transport::{
        ChannelSettings, Identity, Incoming, InvalidEndpoint, PeerName, TrustAnchors, channel,
        client_config, incoming, server_config,
    },
    v1::{
        producer::{
            ProducerDescription,
            producer_service_server::{ProducerService, ProducerServiceServer, SERVICE_NAME},
        },
        registry::RegisterRequest,
    },
};
use thiserror::Error;
use tokio::{net::TcpListener, sync::watch};
use tonic::{
    body::Body, server::NamedService, service::interceptor::InterceptedService,
    transport::server::Router,
};
use tonic_health::{
    ServingStatus,
    server::{HealthReporter, health_reporter},
};
use tower::Service;

pub use backoff::Jitter;
pub use limits::Limits;
pub use proto::transport::InvalidTlsMaterial;
pub use registration::{Presence, Registration};
pub use running::Running;

use self::{
    backoff::Backoff,
    gate::{Places, only},
    registration::{RegistryClient, keep_registered},
    running::{Stage, reached},
};

/// Where a `ProducerService` lives. All fields are decisions; [`Limits`] and [`Jitter`] have sensible defaults.
#[derive(Debug, Clone)]
pub struct Host {
    /// The certificate under which it registers and serves.
    pub identity: Identity,
    /// Whom it trusts.
    pub trust: TrustAnchors,
    /// The aggregator's address, `https://host:port`.
    pub aggregator: String,
    /// The aggregator's certificate name: the only one that may ask, and the only one registered with.
    pub aggregator_name: PeerName,
    /// Where to listen, `host:port`; port 0 takes a free one.
    pub listen: String,
    /// Where the aggregator reaches it, `https://host:port`. `None` = the address it listens on.
    pub public_endpoint: Option<String>,
    /// What is registered, and answered to `Describe` by the screened service.
    pub description: ProducerDescription,
    /// The sector it claims to be; must be the admitted one.
    pub sector: String,
    /// Bounds on what the aggregator can take of it.
    pub limits: Limits,
    /// Spreads retries.
    pub jitter: Jitter,
}

/// Why a host does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The builder was not given all it needs, or something else than it expects.
    #[error(transparent)]
    Build(#[from] crate::server::BuildError),
    /// Certificates or keys cannot be used.
    #[error("the TLS material cannot be used")]
    Tls(#[from] InvalidTlsMaterial),
    /// The address cannot be listened on.
    #[error("cannot listen on `{address}`, expected host:port of this machine")]
    Listen {
        /// As configured.
        address: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It listens on all addresses of the machine, which is no address to be reached at.
    #[error("`{0}` is no address to be reached at: set the public endpoint")]
    NoPublicEndpoint(SocketAddr),
    /// The signs that end a process cannot be listened for.
    #[error("the end of the process cannot be waited for")]
    Signals(#[source] io::Error),
    /// The aggregator's address is not one.
    #[error("the aggregator's address cannot be used")]
    Aggregator(#[from] InvalidEndpoint),
    /// The service is of another kind.
    #[error("`{0}` is not `{SERVICE_NAME}`, the service that a producer serves")]
    OtherService(&'static str),
}

impl Host {
    /// Listens, serves and begins to register; returns as soon as it can be reached.
    pub async fn start<S: ProducerService>(self, service: S) -> Result<Running, StartError> {
        // R-PRODUCER-10
        let service = ProducerServiceServer::new(service)
            .max_decoding_message_size(self.limits.max_request_bytes);
        self.start_service(service).await
    }

    /// The same for a `ProducerService` that handles its messages itself: a bridge that passes bytes on, a layer around the typed one.
    /// Who may ask and how many at once is checked before it; how big a request may be is its own to bound.
    // R-PRODUCER-18
    pub async fn start_service<S>(self, service: S) -> Result<Running, StartError>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        if S::NAME != SERVICE_NAME {
            return Err(StartError::OtherService(S::NAME));
        }
        let tls = server_config(&self.identity, &self.trust)?;
        let listener = bind(&self.listen).await?;
        let (local_addr, listener) = listener;
        let endpoint = self.endpoint(local_addr)?;
        let registry = self.registry_client(&endpoint)?;

        let (stage, stages) = watch::channel(Stage::Serving);
        let (tls, shown) = watch::channel(tls);
        let incoming = incoming(listener, shown, self.limits.accept());
        let (health, router) = self.router(service).await;
        let server = tokio::spawn(serve(router, incoming, stages.clone()));

        let (state, registration) = watch::channel(Registration::Pending);
        let (presence, wanted) = watch::channel(Presence::Registered);
        let backoff = Backoff::new(self.jitter);
        let stop = reached(stages, Stage::Leaving);
        let registrar = keep_registered(registry, backoff, state, wanted, stop);
        tracing::info!(%local_addr, endpoint, "serving");
        Ok(Running {
            local_addr,
            endpoint,
            registration,
            presence,
            tls,
            trust: self.trust,
            stage,
            health,
            server,
            registrar: tokio::spawn(registrar),
            drain_timeout: self.limits.drain_timeout,
        })
    }

    fn endpoint(&self, local_addr: SocketAddr) -> Result<String, StartError> {
        match &self.public_endpoint {
            Some(endpoint) => Ok(endpoint.clone()),
            None if local_addr.ip().is_unspecified() => {
                Err(StartError::NoPublicEndpoint(local_addr))
            }
            None => Ok(format!("https://{local_addr}")),
        }
    }

    fn registry_client(&self, endpoint: &str) -> Result<RegistryClient, StartError> {
        let expected = Some(self.aggregator_name.clone());
        let tls = client_config(&self.identity, &self.trust, expected)?;
        let channel = channel(&self.aggregator, tls, &ChannelSettings::default())?;
        let request = RegisterRequest {
            description: Some(self.description.clone()),
            sector: self.sector.clone(),
            endpoints: vec![endpoint.to_owned()],
        };
        Ok(RegistryClient::new(channel, request))
    }

    /// Health for everyone who is trusted, the service for the aggregator alone.
    async fn router<S>(&self, service: S) -> (HealthReporter, Router)
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        let (reporter, health) = health_reporter();
        reporter
            .set_service_status(SERVICE_NAME, ServingStatus::Serving)
            .await;
        // Outermost who asks, then whether there is room: a stranger takes no place.
        let service = Places::new(service, self.limits.max_calls);
        let service = InterceptedService::new(service, only(self.aggregator_name.clone()));
        let router = self
            .limits
            .server()
            .add_service(health)
            .add_service(service);
        (reporter, router)
    }
}

async fn bind(address: &str) -> Result<(SocketAddr, TcpListener), StartError> {
    let listen = |source| StartError::Listen {
        address: address.to_owned(),
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let local_addr = listener.local_addr().map_err(listen)?;
    Ok((local_addr, listener))
}

async fn serve(
    router: Router,
    incoming: Incoming,
    stages: watch::Receiver<Stage>,
) -> Result<(), tonic::transport::Error> {
    let incoming = incoming.inspect_err(|error| tracing::info!(%error, "a connection was refused"));
    let draining = reached(stages, Stage::Draining);
    router
        .serve_with_incoming_shutdown(incoming, draining)
        .await
}

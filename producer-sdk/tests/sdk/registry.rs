//! A registry as the aggregator has one, over mutual TLS, that notes what it is told and forgets leases on demand.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use proto::{
    status::refuse,
    transport::{
        AcceptLimits, ChannelSettings, PeerInfo, channel, client_config, incoming, server_config,
    },
    v1::{
        producer::producer_service_client::ProducerServiceClient,
        registry::{
            LeaveRequest, LeaveResponse, NotifyChangedRequest, NotifyChangedResponse,
            RegisterRequest, RegisterResponse, RenewRequest, RenewResponse,
            registry_service_server::{RegistryService, RegistryServiceServer},
        },
    },
};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{AbortHandle, JoinHandle},
};
use tonic::{Code, Request, Response, Status, transport::Channel};

use crate::pki::{AGGREGATOR, Ca, PRODUCER, name};

#[derive(Default)]
pub(crate) struct Noted {
    pub(crate) registrations: Vec<RegisterRequest>,
    pub(crate) peers: Vec<String>,
    pub(crate) renewals: u32,
    pub(crate) left: Vec<String>,
    forgotten: bool,
}

#[derive(Clone)]
struct Registry {
    noted: Arc<Mutex<Noted>>,
    changed: watch::Sender<u32>,
}

/// The registry's handle; stops serving when dropped.
pub(crate) struct FakeAggregator {
    pub(crate) ca: Ca,
    pub(crate) address: SocketAddr,
    registry: Registry,
    server: AbortHandle,
}

impl FakeAggregator {
    pub(crate) async fn start() -> Self {
        let ca = Ca::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = server_config(&ca.identity(AGGREGATOR), &ca.trust()).unwrap();
        let (_, config) = watch::channel(config);
        let incoming = incoming(listener, config, AcceptLimits::default());
        let registry = Registry {
            noted: Arc::default(),
            changed: watch::Sender::new(0),
        };
        let server: JoinHandle<_> = tokio::spawn(
            tonic::transport::Server::builder()
                .add_service(RegistryServiceServer::new(registry.clone()))
                .serve_with_incoming(incoming),
        );
        Self {
            ca,
            address,
            registry,
            server: server.abort_handle(),
        }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn noted<T>(&self, read: impl FnOnce(&Noted) -> T) -> T {
        read(&self.registry.noted.lock().unwrap())
    }

    /// The next renewal finds its lease unknown, as after a restart.
    pub(crate) fn forget_leases(&self) {
        self.registry.noted.lock().unwrap().forgotten = true;
    }

    pub(crate) async fn until(&self, condition: impl Fn(&Noted) -> bool) {
        let mut changes = self.registry.changed.subscribe();
        while !self.noted(&condition) {
            changes.changed().await.unwrap();
        }
    }

    /// A channel to a producer, under the aggregator's certificate.
    pub(crate) fn dial(&self, endpoint: &str) -> ProducerServiceClient<Channel> {
        ProducerServiceClient::new(self.channel(endpoint, AGGREGATOR))
    }

    pub(crate) fn channel(&self, endpoint: &str, as_whom: &str) -> Channel {
        let expected = Some(name(PRODUCER));
        let tls = client_config(&self.ca.identity(as_whom), &self.ca.trust(), expected).unwrap();
        channel(endpoint, tls, &ChannelSettings::default()).unwrap()
    }
}

impl Drop for FakeAggregator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Registry {
    fn note(&self, write: impl FnOnce(&mut Noted)) {
        write(&mut self.noted.lock().unwrap());
        self.changed.send_modify(|count| *count += 1);
    }
}

#[tonic::async_trait]
impl RegistryService for Registry {
    async fn register(
        &self,
        request: Request<RegisterRequest>,
    ) -> Result<Response<RegisterResponse>, Status> {
        let peer = request
            .extensions()
            .get::<PeerInfo>()
            .unwrap()
            .peer
            .name
            .to_string();
        let mut lease = 0;
        self.note(|noted| {
            noted.registrations.push(request.into_inner());
            noted.peers.push(peer);
            noted.forgotten = false;
            lease = noted.registrations.len();
        });
        Ok(Response::new(RegisterResponse {
            lease_id: format!("lease-{lease}"),
            lease_duration: Duration::from_secs(2).try_into().ok(),
            renew_interval: Duration::from_millis(100).try_into().ok(),
            aggregator_name: AGGREGATOR.to_owned(),
        }))
    }

    async fn renew(&self, _: Request<RenewRequest>) -> Result<Response<RenewResponse>, Status> {
        let mut forgotten = false;
        self.note(|noted| {
            noted.renewals += 1;
            forgotten = noted.forgotten;
        });
        if forgotten {
            return Err(refuse(Code::NotFound, "LEASE_UNKNOWN", "no such lease"));
        }
        Ok(Response::new(RenewResponse {
            lease_duration: Duration::from_secs(2).try_into().ok(),
        }))
    }

    async fn leave(
        &self,
        request: Request<LeaveRequest>,
    ) -> Result<Response<LeaveResponse>, Status> {
        self.note(|noted| noted.left.push(request.into_inner().lease_id));
        Ok(Response::new(LeaveResponse {}))
    }

    async fn notify_changed(
        &self,
        _: Request<NotifyChangedRequest>,
    ) -> Result<Response<NotifyChangedResponse>, Status> {
        Ok(Response::new(NotifyChangedResponse::default()))
    }
}

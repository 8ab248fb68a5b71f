//! Sources that keep no rule: admitted under a good certificate, registered, and then answering whatever a test wants, byte by byte.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use domain::id::PersonId;
use futures::{
    StreamExt as _,
    future::{BoxFuture, Ready, ready},
    stream::{self, BoxStream},
};
use mock_producers::host::{Connection, Sources};
use prost::Message as _;
use proto::{
    convert::record::encode,
    relay,
    transport::{AcceptLimits, Identity, PeerName, incoming, server_config},
    v1::{
        producer::{
            AnswerScope, ProducerDescription, QueryCompleted, QueryRecordsRequest,
            QueryRecordsResponse, RecordBatch, TypeDescription, query_records_response::Message,
        },
        registry::{RegisterRequest, RenewRequest, registry_service_client::RegistryServiceClient},
    },
};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::JoinSet,
};
use tonic::{
    Request, Response, Status,
    body::Body,
    codegen::{Service, http},
    server::{Grpc, NamedService, ServerStreamingService},
};

use crate::{
    Harness,
    caller::{Caller, Raw, identity},
};

/// The messages of an answer, as bytes.
pub type Answer = BoxStream<'static, Result<Bytes, Status>>;

/// A source that a test has taken over.
#[derive(Clone)]
pub struct Rogue {
    id: &'static str,
    serves_as: String,
    scope: AnswerScope,
    answer: Arc<dyn Fn(QueryRecordsRequest) -> Answer + Send + Sync>,
}

impl std::fmt::Debug for Rogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rogue({})", self.id)
    }
}

impl Rogue {
    /// Takes the place of a told system.
    pub fn new(
        id: &'static str,
        answer: impl Fn(QueryRecordsRequest) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self {
            id,
            serves_as: format!("producer/{id}"),
            scope: AnswerScope::Actor,
            answer: Arc::new(answer),
        }
    }

    /// Always the same messages.
    pub fn saying(id: &'static str, messages: Vec<Bytes>) -> Self {
        Self::new(id, move |_| say(messages.clone()))
    }

    /// Always the same messages, but not before it is let go.
    pub fn held(id: &'static str, messages: Vec<Bytes>) -> (Self, Held) {
        let held = Held {
            asked: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
        };
        let signals = held.clone();
        let answer = move |_| -> Answer {
            let (messages, signals) = (messages.clone(), signals.clone());
            let later = async move {
                signals.asked.add_permits(1);
                signals.open.acquire().await.expect("open").forget();
                say(messages)
            };
            stream::once(later).flatten().boxed()
        };
        (Self::new(id, answer), held)
    }

    /// Registers under its own certificate and serves under another party's.
    #[must_use]
    pub fn serving_as(mut self, name: &str) -> Self {
        name.clone_into(&mut self.serves_as);
        self
    }

    /// Says when it registers for whom its answers are; for whoever asks unless it does.
    #[must_use]
    pub fn answering(mut self, scope: AnswerScope) -> Self {
        self.scope = scope;
        self
    }
}

/// These messages, then the end.
#[must_use]
pub fn say(messages: Vec<Bytes>) -> Answer {
    stream::iter(messages.into_iter().map(Ok)).boxed()
}

/// A batch as it travels.
#[must_use]
pub fn batch(records: Vec<relay::Record>) -> Bytes {
    message(Message::Batch(RecordBatch { records }))
}

/// A batch of records that are bytes: what no writer of ours would make.
#[must_use]
pub fn raw_batch(records: &[Bytes]) -> Bytes {
    let mut inner = Vec::new();
    for record in records {
        prost::encoding::bytes::encode(1, record, &mut inner);
    }
    let mut outer = Vec::new();
    prost::encoding::bytes::encode(1, &inner, &mut outer);
    outer.into()
}

/// The closing message.
#[must_use]
pub fn completed(record_count: usize) -> Bytes {
    message(Message::Completed(QueryCompleted {
        complete: true,
        record_count: u32::try_from(record_count).unwrap_or(u32::MAX),
        ..QueryCompleted::default()
    }))
}

fn message(message: Message) -> Bytes {
    let message = Some(message);
    QueryRecordsResponse { message }.encode_to_vec().into()
}

/// A whole honest answer.
#[must_use]
pub fn whole(records: Vec<relay::Record>) -> Vec<Bytes> {
    let count = records.len();
    vec![batch(records), completed(count)]
}

/// A source that answers honestly, once it is let go.
#[derive(Debug, Clone)]
pub struct Held {
    asked: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Held {
    /// Waits until the source was asked.
    ///
    /// # Panics
    /// Never: the semaphore is not closed.
    pub async fn asked(&self) {
        self.asked.acquire().await.expect("open").forget();
    }

    /// Lets it answer, now and from now on.
    pub fn let_go(&self) {
        self.open.add_permits(Semaphore::MAX_PERMITS / 2);
    }
}

/// Sources that were taken over; they end with this.
#[derive(Debug)]
pub struct Rogues {
    /// Their leases, by producer.
    pub leases: BTreeMap<&'static str, String>,
    /// Where they listen, by producer.
    pub endpoints: BTreeMap<&'static str, String>,
    scopes: BTreeMap<&'static str, AnswerScope>,
    tasks: JoinSet<()>,
    renewals: JoinSet<()>,
}

impl Rogues {
    /// Registers all of them at the aggregator that the harness turns to now; what they serve stays as it is.
    ///
    /// # Panics
    /// When a lease is refused.
    pub async fn register_again(&mut self, harness: &Harness) {
        self.renewals = JoinSet::new();
        for (id, endpoint) in self.endpoints.clone() {
            let scope = self.scopes.get(id).copied().unwrap_or_default();
            let lease = (harness.register(id, &endpoint, scope, &mut self.renewals)).await;
            self.leases.insert(id, lease);
        }
    }
}

impl Harness {
    /// What a system holds about the child of a story.
    ///
    /// # Panics
    /// When there is no such system.
    pub fn records(&self, id: &str, story: &str) -> Vec<relay::Record> {
        self.records_about(id, &self.child(story))
    }

    fn records_about(&self, id: &str, child: &PersonId) -> Vec<relay::Record> {
        let system = self.sandbox.world.system(id).expect("a told system");
        (system.records.iter())
            .filter(|record| record.header.subject == *child)
            .map(encode)
            .collect()
    }

    /// The told systems leave; all come back but these, whose places are then free.
    ///
    /// # Panics
    /// When a system does not leave or come.
    pub async fn leave_out(&mut self, ids: &[&str]) {
        let honest = std::mem::take(&mut self.sandbox.sources);
        assert!(honest.shutdown().await, "the told systems leave in time");
        let trust = self.sandbox.authority.trust().expect("an authority");
        let name = PeerName::parse(&self.sandbox.state.aggregator_name);
        let connection = Connection {
            aggregator: self.sandbox.state.aggregator.clone(),
            aggregator_name: name.expect("a name"),
            trust,
            listen: "127.0.0.1:0".to_owned(),
        };
        let mut honest = Sources::default();
        for system in &self.sandbox.world.systems {
            if !ids.contains(&system.id) {
                let own = self.party(&format!("producer/{}", system.id));
                let started = honest.start(&connection, system, own, None).await;
                started.expect("the system starts again");
            }
        }
        honest.registered().await;
        self.sandbox.sources = honest;
    }

    /// The told systems leave; all come back, but those that are taken over as the test wants them.
    ///
    /// # Panics
    /// When a system does not leave or come.
    pub async fn take_over(&mut self, rogues: Vec<Rogue>) -> Rogues {
        let ids: Vec<_> = rogues.iter().map(|rogue| rogue.id).collect();
        self.leave_out(&ids).await;
        let mut taken = Rogues {
            leases: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            scopes: BTreeMap::new(),
            tasks: JoinSet::new(),
            renewals: JoinSet::new(),
        };
        for rogue in rogues {
            let endpoint = self.serve(&rogue, &mut taken.tasks).await;
            let scope = rogue.scope;
            let lease = (self.register(rogue.id, &endpoint, scope, &mut taken.renewals)).await;
            taken.scopes.insert(rogue.id, scope);
            taken.leases.insert(rogue.id, lease);
            taken.endpoints.insert(rogue.id, endpoint);
        }
        taken
    }

    /// Takes one system over that answers honestly, but not before it is let go.
    pub async fn hold(&mut self, id: &'static str, story: &str) -> (Held, Rogues) {
        let (rogue, held) = Rogue::held(id, whole(self.records(id, story)));
        let rogues = self.take_over(vec![rogue]).await;
        (held, rogues)
    }

    /// A certificate of the sandbox's authority.
    ///
    /// # Panics
    /// When it cannot be issued.
    pub fn party(&self, part: &str) -> Identity {
        identity(&self.sandbox.authority.issue(part).expect("a certificate"))
    }

    async fn serve(&self, rogue: &Rogue, tasks: &mut JoinSet<()>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("https://{}", listener.local_addr().expect("an address"));
        let trust = self.sandbox.authority.trust().expect("an authority");
        let tls = server_config(&self.party(&rogue.serves_as), &trust).expect("TLS material");
        let (sender, tls) = watch::channel(tls);
        let connections = incoming(listener, tls, AcceptLimits::default());
        let connections = connections.filter(|c| ready(c.is_ok()));
        let server = tonic::transport::Server::builder().add_service(rogue.clone());
        tasks.spawn(async move {
            let _keep = sender;
            let _ = server.serve_with_incoming(Box::pin(connections)).await;
        });
        endpoint
    }

    async fn register(
        &self,
        id: &str,
        endpoint: &str,
        scope: AnswerScope,
        tasks: &mut JoinSet<()>,
    ) -> String {
        let own = self.party(&format!("producer/{id}"));
        let mut registry = RegistryServiceClient::new(Caller::by(self, &own).channel());
        let mut request = self.registration(id, endpoint.to_owned());
        let description = request.description.as_mut();
        description.expect("one").answer_scope = scope.into();
        let lease = registry.register(request).await.expect("a lease");
        let lease_id = lease.into_inner().lease_id;
        let lease = lease_id.clone();
        tasks.spawn(async move {
            let mut often = tokio::time::interval(Duration::from_secs(5));
            loop {
                often.tick().await;
                let lease_id = lease.clone();
                let _ = registry.renew(RenewRequest { lease_id }).await;
            }
        });
        lease_id
    }

    /// What a told system says when it registers.
    ///
    /// # Panics
    /// When there is no such system.
    pub fn registration(&self, id: &str, endpoint: String) -> RegisterRequest {
        let system = self.sandbox.world.system(id).expect("a told system");
        let types = system.types.iter().map(|code| TypeDescription {
            information_type: code.to_string(),
            ..TypeDescription::default()
        });
        RegisterRequest {
            description: Some(ProducerDescription {
                producer_id: id.to_owned(),
                name: system.name.clone(),
                types: types.collect(),
                answer_scope: AnswerScope::Actor.into(),
                contract_version: "v1".to_owned(),
                ..ProducerDescription::default()
            }),
            sector: system.sector.to_string(),
            endpoints: vec![endpoint],
        }
    }
}

impl NamedService for Rogue {
    const NAME: &'static str = proto::v1::producer::producer_service_server::SERVICE_NAME;
}

impl Service<http::Request<Body>> for Rogue {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let asked = Asked(self.clone());
        Box::pin(async move { Ok(Grpc::new(Raw).server_streaming(asked, request).await) })
    }
}

struct Asked(Rogue);

impl ServerStreamingService<Bytes> for Asked {
    type Response = Bytes;
    type ResponseStream = Answer;
    type Future = Ready<Result<Response<Answer>, Status>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let asked = QueryRecordsRequest::decode(request.into_inner()).expect("a query");
        ready(Ok(Response::new((self.0.answer)(asked))))
    }
}

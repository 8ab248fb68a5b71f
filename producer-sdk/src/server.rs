//! The builder: a producer, who it is, whom it trusts, and then it serves.

use std::time::Duration;

use domain::{
    record::{InformationType, InvalidCode},
    time::Country,
};
use jiff::Timestamp;
use proto::{
    ending::Ending,
    transport::{Identity, PeerName, TrustAnchors},
};
use thiserror::Error;

use crate::{
    clock::{self, Clock},
    describe::{AnswerScope, Description},
    host::{Host, Jitter, Limits, Running, StartError},
    producer::Producer,
    service::{RecordService, Settings},
};

/// The deadline of a vendor's future: what the Swedish national platform gives a producer.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(27);
/// The most records in one answer.
const DEFAULT_MAX_RECORDS: usize = 1_000;
/// Listens on this machine only until told otherwise.
const DEFAULT_LISTEN: &str = "127.0.0.1:0";

/// Makes a server out of a [`Producer`].
#[derive(Debug)]
pub struct Server;

impl Server {
    /// Begins with the producer; see [`ServerBuilder`] for what must and what may follow.
    pub fn builder<P: Producer>(producer: P) -> ServerBuilder<P> {
        ServerBuilder {
            producer,
            description: Description {
                max_records: DEFAULT_MAX_RECORDS,
                ..Description::default()
            },
            sector: String::new(),
            types: Vec::new(),
            identity: None,
            trust: None,
            aggregator: None,
            listen: DEFAULT_LISTEN.to_owned(),
            public_endpoint: None,
            country: None,
            deadline: DEFAULT_DEADLINE,
            limits: Limits::default(),
            jitter: Jitter::random(),
            clock: clock::system(),
        }
    }
}

/// What is still missing, or is not what it should be, when the server is to start.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum BuildError {
    /// A decision that has no default.
    #[error("the server is not told its {what}: call `.{method}(…)`")]
    Missing {
        /// What.
        what: &'static str,
        /// The builder's method.
        method: &'static str,
    },
    /// An information type that is not a code.
    #[error("`{code}` is not an information type, expected a code such as `vaccination`")]
    InformationType {
        /// As given.
        code: String,
        /// What is wrong with it.
        #[source]
        source: InvalidCode,
    },
}

/// Collects decisions, in any order. Required: [`producer_id`](Self::producer_id), [`sector`](Self::sector),
/// [`types`](Self::types), [`identity`](Self::identity), [`trust`](Self::trust), [`aggregator`](Self::aggregator).
/// None of the required ones has a default that would be less safe: without them the server does not start.
pub struct ServerBuilder<P> {
    producer: P,
    description: Description,
    sector: String,
    types: Vec<String>,
    identity: Option<Identity>,
    trust: Option<TrustAnchors>,
    aggregator: Option<(String, PeerName)>,
    listen: String,
    public_endpoint: Option<String>,
    country: Option<Country>,
    deadline: Duration,
    limits: Limits,
    jitter: Jitter,
    clock: Clock,
}

impl<P: Producer> ServerBuilder<P> {
    /// The producer's id, as the aggregator's operator admitted it.
    #[must_use]
    pub fn producer_id(mut self, id: impl Into<String>) -> Self {
        self.description.producer_id = id.into();
        self
    }

    /// The name people know it by. Without one, its id is shown.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.description.name = name.into();
        self
    }

    /// The sector, word for word as admitted, for example `school-health`.
    #[must_use]
    pub fn sector(mut self, sector: impl Into<String>) -> Self {
        self.sector = sector.into();
        self
    }

    /// The information types it answers.
    #[must_use]
    pub fn types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.types = types.into_iter().map(Into::into).collect();
        self
    }

    /// The certificate and key under which it registers and serves. The aggregator knows the producer by this certificate's name
    /// alone: whoever holds the key is the producer.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The authorities that vouch for the aggregator's certificate.
    #[must_use]
    pub fn trust(mut self, trust: TrustAnchors) -> Self {
        self.trust = Some(trust);
        self
    }

    /// The aggregator: where it is (`https://host:port`), and the name in its certificate. Nobody else may ask, trusted or not.
    #[must_use]
    pub fn aggregator(mut self, endpoint: impl Into<String>, name: PeerName) -> Self {
        self.aggregator = Some((endpoint.into(), name));
        self
    }

    /// Where to listen, `host:port`; port 0 takes a free one, which is also the default, on this machine only.
    #[must_use]
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Where the aggregator reaches it, when that is not the address it listens on.
    #[must_use]
    pub fn public_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.public_endpoint = Some(endpoint.into());
        self
    }

    /// The country whose calendar the source's partial dates are meant in. Default: that of each child's identity number.
    #[must_use]
    pub fn country(mut self, country: Country) -> Self {
        self.country = Some(country);
        self
    }

    /// On what the answer depends; the default is the narrowest, [`AnswerScope::Actor`].
    #[must_use]
    pub fn answer_scope(mut self, scope: AnswerScope) -> Self {
        self.description.answer_scope = scope;
        self
    }

    /// The most records in one answer, newest first. Default 1,000, at least 1.
    #[must_use]
    pub fn max_records(mut self, max: usize) -> Self {
        self.description.max_records = max.max(1);
        self
    }

    /// How long the aggregator may reuse an answer. Default: not at all.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.description.max_age = Some(age);
        self
    }

    /// The secure-message mailbox where older information is asked for, and the keywords it is found under.
    #[must_use]
    pub fn mailbox<K: Into<String>>(
        mut self,
        mailbox: impl Into<String>,
        keywords: impl IntoIterator<Item = K>,
    ) -> Self {
        self.description.mailbox = mailbox.into();
        self.description.mailbox_keywords = keywords.into_iter().map(Into::into).collect();
        self
    }

    /// Whom to call when the source does not work.
    #[must_use]
    pub fn support_contact(mut self, contact: impl Into<String>) -> Self {
        self.description.support_contact = contact.into();
        self
    }

    /// Product and version, for the operator.
    #[must_use]
    pub fn software(mut self, software: impl Into<String>) -> Self {
        self.description.software = software.into();
        self
    }

    /// Announces that [`Producer::children`] is implemented.
    #[must_use]
    pub fn offers_engagements(mut self) -> Self {
        self.description.engagements_offered = true;
        self
    }

    /// The longest an answer may take. Default 27 seconds; a caller's shorter time counts first.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Bounds on connections and calls.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Randomness that spreads registration; for tests and simulations.
    #[must_use]
    pub fn jitter(mut self, jitter: Jitter) -> Self {
        self.jitter = jitter;
        self
    }

    /// The clock that dates access-log entries. Default: the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = std::sync::Arc::new(clock);
        self
    }

    /// Serves until Ctrl-C or SIGTERM, then leaves the registry and drains.
    pub async fn serve(self) -> Result<(), StartError> {
        let mut ending = Ending::listen().map_err(StartError::Signals)?;
        let running = self.start().await?;
        ending.asked().await;
        running.shutdown().await;
        Ok(())
    }

    /// Starts to serve and gives the handle to it.
    pub async fn start(self) -> Result<Running, StartError> {
        let (host, service) = self.assemble()?;
        host.start(service).await
    }

    /// The two halves, for whoever wants to put something between them.
    // R-PRODUCER-14
    pub fn assemble(self) -> Result<(Host, RecordService<P>), BuildError> {
        let missing = |what, method| BuildError::Missing { what, method };
        let mut description = self.description;
        if description.producer_id.is_empty() {
            return Err(missing("id", "producer_id"));
        }
        if self.sector.is_empty() {
            return Err(missing("sector", "sector"));
        }
        if self.types.is_empty() {
            return Err(missing("information types", "types"));
        }
        if description.name.is_empty() {
            description.name.clone_from(&description.producer_id);
        }
        description.types = parse_types(self.types)?;
        let identity = self
            .identity
            .ok_or(missing("own certificate", "identity"))?;
        let trust = self.trust.ok_or(missing("trust anchors", "trust"))?;
        let (aggregator, aggregator_name) =
            self.aggregator.ok_or(missing("aggregator", "aggregator"))?;
        let settings = Settings {
            deadline: self.deadline,
            max_records: description.max_records,
            country: self.country,
            clock: self.clock,
        };
        let description: proto::v1::producer::ProducerDescription = description.into();
        let service = RecordService::new(self.producer, description.clone(), settings);
        let host = Host {
            identity,
            trust,
            aggregator,
            aggregator_name,
            listen: self.listen,
            public_endpoint: self.public_endpoint,
            description,
            sector: self.sector,
            limits: self.limits,
            jitter: self.jitter,
        };
        Ok((host, service))
    }
}

/// Shows who it is; the producer itself may hold anything.
impl<P> std::fmt::Debug for ServerBuilder<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerBuilder")
            .field("description", &self.description)
            .field("sector", &self.sector)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

fn parse_types(codes: Vec<String>) -> Result<Vec<InformationType>, BuildError> {
    let parse = |code: String| {
        InformationType::parse(&code).map_err(|source| BuildError::InformationType { code, source })
    };
    codes.into_iter().map(parse).collect()
}

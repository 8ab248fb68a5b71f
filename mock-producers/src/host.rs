//! Serves a set of systems as sources of one aggregator, each under its own certificate and on its own port, and lets any of them
//! misbehave while it runs.

use std::net::SocketAddr;

use producer_sdk::{
    Host, Identity, InformationType, PeerName, RecordService, Running, Server, StartError,
    TrustAnchors,
};
use thiserror::Error;
use tokio::sync::Mutex;

use crate::{
    faults::{Fault, Faults, FaultyService, LeaseLost, Switch},
    producer::MockProducer,
    reach::{self, ReachError},
    system::System,
};

/// Where the aggregator is, and how its sources are reached.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The aggregator's address, `https://host:port`.
    pub aggregator: String,
    /// The name in its certificate: nobody else may ask.
    pub aggregator_name: PeerName,
    /// Who vouches for its certificate.
    pub trust: TrustAnchors,
    /// Where each source listens, `host:port`. Port 0 takes a free one, and more than one source needs that.
    pub listen: String,
}

/// The certificates of one source.
#[derive(Debug, Clone)]
pub struct Identities {
    /// The one it registers and serves under.
    pub own: Identity,
    /// The same name's, run out: what `certificate-expired` serves under. Without one that fault is refused.
    pub expired: Option<Identity>,
}

impl From<Identity> for Identities {
    fn from(own: Identity) -> Self {
        Self { own, expired: None }
    }
}

/// Why a source does not start.
#[derive(Debug, Error)]
#[error("the source `{id}` does not start")]
pub struct HostError {
    /// The producer's id.
    pub id: String,
    /// What is wrong.
    #[source]
    pub source: StartError,
}

/// Why a source's faults cannot be changed.
#[derive(Debug, Error)]
pub enum FaultError {
    /// No such source.
    #[error("no source is called `{id}`, expected one of {known}")]
    UnknownSource {
        /// As asked for.
        id: String,
        /// Those that serve.
        known: String,
    },
    /// The fault cannot be brought about.
    #[error("the faults of `{id}` cannot be changed")]
    Reach {
        /// The source.
        id: &'static str,
        /// Why.
        #[source]
        source: ReachError,
    },
}

/// A system that serves.
#[derive(Debug)]
pub struct Source {
    /// The producer's id.
    pub id: &'static str,
    /// The sector it registers in.
    pub sector: String,
    running: Running,
    identities: Identities,
    switch: Switch,
    /// The faults that listener and registration show. Held while they change, so that two changes do not mix.
    shown: Mutex<Faults>,
}

/// Systems that serve. Dropping it begins the end of all; [`Sources::shutdown`] waits for it.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Starts a system under its certificate, with what is wrong with it. It registers by itself from then on; an expired certificate or
    /// a lost lease shows once [`Sources::registered`] has seen it registered.
    ///
    /// # Errors
    /// [`HostError`] when its certificate or an address cannot be used; an aggregator that does not answer is no error.
    // R-MOCK-4
    pub async fn start(
        &mut self,
        connection: &Connection,
        system: &System,
        identities: impl Into<Identities>,
        faults: impl Into<Faults>,
    ) -> Result<(), HostError> {
        let (identities, faults) = (identities.into(), faults.into());
        let failed = |source| HostError {
            id: system.id.to_owned(),
            source,
        };
        let switch = Switch::new(system.id, faults);
        let halves = |producer| assemble(connection, system, &identities.own, producer);
        let (host, honest) = halves(system.producer()).map_err(failed)?;
        let (_, failing) = halves(system.producer().failing()).map_err(failed)?;
        let held = system.records.clone();
        let most = host.limits.max_request_bytes;
        let service = FaultyService::new(honest, failing, held, most, switch.clone());
        let running = host.start_service(service).await.map_err(failed)?;
        let (address, faults) = (running.local_addr(), switch.faults());
        tracing::info!(id = system.id, %address, %faults, "source serves");
        self.sources.push(Source {
            id: system.id,
            sector: system.sector.to_string(),
            running,
            identities,
            switch,
            shown: Mutex::default(),
        });
        Ok(())
    }

    /// The sources, in the order they were started.
    #[must_use]
    pub fn all(&self) -> &[Source] {
        &self.sources
    }

    /// Waits until every source holds a lease, or has lost it on demand.
    pub async fn registered(&self) {
        for source in &self.sources {
            if !source.is_away().await {
                source.running.registered().await;
            }
            if let Err(error) = source.show(source.switch.faults()).await {
                tracing::warn!(id = source.id, %error, "a fault is not shown");
            }
        }
    }

    /// Changes what is wrong with a source, from its next query on; returns when it is so, also at the registry. A query under way ends
    /// as it began. [`Faults::NONE`] heals it.
    ///
    /// # Errors
    /// [`FaultError`] when no source has that id, or the fault cannot be brought about; then nothing has changed.
    // R-FAULT-3
    pub async fn set_fault(&self, id: &str, faults: impl Into<Faults>) -> Result<(), FaultError> {
        let source = self.source(id)?;
        let faults = faults.into();
        source
            .show(faults.clone())
            .await
            .map_err(|error| FaultError::Reach {
                id: source.id,
                source: error,
            })?;
        tracing::info!(id = source.id, %faults, "faults changed");
        source.switch.set(faults);
        Ok(())
    }

    /// What is wrong with a source.
    ///
    /// # Errors
    /// [`FaultError::UnknownSource`].
    pub fn fault(&self, id: &str) -> Result<Faults, FaultError> {
        Ok(self.source(id)?.switch.faults())
    }

    fn source(&self, id: &str) -> Result<&Source, FaultError> {
        let found = self.sources.iter().find(|source| source.id == id);
        found.ok_or_else(|| FaultError::UnknownSource {
            id: id.to_owned(),
            known: self
                .sources
                .iter()
                .map(|s| s.id)
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// One source leaves the registry and drains, the others go on. False when none has that id, or calls had to be cut.
    pub async fn leave(&mut self, id: &str) -> bool {
        let Some(place) = self.sources.iter().position(|source| source.id == id) else {
            return false;
        };
        self.sources.remove(place).running.shutdown().await
    }

    /// Leaves the registry and drains, all at once. False when calls had to be cut.
    pub async fn shutdown(self) -> bool {
        let ends = self
            .sources
            .into_iter()
            .map(|source| source.running.shutdown());
        let drained = futures::future::join_all(ends).await;
        drained.into_iter().all(|whole| whole)
    }
}

impl Source {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.running.local_addr()
    }

    /// The source's running server, for whoever follows its registration.
    #[must_use]
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.switch.faults()
    }

    async fn show(&self, faults: Faults) -> Result<(), ReachError> {
        let mut shown = self.shown.lock().await;
        reach::change(&self.running, &self.identities, &shown, &faults).await?;
        *shown = faults;
        Ok(())
    }

    /// Whether its lease is lost on demand.
    async fn is_away(&self) -> bool {
        let shown = self.shown.lock().await;
        shown
            .iter()
            .any(|f| matches!(f, Fault::LeaseLost(LeaseLost::Left | LeaseLost::Unrenewed)))
    }
}

/// A system as the SDK makes a source of it, in the two halves between which faults stand.
fn assemble(
    connection: &Connection,
    system: &System,
    identity: &Identity,
    producer: MockProducer,
) -> Result<(Host, RecordService<MockProducer>), StartError> {
    let name = connection.aggregator_name.clone();
    let mut server = Server::builder(producer)
        .producer_id(system.id)
        .name(system.name.as_str())
        .sector(system.sector.as_str())
        .types(system.types.iter().map(InformationType::as_str))
        .country(system.country)
        .answer_scope(system.answer_scope)
        .max_records(system.max_records)
        .software(concat!("mock-producers ", env!("CARGO_PKG_VERSION")))
        .offers_engagements()
        .identity(identity.clone())
        .trust(connection.trust.clone())
        .aggregator(connection.aggregator.as_str(), name)
        .listen(connection.listen.as_str());
    if !system.mailbox.is_empty() {
        server = server.mailbox(system.mailbox.as_str(), [system.sector.as_str()]);
    }
    Ok(server.assemble()?)
}

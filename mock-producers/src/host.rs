//! Serves a set of systems as sources of one aggregator, each under its own certificate and on its own port.

use std::net::SocketAddr;

use producer_sdk::{
    Identity, InformationType, PeerName, Running, Server, StartError, TrustAnchors,
};
use thiserror::Error;

use crate::{producer::Fault, system::System};

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

/// A system that serves.
#[derive(Debug)]
pub struct Source {
    /// The producer's id.
    pub id: &'static str,
    /// The sector it registers in.
    pub sector: String,
    running: Running,
}

/// Systems that serve. Dropping it begins the end of all; [`Sources::shutdown`] waits for it.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Starts a system under its certificate, with a fault if one is wanted. It registers by itself from then on.
    ///
    /// # Errors
    /// [`HostError`] when its certificate or an address cannot be used; an aggregator that does not answer is no error.
    // R-MOCK-4
    pub async fn start(
        &mut self,
        connection: &Connection,
        system: &System,
        identity: Identity,
        fault: Option<Fault>,
    ) -> Result<(), HostError> {
        let producer = match fault {
            Some(fault) => system.producer().with_fault(fault),
            None => system.producer(),
        };
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
            .identity(identity)
            .trust(connection.trust.clone())
            .aggregator(connection.aggregator.as_str(), name)
            .listen(connection.listen.as_str());
        if !system.mailbox.is_empty() {
            server = server.mailbox(system.mailbox.as_str(), [system.sector.as_str()]);
        }
        let running = server.start().await.map_err(|source| HostError {
            id: system.id.to_owned(),
            source,
        })?;
        tracing::info!(id = system.id, address = %running.local_addr(), fault = ?fault, "source serves");
        self.sources.push(Source {
            id: system.id,
            sector: system.sector.to_string(),
            running,
        });
        Ok(())
    }

    /// The sources, in the order they were started.
    #[must_use]
    pub fn all(&self) -> &[Source] {
        &self.sources
    }

    /// Waits until every source holds a lease.
    pub async fn registered(&self) {
        for source in &self.sources {
            source.running.registered().await;
        }
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
}

//! A running host: where it is, whether it is registered, under which certificate it serves, and how it ends.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use proto::{
    transport::{
        Identity, InvalidTlsMaterial, ServerConfig, TrustAnchors, server_config, server_config_off,
    },
    v1::producer::producer_service_server,
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use tonic_health::{ServingStatus, server::HealthReporter};

use super::registration::{Presence, Registration};

/// How far the end has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Serving,
    /// The lease is given back, so that no new query comes; calls are still served.
    Leaving,
    /// The listener is closed; calls under way may finish.
    Draining,
}

/// A host that serves. Dropping it begins the end but does not wait for it; [`Running::shutdown`] does.
#[derive(Debug)]
pub struct Running {
    pub(super) local_addr: SocketAddr,
    pub(super) endpoint: String,
    pub(super) registration: watch::Receiver<Registration>,
    pub(super) presence: watch::Sender<Presence>,
    pub(super) tls: watch::Sender<Arc<ServerConfig>>,
    pub(super) trust: TrustAnchors,
    pub(super) stage: watch::Sender<Stage>,
    pub(super) health: HealthReporter,
    pub(super) server: JoinHandle<Result<(), tonic::transport::Error>>,
    pub(super) registrar: JoinHandle<()>,
    pub(super) drain_timeout: Duration,
}

impl Running {
    /// Where it listens, the port as given by the system.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// The endpoint it registered, `https://host:port`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Waits until a lease is held. Without limit: a registry that refuses may be told better any moment.
    pub async fn registered(&self) {
        let mut registration = self.registration.clone();
        let held = |r: &Registration| matches!(r, Registration::Held { .. });
        if registration.wait_for(held).await.is_err() {
            // The registrar has ended, which only shutdown makes it do.
            std::future::pending::<()>().await;
        }
    }

    /// Follows the registration.
    #[must_use]
    pub fn registration(&self) -> watch::Receiver<Registration> {
        self.registration.clone()
    }

    /// Whether it is to be registered from now on; takes effect on its own. [`Running::registration`] follows.
    // R-REGISTER-5
    pub fn set_presence(&self, presence: Presence) {
        self.presence.send_replace(presence);
    }

    /// Shows another certificate from the next handshake on, such as the renewed one. Connections that stand keep the one they were made
    /// under until they reach their greatest age; the registry goes on being called under the one that the host started with.
    // R-PRODUCER-19
    pub fn serve_as(&self, identity: &Identity) -> Result<(), InvalidTlsMaterial> {
        self.tls.send_replace(server_config(identity, &self.trust)?);
        Ok(())
    }

    /// The same with a clock that is so many seconds ahead, or behind, when it looks at who connects: for simulations.
    pub fn serve_as_off(
        &self,
        identity: &Identity,
        ahead_s: i64,
    ) -> Result<(), InvalidTlsMaterial> {
        let config = server_config(identity, &self.trust)?;
        self.tls.send_replace(server_config_off(&config, ahead_s));
        Ok(())
    }

    /// Gives the lease back, stops accepting, lets calls finish within the drain timeout. False when some had to be cut.
    // R-REGISTER-4, R-PRODUCER-13
    pub async fn shutdown(self) -> bool {
        let Self {
            stage,
            health,
            mut server,
            registrar,
            drain_timeout,
            ..
        } = self;
        stage.send_replace(Stage::Leaving);
        // Ends by itself: leaving has a timeout of its own.
        let _ = registrar.await;
        let service = producer_service_server::SERVICE_NAME;
        health
            .set_service_status(service, ServingStatus::NotServing)
            .await;
        stage.send_replace(Stage::Draining);
        let drained = timeout(drain_timeout, &mut server).await.is_ok();
        if !drained {
            server.abort();
            tracing::warn!("calls were cut at the end of the drain timeout");
        }
        drained
    }
}

/// Waits for a stage; also over when the handle is gone, since nobody is left to say more.
pub(super) async fn reached(mut stages: watch::Receiver<Stage>, stage: Stage) {
    let _ = stages.wait_for(|now| *now >= stage).await;
}

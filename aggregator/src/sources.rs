//! The ways to the producers that hold a lease: one stack each, kept as long as the lease is, so that breaker and limit remember.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::time::Timestamp;
use proto::transport::{ChannelSettings, Identity, TrustAnchors, channel, client_config};

use crate::{
    metrics::Metrics,
    peers::Admission,
    registry::{Registration, RegistrationWatch, Registry, SourceEntry},
    stack::{ProducerService, StackSettings, stack},
};

/// An admitted producer, and the way to it if it holds a lease.
#[derive(Clone)]
pub struct Source {
    /// The admission.
    pub admission: Arc<Admission>,
    /// The registration, while the lease lasts.
    pub registration: Option<Arc<Registration>>,
    /// The way to it. `None` without a lease.
    pub service: Option<ProducerService>,
    /// When it last answered well.
    pub last_success: LastSuccess,
}

/// When a producer last answered well, as far as this process has seen.
#[derive(Debug, Clone)]
pub struct LastSuccess(Arc<AtomicI64>);

const NEVER: i64 = i64::MIN;

impl LastSuccess {
    fn never() -> Self {
        Self(Arc::new(AtomicI64::new(NEVER)))
    }

    pub(crate) fn set(&self, at: Timestamp) {
        self.0.fetch_max(at.as_millisecond(), Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> Option<Timestamp> {
        let at = self.0.load(Ordering::Relaxed);
        (at != NEVER)
            .then(|| Timestamp::from_millisecond(at).ok())
            .flatten()
    }
}

/// All sources.
pub struct Sources {
    registry: Arc<Registry>,
    identity: Identity,
    trust: TrustAnchors,
    channels: ChannelSettings,
    stacks: StackSettings,
    metrics: Arc<Metrics>,
    open: Mutex<HashMap<String, Open>>,
}

/// The way to one producer under one lease.
struct Open {
    /// Which registration the way was opened for.
    watch: RegistrationWatch,
    service: ProducerService,
    last_success: LastSuccess,
}

impl Sources {
    /// No way is open yet; each opens when it is first needed.
    #[must_use]
    pub fn new(
        registry: Arc<Registry>,
        identity: Identity,
        trust: TrustAnchors,
        channels: ChannelSettings,
        stacks: StackSettings,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            registry,
            identity,
            trust,
            channels,
            stacks,
            metrics,
            open: Mutex::default(),
        }
    }

    /// Every admitted producer, those without a lease too: a source that is missing must be seen to be missing.
    #[must_use]
    pub fn all(&self) -> Vec<Source> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        (self.registry.sources().into_iter())
            .map(|entry| {
                let way = self.way(&mut open, &entry);
                let known = open.get(&entry.admission.id);
                Source {
                    last_success: known.map_or_else(LastSuccess::never, |o| o.last_success.clone()),
                    service: way,
                    admission: entry.admission,
                    registration: entry.registration,
                }
            })
            .collect()
    }

    fn way(
        &self,
        open: &mut HashMap<String, Open>,
        entry: &SourceEntry,
    ) -> Option<ProducerService> {
        let (admission, registration) = (&entry.admission, entry.registration.as_ref()?);
        let before = open.get(&admission.id);
        if let Some(same) = before.filter(|o| o.watch.still_holds()) {
            return Some(same.service.clone());
        }
        let last_success = before.map_or_else(LastSuccess::never, |o| o.last_success.clone());
        let expected = Some(admission.peer.clone());
        let tls = client_config(&self.identity, &self.trust, expected).ok()?;
        let ways = (registration.endpoints.iter())
            .map(|endpoint| channel(&endpoint.to_string(), tls.clone(), &self.channels));
        let channels: Vec<_> = ways.collect::<Result<_, _>>().ok()?;
        let id = &admission.id;
        let service = stack(id, channels, &self.stacks, &self.metrics);
        open.insert(
            id.clone(),
            Open {
                watch: entry.watch.clone(),
                service: service.clone(),
                last_success,
            },
        );
        Some(service)
    }
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sources")
    }
}

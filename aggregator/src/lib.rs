//! The Samsyn aggregator: takes a question about a child, decides for every source what this person may see, asks the permitted
//! producers at once, screens, gates, merges and streams the answer with an honest status for every source. It stores no record.
//!
//! Read [`overview`] for one question's way, [`gate`] for the one place that releases, [`stack`] for the way to a producer.

pub mod admin;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod config;
pub mod gate;
mod hash;
pub mod identity;
pub mod ledger;
pub mod metrics;
mod numbers;
pub mod overview;
pub mod peers;
pub mod policies;
pub mod pseudonym;
pub mod registry;
pub mod seal;
pub mod server;
pub mod service;
pub mod sources;
pub mod stack;
pub mod store;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use tokio::sync::Semaphore;

/// Everything that a question is answered with, shared by all services.
pub struct Aggregator {
    /// The clock.
    pub clock: Arc<dyn clock::Clock>,
    /// Facts and access log.
    pub store: Arc<dyn store::Store>,
    /// The epochs of the children in use.
    pub epochs: store::Epochs,
    /// The access log.
    pub audit: audit::Audit,
    /// The policy tables in force.
    pub policies: ArcSwap<policies::Policies>,
    /// Raised by every change of the tables.
    pub policy_generation: Arc<AtomicU64>,
    /// Which producers are there.
    pub registry: Arc<registry::Registry>,
    /// Who may do what.
    pub peers: Arc<peers::Peers>,
    /// The verifier of actor tokens.
    pub tokens: identity::RememberedTokens,
    /// The maker of pseudonyms.
    pub pseudonyms: pseudonym::Pseudonyms,
    /// What encrypts the texts that must stay readable.
    pub seal: seal::Seal,
    /// The ways to the producers.
    pub sources: sources::Sources,
    /// How old facts may get: an entry of the log says by which ages it was decided.
    pub ages: store::FactAges,
    /// The bounds.
    pub limits: Limits,
    /// The roles that may read what others did.
    pub auditor_roles: BTreeSet<String>,
    /// A place for each overview that may be under way.
    pub places: Arc<Semaphore>,
    /// False once the gRPC listener has ended.
    pub is_serving: AtomicBool,
    /// The figures.
    pub metrics: Arc<metrics::Metrics>,
    /// Who watches the gate, in a test.
    #[doc(hidden)]
    pub witness: gate::Witness,
    /// Who watches the store, in a test.
    #[doc(hidden)]
    pub store_watch: store::StoreWatch,
}

impl std::fmt::Debug for Aggregator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aggregator")
    }
}

impl Aggregator {
    /// Whether questions can be answered: the listener is there, facts can be read and the log written.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_serving.load(Ordering::SeqCst) && self.store.is_open()
    }
}

/// The bounds of an overview, and what roles may register.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The longest that an overview may take, whatever the caller allows.
    pub longest_overview: Duration,
    /// The most overviews under way at once; a further one is refused.
    pub max_overviews: usize,
    /// The most records of one source.
    pub max_records_per_source: usize,
    /// The most records of an overview.
    pub max_records: usize,
    /// The roles that may register consents on a guardian's or child's word.
    pub consent_roles: BTreeSet<String>,
    /// The roles that may ask another place for what is on request, and read its answer.
    pub letter_roles: BTreeSet<String>,
    /// The roles that may state custody by hand, where no register can.
    pub custody_roles: BTreeSet<String>,
}

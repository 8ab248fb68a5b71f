//! How a harness is set: the day, the clock, what misbehaves, and what is told besides the stories.

use std::{path::PathBuf, sync::Arc};

use aggregator::clock::{Clock, ManualClock, SystemClock};
use domain::time::Timestamp;
use mock_producers::{Fault, World, clock::today};
use sandbox::{Options, Sandbox, told::told};

use crate::Harness;

/// What differs from a sandbox as anybody starts it.
#[derive(Default)]
pub struct Scene {
    faults: Vec<(String, Fault)>,
    clock: Option<Arc<ManualClock>>,
    fhir: Option<PathBuf>,
    retold: Option<Retelling>,
}

/// A change of the world before it starts.
type Retelling = Box<dyn FnOnce(&mut World) + Send>;

impl Scene {
    /// A source misbehaves.
    #[must_use]
    pub fn fault(mut self, producer: &str, fault: Fault) -> Self {
        self.faults.push((producer.to_owned(), fault));
        self
    }

    /// The aggregator's clock stands still at now until [`Harness::clock`] moves it.
    #[must_use]
    pub fn manual_clock(mut self) -> Self {
        self.clock = Some(Arc::new(ManualClock::at(SystemClock.now())));
        self
    }

    /// The aggregator's clock stands at an instant. The stories stay dated by the machine's day, and so do certificates.
    #[must_use]
    pub fn clock_at(mut self, at: Timestamp) -> Self {
        self.clock = Some(Arc::new(ManualClock::at(at)));
        self
    }

    /// A folder of FHIR files is served beside the systems.
    #[must_use]
    pub fn fhir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.fhir = Some(dir.into());
        self
    }

    /// The world is changed before it starts, for example by another actor or a system that lies.
    #[must_use]
    pub fn retold(mut self, change: impl FnOnce(&mut World) + Send + 'static) -> Self {
        self.retold = Some(Box::new(change));
        self
    }

    /// Starts it; returns when every producer is registered and every fact is told.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(self) -> Harness {
        let mut told = told(today(), self.fhir.as_deref()).expect("the world can be told");
        if let Some(change) = self.retold {
            change(&mut told.world);
        }
        let dir = tempfile::tempdir().expect("a temporary folder");
        let clock: Arc<dyn Clock> = match &self.clock {
            Some(clock) => clock.clone(),
            None => Arc::new(SystemClock),
        };
        let options = Options {
            dir: dir.path().to_owned(),
            grpc_port: 0,
            admin_port: 0,
            world: told.world,
            faults: self.faults.into_iter().collect(),
            clock,
        };
        let sandbox = match Sandbox::start(options).await {
            Ok(sandbox) => sandbox,
            Err(error) => panic!("the sandbox does not start: {error:?}"),
        };
        Harness::of(dir, sandbox, self.clock, told.fhir)
    }
}

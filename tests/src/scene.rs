//! How a harness is set: which stories and systems, the day, the clock, what misbehaves, and what is told besides.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use aggregator::clock::{Clock, ManualClock, SystemClock};
use domain::time::{Date, Timestamp};
use mock_producers::{Faults, World, clock::today};
use sandbox::{Options, Sandbox, told::beside};

use crate::{Harness, cast::Cast, postgres::Database};

/// What differs from a sandbox as anybody starts it. By default the three stories of the early years with their six systems: enough for
/// whatever is not about a story. [`Scene::of`] starts what a story needs, [`Scene::whole`] everything.
#[derive(Default)]
pub struct Scene {
    cast: Cast,
    today: Option<Date>,
    world: Option<World>,
    faults: Vec<(String, Faults)>,
    clock: Option<Arc<ManualClock>>,
    fhir: Option<PathBuf>,
    retold: Vec<Retelling>,
    in_memory: bool,
    postgres: Option<Database>,
}

/// A change of the world before it starts.
type Retelling = Box<dyn FnOnce(&mut World) + Send>;

impl Scene {
    /// These stories' children and every system that holds anything about one of them; all actors.
    #[must_use]
    pub fn of(stories: &[&str]) -> Self {
        Self {
            cast: Cast::of(stories),
            ..Self::default()
        }
    }

    /// Every story and every system.
    #[must_use]
    pub fn whole() -> Self {
        Self {
            cast: Cast::WHOLE,
            ..Self::default()
        }
    }

    /// A world of the test's own, whole.
    #[must_use]
    pub fn world(world: World) -> Self {
        Self {
            world: Some(world),
            ..Self::whole()
        }
    }

    /// These systems and no others, whatever they hold.
    #[must_use]
    pub fn systems(mut self, ids: &[&str]) -> Self {
        self.cast = self.cast.with_systems(ids);
        self
    }

    /// The stories are told for this day, and the aggregator's clock stands at its noon (UTC) until [`Harness::clock`] moves it or
    /// [`Scene::clock_at`] sets another time.
    #[must_use]
    pub fn today(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// A source misbehaves.
    #[must_use]
    pub fn fault(mut self, producer: &str, faults: impl Into<Faults>) -> Self {
        self.faults.push((producer.to_owned(), faults.into()));
        self
    }

    /// The aggregator's clock stands still at now until [`Harness::clock`] moves it.
    #[must_use]
    pub fn manual_clock(mut self) -> Self {
        self.clock = Some(Arc::new(ManualClock::at(SystemClock.now())));
        self
    }

    /// The aggregator's clock stands at an instant. The stories stay dated by their own day, and certificates by none.
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

    /// The world is changed before it starts, for example by another actor or a system that lies. What does not start is gone already.
    #[must_use]
    pub fn retold(mut self, change: impl FnOnce(&mut World) + Send + 'static) -> Self {
        self.retold.push(Box::new(change));
        self
    }

    /// The sandbox's folder lies in memory where the system keeps such a place (Linux): for what measures time, since every row waits for
    /// its log entry to lie on the disk, and a disk that others keep busy would be measured instead.
    #[must_use]
    pub fn in_memory(mut self) -> Self {
        self.in_memory = true;
        self
    }

    /// Facts and access log lie in a PostgreSQL database instead of a file.
    #[must_use]
    pub fn on_postgres(mut self, database: &Database) -> Self {
        self.postgres = Some(database.clone());
        self
    }

    /// Starts it; returns when every producer is registered and every fact is told.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(self) -> Harness {
        let day = self.today.unwrap_or_else(today);
        let mut world = self.world.unwrap_or_else(|| World::told(day));
        self.cast.only(&mut world);
        let told = beside(world, day, self.fhir.as_deref());
        let mut told = told.expect("the world can be told");
        for change in self.retold {
            change(&mut told.world);
        }
        let memory = Path::new("/dev/shm");
        let dir = if self.in_memory && memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let dir = dir.expect("a temporary folder");
        let manual = (self.clock).or_else(|| self.today.map(|day| Arc::new(at_noon(day))));
        let clock: Arc<dyn Clock> = match &manual {
            Some(clock) => clock.clone(),
            None => Arc::new(SystemClock),
        };
        let options = Options {
            dir: dir.path().to_owned(),
            grpc_port: 0,
            admin_port: 0,
            control_port: 0,
            postgres: self.postgres.as_ref().map(|d| d.address.clone()),
            world: told.world,
            faults: self.faults.into_iter().collect(),
            clock,
        };
        let sandbox = match Sandbox::start(options).await {
            Ok(sandbox) => sandbox,
            Err(error) => panic!("the sandbox does not start: {error:?}"),
        };
        Harness::of(dir, sandbox, manual, told.fhir, self.postgres)
    }
}

fn at_noon(day: Date) -> ManualClock {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    ManualClock::at(noon.expect("a day within the calendar").timestamp())
}

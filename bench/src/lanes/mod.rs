//! The lanes: what is measured beside what. Those of one lane run interleaved, so that a machine that grows warm or busy does so for all.

mod durable;
mod faults;
mod latency;
mod miss;
mod not_yet;
mod peers;
mod registered;
mod side;

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use tokio::runtime::Runtime;

use crate::{
    cost::instructions::Way,
    error::{BenchError, Tried as _},
    report::Row,
    scene::{
        CHILDREN, Scene,
        children::{self, Child},
    },
    servers::{Sources, build},
};

/// A lane: its name, what it answers, and how.
struct Lane {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Stage) -> Result<Vec<Row>, BenchError>,
}

const LANES: [Lane; 7] = [
    Lane {
        name: "miss",
        about: "an overview of 8 sources x 10 records, every rule, mTLS, durable log: beside a typed and a raw bare fan-out",
        run: miss::run,
    },
    Lane {
        name: "peers",
        about: "the same beside bare fan-outs in Node (grpc-js) and Python (grpc.aio)",
        run: peers::run,
    },
    Lane {
        name: "latency",
        about: "what is added to the slowest source at light load, and when the first source is shown",
        run: latency::run,
    },
    Lane {
        name: "faults",
        about: "one of eight sources hangs and one drips",
        run: faults::run,
    },
    Lane {
        name: "registered",
        about: "1,000 registered producers, 5 of them in the child's catchment, beside 8",
        run: registered::run,
    },
    Lane {
        name: "durable",
        about: "decisions a second with their log entries on the disk",
        run: durable::run,
    },
    Lane {
        name: "not-yet",
        about: "figures that cannot be taken yet: named, never passed",
        run: not_yet::run,
    },
];

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Repeats of each server, interleaved.
    pub(crate) repeats: usize,
    /// What every count is divided by.
    pub(crate) divisor: usize,
    /// Whether instructions are counted.
    pub(crate) counted: bool,
}

impl Scale {
    /// The full run.
    pub(crate) const FULL: Self = Self {
        repeats: 5,
        divisor: 1,
        counted: true,
    };
    /// Enough to see that everything works, and no figure to quote.
    pub(crate) const QUICK: Self = Self {
        repeats: 2,
        divisor: 20,
        counted: false,
    };

    /// How many of `full`.
    pub(crate) fn of(self, full: usize) -> usize {
        (full / self.divisor).max(4)
    }
}

/// Everything that a lane plays with.
pub(crate) struct Stage {
    scene: Scene,
    sources: Sources,
    runtime: Runtime,
    children: Vec<Child>,
    scale: Scale,
    /// How instructions are counted, if they are.
    way: Option<Way>,
}

impl Stage {
    /// Makes the scene and starts the sources.
    pub(crate) fn set(scale: Scale) -> Result<Self, BenchError> {
        let scene = Scene::new(&build::base()?)?;
        let children = (0..CHILDREN).map(|nth| children::child(nth, scene.today));
        Ok(Self {
            sources: Sources::start(&scene)?,
            children: children.collect::<Result<_, _>>()?,
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .tried("the runtime")?,
            scene,
            scale,
            way: Way::here().filter(|_| scale.counted),
        })
    }

    /// Keeps the run's folder, and says where it is.
    pub(crate) fn keep(&mut self) -> PathBuf {
        self.scene.keep()
    }

    /// How instructions are counted, in words.
    pub(crate) fn counted_by(&self) -> &'static str {
        self.way.map_or("nothing", Way::as_str)
    }
}

/// Runs lanes by name, in our order. `all` is all of them.
pub(crate) fn run(stage: &mut Stage, names: &[String]) -> Result<Vec<Row>, BenchError> {
    let mut rows = Vec::new();
    for lane in &LANES {
        if names.iter().any(|name| name == "all" || name == lane.name) {
            // Progress is for people; a closed pipe does not stop a measurement.
            let _ = writeln!(io::stderr(), "bench: {}: {}", lane.name, lane.about);
            rows.extend((lane.run)(stage)?);
        }
    }
    Ok(rows)
}

/// Refuses a lane that there is not.
pub(crate) fn check(names: &[String]) -> Result<(), BenchError> {
    let known = |name: &str| name == "all" || LANES.iter().any(|lane| lane.name == name);
    match names.iter().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => Err(BenchError::Usage(format!(
            "there is no lane {name:?}; --list shows them"
        ))),
    }
}

/// A line a lane.
pub(crate) fn list() -> String {
    let lines = LANES
        .iter()
        .map(|lane| format!("{:<12}{}\n", lane.name, lane.about));
    lines.collect()
}

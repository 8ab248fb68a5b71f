//! The servers under test and the sources behind them, each a process of its own.

pub(crate) mod build;
pub(crate) mod peers;
pub(crate) mod postgres;
pub(crate) mod process;

use std::{collections::HashMap, path::Path, time::Duration};

use clap::ValueEnum as _;

use crate::{
    bare::Flavour,
    clock,
    error::{BenchError, Tried as _},
    producers::behaviour::{self, Behaviour},
    scene::{
        CHILDREN, SOURCES, Scene,
        settings::{self, Others, Store},
        slot_of, tell,
    },
};
use process::{Process, Speaks, Under};

/// The process of the eight sources.
pub(crate) struct Sources {
    process: Process,
    /// Where each listens.
    pub(crate) endpoints: Vec<String>,
}

/// What the sources took for one overview.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnTimes {
    /// The fastest source.
    pub(crate) fastest: Duration,
    /// The slowest source.
    pub(crate) slowest: Duration,
}

impl Sources {
    /// Starts them. They answer at once until they are told otherwise.
    pub(crate) fn start(scene: &Scene) -> Result<Self, BenchError> {
        let arguments = [
            "producers".to_owned(),
            "--dir".to_owned(),
            scene.dir().display().to_string(),
            "--today".to_owned(),
            scene.today.to_string(),
            "--children".to_owned(),
            CHILDREN.to_string(),
        ];
        let own = std::env::current_exe().tried("our own path")?;
        let dir = scene.dir();
        let process = Process::start(
            "producers",
            Under::Nothing,
            &own,
            &arguments,
            Speaks::Out,
            dir,
        )?;
        let endpoints = process.wait_for(|line| {
            let ports = line.strip_prefix("listening ")?;
            Some(
                ports
                    .split(' ')
                    .map(|port| format!("https://127.0.0.1:{port}"))
                    .collect(),
            )
        })?;
        Ok(Self { process, endpoints })
    }

    /// Sets how each source answers.
    pub(crate) fn behave(&mut self, each: [Behaviour; SOURCES.len()]) -> Result<(), BenchError> {
        for (slot, behaviour) in each.into_iter().enumerate() {
            self.process.tell(&behaviour::line(slot, behaviour))?;
        }
        Ok(())
    }

    /// Begins or ends to note what each answer takes the source itself.
    pub(crate) fn time(&mut self, on: bool) -> Result<(), BenchError> {
        self.process.tell(if on { "time on" } else { "time off" })?;
        Ok(())
    }

    /// What was noted, by the overview's id.
    pub(crate) fn times(&mut self) -> Result<HashMap<String, OwnTimes>, BenchError> {
        let mut times: HashMap<String, OwnTimes> = HashMap::new();
        for line in self.process.tell("times")? {
            let mut words = line.split(' ').skip(1);
            let (Some(query), Some(_), Some(us)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let took = Duration::from_micros(us.parse().unwrap_or_default());
            let entry = times.entry(query.to_owned()).or_insert(OwnTimes {
                fastest: took,
                slowest: took,
            });
            entry.fastest = entry.fastest.min(took);
            entry.slowest = entry.slowest.max(took);
        }
        Ok(times)
    }
}

/// A server under test.
pub(crate) struct Server {
    /// The name of its lane.
    pub(crate) lane: &'static str,
    /// Where it listens.
    pub(crate) endpoint: String,
    /// The name of its process, and of its files.
    pub(crate) name: String,
    process: Process,
}

impl Server {
    /// The process's id.
    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// A bare fan-out.
    pub(crate) fn bare(
        scene: &Scene,
        sources: &Sources,
        flavour: Flavour,
        under: Under,
    ) -> Result<Self, BenchError> {
        let lane = match flavour {
            Flavour::Typed => "typed",
            Flavour::Raw => "raw",
        };
        let value = flavour.to_possible_value();
        let mut arguments = vec![
            "bare".to_owned(),
            "--flavour".to_owned(),
            value.map(|v| v.get_name().to_owned()).unwrap_or_default(),
            "--dir".to_owned(),
            scene.dir().display().to_string(),
        ];
        arguments.extend(sources.endpoints.iter().cloned());
        let own = std::env::current_exe().tried("our own path")?;
        Self::speaking(lane, under, &own, &arguments, scene)
    }

    /// A server that prints `listening <address>`.
    fn speaking(
        lane: &'static str,
        under: Under,
        program: &Path,
        arguments: &[String],
        scene: &Scene,
    ) -> Result<Self, BenchError> {
        let name = match under {
            Under::Nothing => lane.to_owned(),
            Under::Callgrind => format!("{lane}-counted"),
        };
        let process = Process::start(&name, under, program, arguments, Speaks::Out, scene.dir())?;
        let endpoint = process.wait_for(|line| {
            let address = line.strip_prefix("listening ")?;
            Some(format!("https://{address}"))
        })?;
        Ok(Self {
            lane,
            endpoint,
            name,
            process,
        })
    }
}

/// What an aggregator of ours is started for.
#[derive(Clone)]
pub(crate) struct Ours {
    /// The name of its lane.
    pub(crate) lane: &'static str,
    /// How its process is run.
    pub(crate) under: Under,
    /// How many of the eight sources are in the children's catchment.
    pub(crate) engaged: usize,
    /// How many producers there are besides.
    pub(crate) others: Others,
    /// Whether the guardians have consented.
    pub(crate) consents: tell::Consents,
    /// Where it keeps its log and its facts.
    pub(crate) store: Store,
}

impl Ours {
    /// The ordinary one: eight sources, all of them asked.
    pub(crate) fn all(under: Under) -> Self {
        Self {
            lane: "ours",
            under,
            engaged: SOURCES.len(),
            others: Others(0),
            consents: tell::Consents::Given,
            store: Store::File,
        }
    }

    /// Starts the real aggregator on a new database and tells it everything.
    pub(crate) async fn start(
        self,
        scene: &Scene,
        sources: &Sources,
        children: &[crate::scene::children::Child],
    ) -> Result<Server, BenchError> {
        let name = match self.under {
            Under::Nothing => self.lane.to_owned(),
            Under::Callgrind => format!("{}-counted", self.lane),
        };
        let toml = settings::toml(scene, &name, &self.store, self.engaged, self.others);
        let config = scene.write(&format!("{name}.toml"), toml.as_bytes())?;
        let program = build::aggregator()?;
        let arguments = ["--config".to_owned(), config.display().to_string()];
        let process = Process::start(
            &name,
            self.under,
            &program,
            &arguments,
            Speaks::Err,
            scene.dir(),
        )?;
        let endpoint = process.wait_for(ready)?;
        tell::register_all(scene, &sources.endpoints, &endpoint).await?;
        for other in 0..self.others.0 {
            let party = scene.authority.issue(&settings::other_id(other))?;
            let sector = SOURCES
                .get(other % SOURCES.len())
                .copied()
                .unwrap_or_default();
            // They are never asked, so any port will do.
            tell::register(scene, &party, sector, "https://127.0.0.1:9", &endpoint).await?;
        }
        tell::facts(scene, children, self.consents, &endpoint, clock::now()).await?;
        Ok(Server {
            lane: self.lane,
            endpoint,
            name,
            process,
        })
    }
}

/// The aggregator's own word that it listens, with the port it got.
fn ready(line: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let fields = line.get("fields")?;
    if fields.get("message")?.as_str()? != "ready" {
        return None;
    }
    Some(format!("https://{}", fields.get("grpc_at")?.as_str()?))
}

/// The place of a source among the eight, from a row of an overview.
pub(crate) fn slot(source: &proto::v1::overview::SourceRef) -> Option<usize> {
    slot_of(&source.producer_id)
}

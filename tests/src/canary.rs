//! The canary: what nobody may find in anything that an aggregator writes, in every spelling that a program might choose, and the search for it.
//! Every [`Harness`](crate::Harness) searches its own folder, database, figures and log when it ends: every end-to-end test is a canary test.

mod markers;

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, Once, OnceLock},
};

use aggregator::metrics::Metrics;
use domain::{id::PersonId, record::Record};
pub use markers::Markers;
use mock_producers::World;
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt::MakeWriter,
    layer::{Layer as _, SubscriberExt as _},
    util::SubscriberInitExt as _,
};

use crate::postgres::Database;

/// What the sandbox itself writes, as operator and for whoever uses it: everybody's number and token, and what every source is called.
const OF_THE_SANDBOX: [&str; 3] = ["sandbox.json", "synthetic.json", "aggregator.toml"];

/// Shorter texts are found anywhere.
const SHORTEST: usize = 5;

/// The numbers and names of everybody who is told of, and what the registers tell of them.
#[must_use]
pub fn people(world: &World) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for child in &world.children {
        texts.extend(numbers(&child.id));
        texts.insert(child.label.clone());
        for guardian in &child.guardians {
            texts.extend(numbers(&guardian.id));
            texts.insert(guardian.name.clone());
        }
    }
    let registers = (world.systems.iter()).filter(|s| s.sector.as_str() == "population-register");
    texts.extend(
        registers
            .flat_map(|system| system.records.iter())
            .flat_map(written),
    );
    texts.retain(|text| !is_public(world, text) && !is_organisation(text));
    texts.extend(family_names(world));
    texts
}

/// The guardians' family names, which a program might keep alone. Other single plain words, first names and what registers tell beside
/// names ("Storgatan"), are no markers: such words stand in tables and program texts too. So found is every number, every name as a whole
/// and every family name of five letters or more, not every word of a register.
fn family_names(world: &World) -> BTreeSet<String> {
    let guardians = world.children.iter().flat_map(|child| &child.guardians);
    let last = guardians.filter_map(|guardian| guardian.name.rsplit(' ').next());
    last.filter(|word| word.chars().count() >= SHORTEST && !stands_in_the_tables(word))
        .map(ToOwned::to_owned)
        .collect()
}

/// An HSA-id: country, organisation number, a hyphen, the rest. Who asks stands in the access log with organisation and unit, as the law has
/// it.
#[must_use]
pub fn is_organisation(text: &str) -> bool {
    text.starts_with("SE") && text.contains('-') && text.is_ascii()
}

/// A number as registers, people and older systems write it.
#[must_use]
pub fn numbers(person: &PersonId) -> Vec<String> {
    let number = person.value();
    let (day, end) = number.split_at(number.len() - 4);
    let short = day.get(day.len() - 6..).unwrap_or(day);
    vec![
        number.to_owned(),
        format!("{day}-{end}"),
        format!("{short}-{end}"),
        format!("{short}{end}"),
    ]
}

/// Every text in a record, as it stands on the wire.
///
/// # Panics
/// When the record cannot be written.
#[must_use]
pub fn written(record: &Record) -> Vec<String> {
    let wire = proto::convert::record::encode(record);
    let (header, body) = (
        wire.header().expect("a header"),
        wire.body().expect("a body"),
    );
    // The generated types print what they hold, every text between quotes.
    let location = wire.location().expect("a place");
    let printed = format!("{header:?}{body:?}{location:?}");
    let texts = printed.split('"').skip(1).step_by(2);
    texts.map(ToOwned::to_owned).collect()
}

/// Names of sources, codes and addresses of code systems: what stands in configuration and tables as well.
#[must_use]
pub fn is_public(world: &World, text: &str) -> bool {
    let is_prose = text.contains(' ') || !text.is_ascii();
    let is_number = text.len() >= 10 && text.bytes().filter(u8::is_ascii_digit).count() >= 8;
    let is_token = text.len() > 60;
    let names_a_source = world.systems.iter().any(|system| system.name == text);
    names_a_source
        || stands_in_the_tables(text)
        || text.starts_with("urn:")
        || text.chars().count() < SHORTEST
        || !(is_prose || is_number || is_token)
}

/// Words of the policy tables, whose texts are kept beside the log that cites them.
fn stands_in_the_tables(text: &str) -> bool {
    static TABLES: OnceLock<String> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy");
        let texts = files(&folder).into_iter().map(|(_, bytes)| bytes);
        String::from_utf8_lossy(&texts.collect::<Vec<_>>().concat()).to_lowercase()
    });
    tables.contains(&text.to_lowercase())
}

/// Every file below a folder but those that the sandbox writes for whoever uses it, with its name.
pub fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_ours = OF_THE_SANDBOX.iter().any(|name| path.ends_with(name));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&path)),
            // A file may go while we look.
            Ok(_) if !is_ours => found.extend(fs::read(&path).ok().map(|bytes| (path, bytes))),
            _ => {}
        }
    }
    found
}

/// Stands in a harness and looks when it ends.
#[derive(Debug)]
pub(crate) struct Canary {
    markers: Markers,
    metrics: Arc<Metrics>,
    dir: PathBuf,
    /// Where facts and access log lie, when not in the folder.
    database: Option<Database>,
    /// Where the log of this process stood when the harness began.
    log_from: usize,
}

impl Canary {
    pub(crate) fn of(
        world: &World,
        metrics: Arc<Metrics>,
        dir: &Path,
        database: Option<Database>,
    ) -> Self {
        listen();
        Self {
            markers: Markers::of(people(world)),
            metrics,
            dir: dir.to_owned(),
            database,
            log_from: LOG.lock().map_or(0, |log| log.len()),
        }
    }

    fn look(&self) -> Vec<String> {
        let figures = self.metrics.text().unwrap_or_default().into_bytes();
        let log = LOG
            .lock()
            .map(|log| log.get(self.log_from..).unwrap_or_default().to_vec());
        let mut all = files(&self.dir);
        all.extend(self.database.as_ref().map(in_tables).into_iter().flatten());
        all.push(("the figures".into(), figures));
        all.push(("the log".into(), log.unwrap_or_default()));
        let found = |(place, bytes): &(PathBuf, Vec<u8>)| {
            let name = place
                .file_name()
                .unwrap_or(place.as_os_str())
                .to_string_lossy();
            let found = self.markers.found(bytes).into_iter();
            found
                .map(|what| format!("{what} in {name}"))
                .collect::<Vec<_>>()
        };
        all.iter().flat_map(found).collect()
    }
}

/// What lies in the tables. A harness ends in the middle of a test's own runtime, so the question is asked from another.
fn in_tables(database: &Database) -> Vec<(PathBuf, Vec<u8>)> {
    let database = database.clone();
    let asked = std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a runtime");
        runtime.block_on(async {
            // A test may have shut it.
            database.open().await;
            database.tables().await
        })
    });
    asked.join().expect("a database that can be searched")
}

// R-STORE-1, R-AUDIT-6, R-PRIVACY-3
impl Drop for Canary {
    fn drop(&mut self) {
        // What a failing test leaves behind is told by the test.
        if !std::thread::panicking() {
            assert_eq!(self.look(), [""; 0], "what an aggregator wrote");
        }
    }
}

/// What the aggregators of this process logged, at every level.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if let Ok(mut log) = LOG.lock() {
            log.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

/// Logs from now on, once in a process, unless the test does so itself. What the libraries say below a warning is left to the one test that
/// logs everything: it would make every other one slow.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let targets = Targets::new()
            .with_default(LevelFilter::WARN)
            .with_targets([
                ("aggregator", LevelFilter::TRACE),
                ("proto", LevelFilter::TRACE),
            ]);
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Log);
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(targets));
        // A test that has its own log keeps it.
        let _ = subscriber.try_init();
    });
}

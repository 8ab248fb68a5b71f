//! The canary: everything that a whole day's questions make the processes write is searched for every number, name, title and text of
//! the told world. One test in a process of its own, because the log's subscriber is the process's.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use consumer::OverviewQuery;
use domain::{id::PersonId, record::Record};
use mock_producers::{Fault, World};
use prost::Message as _;
use proto::v1::overview::{Ground, OverviewQuery as WireQuery};
use tests::{Harness, Scene};
use tracing_subscriber::fmt::MakeWriter;

const REASON: &str = "Elis mamma ringde och var orolig";

/// Everything that was logged, by everybody, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// R-STORE-1, R-AUDIT-6, R-PRIVACY-1, R-RELAY-4, R-RECORD-4, R-ID-5, R-WORLD-4
#[tokio::test]
async fn no_number_name_title_or_text_of_anybody_is_stored_logged_or_counted() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let harness = Scene::default()
        .fault("bvc-gamlestan", Fault::LogicalError)
        .start()
        .await;
    let secrets = secrets(&harness);
    let shown = a_days_questions(&harness).await;
    let found = |bytes: &[u8]| found(&secrets, bytes);
    assert!(
        found(&shown).len() > 50,
        "the search finds what consumers are shown, so it would find it elsewhere"
    );

    let figures = harness.admin("/metrics").await;
    assert!(figures.contains("samsyn_overviews_total"));
    assert_eq!(found(figures.as_bytes()), BTreeSet::new(), "/metrics");
    // Who asked stands in the access log with organisation and unit, as the law has it; nothing else of the world does.
    let stored = |bytes: &[u8]| -> Vec<String> {
        let found = found(bytes).into_iter();
        found
            .filter(|text| !is_organisation(text))
            .map(ToOwned::to_owned)
            .collect()
    };
    let running = database(harness.dir());
    assert_eq!(stored(&running), [""; 0], "the database in use");
    let dir = harness.stop().await;
    let closed = database(dir.path());
    assert!(!closed.is_empty());
    assert_eq!(stored(&closed), [""; 0], "the database");
    let log = log.0.lock().unwrap();
    assert!(log.len() > 10_000, "everything is logged");
    assert_eq!(found(&log), BTreeSet::new(), "the log");
}

/// Shown, refused, failed, wrong, in an emergency, withdrawn. Gives the bytes of what was shown.
async fn a_days_questions(harness: &Harness) -> Vec<u8> {
    let mut shown = Vec::new();
    for child in &harness.sandbox.world.children {
        for actor in &harness.sandbox.world.actors {
            if let Ok(overview) = harness.collected(actor.name, child.story).await {
                shown.extend(overview.encode_to_vec());
            }
        }
    }
    let nurse = harness.client("skolskoterska-vasterby");
    let about = OverviewQuery::about(harness.child("old-bvc"));
    let emergency = OverviewQuery {
        ground: Ground::Emergency,
        reason: REASON.to_owned(),
        ..about.clone()
    };
    let _ = nurse.get_overview(emergency.clone()).await;
    let physician = harness.client("bup-lakare");
    let _ = physician.get_overview(emergency).await;
    let mut wrong = WireQuery::from(about.clone());
    wrong.language = "klingon".to_owned();
    assert!(nurse.get_overview(wrong.clone()).await.is_err());
    if let Some(child) = &mut wrong.child {
        child.value.push('7');
    }
    assert!(nurse.get_overview(wrong).await.is_err());
    let unknown = OverviewQuery::about(PersonId::guess("19121212-1212").unwrap());
    assert!(nurse.get_overview(unknown).await.is_err());
    // Cut off by the caller.
    let hasty = nurse.clone().with_deadline(Duration::from_millis(1));
    let _ = hasty.get_overview(about).await;
    harness.end_consents("new-school").await;
    let after = harness.collected("skolskoterska-lindskolan", "new-school");
    let _ = after.await;
    shown
}

/// Everything that lies in the files of the aggregator's database.
fn database(dir: &Path) -> Vec<u8> {
    let files = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let own = files.filter(|path| path.to_string_lossy().contains("aggregator.db"));
    own.flat_map(|path| fs::read(path).unwrap()).collect()
}

/// Numbers, names, titles and texts of everybody in the world, and the tokens.
fn secrets(harness: &Harness) -> BTreeSet<String> {
    let world = &harness.sandbox.world;
    let mut secrets = BTreeSet::from([REASON.to_owned(), "191212121212".to_owned()]);
    for child in &world.children {
        secrets.extend(spellings(&child.id));
        secrets.insert(child.label.clone());
        for guardian in &child.guardians {
            secrets.extend(spellings(&guardian.id));
            secrets.insert(guardian.name.clone());
        }
    }
    let records = world
        .systems
        .iter()
        .flat_map(|system| system.records.iter());
    secrets.extend(records.flat_map(written));
    for actor in &harness.state.actors {
        secrets.extend(actor.token.split('.').skip(1).map(ToOwned::to_owned));
    }
    // Sources are known by name to everybody; who they are says nothing about a child.
    secrets.retain(|secret| !is_public(world, secret));
    secrets
}

/// A number as registers, people and older systems write it.
fn spellings(person: &PersonId) -> Vec<String> {
    let number = person.value();
    let (day, end) = number.split_at(number.len() - 4);
    let short = &day[day.len() - 6..];
    vec![
        number.to_owned(),
        format!("{day}-{end}"),
        format!("{short}-{end}"),
        format!("{short}{end}"),
    ]
}

/// Every text in a record, as it stands on the wire.
fn written(record: &Record) -> Vec<String> {
    let wire = proto::convert::record::encode(record);
    let (header, body) = (wire.header().unwrap(), wire.body().unwrap());
    // The generated types print what they hold, every text between quotes.
    let printed = format!("{header:?}{body:?}{:?}", wire.location().unwrap());
    let texts = printed.split('"').skip(1).step_by(2);
    texts.map(ToOwned::to_owned).collect()
}

/// Names of sources, codes and addresses of code systems: what stands in configuration and tables as well.
fn is_public(world: &World, text: &str) -> bool {
    let is_prose = text.contains(' ') || !text.is_ascii();
    let is_number = text.len() >= 10 && text.bytes().filter(u8::is_ascii_digit).count() >= 8;
    let is_token = text.len() > 60;
    let names_a_source = world.systems.iter().any(|system| system.name == text);
    names_a_source
        || text.starts_with("urn:")
        || text.chars().count() < 5
        || !(is_prose || is_number || is_token)
}

/// An HSA-id: country, organisation number, a hyphen, the rest.
fn is_organisation(text: &str) -> bool {
    text.starts_with("SE") && text.contains('-') && text.is_ascii()
}

fn found<'a>(secrets: &'a BTreeSet<String>, bytes: &[u8]) -> BTreeSet<&'a str> {
    let text = String::from_utf8_lossy(bytes);
    let written = secrets.iter().map(String::as_str);
    written.filter(|secret| text.contains(secret)).collect()
}

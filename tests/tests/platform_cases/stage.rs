//! Sources made to measure for one child: so many, with so many records each, and one misbehaving or none.

use std::time::Duration;

use consumer::{
    OverviewQuery,
    model::{Overview, Source},
};
use domain::{
    id::PersonId,
    record::{InformationType, Record},
    time::{Moment, Period, Timestamp},
};
use jiff::SignedDuration;
use mock_producers::{System, World, clock::today};
use tests::{Harness, Scene, Timed, fold, follow};

pub(crate) const STORY: &str = "old-bvc";
pub(crate) const NURSE: &str = "skolskoterska-vasterby";

/// The platform's codes.
pub(crate) const FROM_SOURCE: &str = "DataFromSource";
pub(crate) const NO_DATA: &str = "NoDataSynchFailed";

/// What a caller here allows, instead of the platform's 28 seconds.
pub(crate) const DEADLINE: Duration = Duration::from_secs(2);
/// For whoever needs an answer and not a time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// As many sources as any case needs.
pub(crate) const SOURCES: [&str; 20] = [
    "kalla-01", "kalla-02", "kalla-03", "kalla-04", "kalla-05", "kalla-06", "kalla-07", "kalla-08",
    "kalla-09", "kalla-10", "kalla-11", "kalla-12", "kalla-13", "kalla-14", "kalla-15", "kalla-16",
    "kalla-17", "kalla-18", "kalla-19", "kalla-20",
];

/// The most records that the platform's cases ask of one source, and what the aggregator takes of one.
pub(crate) const MOST: usize = 1_000;

/// What a source holds of the child: a note. Notes have no key under which two sources' could meet.
const NOTE: &str = "document/care-note";

/// A scene of school health systems that hold so many notes of the child each.
pub(crate) fn sources(holding: &[usize]) -> Scene {
    let mut world = World::told(today());
    world.children.retain(|child| child.story == STORY);
    let like = world.system("emi-vasterby").unwrap().clone();
    let named = SOURCES.iter().zip(holding).enumerate();
    world.systems = named
        .map(|(place, (id, count))| source(&like, id, place, *count))
        .collect();
    Scene::world(world)
}

/// One more system like a told one, with notes of the child.
fn source(like: &System, id: &'static str, place: usize, count: usize) -> System {
    let note = InformationType::parse(NOTE).unwrap();
    let mut notes = like
        .records
        .iter()
        .filter(|r| r.header.information_type == note);
    let note = notes.next().unwrap();
    let records = (0..count).map(|number| dated(note, id, place * 2 * MOST + number));
    let mut system = like.clone();
    system.id = id;
    system.name = format!("Elevhälsan, {id}");
    system.max_records = MOST;
    system.records = records.collect();
    system
}

/// A note of its own id and hour, `hours` before midnight.
fn dated(note: &Record, id: &str, hours: usize) -> Record {
    let mut note = note.clone();
    let hours = SignedDuration::from_hours(i64::try_from(hours).unwrap());
    let at = midnight() - hours;
    note.header.record_id = format!("{id}-{}", at.as_second());
    note.header.period = Period::at(Moment::Instant(at));
    note
}

fn midnight() -> Timestamp {
    domain::time::Country::Se.midnight(today())
}

/// The overview over a connection that stands: a deadline counts from the question, not from the handshake.
pub(crate) async fn asked(harness: &Harness, deadline: Duration) -> Vec<Timed> {
    let child = harness.child(STORY);
    let client = harness.client(NURSE).with_deadline(deadline);
    let stranger = PersonId::parse(child.system(), "191212121212").unwrap();
    let refused = client.get_overview(OverviewQuery::about(stranger)).await;
    assert!(refused.is_err(), "nobody knows of a stranger");
    follow(&client, OverviewQuery::about(child)).await.unwrap()
}

/// The overview of whoever answers.
pub(crate) async fn shown(harness: &Harness) -> Overview {
    fold(&harness.child(STORY), &asked(harness, PATIENCE).await)
}

/// A source's row.
pub(crate) fn row<'a>(overview: &'a Overview, id: &str) -> &'a Source {
    overview.source(id).unwrap()
}

/// It answered whole, with so many records.
pub(crate) fn answered(overview: &Overview, id: &str, records: u32) {
    let row = row(overview, id);
    let fate = (row.status.as_str(), row.skltp_status.as_str());
    assert_eq!(fate, ("FRESH", FROM_SOURCE), "{id}");
    assert_eq!((row.records, row.complete), (records, true), "{id}");
    assert_eq!((&row.cause, &row.responsible), (&None, &None), "{id}");
    let times = [row.asked_time, row.answered_time, row.last_success_time];
    assert!(times.iter().all(Option::is_some), "{id} answered just now");
    let shown = overview.records.iter().filter(|r| r.sources == [id]);
    assert_eq!(shown.count(), records as usize, "{id}");
}

/// It gave nothing, for this cause, and who can mend it.
pub(crate) fn failed(overview: &Overview, id: &str, cause: &str, responsible: &str) {
    let row = row(overview, id);
    let fate = (row.status.as_str(), row.skltp_status.as_str());
    assert_eq!(fate, ("FAILED", NO_DATA), "{id}");
    let why = (row.cause.as_deref(), row.responsible.as_deref());
    assert_eq!(why, (Some(cause), Some(responsible)), "{id}");
    assert_eq!((row.records, row.complete), (0, false), "{id}");
    assert!(row.answered_time.is_none(), "{id}: no invented times");
    assert!(overview.records.iter().all(|r| r.sources != [id]), "{id}");
    let reasons = overview.incomplete.iter();
    let said = reasons.filter(|why| why.producer.as_deref() == Some(id));
    assert_eq!(said.count(), 1, "{id} is named where the whole is not");
    assert!(!overview.complete);
}

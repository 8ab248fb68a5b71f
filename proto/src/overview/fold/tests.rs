use proptest::prelude::*;
use prost::Message;

use super::*;
use crate::{
    relay::Record,
    v1::{
        common::{Moment, PartialDate, Period, moment::Precision},
        overview::SourceStatus,
        record::{Body, RecordHeader},
    },
};

fn started() -> OverviewEvent {
    event(Event::Started(OverviewStarted::default()))
}

fn completed() -> OverviewEvent {
    event(Event::Completed(OverviewCompleted::default()))
}

fn event(event: Event) -> OverviewEvent {
    OverviewEvent { event: Some(event) }
}

fn source(id: &str) -> SourceRef {
    SourceRef {
        producer_id: id.to_owned(),
        name: String::new(),
        sector: "school-health".to_owned(),
    }
}

fn record(id: &str, year: i32, month: i32) -> Record {
    let start = Moment {
        precision: Some(Precision::Date(PartialDate {
            year,
            month,
            day: 0,
        })),
    };
    let header = RecordHeader {
        record_id: id.to_owned(),
        period: Some(Period {
            start: Some(start),
            end: None,
        }),
        ..RecordHeader::default()
    };
    Record::new(&header, &Body::default(), None)
}

fn part(id: &str, records: Vec<Record>, continues: bool) -> OverviewEvent {
    event(Event::Source(SourceResult {
        source: Some(source(id)),
        status: SourceStatus::Fresh.into(),
        records,
        continues,
        ..SourceResult::default()
    }))
}

fn lost(id: &str) -> OverviewEvent {
    event(Event::Superseded(Superseded {
        source: Some(source(id)),
        code: "PERMISSION_LOST".to_owned(),
        replacement: Some(SourceResult {
            source: Some(source(id)),
            status: SourceStatus::Withheld.into(),
            ..SourceResult::default()
        }),
    }))
}

fn fold(events: impl IntoIterator<Item = OverviewEvent>) -> Result<Overview, FoldError> {
    let mut fold = Fold::default();
    for event in events {
        fold.push(event)?;
    }
    fold.finish()
}

fn ids(row: &SourceResult) -> Vec<String> {
    row.records
        .iter()
        .map(|r| r.header().unwrap().record_id)
        .collect()
}

#[test]
fn started_comes_first_and_once_and_completed_last_and_once() {
    // R-FOLD-1
    let a = || part("a", vec![], false);
    assert!(fold([started(), a(), completed()]).is_ok());
    assert_eq!(fold([]), Err(FoldError::NotStarted));
    assert_eq!(fold([a()]), Err(FoldError::NotStarted));
    assert_eq!(fold([completed()]), Err(FoldError::NotStarted));
    assert_eq!(fold([started(), started()]), Err(FoldError::StartedTwice));
    assert_eq!(fold([started(), a()]), Err(FoldError::NotCompleted));
    for late in [started(), a(), lost("a"), completed()] {
        assert_eq!(
            fold([started(), completed(), late]),
            Err(FoldError::AfterCompleted)
        );
    }
    assert_eq!(
        fold([OverviewEvent { event: None }]),
        Err(FoldError::UnknownEvent)
    );
}

#[test]
fn a_source_that_names_itself_not_is_refused() {
    let nameless = event(Event::Source(SourceResult::default()));
    assert_eq!(fold([started(), nameless]), Err(FoldError::NoSource));
}

#[test]
fn the_parts_of_a_source_are_joined_newest_first() {
    // R-FOLD-2
    let overview = fold([
        started(),
        part("b", vec![record("old", 2019, 0)], true),
        part("a", vec![], false),
        part(
            "b",
            vec![record("same", 2024, 5), record("new", 2026, 1)],
            true,
        ),
        part("b", vec![record("also", 2024, 5)], false),
        completed(),
    ])
    .unwrap();
    assert_eq!(overview.sources.len(), 2);
    assert_eq!(ids(&overview.sources[1]), ["new", "also", "same", "old"]);
    assert!(!overview.sources[1].continues);
}

#[test]
fn a_source_that_breaks_off_or_answers_again_is_refused() {
    // R-FOLD-2
    let broken = fold([started(), part("a", vec![], true), completed()]);
    let producer_id = "a".to_owned();
    assert_eq!(
        broken,
        Err(FoldError::Unfinished {
            producer_id: producer_id.clone()
        })
    );
    let twice = fold([
        started(),
        part("a", vec![], false),
        part("a", vec![], false),
    ]);
    assert_eq!(twice, Err(FoldError::AnsweredTwice { producer_id }));
}

#[test]
fn two_rows_may_carry_one_sectors_name_where_identity_is_protected() {
    let row = |records| part("school-health", records, false);
    let overview = fold([
        started(),
        row(vec![record("x", 2020, 1)]),
        row(vec![record("y", 2021, 1)]),
        completed(),
    ])
    .unwrap();
    assert_eq!(overview.sources.len(), 2);
}

#[test]
fn a_superseded_source_keeps_nothing_but_its_new_row() {
    // R-FOLD-3
    for events in [
        vec![part("a", vec![record("x", 2024, 1)], false), lost("a")],
        vec![part("a", vec![record("x", 2024, 1)], true), lost("a")],
        vec![lost("a"), part("a", vec![record("x", 2024, 1)], false)],
        vec![lost("a"), lost("a")],
    ] {
        let events = [started()].into_iter().chain(events).chain([completed()]);
        let overview = fold(events).unwrap();
        assert_eq!(overview.sources.len(), 1);
        assert_eq!(overview.sources[0].status(), SourceStatus::Withheld);
        assert!(overview.sources[0].records.is_empty());
    }
}

#[test]
fn a_superseded_source_without_a_new_row_is_gone() {
    // R-FOLD-3
    let vanished = event(Event::Superseded(Superseded {
        source: Some(source("a")),
        code: "PERMISSION_LOST".to_owned(),
        replacement: None,
    }));
    let overview = fold([started(), part("a", vec![], false), vanished, completed()]).unwrap();
    assert!(overview.sources.is_empty());
}

/// One source's messages, in their own order.
fn messages(id: usize, parts: &[Vec<(u8, i32)>], is_lost: bool) -> Vec<OverviewEvent> {
    let id = format!("p{id}");
    let last = parts.len().saturating_sub(1);
    let mut events: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(i, records)| {
            let records = records
                .iter()
                .map(|(name, year)| record(&format!("r{name}"), 2000 + year, 0))
                .collect();
            part(&id, records, i != last)
        })
        .collect();
    if is_lost || events.is_empty() {
        events.push(lost(&id));
    }
    events
}

proptest! {
    #[test]
    fn any_order_of_arrival_gives_the_same_overview_byte_for_byte(
        sources in prop::collection::vec(
            (prop::collection::vec(prop::collection::vec((0..4_u8, 0..3), 0..4), 0..4), any::<bool>()),
            0..5,
        ),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        // R-FOLD-4
        let queues: Vec<Vec<OverviewEvent>> = sources
            .iter()
            .enumerate()
            .map(|(id, (parts, is_lost))| messages(id, parts, *is_lost))
            .collect();
        let in_turn = queues.iter().flatten().cloned();
        let expected = fold([started()].into_iter().chain(in_turn).chain([completed()])).unwrap();

        let mut waiting: Vec<_> = queues.into_iter().map(std::collections::VecDeque::from).collect();
        let mut mixed = vec![started()];
        for pick in picks.iter().cycle() {
            waiting.retain(|queue| !queue.is_empty());
            if waiting.is_empty() {
                break;
            }
            let at = pick.index(waiting.len());
            mixed.extend(waiting[at].pop_front());
        }
        mixed.push(completed());
        let actual = fold(mixed).unwrap();
        prop_assert_eq!(actual.encode_to_vec(), expected.encode_to_vec());
    }
}

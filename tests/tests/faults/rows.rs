//! Sources that hang, fail or have left: each costs its own row, says so honestly, and keeps nobody waiting.

use std::time::Duration;

use consumer::{
    Client, Error, OverviewQuery,
    model::{Overview, Source},
};
use domain::record::InformationType;
use mock_producers::Fault;
use proto::v1::overview as wire;
use tests::{Harness, Scene, Timed, completed, first, fold, follow, started};

use crate::{pace::measured, stage::alone};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const HUNG: &str = "bvc-vasterby";
const OTHERS: [&str; 5] = [
    "bvc-gamlestan",
    "emi-lindskolan",
    "emi-norrby",
    "emi-vasterby",
    "folkbokforingen",
];

/// What the caller allows, and far less than which whoever answers at once takes on any machine.
const DEADLINE: Duration = Duration::from_millis(1_500);
const AT_ONCE: Duration = Duration::from_millis(800);

/// The reserve of a deadline of more than a second, and what the header's unit rounds away.
const RESERVE: Duration = Duration::from_millis(50);
const ROUNDING: Duration = Duration::from_millis(2);

/// With sources that misbehave from the start.
async fn with(faults: &[(&str, Fault)]) -> Harness {
    let scene = Scene::default().in_memory();
    let faulty = |scene: Scene, (id, fault): &(&str, Fault)| scene.fault(id, *fault);
    faults.iter().fold(scene, faulty).start().await
}

/// The events of an overview over a connection that stands: a deadline counts from the question, not from the handshake.
async fn asked(harness: &Harness) -> Vec<Timed> {
    let client = harness.client(NURSE).with_deadline(DEADLINE);
    let about = OverviewQuery::about(harness.child(STORY));
    let register_only = OverviewQuery {
        types: vec![InformationType::parse("custody").unwrap()],
        ..about.clone()
    };
    client.get_overview(register_only).await.unwrap();
    in_time(&client, &about).await
}

/// The events of an overview that is closed by its deadline, with every honest source at once.
async fn in_time(client: &Client, about: &OverviewQuery) -> Vec<Timed> {
    measured(async || {
        let events = match follow(client, about.clone()).await {
            Ok(events) => events,
            Err(Error::Deadline) => return Err("not closed".to_owned()),
            Err(error) => panic!("{error}"),
        };
        let (closed, _) = completed(&events);
        let is_late = |timed: &&Timed| {
            let fresh = |row: &wire::SourceResult| row.status() == wire::SourceStatus::Fresh;
            timed.source().is_some_and(fresh) && timed.after >= AT_ONCE
        };
        match events.iter().find(is_late) {
            Some(late) => Err(format!("{late:?}")),
            None if closed >= DEADLINE => Err(format!("closed after {closed:?}")),
            None => Ok(events),
        }
    })
    .await
}

fn shown(harness: &Harness, events: &[Timed]) -> Overview {
    fold(&harness.child(STORY), events)
}

fn row<'a>(overview: &'a Overview, producer: &str) -> &'a Source {
    overview.source(producer).unwrap()
}

/// Status, cause and who is responsible, as a script reads them.
fn fate(source: &Source) -> (&str, Option<&str>, Option<&str>) {
    (
        &source.status,
        source.cause.as_deref(),
        source.responsible.as_deref(),
    )
}

fn ends_in_time(events: &[Timed]) {
    let (after, _) = completed(events);
    assert!(after < DEADLINE, "closed after {after:?}");
    assert!(
        after + RESERVE + ROUNDING >= DEADLINE,
        "closed after {after:?}, which gives time away"
    );
}

// R-STACK-1, R-DEADLINE-1
#[tokio::test]
async fn a_source_that_hangs_keeps_no_other_waiting_and_the_end_comes_within_the_reserve() {
    let _alone = alone().await;
    let harness = with(&[(HUNG, Fault::Hanging)]).await;
    let events = asked(&harness).await;

    for source in OTHERS {
        let (after, _) = first(&events, source).unwrap();
        assert!(after < AT_ONCE, "{source} after {after:?}");
    }
    ends_in_time(&events);
    let hung = events.iter().filter_map(Timed::source).next_back().unwrap();
    assert_eq!(hung.source.as_ref().unwrap().producer_id, HUNG);
}

// R-COMPLETE-1, R-STATUS-1
#[tokio::test]
async fn a_source_that_hangs_failed_by_deadline_and_the_overview_is_not_complete() {
    let _alone = alone().await;
    let harness = with(&[(HUNG, Fault::Hanging)]).await;
    let overview = shown(&harness, &asked(&harness).await);

    let hung = row(&overview, HUNG);
    assert_eq!(fate(hung), ("FAILED", Some("DEADLINE"), Some("SOURCE")));
    assert_eq!(hung.skltp_status, "NoDataSynchFailed");
    assert_eq!((hung.records, hung.complete), (0, false));
    assert!(hung.asked_time.is_some() && hung.answered_time.is_none());
    assert!(hung.last_success_time.is_none(), "no invented times");
    assert!(!overview.complete);
    let [why] = overview.incomplete.as_slice() else {
        unreachable!("one reason, not {}", overview.incomplete.len());
    };
    assert_eq!(
        (why.code.as_str(), why.producer.as_deref()),
        ("SOURCE_FAILED", Some(HUNG))
    );
    for source in OTHERS {
        let row = row(&overview, source);
        assert_eq!(fate(row), ("FRESH", None, None), "{source}");
        assert_eq!(row.skltp_status, "DataFromSource");
        assert!(row.complete);
    }
    assert!(
        overview
            .records
            .iter()
            .any(|r| r.sources == ["emi-vasterby"])
    );
}

// R-STACK-1, R-STATUS-1
#[tokio::test]
async fn a_source_that_says_it_failed_is_never_shown_as_empty() {
    let harness = with(&[(HUNG, Fault::LogicalError)]).await;
    let events = harness.events(NURSE, STORY, DEADLINE).await.unwrap();
    let overview = shown(&harness, &events);

    let failed = row(&overview, HUNG);
    assert_eq!(
        fate(failed),
        ("FAILED", Some("LOGICAL_ERROR"), Some("SOURCE"))
    );
    assert_eq!(failed.skltp_status, "NoDataSynchFailed");
    assert!(!failed.complete && !overview.complete);
    let (after, _) = completed(&events);
    assert!(after < DEADLINE, "an error is known at once");
}

// R-REGISTRY-3, R-STATUS-1
#[tokio::test]
async fn a_source_that_left_stays_listed_and_the_registry_answers_for_it() {
    let mut harness = Harness::start().await;
    let before = harness.overview(NURSE, STORY).await.unwrap();
    assert!(before.complete);
    assert!(harness.sandbox.sources.leave(HUNG).await);

    let overview = harness.overview(NURSE, STORY).await.unwrap();
    let gone = row(&overview, HUNG);
    assert_eq!(fate(gone), ("FAILED", Some("LEASE_GONE"), Some("REGISTRY")));
    assert_eq!(gone.skltp_status, "NoDataSynchFailed");
    assert!(gone.asked_time.is_none(), "it was not asked");
    assert!(gone.last_success_time.is_some(), "it answered before");
    assert!(!overview.complete);
    assert!(overview.records.iter().all(|r| r.sources != [HUNG]));
    for source in OTHERS {
        assert_eq!(row(&overview, source).status, "FRESH");
    }
}

// R-STACK-1, R-DEADLINE-1
#[tokio::test]
async fn when_every_source_hangs_the_page_is_drawn_and_closed_all_the_same() {
    let _alone = alone().await;
    let mut faults = OTHERS.map(|id| (id, Fault::Hanging)).to_vec();
    faults.push((HUNG, Fault::Hanging));
    let harness = with(&faults).await;
    let client = harness.client(NURSE).with_deadline(DEADLINE);
    // The connection is made by a question that is refused.
    let other = OverviewQuery::about(harness.child("new-school"));
    assert!(client.get_overview(other).await.is_err());
    let about = OverviewQuery::about(harness.child(STORY));
    let events = in_time(&client, &about).await;

    assert_eq!(started(&events).asked.len(), faults.len());
    let begun = events.first().unwrap().after;
    assert!(begun < AT_ONCE, "the page waits for no source: {begun:?}");
    ends_in_time(&events);
    let overview = shown(&harness, &events);
    assert_eq!(overview.sources.len(), faults.len());
    for source in &overview.sources {
        assert_eq!(fate(source), ("FAILED", Some("DEADLINE"), Some("SOURCE")));
    }
    assert!(overview.records.is_empty() && !overview.complete);
    assert_eq!(overview.incomplete.len(), faults.len());
}

// R-MOCK-4, R-STACK-1
#[tokio::test]
async fn two_faults_at_once_are_two_rows_with_their_own_causes() {
    let _alone = alone().await;
    let faults = [
        (HUNG, Fault::Hanging),
        ("emi-vasterby", Fault::LogicalError),
    ];
    let harness = with(&faults).await;
    let events = asked(&harness).await;
    let (error_after, _) = first(&events, "emi-vasterby").unwrap();
    assert!(error_after < AT_ONCE, "{error_after:?}");
    ends_in_time(&events);

    let overview = shown(&harness, &events);
    let cause = |id: &str| row(&overview, id).cause.clone().unwrap();
    assert_eq!(cause(HUNG), "DEADLINE");
    assert_eq!(cause("emi-vasterby"), "LOGICAL_ERROR");
    let failed = overview.sources.iter().filter(|s| s.status == "FAILED");
    assert_eq!(failed.count(), 2);
    let why: Vec<_> = (overview.incomplete.iter())
        .map(|why| (why.code.as_str(), why.producer.as_deref().unwrap()))
        .collect();
    assert_eq!(
        why,
        [("SOURCE_FAILED", HUNG), ("SOURCE_FAILED", "emi-vasterby")]
    );
}

// R-OVERVIEW-1
#[tokio::test]
async fn started_comes_first_completed_last_and_every_source_once_between() {
    let harness = with(&[(HUNG, Fault::LogicalError)]).await;
    let events = harness.events(NURSE, STORY, DEADLINE).await.unwrap();
    let announced: Vec<_> = (started(&events).asked.iter())
        .map(|source| source.producer_id.clone())
        .collect();
    let mut answered: Vec<_> = (events.iter().filter_map(Timed::source))
        .filter(|result| !result.continues)
        .map(|result| result.source.as_ref().unwrap().producer_id.clone())
        .collect();
    answered.sort();
    assert_eq!(answered, announced);
    let (_, closing) = completed(&events);
    let counts: wire::StatusCounts = closing.counts.unwrap();
    assert_eq!((counts.fresh, counts.failed), (5, 1));
    assert_eq!(events.len(), announced.len() + 2);
    let times = events.iter().map(|timed| timed.after);
    assert!(times.is_sorted());
}

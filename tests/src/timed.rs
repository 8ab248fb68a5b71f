//! Events with the time they took, and what is asked of a list of them.

use std::time::Duration;

use consumer::{Client, Error, model::Overview};
use domain::id::PersonId;
use futures::StreamExt as _;
use proto::{
    overview::fold::Fold,
    v1::overview::{
        OverviewCompleted, OverviewEvent, OverviewStarted, SourceResult, overview_event::Event,
    },
};
use tokio::time::Instant;

/// An event, and how long after the question it came.
#[derive(Clone)]
pub struct Timed {
    /// Since the question.
    pub after: Duration,
    /// What came.
    pub event: OverviewEvent,
}

/// When and of which kind; never what it says.
impl std::fmt::Debug for Timed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match &self.event.event {
            Some(Event::Started(_)) => "started",
            Some(Event::Source(_)) => "source",
            Some(Event::Superseded(_)) => "superseded",
            Some(Event::Completed(_)) => "completed",
            None => "nothing",
        };
        write!(f, "{kind} after {:?}", self.after)
    }
}

impl Timed {
    /// The source result, when it is one.
    #[must_use]
    pub fn source(&self) -> Option<&SourceResult> {
        match &self.event.event {
            Some(Event::Source(result)) => Some(result),
            _ => None,
        }
    }
}

/// Follows an overview to its end. The deadline is the client's.
///
/// # Errors
/// What the aggregator answers, as the consumer reads it; what came before is lost.
pub async fn follow(
    client: &Client,
    query: impl Into<proto::v1::overview::OverviewQuery>,
) -> Result<Vec<Timed>, Error> {
    let asked = Instant::now();
    let mut stream = client.stream_overview(query);
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        let after = asked.elapsed();
        let event = event?;
        events.push(Timed { after, event });
    }
    Ok(events)
}

/// The opening event.
///
/// # Panics
/// When the first event is another.
#[must_use]
pub fn started(events: &[Timed]) -> &OverviewStarted {
    match events.first().map(|timed| &timed.event.event) {
        Some(Some(Event::Started(started))) => started,
        other => panic!(
            "began with something else, or with nothing: {}",
            other.is_some()
        ),
    }
}

/// The closing event and when it came.
///
/// # Panics
/// When the last event is another.
#[must_use]
pub fn completed(events: &[Timed]) -> (Duration, &OverviewCompleted) {
    match events.last().map(|timed| (timed.after, &timed.event.event)) {
        Some((after, Some(Event::Completed(completed)))) => (after, completed),
        other => panic!(
            "ended with something else, or with nothing: {}",
            other.is_some()
        ),
    }
}

/// The first event of a producer, and when it came.
#[must_use]
pub fn first<'a>(events: &'a [Timed], producer: &str) -> Option<(Duration, &'a SourceResult)> {
    events.iter().find_map(|timed| {
        let result = timed.source()?;
        let named = result.source.as_ref()?;
        (named.producer_id == producer).then_some((timed.after, result))
    })
}

/// What the events make, as a consumer shows it.
///
/// # Panics
/// When they make no overview.
#[must_use]
pub fn fold(child: &PersonId, events: &[Timed]) -> Overview {
    let mut fold = Fold::default();
    for timed in events {
        fold.push(timed.event.clone())
            .expect("an event in its place");
    }
    Overview::of(child, &fold.finish().expect("a whole overview"))
}

//! The messages of an overview before the gate: started, each source as it comes in and is logged, the closing event.
//! Sources are asked in tasks that end with the overview; nothing goes on after the caller has left.

use std::{collections::VecDeque, sync::Arc};

use domain::id::PersonId;
use futures::stream;
use proto::v1::overview::OverviewCompleted;
use tokio::{sync::OwnedSemaphorePermit, task::JoinSet, time::Instant};
use tonic::{Code, Status};

use super::{
    events,
    programme::ProgrammeQuestion,
    question::Overview,
    run::too_late,
    source::{Asking, SourceOutcome},
};
use crate::{
    audit::{
        AuditUnavailable, IntentReceipt, ShownReceipt,
        entry::{Outcome, Shown},
    },
    gate::{Messages, Unreleased},
};

/// What is to be asked.
pub(super) struct Fan {
    pub(super) overview: Overview,
    /// The numbers that the child had before, under which sources are asked too.
    pub(super) older_ids: Arc<[PersonId]>,
    pub(super) asking: Vec<Asking>,
    pub(super) receipt: Arc<IntentReceipt>,
    /// Whether masks are on: then no mailbox is named.
    pub(super) protected: bool,
    pub(super) cap: usize,
    /// What the programme check needs besides the answers. `None` where nothing that could tell may be shown.
    pub(super) programme: Option<Arc<ProgrammeQuestion>>,
}

/// A fan with the time at which the caller gives up, and its place among the overviews under way.
pub(super) struct TimedFan {
    fan: Fan,
    last: Instant,
    place: OwnedSemaphorePermit,
}

impl Fan {
    pub(super) fn until(self, last: Instant, place: OwnedSemaphorePermit) -> TimedFan {
        TimedFan {
            fan: self,
            last,
            place,
        }
    }
}

/// A source that is in, with the proof that its showing is logged.
type Logged = Result<(SourceOutcome, Arc<ShownReceipt>), AuditUnavailable>;

/// The state of the stream: what waits to be sent, what is still out, what has come in.
struct Flow {
    overview: Overview,
    receipt: Arc<IntentReceipt>,
    protected: bool,
    programme: Option<Arc<ProgrammeQuestion>>,
    waiting: VecDeque<Unreleased>,
    asked: JoinSet<Logged>,
    outcomes: Vec<SourceOutcome>,
    is_closing: bool,
    open: OpenOverview,
    last: Instant,
    /// Given back when the stream ends or is dropped.
    _place: OwnedSemaphorePermit,
}

/// The messages, in order: `started`, sources as they come, the closing event.
pub(super) fn messages(started: Unreleased, fan: TimedFan) -> Messages {
    let TimedFan { fan, last, place } = fan;
    let mut asked = JoinSet::new();
    let cap = fan.cap;
    for asking in fan.asking {
        let (overview, older_ids) = (fan.overview.clone(), fan.older_ids.clone());
        asked.spawn(ask(overview, older_ids, asking, fan.receipt.clone(), cap));
    }
    let flow = Flow {
        open: OpenOverview::new(&fan.overview, &fan.receipt),
        overview: fan.overview,
        receipt: fan.receipt,
        protected: fan.protected,
        programme: fan.programme,
        waiting: VecDeque::from([started]),
        asked,
        outcomes: Vec::new(),
        is_closing: false,
        last,
        _place: place,
    };
    Box::pin(stream::unfold(Some(flow), |flow| async {
        let mut flow = flow?;
        match flow.next().await {
            Ok(Some(message)) => Some((Ok(message), Some(flow))),
            Ok(None) => None,
            Err(status) => Some((Err(status), None)),
        }
    }))
}

/// Asks one source, judges, logs what is about to be shown.
async fn ask(
    overview: Overview,
    older_ids: Arc<[PersonId]>,
    asking: Asking,
    receipt: Arc<IntentReceipt>,
    cap: usize,
) -> Logged {
    let aggregator = overview.aggregator.clone();
    let producer = asking.source.admission.id.clone();
    let outcome = asking
        .run(&*aggregator.clock, |call, records| {
            let judge = overview.judge(&producer, &older_ids, call, cap);
            judge.judge(records)
        })
        .await;
    for (reason, count) in &outcome.drops {
        aggregator
            .metrics
            .dropped(&producer, reason.as_str(), u64::from(*count));
    }
    let shown = Shown {
        producer: outcome.producer.clone(),
        sector: outcome.sector.clone(),
        status: events::status_word(&outcome.status),
        ground: outcome.ground.clone(),
        record_count: u32::try_from(outcome.rows.len()).unwrap_or(u32::MAX),
        record_digests: (outcome.rows.iter())
            .map(|row| {
                aggregator
                    .pseudonyms
                    .digest("record", &row.header.record_id)
            })
            .collect(),
        drops: (outcome.drops.iter())
            .map(|(reason, count)| (reason.as_str().to_owned(), *count))
            .collect(),
    };
    let receipt = aggregator.audit.shown(&receipt, shown).await?;
    Ok((outcome, Arc::new(receipt)))
}

impl Flow {
    async fn next(&mut self) -> Result<Option<Unreleased>, Status> {
        loop {
            if let Some(message) = self.waiting.pop_front() {
                return Ok(Some(message));
            }
            if self.is_closing {
                return Ok(None);
            }
            let next = tokio::time::timeout_at(self.last, self.asked.join_next()).await;
            match next.map_err(|_| too_late())? {
                Some(Ok(Ok((outcome, receipt)))) => self.came_in(outcome, &receipt),
                Some(Ok(Err(unavailable))) => return Err(self.overview.unlogged(&unavailable)),
                Some(Err(_)) => return Err(broken()),
                None => self.close(),
            }
        }
    }

    fn came_in(&mut self, outcome: SourceOutcome, receipt: &Arc<ShownReceipt>) {
        let mailbox = if self.protected { "" } else { &outcome.mailbox };
        let row = events::source_row(&outcome, &self.overview.words(mailbox));
        for message in events::source_messages(row, &outcome.rows) {
            let message = Unreleased::source(&outcome.producer, message, receipt.clone());
            self.waiting.push_back(message);
        }
        self.outcomes.push(outcome);
    }

    fn close(&mut self) {
        self.is_closing = true;
        let outcomes = std::mem::take(&mut self.outcomes);
        self.open.ended(&outcomes);
        let programme = self.programme.take();
        self.waiting.push_back(Unreleased::completed(
            self.receipt.clone(),
            move |lost, valid_until, now| OverviewCompleted {
                programme: (programme.as_ref()).map(|asked| asked.check(&outcomes, lost, now)),
                ..events::completed(&outcomes, lost, valid_until, now)
            },
        ));
    }
}

/// A task of ours panicked. The caller learns that the overview is not whole, nothing else.
fn broken() -> Status {
    proto::status::refuse(
        Code::Internal,
        "OVERVIEW_BROKEN",
        "the overview could not be completed",
    )
}

/// Keeps count of overviews under way, and logs how each ended, also when the caller just left.
struct OpenOverview {
    overview: Overview,
    receipt: Arc<IntentReceipt>,
    is_logged: bool,
}

impl OpenOverview {
    fn new(overview: &Overview, receipt: &Arc<IntentReceipt>) -> Self {
        overview.aggregator.metrics.overview_opened();
        Self {
            overview: overview.clone(),
            receipt: receipt.clone(),
            is_logged: false,
        }
    }

    /// Logs how it ended, beside the closing event: that need not wait for the disk, what was shown is logged already.
    fn ended(&mut self, outcomes: &[SourceOutcome]) {
        self.is_logged = true;
        let aggregator = &self.overview.aggregator;
        let complete = outcomes.iter().all(|o| o.complete);
        aggregator
            .metrics
            .overview(if complete { "COMPLETE" } else { "INCOMPLETE" });
        let outcome = Outcome {
            complete,
            end: "completed".to_owned(),
            sources: events::statuses(outcomes),
            record_count: (outcomes.iter())
                .map(|o| u32::try_from(o.rows.len()).unwrap_or(u32::MAX))
                .sum(),
        };
        self.log(outcome);
    }

    fn log(&self, outcome: Outcome) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let (aggregator, receipt) = (self.overview.aggregator.clone(), self.receipt.clone());
        runtime.spawn(async move {
            // Counted there when it fails; nothing waits for it.
            let _ = aggregator.audit.outcome(&receipt, outcome).await;
        });
    }
}

impl Drop for OpenOverview {
    fn drop(&mut self) {
        let metrics = &self.overview.aggregator.metrics;
        metrics.overview_closed();
        if self.is_logged {
            return;
        }
        metrics.overview("CANCELLED");
        self.log(Outcome {
            complete: false,
            end: "cancelled".to_owned(),
            sources: std::collections::BTreeMap::new(),
            record_count: 0,
        });
    }
}

//! The one place that releases. Every message of an overview, the closing one included, passes here at the last poll before the
//! transport, never before a channel: what waits behind a slow reader is judged when it leaves, not when it was made.

mod permission;
mod release;
mod witness;

use std::{
    collections::{BTreeSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use domain::plan::{Call, Plan};
use futures::Stream;
use proto::v1::overview::{self as wire, StreamOverviewResponse};
use tonic::Status;

pub use permission::{Live, Permission, Standing};
pub use release::{Closing, Unreleased};
pub use witness::{Passed, Witness};

use crate::{clock::Clock, overview::events, store::EpochCell};

/// Messages that wait for the gate.
pub type Messages = Pin<Box<dyn Stream<Item = Result<Unreleased, Status>> + Send>>;

/// A new decision on the same question.
pub type Recheck = Pin<Box<dyn Future<Output = Result<Permission, Status>> + Send>>;

/// How often a collected answer is decided again: where several instances share a store, a lease may run out while others are renewed.
const MAX_RECHECKS: usize = 4;

/// Makes new decisions on the same question.
pub type Rechecker = Box<dyn Fn() -> Recheck + Send>;

/// A stream of released messages.
pub struct Gate {
    messages: Messages,
    permission: Permission,
    live: Live,
    clock: Arc<dyn Clock>,
    recheck: Rechecker,
    rechecking: Option<Recheck>,
    /// The message that waits for the new decision.
    held: Option<Unreleased>,
    /// Sources of which something was released, with how the actor knows them.
    released: Vec<(String, wire::SourceRef)>,
    /// Sources that lost their permission.
    lost: BTreeSet<String>,
    /// Those of them that the caller has been told of.
    told_lost: BTreeSet<String>,
    /// Retractions of what was released, which go before anything else.
    superseded: VecDeque<wire::OverviewEvent>,
    on_superseded: Arc<dyn Fn() + Send + Sync>,
    has_started: bool,
    ended: bool,
}

impl Gate {
    /// Puts a gate before messages.
    #[must_use]
    pub fn new(
        messages: Messages,
        permission: Permission,
        live: Live,
        clock: Arc<dyn Clock>,
        recheck: Rechecker,
        on_superseded: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            messages,
            permission,
            live,
            clock,
            recheck,
            rechecking: None,
            held: None,
            released: Vec::new(),
            lost: BTreeSet::new(),
            told_lost: BTreeSet::new(),
            superseded: VecDeque::new(),
            on_superseded,
            has_started: false,
            ended: false,
        }
    }

    /// Lets one message through, or what stands in for it when its source has lost its permission.
    // R-GATE-3
    fn pass(&mut self, message: Unreleased) -> Option<wire::OverviewEvent> {
        let event = match message {
            Unreleased::Source(source) if self.lost.contains(source.producer()) => {
                // Told once, as a row or as superseded; further parts of the source say nothing.
                let first = self.told_lost.insert(source.producer().to_owned());
                return first.then(|| source.withheld());
            }
            Unreleased::Source(source) => {
                let known = self.released.iter().any(|(id, _)| id == source.producer());
                if let (false, Some(shown_as)) = (known, source.shown_as()) {
                    self.released.push((source.producer().to_owned(), shown_as));
                }
                source.release(&self.permission)
            }
            Unreleased::Started(started) => {
                self.has_started = true;
                started.release(&self.permission)
            }
            Unreleased::Completed(closing) => {
                self.ended = true;
                closing.release(&self.permission, &self.lost, self.clock.now())
            }
        };
        Some(event)
    }

    /// Lets the next message through if everything still stands; check and release are one for every change of the facts.
    // R-GATE-1
    fn pass_next(&mut self) -> Result<Option<wire::OverviewEvent>, Standing> {
        let (cell, permission) = (self.live.epoch.clone(), self.permission.clone());
        EpochCell::pass_all(permission.cells(&cell), || {
            match self.live.standing(&self.permission, self.clock.now()) {
                Standing::Holds => {}
                changed => return Err(changed),
            }
            let event = match self.superseded.pop_front() {
                Some(taken_back) => Some(taken_back),
                None => self.held.take().and_then(|message| self.pass(message)),
            };
            if let Some(event) = &event {
                self.live.witness.saw(Passed::Message(event));
            }
            Ok(event)
        })
    }

    /// Takes a new decision: sources it no longer permits as widely are lost, and what was released of them is taken back.
    ///
    /// # Errors
    /// `ABORTED` when the first message, which tells what was decided, is still here and would tell too much.
    // R-GATE-4
    fn decided_anew(&mut self, permission: &Permission) -> Result<(), Status> {
        // R-GATE-7
        if !self.has_started && !may_still_start(&self.permission.plan, &permission.plan) {
            return Err(permission_lost());
        }
        let before = &self.permission.plan.calls;
        let after = &permission.plan.calls;
        for (producer, call) in before {
            let kept = after.get(producer).is_some_and(|now| covers(now, call));
            if kept || !self.lost.insert(producer.clone()) {
                continue;
            }
            (self.on_superseded)();
            let released = self.released.iter().find(|(id, _)| id == producer);
            if let Some((_, source)) = released {
                self.told_lost.insert(producer.clone());
                self.superseded.push_back(wire::OverviewEvent {
                    event: Some(wire::overview_event::Event::Superseded(wire::Superseded {
                        source: Some(source.clone()),
                        code: "PERMISSION_LOST".to_owned(),
                        replacement: Some(events::lost_row(source.clone())),
                    })),
                });
            }
        }
        // What a later decision permits beyond the first was never asked for here: calls only ever shrink.
        let plan = Plan {
            calls: before.clone(),
            ..(*permission.plan).clone()
        };
        self.permission = Permission {
            plan: Arc::new(plan),
            ..permission.clone()
        };
        Ok(())
    }
}

/// Whether the first message of an old plan tells nothing that the new plan keeps: no source, no name, no permit that is gone.
fn may_still_start(before: &Plan, now: &Plan) -> bool {
    let calls_kept = (before.calls.iter())
        .all(|(producer, call)| now.calls.get(producer).is_some_and(|now| covers(now, call)));
    let permits_kept = (before.sectors.iter()).all(|(sector, before)| {
        let now = now.sectors.get(sector);
        now.is_some_and(|now| before.permitted.is_subset(&now.permitted))
    });
    let signs_kept = before.protected == now.protected
        && before.blocked_information_exists == now.blocked_information_exists;
    calls_kept && permits_kept && signs_kept
}

/// Whether a call of a new plan permits all that was asked under the old one, with the same masks, and no block came since.
// R-BLOCKED-7
fn covers(now: &Call, before: &Call) -> bool {
    let unblocked = now.blocks.adds_nothing_to(&before.blocks);
    unblocked
        && before.permits.iter().all(|(information_type, old)| {
            now.permits.get(information_type).is_some_and(|new| {
                new.masked == old.masked && new.window.contains_window(&old.window)
            })
        })
}

impl Stream for Gate {
    type Item = Result<StreamOverviewResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let gate = &mut *self;
        loop {
            if let Some(recheck) = gate.rechecking.as_mut() {
                let decided = ready!(recheck.as_mut().poll(cx));
                gate.rechecking = None;
                let taken = decided.and_then(|permission| gate.decided_anew(&permission));
                if let Err(refusal) = taken {
                    return gate.close(refusal);
                }
            }
            if gate.ended && gate.superseded.is_empty() {
                return Poll::Ready(None);
            }
            if gate.held.is_none() && gate.superseded.is_empty() {
                match ready!(gate.messages.as_mut().poll_next(cx)) {
                    Some(Ok(message)) => gate.held = Some(message),
                    Some(Err(failure)) => return gate.close(failure),
                    None => return Poll::Ready(None),
                }
            }
            match gate.pass_next() {
                Ok(None) => {}
                Ok(event) => return Poll::Ready(Some(Ok(StreamOverviewResponse { event }))),
                Err(Standing::Gone) => return gate.close(caller_gone()),
                Err(_) => gate.rechecking = Some((gate.recheck)()),
            }
        }
    }
}

impl Gate {
    /// Ends the stream with a status; nothing follows.
    fn close(&mut self, status: Status) -> Poll<Option<Result<StreamOverviewResponse, Status>>> {
        self.ended = true;
        self.held = None;
        self.superseded.clear();
        self.messages = Box::pin(futures::stream::empty());
        Poll::Ready(Some(Err(status)))
    }
}

fn caller_gone() -> Status {
    proto::status::refuse(
        tonic::Code::Unauthenticated,
        "CALLER_GONE",
        "the certificate or token is no longer good",
    )
}

fn permission_lost() -> Status {
    proto::status::refuse(
        tonic::Code::Aborted,
        "PERMISSION_LOST",
        "what may be shown changed while it was collected; ask again",
    )
}

impl Gate {
    /// For a collected answer, which leaves as one message long after its parts passed: they all must still hold, and none may have been
    /// taken back on the way, for the answer names every source that was asked.
    // R-GATE-6
    pub async fn confirm<T>(mut self, collected: T) -> Result<T, Status> {
        if !self.lost.is_empty() {
            return Err(permission_lost());
        }
        for _ in 0..MAX_RECHECKS {
            let cells = self.permission.cells(&self.live.epoch);
            let all_stands = EpochCell::pass_all(cells, || {
                let all_stands = self.all_stands();
                if all_stands {
                    self.live.witness.saw(Passed::Collected);
                }
                all_stands
            });
            if all_stands {
                return Ok(collected);
            }
            let anew = (self.recheck)().await?;
            if !may_still_start(&self.permission.plan, &anew.plan) {
                return Err(permission_lost());
            }
            self.permission = anew;
        }
        Err(permission_lost())
    }

    fn all_stands(&self) -> bool {
        self.live.standing(&self.permission, self.clock.now()) == Standing::Holds
    }
}

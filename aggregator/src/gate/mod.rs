//! The one place that releases. Every message of an overview, the closing one included, passes here at the last poll before the
//! transport, never before a channel: what waits behind a slow reader is judged when it leaves, not when it was made.

mod permission;
mod release;

use std::{
    collections::{BTreeSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures::Stream;
use proto::v1::overview::{self as wire, StreamOverviewResponse};
use tonic::Status;

pub use permission::{Live, Permission, Standing};
pub use release::{Closing, Unreleased};

use crate::{clock::Clock, overview::events};

/// Messages that wait for the gate.
pub type Messages = Pin<Box<dyn Stream<Item = Result<Unreleased, Status>> + Send>>;

/// A new decision on the same question.
pub type Recheck = Pin<Box<dyn Future<Output = Result<Permission, Status>> + Send>>;

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
            Unreleased::Started(started) => started.release(&self.permission),
            Unreleased::Completed(closing) => {
                self.ended = true;
                closing.release(&self.permission, &self.lost, self.clock.now())
            }
        };
        Some(event)
    }

    /// Takes a new decision: sources it no longer permits as widely are lost, and what was released of them is taken back.
    // R-GATE-4
    fn decided_anew(&mut self, permission: &Permission) {
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
        let plan = domain::plan::Plan {
            calls: before.clone(),
            ..(*permission.plan).clone()
        };
        self.permission = Permission {
            plan: Arc::new(plan),
            ..permission.clone()
        };
    }
}

/// Whether a call of a new plan permits all that was asked under the old one, with the same masks.
fn covers(now: &domain::plan::Call, before: &domain::plan::Call) -> bool {
    before.permits.iter().all(|(information_type, old)| {
        now.permits
            .get(information_type)
            .is_some_and(|new| new.masked == old.masked && new.window.contains_window(&old.window))
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
                match decided {
                    Ok(permission) => gate.decided_anew(&permission),
                    Err(refusal) => return gate.close(refusal),
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
            match gate.live.standing(&gate.permission, gate.clock.now()) {
                Standing::Gone => return gate.close(caller_gone()),
                Standing::Recheck => {
                    gate.rechecking = Some((gate.recheck)());
                    continue;
                }
                Standing::Holds => {}
            }
            let event = match gate.superseded.pop_front() {
                Some(taken_back) => taken_back,
                None => match gate.held.take().and_then(|message| gate.pass(message)) {
                    Some(event) => event,
                    None => continue,
                },
            };
            return Poll::Ready(Some(Ok(StreamOverviewResponse { event: Some(event) })));
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

impl Gate {
    /// For a collected answer, which leaves as one message long after its parts passed: they all must still hold.
    // R-GATE-6
    pub async fn confirm(self) -> Result<(), Status> {
        if self.live.standing(&self.permission, self.clock.now()) == Standing::Holds {
            return Ok(());
        }
        let anew = (self.recheck)().await?;
        let (before, after) = (&self.permission.plan.calls, &anew.plan.calls);
        let all_kept = before.iter().all(|(producer, call)| {
            self.lost.contains(producer) || after.get(producer).is_some_and(|now| covers(now, call))
        });
        let still = self.live.standing(&anew, self.clock.now()) == Standing::Holds;
        if all_kept && still {
            return Ok(());
        }
        Err(proto::status::refuse(
            tonic::Code::Aborted,
            "PERMISSION_LOST",
            "what may be shown changed while it was collected; ask again",
        ))
    }
}

//! Asks one source and judges its answer. Infallible: whatever goes wrong becomes the status of that source and disturbs no other.

use std::collections::BTreeMap;

use domain::{
    decide::{Obligations, Permit},
    plan::{Call, HeldBack},
    record::InformationType,
    screen::DropReason,
    status::{Cause, SourceStatus},
    time::{Basis, Straddle, Timestamp, Window},
};
use proto::{
    convert::common::wire_timestamp,
    v1::{
        common::Identifier,
        overview::SourceRef,
        producer::{AccessContext, QueryRecordsRequest, TypeWindow, WindowBasis},
    },
};
use tokio::time::Instant;
use tower::ServiceExt as _;

use super::{
    answer::{Judged, Row},
    mask::MASKS,
};
use crate::{clock::Clock, sources::Source, stack};

/// How one source fared, with what of it may be released once it is logged.
#[derive(Debug)]
pub struct SourceOutcome {
    /// The producer's true id, for log and gate.
    pub producer: String,
    /// The producer's sector.
    pub sector: String,
    /// How the actor knows the source.
    pub shown_as: SourceRef,
    /// How it fared.
    pub status: SourceStatus,
    /// The records, newest first.
    pub rows: Vec<Row>,
    /// Whether everything inside the windows came.
    pub complete: bool,
    /// Whether our own cap cut older records off.
    pub capped: bool,
    /// The masks that were applied.
    pub masks: Vec<&'static str>,
    /// What it was asked, how far back: of what lies outside nothing is known.
    pub windows: BTreeMap<InformationType, Window>,
    /// What is not shown of this source, and why.
    pub held_back: Vec<HeldBack>,
    /// What the screen left out. For log and operator only.
    pub drops: BTreeMap<DropReason, u32>,
    /// The grounds that carried, joined by commas where types rest on several.
    pub ground: Option<String>,
    /// What goes for everything that it shows. `None` when it shows nothing.
    pub obligations: Option<Obligations>,
    /// The source's secure-message mailbox. Empty when it has none.
    pub mailbox: String,
    /// When what happened.
    pub times: Times,
}

/// When a source was asked and answered. Absent = it was not, or nobody knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// When it was asked.
    pub asked: Option<Timestamp>,
    /// When its answer was whole.
    pub answered: Option<Timestamp>,
    /// When it last answered well.
    pub last_success: Option<Timestamp>,
}

/// One source to ask.
pub struct Asking {
    /// The source.
    pub source: Source,
    /// What it may be asked.
    pub call: Call,
    /// How the actor knows it.
    pub shown_as: SourceRef,
    /// The request.
    pub request: QueryRecordsRequest,
    /// When the answer must be whole.
    pub deadline: Instant,
}

impl Asking {
    /// Asks and judges. `judge` sees the whole answer.
    pub async fn run(
        self,
        clock: &dyn Clock,
        judge: impl FnOnce(&Call, Vec<proto::relay::Record>) -> Result<Judged, Cause>,
    ) -> SourceOutcome {
        let mut outcome = self.outcome();
        let Some(service) = self.source.service.clone() else {
            return outcome;
        };
        outcome.times.asked = Some(clock.now());
        let call = stack::Call {
            request: self.request,
            deadline: self.deadline,
        };
        let answer = match tokio::time::timeout_at(self.deadline, service.oneshot(call)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return outcome.failed(error.cause()),
            Err(_) => return outcome.failed(Cause::Deadline),
        };
        match judge(&self.call, answer.records) {
            Ok(judged) => {
                let now = clock.now();
                outcome.status = SourceStatus::Fresh;
                outcome.complete = answer.completed.complete && !judged.capped;
                outcome.capped = judged.capped;
                outcome.times.answered = Some(now);
                outcome.times.last_success = Some(now);
                let of_each = self.call.permits.values().map(|permit| permit.obligations);
                outcome.obligations = of_each.reduce(Obligations::and);
                outcome.rows = judged.rows;
                outcome.drops = judged.drops;
                self.source.last_success.set(now);
                outcome
            }
            Err(cause) => outcome.failed(cause),
        }
    }

    /// The outcome as long as nothing has come: a source without lease is one that is known not to answer.
    fn outcome(&self) -> SourceOutcome {
        let masked = self.call.permits.values().any(|p| p.masked.is_some());
        SourceOutcome {
            producer: self.source.admission.id.clone(),
            sector: self.call.sector.to_string(),
            shown_as: self.shown_as.clone(),
            status: SourceStatus::Failed(Cause::LeaseGone),
            rows: Vec::new(),
            complete: false,
            capped: false,
            masks: if masked { MASKS.to_vec() } else { Vec::new() },
            windows: (self.call.permits.iter())
                .map(|(information_type, permit)| (information_type.clone(), permit.window))
                .collect(),
            held_back: self.call.held_back.clone(),
            drops: BTreeMap::new(),
            ground: (self.request.context.as_ref()).map(|context| context.ground.clone()),
            obligations: None,
            mailbox: (self.source.registration.as_ref())
                .and_then(|r| r.description.mailbox.clone())
                .unwrap_or_default(),
            times: Times {
                last_success: self.source.last_success.get(),
                ..Times::default()
            },
        }
    }
}

impl SourceOutcome {
    fn failed(self, cause: Cause) -> Self {
        Self {
            status: SourceStatus::Failed(cause),
            ..self
        }
    }
}

/// The request to a producer: nothing other or older than permitted leaves the source.
#[must_use]
pub fn request(
    query_id: &str,
    child: Identifier,
    older_ids: Vec<Identifier>,
    permits: &BTreeMap<InformationType, Permit>,
    max_records: usize,
    context: AccessContext,
) -> QueryRecordsRequest {
    QueryRecordsRequest {
        query_id: query_id.to_owned(),
        child: Some(child),
        older_ids,
        windows: (permits.iter())
            .map(|(information_type, permit)| TypeWindow {
                information_type: information_type.to_string(),
                start: Some(wire_timestamp(permit.window.start())),
                end: Some(wire_timestamp(permit.window.end())),
                basis: match permit.basis {
                    Basis::Start => WindowBasis::Start,
                    Basis::End => WindowBasis::End,
                    Basis::Overlap => WindowBasis::Overlap,
                }
                .into(),
                straddling_is_inside: permit.straddle == Straddle::In,
            })
            .collect(),
        max_records: u32::try_from(max_records).unwrap_or(u32::MAX),
        context: Some(context),
    }
}

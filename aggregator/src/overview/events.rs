//! Builds the wire's events from plan and outcomes. What is built here still has to pass the gate.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    decide::Obligations,
    merge::{Group, Told, groups},
    plan::{HeldBack, Plan, SectorPlan},
    status::{Party, SourceStatus},
    time::Timestamp,
};
use proto::{
    convert::common::wire_timestamp,
    v1::overview::{self as wire, SourceRef},
};

use super::{
    answer::Row,
    source::{SourceOutcome, Times},
    words::{self, Asking},
};

/// The most bytes of records in one message; a single larger record travels alone.
pub const MAX_MESSAGE_BYTES: usize = 256 << 10;

/// The first event.
#[must_use]
pub fn started(
    overview_id: &str,
    plan: &Plan,
    asked: Vec<SourceRef>,
    asking: &Asking<'_>,
    now: Timestamp,
) -> wire::OverviewStarted {
    wire::OverviewStarted {
        overview_id: overview_id.to_owned(),
        sectors: (plan.sectors.iter())
            .map(|(sector, decided)| sector_decision(sector.to_string(), decided, asking))
            .collect(),
        // R-EMERGENCY-15
        emergency: plan.is_opened_by_emergency(),
        protected_identity: plan.protected,
        blocked_information_exists: plan.blocked_information_exists,
        decided_time: Some(wire_timestamp(now)),
        policy_version: asking.policy.version().to_owned(),
        asked,
        emergency_end_time: None,
        earlier_number_not_asked: false,
    }
}

pub(super) fn sector_decision(
    sector: String,
    decided: &SectorPlan,
    asking: &Asking<'_>,
) -> wire::SectorDecision {
    let not_shown = decided.on_request.iter().chain(&decided.withheld);
    let outcome = match (
        decided.permitted.is_empty(),
        decided.on_request.is_empty(),
        decided.withheld.is_empty(),
    ) {
        (false, true, true) => wire::Outcome::Permit,
        (false, ..) => wire::Outcome::Partial,
        (true, false, _) => wire::Outcome::OnRequest,
        (true, true, _) => wire::Outcome::Withheld,
    };
    wire::SectorDecision {
        sector,
        outcome: outcome.into(),
        reasons: reasons(not_shown.chain(&decided.older), asking),
        obligations: Some(obligations(decided.obligations)),
        open_requests: Vec::new(),
    }
}

// R-OBLIGATION-2
fn obligations(of: Obligations) -> wire::Obligations {
    let Obligations {
        reason_required,
        may_copy,
        notify,
        review,
    } = of;
    wire::Obligations {
        may_copy,
        reason_required,
        notify,
        review,
    }
}

/// Reasons as people read them, the most telling first.
pub(super) fn reasons<'a>(
    held_back: impl Iterator<Item = &'a HeldBack>,
    asking: &Asking<'_>,
) -> Vec<wire::Reason> {
    let mut held_back: Vec<_> = held_back.collect();
    held_back.sort_by_key(|h| (h.reason.code, h.reason.rule.clone()));
    (held_back.into_iter())
        .map(|h| {
            let types = h.types.iter().map(ToString::to_string).collect();
            words::reason(&h.reason, types, asking)
        })
        .collect()
}

/// The messages of one source: all but the last with `continues`.
#[must_use]
pub fn source_messages(row: wire::SourceResult, records: &[Row]) -> Vec<wire::SourceResult> {
    use prost::Message as _;
    let mut messages = Vec::new();
    let mut part = Vec::new();
    let mut bytes = 0;
    for record in records.iter().map(|r| &r.record) {
        let len = record.encoded_len();
        if bytes + len > MAX_MESSAGE_BYTES && !part.is_empty() {
            messages.push(wire::SourceResult {
                source: row.source.clone(),
                records: std::mem::take(&mut part),
                continues: true,
                ..wire::SourceResult::default()
            });
            bytes = 0;
        }
        bytes += len;
        part.push(record.clone());
    }
    messages.push(wire::SourceResult {
        records: part,
        ..row
    });
    messages
}

/// The row of a source, without its records.
#[must_use]
pub fn source_row(outcome: &SourceOutcome, asking: &Asking<'_>) -> wire::SourceResult {
    let Times {
        asked,
        answered,
        last_success,
    } = outcome.times;
    let (status, cause) = status(&outcome.status);
    let older = outcome
        .held_back
        .iter()
        .filter(|h| h.reason.code == domain::decide::ReasonCode::OutsideWindow);
    wire::SourceResult {
        source: Some(outcome.shown_as.clone()),
        status: status.into(),
        cause,
        asked_time: asked.map(wire_timestamp),
        answered_time: answered.map(wire_timestamp),
        age: Some(prost_types::Duration::default()),
        last_success_time: last_success.map(wire_timestamp),
        complete: outcome.complete,
        older_may_exist: older.count() > 0,
        masks: outcome.masks.iter().map(|m| (*m).to_owned()).collect(),
        reasons: reasons(outcome.held_back.iter(), asking),
        record_count: u32::try_from(outcome.rows.len()).unwrap_or(u32::MAX),
        records: Vec::new(),
        continues: false,
        skltp_status: outcome.status.skltp().unwrap_or_default().to_owned(),
        obligations: outcome.obligations.map(obligations),
    }
}

fn status(status: &SourceStatus) -> (wire::SourceStatus, Option<wire::Cause>) {
    let cause = |cause: &domain::status::Cause| {
        let party = match cause.party() {
            Party::Aggregator => wire::ResponsibleParty::Aggregator,
            Party::Registry => wire::ResponsibleParty::Registry,
            Party::Network => wire::ResponsibleParty::Network,
            Party::Source => wire::ResponsibleParty::Source,
        };
        Some(wire::Cause {
            code: cause.as_str().to_owned(),
            responsible_party: party.into(),
        })
    };
    match status {
        SourceStatus::Fresh => (wire::SourceStatus::Fresh, None),
        SourceStatus::Cached => (wire::SourceStatus::Cached, None),
        SourceStatus::Stale(why) => (wire::SourceStatus::Stale, cause(why)),
        SourceStatus::Failed(why) => (wire::SourceStatus::Failed, cause(why)),
        SourceStatus::Withheld => (wire::SourceStatus::Withheld, None),
        SourceStatus::OnRequest => (wire::SourceStatus::OnRequest, None),
    }
}

/// The row that stands for a source which lost its permission while the overview was under way.
#[must_use]
pub fn lost_row(source: SourceRef) -> wire::SourceResult {
    wire::SourceResult {
        source: Some(source),
        status: wire::SourceStatus::Withheld.into(),
        reasons: vec![wire::Reason {
            code: "PERMISSION_LOST".to_owned(),
            ..wire::Reason::default()
        }],
        ..wire::SourceResult::default()
    }
}

/// The closing event over what was released: sources in `lost` count as withheld and none of their records do.
// R-COMPLETE-1
#[must_use]
pub fn completed(
    outcomes: &[SourceOutcome],
    lost: &BTreeSet<String>,
    valid_until: Timestamp,
    now: Timestamp,
) -> wire::OverviewCompleted {
    let mut reasons = Vec::new();
    let mut counts = wire::StatusCounts::default();
    for outcome in outcomes {
        let is_lost = lost.contains(&outcome.producer);
        let code = if is_lost {
            counts.withheld += 1;
            Some("PERMISSION_LOST")
        } else {
            count(&mut counts, outcome);
            match outcome.status {
                SourceStatus::Failed(_) => Some("SOURCE_FAILED"),
                _ if outcome.capped => Some("CAPPED"),
                _ if !outcome.complete => Some("SOURCE_INCOMPLETE"),
                _ => None,
            }
        };
        reasons.extend(code.map(|code| wire::IncompleteReason {
            code: code.to_owned(),
            producer_id: outcome.shown_as.producer_id.clone(),
        }));
    }
    reasons.sort_by(|a, b| (&a.producer_id, &a.code).cmp(&(&b.producer_id, &b.code)));
    let groups = joined(outcomes.iter().filter(|o| !lost.contains(&o.producer)));
    wire::OverviewCompleted {
        complete: reasons.is_empty(),
        incomplete_reasons: reasons,
        counts: Some(counts),
        conflicts: groups.iter().flat_map(conflicts).collect(),
        duplicates: groups.iter().map(duplicates).collect(),
        valid_until: Some(wire_timestamp(valid_until)),
        completed_time: Some(wire_timestamp(now)),
        programme: None,
    }
}

fn count(counts: &mut wire::StatusCounts, outcome: &SourceOutcome) {
    let place = match outcome.status {
        SourceStatus::Fresh => &mut counts.fresh,
        SourceStatus::Cached => &mut counts.cached,
        SourceStatus::Stale(_) => &mut counts.stale,
        SourceStatus::Failed(_) => &mut counts.failed,
        SourceStatus::Withheld => &mut counts.withheld,
        SourceStatus::OnRequest => &mut counts.on_request,
    };
    *place += 1;
    counts.records += u32::try_from(outcome.rows.len()).unwrap_or(u32::MAX);
}

/// The groups under the names that the actor knows the sources by.
fn joined<'a>(outcomes: impl Iterator<Item = &'a SourceOutcome>) -> Vec<Group> {
    let told: Vec<_> = outcomes
        .flat_map(|outcome| {
            outcome.rows.iter().map(|row| Told {
                producer: &outcome.shown_as.producer_id,
                header: &row.header,
                digest: [0; 32],
            })
        })
        .collect();
    groups(&told)
}

/// Records under the names that the actor knows their sources by.
pub(super) fn refs<'a>(
    records: impl IntoIterator<Item = &'a domain::merge::RecordRef>,
) -> Vec<wire::RecordRef> {
    (records.into_iter())
        .map(|r| wire::RecordRef {
            producer_id: r.producer.clone(),
            record_id: r.record_id.clone(),
        })
        .collect()
}

fn duplicates(group: &Group) -> wire::DuplicateGroup {
    wire::DuplicateGroup {
        identity_key: group.identity_key.clone(),
        records: refs(&group.records),
    }
}

fn conflicts(group: &Group) -> Vec<wire::Conflict> {
    (group.conflicts.iter())
        .map(|conflict| wire::Conflict {
            code: Some(conflict.code.clone().into()),
            values: (conflict.values.iter())
                .map(|((value, unit), said_by)| wire::ConflictValue {
                    value: value.clone(),
                    unit: unit.clone(),
                    records: refs(said_by),
                })
                .collect(),
            identity_key: group.identity_key.clone(),
        })
        .collect()
}

/// Sources per status, for the log.
#[must_use]
pub fn statuses(outcomes: &[SourceOutcome]) -> BTreeMap<String, u32> {
    let mut statuses = BTreeMap::new();
    for outcome in outcomes {
        *statuses.entry(status_word(&outcome.status)).or_default() += 1;
    }
    statuses
}

/// A status as the log names it.
#[must_use]
pub fn status_word(status: &SourceStatus) -> String {
    match status {
        SourceStatus::Fresh => "FRESH".to_owned(),
        SourceStatus::Cached => "CACHED".to_owned(),
        SourceStatus::Stale(cause) => format!("STALE({})", cause.as_str()),
        SourceStatus::Failed(cause) => format!("FAILED({})", cause.as_str()),
        SourceStatus::Withheld => "WITHHELD".to_owned(),
        SourceStatus::OnRequest => "ON_REQUEST".to_owned(),
    }
}

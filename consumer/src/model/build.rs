//! From what came over the wire to what is shown.

use std::collections::BTreeSet;

use domain::{id::PersonId, time::Moment};
use proto::v1::overview as wire;

use super::{
    Child, Conflict, ConflictValue, Duplicate, Incomplete, Overview, Programme, Record, RecordRef,
    Source, When, reasons::Reasons, record::read, rows::joined,
};

impl Child {
    /// Whom an identifier names.
    #[must_use]
    pub fn of(id: &PersonId) -> Self {
        Self {
            id: id.value().to_owned(),
            system: id.system().to_owned(),
            country: id.country(),
            born: id.birth_date().map(|date| When(Moment::Day(date))),
        }
    }
}

impl Overview {
    /// Reads a whole overview about `child`. Never fails: what cannot be read is shown as unreadable and makes it incomplete.
    #[must_use]
    pub fn of(child: &PersonId, overview: &wire::Overview) -> Self {
        let started = overview.started.clone().unwrap_or_default();
        let completed = overview.completed.clone().unwrap_or_default();
        let duplicates: Vec<Duplicate> = completed.duplicates.iter().map(duplicate).collect();
        let records: Vec<Record> = overview.sources.iter().flat_map(records).collect();
        let incomplete = incomplete(&started, overview, &completed, &records);
        let Reasons {
            withheld,
            on_request,
        } = Reasons::of(&started, &overview.sources);
        Self {
            overview_id: started.overview_id,
            child: Child::of(child),
            complete: completed.complete && incomplete.is_empty(),
            incomplete,
            emergency: started.emergency,
            emergency_end_time: (started.emergency_end_time.as_ref()).and_then(When::instant),
            protected: started.protected_identity,
            blocked: started.blocked_information_exists,
            earlier_number_not_asked: started.earlier_number_not_asked,
            decided_time: started.decided_time.as_ref().and_then(When::instant),
            completed_time: completed.completed_time.as_ref().and_then(When::instant),
            valid_until: completed.valid_until.as_ref().and_then(When::instant),
            policy_version: started.policy_version,
            sources: overview.sources.iter().map(Source::of).collect(),
            records: joined(records, &duplicates),
            withheld,
            on_request,
            duplicates,
            conflicts: completed.conflicts.iter().map(Conflict::of).collect(),
            programme: completed.programme.as_ref().map(Programme::of),
        }
    }
}

impl Source {
    /// Reads a source's row, without its records.
    #[must_use]
    pub fn of(result: &wire::SourceResult) -> Self {
        let source = result.source.clone().unwrap_or_default();
        let cause = result.cause.as_ref();
        let responsible = cause
            .map(wire::Cause::responsible_party)
            .filter(|party| *party != wire::ResponsibleParty::Unspecified);
        let bare = |name: &str, prefix| name.trim_start_matches(prefix).to_owned();
        Self {
            producer: source.producer_id,
            name: source.name,
            sector: source.sector,
            status: bare(result.status().as_str_name(), "SOURCE_STATUS_"),
            cause: cause.map(|c| c.code.clone()),
            responsible: responsible.map(|p| bare(p.as_str_name(), "RESPONSIBLE_PARTY_")),
            records: result.record_count,
            complete: result.complete,
            skltp_status: result.skltp_status.clone(),
            asked_time: result.asked_time.as_ref().and_then(When::instant),
            answered_time: result.answered_time.as_ref().and_then(When::instant),
            age_seconds: result.age.as_ref().map(|age| age.seconds),
            last_success_time: result.last_success_time.as_ref().and_then(When::instant),
            older_may_exist: result.older_may_exist,
            masks: result.masks.clone(),
        }
    }
}

/// The records of one source, each a row of its own.
pub(super) fn records(result: &wire::SourceResult) -> Vec<Record> {
    let source = result.source.clone().unwrap_or_default();
    result
        .records
        .iter()
        .map(|record| read(record, &source.producer_id, &source.sector))
        .collect()
}

/// The aggregator's reasons, and what only the reader can see.
// R-MODEL-2
fn incomplete(
    started: &wire::OverviewStarted,
    overview: &wire::Overview,
    completed: &wire::OverviewCompleted,
    records: &[Record],
) -> Vec<Incomplete> {
    let mut reasons: BTreeSet<Incomplete> = completed
        .incomplete_reasons
        .iter()
        .map(|reason| of_source(&reason.code, &reason.producer_id))
        .collect();
    for record in records.iter().filter(|r| r.unreadable.is_some()) {
        let producer = record.sources.first().map_or("", String::as_str);
        reasons.insert(of_source("UNREADABLE_RECORD", producer));
    }
    let answered: BTreeSet<&str> = overview
        .sources
        .iter()
        .filter_map(|row| row.source.as_ref())
        .map(|source| source.producer_id.as_str())
        .collect();
    for asked in &started.asked {
        if !answered.contains(asked.producer_id.as_str()) {
            reasons.insert(of_source("SOURCE_MISSING", &asked.producer_id));
        }
    }
    for source in &overview.sources {
        let named = source.source.clone().unwrap_or_default();
        let came = u32::try_from(source.records.len()).unwrap_or(u32::MAX);
        if came < source.record_count {
            reasons.insert(of_source("RECORDS_MISSING", &named.producer_id));
        }
    }
    reasons.into_iter().collect()
}

fn of_source(code: &str, producer: &str) -> Incomplete {
    Incomplete {
        code: code.to_owned(),
        producer: Some(producer.to_owned()).filter(|p| !p.is_empty()),
    }
}

pub(super) fn duplicate(group: &wire::DuplicateGroup) -> Duplicate {
    Duplicate {
        key: group.identity_key.clone(),
        records: group.records.iter().map(RecordRef::of).collect(),
    }
}

impl RecordRef {
    pub(super) fn of(named: &wire::RecordRef) -> Self {
        Self {
            producer: named.producer_id.clone(),
            id: named.record_id.clone(),
        }
    }
}

impl Conflict {
    pub(super) fn of(conflict: &wire::Conflict) -> Self {
        let code = conflict.code.clone().unwrap_or_default();
        Self {
            code: code.code,
            system: code.system,
            display: code.display,
            key: conflict.identity_key.clone(),
            values: conflict.values.iter().map(value).collect(),
        }
    }
}

fn value(value: &wire::ConflictValue) -> ConflictValue {
    let sources: BTreeSet<_> = value
        .records
        .iter()
        .map(|r| r.producer_id.clone())
        .collect();
    ConflictValue {
        value: value.value.clone(),
        unit: value.unit.clone(),
        sources: sources.into_iter().collect(),
    }
}

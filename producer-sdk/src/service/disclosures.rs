//! Takes the aggregator's reports of what it showed to whom, and hands them to the source's own log.

use std::sync::{Mutex, PoisonError};

use proto::v1::producer as pb;

use super::seen::Seen;
use crate::{
    error::ProducerError,
    producer::{AccessEntry, Producer, Shown},
    query::{AccessContext, InvalidQuery, person, plain_id, timestamp},
};

/// The most reports in one request.
const MAX_DISCLOSURES: usize = 1_000;

/// All of the reports, or what is wrong with them: a report that is half taken could not be repeated.
pub(super) fn parse(
    request: pb::ReportDisclosuresRequest,
) -> Result<Vec<(String, AccessEntry)>, InvalidQuery> {
    let mut wrong = InvalidQuery::default();
    if request.disclosures.len() > MAX_DISCLOSURES {
        wrong.note::<()>("disclosures", "at most 1000");
        return Err(wrong);
    }
    let mut entries = Vec::with_capacity(request.disclosures.len());
    let mut complete = true;
    for (i, disclosure) in request.disclosures.into_iter().enumerate() {
        match entry(disclosure, &format!("disclosures[{i}]"), &mut wrong) {
            Some(entry) => entries.push(entry),
            None => complete = false,
        }
    }
    if complete { Ok(entries) } else { Err(wrong) }
}

fn entry(
    disclosure: pb::Disclosure,
    field: &str,
    wrong: &mut InvalidQuery,
) -> Option<(String, AccessEntry)> {
    let pb::Disclosure {
        disclosure_id,
        query_id,
        child,
        context,
        record_ids,
        from_cache,
        shown_time,
    } = disclosure;
    let disclosure_id = plain_id(&format!("{field}.disclosure_id"), disclosure_id, wrong)?;
    let query_id = plain_id(&format!("{field}.query_id"), query_id, wrong)?;
    let child = person(&format!("{field}.child"), child, wrong)?;
    let context = AccessContext::parse(
        context.unwrap_or_default(),
        &format!("{field}.context"),
        wrong,
    )?;
    let Some(at) = timestamp(shown_time) else {
        return wrong.note(format!("{field}.shown_time"), "a point in time");
    };
    let entry = AccessEntry {
        query_id,
        child,
        context,
        record_ids,
        at,
        shown: Shown::Reported {
            disclosure_id: disclosure_id.clone(),
            from_cache,
        },
    };
    Some((disclosure_id, entry))
}

/// Hands over what is new and says how many that were. After an error, what was taken before it stays taken.
// R-PRODUCER-9
pub(super) async fn take<P: Producer>(
    producer: &P,
    seen: &Mutex<Seen>,
    entries: &[(String, AccessEntry)],
) -> Result<u32, ProducerError> {
    let mut accepted = 0;
    for (id, entry) in entries {
        // The lock is never held while the vendor's code runs.
        let known = seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(id);
        if known {
            continue;
        }
        producer.disclosed(entry).await?;
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id);
        accepted += 1;
    }
    Ok(accepted)
}

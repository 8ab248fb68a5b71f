//! An answer on its way out: encoded, cut into batches, closed by a message that says whether it is whole.

use domain::record::{Record, RecordId, claims};
use prost::Message;
use proto::{
    convert,
    relay::Record as WireRecord,
    v1::producer::{
        QueryCompleted, QueryRecordsResponse, RecordBatch, query_records_response::Message as Part,
    },
};
use tokio::time::Instant;

use crate::producer::Screened;

/// The most records in one message.
const BATCH_RECORDS: usize = 100;
/// The most bytes in one message; a bigger record travels alone.
const BATCH_BYTES: usize = 256 * 1024;
/// The biggest record that is sent.
const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// An encoded answer.
pub(super) struct Answer {
    records: Vec<WireRecord>,
    pub(super) record_ids: Vec<RecordId>,
    pub(super) screened: Screened,
    received: Instant,
}

impl Answer {
    /// Derives what headers say of bodies, and encodes.
    // R-PRODUCER-15
    pub(super) fn encode(records: Vec<Record>, mut screened: Screened, received: Instant) -> Self {
        let mut encoded = Vec::with_capacity(records.len());
        let mut record_ids = Vec::with_capacity(records.len());
        for mut record in records {
            claims::stamp(&mut record);
            let wire = convert::record::encode(&record);
            if wire.encoded_len() > MAX_RECORD_BYTES {
                screened.over_limit += 1;
            } else {
                encoded.push(wire);
                record_ids.push(record.header.record_id);
            }
        }
        screened.sent = encoded.len();
        Self {
            records: encoded,
            record_ids,
            screened,
            received,
        }
    }

    /// The messages: batches, then the closing one.
    // R-PRODUCER-1
    pub(super) fn into_messages(self) -> Vec<QueryRecordsResponse> {
        let completed = self.completed();
        let batches = batches(self.records);
        let parts = batches
            .into_iter()
            .map(|records| Part::Batch(RecordBatch { records }));
        parts
            .chain([Part::Completed(completed)])
            .map(|part| QueryRecordsResponse {
                message: Some(part),
            })
            .collect()
    }

    fn completed(&self) -> QueryCompleted {
        let incomplete_reason = if self.screened.capped > 0 {
            "capped"
        } else if self.screened.lost() > 0 {
            "partial-source"
        } else {
            ""
        };
        QueryCompleted {
            complete: incomplete_reason.is_empty(),
            incomplete_reason: incomplete_reason.to_owned(),
            service_time: self.received.elapsed().try_into().ok(),
            record_count: u32::try_from(self.records.len()).unwrap_or(u32::MAX),
        }
    }
}

fn batches(records: Vec<WireRecord>) -> Vec<Vec<WireRecord>> {
    let mut batches = Vec::new();
    let mut batch = Vec::new();
    let mut bytes = 0;
    for record in records {
        let more = record.encoded_len();
        if !batch.is_empty() && (batch.len() == BATCH_RECORDS || bytes + more > BATCH_BYTES) {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes += more;
        batch.push(record);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::v1::record::{Body, RecordHeader};

    fn record(title_bytes: usize) -> WireRecord {
        let header = RecordHeader {
            title: "x".repeat(title_bytes),
            ..RecordHeader::default()
        };
        WireRecord::new(&header, &Body::default(), None)
    }

    fn sizes(records: Vec<WireRecord>) -> Vec<usize> {
        batches(records).iter().map(Vec::len).collect()
    }

    // R-PRODUCER-1
    #[test]
    fn batches_are_bounded_in_records_and_bytes() {
        assert!(sizes(Vec::new()).is_empty());
        assert_eq!(sizes(vec![record(1); 250]), [100, 100, 50]);
        assert_eq!(sizes(vec![record(100 * 1024); 5]), [2, 2, 1]);
        assert_eq!(
            sizes(vec![record(300 * 1024), record(1), record(300 * 1024)]),
            [1, 1, 1]
        );
    }
}

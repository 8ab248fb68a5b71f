//! What becomes of an answer's content. Everything that must not reach a reader carries [`MARKER`], so that one who finds it anywhere
//! knows that it should not be there.

use std::sync::Arc;

use bytes::{BufMut as _, Bytes, BytesMut};
use domain::record::Record;
use jiff::SignedDuration;
use prost::Message as _;
use proto::{
    convert::record::encode,
    relay,
    v1::{
        common::{Identifier, Moment, Organisation, Period, moment::Precision},
        producer::{
            QueryCompleted, QueryRecordsRequest, QueryRecordsResponse, RecordBatch,
            query_records_response::Message,
        },
        record::{Body, LifeCycle, RecordHeader},
    },
};

use super::{
    strike::Content,
    wire::framed,
    word::{Malformed, Oversized},
};

/// Stands first in the title of every record of an answer that is spoilt.
pub const MARKER: &str = "FEL-PÅ-BEGÄRAN";

/// The most that a source may send when the query does not say.
const MAX_RECORDS: usize = 1_000;
/// How many records one message takes.
const BATCH_RECORDS: usize = 100;
/// Beyond what any aggregator takes in one message.
const BIG_BODY_BYTES: usize = 2 * 1024 * 1024;
/// The well-known test person of Swedish systems, for a source that knows no other child. Source: Skatteverket, "Testpersonnummer".
const ANOTHER: (&str, &str) = ("urn:oid:1.2.752.129.2.1.3.1", "191212121212");

/// Whose an invented record is: nobody's, for the organisation number breaks its check digit.
const OWNER: (&str, &str) = ("urn:oid:1.2.752.129.2.1.4.1", "SE5560000002-FEL");

/// An answer as it is to be sent.
pub(super) struct Spoilt {
    /// Encoded records.
    records: Vec<Bytes>,
    completed: QueryCompleted,
    malformed: Option<Malformed>,
}

/// Does to an honest answer what is wrong with the source.
pub(super) fn spoil(
    messages: Vec<QueryRecordsResponse>,
    content: Content,
    asked: &QueryRecordsRequest,
    held: &Arc<[Record]>,
) -> Spoilt {
    let (mut records, mut completed) = read(messages);
    if let Some(off) = content.clock {
        records = (records.into_iter())
            .map(|record| changed(record, |header| shift(header, off)))
            .collect();
    }
    if content.is_spoilt() {
        if records.is_empty() {
            records.push(invented(asked, asked.child.clone()));
        }
        records = records.into_iter().map(marked).collect();
    }
    if content.wrong_child {
        records.push(marked(anothers(asked, held)));
    }
    let mut encoded: Vec<Bytes> = records.iter().map(|r| r.encode_to_vec().into()).collect();
    if content.duplicated {
        encoded.extend(records.first().map(with_two_ids));
    }
    match content.oversized {
        None => {}
        Some(Oversized::Records) => {
            let most = usize::try_from(asked.max_records).unwrap_or(MAX_RECORDS);
            let most = if most == 0 { MAX_RECORDS } else { most };
            let more = records.first().cloned().unwrap_or_default();
            encoded.extend((0..=most).map(|n| {
                let record = changed(more.clone(), |h| h.record_id = format!("{MARKER}-{n}"));
                Bytes::from(record.encode_to_vec())
            }));
        }
        // First, so that it comes first also when it comes drop by drop.
        Some(Oversized::Message) => encoded
            .splice(0..0, records.first().map(big))
            .for_each(drop),
    }
    completed.record_count = u32::try_from(encoded.len()).unwrap_or(u32::MAX);
    Spoilt {
        records: encoded,
        completed,
        malformed: content.malformed,
    }
}

impl Content {
    /// True when nothing of the answer may be shown.
    fn is_spoilt(self) -> bool {
        let Self {
            clock: _,
            wrong_child,
            duplicated,
            oversized,
            malformed,
        } = self;
        wrong_child || duplicated || oversized.is_some() || malformed.is_some()
    }
}

impl Spoilt {
    /// The frames of the answer from its first batch to its end.
    pub(super) fn whole(self) -> Vec<Bytes> {
        let mut frames: Vec<_> = self.records.chunks(BATCH_RECORDS).map(batch).collect();
        match self.malformed {
            None => frames.push(framed(&message(Message::Completed(self.completed)))),
            // Where the second message would be, so that there is a good one before it.
            Some(how) => frames.splice(1.., [unreadable(how)]).for_each(drop),
        }
        frames
    }

    /// The frames of one record each, without an end.
    pub(super) fn one_by_one(self) -> Vec<Bytes> {
        let mut frames: Vec<_> = self.records.chunks(1).map(batch).collect();
        if let Some(how) = self.malformed {
            frames.splice(1.., [unreadable(how)]);
        }
        if frames.is_empty() {
            // Who has nothing to say drips that.
            frames.push(batch(&[]));
        }
        frames
    }
}

fn read(messages: Vec<QueryRecordsResponse>) -> (Vec<relay::Record>, QueryCompleted) {
    let mut records = Vec::new();
    let mut completed = QueryCompleted::default();
    for message in messages {
        match message.message {
            Some(Message::Batch(batch)) => records.extend(batch.records),
            Some(Message::Completed(end)) => completed = end,
            None => {}
        }
    }
    (records, completed)
}

fn message(message: Message) -> Vec<u8> {
    let message = Some(message);
    QueryRecordsResponse { message }.encode_to_vec()
}

/// A batch of records that are bytes: `QueryRecordsResponse.batch` is field 1, and so is `RecordBatch.records`.
fn batch(records: &[Bytes]) -> Bytes {
    if records.is_empty() {
        return framed(&message(Message::Batch(RecordBatch::default())));
    }
    let mut inner = BytesMut::new();
    for record in records {
        prost::encoding::bytes::encode(1, record, &mut inner);
    }
    let mut outer = BytesMut::new();
    prost::encoding::bytes::encode(1, &inner.freeze(), &mut outer);
    framed(&outer)
}

fn unreadable(how: Malformed) -> Bytes {
    let garbage = framed(&[0xff; 64]);
    match how {
        Malformed::Garbage => garbage,
        Malformed::Truncated => garbage.slice(..garbage.len() / 2),
    }
}

fn changed(record: relay::Record, change: impl FnOnce(&mut RecordHeader)) -> relay::Record {
    // The record is our own and its header can be read; if it could not, it would go as it is.
    let Ok(mut header) = record.header() else {
        return record;
    };
    change(&mut header);
    record.with_header(&header)
}

fn marked(record: relay::Record) -> relay::Record {
    changed(record, |header| {
        header.title = format!("{MARKER} {}", header.title)
            .chars()
            .take(100)
            .collect();
    })
}

fn shift(header: &mut RecordHeader, off: SignedDuration) {
    let times = [
        &mut header.recorded_time,
        &mut header.updated_time,
        &mut header.source_time,
    ];
    for time in times.into_iter().flatten() {
        time.seconds = time.seconds.saturating_add(off.as_secs());
    }
}

/// A record of somebody else: one that the source holds, as when two children were mixed up.
fn anothers(asked: &QueryRecordsRequest, held: &Arc<[Record]>) -> relay::Record {
    let child = asked.child.clone().unwrap_or_default();
    let another = |record: &&Record| {
        let subject = &record.header.subject;
        (subject.system(), subject.value()) != (child.system.as_str(), child.value.as_str())
    };
    let (system, value) = ANOTHER;
    let other = identifier(system, value);
    (held.iter().find(another)).map_or_else(|| invented(asked, Some(other)), encode)
}

/// A record for a source that has none to spoil.
fn invented(asked: &QueryRecordsRequest, subject: Option<Identifier>) -> relay::Record {
    let window = asked.windows.first();
    let party = |(system, value): (&str, &str)| {
        Some(Organisation {
            id: Some(identifier(system, value)),
            name: MARKER.to_owned(),
        })
    };
    let start = window.and_then(|window| window.start).map(|start| Moment {
        precision: Some(Precision::Instant(start)),
    });
    let header = RecordHeader {
        record_id: MARKER.to_owned(),
        information_type: window.map_or_else(String::new, |w| w.information_type.clone()),
        subject,
        period: Some(Period { start, end: None }),
        life_cycle: LifeCycle::Completed.into(),
        care_provider: party(OWNER),
        unit: party(OWNER),
        title: MARKER.to_owned(),
        ..RecordHeader::default()
    };
    relay::Record::new(&header, &Body::default(), None)
}

fn identifier(system: &str, value: &str) -> Identifier {
    Identifier {
        system: system.to_owned(),
        value: value.to_owned(),
    }
}

/// The record with its id said twice, each another: two readers could see two different records.
fn with_two_ids(record: &relay::Record) -> Bytes {
    let mut header = BytesMut::from(record.header_bytes().map_or(&[][..], |bytes| bytes));
    prost::encoding::string::encode(1, &MARKER.to_owned(), &mut header);
    parts(&header.freeze(), record.body_bytes())
}

fn big(record: &relay::Record) -> Bytes {
    let body = Bytes::from(vec![b'x'; BIG_BODY_BYTES]);
    parts(record.header_bytes().unwrap_or(&Bytes::new()), Some(&body))
}

/// A record of a header and a body as bytes.
fn parts(header: &Bytes, body: Option<&Bytes>) -> Bytes {
    let mut record = BytesMut::new();
    prost::encoding::bytes::encode(1, header, &mut record);
    if let Some(body) = body {
        prost::encoding::bytes::encode(2, body, &mut record);
    }
    record.put_slice(&[]);
    record.freeze()
}

//! A stage on which one source misbehaves and another does not: what the rogue sends, what the caller sees of both.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use prost::Message as _;
use proto::{
    relay::Record,
    v1::{
        overview::{
            OverviewCompleted, OverviewEvent, SourceResult, SourceStatus, overview_event::Event,
        },
        producer::QueryRecordsRequest,
        record::RecordHeader,
    },
};
use tests::{
    Harness,
    caller::Caller,
    rogue::{Answer, Rogue, Rogues, say, whole},
};

pub(crate) const STORY: &str = "old-bvc";
pub(crate) const NURSE: &str = "skolskoterska-vasterby";
pub(crate) const ROGUE: &str = "bvc-vasterby";
pub(crate) const HONEST: &str = "emi-vasterby";

/// Stands in every record that must not be released.
pub(crate) const CANARY: &str = "kanariefagel";

type Script = Arc<Mutex<Box<dyn Fn(QueryRecordsRequest) -> Answer + Send>>>;

/// A sandbox in which one source answers as the test says, and the others as always.
pub(crate) struct Stage {
    pub(crate) harness: Harness,
    pub(crate) script: Script,
    /// What the honest source shows.
    pub(crate) honest: usize,
    pub(crate) _rogues: Rogues,
}

/// What the caller saw.
pub(crate) struct Seen {
    pub(crate) rogue: SourceResult,
    pub(crate) completed: OverviewCompleted,
    pub(crate) bytes: Vec<u8>,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let mut harness = Harness::start().await;
        let script: Script = Arc::new(Mutex::new(Box::new(|_| say(whole(vec![])))));
        let said = script.clone();
        let rogue = Rogue::new(ROGUE, move |asked| (said.lock().unwrap())(asked));
        let rogues = harness.take_over(vec![rogue]).await;
        let honest = harness.records(HONEST, STORY).len();
        assert!(honest > 0);
        Self {
            harness,
            script,
            honest,
            _rogues: rogues,
        }
    }

    /// The rogue's own records, as an honest source would send them.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.harness.records(ROGUE, STORY)
    }

    pub(crate) async fn says(&self, messages: Vec<Bytes>) -> Seen {
        self.answers(move |_| say(messages.clone()), None).await
    }

    pub(crate) async fn answers(
        &self,
        script: impl Fn(QueryRecordsRequest) -> Answer + Send + 'static,
        deadline: Option<Duration>,
    ) -> Seen {
        *self.script.lock().unwrap() = Box::new(script);
        let mut caller = Caller::actor(&self.harness, NURSE);
        if let Some(deadline) = deadline {
            let timeout = format!("{}m", deadline.as_millis());
            caller
                .headers
                .insert("grpc-timeout", timeout.parse().unwrap());
        }
        let events = caller.events(self.harness.query(STORY)).await.unwrap();
        let honest = row(&events, HONEST);
        assert_eq!(
            honest.status(),
            SourceStatus::Fresh,
            "the others notice nothing"
        );
        assert_eq!(honest.records.len(), self.honest, "the others lose nothing");
        let Some(Some(Event::Completed(completed))) = events.last().map(|e| e.event.clone()) else {
            panic!("no closing event");
        };
        Seen {
            rogue: row(&events, ROGUE),
            completed,
            bytes: events
                .iter()
                .flat_map(OverviewEvent::encode_to_vec)
                .collect(),
        }
    }
}

/// The one row of a source.
pub(crate) fn row(events: &[OverviewEvent], producer: &str) -> SourceResult {
    let rows: Vec<_> = (events.iter())
        .filter_map(|event| match &event.event {
            Some(Event::Source(row)) => Some(row),
            _ => None,
        })
        .filter(|row| row.source.as_ref().unwrap().producer_id == producer)
        .collect();
    assert_eq!(rows.len(), 1, "one row each");
    rows[0].clone()
}

impl Seen {
    pub(crate) fn failed(&self, cause: &str, what: &str) {
        let row = &self.rogue;
        assert_eq!(row.status(), SourceStatus::Failed, "{what}");
        assert_eq!(row.cause.as_ref().unwrap().code, cause, "{what}");
        assert_eq!((row.records.len(), row.record_count), (0, 0), "{what}");
        assert_eq!(row.skltp_status, "NoDataSynchFailed", "{what}");
        assert!(!row.complete && !self.completed.complete, "{what}");
        let why = &self.completed.incomplete_reasons[0];
        assert_eq!(
            (why.code.as_str(), why.producer_id.as_str()),
            ("SOURCE_FAILED", ROGUE)
        );
        assert!(!self.tells(CANARY), "{what}: something of it came through");
    }

    pub(crate) fn tells(&self, word: &str) -> bool {
        self.bytes
            .windows(word.len())
            .any(|bytes| bytes == word.as_bytes())
    }
}

/// The record with its header changed.
pub(crate) fn changed(record: &Record, change: impl FnOnce(&mut RecordHeader)) -> Record {
    let mut header = record.header().unwrap();
    change(&mut header);
    record.clone().with_header(&header)
}

/// The record with a word in its title that is looked for afterwards.
pub(crate) fn marked(record: &Record) -> Record {
    changed(record, |header| header.title = CANARY.to_owned())
}

/// One field of a message, as bytes.
pub(crate) fn field(tag: u32, content: &[u8]) -> Bytes {
    let mut bytes = BytesMut::new();
    prost::encoding::bytes::encode(tag, &content.to_vec(), &mut bytes);
    bytes.freeze()
}

pub(crate) fn joined(parts: &[&[u8]]) -> Bytes {
    parts.concat().into()
}

/// The record's bytes with its header put in its place.
pub(crate) fn with_header_bytes(record: &Record, header: &[u8]) -> Bytes {
    joined(&[&field(1, header), &field(2, record.body_bytes().unwrap())])
}

//! A journal that returns what a test puts into it, and the queries that are put to it.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
};

use producer_sdk::{
    AccessEntry, Engagements, Header, InformationType, Owner, PersonId, Producer, ProducerError,
    Record, RecordQuery, RecordService, Screened, Server, ServerBuilder,
    body::{Body, CareDocument, Vaccination},
    time::{Moment, Period, Timestamp},
};
use proto::v1::{
    common::Identifier,
    producer::{
        QueryCompleted, QueryRecordsRequest, QueryRecordsResponse, TypeWindow,
        producer_service_server::ProducerService, query_records_response::Message,
    },
    record::RecordHeader,
};
use tokio_stream::StreamExt;
use tonic::{Request, Status};

use crate::pki::{AGGREGATOR, Ca, PRODUCER, name};

pub(crate) const CHILD: &str = "191212121212";
pub(crate) const OLDER: &str = "196408233234";
pub(crate) const OTHER: &str = "200001012384";

type Answering = Pin<Box<dyn Future<Output = Result<Vec<Record>, ProducerError>> + Send>>;

/// Answers with what the test's function gives, and remembers what the hooks were told.
pub(crate) struct Journal {
    answer: Box<dyn Fn(&RecordQuery) -> Answering + Send + Sync>,
    pub(crate) refuses_log: bool,
    pub(crate) children: Option<Engagements>,
    pub(crate) told: Arc<Told>,
}

#[derive(Default)]
pub(crate) struct Told {
    pub(crate) entries: Mutex<Vec<AccessEntry>>,
    pub(crate) screened: Mutex<Vec<Screened>>,
}

impl Journal {
    pub(crate) fn answering<F>(answer: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Vec<Record>, ProducerError>> + Send + 'static,
    {
        Self {
            answer: Box::new(move |_| Box::pin(answer())),
            refuses_log: false,
            children: None,
            told: Arc::default(),
        }
    }

    pub(crate) fn holding(records: Vec<Record>) -> Self {
        Self::answering(move || {
            let records = records.clone();
            async { Ok(records) }
        })
    }
}

impl Producer for Journal {
    async fn records(&self, query: &RecordQuery) -> Result<Vec<Record>, ProducerError> {
        (self.answer)(query).await
    }

    async fn disclosed(&self, entry: &AccessEntry) -> Result<(), ProducerError> {
        if self.refuses_log {
            return Err(ProducerError::unavailable("the log is full"));
        }
        self.told.entries.lock().unwrap().push(entry.clone());
        Ok(())
    }

    async fn children(&self, _: Option<&str>) -> Result<Option<Engagements>, ProducerError> {
        Ok(self.children.clone())
    }

    fn screened(&self, screened: &Screened) {
        self.told.screened.lock().unwrap().push(screened.clone());
    }
}

/// A builder with all that is required, not yet pointed at a running aggregator.
pub(crate) fn builder<P: Producer>(producer: P, ca: &Ca, endpoint: &str) -> ServerBuilder<P> {
    Server::builder(producer)
        .producer_id("emi-nord")
        .sector("school-health")
        .types(["vaccination", "document/care-note"])
        .identity(ca.identity(PRODUCER))
        .trust(ca.trust())
        .aggregator(endpoint, name(AGGREGATOR))
        .clock(|| at("2026-03-01T12:00:00Z"))
}

/// The screened service alone, without a network.
pub(crate) fn service(journal: Journal) -> RecordService<Journal> {
    let builder = builder(journal, &Ca::new(), "https://127.0.0.1:1");
    builder.assemble().unwrap().1
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn person(value: &str) -> PersonId {
    PersonId::guess(value).unwrap()
}

pub(crate) fn identifier(value: &str) -> Identifier {
    Identifier {
        system: person(value).system().to_owned(),
        value: value.to_owned(),
    }
}

/// A care note of the child, owned and inside the window of [`query`], on a day or in a year.
pub(crate) fn note(id: &str, when: &str) -> Record {
    let period = Period::at(Moment::parse(when).unwrap());
    record(
        id,
        "document/care-note",
        CHILD,
        period,
        CareDocument::text("Well."),
    )
}

pub(crate) fn dose(id: &str, when: &str) -> Record {
    let period = Period::at(Moment::parse(when).unwrap());
    record(
        id,
        "vaccination",
        CHILD,
        period,
        Vaccination::new("J07BD52", "A1"),
    )
}

pub(crate) fn record(
    id: &str,
    code: &str,
    subject: &str,
    period: Period,
    body: impl Into<Body>,
) -> Record {
    let code = InformationType::parse(code).unwrap();
    let header = Header::new(id, code, person(subject), period, "Title");
    Owner::named("Nord", "School health").record(header, body)
}

/// Care notes and vaccinations of 2023 to 2025, Swedish time.
pub(crate) fn query() -> QueryRecordsRequest {
    QueryRecordsRequest {
        query_id: "2f6b5c1e-7f0a-4c52-9d62-0d8a4d1c9f11".to_owned(),
        child: Some(identifier(CHILD)),
        older_ids: vec![identifier(OLDER)],
        windows: vec![window("document/care-note"), window("vaccination")],
        ..Default::default()
    }
}

pub(crate) fn window(code: &str) -> TypeWindow {
    let edge = |text| {
        Some(prost_types::Timestamp {
            seconds: at(text).as_second(),
            nanos: 0,
        })
    };
    TypeWindow {
        information_type: code.to_owned(),
        start: edge("2022-12-31T23:00:00Z"),
        end: edge("2025-12-31T23:00:00Z"),
        ..Default::default()
    }
}

/// A whole answer: headers in the order sent, the sizes of the batches, and the closing message.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) headers: Vec<RecordHeader>,
    pub(crate) batches: Vec<usize>,
    pub(crate) completed: QueryCompleted,
}

impl Received {
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.headers.iter().map(|h| h.record_id.as_str()).collect()
    }
}

pub(crate) async fn ask(
    service: &RecordService<Journal>,
    query: QueryRecordsRequest,
) -> Result<Received, Status> {
    let stream = service
        .query_records(Request::new(query))
        .await?
        .into_inner();
    collect(stream).await
}

pub(crate) async fn collect(
    mut stream: impl tokio_stream::Stream<Item = Result<QueryRecordsResponse, Status>> + Unpin,
) -> Result<Received, Status> {
    let (mut headers, mut batches) = (Vec::new(), Vec::new());
    loop {
        match stream.next().await.unwrap()?.message.unwrap() {
            Message::Batch(batch) => {
                batches.push(batch.records.len());
                headers.extend(batch.records.iter().map(|r| r.header().unwrap()));
            }
            Message::Completed(completed) => {
                assert!(
                    stream.next().await.is_none(),
                    "nothing follows the closing message"
                );
                return Ok(Received {
                    headers,
                    batches,
                    completed,
                });
            }
        }
    }
}

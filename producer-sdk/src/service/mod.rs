//! `ProducerService` around a [`Producer`]: parse, run contained, screen, cap, log the access, send.

mod answer;
mod budget;
mod contain;
mod disclosures;
mod engagements;
mod screen;
mod seen;

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::time::Country;
use proto::{
    status::refuse,
    v1::producer::{self as pb, producer_service_server::ProducerService},
};
use tokio::time::Instant;
use tokio_stream::Iter;
use tonic::{Code, Request, Response, Status};

use self::{answer::Answer, seen::Seen};
use crate::{
    clock::Clock,
    error::ProducerError,
    producer::{AccessEntry, Producer, Shown},
    query::RecordQuery,
};

/// A finished answer, sent message by message as the reader takes them.
type Messages<T> = Iter<std::vec::IntoIter<Result<T, Status>>>;

/// What a record service is told once.
pub(crate) struct Settings {
    /// The longest a vendor's future may take.
    pub(crate) deadline: Duration,
    /// The most records in one answer.
    pub(crate) max_records: usize,
    /// Whose calendar partial dates are meant in; `None` = that of the country which issued the child's identity.
    pub(crate) country: Option<Country>,
    pub(crate) clock: Clock,
}

/// Serves a [`Producer`], screened. Made by the server's builder; public so that it can be wrapped or called without a network.
pub struct RecordService<P> {
    producer: Arc<P>,
    description: pb::ProducerDescription,
    settings: Settings,
    seen: Mutex<Seen>,
}

impl<P: Producer> RecordService<P> {
    pub(crate) fn new(
        producer: P,
        description: pb::ProducerDescription,
        settings: Settings,
    ) -> Self {
        Self {
            producer: Arc::new(producer),
            description,
            settings,
            seen: Mutex::default(),
        }
    }

    /// Everything between the parsed query and the messages to send.
    async fn answer(
        &self,
        query: &RecordQuery,
        received: Instant,
    ) -> Result<Answer, ProducerError> {
        let records = self.producer.records(query).await?;
        let country = self.settings.country.unwrap_or(query.child().country());
        let (records, mut screened) = screen::screen(records, query, &country.zone());
        let (records, capped) = screen::cap(records, query, self.cap(query), &country.zone());
        screened.capped = capped;
        let answer = Answer::encode(records, screened, received);
        self.tell(query, &answer);
        // R-PRODUCER-7: what cannot be logged is not shown.
        self.producer
            .disclosed(&AccessEntry {
                query_id: query.query_id().to_owned(),
                child: query.child().clone(),
                context: query.context().clone(),
                record_ids: answer.record_ids.clone(),
                at: (self.settings.clock)(),
                shown: Shown::Answered,
            })
            .await?;
        Ok(answer)
    }

    fn cap(&self, query: &RecordQuery) -> usize {
        let own = self.settings.max_records;
        query.max_records().map_or(own, |asked| asked.min(own))
    }

    /// Numbers and the random query id only.
    fn tell(&self, query: &RecordQuery, answer: &Answer) {
        let screened = &answer.screened;
        // Windows and types may be left to the SDK: only what no source should return, or could not send, is worth somebody's eyes.
        if screened.wrong_child + screened.lost() > 0 {
            tracing::warn!(
                query_id = query.query_id(),
                ?screened,
                "records were screened away"
            );
        } else {
            tracing::debug!(query_id = query.query_id(), ?screened, "answered");
        }
        self.producer.screened(screened);
    }
}

#[tonic::async_trait]
impl<P: Producer> ProducerService for RecordService<P> {
    async fn describe(
        &self,
        _: Request<pb::DescribeRequest>,
    ) -> Result<Response<pb::DescribeResponse>, Status> {
        Ok(Response::new(pb::DescribeResponse {
            description: Some(self.description.clone()),
        }))
    }

    type QueryRecordsStream = Messages<pb::QueryRecordsResponse>;

    async fn query_records(
        &self,
        request: Request<pb::QueryRecordsRequest>,
    ) -> Result<Response<Self::QueryRecordsStream>, Status> {
        let received = Instant::now();
        let budget = budget::of(request.metadata(), self.settings.deadline);
        let query = RecordQuery::try_from(request.into_inner()).map_err(|e| e.to_status())?;
        let answer = contain::contain(self.answer(&query, received), budget).await;
        let answer = answer.inspect_err(|status| failed(query.query_id(), status))?;
        Ok(Response::new(messages(answer.into_messages())))
    }

    type StreamEngagementsStream = Messages<pb::StreamEngagementsResponse>;

    async fn stream_engagements(
        &self,
        request: Request<pb::StreamEngagementsRequest>,
    ) -> Result<Response<Self::StreamEngagementsStream>, Status> {
        let budget = budget::of(request.metadata(), self.settings.deadline);
        let since = request.into_inner().since;
        let since = (!since.is_empty()).then_some(since.as_str());
        let engagements = contain::contain(self.producer.children(since), budget).await?;
        // R-PRODUCER-16
        let engagements = engagements.ok_or_else(|| {
            refuse(
                Code::Unimplemented,
                "ENGAGEMENTS_NOT_OFFERED",
                "this source keeps no list of the children it knows",
            )
        })?;
        Ok(Response::new(messages(engagements::messages(engagements))))
    }

    async fn report_disclosures(
        &self,
        request: Request<pb::ReportDisclosuresRequest>,
    ) -> Result<Response<pb::ReportDisclosuresResponse>, Status> {
        let budget = budget::of(request.metadata(), self.settings.deadline);
        let entries = disclosures::parse(request.into_inner()).map_err(|e| e.to_status())?;
        let taken = disclosures::take(&*self.producer, &self.seen, &entries);
        let accepted = contain::contain(taken, budget).await?;
        Ok(Response::new(pb::ReportDisclosuresResponse { accepted }))
    }
}

impl<P> fmt::Debug for RecordService<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordService({})", self.description.producer_id)
    }
}

fn messages<T>(messages: Vec<T>) -> Messages<T> {
    let messages: Vec<_> = messages.into_iter().map(Ok).collect();
    tokio_stream::iter(messages)
}

fn failed(query_id: &str, status: &Status) {
    let reason = proto::status::reason_of(status);
    tracing::warn!(query_id, reason, code = ?status.code(), "no answer");
}

//! The service that stands between the SDK's and the transport, and strikes what passes through it.

use std::{
    convert::Infallible,
    future::pending,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures::{StreamExt as _, future::BoxFuture};
use http::{Request, Response};
use producer_sdk::{Record, RecordService};
use proto::v1::producer::{
    QueryRecordsRequest,
    producer_service_server::{ProducerService, ProducerServiceServer, SERVICE_NAME},
};
use tonic::{Status, body::Body, server::NamedService};
use tower::Service;

use super::{
    content,
    strike::{Instead, Strike, Switch},
    wire, word,
};
use crate::producer::MockProducer;

/// The path of the one method that is struck.
const QUERY_RECORDS: &str = "/samsyn.producer.v1.ProducerService/QueryRecords";

/// A source's service with a switch for its faults. Clones share both.
#[derive(Debug, Clone)]
pub(crate) struct FaultyService {
    honest: Arc<RecordService<MockProducer>>,
    /// The same source with a system behind it that answers with an error.
    failing: Arc<RecordService<MockProducer>>,
    /// What the source holds about anybody: where another child's record is taken from.
    held: Arc<[Record]>,
    max_request_bytes: usize,
    switch: Switch,
}

impl FaultyService {
    pub(crate) fn new(
        honest: RecordService<MockProducer>,
        failing: RecordService<MockProducer>,
        held: Arc<[Record]>,
        max_request_bytes: usize,
        switch: Switch,
    ) -> Self {
        Self {
            honest: Arc::new(honest),
            failing: Arc::new(failing),
            held,
            max_request_bytes,
            switch,
        }
    }

    /// The SDK's own service, as any source has it.
    fn typed(
        &self,
        service: &Arc<RecordService<MockProducer>>,
    ) -> ProducerServiceServer<RecordService<MockProducer>> {
        ProducerServiceServer::from_arc(Arc::clone(service))
            .max_decoding_message_size(self.max_request_bytes)
    }

    // R-MOCK-3
    async fn struck(self, strike: Strike, request: Request<Body>) -> Response<Body> {
        if strike.delay > Duration::ZERO {
            tokio::time::sleep(strike.delay).await;
        }
        match strike.instead {
            Some(Instead::Nothing) => pending().await,
            Some(Instead::Bare(status)) => bare(status).into_http(),
            Some(Instead::LogicalError) => call(self.typed(&self.failing), request).await,
            None if strike.is_delay_only() => call(self.typed(&self.honest), request).await,
            None => match self.answer(&strike, request).await {
                Ok(response) => response,
                Err(status) => status.into_http(),
            },
        }
    }

    /// The honest answer, with what becomes of it.
    async fn answer(
        &self,
        strike: &Strike,
        request: Request<Body>,
    ) -> Result<Response<Body>, Status> {
        let query = wire::query(request).await?;
        let asked: QueryRecordsRequest = query.get_ref().clone();
        let mut answer = self.honest.query_records(query).await?.into_inner();
        let mut messages = Vec::new();
        while let Some(message) = answer.next().await {
            messages.push(message?);
        }
        let spoilt = content::spoil(messages, strike.content, &asked, &self.held);
        Ok(match strike.drip {
            Some(pause) => wire::endless(spoilt.one_by_one(), pause),
            None => wire::ending(spoilt.whole()),
        })
    }
}

impl Strike {
    fn is_delay_only(&self) -> bool {
        self.drip.is_none() && self.content == super::strike::Content::default()
    }
}

/// What is not from the contract carries no reason of it.
fn bare(status: word::Status) -> Status {
    match status {
        word::Status::Unavailable => Status::unavailable("fault on demand"),
        word::Status::Internal => Status::internal("fault on demand"),
    }
}

async fn call(
    mut service: ProducerServiceServer<RecordService<MockProducer>>,
    request: Request<Body>,
) -> Response<Body> {
    match service.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

impl NamedService for FaultyService {
    const NAME: &'static str = SERVICE_NAME;
}

impl Service<Request<Body>> for FaultyService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let is_query = request.uri().path() == QUERY_RECORDS;
        match is_query.then(|| self.switch.strike()).flatten() {
            None => self.typed(&self.honest).call(request),
            Some(strike) => {
                let this = self.clone();
                Box::pin(async move { Ok(this.struck(strike, request).await) })
            }
        }
    }
}

//! One source: looks up the answer and sends it, as the board says it should.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use http::{Request, Response};
use prost::Message as _;
use proto::v1::producer::{
    QueryCompleted, QueryRecordsRequest, QueryRecordsResponse, producer_service_server,
    query_records_response::Message as ProducerMessage,
};
use tonic::{
    Status,
    body::Body,
    server::{Grpc, NamedService, ServerStreamingService},
};
use tower::Service;

use super::{
    Answers,
    behaviour::{Behaviour, Board},
    raw::Encoded,
};
use crate::scene::records::PER_SOURCE;

const QUERY_RECORDS: &str = "/samsyn.producer.v1.ProducerService/QueryRecords";

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// One source.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) slot: usize,
    pub(super) answers: Arc<Answers>,
    pub(super) board: Board,
}

impl NamedService for Source {
    const NAME: &'static str = producer_service_server::SERVICE_NAME;
}

impl Service<Request<Body>> for Source {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Boxed<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let source = self.clone();
        Box::pin(async move {
            if request.uri().path() != QUERY_RECORDS {
                return Ok(Status::unimplemented("records only").into_http());
            }
            let mut grpc = Grpc::new(Encoded);
            Ok(grpc.server_streaming(source, request).await)
        })
    }
}

impl ServerStreamingService<QueryRecordsRequest> for Source {
    type Response = Bytes;
    type ResponseStream = Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>;
    type Future = Boxed<Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: tonic::Request<QueryRecordsRequest>) -> Self::Future {
        let received = Instant::now();
        let source = self.clone();
        Box::pin(async move { source.answer(request.into_inner(), received) })
    }
}

impl Source {
    fn answer(
        self,
        query: QueryRecordsRequest,
        received: Instant,
    ) -> Result<
        tonic::Response<<Self as ServerStreamingService<QueryRecordsRequest>>::ResponseStream>,
        Status,
    > {
        let child = query.child.map(|child| child.value).unwrap_or_default();
        let unknown = || Status::not_found("no such child");
        let stream: <Self as ServerStreamingService<QueryRecordsRequest>>::ResponseStream =
            match self.board.behaviour(self.slot) {
                Behaviour::After(time) => {
                    let whole = self.answers.whole.get(&child).ok_or_else(unknown)?.clone();
                    let (board, slot) = (self.board, self.slot);
                    let first = stream::once(async move {
                        if time > Duration::ZERO {
                            tokio::time::sleep(time).await;
                        }
                        Ok(whole)
                    });
                    let last = stream::once(async move {
                        let took = received.elapsed();
                        board.took(&query.query_id, slot, took);
                        Ok(completed(took))
                    });
                    Box::pin(first.chain(last))
                }
                Behaviour::Hang => Box::pin(stream::pending()),
                Behaviour::Drip(every) => {
                    let single = self.answers.single.get(&child).ok_or_else(unknown)?.clone();
                    let drops = stream::iter(single.into_iter().cycle());
                    Box::pin(drops.then(move |record| async move {
                        tokio::time::sleep(every).await;
                        Ok(record)
                    }))
                }
            };
        Ok(tonic::Response::new(stream))
    }
}

fn completed(took: Duration) -> Bytes {
    let completed = QueryCompleted {
        complete: true,
        record_count: u32::try_from(PER_SOURCE).unwrap_or(u32::MAX),
        service_time: prost_types::Duration::try_from(took).ok(),
        ..QueryCompleted::default()
    };
    let message = QueryRecordsResponse {
        message: Some(ProducerMessage::Completed(completed)),
    };
    message.encode_to_vec().into()
}

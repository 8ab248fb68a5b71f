//! The way to one producer against a producer that misbehaves: every fault has its own cause, and none costs more than its own row.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aggregator::{
    metrics::Metrics,
    stack::{AnswerLimits, BreakerSettings, Call, CallError, StackSettings, stack},
};
use domain::status::Party;
use futures::{Stream, StreamExt as _, future, stream};
use hyper_util::rt::TokioIo;
use proto::{
    relay::Record,
    status::refuse,
    v1::producer::{
        DescribeRequest, DescribeResponse, QueryCompleted, QueryRecordsRequest,
        QueryRecordsResponse, RecordBatch, ReportDisclosuresRequest, ReportDisclosuresResponse,
        StreamEngagementsRequest, StreamEngagementsResponse,
        producer_service_server::{ProducerService, ProducerServiceServer},
        query_records_response::Message,
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::Instant,
};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Code, Request, Response, Status,
    codegen::http::Uri,
    transport::{Channel, Endpoint, Server},
};
use tower::ServiceExt as _;

/// Longer than any test: what ends earlier ended for another reason.
const LONG: Duration = Duration::from_secs(60);

/// What the producer does, by the id of the query.
#[derive(Clone)]
struct Misbehaving;

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

fn batch(records: usize) -> Message {
    let records = vec![Record::default(); records];
    Message::Batch(RecordBatch { records })
}

fn closing(record_count: u32) -> Message {
    Message::Completed(QueryCompleted {
        complete: true,
        record_count,
        ..QueryCompleted::default()
    })
}

fn say(message: Message) -> Result<QueryRecordsResponse, Status> {
    let message = Some(message);
    Ok(QueryRecordsResponse { message })
}

fn script(name: &str) -> Answers<QueryRecordsResponse> {
    let told = |messages: Vec<Message>| stream::iter(messages.into_iter().map(say));
    match name {
        "whole" => told(vec![batch(1), batch(1), closing(2)]).boxed(),
        "too many" => told(vec![batch(6), closing(6)]).boxed(),
        "miscounted" => told(vec![batch(2), closing(3)]).boxed(),
        "cut short" => told(vec![batch(2)]).boxed(),
        "goes on" => told(vec![closing(0), batch(1)]).boxed(),
        "says nothing" => stream::iter([Ok(QueryRecordsResponse::default())]).boxed(),
        "hangs" => stream::pending().boxed(),
        "stops" => told(vec![batch(1)]).chain(stream::pending()).boxed(),
        // Never silent, never ready.
        "drips" => stream::repeat_with(|| say(batch(0)))
            .then(|drop| async {
                tokio::task::yield_now().await;
                drop
            })
            .boxed(),
        _ => stream::iter([Err(refuse(
            Code::FailedPrecondition,
            "SOURCE_LOGICAL_ERROR",
            "",
        ))])
        .boxed(),
    }
}

#[tonic::async_trait]
impl ProducerService for Misbehaving {
    type QueryRecordsStream = Answers<QueryRecordsResponse>;
    type StreamEngagementsStream = Answers<StreamEngagementsResponse>;

    async fn query_records(
        &self,
        request: Request<QueryRecordsRequest>,
    ) -> Result<Response<Self::QueryRecordsStream>, Status> {
        Ok(Response::new(script(&request.into_inner().query_id)))
    }

    async fn describe(
        &self,
        _: Request<DescribeRequest>,
    ) -> Result<Response<DescribeResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn stream_engagements(
        &self,
        _: Request<StreamEngagementsRequest>,
    ) -> Result<Response<Self::StreamEngagementsStream>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn report_disclosures(
        &self,
        _: Request<ReportDisclosuresRequest>,
    ) -> Result<Response<ReportDisclosuresResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

async fn misbehaving() -> Vec<Channel> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::builder().add_service(ProducerServiceServer::new(Misbehaving));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let endpoint = Endpoint::try_from(format!("http://{address}")).unwrap();
    vec![endpoint.connect_lazy()]
}

/// A port that nobody listens on.
async fn nobody() -> Vec<Channel> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let endpoint = Endpoint::try_from(format!("http://{address}")).unwrap();
    vec![endpoint.connect_lazy()]
}

/// An address that takes no connection up, and how often it was tried.
fn silent() -> (Vec<Channel>, Arc<AtomicUsize>) {
    let tries = Arc::new(AtomicUsize::new(0));
    let tried = tries.clone();
    let connect = tower::service_fn(move |_: Uri| {
        tried.fetch_add(1, Ordering::SeqCst);
        future::pending::<Result<TokioIo<TcpStream>, std::io::Error>>()
    });
    let endpoint = Endpoint::from_static("http://silent.example:1");
    let endpoint = endpoint.connect_timeout(Duration::from_millis(20));
    (vec![endpoint.connect_with_connector_lazy(connect)], tries)
}

fn settings() -> StackSettings {
    StackSettings {
        max_concurrent: 2,
        attempt_timeout: LONG,
        idle_timeout: LONG,
        breaker: BreakerSettings {
            failures: 2,
            open_for: LONG,
        },
        answer: AnswerLimits {
            max_records: 5,
            ..AnswerLimits::default()
        },
    }
}

fn call(name: &str, within: Duration) -> Call {
    Call {
        request: QueryRecordsRequest {
            query_id: name.to_owned(),
            ..QueryRecordsRequest::default()
        },
        deadline: Instant::now() + within,
    }
}

// R-LIMIT-1
#[tokio::test]
async fn an_answer_that_is_too_large_or_not_closed_truly_is_a_failure() {
    let service = stack(
        "emi",
        misbehaving().await,
        &settings(),
        &Arc::new(Metrics::default()),
    );
    let ask = |name| service.clone().oneshot(call(name, LONG));
    assert_eq!(ask("whole").await.unwrap().records.len(), 2);
    for (name, error) in [
        ("too many", CallError::Oversized),
        ("miscounted", CallError::Truncated),
        ("cut short", CallError::Truncated),
        ("goes on", CallError::Malformed),
        ("says nothing", CallError::Malformed),
        ("fails", CallError::Logical),
    ] {
        assert_eq!(ask(name).await.unwrap_err(), error, "{name}");
    }
    assert!(ask("whole").await.is_ok(), "it is asked again all the same");
}

// R-LIMIT-1
#[tokio::test]
async fn an_answer_of_too_many_bytes_is_a_failure() {
    let tight = StackSettings {
        answer: AnswerLimits {
            max_bytes: 1,
            ..AnswerLimits::default()
        },
        ..settings()
    };
    let service = stack(
        "emi",
        misbehaving().await,
        &tight,
        &Arc::new(Metrics::default()),
    );
    let refused = service.oneshot(call("whole", LONG)).await.unwrap_err();
    assert_eq!(refused, CallError::Oversized);
}

// R-STACK-1
#[tokio::test]
async fn a_source_that_hangs_stops_or_drips_ends_at_the_callers_deadline() {
    let service = stack(
        "emi",
        misbehaving().await,
        &settings(),
        &Arc::new(Metrics::default()),
    );
    for name in ["hangs", "stops", "drips"] {
        let asked = service
            .clone()
            .oneshot(call(name, Duration::from_millis(50)));
        assert_eq!(asked.await.unwrap_err(), CallError::Deadline, "{name}");
    }
}

// R-STACK-1
#[tokio::test]
async fn a_source_that_falls_silent_inside_its_answer_fails_before_the_deadline() {
    let impatient = StackSettings {
        idle_timeout: Duration::from_millis(20),
        ..settings()
    };
    let service = stack(
        "emi",
        misbehaving().await,
        &impatient,
        &Arc::new(Metrics::default()),
    );
    let asked = service.clone().oneshot(call("stops", LONG));
    assert_eq!(asked.await.unwrap_err(), CallError::Deadline);
}

// R-STACK-1
#[tokio::test]
async fn more_calls_than_places_are_shed_at_once_and_places_come_back() {
    let service = stack(
        "emi",
        misbehaving().await,
        &settings(),
        &Arc::new(Metrics::default()),
    );
    let held = || Box::pin(service.clone().oneshot(call("hangs", LONG)));
    let (mut first, mut second) = (held(), held());
    assert!(future::poll_immediate(&mut first).await.is_none());
    assert!(future::poll_immediate(&mut second).await.is_none());
    let third = service.clone().oneshot(call("whole", LONG)).await;
    let third = third.unwrap_err();
    assert_eq!(third, CallError::Shed);
    assert_eq!(third.cause().party(), Party::Aggregator, "it is ours");
    drop((first, second));
    assert!(service.oneshot(call("whole", LONG)).await.is_ok());
}

// R-STACK-1
#[tokio::test]
async fn a_source_that_is_not_there_is_not_asked_again_for_a_while() {
    let metrics = Arc::new(Metrics::default());
    let service = stack("emi", nobody().await, &settings(), &metrics);
    for _ in 0..4 {
        let refused = service
            .clone()
            .oneshot(call("whole", LONG))
            .await
            .unwrap_err();
        assert_eq!(refused, CallError::Unreachable);
    }
    // The calls that the breaker ended are counted too, or the figures would flatter us.
    let counted = "samsyn_source_answers_total{producer=\"emi\",outcome=\"UNREACHABLE\"} 4";
    assert!(
        metrics.text().unwrap().contains(counted),
        "{}",
        metrics.text().unwrap()
    );
}

// R-STACK-2
#[tokio::test]
async fn where_the_first_endpoint_is_gone_the_next_is_asked_in_the_same_call_and_stays_the_one() {
    let metrics = Arc::new(Metrics::default());
    let both = [nobody().await, misbehaving().await].concat();
    let service = stack("emi", both, &settings(), &metrics);
    for _ in 0..3 {
        assert!(service.clone().oneshot(call("whole", LONG)).await.is_ok());
    }
    // What the endpoint says of itself is an answer: nobody else is asked for a better one.
    let failed = service.oneshot(call("fails", LONG)).await;
    assert_eq!(failed.unwrap_err(), CallError::Logical);
}

// R-STACK-2
#[tokio::test]
async fn a_connection_that_nobody_takes_up_is_not_waited_for_twice() {
    let (channels, tries) = silent();
    let service = stack("emi", channels, &settings(), &Arc::new(Metrics::default()));
    let failed = service.oneshot(call("whole", LONG)).await.unwrap_err();
    assert_eq!(failed, CallError::NotTakenUp);
    assert_eq!(failed.cause().as_str(), "UNREACHABLE");
    assert_eq!(tries.load(Ordering::SeqCst), 1);
}

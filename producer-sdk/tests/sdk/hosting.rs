//! The host over real sockets: who may ask, registration, overload, health, draining.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
};

use producer_sdk::{Host, Limits, Registration, Running};
use proto::{
    status::reason_of,
    v1::producer::{
        DescribeRequest, DescribeResponse, QueryRecordsRequest, QueryRecordsResponse,
        ReportDisclosuresRequest, ReportDisclosuresResponse, StreamEngagementsRequest,
        StreamEngagementsResponse, producer_service_client::ProducerServiceClient,
        producer_service_server::ProducerService,
    },
};
use tokio::sync::{Notify, Semaphore};
use tokio_stream::StreamExt;
use tonic::{Code, Request, Response, Status, body::Body, server::NamedService};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tower::Service;

use crate::{
    fixture::{Journal, builder, collect, note, query},
    pki::{PRODUCER, STRANGER},
    registry::FakeAggregator,
};

async fn running(aggregator: &FakeAggregator, journal: Journal) -> Running {
    let builder = builder(journal, &aggregator.ca, &aggregator.endpoint());
    builder.start().await.unwrap()
}

/// A journal that says when it was asked and answers when it is let.
fn gated() -> (Journal, Arc<Semaphore>, Arc<Notify>) {
    let (open, asked) = (Arc::new(Semaphore::new(0)), Arc::new(Notify::new()));
    let (gate, ask) = (open.clone(), asked.clone());
    let journal = Journal::answering(move || {
        let (gate, ask) = (gate.clone(), ask.clone());
        async move {
            ask.notify_one();
            gate.acquire().await.unwrap().forget();
            Ok(vec![note("a", "2024")])
        }
    });
    (journal, open, asked)
}

// R-REGISTER-1, R-PRODUCER-11
#[tokio::test]
async fn it_registers_its_bound_address_under_its_certificate_and_answers_the_aggregator() {
    let aggregator = FakeAggregator::start().await;
    let running = running(&aggregator, Journal::holding(vec![note("a", "2024")])).await;
    running.registered().await;
    aggregator.noted(|noted| {
        assert_eq!(noted.registrations[0].endpoints, [running.endpoint()]);
        assert_eq!(noted.registrations[0].sector, "school-health");
        assert_eq!(noted.peers, [PRODUCER]);
    });
    assert_ne!(running.local_addr().port(), 0);
    let mut client = aggregator.dial(running.endpoint());
    let answer = client.query_records(query()).await.unwrap();
    assert_eq!(collect(answer.into_inner()).await.unwrap().ids(), ["a"]);
    assert!(running.shutdown().await);
}

// R-PRODUCER-11
#[tokio::test]
async fn a_trusted_peer_that_is_not_the_aggregator_is_refused() {
    let aggregator = FakeAggregator::start().await;
    let journal = Journal::answering(|| async { panic!("must not be asked") });
    let running = running(&aggregator, journal).await;
    let channel = aggregator.channel(running.endpoint(), STRANGER);
    let mut stranger = ProducerServiceClient::new(channel.clone());
    let status = stranger.query_records(query()).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    assert_eq!(reason_of(&status).as_deref(), Some("NOT_THE_AGGREGATOR"));
    let described = stranger.describe(DescribeRequest {}).await.unwrap_err();
    assert_eq!(described.code(), Code::PermissionDenied);

    // Whether it lives, every trusted peer may know.
    let service = "samsyn.producer.v1.ProducerService".to_owned();
    let health = HealthClient::new(channel)
        .check(HealthCheckRequest { service })
        .await;
    assert_eq!(health.unwrap().into_inner().status, 1);
}

// R-REGISTER-3
#[tokio::test]
async fn a_forgotten_lease_is_taken_anew() {
    let aggregator = FakeAggregator::start().await;
    let running = running(&aggregator, Journal::holding(vec![])).await;
    aggregator.until(|noted| noted.renewals >= 2).await;
    aggregator.forget_leases();
    aggregator
        .until(|noted| noted.registrations.len() == 2)
        .await;
    let mut registration = running.registration();
    let second = Registration::Held {
        lease_id: "lease-2".to_owned(),
    };
    registration.wait_for(|now| *now == second).await.unwrap();
}

// R-PRODUCER-12
#[tokio::test]
async fn more_calls_than_places_are_refused_and_places_come_back() {
    let aggregator = FakeAggregator::start().await;
    let (journal, open, asked) = gated();
    let limits = Limits {
        max_calls: 1,
        ..Limits::default()
    };
    let builder = builder(journal, &aggregator.ca, &aggregator.endpoint()).limits(limits);
    let running = builder.start().await.unwrap();
    let mut first = aggregator.dial(running.endpoint());
    // Another connection: the places are counted over all of them.
    let mut second = aggregator.dial(running.endpoint());
    let answer = tokio::spawn(async move { first.query_records(query()).await.unwrap() });
    asked.notified().await;
    let status = second.query_records(query()).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason_of(&status).as_deref(), Some("OVERLOADED"));
    open.add_permits(2);
    let first = answer.await.unwrap();
    collect(first.into_inner()).await.unwrap();
    // The place is free as soon as the server has sent the last message; the client may have it a moment earlier.
    loop {
        match second.query_records(query()).await {
            Ok(_) => break,
            Err(status) => assert_eq!(status.code(), Code::ResourceExhausted),
        }
    }
}

// R-PRODUCER-10
#[tokio::test]
async fn an_oversized_request_is_refused_before_it_is_read() {
    let aggregator = FakeAggregator::start().await;
    let journal = Journal::answering(|| async { panic!("must not be asked") });
    let limits = Limits {
        max_request_bytes: 1_024,
        ..Limits::default()
    };
    let builder = builder(journal, &aggregator.ca, &aggregator.endpoint()).limits(limits);
    let running = builder.start().await.unwrap();
    let mut oversized = query();
    oversized.query_id = "q".repeat(2_048);
    let mut client = aggregator.dial(running.endpoint());
    let status = client.query_records(oversized).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
    assert!(
        client
            .query_records(query())
            .await
            .is_err_and(|s| s.code() == Code::Internal)
    );
}

// R-REGISTER-4, R-PRODUCER-13
#[tokio::test]
async fn shutdown_leaves_the_registry_and_lets_calls_finish() {
    let aggregator = FakeAggregator::start().await;
    let (journal, open, asked) = gated();
    let running = running(&aggregator, journal).await;
    running.registered().await;
    let endpoint = running.endpoint().to_owned();
    let mut client = aggregator.dial(&endpoint);
    let call = tokio::spawn(async move { client.query_records(query()).await });
    asked.notified().await;
    let ending = tokio::spawn(running.shutdown());
    aggregator.until(|noted| noted.left == ["lease-1"]).await;
    assert!(!ending.is_finished(), "a call is under way");
    open.add_permits(1);
    let answer = call.await.unwrap().unwrap();
    assert_eq!(collect(answer.into_inner()).await.unwrap().ids(), ["a"]);
    assert!(ending.await.unwrap(), "nothing was cut");
    let late = aggregator.dial(&endpoint).query_records(query()).await;
    assert_eq!(late.unwrap_err().code(), Code::Unavailable);
}

/// A service of one's own in the SDK's house, as a bridge or a misbehaving mock has it.
struct Counting(Arc<AtomicU32>);

#[tonic::async_trait]
impl ProducerService for Counting {
    async fn describe(
        &self,
        _: Request<DescribeRequest>,
    ) -> Result<Response<DescribeResponse>, Status> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Response::new(DescribeResponse::default()))
    }
    type QueryRecordsStream = tokio_stream::Empty<Result<QueryRecordsResponse, Status>>;
    async fn query_records(
        &self,
        _: Request<QueryRecordsRequest>,
    ) -> Result<Response<Self::QueryRecordsStream>, Status> {
        Ok(Response::new(tokio_stream::empty()))
    }
    type StreamEngagementsStream = tokio_stream::Empty<Result<StreamEngagementsResponse, Status>>;
    async fn stream_engagements(
        &self,
        _: Request<StreamEngagementsRequest>,
    ) -> Result<Response<Self::StreamEngagementsStream>, Status> {
        Ok(Response::new(tokio_stream::empty()))
    }
    async fn report_disclosures(
        &self,
        _: Request<ReportDisclosuresRequest>,
    ) -> Result<Response<ReportDisclosuresResponse>, Status> {
        Ok(Response::new(ReportDisclosuresResponse::default()))
    }
}

// R-PRODUCER-11
#[tokio::test]
async fn a_service_of_ones_own_is_hosted_under_the_same_checks() {
    let aggregator = FakeAggregator::start().await;
    let builder = builder(
        Journal::holding(vec![]),
        &aggregator.ca,
        &aggregator.endpoint(),
    );
    let (host, _): (Host, _) = builder.assemble().unwrap();
    let calls = Arc::new(AtomicU32::new(0));
    let running = host.start(Counting(calls.clone())).await.unwrap();
    let mut stranger = ProducerServiceClient::new(aggregator.channel(running.endpoint(), STRANGER));
    assert!(stranger.describe(DescribeRequest {}).await.is_err());
    let mut client = aggregator.dial(running.endpoint());
    client.describe(DescribeRequest {}).await.unwrap();
    let stream = client.query_records(query()).await.unwrap().into_inner();
    assert_eq!(stream.collect::<Vec<_>>().await.len(), 0);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

/// A service that answers every call with the bytes of an empty answer, as a bridge might.
#[derive(Clone)]
struct Bridge<const IS_PRODUCER: bool>;

impl<const IS_PRODUCER: bool> NamedService for Bridge<IS_PRODUCER> {
    const NAME: &'static str = if IS_PRODUCER {
        "samsyn.producer.v1.ProducerService"
    } else {
        "samsyn.registry.v1.RegistryService"
    };
}

impl<const IS_PRODUCER: bool> Service<http::Request<Body>> for Bridge<IS_PRODUCER> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        ready(Ok(Status::data_loss("bridged").into_http()))
    }
}

// R-PRODUCER-18
#[tokio::test]
async fn a_service_that_handles_its_own_messages_is_reached_by_the_aggregator_alone() {
    let aggregator = FakeAggregator::start().await;
    let host = |aggregator: &FakeAggregator| {
        let builder = builder(
            Journal::holding(vec![]),
            &aggregator.ca,
            &aggregator.endpoint(),
        );
        builder.assemble().unwrap().0
    };
    let running = host(&aggregator)
        .start_service(Bridge::<true>)
        .await
        .unwrap();
    running.registered().await;
    let mut client = aggregator.dial(running.endpoint());
    let bridged = client.query_records(query()).await.unwrap_err();
    assert_eq!(bridged.code(), Code::DataLoss);
    let channel = aggregator.channel(running.endpoint(), STRANGER);
    let refused = ProducerServiceClient::new(channel)
        .query_records(query())
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);

    let other = host(&aggregator)
        .start_service(Bridge::<false>)
        .await
        .unwrap_err();
    assert!(other.to_string().contains("RegistryService"), "{other}");
}

// R-PRODUCER-19
#[tokio::test]
async fn a_renewed_certificate_is_shown_to_the_next_connection() {
    let aggregator = FakeAggregator::start().await;
    let running = running(&aggregator, Journal::holding(vec![])).await;
    let mut before = aggregator.dial(running.endpoint());
    assert!(before.query_records(query()).await.is_ok());
    // Under another name, so that it can be told apart: the aggregator expects the old one.
    let renewed = aggregator.ca.identity(STRANGER);
    running.serve_as(&renewed).unwrap();
    assert!(before.query_records(query()).await.is_ok(), "it stands");
    let mut after = aggregator.dial(running.endpoint());
    let refused = after.query_records(query()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable);
    running.serve_as(&aggregator.ca.identity(PRODUCER)).unwrap();
    assert!(after.query_records(query()).await.is_ok());
}

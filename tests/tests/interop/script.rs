//! An aggregator of cardboard: real TLS, real gRPC, and a stream that is written down beforehand. The child's number says which.

use std::fs;

use futures::{StreamExt as _, stream, stream::BoxStream};
use proto::{
    status::refuse,
    transport::{AcceptLimits, incoming, server_config},
    v1::overview::{
        BatchGetOverviewsRequest, BatchGetOverviewsResponse, GetOverviewRequest,
        GetOverviewResponse, OverviewEvent, OverviewQuery, RevealBlockedRequest,
        RevealBlockedResponse, StreamOverviewRequest, StreamOverviewResponse, WatchChangesRequest,
        WatchChangesResponse,
        overview_service_server::{OverviewService, OverviewServiceServer},
    },
};
use sandbox::authority::Authority;
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::{Code, Request, Response, Status};

/// What a stream sends, and how it ends when not well.
#[derive(Clone, Default)]
pub(crate) struct Script {
    pub(crate) events: Vec<OverviewEvent>,
    pub(crate) ending: Option<Status>,
}

/// Serves the scripts; the folder has a `sandbox.json` with the one actor `anybody`.
pub(crate) async fn serve(scripts: Vec<Script>) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let authority = Authority::new().unwrap();
    let (own, journal) = (
        authority.issue("aggregator"),
        authority.issue("consumer/journal"),
    );
    let (own, journal) = (own.unwrap(), journal.unwrap());
    let tls = server_config(&own.identity().unwrap(), &authority.trust().unwrap()).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    write("ca.pem", &authority.certificate());
    write("journal.pem", &journal.certificate);
    write("journal-key.pem", &journal.key);
    let state = json!({
        "aggregator": format!("https://{address}"),
        "aggregator_name": own.name,
        "ca": "ca.pem",
        "consumers": [{ "id": "journal", "cert": "journal.pem", "key": "journal-key.pem" }],
        "actors": [{ "name": "anybody", "token": "a.b.c", "consumer": "journal" }],
        "children": [],
    });
    write("sandbox.json", &state.to_string());
    tokio::spawn(async move {
        let (_keep, tls) = tokio::sync::watch::channel(tls);
        let connections = incoming(listener, tls, AcceptLimits::default());
        let service = OverviewServiceServer::new(Cardboard(scripts));
        let server = tonic::transport::Server::builder().add_service(service);
        server.serve_with_incoming(connections).await
    });
    dir
}

/// The question that is answered with a script.
pub(crate) fn question(index: usize) -> Value {
    let child = json!({ "system": "script", "value": index.to_string() });
    json!({ "actor": "anybody", "query": { "child": child } })
}

struct Cardboard(Vec<Script>);

impl Cardboard {
    fn script(&self, query: Option<OverviewQuery>) -> Script {
        let child = query.unwrap().child.unwrap();
        let index: usize = child.value.parse().unwrap();
        self.0.get(index).cloned().unwrap_or_default()
    }
}

type Answers<T> = BoxStream<'static, Result<T, Status>>;

fn not_offered<T>() -> Result<Response<T>, Status> {
    Err(refuse(
        Code::Unimplemented,
        "NOT_OFFERED",
        "not in the script",
    ))
}

#[tonic::async_trait]
impl OverviewService for Cardboard {
    type StreamOverviewStream = Answers<StreamOverviewResponse>;
    type BatchGetOverviewsStream = Answers<BatchGetOverviewsResponse>;
    type WatchChangesStream = Answers<WatchChangesResponse>;

    async fn stream_overview(
        &self,
        request: Request<StreamOverviewRequest>,
    ) -> Result<Response<Self::StreamOverviewStream>, Status> {
        let Script { events, ending } = self.script(request.into_inner().query);
        let events = events.into_iter().map(Some);
        let messages = events.map(|event| Ok(StreamOverviewResponse { event }));
        let messages = messages.chain(ending.map(Err));
        Ok(Response::new(
            stream::iter(Vec::from_iter(messages)).boxed(),
        ))
    }

    async fn get_overview(
        &self,
        _: Request<GetOverviewRequest>,
    ) -> Result<Response<GetOverviewResponse>, Status> {
        not_offered()
    }

    async fn batch_get_overviews(
        &self,
        _: Request<BatchGetOverviewsRequest>,
    ) -> Result<Response<Self::BatchGetOverviewsStream>, Status> {
        not_offered()
    }

    async fn reveal_blocked(
        &self,
        _: Request<RevealBlockedRequest>,
    ) -> Result<Response<RevealBlockedResponse>, Status> {
        not_offered()
    }

    async fn watch_changes(
        &self,
        _: Request<WatchChangesRequest>,
    ) -> Result<Response<Self::WatchChangesStream>, Status> {
        not_offered()
    }
}

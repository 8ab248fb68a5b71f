//! The floors: fan-outs without rules, log or gate, over the same wire to the same sources. FROZEN, so that figures of different months
//! can be compared; allocator, runtime, HTTP/2 and TLS are those of the aggregator, and a test holds them to it.

pub(crate) mod fan;
pub(crate) mod wire;

use std::{
    convert::Infallible,
    future::Future,
    io::{self, Write as _},
    marker::PhantomData,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use clap::ValueEnum;
use futures::Stream;
use http::Request;
use proto::{
    transport::{AcceptLimits, ChannelSettings, channel, client_config, incoming, server_config},
    v1::overview::{SourceRef, StreamOverviewRequest, overview_service_server},
};
use tokio::{net::TcpListener, sync::watch};
use tokio_stream::StreamExt as _;
use tonic::{
    Status,
    body::Body,
    server::{Grpc, NamedService, ServerStreamingService},
    transport::Server,
};
use tonic_prost::ProstCodec;
use tower::Service;

use crate::{
    error::{BenchError, Tried as _},
    scene::{self, SOURCES, settings::name, source_id},
};
use fan::Source;
use wire::{Raw, Record, Response, Typed};

/// How a bare fan-out handles records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flavour {
    /// Decoded and encoded again.
    Typed,
    /// As bytes.
    Raw,
}

/// Serves until it is killed.
pub(crate) fn run(flavour: Flavour, dir: &Path, endpoints: &[String]) -> Result<(), BenchError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .tried("the runtime")?;
    runtime.block_on(async {
        match flavour {
            Flavour::Typed => serve::<Typed>(dir, endpoints).await,
            Flavour::Raw => serve::<Raw>(dir, endpoints).await,
        }
    })
}

/// As the aggregator's listener: `aggregator/src/server.rs`.
fn server() -> Server {
    const KEEPALIVE: Duration = Duration::from_secs(10);
    Server::builder()
        .max_concurrent_streams(128)
        .http2_max_header_list_size(16 << 10)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .max_connection_age(Duration::from_secs(10 * 60))
}

async fn serve<R: Record>(dir: &Path, endpoints: &[String]) -> Result<(), BenchError> {
    let (identity, trust) = (scene::identity(dir, "server")?, scene::trust(dir)?);
    let mut sources = Vec::new();
    for ((slot, sector), endpoint) in SOURCES.iter().enumerate().zip(endpoints) {
        let id = source_id(slot);
        let tls = client_config(&identity, &trust, Some(scene::peer_name(&id)?))?;
        sources.push(Source {
            shown_as: SourceRef {
                name: name(&id),
                producer_id: id,
                sector: (*sector).to_owned(),
            },
            channel: channel(endpoint, tls, &ChannelSettings::default())?,
        });
    }
    let listener = (TcpListener::bind("127.0.0.1:0").await).tried("a port")?;
    let address = listener.local_addr().tried("a port")?;
    let mut out = io::stdout();
    writeln!(out, "listening {address}")
        .and_then(|()| out.flush())
        .tried("standard output")?;
    let (_keep, tls) = watch::channel(server_config(&identity, &trust)?);
    let connections = incoming(listener, tls, AcceptLimits::default());
    let connections = connections.filter_map(Result::ok).map(Ok::<_, io::Error>);
    let service = Bare::<R> {
        sources: sources.into(),
        record: PhantomData,
    };
    let served = server()
        .add_service(service)
        .serve_with_incoming(connections);
    (served.await).map_err(|error| BenchError::Scene(error.to_string()))
}

/// The service.
struct Bare<R> {
    sources: Arc<[Source]>,
    record: PhantomData<fn() -> R>,
}

impl<R> Clone for Bare<R> {
    fn clone(&self) -> Self {
        Self {
            sources: self.sources.clone(),
            record: PhantomData,
        }
    }
}

impl<R> NamedService for Bare<R> {
    const NAME: &'static str = overview_service_server::SERVICE_NAME;
}

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl<R: Record> Service<Request<Body>> for Bare<R> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Boxed<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let codec = ProstCodec::<Response<R>, StreamOverviewRequest>::default();
            Ok(Grpc::new(codec).server_streaming(service, request).await)
        })
    }
}

impl<R: Record> ServerStreamingService<StreamOverviewRequest> for Bare<R> {
    type Response = Response<R>;
    type ResponseStream = Pin<Box<dyn Stream<Item = Result<Response<R>, Status>> + Send>>;
    type Future = Boxed<Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: tonic::Request<StreamOverviewRequest>) -> Self::Future {
        let sources = self.sources.clone();
        Box::pin(async move {
            let child = request.into_inner().query.and_then(|query| query.child);
            let child = child.ok_or_else(|| Status::invalid_argument("no child"))?;
            let messages = fan::overview(&sources, child);
            Ok(tonic::Response::new(
                Box::pin(messages) as Self::ResponseStream
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    /// A source of the aggregator, as text.
    fn source(path: &str) -> String {
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../aggregator/").to_owned() + path)
            .unwrap()
    }

    #[test]
    fn the_floors_run_with_what_the_aggregator_runs_with() {
        let server = source("src/server.rs");
        for line in [
            "const MAX_STREAMS: u32 = 128;",
            "const MAX_HEADER_BYTES: u32 = 16 << 10;",
            "const CONNECTION_AGE: Duration = Duration::from_secs(10 * 60);",
            "const KEEPALIVE: Duration = Duration::from_secs(10);",
            "incoming(grpc, tls, AcceptLimits::default())",
        ] {
            assert!(
                server.contains(line),
                "the aggregator's {line} has changed: change the floors with it"
            );
        }
        let main = source("src/main.rs");
        assert!(main.contains("new_multi_thread()\n        .enable_all()\n        .build()"));
        let ours = include_str!("../main.rs");
        let allocator = |text: &str| {
            text.lines()
                .find(|l| l.starts_with("static ALLOCATOR"))
                .map(str::to_owned)
        };
        assert_eq!(allocator(&main), allocator(ours), "one allocator for all");
        assert!(source("src/config/material.rs").contains("channels: ChannelSettings::default()"));
    }
}

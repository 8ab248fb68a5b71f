//! Health and metrics in the clear, on a port of their own: probes have no client certificates. Loopback unless configured otherwise.

use std::{convert::Infallible, future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::Aggregator;

/// The most probes at once; a further one waits.
const MAX_CONNECTIONS: usize = 16;
/// The longest that one probe may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `ended`.
pub async fn serve(
    listener: TcpListener,
    aggregator: Arc<Aggregator>,
    ended: impl Future<Output = ()> + Send,
) {
    let mut connections = JoinSet::new();
    let mut ended = std::pin::pin!(ended);
    loop {
        tokio::select! {
            () = &mut ended => return,
            _ = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(tokio::time::timeout(
                        PROBE_TIMEOUT,
                        connection(stream, aggregator.clone()),
                    ));
                }
                Err(error) => tracing::debug!(%error, "a probe did not come about"),
            },
        }
    }
}

async fn connection(stream: TcpStream, aggregator: Arc<Aggregator>) {
    let service = service_fn(move |request| {
        let response = answer(&request, &aggregator);
        async move { Ok::<_, Infallible>(response) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(%error, "a probe was cut off");
    }
}

fn answer(request: &Request<Incoming>, aggregator: &Aggregator) -> Response<Full<Bytes>> {
    if request.method() != Method::GET {
        return text(StatusCode::METHOD_NOT_ALLOWED, "GET only\n".into());
    }
    match request.uri().path() {
        // The process answers.
        "/healthz" => text(StatusCode::OK, "ok\n".into()),
        // It can answer a question: facts can be read and the log written.
        "/readyz" if aggregator.is_ready() => text(StatusCode::OK, "ready\n".into()),
        "/readyz" => text(
            StatusCode::SERVICE_UNAVAILABLE,
            "the store or the listener is closed\n".into(),
        ),
        "/metrics" => match aggregator.metrics.text() {
            Ok(figures) => text(StatusCode::OK, figures),
            Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "no figures\n".into()),
        },
        _ => text(StatusCode::NOT_FOUND, "/healthz /readyz /metrics\n".into()),
    }
}

fn text(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        http::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

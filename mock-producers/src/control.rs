//! Faults changed while sources run, over plain HTTP on this machine alone:
//! `GET /faults`, `PUT /faults/ID` with the words as body, `DELETE /faults/ID`.

use std::{convert::Infallible, io, net::SocketAddr, time::Duration};

use bytes::Bytes;
use futures::stream::{FuturesUnordered, StreamExt as _};
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};

use crate::{
    faults::Faults,
    host::{FaultError, Sources},
};

/// The most connections at once; a further one waits.
const MAX_CONNECTIONS: usize = 8;
/// The longest that one connection may last: a change of a lease takes the registry's time.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(10);
/// The biggest body: four faults with their parameters are far shorter.
const MAX_BODY_BYTES: usize = 256;

/// Why nobody listens.
#[derive(Debug, Error)]
pub enum ControlError {
    /// An address that others than this machine reach.
    #[error("`{0}` is no address of this machine alone, expected one such as 127.0.0.1:0")]
    NotLoopback(SocketAddr),
    /// The address is taken, or is not there.
    #[error("cannot listen on `{0}`")]
    Listen(SocketAddr, #[source] io::Error),
}

/// Listens on a loopback address; port 0 takes a free one.
///
/// # Errors
/// [`ControlError`]. Whoever reaches this can make sources lie, so it is for this machine alone.
// R-FAULT-4
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ControlError> {
    if !address.ip().is_loopback() {
        return Err(ControlError::NotLoopback(address));
    }
    let listening = TcpListener::bind(address).await;
    listening.map_err(|error| ControlError::Listen(address, error))
}

/// Serves for as long as it is polled.
// R-FAULT-4
pub async fn serve(listener: &TcpListener, sources: &Sources) {
    let mut connections = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(_) = connections.next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                Ok((stream, _)) => connections.push(tokio::time::timeout(
                    CONNECTION_TIMEOUT,
                    connection(stream, sources),
                )),
                Err(error) => tracing::debug!(%error, "a connection did not come about"),
            },
        }
    }
}

async fn connection(stream: TcpStream, sources: &Sources) {
    let service = service_fn(move |request| async move {
        let (status, text) = answer(request, sources).await;
        Ok::<_, Infallible>(response(status, &text))
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(%error, "a connection was cut off");
    }
}

async fn answer(request: Request<Incoming>, sources: &Sources) -> (StatusCode, String) {
    if !is_meant(&request) {
        let expected = "this is reached as localhost or by its address only";
        return (StatusCode::FORBIDDEN, expected.to_owned());
    }
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    if path == "/faults" {
        return match method {
            Method::GET => (StatusCode::OK, listed(sources)),
            _ => (StatusCode::METHOD_NOT_ALLOWED, "GET /faults".to_owned()),
        };
    }
    let Some(id) = path.strip_prefix("/faults/").filter(|id| !id.is_empty()) else {
        let expected = "GET /faults, PUT /faults/ID, DELETE /faults/ID";
        return (StatusCode::NOT_FOUND, expected.to_owned());
    };
    if let Err(error) = sources.fault(id) {
        return (StatusCode::NOT_FOUND, error.to_string());
    }
    let faults = match method {
        Method::GET => return told(sources, id),
        Method::DELETE => Ok(Faults::NONE),
        Method::PUT => wanted(request).await,
        _ => Err((
            StatusCode::METHOD_NOT_ALLOWED,
            "GET, PUT or DELETE".to_owned(),
        )),
    };
    match faults {
        Err(refused) => refused,
        Ok(faults) => match sources.set_fault(id, faults).await {
            Ok(()) => told(sources, id),
            Err(error) => (StatusCode::CONFLICT, why(&error)),
        },
    }
}

/// A page in a browser must not reach this under a name of its own that leads to this machine.
fn is_meant(request: &Request<Incoming>) -> bool {
    let host = request.headers().get(HOST).and_then(|h| h.to_str().ok());
    let Some(host) = host.and_then(|host| host.parse::<http::uri::Authority>().ok()) else {
        return false;
    };
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

async fn wanted(request: Request<Incoming>) -> Result<Faults, (StatusCode, String)> {
    let body = Limited::new(request.into_body(), MAX_BODY_BYTES)
        .collect()
        .await;
    let body = body.map_err(|_| {
        let expected = format!("expected words of at most {MAX_BODY_BYTES} bytes");
        (StatusCode::PAYLOAD_TOO_LARGE, expected)
    })?;
    let bytes = body.to_bytes();
    let bad = |text: String| (StatusCode::BAD_REQUEST, text);
    let text =
        std::str::from_utf8(&bytes).map_err(|_| bad("expected words in UTF-8".to_owned()))?;
    let faults: Faults = text.trim().parse().map_err(|e| bad(format!("{e}")))?;
    Ok(faults)
}

/// A line per source: its id, a space, its faults.
fn listed(sources: &Sources) -> String {
    let line = |source: &crate::host::Source| format!("{} {}\n", source.id, source.faults());
    sources.all().iter().map(line).collect()
}

fn told(sources: &Sources, id: &str) -> (StatusCode, String) {
    match sources.fault(id) {
        Ok(faults) => (StatusCode::OK, format!("{id} {faults}")),
        Err(error) => (StatusCode::NOT_FOUND, error.to_string()),
    }
}

fn why(error: &FaultError) -> String {
    let mut text = error.to_string();
    let mut below = std::error::Error::source(error);
    while let Some(error) = below {
        text = format!("{text}: {error}");
        below = error.source();
    }
    text
}

fn response(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let text = format!("{}\n", text.trim_end());
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}

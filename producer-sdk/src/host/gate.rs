//! Who gets in, and how many at once.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use futures::future::BoxFuture;
use http::{Request, Response};
use http_body_util::BodyExt;
use proto::{
    status::refuse,
    transport::{PeerInfo, PeerName},
};
use tokio::sync::Semaphore;
use tonic::{Code, Status, body::Body, server::NamedService, service::Interceptor};
use tower::Service;

/// Lets in the aggregator, by its exact certificate name, and nobody else who is trusted.
// R-PRODUCER-11
pub(super) fn only(aggregator: PeerName) -> impl Interceptor + Clone {
    move |request: tonic::Request<()>| -> Result<tonic::Request<()>, Status> {
        match request.extensions().get::<PeerInfo>() {
            Some(info) if info.peer.name == aggregator => Ok(request),
            Some(info) => {
                tracing::warn!(peer = %info.peer.name, "a peer that is not the aggregator was refused");
                Err(refuse(
                    Code::PermissionDenied,
                    "NOT_THE_AGGREGATOR",
                    "only the aggregator that this producer is registered with may ask",
                ))
            }
            None => Err(refuse(
                Code::Unauthenticated,
                "NO_CERTIFICATE",
                "the connection has no certificate",
            )),
        }
    }
}

/// A bounded number of calls over all connections. tonic's own limit counts each connection by itself and lets go when the
/// answer begins; a place here is held until its last message is taken.
#[derive(Clone)]
pub(super) struct Places<S> {
    inner: S,
    free: Arc<Semaphore>,
}

impl<S> Places<S> {
    pub(super) fn new(inner: S, places: usize) -> Self {
        Self {
            inner,
            free: Arc::new(Semaphore::new(places)),
        }
    }
}

impl<S: NamedService> NamedService for Places<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for Places<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    // R-PRODUCER-12
    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Ok(place) = Arc::clone(&self.free).try_acquire_owned() else {
            let status = refuse(
                Code::ResourceExhausted,
                "OVERLOADED",
                "the source has as many calls as it takes",
            );
            return Box::pin(std::future::ready(Ok(status.into_http())));
        };
        let answering = self.inner.call(request);
        Box::pin(async move {
            let held_until_dropped = move |body: Body| {
                Body::new(body.map_frame(move |frame| {
                    let _ = &place;
                    frame
                }))
            };
            Ok(answering.await?.map(held_until_dropped))
        })
    }
}

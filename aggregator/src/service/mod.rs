//! The gRPC services: wire in, wire out, who may call. Authorisation comes before any detail of what is wrong with a request.

mod access;
mod consent;
mod overview;
mod reveal;

use std::sync::Arc;

use proto::transport::PeerInfo;
use tonic::{Code, Request, Status};

pub use access::Access;
pub use consent::{BlockDesk, Consents, Deciders, Inquiries};
pub use overview::Overviews;

use crate::{
    Aggregator,
    identity::{InvalidToken, VerifiedActor, actor_of},
};

/// The caller's certificate, as the listener verified it.
fn peer<T>(request: &Request<T>) -> Result<PeerInfo, Status> {
    request
        .extensions()
        .get::<PeerInfo>()
        .cloned()
        .ok_or_else(|| {
            proto::status::refuse(
                Code::Unauthenticated,
                "CERTIFICATE_MISSING",
                "a client certificate is required",
            )
        })
}

/// A consumer and the actor behind it: an admitted certificate and a token bound to it.
// R-TOKEN-1
fn actor<T>(
    aggregator: &Aggregator,
    request: &Request<T>,
) -> Result<(PeerInfo, Arc<VerifiedActor>), Status> {
    let peer = peer(request)?;
    if !aggregator.peers.is_consumer(&peer.peer) {
        return Err(proto::status::refuse(
            Code::PermissionDenied,
            "NOT_A_CONSUMER",
            "this certificate is not admitted as a consumer",
        ));
    }
    let actor =
        actor_of(&aggregator.tokens, &peer, request.metadata()).map_err(InvalidToken::status)?;
    Ok((peer, actor))
}

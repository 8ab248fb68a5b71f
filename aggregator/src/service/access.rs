//! `samsyn.access.v1.AccessService`: what was opened, and who looked.

use std::sync::Arc;

use proto::{
    status::{bad_request, refuse},
    v1::access::{self as wire, access_service_server::AccessService},
};
use tonic::{Code, Request, Response, Status};

use super::actor;
use crate::{
    Aggregator,
    audit::{
        OpenedError,
        entry::{ActorRef, Opened},
    },
};

/// The acts that may be logged on a record.
const ACTS: [&str; 4] = ["open", "copy", "print", "export"];
/// The longest id that is taken into the log.
const MAX_ID_BYTES: usize = 128;

/// The service.
#[derive(Debug, Clone)]
pub struct Access {
    aggregator: Arc<Aggregator>,
}

impl Access {
    /// Serves one aggregator.
    #[must_use]
    pub fn new(aggregator: Arc<Aggregator>) -> Self {
        Self { aggregator }
    }
}

#[tonic::async_trait]
impl AccessService for Access {
    async fn record_opened(
        &self,
        request: Request<wire::RecordOpenedRequest>,
    ) -> Result<Response<wire::RecordOpenedResponse>, Status> {
        let aggregator = &self.aggregator;
        let (_, actor) = actor(aggregator, &request)?;
        let wire::RecordOpenedRequest {
            overview_id,
            producer_id,
            record_id,
            act,
        } = request.into_inner();
        let act = if act.is_empty() {
            "open".to_owned()
        } else {
            act
        };
        if !ACTS.contains(&act.as_str()) {
            let expected = "expected open, copy, print or export";
            return Err(bad_request("INVALID_REQUEST", &[("act", expected)]));
        }
        if !is_producer_id(&producer_id) {
            let expected = "expected the producer id that the overview gave";
            return Err(bad_request("INVALID_REQUEST", &[("producer_id", expected)]));
        }
        if record_id.len() > MAX_ID_BYTES {
            let expected = "expected the id that the overview gave, at most 128 bytes";
            return Err(bad_request("INVALID_REQUEST", &[("record_id", expected)]));
        }
        let opened = Opened {
            actor: ActorRef::of(&actor.subject, actor.actor.audience, &aggregator.pseudonyms),
            producer: producer_id,
            record_digest: aggregator.pseudonyms.digest("record", &record_id),
            act,
        };
        match aggregator.audit.opened(&overview_id, opened).await {
            Ok(()) => Ok(Response::new(wire::RecordOpenedResponse {})),
            Err(OpenedError::UnknownOverview) => Err(refuse(
                Code::NotFound,
                "OVERVIEW_UNKNOWN",
                "no overview of yours has this id",
            )),
            Err(OpenedError::Unavailable(unavailable)) => Err(unavailable.status()),
        }
    }

    /// Who may read the log, from which age, and what protected identity takes out of it follow with their own rules; until then nobody.
    async fn list_accesses(
        &self,
        request: Request<wire::ListAccessesRequest>,
    ) -> Result<Response<wire::ListAccessesResponse>, Status> {
        actor(&self.aggregator, &request)?;
        Err(refuse(
            Code::Unimplemented,
            "NOT_OFFERED",
            "the access log is not read here yet",
        ))
    }
}

/// The form of producer ids and sector codes. The log holds it in clear, so nothing else may stand there: an identity number has no letter.
fn is_producer_id(id: &str) -> bool {
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&id.len())
        && id.chars().all(code)
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().filter(u8::is_ascii_digit).count() < 8
}

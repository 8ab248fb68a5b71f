//! `samsyn.access.v1.AccessService`: what was opened, and who looked.

use std::sync::Arc;

use domain::{
    id::{OrganisationId, PersonId},
    policy::Audience,
};
use proto::{
    convert::common::wire_timestamp,
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
    store::MAX_ACCESSES,
};

/// The acts that may be logged on a record.
const ACTS: [&str; 4] = ["open", "copy", "print", "export"];
/// How many accesses are listed when the caller does not say.
const USUAL_ACCESSES: u32 = 100;
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
        if producer_id.len() > MAX_ID_BYTES || record_id.len() > MAX_ID_BYTES {
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

    /// For the child itself today; guardians and auditors follow with their own rules.
    // R-ACCESS-1
    async fn list_accesses(
        &self,
        request: Request<wire::ListAccessesRequest>,
    ) -> Result<Response<wire::ListAccessesResponse>, Status> {
        let aggregator = &self.aggregator;
        let (_, actor) = actor(aggregator, &request)?;
        let wire::ListAccessesRequest { child, max_entries } = request.into_inner();
        let child = child.and_then(|id| PersonId::try_from(id).ok());
        let child = child.map(|id| aggregator.pseudonyms.of(&id));
        let own = actor.actor.audience == Audience::Child && actor.actor.person == child;
        let (Some(child), true) = (child, own) else {
            return Err(refuse(
                Code::PermissionDenied,
                "REFUSED",
                "nothing to show with your access",
            ));
        };
        let max = match max_entries {
            0 => USUAL_ACCESSES,
            n => n.min(MAX_ACCESSES),
        };
        let accesses = aggregator.audit.accesses(child, max).await;
        let accesses = accesses.map_err(|e| e.status())?;
        Ok(Response::new(wire::ListAccessesResponse {
            accesses: accesses.into_iter().map(access).collect(),
        }))
    }
}

fn access(access: crate::store::Access) -> wire::Access {
    let intent = access.intent;
    wire::Access {
        overview_id: access.overview_id,
        access_time: Some(wire_timestamp(access.at)),
        organisation: (intent.organisation)
            .and_then(|o| OrganisationId::parse(&o.system, &o.value).ok())
            .map(Into::into),
        unit: intent.unit.unwrap_or_default(),
        role: intent.role,
        sector: intent.sector.unwrap_or_default(),
        ground: access.ground.unwrap_or_default(),
        act: access.act,
        source_sector: access.source_sector.unwrap_or_default(),
        refused: access.refused,
    }
}

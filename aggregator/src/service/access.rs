//! `samsyn.access.v1.AccessService`: what was opened, and who looked.

mod emergencies;
mod list;
mod looked;
mod sharing;

use std::{collections::BTreeSet, sync::Arc};

use domain::{facts::Pseudonym, policy::Audience};

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
        entry::{ActorRef, FactRead, Opened},
    },
    identity::VerifiedActor,
    store::Teller,
};

/// The acts that may be logged on a record.
const ACTS: [&str; 4] = ["open", "copy", "print", "export"];
/// The longest id that is taken into the log.
const MAX_ID_BYTES: usize = 128;

/// The service.
#[derive(Debug, Clone)]
pub struct Access {
    aggregator: Arc<Aggregator>,
    auditor_roles: Arc<BTreeSet<String>>,
}

impl Access {
    /// Serves one aggregator; bearers of these roles read what concerns their organisation.
    #[must_use]
    pub fn new(aggregator: Arc<Aggregator>, auditor_roles: BTreeSet<String>) -> Self {
        Self {
            aggregator,
            auditor_roles: Arc::new(auditor_roles),
        }
    }
}

#[tonic::async_trait]
impl AccessService for Access {
    async fn record_opened(
        &self,
        request: Request<wire::RecordOpenedRequest>,
    ) -> Result<Response<wire::RecordOpenedResponse>, Status> {
        let began = tokio::time::Instant::now();
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
            reason: None,
        };
        match aggregator.audit.opened(&overview_id, opened).await {
            Ok(()) => Ok(Response::new(wire::RecordOpenedResponse {})),
            // Somebody else's overview takes as long to be refused as none.
            // R-VISIBILITY-2
            Err(OpenedError::UnknownOverview) => {
                crate::overview::settle(began).await;
                Err(refuse(
                    Code::NotFound,
                    "OVERVIEW_UNKNOWN",
                    "no overview of yours has this id",
                ))
            }
            Err(OpenedError::Unavailable(unavailable)) => Err(unavailable.status()),
        }
    }

    async fn list_accesses(
        &self,
        request: Request<wire::ListAccessesRequest>,
    ) -> Result<Response<wire::ListAccessesResponse>, Status> {
        let (peer, actor) = actor(&self.aggregator, &request)?;
        looked::list(self, peer, actor, request.into_inner()).await
    }

    async fn list_sharing(
        &self,
        request: Request<wire::ListSharingRequest>,
    ) -> Result<Response<wire::ListSharingResponse>, Status> {
        let (peer, actor) = actor(&self.aggregator, &request)?;
        sharing::list(self, peer, actor, request.into_inner()).await
    }

    async fn list_emergencies(
        &self,
        request: Request<wire::ListEmergenciesRequest>,
    ) -> Result<Response<wire::ListEmergenciesResponse>, Status> {
        let (_, actor) = actor(&self.aggregator, &request)?;
        emergencies::list(self, &actor, request.into_inner()).await
    }

    async fn review_emergency(
        &self,
        request: Request<wire::ReviewEmergencyRequest>,
    ) -> Result<Response<wire::ReviewEmergencyResponse>, Status> {
        let (_, actor) = actor(&self.aggregator, &request)?;
        emergencies::review(self, &actor, request.into_inner()).await
    }
}

/// What the log says of whoever reads it.
fn reading(access: &Access, actor: &VerifiedActor, what: &str) -> FactRead {
    let pseudonyms = &access.aggregator.pseudonyms;
    let name = ActorRef::of(&actor.subject, actor.actor.audience, pseudonyms);
    FactRead {
        by: Teller::actor(&name).as_str().to_owned(),
        organisation: actor.actor.organisation.as_ref().map(Into::into),
        unit: actor.actor.unit.clone(),
        role: actor.role.clone(),
        sector: actor.actor.sector.as_ref().map(ToString::to_string),
        audience: actor.actor.audience.as_str().to_owned(),
        what: what.to_owned(),
    }
}

/// A guardian or the child stands in the log before they read it. Whoever reads at work has been logged with the decision, as a question.
// R-ACCESS-8
async fn log_own_reading(
    access: &Access,
    actor: &VerifiedActor,
    child: Pseudonym,
    what: &str,
) -> Result<(), Status> {
    if actor.actor.audience == Audience::Professional {
        return Ok(());
    }
    let read = reading(access, actor, what);
    let logged = access.aggregator.audit.fact_read(Some(child), read).await;
    logged.map_err(|error| error.status())
}

/// The form of producer ids and sector codes. The log holds it in clear, so nothing else may stand there: an identity number has no letter.
fn is_producer_id(id: &str) -> bool {
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&id.len())
        && id.chars().all(code)
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().filter(u8::is_ascii_digit).count() < 8
}

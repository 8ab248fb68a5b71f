//! `samsyn.access.v1.AccessService`: what was opened, and who looked.

mod emergencies;
mod list;
mod sharing;

use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

use proto::{
    status::{bad_request, refuse},
    v1::{
        access::{self as wire, access_service_server::AccessService},
        overview::OverviewQuery,
    },
};
use tonic::{Code, Request, Response, Status};

use super::actor;
use crate::{
    Aggregator,
    audit::{
        AuditUnavailable, OpenedError,
        entry::{ActorRef, Opened},
    },
    overview::{LogView, Overview, query::Asked},
    store::MAX_ACCESSES,
};

/// The acts that may be logged on a record.
const ACTS: [&str; 4] = ["open", "copy", "print", "export"];
/// The most entries that a child or guardian gets: half of what is read.
const MAX_FOR_PERSONS: u32 = MAX_ACCESSES / 2;
/// The most entries where the request does not say.
const USUAL: u32 = 100;
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
        let aggregator = &self.aggregator;
        let (peer, actor) = actor(aggregator, &request)?;
        let is_auditor = self.auditor_roles.contains(&actor.role);
        let wire::ListAccessesRequest { child, max_entries } = request.into_inner();
        let query = OverviewQuery {
            child,
            ..OverviewQuery::default()
        };
        let asked = Asked::parse(Some(query)).map_err(|_| {
            let expected = "expected a known identifier system and a value of its form";
            bad_request("INVALID_REQUEST", &[("child", expected)])
        })?;
        let child = aggregator.pseudonyms.of(&asked.child);
        let overview = Overview::new(aggregator.clone(), actor, peer, asked)?;
        let granted = overview.log_view(is_auditor).await?;
        let view = &granted.view;
        // More is read than is told, so that the length of an answer says nothing about what is left out.
        let mut read = Vec::new();
        // R-ACCESS-5
        for number in [child].iter().chain(&granted.older) {
            let looks = aggregator.audit.accesses(*number, MAX_ACCESSES).await;
            read.extend(looks.map_err(|error| AuditUnavailable::from(error).status())?);
        }
        if !granted.older.is_empty() {
            // Stable: what one moment wrote stays in its order.
            read.sort_by_key(|access| Reverse(access.at));
        }
        let most = match view {
            LogView::Organisation { .. } => MAX_ACCESSES,
            LogView::Own { .. } | LogView::Guardian { .. } => MAX_FOR_PERSONS,
        };
        let max = if max_entries == 0 {
            USUAL
        } else {
            max_entries.min(most)
        };
        let max = usize::try_from(max).unwrap_or_default();
        let accesses = list::list(&read, view, &aggregator.policies.load(), max);
        overview.still_grants(&granted).await?;
        Ok(Response::new(wire::ListAccessesResponse { accesses }))
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

/// The form of producer ids and sector codes. The log holds it in clear, so nothing else may stand there: an identity number has no letter.
fn is_producer_id(id: &str) -> bool {
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&id.len())
        && id.chars().all(code)
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().filter(u8::is_ascii_digit).count() < 8
}

//! `samsyn.overview.v1.OverviewService`.

use std::{pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _};
use proto::{
    overview::fold::Fold,
    v1::overview::{
        BatchGetOverviewsRequest, BatchGetOverviewsResponse, GetOverviewRequest,
        GetOverviewResponse, OverviewQuery, RevealBlockedRequest, RevealBlockedResponse,
        StreamOverviewRequest, StreamOverviewResponse, WatchChangesRequest, WatchChangesResponse,
        overview_service_server::OverviewService,
    },
};
use tonic::{Code, Request, Response, Status, metadata::MetadataMap};

use super::{actor, reveal::reveal_blocked};
use crate::{
    Aggregator,
    gate::Gate,
    overview::{
        Overview,
        query::{Asked, budget},
    },
};

/// The service.
#[derive(Debug, Clone)]
pub struct Overviews {
    aggregator: Arc<Aggregator>,
}

impl Overviews {
    /// Serves one aggregator.
    #[must_use]
    pub fn new(aggregator: Arc<Aggregator>) -> Self {
        Self { aggregator }
    }

    async fn open(
        &self,
        request: &Request<()>,
        query: Option<OverviewQuery>,
    ) -> Result<Gate, Status> {
        let (peer, actor) = actor(&self.aggregator, request)?;
        let asked = Asked::parse(query)?;
        let budget = budget(request.metadata(), self.aggregator.limits.longest_overview);
        Overview::new(self.aggregator.clone(), actor, peer, asked)?
            .open(budget)
            .await
    }
}

/// Who calls, apart from what is asked.
fn split<T>(request: Request<T>) -> (Request<()>, T) {
    let (metadata, extensions, message): (MetadataMap, _, T) = request.into_parts();
    (Request::from_parts(metadata, extensions, ()), message)
}

fn not_offered(what: &str) -> Status {
    proto::status::refuse(Code::Unimplemented, "NOT_OFFERED", what)
}

type Never<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl OverviewService for Overviews {
    /// The only way out of a stream is through the gate.
    type StreamOverviewStream = Gate;
    type BatchGetOverviewsStream = Never<BatchGetOverviewsResponse>;
    type WatchChangesStream = Never<WatchChangesResponse>;

    async fn stream_overview(
        &self,
        request: Request<StreamOverviewRequest>,
    ) -> Result<Response<Gate>, Status> {
        let (caller, StreamOverviewRequest { query }) = split(request);
        Ok(Response::new(self.open(&caller, query).await?))
    }

    /// The fold of the stream, by construction.
    // R-OVERVIEW-1
    async fn get_overview(
        &self,
        request: Request<GetOverviewRequest>,
    ) -> Result<Response<GetOverviewResponse>, Status> {
        let (caller, GetOverviewRequest { query }) = split(request);
        let mut gate = self.open(&caller, query).await?;
        let mut fold = Fold::default();
        while let Some(StreamOverviewResponse { event }) = gate.next().await.transpose()? {
            if let Some(event) = event {
                fold.push(event).map_err(|_| unfoldable())?;
            }
        }
        let overview = fold.finish().map_err(|_| unfoldable())?;
        // Collecting took time: what was let through then must still hold now, as a whole.
        let overview = Some(gate.confirm(overview).await?);
        Ok(Response::new(GetOverviewResponse { overview }))
    }

    async fn batch_get_overviews(
        &self,
        request: Request<BatchGetOverviewsRequest>,
    ) -> Result<Response<Self::BatchGetOverviewsStream>, Status> {
        actor(&self.aggregator, &request)?;
        Err(not_offered("overviews of a cohort are not offered here"))
    }

    async fn reveal_blocked(
        &self,
        request: Request<RevealBlockedRequest>,
    ) -> Result<Response<RevealBlockedResponse>, Status> {
        let (_, actor) = actor(&self.aggregator, &request)?;
        let asked = request.into_inner();
        let revealed = reveal_blocked(&self.aggregator, &actor, asked).await?;
        Ok(Response::new(revealed))
    }

    async fn watch_changes(
        &self,
        request: Request<WatchChangesRequest>,
    ) -> Result<Response<Self::WatchChangesStream>, Status> {
        actor(&self.aggregator, &request)?;
        Err(not_offered("changes are not announced here"))
    }
}

fn unfoldable() -> Status {
    proto::status::refuse(
        Code::Internal,
        "OVERVIEW_BROKEN",
        "the overview could not be completed",
    )
}

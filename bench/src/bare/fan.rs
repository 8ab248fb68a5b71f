//! The fan-out itself, as somebody without rules, log or faults would write it: ask all, pass on each as it comes, count.

use std::sync::Arc;

use futures::{
    Stream, StreamExt as _,
    stream::{self, FuturesUnordered},
};
use http::uri::PathAndQuery;
use proto::v1::{
    common::Identifier,
    overview::{OverviewCompleted, OverviewStarted, SourceRef, SourceStatus, StatusCounts},
    producer::{AccessContext, QueryRecordsRequest, TypeWindow, WindowBasis},
};
use tonic::{Status, client::Grpc, transport::Channel};
use tonic_prost::ProstCodec;
use uuid::Uuid;

use super::wire::{Answer, Event, Record, Response, Row};
use crate::scene::{records::TYPES, token};

/// A source and the way to it.
pub(crate) struct Source {
    pub(crate) shown_as: SourceRef,
    pub(crate) channel: Channel,
}

/// All messages of one overview.
pub(crate) fn overview<R: Record>(
    sources: &Arc<[Source]>,
    child: Identifier,
) -> impl Stream<Item = Result<Response<R>, Status>> + Send + use<R> {
    let id = Uuid::new_v4().to_string();
    let started = OverviewStarted {
        overview_id: id.clone(),
        asked: sources.iter().map(|s| s.shown_as.clone()).collect(),
        ..OverviewStarted::default()
    };
    let query = query(id, child);
    let asked: FuturesUnordered<_> = (0..sources.len())
        .map(|slot| ask(sources.clone(), slot, query.clone()))
        .collect();
    let started = stream::iter([Ok(Response {
        event: Some(Event {
            started: Some(started),
            ..Event::default()
        }),
    })]);
    let rows = stream::unfold(
        (asked, Some(Tally::default())),
        |(mut asked, tally)| async {
            let mut tally = tally?;
            match asked.next().await {
                Some(Ok(row)) => {
                    tally.add(&row);
                    let event = Event {
                        source: Some(row),
                        ..Event::default()
                    };
                    Some((Ok(Response { event: Some(event) }), (asked, Some(tally))))
                }
                Some(Err(status)) => Some((Err(status), (asked, None))),
                None => {
                    let event = Event {
                        completed: Some(tally.completed()),
                        ..Event::default()
                    };
                    Some((Ok(Response { event: Some(event) }), (asked, None)))
                }
            }
        },
    );
    started.chain(rows)
}

async fn ask<R: Record>(
    sources: Arc<[Source]>,
    slot: usize,
    query: QueryRecordsRequest,
) -> Result<Row<R>, Status> {
    let Some(source) = sources.get(slot) else {
        return Err(Status::internal("no such source"));
    };
    let mut client = Grpc::new(source.channel.clone());
    (client.ready().await).map_err(|_| Status::unavailable("a source"))?;
    let path = PathAndQuery::from_static("/samsyn.producer.v1.ProducerService/QueryRecords");
    let codec = ProstCodec::<QueryRecordsRequest, Answer<R>>::default();
    let request = tonic::Request::new(query);
    let mut answer = client
        .server_streaming(request, path, codec)
        .await?
        .into_inner();
    let mut row = Row {
        source: Some(source.shown_as.clone()),
        status: SourceStatus::Fresh.into(),
        ..Row::default()
    };
    while let Some(Answer { batch, completed }) = answer.message().await? {
        if let Some(batch) = batch {
            row.records.extend(batch.records);
        }
        row.complete |= completed.is_some_and(|completed| completed.complete);
    }
    row.record_count = u32::try_from(row.records.len()).unwrap_or(u32::MAX);
    Ok(row)
}

#[derive(Default)]
struct Tally {
    fresh: u32,
    records: u32,
}

impl Tally {
    fn add<R: Record>(&mut self, row: &Row<R>) {
        self.fresh += 1;
        self.records += row.record_count;
    }

    fn completed(&self) -> OverviewCompleted {
        OverviewCompleted {
            complete: true,
            counts: Some(StatusCounts {
                fresh: self.fresh,
                records: self.records,
                ..StatusCounts::default()
            }),
            ..OverviewCompleted::default()
        }
    }
}

/// What ours asks a source in this scene, field for field: a bare fan-out sends no less.
pub(crate) fn query(query_id: String, child: Identifier) -> QueryRecordsRequest {
    let window = |code: &&str| TypeWindow {
        information_type: (*code).to_owned(),
        start: Some(prost_types::Timestamp {
            seconds: 1_672_531_200,
            nanos: 0,
        }),
        end: Some(prost_types::Timestamp {
            seconds: 253_402_207_200,
            nanos: 999_999_999,
        }),
        basis: WindowBasis::Start.into(),
        straddling_is_inside: false,
    };
    QueryRecordsRequest {
        query_id,
        child: Some(child),
        older_ids: Vec::new(),
        windows: TYPES.iter().map(window).collect(),
        max_records: 1_000,
        context: Some(AccessContext {
            audience: "professional".to_owned(),
            sector: token::SECTOR.to_owned(),
            ground: "consent".to_owned(),
            rule: "SE-SHARE-H-H".to_owned(),
            actor: "physician-1".to_owned(),
            role: "physician".to_owned(),
            organisation: Some(Identifier {
                system: token::ORGANISATION.0.to_owned(),
                value: token::ORGANISATION.1.to_owned(),
            }),
            unit: String::new(),
            purpose: "care".to_owned(),
        }),
    }
}

//! The messages of a bare fan-out, written twice over the kind of record: decoded into types throughout, or header and body as bytes.
//! On the wire both are the contract's. FROZEN, as is everything in this folder.

use std::fmt::Debug;

use bytes::Bytes;
use prost::Message;
use proto::v1::{
    overview::{OverviewCompleted, OverviewStarted, SourceRef},
    producer::QueryCompleted,
    record::{Body, Location, RecordHeader},
};

/// A record as a fan-out handles it.
pub(crate) trait Record: Message + Default + Clone + PartialEq + Debug + 'static {}

/// Decoded and encoded again, field by field: what generated code does.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Typed {
    #[prost(message, optional, tag = "1")]
    header: Option<RecordHeader>,
    #[prost(message, optional, tag = "2")]
    body: Option<Body>,
    #[prost(message, optional, tag = "3")]
    location: Option<Location>,
}

/// Its parts as bytes, never looked into.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Raw {
    #[prost(bytes = "bytes", optional, tag = "1")]
    header: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "2")]
    body: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "3")]
    location: Option<Bytes>,
}

impl Record for Typed {}
impl Record for Raw {}

/// `samsyn.producer.v1.RecordBatch`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Batch<R: Record> {
    #[prost(message, repeated, tag = "1")]
    pub(crate) records: Vec<R>,
}

/// `samsyn.producer.v1.QueryRecordsResponse`; at most one is set.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Answer<R: Record> {
    #[prost(message, optional, tag = "1")]
    pub(crate) batch: Option<Batch<R>>,
    #[prost(message, optional, tag = "2")]
    pub(crate) completed: Option<QueryCompleted>,
}

/// `samsyn.overview.v1.SourceResult`, the fields that a bare fan-out fills.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Row<R: Record> {
    #[prost(message, optional, tag = "1")]
    pub(crate) source: Option<SourceRef>,
    #[prost(int32, tag = "2")]
    pub(crate) status: i32,
    #[prost(bool, tag = "8")]
    pub(crate) complete: bool,
    #[prost(uint32, tag = "12")]
    pub(crate) record_count: u32,
    #[prost(message, repeated, tag = "13")]
    pub(crate) records: Vec<R>,
}

/// `samsyn.overview.v1.OverviewEvent`; exactly one is set.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Event<R: Record> {
    #[prost(message, optional, tag = "1")]
    pub(crate) started: Option<OverviewStarted>,
    #[prost(message, optional, tag = "2")]
    pub(crate) source: Option<Row<R>>,
    #[prost(message, optional, tag = "4")]
    pub(crate) completed: Option<OverviewCompleted>,
}

/// `samsyn.overview.v1.StreamOverviewResponse`.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Response<R: Record> {
    #[prost(message, optional, tag = "1")]
    pub(crate) event: Option<Event<R>>,
}

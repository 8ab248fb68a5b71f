#![doc = include_str!("../README.md")]

mod clock;
mod describe;
mod draft;
mod error;
pub mod host;
mod producer;
mod query;
mod server;
mod service;

pub use describe::AnswerScope;
pub use draft::Owner;
pub use error::ProducerError;
pub use host::{Host, Jitter, Limits, Registration, Running, StartError};
pub use producer::{AccessEntry, Engagements, Producer, Screened, Shown};
pub use query::{AccessContext, Actor, InvalidQuery, RecordQuery, TypeWindow};
pub use server::{BuildError, Server, ServerBuilder};
pub use service::RecordService;

pub use domain::{
    id::{OrganisationId, PersonId},
    record::{
        self, Author, Body, Coding, Header, InformationType, LifeCycle, Location, Marks,
        Organisation, Quantity, Record, Sensitivity, body,
    },
    time::{self, Country, Date, Moment, Period, Timestamp, Window},
};
pub use proto::transport::{Identity, PeerName, TrustAnchors};

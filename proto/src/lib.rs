//! Samsyn's wire contract: the generated code, the relay view, conversions to the domain, and the transport rules both ends share.
//!
//! The `.proto` files beside this crate are the contract; their comments say meaning, unit and standard of every field.

pub mod convert;
pub mod ending;
pub mod overview;
pub mod relay;
pub mod status;
pub mod transport;

#[expect(
    missing_docs,
    clippy::all,
    clippy::allow_attributes,
    clippy::too_many_lines,
    unreachable_pub,
    reason = "generated from the .proto files"
)]
mod generated {
    include!("generated/mod.rs");
}

/// The messages and services, by area.
pub mod v1 {
    pub use crate::generated::samsyn::{
        access::v1 as access, common::v1 as common, consent::v1 as consent,
        overview::v1 as overview, producer::v1 as producer, record::v1 as record,
        registry::v1 as registry,
    };
}

/// The compiled contract, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!("generated/descriptors.binpb");

//! What the SDK promises a vendor and the aggregator, seen from outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod answers;
mod building;
mod containment;
mod disclosures;
mod example;
mod fixture;
mod hosting;
mod pki;
mod registry;
mod screening;

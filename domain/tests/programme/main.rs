//! The programme check: what is followed, what deviates and how, and what is not known because it is not really known.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod cohorts;
#[path = "../common/mod.rs"]
mod common;
mod order;
mod scene;
mod summary;
mod tables;
mod vaccinations;
mod visits;

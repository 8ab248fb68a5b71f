//! End-to-end tests of Samsyn over real sockets. [`Harness`] is a whole sandbox in a folder of its own, on free ports; everything in it
//! panics on failure, for a panic is a test's voice.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

pub mod admin;
pub mod binary;
pub mod caller;
pub mod canary;
mod cast;
pub mod desk;
mod harness;
pub mod postgres;
pub mod process;
pub mod release_log;
pub mod rogue;
mod scene;
mod timed;

pub use harness::Harness;
pub use scene::Scene;
pub use timed::{Timed, completed, first, fold, follow, started};

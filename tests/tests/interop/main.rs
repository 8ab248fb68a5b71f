//! Consumers and a producer in other languages, made from `proto/` with the public gRPC packages alone: they see and tell what ours do.
//! Programs and pins: `tests/interop/README.md`. What is not installed is skipped with a word, and under `SAMSYN_NO_SKIP` failed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod canonical;
mod consumers;
mod installed;
mod producer;
mod question;
mod script;
mod scripted;
mod windows;

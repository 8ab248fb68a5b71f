//! An admitted source that answers as no source should: its row says FAILED and why, nothing of its answer is released, and no other source
//! notices. What the screen drops leaves no trace with the caller.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod addressed;
mod content;
mod stage;
mod whole;

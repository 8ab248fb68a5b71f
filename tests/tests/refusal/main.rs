//! Who may not look, tell or register learns nothing: always the same bytes, the same reads and writes, no difference in how long it takes,
//! and nothing changes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod calls;
mod every;
mod others;
mod ranks;
mod same;
mod stage;
mod telling;
mod timing;

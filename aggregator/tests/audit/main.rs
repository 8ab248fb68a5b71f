//! The access log in an auditor's hand: whatever is done to a real database or an export of it is found and named, and where nobody
//! outside vouches for it is said.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod chains;
mod configured;
mod cut;
mod damage;
mod fhir;
mod handed_out;
mod kept;
mod killed;
mod place;
mod sealed;
mod server;
mod statements;

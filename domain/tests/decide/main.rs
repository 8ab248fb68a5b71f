//! The rules of the decision, one by one, at their edges.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod age;
#[path = "../common/mod.rs"]
mod common;
mod consent;
mod denmark;
mod ground;
mod mature;
mod purpose;
mod relation;
mod release;
mod scope;
mod time;

/// Child psychiatry asks the child health centre: consent, both guardians, year + 3.
fn clinic() -> common::Story {
    common::Story::se("child-psychiatry", "child-health", "observation/growth")
}

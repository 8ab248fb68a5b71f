//! The decision held against an oracle that is written as plain conditions from the documents and reads no table, at every point of the
//! cube country x ground x actor x source x type x age boundary x custody x consents x blocks x protection (162 million points).
//!
//! ```text
//! cargo test -p domain --test oracle                                     a part of the cube, the selection, every changed row, properties
//! SAMSYN_CUBE=all cargo test --release -p domain --test oracle whole     every point of the cube against the oracle and `cube.hash`
//! UPDATE_ORACLE=1 cargo test --release -p domain --test oracle written   rewrites `selection.tsv` and `cube.hash`: every point again
//! ```
//!
//! `selection.tsv` is what a reviewer reads: the boundaries and a pairwise selection with what is decided there. `cube.hash` has a
//! fingerprint for each slice of the cube: an ordinary run compares some, a whole run all. `oracle/beyond.rs` lists where the documents
//! leave a question open and what was chosen.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod ages;
mod axes;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod cube;
mod files;
mod hash;
mod mutations;
mod oracle;
mod pairwise;
mod properties;
mod scene;
mod selection;
mod whole;

//! The `samsyn` command about consents, blocks, looks and what is missing, against the real services over real sockets: as people and
//! scripts meet it, by what it prints and the code it ends with.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod blocks;
mod documented;
mod edges;
mod emergencies;
mod exits;
mod letters;
mod lists;
mod log;
mod reviews;
mod second_parent;
mod stage;
mod typed;

//! `samsyn.access.v1` from the outside: who looked, who may look, and which emergencies somebody has to review; read by those whom it
//! concerns and by nobody else.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod beyond;
mod emergencies;
mod glass;
mod looked;
mod numbers;
mod organisations;
mod own_readings;
mod reads;
mod reveal;
mod sharing;
mod sharing_ages;
mod stage;

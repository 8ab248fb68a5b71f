//! Nothing leaves after an acknowledgement: in flight, with answers that wait behind a slow reader or at a source, through the whole system.
//! `aggregator/tests/gate` shows that the same judgement fails where there is no gate.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod in_flight;
mod instances;
mod leases;
mod loss;
mod race;
mod stage;

//! What goes wrong with sources, over real sockets: each costs its own row, says so honestly, shows nothing wrong and keeps nobody waiting.
//! `mock_producers::faults` says what each fault does; `expected` says, apart from it, what the row must then say.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod alone;
mod command;
mod control;
mod expected;
mod http;
mod pace;
mod rows;
mod running;
mod stage;
mod together;

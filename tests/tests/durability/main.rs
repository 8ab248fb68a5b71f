//! What was acknowledged is there afterwards, and nothing was shown that is not in the log: through kills, lost writes, full disks and
//! stores that are down, on SQLite and on PostgreSQL, over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a panic is a test's voice; figures are read by the one who asked for them; what steers a test stands in its environment"
)]

mod between;
mod chance;
mod crash;
mod failing;
mod families;
mod file_layer;
mod kills;
mod levels;
mod life;
mod lost_answers;
mod lost_writes;
mod order;
mod postgres;
mod power;
mod protocol;
mod settings;
mod stage;
mod stale;
mod trace;

//! The fourteen cases by which the Swedish national platform's aggregating services are tested, over real sockets: what the overview says of
//! each source, and by which of the platform's four codes it would be known there. Where they wait 27 seconds, two are enough here.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod absent;
mod answers;
mod failures;
mod stage;

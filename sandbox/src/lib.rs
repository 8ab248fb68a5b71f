//! Samsyn on this machine with one command: a certificate authority for development, the aggregator, the producers, the facts about the told
//! children, and a file that tells a client in any language how to use it. For developers and tests; nothing of it is for production.

pub mod authority;
mod facts;
mod files;
mod listing;
mod parties;
pub mod print;
mod settings;
mod start;
pub mod state;
pub mod token;
pub mod told;

pub use start::{Options, Sandbox, SandboxError};

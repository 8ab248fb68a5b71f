//! One overview, from question to closing event, in the order of the design: facts, decision, plan, audit, fan-out, screen, audit, gate.
//! Called by the overview service only.

pub mod answer;
mod beside;
pub mod check;
mod context;
pub mod events;
mod fan;
mod log;
mod log_view;
pub mod mask;
mod messages;
mod own_requests;
mod plain;
pub mod programme;
pub mod query;
mod question;
pub mod recipient;
mod refusal;
pub mod reveal;
mod run;
pub mod source;
pub mod words;

pub use log_view::{Granted, LogView, SharingView};
pub use question::Overview;
pub(crate) use refusal::settle;

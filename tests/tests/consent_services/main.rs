//! The services of `samsyn.consent.v1` from the outside: who may say what, what it does to an overview, and that whoever may not say anything
//! learns nothing by trying.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod blocks;
mod checks;
mod compared;
mod custody_by_hand;
mod deciders;
mod flight;
mod grantors;
mod information;
mod letters;
mod lifts;
mod links;
mod numbers;
mod obligations;
mod older;
mod own_requests;
mod purposes;
mod reads;
mod refusals;
mod renumbered;
mod requests;
mod review;
mod stage;
mod wishes;
mod words;

#![doc = include_str!("../README.md")]

pub mod cli;
pub mod client;
pub mod facts;
pub mod model;
pub mod profile;
pub mod state;
pub mod table;
pub mod text;
pub mod wording;

pub use client::{Client, ConnectError, Error, OverviewQuery, Violation};
pub use profile::{Profile, ProfileError};
pub use state::{SandboxState, StateError};

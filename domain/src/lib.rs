//! Samsyn's rules and types, pure: no clock, no file, no network, and the manifest proves it.
//!
//! Who may see what is decided in [`decide`], from [`facts`] and the tables of [`policy`], and [`explain`] says why, in words; [`plan`] makes
//! of it what to ask whom; what came back is checked in [`screen`] and joined in [`merge`], and held against the national [`programme`].

pub mod decide;
pub mod explain;
pub mod facts;
pub mod id;
pub mod merge;
pub mod plan;
pub mod policy;
pub mod programme;
pub mod record;
pub mod screen;
pub mod status;
pub mod time;

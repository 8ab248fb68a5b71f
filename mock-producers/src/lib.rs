//! Sector systems with synthetic children that play the sources of Samsyn: no record here is anybody's.
//!
//! [`World::told`] gives, for any day, the told children with their surroundings, the actors that ask, and the [`System`]s that
//! answer; [`World::peopled`] adds synthetic children, as many as wished, from a seed. A system becomes a source through [`host`], or in a
//! test through its [`MockProducer`]. What can go wrong with a source stands in [`faults`]; [`control`] changes it while the source runs.

mod calendar;
pub mod clock;
pub mod control;
pub mod describe;
pub mod faults;
pub mod fhir;
pub mod host;
mod journal;
mod number;
mod producer;
mod reach;
mod reborn;
mod stories;
mod sure;
pub mod synthetic;
mod system;
mod systems;
pub mod world;

pub use faults::{Fault, Faults, InvalidFault, InvalidFaults};
pub use producer::{Behaviour, MockProducer};
pub use system::System;
pub use world::World;

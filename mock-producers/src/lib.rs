//! Sector systems with synthetic children that play the sources of Samsyn: no record here is anybody's.
//!
//! [`World::told`] gives, for any day, the told children with their surroundings, the actors that ask, and the [`System`]s that
//! answer. A system becomes a source through [`host`], or in a test through its [`MockProducer`].

mod calendar;
pub mod clock;
pub mod describe;
pub mod fhir;
pub mod host;
mod journal;
mod number;
mod producer;
mod stories;
mod sure;
mod system;
mod systems;
pub mod world;

pub use producer::{Behaviour, Fault, InvalidFault, MockProducer};
pub use system::System;
pub use world::World;

//! Sector systems with synthetic children that play the sources of Samsyn: no record here is anybody's.
//!
//! [`World::told`] gives, for any day, the told children with their surroundings, the actors that ask, and the [`System`]s that
//! answer. A system becomes a source through its [`MockProducer`].

mod calendar;
mod journal;
mod number;
mod producer;
mod stories;
mod sure;
mod system;
mod systems;
pub mod world;

pub use producer::{Fault, InvalidFault, MockProducer};
pub use system::System;
pub use world::World;

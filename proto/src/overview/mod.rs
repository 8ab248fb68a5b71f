//! What is known about overviews on both sides of the wire: how the events of one become the whole.

pub mod fold;
mod order;

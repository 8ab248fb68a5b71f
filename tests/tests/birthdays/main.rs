//! Birthdays to the day, over sockets: what a guardian and a child see, whose consent counts and who may register one, a millisecond before
//! local midnight and at it, in Stockholm and Copenhagen, in winter and summer, in the nights when clocks change, and for leap-day children.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod access;
mod denmark;
mod flight;
mod stage;
mod sweden;

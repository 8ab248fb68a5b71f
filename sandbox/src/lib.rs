//! Samsyn on this machine with one command.

//! What a server spends on an overview, read from outside its process.

pub(crate) mod cpu;
pub(crate) mod instructions;

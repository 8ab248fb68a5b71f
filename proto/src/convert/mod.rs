//! Wire to domain and back: one conversion a message, each taking its message apart field by field, so that a field added to the
//! contract breaks the build here until somebody decides what it means.

pub mod body;
pub mod common;
pub mod header;
pub mod record;

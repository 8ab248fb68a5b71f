//! The relay view of a record: three raw parts, carried as the bytes that came, with one header decode for whoever must judge.
//! The aggregator, the SDK and the consumer all carry records in this form; only a source encodes one, only a reader decodes its body.

mod once;
mod record;

pub use once::{REPEATED_FIELD, RepeatedField};
pub use record::{InvalidParts, Record};

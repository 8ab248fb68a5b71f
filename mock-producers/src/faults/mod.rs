//! Faults on demand: what goes wrong with sources, by name, alone or several at once, changed while the source runs.
//! They strike below the SDK, between its service and the transport, because the SDK would forbid most of them.
//!
//! | word | does | the row then says |
//! |---|---|---|
//! | `slow=800ms` | answers so much later | as without, or `DEADLINE` |
//! | `jittering=500ms@7` | answers up to so much later, by a seed | as without, or `DEADLINE` |
//! | `hanging` | takes the query and never answers | `DEADLINE` |
//! | `dripping=100ms` | a record at a time, over and over, never the end | `DEADLINE` |
//! | `erroring=unavailable` | as a proxy says of a source that is down | `UNREACHABLE` |
//! | `erroring=internal` | as a server says whose code failed | `LOGICAL_ERROR` |
//! | `logical-error` | its own system answers with an error, and the SDK says so | `LOGICAL_ERROR` |
//! | `malformed=garbage` | a good batch, then bytes that are no message | `MALFORMED` |
//! | `malformed=truncated` | a good batch, then a frame that ends in its middle | `TRUNCATED` |
//! | `wrong-child` | a record of another child among the child's | `WRONG_CHILD` |
//! | `duplicated` | a record whose header says its id twice | `MALFORMED` |
//! | `oversized=records` | more records than were asked for | `OVERSIZED` |
//! | `oversized=message` | a message of two megabytes | `OVERSIZED` |
//! | `flapping=2` | so many calls work, so many fail, and so on | as without, or `UNREACHABLE` |
//! | `certificate-expired` | serves under a certificate that has run out | `CERTIFICATE_EXPIRED` |
//! | `lease-lost=left` | gives its lease back and takes none | `LEASE_GONE` |
//! | `lease-lost=unrenewed` | lets its lease run out without a word | as without, then `LEASE_GONE` |
//! | `clock-wrong=7168d` | its times are off by so much (behind with a minus), at handshakes too | as without, or `REFUSED` |
//!
//! `+` joins several on one source. Whatever the order in which they are written, they work in this one:
//!
//! 1. *reach*: `certificate-expired` and `lease-lost` concern listener and registration, whatever else is wrong;
//! 2. *when*: `flapping` counts the calls and says which of them the rest strikes; alone, those fail as `erroring` does;
//! 3. *delay*: `slow` and `jittering` add up, and come before everything below;
//! 4. *instead of an answer*: `hanging`, else `erroring`, else `logical-error`;
//! 5. *content*: `clock-wrong`, `wrong-child`, `duplicated`, `oversized`, `malformed`, one after the other on the same answer;
//! 6. *pace*: `dripping` spreads what has become of the answer.
//!
//! A wrong clock looks at the aggregator's certificate too: a sandbox's begin in 1975 and outlive every clock, so only one that is far
//! behind refuses it, as one without battery, which stands at 1970.
//!
//! Only answers to queries are struck; a source that is asked who it is, or for its list of children, answers as ever.

mod content;
mod service;
mod strike;
mod together;
mod wire;
mod word;

pub use content::MARKER;
pub(crate) use service::FaultyService;
pub(crate) use strike::Switch;
pub use together::{Faults, InvalidFaults};
pub use word::{Fault, InvalidFault, LeaseLost, Malformed, Oversized, Status, WORDS};

//! Consents, requests, blocks, looks and who shares what, as JSON has them and as lists are written from them. Field names are part of
//! the command's contract (README.md); nothing here names a person.

mod access;
mod block;
mod consent;
mod letter;
mod sharing;

use std::fmt;

use proto::v1::common::Identifier;
use serde::Serialize;

pub use access::{Access, Emergency, Review};
pub use block::{Block, Lift, Revealed};
pub use consent::{Consent, Request};
pub use letter::{InformationRequest, Letter, Mailbox};
pub use sharing::{PendingRequest, SharedBlock, SharedConsent, Sharing, SharingList};

use crate::model::When;

/// An organisation by its identifier.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub struct Organisation {
    /// The system that issued it.
    pub system: String,
    /// The identifier.
    pub value: String,
}

impl From<Identifier> for Organisation {
    fn from(id: Identifier) -> Self {
        let Identifier { system, value } = id;
        Self { system, value }
    }
}

fn when(at: Option<prost_types::Timestamp>) -> Option<When> {
    at.as_ref().and_then(When::instant)
}

/// `CONSENT_KIND_PERMIT` is `PERMIT`; what has no name is `UNSPECIFIED`.
fn code(name: &'static str, of: &str) -> &'static str {
    name.strip_prefix(of).unwrap_or(name)
}

/// Writes a `Debug` that shows a type's name only: who shares what about a child is somebody's life.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })+
    };
}

redacted!(
    Organisation,
    Access,
    Emergency,
    Review,
    Block,
    Lift,
    Revealed,
    Consent,
    Request,
    Sharing,
    SharingList,
    SharedBlock,
    SharedConsent,
    PendingRequest,
    InformationRequest,
    Letter,
    Mailbox,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_content() {
        let consent = Consent::from(proto::v1::consent::Consent {
            consent_id: "secret-id".to_owned(),
            ..Default::default()
        });
        assert_eq!(format!("{consent:?}"), "Consent(…)");
    }
}

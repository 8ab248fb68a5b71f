//! Bodies: read leniently, because a reader at the end shows what it understands. A number of an enum that this binary does not
//! know reads as not stated; an identifier or a time that cannot be one is refused.

mod calendar;
mod care;
mod codec;
mod finding;
mod medicine;
mod people;
mod process;
mod school;

use domain::record::{InvalidCode, body};
use thiserror::Error;

use super::common::InvalidValue;
use crate::v1::record::{self as wire, body::Kind};

/// Why a body cannot be read. Holds no value: values are personal data.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum InvalidBody {
    /// No kind of content, or one that this binary does not know.
    #[error("a body of no kind known here")]
    UnknownKind,
    /// A required message is absent.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A building block cannot be read.
    #[error("{field} cannot be read")]
    Field {
        /// The innermost field that could not be read.
        field: &'static str,
        /// Why.
        #[source]
        source: InvalidValue,
    },
    /// A sector that is no open code.
    #[error("{field} is no open code")]
    Code {
        /// The field.
        field: &'static str,
        /// Why.
        #[source]
        source: InvalidCode,
    },
}

/// The kinds of content, named alike on both sides.
macro_rules! kinds {
    ($($kind:ident),+ $(,)?) => {
        impl TryFrom<wire::Body> for body::Body {
            type Error = InvalidBody;

            fn try_from(body: wire::Body) -> Result<Self, InvalidBody> {
                let wire::Body { kind } = body;
                match kind.ok_or(InvalidBody::UnknownKind)? {
                    $(Kind::$kind(content) => content.try_into().map(Self::$kind),)+
                }
            }
        }

        impl From<body::Body> for wire::Body {
            fn from(content: body::Body) -> Self {
                let kind = match content {
                    $(body::Body::$kind(content) => Kind::$kind(content.into()),)+
                };
                Self { kind: Some(kind) }
            }
        }
    };
}

kinds!(
    MasterData,
    Custody,
    Contact,
    Condition,
    Intervention,
    Activity,
    Plan,
    CareDocument,
    Vaccination,
    Observation,
    Questionnaire,
    Indicator,
    Medication,
    Referral,
    Assessment,
    Attendance,
    SchoolSupportPlan,
    ConcernReport,
);

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

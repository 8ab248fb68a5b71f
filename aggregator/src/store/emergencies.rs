//! What has to be reviewed, as the stores read it back: overviews by emergency, blocks that were set aside in one, and questions where
//! information is blocked. For the stores, and for the list of those who review.

use domain::{facts::Pseudonym, time::Timestamp};
use uuid::Uuid;

use super::{StoreError, Teller, access::parse_intent};
use crate::{
    audit::entry::Intent,
    ledger::{Statement, statement::LiftRegistered},
};

/// How the id of a lift is told from that of an overview.
const LIFT: &str = "lift:";

/// Something that has to be reviewed.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEmergency {
    /// When; of a reveal, when the first of its overview was.
    pub at: Timestamp,
    /// The child.
    pub child: Pseudonym,
    /// What was done.
    pub act: EmergencyAct,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum EmergencyAct {
    /// Somebody looked by emergency.
    Look {
        /// The overview.
        overview_id: String,
        /// Who and why.
        intent: Box<Intent>,
    },
    /// Somebody asked where information is blocked, in an overview that was none by emergency.
    Reveal {
        /// The overview.
        overview_id: String,
        /// Who, as of the overview.
        intent: Box<Intent>,
    },
    /// Somebody set a block aside in an emergency.
    Lift {
        /// Which, for whom, until when.
        lift: Box<LiftRegistered>,
        /// Who said so.
        by: Teller,
    },
}

/// A place in the list, by what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewPlace {
    /// An overview.
    Overview(String),
    /// A lift.
    Lift(Uuid),
}

impl ReviewPlace {
    /// Reads it back. What is of no form is the id of no overview.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lift = text.strip_prefix(LIFT).and_then(|id| id.parse().ok());
        lift.map_or_else(|| Self::Overview(text.to_owned()), Self::Lift)
    }

    /// As one text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Overview(id) => id.clone(),
            Self::Lift(id) => format!("{LIFT}{id}"),
        }
    }
}

impl StoredEmergency {
    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> ReviewPlace {
        match &self.act {
            EmergencyAct::Look { overview_id, .. } | EmergencyAct::Reveal { overview_id, .. } => {
                ReviewPlace::Overview(overview_id.clone())
            }
            EmergencyAct::Lift { lift, .. } => ReviewPlace::Lift(lift.id),
        }
    }

    /// From a row: what it is, the overview, what the intent or the statement says, and who said a statement.
    pub(super) fn read(
        (at, child): (Timestamp, Pseudonym),
        (what, overview_id): (&str, Option<String>),
        body: &str,
        by: Option<String>,
    ) -> Result<Self, StoreError> {
        let unreadable = StoreError::Unreadable { what: "emergency" };
        let act = match (what, overview_id, by) {
            ("look", Some(overview_id), _) => EmergencyAct::Look {
                overview_id,
                intent: Box::new(parse_intent(body)?),
            },
            ("reveal", Some(overview_id), _) => EmergencyAct::Reveal {
                overview_id,
                intent: Box::new(parse_intent(body)?),
            },
            ("lift", _, Some(by)) => match serde_json::from_str(body) {
                Ok(Statement::LiftRegistered(lift)) => EmergencyAct::Lift {
                    lift: Box::new(lift),
                    by: Teller(by),
                },
                _ => return Err(unreadable),
            },
            _ => return Err(unreadable),
        };
        Ok(Self { at, child, act })
    }
}

//! The access log as the stores read it back: the same rows, whatever they lie in.

use std::collections::BTreeMap;

use domain::{facts::Pseudonym, time::Timestamp};

use super::{Access, StoreError, StoredEmergency, StoredIntent};
use crate::audit::entry::{ActorRef, Event, FactRead, Intent};

pub(super) const UNREADABLE: StoreError = StoreError::Unreadable {
    what: "access log entry",
};

/// One entry about a child, with the intent of its overview beside it.
pub(super) struct Logged {
    pub(super) at: Timestamp,
    pub(super) overview_id: Option<String>,
    pub(super) body: String,
    pub(super) intent: Option<String>,
}

impl Logged {
    /// The look that it tells of. `None`: it tells of none.
    pub(super) fn access(self) -> Result<Option<Access>, StoreError> {
        let event: Event = serde_json::from_str(&self.body).map_err(|_| UNREADABLE)?;
        // Retention may cut between an intent and what followed on it; of whom it was is then gone.
        if self.intent.is_none() && matches!(event, Event::Shown(_) | Event::Opened(_)) {
            return Ok(None);
        }
        let of_overview = || parse_intent(self.intent.as_deref().ok_or(UNREADABLE)?);
        let is_refused = matches!(event, Event::Refused(_));
        let mut of_source = (None, None, None);
        let (intent, act) = match event {
            Event::Intent(intent) => (intent, "ask".to_owned()),
            Event::Refused(refused) => (refused.intent, "ask".to_owned()),
            Event::Shown(shown) => {
                of_source = (Some(shown.producer), Some(shown.sector), shown.ground);
                (of_overview()?, "shown".to_owned())
            }
            Event::Opened(opened) => {
                of_source.0 = Some(opened.producer);
                (of_overview()?, opened.act)
            }
            // R-AUDIT-17
            Event::FactRead(read) => (reading(read), "read".to_owned()),
            Event::Outcome(_)
            | Event::FactChange(_)
            | Event::HeadTaken(_)
            | Event::Checkpoint(_)
            | Event::Pruned(_)
            | Event::EmergencyReview(_) => return Ok(None),
        };
        let (producer, source_sector, ground) = of_source;
        Ok(Some(Access {
            overview_id: self.overview_id.unwrap_or_default(),
            at: self.at,
            ground: ground.or_else(|| intent.ground.clone()),
            intent,
            act,
            source_sector,
            producer,
            refused: is_refused,
        }))
    }
}

/// Who read what decides about access, as whoever looks stands in the log. It belongs to no overview.
fn reading(read: FactRead) -> Intent {
    let FactRead {
        by,
        organisation,
        unit,
        role,
        sector,
        audience,
        what,
    } = read;
    Intent {
        actor: ActorRef::Id(by),
        consumer: String::new(),
        organisation,
        unit,
        role,
        sector,
        audience,
        purpose: String::new(),
        ground: None,
        reason: None,
        emergency: false,
        types: vec![what],
        policies: BTreeMap::new(),
        decisions: Vec::new(),
        replay: None,
    }
}

pub(super) fn parse_intent(body: &str) -> Result<Intent, StoreError> {
    match serde_json::from_str(body) {
        Ok(Event::Intent(intent)) => Ok(intent),
        _ => Err(UNREADABLE),
    }
}

/// An entry of an overview, read back.
pub(super) fn parse_event(body: &str) -> Result<Event, StoreError> {
    serde_json::from_str(body).map_err(|_| UNREADABLE)
}

/// An emergency, from the entry of its intent.
pub(super) fn emergency(
    at: Timestamp,
    child: Pseudonym,
    overview_id: String,
    body: &str,
) -> Result<StoredEmergency, StoreError> {
    let intent = parse_intent(body)?;
    Ok(StoredEmergency {
        overview_id,
        at,
        looked: StoredIntent { child, intent },
    })
}

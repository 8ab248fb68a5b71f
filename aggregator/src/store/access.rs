//! The access log as the stores read it back: the same rows, whatever they lie in. For the stores, and for whoever tells who looked.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::{facts::Pseudonym, time::Timestamp};

use super::{MAX_ACCESSES, Store, StoreError};
use crate::audit::entry::{ActorRef, Event, FactRead, Intent};

/// Which entries about a child are gone over. Each kind by itself, so that however often somebody reads what decides about access, no look
/// is out of reach.
// R-ACCESS-7
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Questions, what was shown of them, what was opened.
    Looks,
    /// Readings of what decides about access.
    Readings,
}

/// A stretch of who looked.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessPage {
    /// The looks, newest first. An entry that tells of none is left out.
    pub found: Vec<Access>,
    /// Before which place to go on. `None` = there is nothing older.
    pub next: Option<u64>,
}

/// One look, as `ListAccesses` gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// Its place in the store: later ones have higher places, whichever child they are about.
    pub place: u64,
    /// The overview. Empty where what decides about access was read without one.
    pub overview_id: String,
    /// When.
    pub at: Timestamp,
    /// Who looked and why.
    pub intent: Intent,
    /// `ask`, `shown`, `open`, `copy`, `print`, `export` or `reveal`; `read` of what decides about access.
    pub act: String,
    /// The sector of the source that was shown.
    pub source_sector: Option<String>,
    /// The producer whose source was shown, or of which a record was opened.
    pub producer: Option<String>,
    /// The ground that carried, where one did; else the one claimed.
    pub ground: Option<String>,
    /// True when the look was refused.
    pub refused: bool,
}

impl AccessPage {
    /// From the rows of one reading over at most `limit` entries.
    pub(super) fn of(rows: Vec<Logged>, limit: u32) -> Result<Self, StoreError> {
        let is_full = rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let last = rows.last().map(|logged| logged.place);
        let mut found = Vec::with_capacity(rows.len());
        for logged in rows {
            found.extend(logged.access()?);
        }
        Ok(Self {
            found,
            next: last.filter(|_| is_full),
        })
    }
}

/// The newest of both kinds.
pub(super) async fn newest<S: Store + ?Sized>(
    store: &S,
    child: Pseudonym,
    max: u32,
) -> Result<Vec<Access>, StoreError> {
    let max = max.min(MAX_ACCESSES);
    let mut found = Vec::new();
    for of in [Looked::Looks, Looked::Readings] {
        found.extend(store.accesses_before(child, of, None, max).await?.found);
    }
    found.sort_by_key(|access| Reverse(access.place));
    found.truncate(usize::try_from(max).unwrap_or(usize::MAX));
    Ok(found)
}

pub(super) const UNREADABLE: StoreError = StoreError::Unreadable {
    what: "access log entry",
};

/// One entry about a child, with the intent of its overview beside it.
pub(super) struct Logged {
    pub(super) place: u64,
    pub(super) at: Timestamp,
    pub(super) overview_id: Option<String>,
    pub(super) body: String,
    pub(super) intent: Option<String>,
}

impl Logged {
    /// The look that it tells of. `None`: it tells of none.
    fn access(self) -> Result<Option<Access>, StoreError> {
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
            place: self.place,
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

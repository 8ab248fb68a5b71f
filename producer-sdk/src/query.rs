//! What a producer is asked, parsed: whoever holds a [`RecordQuery`] holds one child, bounded lists and windows that are not reversed.

mod parse;

use std::{collections::BTreeMap, fmt};

use domain::{
    id::{OrganisationId, PersonId},
    record::InformationType,
    time::{Basis, Straddle, Window},
};

pub use parse::InvalidQuery;
pub(crate) use parse::{person, plain_id, timestamp};

/// A query about one child.
#[derive(Clone, PartialEq)]
pub struct RecordQuery {
    query_id: String,
    child: PersonId,
    older_ids: Vec<PersonId>,
    windows: BTreeMap<InformationType, TypeWindow>,
    max_records: Option<usize>,
    context: AccessContext,
}

/// What may be answered of one information type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeWindow {
    /// From when to when, half-open.
    pub window: Window,
    /// Which time of the record counts.
    pub basis: Basis,
    /// What becomes of a partial date on the edge.
    pub straddle: Straddle,
}

/// Who asks and why, as far as the answer scope lets it travel. Texts are empty where it does not.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AccessContext {
    /// `professional`, `guardian` or `child`.
    pub audience: String,
    /// The actor's sector.
    pub sector: String,
    /// The legal ground, for example `consent` or `emergency`.
    pub ground: String,
    /// The id of the rule that permits.
    pub rule: String,
    /// The actor, only under [`AnswerScope::Actor`](crate::AnswerScope::Actor).
    pub actor: Option<Actor>,
}

/// The person who asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Actor {
    /// The id at the organisation, for example an HSA-id.
    pub id: String,
    /// The role.
    pub role: String,
    /// The organisation.
    pub organisation: Option<OrganisationId>,
    /// The unit. Empty when the token names none.
    pub unit: String,
    /// The purpose, for example `care`.
    pub purpose: String,
}

impl RecordQuery {
    /// The child's identity now.
    #[must_use]
    pub fn child(&self) -> &PersonId {
        &self.child
    }

    /// Older identities of the same child; answer for them too.
    #[must_use]
    pub fn older_ids(&self) -> &[PersonId] {
        &self.older_ids
    }

    /// True when the identity is the child's, now or formerly.
    #[must_use]
    pub fn is_about(&self, subject: &PersonId) -> bool {
        self.child == *subject || self.older_ids.contains(subject)
    }

    /// True when records of this type are asked for.
    #[must_use]
    pub fn wants(&self, information_type: &InformationType) -> bool {
        self.windows.contains_key(information_type)
    }

    /// From when to when records of this type are asked for; `None` when they are not asked for.
    #[must_use]
    pub fn window(&self, information_type: &InformationType) -> Option<Window> {
        self.windows.get(information_type).map(|w| w.window)
    }

    /// The types that are asked for, each with its window, in the order of their codes.
    pub fn windows(&self) -> impl Iterator<Item = (&InformationType, &TypeWindow)> {
        self.windows.iter()
    }

    /// The smallest window around all of them, for a system that can filter by one only.
    #[must_use]
    pub fn whole_window(&self) -> Window {
        let all = || self.windows.values().map(|w| w.window);
        let start = all().map(|w| w.start()).min();
        let end = all().map(|w| w.end()).max();
        start
            .zip(end)
            .and_then(|(start, end)| Window::new(start, end))
            .unwrap_or(Window::everything())
    }

    /// Who asks and why.
    #[must_use]
    pub fn context(&self) -> &AccessContext {
        &self.context
    }

    /// The query's id, the same in the aggregator's log.
    #[must_use]
    pub fn query_id(&self) -> &str {
        &self.query_id
    }

    /// The most records that will be passed on, newest first; `None` = the producer's own cap alone counts.
    #[must_use]
    pub fn max_records(&self) -> Option<usize> {
        self.max_records
    }

    pub(crate) fn type_window(&self, information_type: &InformationType) -> Option<&TypeWindow> {
        self.windows.get(information_type)
    }
}

/// Shows what is asked for, not about whom nor by whom.
// R-PRIVACY-1
impl fmt::Debug for RecordQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordQuery")
            .field("query_id", &self.query_id)
            .field("windows", &self.windows)
            .field("max_records", &self.max_records)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessContext")
            .field("audience", &self.audience)
            .field("ground", &self.ground)
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({})", self.role)
    }
}

#[cfg(test)]
mod tests;

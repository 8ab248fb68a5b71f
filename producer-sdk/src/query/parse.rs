//! The wire's query, read in one pass: all that is wrong is found and named, and no value is ever repeated.

use std::collections::BTreeMap;

use domain::{
    id::{OrganisationId, PersonId},
    record::InformationType,
    time::{Basis, Straddle, Timestamp, Window},
};
use proto::{
    convert,
    v1::{common as pb_common, producer as pb},
};
use thiserror::Error;
use tonic::Status;

use super::{AccessContext, Actor, RecordQuery, TypeWindow};

/// The most information types in a query.
const MAX_TYPES: usize = 64;
/// The most older identities in a query.
const MAX_OLDER_IDS: usize = 16;
/// The longest query id and the longest text of the access context.
const MAX_TEXT_BYTES: usize = 256;

/// The reason under which a bad query is refused.
const REASON: &str = "INVALID_REQUEST";

// R-PRODUCER-2
impl TryFrom<pb::QueryRecordsRequest> for RecordQuery {
    type Error = InvalidQuery;

    fn try_from(request: pb::QueryRecordsRequest) -> Result<Self, InvalidQuery> {
        let pb::QueryRecordsRequest {
            query_id,
            child,
            older_ids,
            windows,
            max_records,
            context,
        } = request;
        let mut wrong = InvalidQuery::default();
        let query_id = plain_id("query_id", query_id, &mut wrong);
        let child = person("child", child, &mut wrong);
        let older_ids = parse_older_ids(older_ids, &mut wrong);
        let windows = parse_windows(windows, &mut wrong);
        let context = AccessContext::parse(context.unwrap_or_default(), "context", &mut wrong);
        match (query_id, child, context) {
            (Some(query_id), Some(child), Some(context)) if wrong.violations.is_empty() => {
                Ok(Self {
                    query_id,
                    child,
                    older_ids,
                    windows,
                    max_records: usize::try_from(max_records).ok().filter(|max| *max > 0),
                    context,
                })
            }
            _ => Err(wrong),
        }
    }
}

/// What is wrong with a query: fields and what was expected of them, never what came.
#[derive(Debug, Error, Clone, PartialEq, Eq, Default)]
#[error("the query is not valid: {}", self.fields().collect::<Vec<_>>().join(", "))]
pub struct InvalidQuery {
    violations: Vec<(String, &'static str)>,
}

impl InvalidQuery {
    /// The fields that are wrong.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.violations.iter().map(|(field, _)| field.as_str())
    }

    /// The same as the peer is told.
    #[must_use]
    pub fn to_status(&self) -> Status {
        let violations: Vec<_> = self
            .violations
            .iter()
            .map(|(field, description)| (field.as_str(), *description))
            .collect();
        proto::status::bad_request(REASON, &violations)
    }

    /// Notes a violation; `None` so that the parse can go on and find the others.
    pub(crate) fn note<T>(
        &mut self,
        field: impl Into<String>,
        expected: &'static str,
    ) -> Option<T> {
        self.violations.push((field.into(), expected));
        None
    }
}

impl AccessContext {
    pub(crate) fn parse(
        context: pb::AccessContext,
        field: &str,
        wrong: &mut InvalidQuery,
    ) -> Option<Self> {
        let pb::AccessContext {
            audience,
            sector,
            ground,
            rule,
            actor,
            role,
            organisation,
            unit,
            purpose,
        } = context;
        let texts = [
            &audience, &sector, &ground, &rule, &actor, &role, &unit, &purpose,
        ];
        if texts.iter().any(|text| text.len() > MAX_TEXT_BYTES) {
            return wrong.note(field, "each text has at most 256 bytes");
        }
        let organisation = match organisation {
            None => None,
            Some(id) => match OrganisationId::try_from(id) {
                Ok(id) => Some(id),
                Err(_) => {
                    return wrong.note(format!("{field}.organisation"), "an organisation's id");
                }
            },
        };
        let actor = (!actor.is_empty()).then_some(Actor {
            id: actor,
            role,
            organisation,
            unit,
            purpose,
        });
        Some(Self {
            audience,
            sector,
            ground,
            rule,
            actor,
        })
    }
}

/// An id that may stand in a log: visible ASCII, bounded.
pub(crate) fn plain_id(field: &str, id: String, wrong: &mut InvalidQuery) -> Option<String> {
    let plain =
        !id.is_empty() && id.len() <= MAX_TEXT_BYTES && id.bytes().all(|b| b.is_ascii_graphic());
    if plain {
        Some(id)
    } else {
        wrong.note(field, "an id of 1 to 256 visible ASCII characters")
    }
}

pub(crate) fn person(
    field: &str,
    id: Option<pb_common::Identifier>,
    wrong: &mut InvalidQuery,
) -> Option<PersonId> {
    let id = id.and_then(|id| PersonId::try_from(id).ok());
    id.or_else(|| wrong.note(field, "a person's identity number in a known system"))
}

/// A point in time as far as our calendar goes.
pub(crate) fn timestamp(time: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    convert::common::timestamp(time?).ok()
}

/// The edge of a window. The wire's calendar begins in year 1 and ends a little after ours: its ends mean "without limit",
/// and only a window without limits holds a record without time.
fn edge(time: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    const YEAR_1: i64 = -62_135_596_800;
    let time = time?;
    if time.seconds <= YEAR_1 {
        Some(Timestamp::MIN)
    } else if time.seconds >= Timestamp::MAX.as_second() {
        Some(Timestamp::MAX)
    } else {
        timestamp(Some(time))
    }
}

fn parse_older_ids(ids: Vec<pb_common::Identifier>, wrong: &mut InvalidQuery) -> Vec<PersonId> {
    if ids.len() > MAX_OLDER_IDS {
        wrong.note::<()>("older_ids", "at most 16");
        return Vec::new();
    }
    ids.into_iter()
        .enumerate()
        .filter_map(|(i, id)| person(&format!("older_ids[{i}]"), Some(id), wrong))
        .collect()
}

fn parse_windows(
    windows: Vec<pb::TypeWindow>,
    wrong: &mut InvalidQuery,
) -> BTreeMap<InformationType, TypeWindow> {
    let mut parsed = BTreeMap::new();
    if windows.is_empty() || windows.len() > MAX_TYPES {
        wrong.note::<()>("windows", "1 to 64 information types");
        return parsed;
    }
    for (i, window) in windows.into_iter().enumerate() {
        let field = format!("windows[{i}]");
        let Some((information_type, window)) = parse_window(window, &field, wrong) else {
            continue;
        };
        if parsed.insert(information_type, window).is_some() {
            wrong.note::<()>(field, "each information type once");
        }
    }
    parsed
}

fn parse_window(
    window: pb::TypeWindow,
    field: &str,
    wrong: &mut InvalidQuery,
) -> Option<(InformationType, TypeWindow)> {
    let pb::TypeWindow {
        information_type,
        start,
        end,
        basis,
        straddling_is_inside,
    } = window;
    let Ok(information_type) = InformationType::parse(&information_type) else {
        return wrong.note(
            format!("{field}.information_type"),
            "an information type's code",
        );
    };
    let Some((start, end)) = edge(start).zip(edge(end)) else {
        return wrong.note(field, "a start and an end");
    };
    let Some(window) = Window::new(start, end) else {
        return wrong.note(format!("{field}.end"), "not before the start");
    };
    let basis = match pb::WindowBasis::try_from(basis) {
        Ok(pb::WindowBasis::Unspecified | pb::WindowBasis::Start) => Basis::Start,
        Ok(pb::WindowBasis::End) => Basis::End,
        Ok(pb::WindowBasis::Overlap) => Basis::Overlap,
        Err(_) => return wrong.note(format!("{field}.basis"), "a known basis"),
    };
    let straddle = if straddling_is_inside {
        Straddle::In
    } else {
        Straddle::Out
    };
    let window = TypeWindow {
        window,
        basis,
        straddle,
    };
    Some((information_type, window))
}

//! What to ask for, in the domain's types. Who asks stands in the token.

use std::{fmt, time::Duration};

use domain::{id::PersonId, record::InformationType, time::Timestamp};
use proto::v1::overview::{self as wire, Ground, QueryPeriod};

use crate::wording::Language;

/// A query about one child. Everything but the child may be left out.
#[derive(Clone)]
pub struct OverviewQuery {
    /// The child.
    pub child: PersonId,
    /// The types wanted. Empty = all.
    pub types: Vec<InformationType>,
    /// The first instant wanted.
    pub from: Option<Timestamp>,
    /// The first instant no longer wanted.
    pub to: Option<Timestamp>,
    /// The ground claimed. `Unspecified` = the ordinary one by the tables.
    pub ground: Ground,
    /// The reason in the actor's words; emergency needs one.
    pub reason: String,
    /// The oldest answer that will do. Zero = ask the source.
    pub max_age: Duration,
    /// The language of labels and notices.
    pub language: Language,
}

impl OverviewQuery {
    /// Everything about a child, on the ordinary ground, now.
    #[must_use]
    pub fn about(child: PersonId) -> Self {
        Self {
            language: Language::of(child.country()),
            child,
            types: Vec::new(),
            from: None,
            to: None,
            ground: Ground::Unspecified,
            reason: String::new(),
            max_age: Duration::ZERO,
        }
    }
}

impl fmt::Debug for OverviewQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OverviewQuery")
            .field("types", &self.types)
            .field("ground", &self.ground)
            .finish_non_exhaustive()
    }
}

impl From<OverviewQuery> for wire::OverviewQuery {
    fn from(query: OverviewQuery) -> Self {
        let OverviewQuery {
            child,
            types,
            from,
            to,
            ground,
            reason,
            max_age,
            language,
        } = query;
        let period = (from.is_some() || to.is_some()).then(|| QueryPeriod {
            from: from.map(timestamp),
            to: to.map(timestamp),
        });
        Self {
            child: Some(identifier(&child)),
            information_types: types.iter().map(ToString::to_string).collect(),
            period,
            ground: ground.into(),
            reason,
            max_age: (!max_age.is_zero())
                .then(|| max_age.try_into().ok())
                .flatten(),
            max_records_per_source: 0,
            max_records: 0,
            language: language.tag().to_owned(),
        }
    }
}

/// A person's identifier as it travels.
pub(crate) fn identifier(person: &PersonId) -> proto::v1::common::Identifier {
    proto::v1::common::Identifier {
        system: person.system().to_owned(),
        value: person.value().to_owned(),
    }
}

/// An instant as it travels.
pub(crate) fn timestamp(instant: Timestamp) -> prost_types::Timestamp {
    let nanos = instant.subsec_nanosecond();
    let seconds = instant.as_second();
    // Before 1970 the fraction counts backwards here and forwards on the wire.
    if nanos < 0 {
        prost_types::Timestamp {
            seconds: seconds - 1,
            nanos: nanos + 1_000_000_000,
        }
    } else {
        prost_types::Timestamp { seconds, nanos }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_asks_for_no_more_than_it_says() {
        let child = PersonId::guess("19121212-1212").unwrap();
        let mut query = OverviewQuery::about(child);
        let plain = wire::OverviewQuery::from(query.clone());
        assert_eq!(plain.ground(), Ground::Unspecified);
        assert!(plain.period.is_none() && plain.max_age.is_none());
        assert_eq!(plain.language, "sv");
        query.to = Some("1969-12-31T23:59:59.75Z".parse().unwrap());
        let to = wire::OverviewQuery::from(query).period.unwrap().to.unwrap();
        assert_eq!((to.seconds, to.nanos), (-1, 750_000_000));
    }
}

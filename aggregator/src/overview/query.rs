//! The wire's query as a question of ours: parsed once, every wrong field named, bounded. Knows nothing of who asks.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    id::PersonId,
    plan::Filter,
    policy::Ground,
    record::InformationType,
    time::{Timestamp, Window},
};
use proto::{
    convert::common::timestamp,
    v1::{
        common,
        overview::{self as wire, OverviewQuery},
    },
};
use tonic::Status;

/// The most types one query names.
pub const MAX_TYPES: usize = 64;
/// The longest stated reason, in bytes.
pub const MAX_REASON_BYTES: usize = 500;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The child.
    pub child: PersonId,
    /// What the caller narrows the question to.
    pub filter: Filter,
    /// The ground claimed.
    pub ground: Option<Ground>,
    /// The reason stated, if any.
    pub reason: Option<String>,
    /// The most records per source.
    pub max_per_source: Option<usize>,
    /// The most records in total.
    pub max_total: Option<usize>,
    /// The language of texts.
    pub language: Language,
}

/// The languages that texts exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Swedish.
    Sv,
    /// Danish.
    Da,
    /// English.
    #[default]
    En,
}

/// Collects what is wrong, so that a caller learns all of it at once. Descriptions never repeat what came.
#[derive(Default)]
struct Violations(Vec<(&'static str, &'static str)>);

impl Violations {
    fn take<T>(&mut self, field: &'static str, parsed: Result<T, &'static str>) -> Option<T> {
        parsed.map_err(|why| self.0.push((field, why))).ok()
    }
}

impl Asked {
    /// Parses a query. Nothing is taken from it before every field is right.
    // R-INPUT-1
    pub fn parse(query: Option<OverviewQuery>) -> Result<Self, Status> {
        let mut wrong = Violations::default();
        let OverviewQuery {
            child,
            information_types,
            period,
            ground,
            reason,
            // Every answer is fresh until there is a cache: asking the source satisfies any age.
            max_age: _,
            max_records_per_source,
            max_records,
            language,
        } = query.unwrap_or_default();
        let child = wrong.take("query.child", parse_child(child));
        let types = wrong.take("query.information_types", parse_types(&information_types));
        let window = wrong.take("query.period", parse_period(period));
        let ground = wrong.take("query.ground", parse_ground(ground));
        let reason = wrong.take("query.reason", parse_reason(reason, ground.flatten()));
        let language = wrong.take("query.language", Language::parse(&language));
        match (child, types, window, ground, reason, language) {
            (
                Some(child),
                Some(types),
                Some(window),
                Some(ground),
                Some(reason),
                Some(language),
            ) => Ok(Self {
                child,
                filter: Filter { types, window },
                ground,
                reason,
                max_per_source: cap(max_records_per_source),
                max_total: cap(max_records),
                language,
            }),
            _ => Err(proto::status::bad_request("INVALID_QUERY", &wrong.0)),
        }
    }
}

fn parse_child(child: Option<common::Identifier>) -> Result<PersonId, &'static str> {
    let child = child.ok_or("expected the child's identifier with system and value")?;
    PersonId::parse(&child.system, &child.value).map_err(
        |_| "expected a known identifier system and a value of its form with a right check digit",
    )
}

fn parse_types(types: &[String]) -> Result<BTreeSet<InformationType>, &'static str> {
    if types.len() > MAX_TYPES {
        return Err("expected at most 64 information types");
    }
    let expected = "expected codes of a–z, 0–9, `-` and `/`, for example observation/growth";
    if types.iter().any(|code| holds_a_number(code)) {
        return Err(expected);
    }
    (types.iter())
        .map(|t| InformationType::parse(t))
        .collect::<Result<_, _>>()
        .map_err(|_| expected)
}

/// Whether a code or a unit, which store and log keep in the clear, holds what could be a person's number, with or without hyphen and
/// century.
// R-STORE-1
pub(crate) fn holds_a_number(text: &str) -> bool {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '-');
    parts.map(|part| part.trim_matches('-')).any(|part| {
        let spelled = ["", "19", "20"].map(|century| format!("{century}{part}"));
        spelled.iter().any(|number| PersonId::guess(number).is_ok())
    })
}

fn parse_period(period: Option<wire::QueryPeriod>) -> Result<Window, &'static str> {
    let wire::QueryPeriod { from, to } = period.unwrap_or_default();
    let instant = |at: Option<prost_types::Timestamp>, open: Timestamp| match at {
        None => Ok(open),
        Some(at) => timestamp(at)
            .map_err(|_| "expected instants between the years -9999 and 9999, nanos from 0"),
    };
    let (from, to) = (instant(from, Timestamp::MIN)?, instant(to, Timestamp::MAX)?);
    match Window::new(from, to) {
        Some(window) if !window.is_empty() => Ok(window),
        _ => Err("expected `from` before `to`"),
    }
}

fn parse_ground(ground: i32) -> Result<Option<Ground>, &'static str> {
    match wire::Ground::try_from(ground) {
        Ok(wire::Ground::Unspecified) => Ok(None),
        Ok(wire::Ground::Consent) => Ok(Some(Ground::Consent)),
        Ok(wire::Ground::Emergency) => Ok(Some(Ground::Emergency)),
        Ok(wire::Ground::OwnAccess) => Ok(Some(Ground::OwnAccess)),
        Ok(wire::Ground::Statute) => Ok(Some(Ground::Statute)),
        Ok(wire::Ground::Necessity) => Ok(Some(Ground::Necessity)),
        Err(_) => Err("expected a ground of the contract"),
    }
}

fn parse_reason(reason: String, ground: Option<Ground>) -> Result<Option<String>, &'static str> {
    if reason.len() > MAX_REASON_BYTES {
        return Err("expected at most 500 bytes");
    }
    let reason = Some(reason).filter(|r| !r.trim().is_empty());
    if ground == Some(Ground::Emergency) && reason.is_none() {
        return Err("expected a reason: emergency access is reviewed");
    }
    Ok(reason)
}

impl Language {
    /// Reads a language tag; regions play no part.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(language: &str) -> Result<Self, &'static str> {
        match language.split('-').next().unwrap_or_default() {
            "" | "en" => Ok(Self::En),
            "sv" => Ok(Self::Sv),
            "da" => Ok(Self::Da),
            _ => Err("expected sv, da or en"),
        }
    }
}

fn cap(records: u32) -> Option<usize> {
    usize::try_from(records).ok().filter(|n| *n > 0)
}

/// How long the caller waits: its `grpc-timeout`, or the longest we allow.
// R-LIMIT-2
#[must_use]
pub fn budget(metadata: &tonic::metadata::MetadataMap, longest: Duration) -> Duration {
    let asked = metadata.get("grpc-timeout").and_then(|t| t.to_str().ok());
    asked.and_then(grpc_timeout).unwrap_or(longest).min(longest)
}

/// `TimeoutValue TimeoutUnit` of the gRPC protocol: at most 8 digits and one of H M S m u n.
fn grpc_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(value * 3600)),
        "M" => Some(Duration::from_secs(value * 60)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proto::status::violations_of;

    use super::*;

    fn query() -> OverviewQuery {
        OverviewQuery {
            child: Some(common::Identifier {
                system: "urn:oid:1.2.752.129.2.1.3.1".into(),
                value: "191212121212".into(),
            }),
            ..OverviewQuery::default()
        }
    }

    fn wrong_fields(query: OverviewQuery) -> Vec<String> {
        let status = Asked::parse(Some(query)).unwrap_err();
        assert!(
            !format!("{status:?}").contains("1912"),
            "the value never comes back"
        );
        violations_of(&status)
            .into_iter()
            .map(|(field, _)| field)
            .collect()
    }

    // R-INPUT-1
    #[test]
    fn every_wrong_field_is_named_at_once() {
        let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
        let wrong = OverviewQuery {
            child: Some(common::Identifier {
                system: "urn:oid:1.2.752.129.2.1.3.1".into(),
                value: "191212121213".into(),
            }),
            information_types: vec!["Vaccination".into()],
            period: Some(wire::QueryPeriod {
                from: at(2),
                to: at(1),
            }),
            ground: 99,
            reason: "x".repeat(MAX_REASON_BYTES + 1),
            language: "fi".into(),
            ..OverviewQuery::default()
        };
        assert_eq!(
            wrong_fields(wrong),
            [
                "query.child",
                "query.information_types",
                "query.period",
                "query.ground",
                "query.reason",
                "query.language"
            ]
        );
    }

    // R-INPUT-1
    #[test]
    fn limits_hold_at_their_edge() {
        let types = |n| OverviewQuery {
            information_types: vec!["vaccination".into(); n],
            ..query()
        };
        assert!(Asked::parse(Some(types(MAX_TYPES))).is_ok());
        assert_eq!(
            wrong_fields(types(MAX_TYPES + 1)),
            ["query.information_types"]
        );
        let reason = |n| OverviewQuery {
            reason: "x".repeat(n),
            ..query()
        };
        assert!(Asked::parse(Some(reason(MAX_REASON_BYTES))).is_ok());
    }

    // R-EMERGENCY-1
    #[test]
    fn emergency_needs_a_reason() {
        let emergency = |reason: &str| OverviewQuery {
            ground: wire::Ground::Emergency.into(),
            reason: reason.into(),
            ..query()
        };
        assert_eq!(wrong_fields(emergency("  ")), ["query.reason"]);
        assert!(Asked::parse(Some(emergency("unconscious"))).is_ok());
    }

    // R-LIMIT-2
    #[test]
    fn the_callers_timeout_only_shortens() {
        let longest = Duration::from_secs(28);
        let with = |text: &str| {
            let mut metadata = tonic::metadata::MetadataMap::new();
            metadata.insert("grpc-timeout", text.parse().unwrap());
            budget(&metadata, longest)
        };
        assert_eq!(with("1500m"), Duration::from_millis(1500));
        assert_eq!(with("10S"), Duration::from_secs(10));
        assert_eq!(with("1H"), longest);
        for nonsense in ["", "S", "123456789S", "-1S", "1x"] {
            assert_eq!(with(nonsense), longest, "{nonsense:?}");
        }
    }
}

//! What is wrong with the configuration, said so that an operator finds the place.

use thiserror::Error;

/// A configuration that is refused. The aggregator does not start on a part of one.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{place}: {key}: {problem}; expected {expected}")]
pub struct ConfigError {
    /// File and line, or the environment variable.
    pub place: String,
    /// The key, for example `tls.key`.
    pub key: String,
    /// What is wrong. Names the shape of a value, never a secret.
    pub problem: String,
    /// What would be right.
    pub expected: String,
}

impl ConfigError {
    pub(super) fn whole(file: &str, problem: String, expected: &str) -> Self {
        Self {
            place: file.to_owned(),
            key: "file".to_owned(),
            problem,
            expected: expected.to_owned(),
        }
    }

    /// What the TOML reader refuses: syntax, unknown and missing keys, wrong kinds of value.
    pub(super) fn unreadable(file: &str, toml: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().trim().replace('\n', ", ");
        let (problem, expected) = match message.split_once(", expected ") {
            Some((problem, expected)) => (problem.to_owned(), expected.to_owned()),
            None => (
                message,
                "the keys and values that docs/configuration.md lists".to_owned(),
            ),
        };
        Self {
            place: format!("{file}:{}", line_of(toml, at)),
            key: key_at(toml, at),
            problem,
            expected,
        }
    }
}

pub(super) fn line_of(toml: &str, at: usize) -> usize {
    1 + toml.get(..at).unwrap_or(toml).matches('\n').count()
}

/// The key on the line of an error, under the table that it stands in.
fn key_at(toml: &str, at: usize) -> String {
    let line_start = toml
        .get(..at)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |i| i + 1);
    let line = toml
        .get(line_start..)
        .and_then(|t| t.lines().next())
        .unwrap_or_default();
    let key = line.split('=').next().unwrap_or_default().trim();
    if key.starts_with('[') {
        return key.trim_matches(['[', ']']).to_owned();
    }
    let before = toml.get(..line_start).unwrap_or_default();
    let table = (before.lines().rev())
        .find(|l| l.trim_start().starts_with('['))
        .map(|l| l.trim().trim_matches(['[', ']']).to_owned());
    match table {
        Some(table) => format!("{table}.{key}"),
        None => key.to_owned(),
    }
}

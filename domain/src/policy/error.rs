//! What is wrong with a policy file, said so that whoever wrote it finds the place.

use thiserror::Error;

/// A table that is refused. Nothing of a file with an error is used.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[error("{file}:{line}: {key}: {problem}; expected {expected}")]
pub struct PolicyError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key, for example `sharing SE-SHARE-H-H window`.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What would be right.
    pub expected: String,
}

/// Builds errors for one file.
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) toml: &'a str,
}

impl Place<'_> {
    pub(crate) fn error(
        &self,
        at: usize,
        key: impl Into<String>,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> PolicyError {
        let before = self.toml.get(..at).unwrap_or(self.toml);
        PolicyError {
            file: self.file.to_owned(),
            line: 1 + before.matches('\n').count(),
            key: key.into(),
            problem: problem.into(),
            expected: expected.into(),
        }
    }

    /// What the TOML reader itself refuses: syntax, unknown and missing keys, wrong kinds of value.
    pub(crate) fn unreadable(&self, error: &toml::de::Error) -> PolicyError {
        let at = error.span().map_or(0, |span| span.start);
        self.error(
            at,
            self.key_at(at),
            error.message().trim().replace('\n', ", "),
            "the keys and values that policy/README.md lists",
        )
    }

    /// Table, rule id and key of the line at a place, as far as the text around it tells them.
    fn key_at(&self, at: usize) -> String {
        let before = self
            .toml
            .get(..at)
            .unwrap_or_default()
            .matches('\n')
            .count();
        let is_header = |line: &&str| line.starts_with('[');
        let above: Vec<&str> = self.toml.lines().take(before + 1).collect();
        let header = above.iter().rposition(is_header).unwrap_or(0);
        let table = above.get(header).filter(|line| is_header(line));
        let rows = (self.toml.lines().skip(header + 1)).take_while(|line| !is_header(line));
        let id = rows.into_iter().find_map(|line| line.strip_prefix("id = "));
        // A value over several lines belongs to the key that it begins at.
        let key = (above.iter().rev())
            .find(|line| !line.starts_with([' ', ']']))
            .filter(|line| !line.starts_with('['))
            .and_then(|line| line.split_once('='));
        [
            table.map(|name| name.trim_matches(['[', ']'])),
            id.map(|id| id.trim_matches('"')),
            key.map(|(key, _)| key.trim()),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
    }
}

//! The policy tables in force, by country, with the hash that the log names them by. Read at start; a bad one stops the start.

use std::{collections::BTreeMap, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    policy::{Policy, PolicyError},
    programme::Programmes,
    time::Country,
};

use crate::{audit::entry::PolicyRef, hash::hex, store::archive::Table};

/// The tables of every country that this aggregator serves.
#[derive(Debug)]
pub struct Policies {
    by_country: BTreeMap<&'static str, (Arc<Policy>, PolicyRef)>,
    programmes: BTreeMap<&'static str, (Arc<Programmes>, PolicyRef)>,
    /// The texts, to be kept for replays.
    texts: Vec<Table>,
}

impl Policies {
    /// Reads tables from their texts: name of the file, content. The head tells which kind a file is.
    pub fn parse(texts: &[(String, String)]) -> Result<Self, PolicyError> {
        let mut by_country = BTreeMap::new();
        let mut programmes = BTreeMap::new();
        let mut tables = Vec::new();
        for (file, text) in texts {
            let (kind, code, was_there) = if Programmes::is_programme(text) {
                let tables = Programmes::parse(file, text)?;
                let (code, named) = (tables.country().code(), reference(tables.version(), text));
                let before = programmes.insert(code, (Arc::new(tables), named));
                ("programme", code, before.is_some())
            } else {
                let policy = Policy::parse(file, text)?;
                let (code, named) = (policy.country().code(), reference(policy.version(), text));
                let before = by_country.insert(code, (Arc::new(policy), named));
                ("policy", code, before.is_some())
            };
            if was_there {
                return Err(PolicyError {
                    file: file.clone(),
                    line: 1,
                    key: format!("{kind}.country"),
                    problem: format!("{code} has tables already"),
                    expected: "one file of a kind for each country".to_owned(),
                });
            }
            tables.push(Table {
                name: match kind {
                    "programme" => format!("{code}-programme"),
                    _ => code.to_owned(),
                },
                hash: hash_of(text),
                text: text.clone(),
            });
        }
        Ok(Self {
            by_country,
            programmes,
            texts: tables,
        })
    }

    /// The tables that come with the program.
    pub fn built_in() -> Result<Self, PolicyError> {
        Self::parse(&[
            (
                "policy/se.toml".into(),
                include_str!("../../policy/se.toml").into(),
            ),
            (
                "policy/dk.toml".into(),
                include_str!("../../policy/dk.toml").into(),
            ),
            (
                "policy/se-programme.toml".into(),
                include_str!("../../policy/se-programme.toml").into(),
            ),
            (
                "policy/dk-programme.toml".into(),
                include_str!("../../policy/dk-programme.toml").into(),
            ),
        ])
    }

    /// The texts that all this was read from, with the names and hashes by which they are kept.
    // R-REPLAY-1
    #[must_use]
    pub fn texts(&self) -> &[Table] {
        &self.texts
    }

    /// The tables of a country. `None` = nothing is permitted there.
    #[must_use]
    pub fn of(&self, country: Country) -> Option<&Arc<Policy>> {
        self.by_country
            .get(country.code())
            .map(|(policy, _)| policy)
    }

    /// The programmes of a country. `None` = there is nothing to check against.
    #[must_use]
    pub fn programmes(&self, country: Country) -> Option<&Arc<Programmes>> {
        (self.programmes.get(country.code())).map(|(programmes, _)| programmes)
    }

    /// How the log names the tables of a country.
    pub(crate) fn reference(&self, country: Country) -> BTreeMap<String, PolicyRef> {
        let code = country.code();
        let policy = self
            .by_country
            .get(code)
            .map(|(_, named)| (code.to_owned(), named));
        let programmes =
            (self.programmes.get(code)).map(|(_, named)| (format!("{code}-programme"), named));
        (policy.into_iter().chain(programmes))
            .map(|(code, named)| (code, named.clone()))
            .collect()
    }
}

/// How the log names a file: the version that it states, and its hash.
fn reference(version: &str, text: &str) -> PolicyRef {
    PolicyRef {
        version: version.to_owned(),
        hash: hash_of(text),
    }
}

/// The hash by which a text is named and kept: SHA-256 of its bytes, in lower-case hex.
#[must_use]
pub fn hash_of(text: &str) -> String {
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-PROGRAMME-1
    #[test]
    fn the_log_names_the_tables_and_the_programmes_by_version_and_hash() {
        let built_in = Policies::built_in().unwrap();
        for country in [Country::Se, Country::Dk] {
            let named = built_in.reference(country);
            let code = country.code();
            let keys: Vec<_> = named.keys().cloned().collect();
            assert_eq!(keys, [code.to_owned(), format!("{code}-programme")]);
            assert!(
                named
                    .values()
                    .all(|n| n.hash.len() == 64 && !n.version.is_empty())
            );
        }
    }
}

//! The policy tables in force, by country, with the hash that the log names them by. Read at start; a bad one stops the start.

use std::{collections::BTreeMap, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    policy::{Policy, PolicyError},
    time::Country,
};

use crate::audit::entry::PolicyRef;

/// The tables of every country that this aggregator serves.
#[derive(Debug)]
pub struct Policies {
    by_country: BTreeMap<&'static str, (Arc<Policy>, PolicyRef)>,
}

impl Policies {
    /// Reads tables from their texts: name of the file, content.
    pub fn parse(texts: &[(String, String)]) -> Result<Self, PolicyError> {
        let mut by_country = BTreeMap::new();
        for (file, text) in texts {
            let policy = Policy::parse(file, text)?;
            let reference = PolicyRef {
                version: policy.version().to_owned(),
                hash: hex(digest(&SHA256, text.as_bytes()).as_ref()),
            };
            let code = policy.country().code();
            if by_country
                .insert(code, (Arc::new(policy), reference))
                .is_some()
            {
                return Err(PolicyError {
                    file: file.clone(),
                    line: 1,
                    key: "policy.country".to_owned(),
                    problem: format!("{code} has tables already"),
                    expected: "one file for each country".to_owned(),
                });
            }
        }
        Ok(Self { by_country })
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
        ])
    }

    /// The tables of a country. `None` = nothing is permitted there.
    #[must_use]
    pub fn of(&self, country: Country) -> Option<&Arc<Policy>> {
        self.by_country
            .get(country.code())
            .map(|(policy, _)| policy)
    }

    /// How the log names the tables of a country.
    pub(crate) fn reference(&self, country: Country) -> BTreeMap<String, PolicyRef> {
        (self.by_country.get_key_value(country.code()).into_iter())
            .map(|(code, (_, reference))| ((*code).to_owned(), reference.clone()))
            .collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

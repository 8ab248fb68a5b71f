//! `aggregator policy check`: whether table files are good, and what is in them; of a bad one the place, the key and what was expected.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
};

use domain::{
    policy::{Policy, PolicyError},
    programme::Programmes,
};
use serde::Serialize;

use super::{Ended, Format, PolicyCommandError, read};
use crate::policies::{Policies, hash_of};

/// What a file came to.
#[derive(Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
enum Checked {
    /// It can be used.
    Good {
        file: String,
        kind: &'static str,
        country: &'static str,
        version: String,
        sha256: String,
        counts: BTreeMap<&'static str, usize>,
    },
    /// It is refused.
    Refused {
        file: String,
        line: usize,
        key: String,
        problem: String,
        expected: String,
    },
}

// R-POLICY-9
pub(super) fn run(
    files: &[PathBuf],
    format: Format,
    out: &mut dyn Write,
) -> Result<Ended, PolicyCommandError> {
    let mut texts = Vec::new();
    for file in files {
        texts.push((file.display().to_string(), read(file)?));
    }
    let mut checked: Vec<_> = texts.iter().map(|(file, text)| check(file, text)).collect();
    let is_good = |checked: &Checked| matches!(checked, Checked::Good { .. });
    // Each is good; whether they can be used together shows only then.
    if checked.iter().all(is_good)
        && let Err(error) = Policies::parse(&texts)
    {
        checked.push(Checked::from(error));
    }
    match format {
        Format::Json => {
            serde_json::to_writer(&mut *out, &checked).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Format::Text => checked.iter().try_for_each(|one| tell(one, out))?,
    }
    Ok(match checked.iter().all(is_good) {
        true => Ended::Well,
        false => Ended::Damaged,
    })
}

fn check(file: &str, text: &str) -> Checked {
    let good = |kind, country, version: &str, counts| Checked::Good {
        file: file.to_owned(),
        kind,
        country,
        version: version.to_owned(),
        sha256: hash_of(text),
        counts,
    };
    let checked = if Programmes::is_programme(text) {
        Programmes::parse(file, text).map(|tables| {
            let counts = [("table", tables.tables().len())].into();
            good(
                "programme",
                tables.country().code(),
                tables.version(),
                counts,
            )
        })
    } else {
        Policy::parse(file, text).map(|policy| {
            let rules = policy
                .counts()
                .into_iter()
                .map(|(kind, n)| (kind.as_str(), n));
            let counts = [("sector", policy.sectors().len())]
                .into_iter()
                .chain(rules);
            let (country, version) = (policy.country().code(), policy.version());
            good("policy", country, version, counts.collect())
        })
    };
    checked.unwrap_or_else(Checked::from)
}

impl From<PolicyError> for Checked {
    fn from(error: PolicyError) -> Self {
        Self::Refused {
            file: error.file,
            line: error.line,
            key: error.key,
            problem: error.problem,
            expected: error.expected,
        }
    }
}

fn tell(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    match checked {
        Checked::Good {
            file,
            kind,
            country,
            version,
            sha256,
            counts,
        } => {
            writeln!(out, "{file}: good: {kind} of {country}, version {version}")?;
            writeln!(out, "  sha256 {sha256}")?;
            let counts: Vec<_> = counts
                .iter()
                .map(|(what, n)| format!("{what} {n}"))
                .collect();
            writeln!(out, "  {}", counts.join(", "))
        }
        Checked::Refused {
            file,
            line,
            key,
            problem,
            expected,
        } => writeln!(out, "{file}:{line}: {key}: {problem}; expected {expected}"),
    }
}

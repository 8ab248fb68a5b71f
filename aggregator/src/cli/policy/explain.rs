//! `aggregator policy explain`: a question that somebody might put, decided and explained.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use domain::{
    explain::{Asked, Told, explain},
    policy::Policy,
    time::Timestamp,
};
use serde::Serialize;

use super::{
    Ended, Format, PolicyCommandError, ToldArgs,
    question::{AskedArgs, ChildArgs, Question, QuestionText},
    read,
};
use crate::policies::{Policies, hash_of};

pub(super) struct Asking<'a> {
    pub(super) asked: &'a AskedArgs,
    pub(super) child: &'a ChildArgs,
    pub(super) question: Option<&'a Path>,
    pub(super) policy: &'a [PathBuf],
    pub(super) at: Timestamp,
    pub(super) told: ToldArgs,
}

/// The answer in JSON.
#[derive(Serialize)]
struct Answer<'a> {
    policy: Named<'a>,
    at: String,
    decision: Told,
}

/// The tables that decided.
#[derive(Serialize)]
pub(super) struct Named<'a> {
    pub(super) country: &'a str,
    pub(super) version: &'a str,
    pub(super) sha256: &'a str,
}

// R-EXPLAIN-5
pub(super) fn run(asking: &Asking<'_>, out: &mut dyn Write) -> Result<Ended, PolicyCommandError> {
    let mut text = match asking.question {
        Some(file) => QuestionText::parse(&file.display().to_string(), &read(file)?)?,
        None => QuestionText::default(),
    };
    text.overlay(asking.asked, asking.child);
    let asked = Question::of(&text, asking.at)?;
    let (policy, hash) = tables(asking.policy, asked.country())?;
    let question = asked.question();
    let asked = Asked {
        question: &question,
        class: &asked.class,
        source: asked.source.as_ref(),
        facts: &asked.facts,
        policy: &policy,
        now: asking.at,
    };
    let told = explain(&asked, &asked.decide()).told(asking.told.language.into());
    match asking.told.format {
        Format::Text => write!(out, "{told}")?,
        Format::Json => {
            let answer = Answer {
                policy: Named {
                    country: policy.country().code(),
                    version: policy.version(),
                    sha256: &hash,
                },
                at: asking.at.to_string(),
                decision: told,
            };
            serde_json::to_writer(&mut *out, &answer).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(Ended::Well)
}

/// The tables of a country, of the files named or of those that come with the program, with their hash.
fn tables(
    files: &[PathBuf],
    country: domain::time::Country,
) -> Result<(std::sync::Arc<Policy>, String), PolicyCommandError> {
    let policies = if files.is_empty() {
        Policies::built_in()?
    } else {
        let texts = (files.iter())
            .map(|file| Ok((file.display().to_string(), read(file)?)))
            .collect::<Result<Vec<_>, PolicyCommandError>>()?;
        Policies::parse(&texts)?
    };
    let text = policies
        .texts()
        .iter()
        .find(|table| table.name == country.code());
    match (policies.of(country), text) {
        (Some(policy), Some(table)) => Ok((policy.clone(), hash_of(&table.text))),
        _ => Err(super::replay::NotReplayed::NoTable {
            name: country.code().to_owned(),
        }
        .into()),
    }
}

//! How a decision that was made again is told, in sentences or in JSON. For `aggregator policy decide` alone.

use std::io::{self, Write};

use domain::explain::{Language, Told};
use serde::Serialize;

use super::super::{explain::Named, replay::Row};

/// The answer in JSON.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    pub(super) at: String,
    /// Whether the access log says that this was asked.
    pub(super) logged: bool,
    pub(super) policy: Named<'a>,
    /// `None` where the question was no look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) same_as_logged: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) lost_rules: Vec<String>,
    /// Whether a block stood against whoever asked: by the log, and decided again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) blocked: Option<(bool, bool)>,
    pub(super) decisions: Vec<Decided>,
}

/// What holds for some types of one sector.
#[derive(Serialize)]
pub(super) struct Decided {
    pub(super) sector: String,
    pub(super) information_types: Vec<String>,
    /// The organisation of the source, where one was asked while a block stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logged: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) same: Option<bool>,
    #[serde(flatten)]
    pub(super) decision: Told,
}

/// Types of a sector for which the same was said in the same words stand together.
pub(super) fn grouped(rows: &[Row], language: Language) -> Vec<Decided> {
    let mut decided: Vec<Decided> = Vec::new();
    for row in rows {
        let decision = row.explanation.told(language);
        let like = |one: &&mut Decided| {
            let alike = (
                &one.decision.facts,
                &one.decision.rules,
                &one.decision.reasons,
            );
            one.sector == row.sector
                && one.source == row.source
                && one.same == Some(row.is_same)
                && one.logged.as_deref() == Some(row.recorded.as_str())
                && alike == (&decision.facts, &decision.rules, &decision.reasons)
                && one.decision.terms == decision.terms
        };
        if let Some(one) = decided.iter_mut().find(like) {
            one.information_types.push(row.information_type.clone());
            continue;
        }
        decided.push(Decided {
            sector: row.sector.clone(),
            information_types: vec![row.information_type.clone()],
            source: row.source.clone(),
            logged: Some(row.recorded.clone()),
            same: Some(row.is_same),
            decision,
        });
    }
    decided
}

pub(super) fn tell(answer: &Answer<'_>, is_look: bool, out: &mut dyn Write) -> io::Result<()> {
    let Named {
        country,
        version,
        sha256,
    } = &answer.policy;
    writeln!(out, "decided again as of {}", answer.at)?;
    if !answer.logged {
        writeln!(out, "the access log does not say that this was read")?;
    }
    writeln!(
        out,
        "tables of {country}, version {version}, sha256 {sha256}"
    )?;
    if is_look {
        writeln!(
            out,
            "{}",
            match answer.same_as_logged {
                Some(true) => "the same as the access log says",
                _ => "NOT the same as the access log says",
            }
        )?;
    }
    for rule in &answer.lost_rules {
        writeln!(out, "- the log names {rule}, which decides nothing of it")?;
    }
    if let Some((then, again)) = answer.blocked.filter(|(then, again)| then != again) {
        let word = |stands| if stands { "a block" } else { "no block" };
        let (then, again) = (word(then), word(again));
        writeln!(out, "- the log says {then}; decided again: {again}")?;
    }
    for decided in &answer.decisions {
        let types = decided.information_types.join(", ");
        let source = decided.source.as_deref().map(|id| format!(", {id}"));
        let source = source.unwrap_or_default();
        write!(out, "\n== {}{source}: {types}\n", decided.sector)?;
        if let (Some(logged), Some(same)) = (&decided.logged, decided.same) {
            let same = if same { "the same" } else { "NOT the same" };
            writeln!(
                out,
                "logged: {logged}; decided again: {}; {same}",
                decided.decision.outcome
            )?;
        }
        write!(out, "{}", decided.decision)?;
    }
    Ok(())
}

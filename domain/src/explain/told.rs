//! An explanation in one language: what a program reads as fields, and a person as text.

use std::fmt;

use serde::Serialize;

use super::{
    Because, Explanation, Finding, Language, RuleTold, Verdict,
    words::{self, Heading, Words},
};
use crate::{
    decide::{Permit, Visibility},
    policy::Labels,
    time::{Country, Timestamp},
};

/// An explanation in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The language of the sentences.
    pub language: &'static str,
    /// Who asks for what, in a sentence.
    pub question: String,
    /// `permit`, `on-request` or `withhold`.
    pub outcome: &'static str,
    /// The answer in a sentence.
    pub verdict: String,
    /// What comes with a permit: how far back, until when, masks, duties.
    pub terms: Vec<String>,
    /// `refused`, `reasons` or `full`: how much whoever asks may learn.
    pub visibility: &'static str,
    /// The same in a sentence.
    pub may_learn: String,
    /// Why something is not shown.
    pub reasons: Vec<ToldReason>,
    /// The facts.
    pub facts: Vec<ToldFact>,
    /// The rules.
    pub rules: Vec<ToldRule>,
    #[serde(skip)]
    headings: [&'static str; 4],
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldReason {
    /// The stable code.
    pub code: &'static str,
    /// The rule that says so.
    pub rule: Option<String>,
    /// The reason in words, with whose consent is missing.
    pub text: String,
    /// How to ask for it.
    pub ask: Option<String>,
}

/// A fact in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldFact {
    /// `counted`, `not-counted` or `unknown`.
    pub effect: &'static str,
    /// The fact in words.
    pub text: String,
}

/// A rule in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldRule {
    /// Its id.
    pub id: String,
    /// What kind of rule it is, in words.
    pub kind: String,
    /// The law with its number.
    pub law: String,
    /// From which day it holds, and until which.
    pub validity: String,
    /// In English what a reader should know, in the words of the tables; in the other languages, which the tables' notes do not speak,
    /// that something about it is not certain, where it is.
    pub note: String,
}

impl Explanation {
    /// In a language.
    // R-EXPLAIN-2
    #[must_use]
    pub fn told(&self, language: Language) -> Told {
        let words = words::of(language);
        let pick = |labels: &Option<Labels>, code: &str| match labels {
            Some(labels) => in_language(labels, language).to_owned(),
            None => code.to_owned(),
        };
        let actor = (self.actor.as_ref()).map(|(sector, labels)| pick(labels, sector.as_str()));
        let (producer, kind) = (&self.producer, &self.kind);
        let local = Local(self.country);
        Told {
            language: language.as_str(),
            question: words.question(
                self.audience,
                actor.as_deref(),
                &pick(&kind.1, &kind.0),
                &pick(&producer.1, producer.0.as_str()),
                self.same_organisation,
                &local.minute(self.now),
            ),
            outcome: self.verdict.as_str(),
            verdict: words.verdict(&self.verdict).to_owned(),
            terms: match &self.verdict {
                Verdict::Permit(permit) => terms(permit, words, local),
                Verdict::OnRequest | Verdict::Withhold => Vec::new(),
            },
            visibility: visibility(self.visibility),
            may_learn: words.may_learn(self.visibility).to_owned(),
            reasons: self
                .reasons
                .iter()
                .map(|b| reason(b, words, language))
                .collect(),
            facts: self
                .findings
                .iter()
                .map(|f| fact(f, words, local))
                .collect(),
            rules: (self.rules.iter())
                .map(|r| rule(r, words, language))
                .collect(),
            headings: [
                Heading::Terms,
                Heading::Reasons,
                Heading::Facts,
                Heading::Rules,
            ]
            .map(|heading| words.heading(heading)),
        }
    }
}

impl Verdict {
    /// The stable word.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Permit(_) => "permit",
            Self::OnRequest => "on-request",
            Self::Withhold => "withhold",
        }
    }
}

fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Refused => "refused",
        Visibility::Reasons => "reasons",
        Visibility::Full => "full",
    }
}

fn in_language(labels: &Labels, language: Language) -> &str {
    match language {
        Language::Sv => &labels.sv,
        Language::Da => &labels.da,
        Language::En => &labels.en,
    }
}

fn terms(permit: &Permit, words: &dyn Words, local: Local) -> Vec<String> {
    let window = permit.window;
    let mut terms = vec![
        words.ground(permit.ground).to_owned(),
        words.window(
            (window.start() > Timestamp::MIN)
                .then(|| local.day(window.start()))
                .as_deref(),
            (window.end() < Timestamp::MAX)
                .then(|| local.day(window.end()))
                .as_deref(),
        ),
    ];
    terms.extend((permit.masked).map(|masks| words.masked(masks).to_owned()));
    terms.extend(
        words
            .duties(permit.obligations)
            .into_iter()
            .map(ToOwned::to_owned),
    );
    terms.push(words.valid_until(&local.minute(permit.valid_until)));
    terms
}

fn reason(because: &Because, words: &dyn Words, language: Language) -> ToldReason {
    let reason = &because.reason;
    let mut text = words.reason(reason.code).to_owned();
    if !reason.missing.is_empty() {
        let missing: Vec<_> = reason
            .missing
            .iter()
            .map(|who| words.grantor(*who))
            .collect();
        text.push(' ');
        text.push_str(&words.missing(&missing));
    }
    ToldReason {
        code: reason.code.as_str(),
        rule: reason.rule.as_deref().map(ToOwned::to_owned),
        text,
        ask: (because.ask.as_ref()).map(|labels| in_language(labels, language).to_owned()),
    }
}

fn fact(finding: &Finding, words: &dyn Words, local: Local) -> ToldFact {
    ToldFact {
        effect: finding.effect().as_str(),
        text: words.finding(finding, local),
    }
}

fn rule(rule: &RuleTold, words: &dyn Words, language: Language) -> ToldRule {
    // R-EXPLAIN-6
    let is_uncertain = rule.note.contains('?') || rule.law.contains('?');
    let note = match language {
        Language::En => rule.note.as_str(),
        Language::Sv | Language::Da if is_uncertain => words.uncertain(),
        Language::Sv | Language::Da => "",
    };
    let mut kind = words.rule_kind(rule.kind).to_owned();
    if let Some(window) = &rule.window {
        kind = format!("{kind}: {}", words.window_rule(window));
    }
    ToldRule {
        id: rule.id.to_string(),
        kind,
        law: rule.law.clone(),
        validity: words.validity(rule.valid_from, rule.valid_to),
        note: note.to_owned(),
    }
}

/// Writes times as they are where the child is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local(Country);

impl Local {
    pub(super) fn day(self, at: Timestamp) -> String {
        self.0.today(at).to_string()
    }

    pub(super) fn minute(self, at: Timestamp) -> String {
        let zoned = at.to_zoned(self.0.zone());
        zoned.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [terms, reasons, facts, rules] = self.headings;
        writeln!(f, "{}", self.question)?;
        writeln!(f, "{}", self.verdict)?;
        writeln!(f, "{}", self.may_learn)?;
        section(f, terms, self.terms.iter().map(|term| ("-", term.clone())))?;
        section(
            f,
            reasons,
            self.reasons.iter().map(|r| ("-", r.to_string())),
        )?;
        let marked = |fact: &ToldFact| {
            let mark = match fact.effect {
                "counted" => "+",
                "unknown" => "?",
                _ => "·",
            };
            (mark, fact.text.clone())
        };
        section(f, facts, self.facts.iter().map(marked))?;
        section(f, rules, self.rules.iter().map(|r| ("-", r.to_string())))
    }
}

fn section<'m>(
    f: &mut fmt::Formatter<'_>,
    heading: &str,
    rows: impl ExactSizeIterator<Item = (&'m str, String)>,
) -> fmt::Result {
    if rows.len() == 0 {
        return Ok(());
    }
    writeln!(f, "\n{heading}")?;
    for (mark, row) in rows {
        writeln!(f, "  {mark} {row}")?;
    }
    Ok(())
}

impl fmt::Display for ToldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.text, self.code)?;
        if let Some(rule) = &self.rule {
            write!(f, ", {rule}")?;
        }
        write!(f, ")")?;
        match &self.ask {
            Some(ask) => write!(f, " {ask}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ToldRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.id, self.kind, self.law)?;
        if !self.validity.is_empty() {
            write!(f, ", {}", self.validity)?;
        }
        if !self.note.is_empty() {
            write!(f, ". {}", self.note)?;
        }
        Ok(())
    }
}

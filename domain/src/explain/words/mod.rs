//! What people read, one room per language. Each answers everything that can be said, so that a new reason or finding does not compile
//! before it has its words in all of them. The tone: short, no blame, no jargon.

mod da;
mod en;
mod sv;

use super::{Finding, Language, Verdict, told::Local};
use crate::{
    decide::{Grantor, Obligations, ReasonCode, Visibility},
    policy::{Audience, Ground, RuleKind, UnderProtection},
    time::{Date, WindowRule},
};

/// The words of a language.
pub(super) fn of(language: Language) -> &'static dyn Words {
    match language {
        Language::Sv => &sv::Swedish,
        Language::Da => &da::Danish,
        Language::En => &en::English,
    }
}

/// The parts of an explanation that have a heading.
#[derive(Debug, Clone, Copy)]
pub(super) enum Heading {
    Terms,
    Reasons,
    Facts,
    Rules,
}

/// Everything that can be said.
pub(super) trait Words {
    fn heading(&self, heading: Heading) -> &'static str;

    /// Who asks for what. `actor`: the sector's name, for professionals.
    fn question(
        &self,
        audience: Audience,
        actor: Option<&str>,
        kind: &str,
        producer: &str,
        own: bool,
        at: &str,
    ) -> String;

    fn verdict(&self, verdict: &Verdict) -> &'static str;
    fn may_learn(&self, visibility: Visibility) -> &'static str;
    fn ground(&self, ground: Ground) -> &'static str;
    /// What is inside, from a day, before a day.
    fn window(&self, from: Option<&str>, before: Option<&str>) -> String;
    fn masked(&self, masks: UnderProtection) -> &'static str;
    fn duties(&self, obligations: Obligations) -> Vec<&'static str>;
    fn valid_until(&self, at: &str) -> String;
    fn reason(&self, code: ReasonCode) -> &'static str;
    fn grantor(&self, who: Grantor) -> &'static str;
    fn missing(&self, who: &[&str]) -> String;
    fn finding(&self, finding: &Finding, local: Local) -> String;
    fn rule_kind(&self, kind: Option<RuleKind>) -> &'static str;
    fn window_rule(&self, rule: &WindowRule) -> String;
    /// That something about a rule is not certain.
    fn uncertain(&self) -> &'static str;
    fn validity(&self, from: Option<Date>, to: Option<Date>) -> String;
}

/// `a, b och c`.
fn list(parts: &[impl AsRef<str>], and: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<_> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {and} {}", most.join(", "), last.as_ref())
        }
    }
}

/// The first letter of a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

//! The tables as a list of rules: any of them by its id, with what it is and where it stands in law. For explanations, checks and
//! listings; a decision looks up and never searches.

use std::collections::BTreeMap;

use super::{Origin, Policy, SharingOutcome, SharingRule};
use crate::time::WindowRule;

/// The table that a rule stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleKind {
    /// What a look may be for.
    Purpose,
    /// What a ground takes.
    Ground,
    /// A line of the sharing matrix.
    Sharing,
    /// Whose consent.
    Grantors,
    /// How far back.
    Window,
    /// What holds for a type of information.
    Type,
    /// What a block forbids.
    Block,
    /// How to ask for the rest.
    Request,
    /// The letter that asks for it.
    Message,
    /// Which looks guardians are not shown.
    Hidden,
    /// Which looks guardians read where their own consent let them.
    Consented,
}

impl RuleKind {
    /// The table's name in the files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Ground => "ground",
            Self::Sharing => "sharing",
            Self::Grantors => "grantors",
            Self::Window => "window",
            Self::Type => "type",
            Self::Block => "block",
            Self::Request => "request",
            Self::Message => "message",
            Self::Hidden => "hidden",
            Self::Consented => "consented",
        }
    }
}

/// A rule found by its id.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The table.
    pub kind: RuleKind,
    /// Id, law, validity, note.
    pub origin: &'a Origin,
    /// How far back, for a window.
    pub window: Option<&'a WindowRule>,
}

fn rule(kind: RuleKind, origin: &Origin) -> Rule<'_> {
    Rule {
        kind,
        origin,
        window: None,
    }
}

/// What a line refers to.
fn bounds(line: &SharingRule) -> impl Iterator<Item = Rule<'_>> {
    let window = match &line.outcome {
        SharingOutcome::Direct { window, .. } => Some(Rule {
            window: Some(&window.rule),
            ..rule(RuleKind::Window, &window.origin)
        }),
        SharingOutcome::OnRequest { .. } | SharingOutcome::Never => None,
    };
    let whose = (line.outcome.grantors()).map(|g| rule(RuleKind::Grantors, &g.origin));
    [window, whose].into_iter().flatten()
}

impl Policy {
    /// Every rule that something can rest on. A window or a grantors rule stands here once for each line that refers to it.
    fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        let of = |kind| move |origin| rule(kind, origin);
        let purposes = self.purposes.iter().map(|r| &r.origin);
        let grounds = self.grounds.iter().map(|r| &r.origin);
        let lines = self.sharing.iter().map(|r| &r.origin);
        let types = self.types.values().map(|r| &r.origin);
        let blocks = self.blocks.iter().map(|r| &r.origin);
        let requests = self.requests.iter().map(|r| &r.origin);
        let messages = self.messages.iter().map(|r| &r.origin);
        let hidden = self.hidden.iter().map(|r| &r.origin);
        let consented = self.consented.iter().map(|r| &r.origin);
        (purposes.map(of(RuleKind::Purpose)))
            .chain(grounds.map(of(RuleKind::Ground)))
            .chain(lines.map(of(RuleKind::Sharing)))
            .chain(self.sharing.iter().flat_map(bounds))
            .chain(types.map(of(RuleKind::Type)))
            .chain(blocks.map(of(RuleKind::Block)))
            .chain(requests.map(of(RuleKind::Request)))
            .chain(messages.map(of(RuleKind::Message)))
            .chain(hidden.map(of(RuleKind::Hidden)))
            .chain(consented.map(of(RuleKind::Consented)))
    }

    /// The rule with an id, if the tables have it.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<Rule<'_>> {
        self.rules().find(|rule| *rule.origin.id == *id)
    }

    /// How many rules each table has that something can rest on.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<RuleKind, usize> {
        let ids: std::collections::BTreeSet<_> = self
            .rules()
            .map(|rule| (rule.kind, rule.origin.id.clone()))
            .collect();
        let mut counts = BTreeMap::new();
        for (kind, _) in ids {
            *counts.entry(kind).or_default() += 1;
        }
        counts
    }
}

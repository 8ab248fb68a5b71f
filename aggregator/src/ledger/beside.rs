//! What is read with the facts: under which numbers the child was known before, and what was asked for by letter.

use std::collections::BTreeSet;

use domain::{facts::Pseudonym, time::Timestamp};
use uuid::Uuid;

use super::{Held, Ledger, Subject, statement::OlderId, view::InformationRequest};

/// What a ledger holds beside the facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Beside {
    /// The numbers that the child had before.
    pub older: Vec<Older>,
    /// The numbers that ever named this one as one of before; which of them do so today is theirs to say.
    pub named_by: BTreeSet<Pseudonym>,
    /// The newest words that somebody lives under this number.
    pub lived: Lived,
    /// The requests for information that wait for an answer, oldest first.
    pub open_requests: Vec<Held<InformationRequest>>,
    /// Of what a statement cannot be read. Without the link nobody knows what was forbidden under other numbers.
    // R-LINK-4
    pub unreadable: BTreeSet<Subject>,
}

/// Where the newest words stand that somebody lives under a number, by their place in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lived {
    /// A register's word on who holds custody.
    pub custody: Option<u64>,
    /// A word that somebody has to do with the child.
    pub relation: Option<u64>,
}

/// A number that a child had before.
#[derive(Debug, Clone, PartialEq)]
pub struct Older {
    /// The number.
    pub id: OlderId,
    /// The place in the store since when the child's link has named it without a break.
    pub since: u64,
}

impl Beside {
    /// Whether anything may stand under another number.
    #[must_use]
    pub fn has_other_numbers(&self) -> bool {
        !self.older.is_empty() || !self.named_by.is_empty() || self.hides_numbers()
    }

    /// Whether nobody can say which other numbers there are.
    #[must_use]
    pub fn hides_numbers(&self) -> bool {
        let links = [Subject::IdentityLink, Subject::NumberNamed];
        links.iter().any(|link| self.unreadable.contains(link))
    }
}

/// What a text of a statement opens as: as this part of what `id` began, and as nothing else.
#[must_use]
pub fn text_of(id: Uuid, part: &str) -> String {
    format!("{}/{part}", id.simple())
}

impl Ledger {
    /// Read now. Of a subject that cannot be read there is nothing but that it cannot.
    // R-LINK-1
    #[must_use]
    pub fn beside(&self, now: Timestamp) -> Beside {
        let is_there = |subjects: &[Subject]| {
            let of = |said: &super::Stated| subjects.contains(&said.statement.subject());
            self.stated.iter().any(of)
        };
        let mut beside = Beside {
            unreadable: self.unreadable.clone(),
            ..Beside::default()
        };
        let links = [Subject::IdentityLink, Subject::NumberNamed];
        let (linked, asked) = (is_there(&links), is_there(&[Subject::InformationRequest]));
        if !linked && !asked {
            return beside;
        }
        let view = self.everything(now);
        if !self.unreadable.contains(&Subject::IdentityLink) {
            beside.older = view.older();
        }
        if !self.unreadable.contains(&Subject::NumberNamed) {
            beside.named_by = view.named_by();
        }
        if !beside.named_by.is_empty() {
            beside.lived = view.lived();
        }
        if !self.unreadable.contains(&Subject::InformationRequest) {
            let open = view.information_requests().into_iter();
            beside.open_requests = open.filter(|held| held.fact.is_open()).collect();
        }
        beside
    }
}

//! What is read with the facts: under which numbers the child was known before, and what was asked for by letter.

use std::collections::BTreeSet;

use domain::time::Timestamp;
use uuid::Uuid;

use super::{Held, Ledger, Subject, statement::OlderId, view::InformationRequest};

/// What a ledger holds beside the facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Beside {
    /// The numbers that the child had before.
    pub older_ids: Vec<OlderId>,
    /// The requests for information that wait for an answer, oldest first.
    pub open_requests: Vec<Held<InformationRequest>>,
    /// Of what a statement cannot be read. Without the link nobody knows what was forbidden under other numbers.
    // R-LINK-4
    pub unreadable: BTreeSet<Subject>,
}

impl Beside {
    /// Whether anything may have been forbidden under another number.
    #[must_use]
    pub fn has_other_numbers(&self) -> bool {
        !self.older_ids.is_empty() || self.unreadable.contains(&Subject::IdentityLink)
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
        let is_there = |subject: Subject| {
            let of = |said: &super::Stated| said.statement.subject() == subject;
            !self.unreadable.contains(&subject) && self.stated.iter().any(of)
        };
        let (linked, asked) = (
            is_there(Subject::IdentityLink),
            is_there(Subject::InformationRequest),
        );
        if !linked && !asked {
            return Beside {
                unreadable: self.unreadable.clone(),
                ..Beside::default()
            };
        }
        let view = self.everything(now);
        Beside {
            older_ids: match linked {
                true => view.older_ids().to_vec(),
                false => Vec::new(),
            },
            open_requests: match asked {
                true => view.information_requests(),
                false => Vec::new(),
            }
            .into_iter()
            .filter(|held| held.fact.is_open())
            .collect(),
            unreadable: self.unreadable.clone(),
        }
    }
}

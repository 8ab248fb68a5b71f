//! Letters in which what is on request is asked for: a row for a way of asking (and so for asker and holder), a purpose and a time. The
//! paragraphs that a letter cites are law, so they stand in the tables; who sends it and how is nobody's business here.

use serde::Deserialize;
use toml::Spanned;

use super::{
    CASE_NUMBER, GrantorsRule, Origin, Policy, PolicyError, RequestRule, Route,
    compile::{Compiler, listed},
    line::grantors,
    text::{MessageText, Rule as _},
};
use crate::{
    id::{PersonId, PersonSystem},
    record::Sector,
    time::Date,
};

/// The place in a letter's first line that takes the child's number.
pub const NUMBER: &str = "<number>";
/// What a letter in an inquiry about a child is for.
const INQUIRY: &str = "inquiry";
/// The most paragraphs of a letter.
const MAX_PARAGRAPHS: usize = 16;
/// The longest paragraph, in bytes.
const MAX_PARAGRAPH_BYTES: usize = 1_000;

/// A letter for one way of asking and one purpose.
#[derive(Debug)]
pub struct MessageRule {
    /// Where it is written.
    pub origin: Origin,
    /// The ways of asking that it goes with, by their places in the tables.
    pub requests: Vec<usize>,
    /// The askers that may write it, of those that the ways of asking name.
    pub askers: Vec<Sector>,
    /// What it asks for: `care`, `inquiry`.
    pub purpose: String,
    /// Whose consent it says that there is. `None` = it cites none.
    pub grantors: Option<GrantorsRule>,
    /// The subject, with the place of the case number.
    pub subject: String,
    /// The first line, with the place of the child's number.
    pub first_line: String,
    /// The paragraphs under it.
    pub paragraphs: Vec<String>,
    /// The two answers that are read by their first line.
    pub answers: StandardAnswers,
}

/// The first lines of the two standard answers, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardAnswers {
    /// The holder has nothing.
    pub nothing: String,
    /// Documents come with it.
    pub documents: String,
}

/// A letter filled in. Names the child, so it is shown to whoever sends it and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// First line, empty line, paragraphs.
    pub text: String,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

impl MessageRule {
    /// Whether the case's number is a matter of fact, which nobody may make up: an inquiry has one of its own.
    // R-LETTER-5
    #[must_use]
    pub fn needs_case_number(&self) -> bool {
        self.purpose == INQUIRY
    }

    /// The letter about a child under a case number.
    // R-LETTER-1
    #[must_use]
    pub fn letter(&self, child: &PersonId, case_number: &str) -> Letter {
        let first_line = self.first_line.replacen(NUMBER, &written(child), 1);
        let parts: Vec<_> = std::iter::once(first_line.as_str())
            .chain(self.paragraphs.iter().map(String::as_str))
            .collect();
        Letter {
            subject: self.subject.replacen(CASE_NUMBER, case_number, 1),
            text: parts.join("\n\n"),
        }
    }

    /// Which of the two standard answers a first line is. Not a word, a stop or a blank more or less: anything else a person must read.
    // R-LETTER-2
    #[must_use]
    pub fn reads(&self, first_line: &str) -> Option<StandardAnswer> {
        if first_line == self.answers.nothing {
            Some(StandardAnswer::Nothing)
        } else if first_line == self.answers.documents {
            Some(StandardAnswer::Documents)
        } else {
            None
        }
    }
}

/// One of the two answers that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandardAnswer {
    /// The holder has nothing.
    Nothing,
    /// Documents came with it.
    Documents,
}

/// A number as a letter writes it: a hyphen before the last four characters where the country writes one.
fn written(person: &PersonId) -> String {
    let value = person.value();
    let hyphen = match person.system_kind() {
        PersonSystem::XEcpr | PersonSystem::DEcpr => None,
        _ => value.len().checked_sub(4),
    };
    match hyphen.and_then(|at| value.split_at_checked(at)) {
        Some((day, rest)) => format!("{day}-{rest}"),
        None => value.to_owned(),
    }
}

impl Policy {
    /// The letter for an asker, a way of asking by its place in the tables, and a purpose, on a day. `None` = the tables have none.
    // R-LETTER-1
    #[must_use]
    pub fn message(
        &self,
        asker: &Sector,
        request: usize,
        purpose: &str,
        day: Date,
    ) -> Option<&MessageRule> {
        (self.messages.iter()).find(|rule| {
            rule.origin.holds_on(day)
                && rule.purpose == purpose
                && rule.askers.contains(asker)
                && rule.requests.contains(&request)
        })
    }

    /// A letter by its id, whether or not it holds still: an answer comes later than the question.
    #[must_use]
    pub fn message_by_id(&self, id: &str) -> Option<&MessageRule> {
        self.messages.iter().find(|rule| &*rule.origin.id == id)
    }

    /// Every letter, for listings and tests.
    #[must_use]
    pub fn messages(&self) -> &[MessageRule] {
        &self.messages
    }
}

impl Compiler<'_> {
    /// The letters; of those for one way of asking and one purpose one holds on any day.
    // R-LETTER-3
    pub(super) fn messages(
        &self,
        requests: &[RequestRule],
    ) -> Result<Vec<MessageRule>, PolicyError> {
        let mut rules: Vec<MessageRule> = Vec::new();
        for row in &self.text.message {
            let rule = self.message(row, requests)?;
            let clash = rules.iter().find(|other| {
                other.purpose == rule.purpose
                    && other.origin.meets(&rule.origin)
                    && rule.askers.iter().any(|asker| other.askers.contains(asker))
                    && rule
                        .requests
                        .iter()
                        .any(|place| other.requests.contains(place))
            });
            if let Some(other) = clash {
                let problem = format!("contradicts {}: both hold on one day", other.origin.id);
                let expected = "one letter for each asker, way of asking, purpose and day";
                return Err(self.at(row, "purpose", row.purpose.span(), problem, expected));
            }
            rules.push(rule);
        }
        Ok(rules)
    }

    fn message(
        &self,
        row: &MessageText,
        requests: &[RequestRule],
    ) -> Result<MessageRule, PolicyError> {
        let places = self.ways(row, requests)?;
        let ways = || places.iter().filter_map(|place| requests.get(*place));
        let askers = match row.asker.as_slice() {
            [] => ways().flat_map(|way| way.askers.iter().cloned()).collect(),
            askers => self.sectors(row, "asker", askers)?,
        };
        let subject = row.subject.get_ref();
        let fits = ways().all(|way| way.route == Route::ContactSource || way.subject == *subject);
        if !fits || !holds_one_place(subject, CASE_NUMBER) {
            let problem = "does not fit the way of asking";
            let expected = "its subject word for word, with <case number> once";
            return Err(self.at(row, "subject", row.subject.span(), problem, expected));
        }
        self.can_be_sent(row)?;
        Ok(MessageRule {
            origin: row.origin(),
            requests: places,
            askers,
            purpose: row.purpose.get_ref().clone(),
            grantors: self.consent_of(row)?,
            subject: subject.clone(),
            first_line: row.first_line.get_ref().clone(),
            paragraphs: row.paragraphs.get_ref().clone(),
            answers: row.answers.get_ref().clone(),
        })
    }

    /// Whose consent a letter cites.
    // R-LETTER-4
    fn consent_of(&self, row: &MessageText) -> Result<Option<GrantorsRule>, PolicyError> {
        let Some(id) = &row.grantors else {
            return Ok(None);
        };
        let (_, rule) = self.find(row, "grantors", &self.text.grantors, id)?;
        Ok(Some(grantors(rule)))
    }

    /// The ways of asking that a letter goes with, by their places.
    fn ways(&self, row: &MessageText, requests: &[RequestRule]) -> Result<Vec<usize>, PolicyError> {
        if row.request.is_empty() {
            let expected = "the way of asking that it goes with";
            return Err(self.at(row, "request", row.id.span(), "names nothing", expected));
        }
        let place = |id: &Spanned<String>| {
            let place = (requests.iter()).position(|way| *way.origin.id == **id.get_ref());
            place.ok_or_else(|| {
                let problem = format!("{:?} is unknown", id.get_ref());
                let known = listed(requests.iter().map(|way| &way.origin.id));
                self.at(row, "request", id.span(), problem, known)
            })
        };
        row.request.iter().map(place).collect()
    }

    fn can_be_sent(&self, row: &MessageText) -> Result<(), PolicyError> {
        if !holds_one_place(row.first_line.get_ref(), NUMBER) {
            let expected = "one line with <number> once, and no other place to fill in";
            let span = row.first_line.span();
            return Err(self.at(row, "first_line", span, "cannot be filled in", expected));
        }
        let paragraphs = row.paragraphs.get_ref();
        let is_text = |text: &String| is_line(text) && text.len() <= MAX_PARAGRAPH_BYTES;
        let fit = (1..=MAX_PARAGRAPHS).contains(&paragraphs.len());
        if !fit || !paragraphs.iter().all(is_text) {
            let expected = "1 to 16 paragraphs of at most 1,000 bytes, each one line";
            let span = row.paragraphs.span();
            return Err(self.at(row, "paragraphs", span, "cannot be sent", expected));
        }
        let StandardAnswers { nothing, documents } = row.answers.get_ref();
        if nothing == documents || !is_line(nothing) || !is_line(documents) {
            let expected = "two different lines, without blanks around them";
            let span = row.answers.span();
            return Err(self.at(row, "answers", span, "cannot be read", expected));
        }
        Ok(())
    }
}

/// Some text on one line, without blanks around it.
fn is_line(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && is_one_line(text)
}

fn is_one_line(text: &str) -> bool {
    !text.contains(['\n', '\r'])
}

fn holds_one_place(text: &str, place: &str) -> bool {
    let rest = text.replacen(place, "", 1);
    rest.len() < text.len() && is_one_line(text) && !rest.contains(['<', '>'])
}

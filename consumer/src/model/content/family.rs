//! Who the child is, who holds custody, whom to turn to.

use std::fmt;

use domain::{
    record::body,
    time::{Country, Timestamp},
};
use serde::Serialize;

use super::{Content, Person, When, person, redacted};

/// Who the child is.
#[derive(Clone, Serialize)]
pub struct MasterData {
    /// The full name as the register writes it.
    pub name: String,
    /// The name by which the child is called.
    pub called_name: String,
    /// When the child was born.
    pub birth: Option<When>,
    /// When the child died.
    pub death: Option<When>,
    /// Languages as BCP 47 tags.
    pub languages: Vec<String>,
    /// True when somebody must interpret.
    pub interpreter_needed: bool,
}

/// Who holds custody.
#[derive(Clone, Serialize)]
pub struct Custody {
    /// Everyone who holds or held it.
    pub holders: Vec<Holder>,
    /// Family ties: name and role.
    pub family: Vec<Person>,
}

/// One who holds or held custody.
#[derive(Clone, Serialize)]
pub struct Holder {
    /// Who.
    pub person: Person,
    /// True for the parent with whom the child lives.
    pub residence_parent: bool,
    /// From when.
    pub since: Option<When>,
    /// Until when.
    pub until: Option<When>,
}

impl Holder {
    /// True unless it has ended, whatever precision the end has.
    #[must_use]
    pub fn holds(&self, now: Timestamp, country: Country) -> bool {
        let is_over = |until: When| until.0.interval(&country.zone()).end() <= now;
        !self.until.is_some_and(is_over)
    }
}

/// Whom to turn to, and what they answer for.
#[derive(Clone, Serialize)]
pub struct Contact {
    /// Who.
    pub person: Person,
    /// What they are responsible for.
    pub responsibility: String,
    /// True when they coordinate the others.
    pub coordinator: bool,
    /// True when the source says that the next step is, or was, theirs.
    pub holds_ball: bool,
    /// Since when.
    pub ball_since: Option<When>,
    /// Until when.
    pub ball_until: Option<When>,
    /// What the others wait for.
    pub next_step: String,
    /// When they can be reached.
    pub reachable: String,
}

impl Contact {
    /// True while the next step is theirs.
    // R-SHOW-4
    #[must_use]
    pub fn has_ball(&self, now: Timestamp, country: Country) -> bool {
        let zone = country.zone();
        let begun = |since: When| since.0.interval(&zone).start() <= now;
        let is_over = |until: When| until.0.interval(&zone).end() <= now;
        self.holds_ball
            && self.ball_since.is_none_or(begun)
            && !self.ball_until.is_some_and(is_over)
    }
}

pub(super) fn master_data(body: &body::MasterData) -> Content {
    Content {
        master_data: Some(MasterData {
            name: body.name.clone(),
            called_name: body.called_name.clone(),
            birth: body.birth.map(When),
            death: body.death.map(When),
            languages: body.languages.iter().map(|l| l.tag.clone()).collect(),
            interpreter_needed: body.languages.iter().any(|l| l.interpreter_needed),
        }),
        ..Content::default()
    }
}

pub(super) fn custody(body: &body::Custody) -> Content {
    let holder = |holder: &body::CustodyHolder| Holder {
        person: person(&holder.person),
        residence_parent: holder.residence_parent,
        since: holder.since.map(When),
        until: holder.until.map(When),
    };
    Content {
        custody: Some(Custody {
            holders: body.holders.iter().map(holder).collect(),
            family: body.family.iter().map(|tie| person(&tie.person)).collect(),
        }),
        ..Content::default()
    }
}

pub(super) fn contact(body: &body::Contact) -> Content {
    let ball = body.holds_ball;
    Content {
        contact: Some(Contact {
            person: person(&body.person),
            responsibility: body.responsibility.clone(),
            coordinator: body.coordinator,
            holds_ball: ball.is_some(),
            ball_since: ball.and_then(|period| period.start).map(When),
            ball_until: ball.and_then(|period| period.end).map(When),
            next_step: body.next_step.clone(),
            reachable: body.reachable.clone(),
        }),
        ..Content::default()
    }
}

redacted!(MasterData, Custody, Holder, Contact);

#[cfg(test)]
mod tests {
    use domain::{
        record::body::Person,
        time::{Moment, Period},
    };

    use super::*;

    #[test]
    fn the_ball_is_held_from_its_first_to_its_last_day_and_not_after() {
        // R-SHOW-4
        let day = |text| Moment::parse(text).unwrap();
        let has_ball = |ball: Option<Period>, now: &str| {
            let mut body = body::Contact::new(Person::new("Mette Holm", "coordinator"), "");
            body.holds_ball = ball;
            let contact = contact(&body).contact.unwrap();
            contact.has_ball(now.parse().unwrap(), Country::Dk)
        };
        let until_november = Some(Period::between(day("2026-08-01"), day("2026-10-31")));
        assert!(!has_ball(until_november, "2026-07-31T21:59:59Z"));
        assert!(has_ball(until_november, "2026-07-31T22:00:00Z"));
        assert!(has_ball(until_november, "2026-10-31T22:59:59Z"));
        assert!(!has_ball(until_november, "2026-10-31T23:00:00Z"));
        let since = Some(Period::since(day("2026-11-01")));
        assert!(has_ball(since, "2026-11-21T12:00:00Z"));
        assert!(!has_ball(None, "2026-11-21T12:00:00Z"));
    }
}

//! What has been agreed: goals and actions.

use jiff::tz::TimeZone;

use super::Person;
use crate::{
    record::Coding,
    time::{Moment, Timestamp},
};

/// A plan around the child.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What kind, as an open code: `sip`, `action-plan`, `treatment-plan`.
    pub kind: String,
    /// Why there is a plan.
    pub background: String,
    /// The goals, the child's beside the professionals'.
    pub goals: Vec<PlanGoal>,
    /// Who does what.
    pub actions: Vec<PlanAction>,
    /// Who takes part.
    pub participants: Vec<Person>,
    /// Who coordinates.
    pub coordinator: Option<Person>,
    /// When it is to be followed up.
    pub follow_up: Option<Moment>,
}

/// A goal, in two voices of which neither translates the other.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlanGoal {
    /// The goal's id within the plan.
    pub id: String,
    /// In the professionals' words.
    pub professional_words: String,
    /// In the child's own words. Empty when the child has not been heard.
    pub child_words: String,
    /// What it is about.
    pub codes: Vec<Coding>,
    /// When it should be reached.
    pub target: Option<Moment>,
    /// Whether it is.
    pub state: GoalState,
}

impl PlanGoal {
    /// A goal being worked at, in the professionals' words and in the child's.
    pub fn new(professional_words: impl Into<String>, child_words: impl Into<String>) -> Self {
        Self {
            professional_words: professional_words.into(),
            child_words: child_words.into(),
            state: GoalState::Active,
            ..Self::default()
        }
    }
}

/// How far a goal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum GoalState {
    /// Not stated.
    #[default]
    Unstated,
    /// Being worked at.
    Active,
    /// Reached.
    Reached,
    /// Given up.
    Abandoned,
}

/// An action that somebody has taken on.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlanAction {
    /// What is to be done.
    pub action: String,
    /// Who does it; the child too may own one.
    pub owner: Option<Person>,
    /// By when.
    pub due: Option<Moment>,
    /// How far it is.
    pub state: ActionState,
    /// When it was done.
    pub done: Option<Moment>,
    /// The goal it serves, by id. Empty when it serves the whole plan.
    pub goal_id: String,
}

impl PlanAction {
    /// An open action with its owner.
    pub fn new(action: impl Into<String>, owner: Person) -> Self {
        Self {
            action: action.into(),
            owner: Some(owner),
            state: ActionState::Open,
            ..Self::default()
        }
    }

    /// The same action, due by a moment.
    #[must_use]
    pub fn due(mut self, by: Moment) -> Self {
        self.due = Some(by);
        self
    }

    /// True when the whole of the due moment has passed in the local calendar of `zone`, and the action is neither done nor called off.
    // R-PLAN-1
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp, zone: &TimeZone) -> bool {
        let open = match self.state {
            ActionState::Unstated | ActionState::Open | ActionState::Ongoing => self.done.is_none(),
            ActionState::Done | ActionState::Cancelled => false,
        };
        open && self.due.is_some_and(|due| due.interval(zone).end() <= now)
    }
}

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ActionState {
    /// Not stated.
    #[default]
    Unstated,
    /// Not begun.
    Open,
    /// Under way.
    Ongoing,
    /// Done.
    Done,
    /// Called off.
    Cancelled,
}

super::redacted!(Plan, PlanGoal, PlanAction);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Country;

    // R-PLAN-1
    #[test]
    fn an_action_is_overdue_when_its_whole_due_moment_has_passed_and_it_is_open() {
        let zone = Country::Dk.zone();
        let now = |text: &str| text.parse::<Timestamp>().unwrap();
        let due = |text: &str| {
            PlanAction::new("ring skolen", Person::child("")).due(Moment::parse(text).unwrap())
        };
        let last_minute = now("2026-11-20T22:59:00Z");
        assert!(!due("2026-11-20").is_overdue(last_minute, &zone));
        assert!(due("2026-11-20").is_overdue(now("2026-11-20T23:00:00Z"), &zone));
        assert!(!due("2026-11").is_overdue(last_minute, &zone));
        assert!(due("2026-10").is_overdue(last_minute, &zone));
        let mut done = due("2026-10");
        done.state = ActionState::Done;
        assert!(!done.is_overdue(last_minute, &zone));
        assert!(!PlanAction::default().is_overdue(last_minute, &zone));
    }
}

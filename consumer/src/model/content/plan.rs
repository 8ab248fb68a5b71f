//! What has been agreed: goals in two voices, actions with owners.

use std::fmt;

use domain::{
    record::body::{self, ActionState, GoalState, PlanAction, PlanGoal, SchoolSupportPlan},
    time::{Country, Timestamp},
};
use serde::Serialize;

use super::{Content, Person, When, person, redacted};

/// A plan.
#[derive(Clone, Serialize)]
pub struct Plan {
    /// The goals.
    pub goals: Vec<Goal>,
    /// Who does what.
    pub actions: Vec<Action>,
    /// Who coordinates.
    pub coordinator: Option<Person>,
    /// When it is to be followed up.
    pub follow_up: Option<When>,
}

/// A goal.
#[derive(Clone, Serialize)]
pub struct Goal {
    /// In the professionals' words.
    pub professional_words: String,
    /// In the child's own words.
    pub child_words: String,
    /// When it should be reached.
    pub target: Option<When>,
    /// `ACTIVE`, `REACHED` or `ABANDONED`.
    pub state: Option<&'static str>,
}

/// An action.
#[derive(Clone, Serialize)]
pub struct Action {
    /// What is to be done.
    pub action: String,
    /// Who does it.
    pub owner: Option<Person>,
    /// By when.
    pub due: Option<When>,
    /// `OPEN`, `ONGOING`, `DONE` or `CANCELLED`.
    pub state: Option<&'static str>,
    /// When it was done.
    pub done: Option<When>,
}

impl Action {
    /// True when it still is to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.done.is_none() && !matches!(self.state, Some("DONE" | "CANCELLED"))
    }

    /// True when it is open and the whole of its due moment has passed.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp, country: Country) -> bool {
        let has_passed = |due: When| due.0.interval(&country.zone()).end() <= now;
        self.is_open() && self.due.is_some_and(has_passed)
    }
}

pub(super) fn plan(body: &body::Plan) -> Content {
    Content {
        people: body.participants.iter().map(person).collect(),
        plan: Some(Plan {
            goals: body.goals.iter().map(goal).collect(),
            actions: body.actions.iter().map(action).collect(),
            coordinator: body.coordinator.as_ref().map(person),
            follow_up: body.follow_up.map(When),
        }),
        ..Content::default()
    }
    .text("background", &body.background)
}

pub(super) fn support(body: &SchoolSupportPlan) -> Content {
    let measures = body.measures.iter().map(|measure| Action {
        action: measure.measure.clone(),
        owner: measure.responsible.as_ref().map(person),
        due: None,
        state: None,
        done: None,
    });
    Content {
        people: body.decided_by.iter().map(person).collect(),
        plan: Some(Plan {
            goals: body.goals.iter().map(goal).collect(),
            actions: measures.collect(),
            coordinator: None,
            follow_up: body.follow_up.map(When),
        }),
        ..Content::default()
    }
    .text("needs", &body.needs)
    .text("child-words", &body.child_words)
    .text("evaluation", &body.evaluation)
    .time("decided", body.decided)
}

fn goal(goal: &PlanGoal) -> Goal {
    Goal {
        professional_words: goal.professional_words.clone(),
        child_words: goal.child_words.clone(),
        target: goal.target.map(When),
        state: match goal.state {
            GoalState::Unstated => None,
            GoalState::Active => Some("ACTIVE"),
            GoalState::Reached => Some("REACHED"),
            GoalState::Abandoned => Some("ABANDONED"),
        },
    }
}

fn action(action: &PlanAction) -> Action {
    Action {
        action: action.action.clone(),
        owner: action.owner.as_ref().map(person),
        due: action.due.map(When),
        state: match action.state {
            ActionState::Unstated => None,
            ActionState::Open => Some("OPEN"),
            ActionState::Ongoing => Some("ONGOING"),
            ActionState::Done => Some("DONE"),
            ActionState::Cancelled => Some("CANCELLED"),
        },
        done: action.done.map(When),
    }
}

redacted!(Plan, Goal, Action);

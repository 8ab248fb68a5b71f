//! CarePlan to plan: goals, actions and their owners.

use domain::record::{
    RelationKind,
    body::{ActionState, GoalState, Person, Plan, PlanAction, PlanGoal, types},
};

use super::{About, Context, Mapped};
use crate::fhir::{
    node::{Node, Times},
    versions::Standing,
    words,
};

/// The kind of a plan that says no more.
const KIND: &str = "care-plan";

// R-FHIR-17
pub(super) fn map(context: &Context<'_>, one: &Standing, about: About<'_>) -> Mapped {
    let node = one.resource.node();
    let mut times = Times::default();
    let codes = node.all_codings("category");
    let title = node
        .text_of("title")
        .or_else(|| node.each("category").find_map(Node::words))
        .unwrap_or(words::PLAN.of(about.country()));
    let body = Plan {
        kind: KIND.to_owned(),
        background: background(context, one),
        goals: goals(context, one, &mut times),
        actions: node
            .each("activity")
            .map(|activity| action(context, one, about, activity, &mut times))
            .collect(),
        participants: node
            .each("contributor")
            .filter_map(|who| context.person(one, about, who))
            .collect(),
        coordinator: context.person(one, about, node.get("author")),
        follow_up: None,
    };
    let mut mapped = Mapped::new(types::PLAN, body, title);
    let created = times.moment(node.get("created"));
    mapped.period = times.period(node.get("period"));
    mapped.period.start = mapped.period.start.or(created);
    mapped.recorded = times.instant(node.get("created"));
    mapped.codes = codes;
    mapped.author = context.author(one, about, [node.get("author")]);
    mapped.relations = context.contact(one);
    mapped.relations.extend(
        node.each("replaces")
            .filter_map(|old| context.relation(one, old, RelationKind::Replaces)),
    );
    mapped.relations.extend(
        node.each("partOf")
            .filter_map(|whole| context.relation(one, whole, RelationKind::Plan)),
    );
    mapped.note(&times);
    mapped
}

/// The description, and the conditions that the plan addresses.
fn background(context: &Context<'_>, one: &Standing) -> String {
    let node = one.resource.node();
    let addressed = node.each("addresses").filter_map(|reference| {
        context
            .target(one, reference)
            .and_then(|condition| condition.get("code").words())
            .or_else(|| reference.text_of("display"))
            .map(str::to_owned)
    });
    let notes = node.notes("note");
    let parts: Vec<String> = node
        .text_of("description")
        .map(str::to_owned)
        .into_iter()
        .chain(addressed)
        .chain((!notes.is_empty()).then_some(notes))
        .collect();
    parts.join("\n")
}

/// The goals. Whose words they are FHIR tells by `expressedBy`: the child's own are kept as the child's.
fn goals(context: &Context<'_>, one: &Standing, times: &mut Times) -> Vec<PlanGoal> {
    one.resource
        .node()
        .each("goal")
        .filter_map(|reference| {
            let id = reference.string_of("reference");
            let Some(goal) = context.target(one, reference) else {
                let words = reference.text_of("display")?;
                return Some(PlanGoal {
                    id,
                    professional_words: words.to_owned(),
                    ..PlanGoal::default()
                });
            };
            let words = goal
                .get("description")
                .words()
                .unwrap_or_default()
                .to_owned();
            let by_child = (goal.get("expressedBy").text_of("reference"))
                .is_some_and(|who| who.contains("Patient/"));
            let (child_words, professional_words) = if by_child {
                (words, String::new())
            } else {
                (String::new(), words)
            };
            Some(PlanGoal {
                id,
                professional_words,
                child_words,
                codes: goal.get("description").codings(),
                target: times.moment(goal.first("target").get("dueDate")),
                state: goal_state(goal.text_of("lifecycleStatus")),
            })
        })
        .collect()
}

fn goal_state(status: Option<&str>) -> GoalState {
    match status {
        Some("accepted" | "active" | "on-hold") => GoalState::Active,
        Some("completed") => GoalState::Reached,
        Some("cancelled" | "rejected") => GoalState::Abandoned,
        _ => GoalState::Unstated,
    }
}

fn action(
    context: &Context<'_>,
    one: &Standing,
    about: About<'_>,
    activity: Node<'_>,
    times: &mut Times,
) -> PlanAction {
    let detail = activity.get("detail");
    let words = detail
        .text_of("description")
        .or_else(|| detail.get("code").words())
        .or_else(|| activity.get("reference").text_of("display"));
    let scheduled = times.period(detail.get("scheduledPeriod"));
    let status = detail.text_of("status");
    PlanAction {
        action: words.unwrap_or_default().to_owned(),
        owner: detail
            .each("performer")
            .find_map(|who| context.person(one, about, who))
            .filter(|owner| *owner != Person::default()),
        due: scheduled.end.or(scheduled.start),
        state: match status {
            Some("not-started" | "scheduled") => ActionState::Open,
            Some("in-progress" | "on-hold") => ActionState::Ongoing,
            Some("completed") => ActionState::Done,
            Some("cancelled" | "stopped" | "entered-in-error") => ActionState::Cancelled,
            _ => ActionState::Unstated,
        },
        done: None,
        goal_id: detail
            .first("goal")
            .text_of("reference")
            .unwrap_or_default()
            .to_owned(),
    }
}

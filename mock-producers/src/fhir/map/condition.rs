//! Condition to condition.

use domain::{
    record::body::{Certainty, Condition, ConditionState, types},
    time::{Moment, Period},
};

use super::{About, Context, Mapped};
use crate::fhir::{
    node::{Node, Times},
    versions::Standing,
    words,
};

// R-FHIR-14
pub(super) fn map(context: &Context<'_>, one: &Standing, about: About<'_>) -> Mapped {
    let node = one.resource.node();
    let mut times = Times::default();
    let onset = times.choice(node, "onset");
    let abatement = times.choice(node, "abatement");
    let recorded = times.moment(node.get("recordedDate"));
    let began = onset.and_then(|onset| onset.start);
    let ended = abatement.and_then(|end| end.end.or(end.start));
    let codings = node.get("code").codings();
    let words = node.get("code").words();
    let body = Condition {
        code: codings.first().cloned(),
        same_as: codings.iter().skip(1).cloned().collect(),
        certainty: certainty(node.get("verificationStatus")),
        state: state(node.get("clinicalStatus"), ended),
        onset: began,
        resolved: ended,
        severity: node.get("severity").words().unwrap_or_default().to_owned(),
        note: note(node),
    };
    let title = words.unwrap_or(words::CONDITION.of(about.country()));
    let mut mapped = Mapped::new(types::CONDITION, body, title);
    mapped.period = Period {
        // It was there at the latest when it was written down.
        start: began.or(recorded),
        end: ended,
    };
    mapped.codes = codings;
    mapped.recorded = match recorded {
        Some(Moment::Instant(instant)) => Some(instant),
        _ => None,
    };
    mapped.author = context.author(one, about, [node.get("asserter"), node.get("recorder")]);
    mapped.relations = context.contact(one);
    mapped.note(&times);
    mapped
}

fn certainty(verification: Node<'_>) -> Certainty {
    let is = |code| verification.has_code(code);
    if is("confirmed") {
        Certainty::Confirmed
    } else if is("refuted") {
        Certainty::Refuted
    } else if is("unconfirmed") || is("provisional") || is("differential") {
        Certainty::Suspected
    } else {
        Certainty::Unstated
    }
}

fn state(clinical: Node<'_>, ended: Option<Moment>) -> ConditionState {
    let is = |code| clinical.has_code(code);
    if is("active") || is("recurrence") || is("relapse") {
        ConditionState::Active
    } else if is("remission") {
        ConditionState::Remission
    } else if is("resolved") || is("inactive") || ended.is_some() {
        ConditionState::Resolved
    } else {
        ConditionState::Unstated
    }
}

/// The notes, and an onset that is in words only.
fn note(condition: Node<'_>) -> String {
    let notes = condition.notes("note");
    let onset = condition.text_of("onsetString").map(str::to_owned);
    let all: Vec<String> = onset
        .into_iter()
        .chain((!notes.is_empty()).then_some(notes))
        .collect();
    all.join("\n")
}

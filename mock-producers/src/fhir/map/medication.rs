//! MedicationStatement to medication.

use domain::{
    record::{
        Coding, LifeCycle,
        body::{Medication, MedicationState, systems, types},
    },
    time::{Moment, Period},
};

use super::{About, Context, Mapped};
use crate::fhir::{
    node::{Node, Times},
    versions::Standing,
    words,
};

// R-FHIR-18
pub(super) fn map(context: &Context<'_>, one: &Standing, about: About<'_>) -> Mapped {
    let node = one.resource.node();
    let mut times = Times::default();
    let medicine = medicine(context, one);
    let codes = medicine.codings();
    let is_atc = |coding: &&Coding| systems::is_atc(&coding.system);
    let reference = node.get("medicationReference");
    let words = medicine.words().or_else(|| reference.text_of("display"));
    let dosage = node.first("dosage");
    let period = period(node, &one.status.life_cycle, &mut times);
    let asserted = times.moment(node.get("dateAsserted"));
    let state = state(one.status.word);
    let body = Medication {
        substance: codes.iter().find(is_atc).cloned(),
        product: codes.iter().find(|coding| !is_atc(coding)).cloned(),
        name: words.unwrap_or_default().to_owned(),
        dose: dosage.first("doseAndRate").get("doseQuantity").quantity(),
        dose_text: dosages(node),
        as_needed: dosage.flag("asNeededBoolean") == Some(true)
            || dosage.get("asNeededCodeableConcept").exists(),
        reason: node.all_codings("reasonCode").into_iter().next(),
        reason_text: node
            .each("reasonCode")
            .find_map(Node::words)
            .unwrap_or_default()
            .to_owned(),
        state,
        prescribed: None,
        prescriber: None,
        stopped: period.end.filter(|_| state == MedicationState::Stopped),
        stop_reason: node
            .each("statusReason")
            .find_map(Node::words)
            .unwrap_or_default()
            .to_owned(),
    };
    let title = words
        .unwrap_or(words::MEDICATION.of(about.country()))
        .to_owned();
    let mut mapped = Mapped::new(types::MEDICATION, body, &title);
    mapped.period = if period == Period::default() {
        Period {
            start: asserted,
            end: asserted.filter(|_| is_over(&one.status.life_cycle)),
        }
    } else {
        period
    };
    mapped.recorded = match asserted {
        Some(Moment::Instant(instant)) => Some(instant),
        _ => None,
    };
    mapped.codes = codes;
    mapped.author = context.author(one, about, [node.get("informationSource")]);
    mapped.relations = context
        .relation(
            one,
            node.get("context"),
            domain::record::RelationKind::Contact,
        )
        .into_iter()
        .collect();
    mapped.note(&times);
    mapped
}

/// What is taken: a code, or a Medication beside or inside the statement.
fn medicine<'a>(context: &'a Context<'_>, one: &'a Standing) -> Node<'a> {
    let node = one.resource.node();
    context
        .target(one, node.get("medicationReference"))
        .map_or(node.get("medicationCodeableConcept"), |medication| {
            medication.get("code")
        })
}

/// A statement with one moment is about that moment; of a medicine that is still to be taken it is the beginning.
fn period(node: Node<'_>, life_cycle: &LifeCycle, times: &mut Times) -> Period {
    let mut period = times.choice(node, "effective").unwrap_or_default();
    if node.get("effectiveDateTime").exists() && !is_over(life_cycle) {
        period.end = None;
    }
    period
}

fn is_over(life_cycle: &LifeCycle) -> bool {
    !matches!(life_cycle, LifeCycle::Planned | LifeCycle::Active)
}

fn state(word: &str) -> MedicationState {
    match word {
        "active" => MedicationState::Active,
        "on-hold" => MedicationState::Paused,
        "completed" | "stopped" => MedicationState::Stopped,
        _ => MedicationState::Unstated,
    }
}

/// All dosages in words; one without words is left to the dose.
fn dosages(node: Node<'_>) -> String {
    let texts: Vec<_> = node
        .each("dosage")
        .filter_map(|dosage| {
            dosage
                .text_of("text")
                .or_else(|| dosage.text_of("patientInstruction"))
        })
        .collect();
    texts.join("; ")
}

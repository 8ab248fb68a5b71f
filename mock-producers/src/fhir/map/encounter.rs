//! Encounter to activity: past, going on, or planned (dk-core's planned start and end).

use domain::{
    record::{
        LifeCycle,
        body::{Activity, ActivityKind, ActivityMode, Person, types},
    },
    time::Period,
};

use super::{About, Context, Mapped};
use crate::fhir::{
    node::{Node, Times},
    versions::Standing,
    words,
};

const PLANNED_START: &str =
    "http://hl7.dk/fhir/core/StructureDefinition/dk-core-planned-start-date";
const PLANNED_END: &str = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-planned-end-date";

// R-FHIR-13
pub(super) fn map(context: &Context<'_>, one: &Standing, about: About<'_>) -> Mapped {
    let node = one.resource.node();
    let mut times = Times::default();
    let period = period(node, &mut times);
    let class = node.get("class").text_of("code").unwrap_or_default();
    let kind = kind(class, &one.status.life_cycle);
    let mut codes = node.all_codings("type");
    codes.extend(node.get("serviceType").codings());
    let reason = reason(context, one);
    let participants = participants(context, one, about);
    let responsible = participants.first().cloned();
    let words = match kind {
        ActivityKind::Admission => words::ADMISSION,
        ActivityKind::Appointment => words::APPOINTMENT,
        _ => words::VISIT,
    };
    let named = node
        .each("type")
        .find_map(Node::words)
        .or_else(|| node.get("serviceType").words());
    let title = named.unwrap_or(words.of(about.country())).to_owned();
    let discharge = node.get("hospitalization").get("dischargeDisposition");
    let body = Activity {
        kind,
        code: codes.first().cloned(),
        mode: mode(class),
        reason,
        outcome: discharge.words().unwrap_or_default().to_owned(),
        responsible: responsible.clone(),
        participants: participants.into_iter().skip(1).collect(),
        interpreter_booked: false,
    };
    let mut mapped = Mapped::new(types::ACTIVITY, body, &title);
    mapped.period = period;
    mapped.codes = codes;
    mapped.note(&times);
    mapped
}

/// What took place, else what was planned; an end that is only planned ends nothing that goes on.
fn period(encounter: Node<'_>, times: &mut Times) -> Period {
    let held = times.period(encounter.get("period"));
    let planned = Period {
        start: times.moment(encounter.extension(PLANNED_START).get("valueDateTime")),
        end: times.moment(encounter.extension(PLANNED_END).get("valueDateTime")),
    };
    if held == Period::default() {
        planned
    } else {
        held
    }
}

/// HL7 v3 ActEncounterCode, as far as it tells a stay from a visit.
fn kind(class: &str, life_cycle: &LifeCycle) -> ActivityKind {
    match (class, life_cycle) {
        ("IMP" | "ACUTE" | "NONAC" | "OBSENC", _) => ActivityKind::Admission,
        (_, LifeCycle::Planned | LifeCycle::Cancelled) => ActivityKind::Appointment,
        _ => ActivityKind::Visit,
    }
}

fn mode(class: &str) -> ActivityMode {
    match class {
        "HH" => ActivityMode::Home,
        "AMB" | "IMP" | "ACUTE" | "NONAC" | "SS" | "EMER" | "OBSENC" => ActivityMode::OnSite,
        // VR is by phone, video or letter: which, it does not say.
        _ => ActivityMode::Unstated,
    }
}

/// The reason in words, and what was found, by the conditions that are referred to.
fn reason(context: &Context<'_>, one: &Standing) -> String {
    let node = one.resource.node();
    let stated = node
        .each("reasonCode")
        .filter_map(Node::words)
        .map(str::to_owned);
    let conditions = node
        .each("reasonReference")
        .chain(
            node.each("diagnosis")
                .map(|diagnosis| diagnosis.get("condition")),
        )
        .filter_map(|reference| {
            let words = context
                .target(one, reference)
                .and_then(|condition| condition.get("code").words())
                .or_else(|| reference.text_of("display"));
            words.map(str::to_owned)
        });
    let mut reasons: Vec<String> = Vec::new();
    for reason in stated.chain(conditions) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join("; ")
}

/// Who takes part, whoever is responsible first.
fn participants(context: &Context<'_>, one: &Standing, about: About<'_>) -> Vec<Person> {
    let mut people: Vec<(bool, Person)> = one
        .resource
        .node()
        .each("participant")
        .filter_map(|participant| {
            let mut person = context.person(one, about, participant.get("individual"))?;
            let types: Vec<_> = participant.each("type").collect();
            let responsible = types
                .iter()
                .any(|kind| kind.has_code("ATND") || kind.has_code("PPRF"));
            if person.role_text.is_empty() {
                let words = types.iter().find_map(|kind| kind.words());
                words.unwrap_or_default().clone_into(&mut person.role_text);
            }
            Some((!responsible, person))
        })
        .collect();
    people.sort_by_key(|(later, _)| *later);
    people.into_iter().map(|(_, person)| person).collect()
}

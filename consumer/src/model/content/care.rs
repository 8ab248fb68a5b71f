//! What the child has, what is done about it, what was written.

use domain::record::body::{
    Activity, ActivityKind, CareDocument, Certainty, Condition, ConditionState, Intervention,
    InterventionClosure, Medication, MedicationState, ProgrammeAdherence, ProgrammeStatement,
    Vaccination,
};

use super::{Content, person, words};

pub(super) fn condition(body: &Condition) -> Content {
    let variant = match body.certainty {
        Certainty::Suspected => Some("SUSPECTED"),
        Certainty::Refuted => Some("REFUTED"),
        Certainty::Confirmed => Some("CONFIRMED"),
        Certainty::Unstated => None,
    };
    let state = match body.state {
        ConditionState::Unstated => None,
        ConditionState::Active => Some("ACTIVE"),
        ConditionState::Remission => Some("REMISSION"),
        ConditionState::Resolved => Some("RESOLVED"),
    };
    Content {
        variant,
        state,
        ..Content::default()
    }
    .coded("condition", body.code.as_ref())
    .text("severity", &body.severity)
    .text("note", &body.note)
    .time("onset", body.onset)
    .time("resolved", body.resolved)
}

pub(super) fn intervention(body: &Intervention) -> Content {
    let state = match body.closure {
        InterventionClosure::Unstated => None,
        InterventionClosure::Decided => Some("DECIDED"),
        InterventionClosure::Delivered => Some("DELIVERED"),
    };
    Content {
        state,
        ..Content::default()
    }
    .text("measure", &body.measure)
    .text("purpose", &body.purpose)
    .text("extent", &body.extent)
    .text("legal-basis", &body.legal_basis)
    .value(
        "provider",
        body.provider.as_ref().map_or("", |o| &o.name),
        "",
    )
}

pub(super) fn activity(body: &Activity) -> Content {
    let variant = match body.kind {
        ActivityKind::Unstated => None,
        ActivityKind::Summons => Some("SUMMONS"),
        ActivityKind::Appointment => Some("APPOINTMENT"),
        ActivityKind::Visit => Some("VISIT"),
        ActivityKind::NoShow => Some("NO_SHOW"),
        ActivityKind::Admission => Some("ADMISSION"),
        ActivityKind::Discharge => Some("DISCHARGE"),
        ActivityKind::Examination => Some("EXAMINATION"),
        ActivityKind::NetworkMeeting => Some("NETWORK_MEETING"),
        ActivityKind::Session => Some("SESSION"),
    };
    Content {
        variant,
        people: body
            .responsible
            .iter()
            .chain(&body.participants)
            .map(person)
            .collect(),
        ..Content::default()
    }
    .text("reason", &body.reason)
    .text("outcome", &body.outcome)
}

pub(super) fn document(body: &CareDocument) -> Content {
    let mut content = body
        .sections
        .iter()
        .fold(Content::default(), |content, section| {
            content.text(&section.heading, &section.text)
        });
    if let Some(statement) = &body.programme {
        content = programme(content, statement);
    }
    content
}

fn programme(content: Content, statement: &ProgrammeStatement) -> Content {
    let adherence = |adherence| match adherence {
        ProgrammeAdherence::Unstated => "",
        ProgrammeAdherence::Followed => "FOLLOWED",
        ProgrammeAdherence::Deviates => "DEVIATES",
    };
    let flag = |set| if set { "true" } else { "" };
    let content = content
        .value(
            "programme-vaccinations",
            adherence(statement.vaccinations),
            "",
        )
        .value("programme-visits", adherence(statement.visits), "")
        .value("open-follow-up", flag(statement.open_follow_up), "")
        .value("has-diagnosis", flag(statement.has_diagnosis), "");
    statement
        .deviations
        .iter()
        .fold(content, |content, deviation| {
            content.text("deviation", &deviation.text)
        })
}

pub(super) fn vaccination(body: &Vaccination) -> Content {
    let number = match body.dose_number {
        0 => String::new(),
        number => number.to_string(),
    };
    let content = Content {
        variant: body.not_given.is_some().then_some("NOT_GIVEN"),
        ..Content::default()
    }
    .coded("vaccine", body.vaccine.as_ref())
    .value("product", &body.product, "")
    .value("batch", &body.batch, "")
    .value("dose-number", &number, "");
    match &body.not_given {
        Some(not_given) if not_given.text.is_empty() => {
            let reason = not_given.reason.as_ref().map_or("", words);
            content.text("reason", reason)
        }
        Some(not_given) => content.text("reason", &not_given.text),
        None => content,
    }
}

pub(super) fn medication(body: &Medication) -> Content {
    let state = match body.state {
        MedicationState::Unstated => None,
        MedicationState::Active => Some("ACTIVE"),
        MedicationState::Paused => Some("PAUSED"),
        MedicationState::Stopped => Some("STOPPED"),
    };
    Content {
        state,
        people: body.prescriber.iter().map(person).collect(),
        ..Content::default()
    }
    .value("name", &body.name, "")
    .coded("substance", body.substance.as_ref())
    .amount("dose", body.dose.as_ref())
    .text("dosage", &body.dose_text)
    .text("reason", &body.reason_text)
    .text("stop-reason", &body.stop_reason)
    .time("prescribed", body.prescribed)
    .time("stopped", body.stopped)
}

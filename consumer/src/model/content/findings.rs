//! What was measured, asked and counted.

use domain::record::{
    Coding,
    body::{
        Attendance, Indicator, Interpretation, Laterality, Observation, ObservedValue,
        Questionnaire,
    },
};

use super::{Content, Value, code, person, words};

pub(super) fn observation(body: &Observation) -> Content {
    let whole = body.value.as_ref().map(|value| Value {
        side: side(body.laterality),
        interpretation: interpretation(body.interpretation),
        ..found(body.code.as_ref(), value)
    });
    let parts = body.components.iter().filter_map(|part| {
        let about = part.code.as_ref().or(body.code.as_ref());
        Some(Value {
            side: side(part.laterality),
            interpretation: interpretation(part.interpretation),
            ..found(about, part.value.as_ref()?)
        })
    });
    let content = Content {
        // What the whole comes to stands with its value; without one it must not be lost.
        state: interpretation(body.interpretation).filter(|_| body.value.is_none()),
        values: whole.into_iter().chain(parts).collect(),
        ..Content::default()
    };
    content
        .coded("absent", body.absent_reason.as_ref())
        .text("note", &body.note)
}

pub(super) fn questionnaire(body: &Questionnaire) -> Content {
    let scores = body.scores.iter().filter_map(|score| {
        let amount = score.value.as_ref()?;
        Some(Value {
            about: score.name.clone(),
            code: score.code.as_ref().map(code),
            value: amount.value.clone(),
            unit: amount.unit.clone(),
            side: None,
            interpretation: interpretation(score.interpretation),
        })
    });
    let content = Content {
        values: scores.collect(),
        people: body
            .respondent
            .iter()
            .chain(&body.about)
            .map(person)
            .collect(),
        ..Content::default()
    };
    let content = content.value("instrument", &body.instrument.name, "");
    body.answers.iter().fold(content, |content, answer| {
        let value = answer.value.as_ref().map(|value| found(None, value));
        content.text(&answer.question, &value.map_or(String::new(), |v| v.value))
    })
}

pub(super) fn indicator(body: &Indicator) -> Content {
    let value = body.value.as_ref().map(|value| Value {
        about: body.name.clone(),
        interpretation: interpretation(body.interpretation),
        ..found(body.code.as_ref(), value)
    });
    Content {
        state: interpretation(body.interpretation).filter(|_| body.value.is_none()),
        values: value.into_iter().collect(),
        ..Content::default()
    }
}

pub(super) fn attendance(body: &Attendance) -> Content {
    Content::default()
        .value("absence", &body.absence_percent, "%")
        .value("absence-valid", &body.valid_percent, "%")
        .value("absence-invalid", &body.invalid_percent, "%")
        .text("note", &body.note)
}

fn found(about: Option<&Coding>, value: &ObservedValue) -> Value {
    let (value, unit) = match value {
        ObservedValue::Quantity(amount) => (amount.value.clone(), amount.unit.clone()),
        ObservedValue::Coding(finding) => (words(finding).to_owned(), String::new()),
        ObservedValue::Text(text) => (text.clone(), String::new()),
    };
    Value {
        about: about.map_or("", words).to_owned(),
        code: about.map(code),
        value,
        unit,
        side: None,
        interpretation: None,
    }
}

fn side(side: Laterality) -> Option<&'static str> {
    match side {
        Laterality::Unstated => None,
        Laterality::Left => Some("LEFT"),
        Laterality::Right => Some("RIGHT"),
        Laterality::Both => Some("BOTH"),
    }
}

fn interpretation(interpretation: Interpretation) -> Option<&'static str> {
    match interpretation {
        Interpretation::Unstated => None,
        Interpretation::Normal => Some("NORMAL"),
        Interpretation::Abnormal => Some("ABNORMAL"),
        Interpretation::Low => Some("LOW"),
        Interpretation::High => Some("HIGH"),
        Interpretation::Inconclusive => Some("INCONCLUSIVE"),
    }
}

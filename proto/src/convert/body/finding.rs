//! Observations, questionnaires and indicators.

use super::codec::{closed, message};

message! {
    Observation {
        code: option,
        value: finding,
        components: list,
        method: option,
        instrument: plain,
        laterality: number,
        interpretation: number,
        absent_reason: option,
        note: plain,
    }
    ObservedComponent { code: option, value: finding, laterality: number, interpretation: number }
    Instrument { code: option, name: plain, version: plain }
    Questionnaire {
        instrument: required,
        respondent: option,
        about: option,
        answers: list,
        scores: list,
    }
    Answer { question_id: plain, question: plain, value: finding }
    Score { code: option, name: plain, value: option, interpretation: number }
    Indicator { code: option, name: plain, value: finding, interpretation: number, based_on: plain }
}

closed! {
    Laterality { Left, Right, Both }
    Interpretation { Normal, Abnormal, Low, High, Inconclusive }
}

//! The courses of care, one room a sector: what each system comes to hold about a child by how its life went.

mod dk_birth;
mod dk_family;
mod dk_general_practice;
mod dk_health_visitor;
mod dk_hospital;
mod dk_learning;
mod dk_ppr;
mod dk_psychiatry;
mod dk_registers;
mod dk_school_nurse;
mod given;
mod se_archive;
mod se_child_findings;
mod se_child_health;
mod se_general_practice;
mod se_habilitation;
mod se_hospital;
mod se_maternity;
mod se_plans;
mod se_psychiatry;
mod se_school;
mod se_school_health;
mod se_social;

pub(super) use se_school_health::system_of as school_health_of;

use domain::{
    record::{
        Coding, Quantity,
        body::{
            Condition, Instrument, Interpretation, Observation, Questionnaire, Score, systems,
            types,
        },
    },
    time::{Country, Date},
};

use super::{
    case::{Case, Page},
    chance::Chance,
};

/// Fills every page of a child's life.
pub(super) fn live(case: &mut Case<'_>) {
    let rooms: &[fn(&mut Case<'_>)] = match case.home.country {
        Country::Se => &[
            se_maternity::write,
            se_child_health::write,
            se_school_health::write,
            se_school::write,
            se_general_practice::write,
            se_hospital::write,
            se_psychiatry::write,
            se_habilitation::write,
            se_social::write,
            se_plans::write,
            se_archive::write,
        ],
        Country::Dk => &[
            dk_birth::write,
            dk_health_visitor::write,
            dk_general_practice::write,
            dk_registers::write,
            dk_learning::write,
            dk_ppr::write,
            dk_family::write,
            dk_hospital::write,
            dk_psychiatry::write,
        ],
    };
    for room in rooms {
        room(case);
    }
}

/// One from each list, as sentences after each other: a note that no other child has quite so.
fn told(chance: &mut Chance, lists: &[&[&str]]) -> String {
    let sentences: Vec<&str> = lists.iter().map(|list| chance.pick(list)).collect();
    sentences.join(" ")
}

/// A condition that was found on a day and goes on.
fn found(page: &Page, day: Date, code: Coding) -> Condition {
    Condition {
        onset: Some(page.moment(day)),
        ..Condition::confirmed(code)
    }
}

/// A questionnaire of which only the sum is kept, and it is high.
fn summed(instrument: &str, scale: &str, sum: i32) -> Questionnaire {
    Questionnaire {
        instrument: Instrument::named(instrument),
        scores: vec![Score {
            name: scale.to_owned(),
            value: Some(Quantity::new(sum.to_string(), "")),
            interpretation: Interpretation::High,
            ..Score::default()
        }],
        ..Questionnaire::default()
    }
}

/// The pulse on a day.
fn pulse(page: &mut Page, day: Date, per_minute: i32) {
    let code = Coding::new(systems::LOINC, "8867-4", "Puls");
    let body = Observation::quantity(code, Quantity::new(per_minute.to_string(), "/min"));
    page.write(types::OBSERVATION_VITAL_SIGN, day, "Puls", body);
}

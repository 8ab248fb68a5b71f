//! What comes of the visits at the Swedish child health centre: the mother's answers, the retest of an ear, the summary for the school.

use domain::record::{
    Coding, Quantity,
    body::{
        Answer, Instrument, Interpretation, ObservedValue, ProgrammeAdherence, ProgrammeDeviation,
        ProgrammeStatement, Questionnaire, Referral, ReferralState, Score, systems, types,
    },
};

use super::{
    given::{Fate, Outcome},
    se_child_health::HOME,
    told,
};
use crate::{
    journal::{Ears, document},
    sure,
    synthetic::{
        case::{Case, Page},
        lots::Lot,
    },
};

/// The questionnaire about the mother's mood six to eight weeks after birth: about her, in the child's record.
pub(super) fn mother_asked(case: &Case<'_>, page: &mut Page) {
    let Some(day) = case
        .came(0, 45)
        .filter(|day| case.arrived().is_none_or(|arrived| *day >= arrived))
    else {
        return;
    };
    if !case.has(Lot::MotherLow) {
        return;
    }
    let mut chance = case.chance.for_purpose("mother", 0);
    let sum = chance.between(13, 19);
    let item = |number: i32, question: &str, answer: i32| Answer {
        question_id: number.to_string(),
        question: question.to_owned(),
        value: Some(ObservedValue::Quantity(Quantity::new(
            answer.to_string(),
            "",
        ))),
    };
    let body = Questionnaire {
        instrument: Instrument::named("EPDS"),
        respondent: Some(case.mother()),
        about: Some(case.mother()),
        answers: vec![
            item(1, "Jag har kunnat se tillvaron från den ljusa sidan", 2),
            item(
                8,
                "Jag har känt mig ledsen eller eländig",
                chance.between(1, 3),
            ),
            item(10, "Tankar på att göra mig själv illa har förekommit", 0),
        ],
        scores: vec![Score {
            name: "Summa".to_owned(),
            value: Some(Quantity::new(sum.to_string(), "")),
            interpretation: Interpretation::High,
            ..Score::default()
        }],
    };
    page.write(types::QUESTIONNAIRE, day, "EPDS, mamma", body)
        .naming_others();
}

/// The retest after a failed hearing test, and the referral.
pub(super) fn ears(case: &Case<'_>, page: &mut Page) {
    let Some(day) = case.at_age(50, 5).filter(|_| case.has(Lot::Hearing)) else {
        return;
    };
    if case.arrived().is_some_and(|arrived| day < arrived) {
        return;
    }
    let mut chance = case.chance.for_purpose("ears", 0);
    let when = page.when(day);
    page.journal().hearing(
        &when,
        "Lekaudiometri",
        POOR_LEFT,
        "Omtest, fortsatt sänkt vänster. Remiss.",
    );
    let state = chance.pick(&[
        ReferralState::Closed,
        ReferralState::Waiting,
        ReferralState::Rejected,
        ReferralState::Ongoing,
    ]);
    let body = Referral {
        from: Some(page.unit()),
        to_sector: Some(sure::sector("hospital")),
        state,
        question: told(
            &mut chance,
            &[
                &[
                    "Underkänd lekaudiometri två gånger.",
                    "Sänkt hörsel vänster vid två tillfällen.",
                ],
                &[
                    "Bedömning av hörsel och mellanöron önskas.",
                    "Tacksam bedömning.",
                ],
            ],
        ),
        reason: Some(Coding::new(
            systems::ICD_10,
            "H91.9",
            "Hörselnedsättning, ospecificerad",
        )),
        requested: Some(page.moment(day)),
        ..Referral::default()
    };
    page.write(
        types::REFERRAL,
        day,
        "Remiss till öron-, näs- och halskliniken",
        body,
    );
}

/// What goes to the school: whether the programme was followed, as the centre says.
pub(super) fn summary(case: &Case<'_>, page: &mut Page, outcomes: &[Outcome]) {
    let Some(day) = case.at_age(66, 0) else {
        return;
    };
    if case.arrived().is_some_and(|arrived| day < arrived) {
        return;
    }
    let mut chance = case.chance.for_purpose("summary", 0);
    let early = || outcomes.iter().filter(|outcome| !outcome.at_school);
    let declined = early().find(|outcome| outcome.fate == Fate::Declined);
    let deviates = declined.is_some()
        || case.has(Lot::MissingDose)
        || case.has(Lot::LateDose)
        || case.has(Lot::MovedIn);
    let adherence = |deviates| match deviates {
        true => ProgrammeAdherence::Deviates,
        false => ProgrammeAdherence::Followed,
    };
    let vaccinations = match deviates {
        true => chance.pick(&[
            "Avviker från programmet, se vaccinationskortet.",
            "Ej helt enligt program.",
        ]),
        false => chance.pick(&[
            "Enligt program.",
            "Fullvaccinerad för åldern.",
            "Följer programmet.",
        ]),
    };
    let health = told(
        &mut chance,
        &[
            &["Frisk.", "Inga kända sjukdomar.", "Väsentligen frisk."],
            HOME,
        ],
    );
    let mut body = document(&[
        ("Vaccinationer", vaccinations),
        ("Hälsa", &health),
        (
            "Hörsel och syn",
            if case.has(Lot::Hearing) {
                "Hörsel vänster följs."
            } else {
                "Ua vid 4 år."
            },
        ),
    ]);
    body.programme = Some(ProgrammeStatement {
        vaccinations: adherence(deviates),
        visits: adherence(case.has(Lot::MovedIn)),
        deviations: declined
            .map(|outcome| ProgrammeDeviation {
                item: Some(Coding::new(systems::ATC, outcome.dose.atc, "")),
                text: "Avböjd av föräldrarna".to_owned(),
            })
            .into_iter()
            .collect(),
        open_follow_up: case.has(Lot::Hearing),
        has_diagnosis: case.has(Lot::Asthma) || case.has(Lot::Autism),
    });
    page.write(
        types::DOCUMENT_BVC_SUMMARY,
        day,
        "Sammanfattning till elevhälsan",
        body,
    );
}

/// A left ear that hears badly.
pub(super) const POOR_LEFT: Ears = Ears {
    left: ["25", "25", "35", "40"],
    right: ["20"; 4],
    finding: Interpretation::Abnormal,
};

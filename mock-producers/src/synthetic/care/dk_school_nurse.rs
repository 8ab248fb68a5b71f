//! The Danish health visitor at school: examinations at the beginning and the end, and a talk between.

use domain::{
    record::body::{Activity, ActivityKind, ActivityMode, Interpretation, Observation, types},
    time::Date,
};

use super::told;
use crate::{
    journal::document,
    synthetic::{
        case::{Case, Page},
        days,
        lots::Lot,
    },
    systems::dk::sundhedsplejen_aadal::SCHOOL_NURSE,
};

/// Grade, month and day of the examinations at school.
const AT_SCHOOL: [(i16, i8, i8, &str); 3] = [
    (0, 11, 3, "Indskolingsundersøgelse"),
    (4, 2, 12, "Sundhedssamtale 4. klasse"),
    (8, 10, 28, "Udskolingsundersøgelse"),
];

/// The examinations from a day on.
pub(super) fn at_school(case: &mut Case<'_>, page: &mut Page, from: Date) {
    page.by(SCHOOL_NURSE);
    for (grade, month, day, name) in AT_SCHOOL {
        let mut chance = case
            .chance
            .for_purpose("at school", grade.unsigned_abs().into());
        let Some(day) = case
            .in_grade(grade, month, day)
            .map(|day| days::working(days::days_after(day, chance.between(-14, 20))))
        else {
            continue;
        };
        if day >= case.today || day < from {
            continue;
        }
        let body = Activity {
            mode: ActivityMode::School,
            ..Activity::new(ActivityKind::Examination, name)
        };
        page.write(types::ACTIVITY, day, name, body);
        page.measure(day, &mut case.growth, false);
        let hearing = case.has(Lot::Hearing) && grade == 0;
        let (words, finding) = match hearing {
            true => (
                "Hører ikke 20 dB ved 4 kHz på venstre øre.",
                Interpretation::Abnormal,
            ),
            false => (
                *chance.pick(&[
                    "Bestået på begge ører.",
                    "Normal høreprøve.",
                    "Hører 20 dB.",
                ]),
                Interpretation::Normal,
            ),
        };
        let code = page.keyword("hoerelse", "Høreprøve");
        page.write(
            types::OBSERVATION_SCREENING,
            day,
            "Høreprøve",
            Observation {
                interpretation: finding,
                ..Observation::text(code, words)
            },
        );
        let text = told(&mut chance, &[PUPIL, TALK]);
        page.note(day, name, &[("Samtale", &text)]);
        if grade == 0 {
            let followed = !(case.has(Lot::MissingDose) || case.has(Lot::DeclinedDose));
            let vaccinations = if followed {
                "Følger programmet ifølge forældrene."
            } else {
                "Følger ikke programmet."
            };
            let summary = document(&[
                ("Vaccinationer", vaccinations),
                ("Trivsel", &told(&mut chance, &[TALK])),
            ]);
            page.write(
                types::DOCUMENT_BVC_SUMMARY,
                day,
                "Sammenfatning ved skolestart",
                summary,
            );
        }
    }
    if case.kid.number % 6 == 0 {
        let body = Activity {
            mode: ActivityMode::School,
            ..Activity::new(ActivityKind::Appointment, "Samtale om trivsel")
        };
        page.book(
            types::ACTIVITY,
            12,
            case.ago(6),
            "Samtale hos sundhedsplejersken",
            body,
        );
    }
}

const PUPIL: &[&str] = &[
    "Glad for sin klasse.",
    "Synes, at der larmer.",
    "Går til håndbold.",
    "Spiller meget om aftenen.",
    "Har to gode venner.",
    "Vil være dyrlæge.",
    "Ked af frikvarterne.",
];

const TALK: &[&str] = &[
    "Sover ti timer.",
    "Spiser ikke morgenmad.",
    "Ondt i hovedet et par gange om ugen.",
    "Trives.",
    "Forældre orienteret.",
    "Ingen opfølgning.",
    "Kommer igen om en måned.",
];

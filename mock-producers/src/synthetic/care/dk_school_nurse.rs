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
        chance::Chance,
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
        let number = u64::from(grade.unsigned_abs());
        let mut chance = case.chance.for_purpose("at school", number);
        let about = case.in_grade(grade, month, day);
        let day = about.map(|day| days::days_after(day, chance.between(-14, 20)));
        let Some(day) = day.and_then(|day| case.past(days::working(day))) else {
            continue;
        };
        if day >= from {
            examined(case, page, (grade, day, name), &mut chance);
        }
    }
    if case.kid.number.is_multiple_of(6) {
        let body = Activity {
            mode: ActivityMode::School,
            ..Activity::new(ActivityKind::Appointment, "Samtale om trivsel")
        };
        let title = "Samtale hos sundhedsplejersken";
        page.book(types::ACTIVITY, 12, case.ago(6), title, body);
    }
}

fn examined(
    case: &mut Case<'_>,
    page: &mut Page,
    (grade, day, name): (i16, Date, &str),
    chance: &mut Chance,
) {
    let body = Activity {
        mode: ActivityMode::School,
        ..Activity::new(ActivityKind::Examination, name)
    };
    page.write(types::ACTIVITY, day, name, body);
    page.measure(day, &mut case.growth, false);
    let (words, interpretation) = match case.has(Lot::Hearing) && grade == 0 {
        true => (
            "Hører ikke 20 dB ved 4 kHz på venstre øre.",
            Interpretation::Abnormal,
        ),
        false => (chance.pick(HEARS), Interpretation::Normal),
    };
    let code = page.keyword("hoerelse", "Høreprøve");
    let body = Observation {
        interpretation,
        ..Observation::text(code, words)
    };
    page.write(types::OBSERVATION_SCREENING, day, "Høreprøve", body);
    let text = told(chance, &[PUPIL, TALK]);
    page.note(day, name, &[("Samtale", &text)]);
    if grade == 0 {
        let followed = !(case.has(Lot::MissingDose) || case.has(Lot::DeclinedDose));
        let vaccinations = match followed {
            true => "Følger programmet ifølge forældrene.",
            false => "Følger ikke programmet.",
        };
        let summary = document(&[
            ("Vaccinationer", vaccinations),
            ("Trivsel", chance.pick(TALK)),
        ]);
        page.write(
            types::DOCUMENT_BVC_SUMMARY,
            day,
            "Sammenfatning ved skolestart",
            summary,
        );
    }
}

const HEARS: &[&str] = &[
    "Bestået på begge ører.",
    "Normal høreprøve.",
    "Hører 20 dB.",
];

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

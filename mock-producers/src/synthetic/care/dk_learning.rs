//! Danish day care and school: language and well-being, absence, support.

use domain::record::{
    Quantity,
    body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Attendance,
        AttendanceUnit, Instrument, Interpretation, PlanGoal, Questionnaire, SchoolSupportPlan,
        Score, SupportMeasure, types,
    },
};

use super::told;
use crate::{
    journal::Staff,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        lots::Lot,
    },
    systems::dk::{
        dagtilbud_aadal::PEDAGOGUE,
        skole_aadal::{BEHAVIOUR_ADVISER, TEACHER},
    },
};

const READING_ADVISER: Staff = Staff {
    name: "Ditte Munkholm",
    role: "teacher",
    title: "læsevejleder",
};

pub(super) fn write(case: &mut Case<'_>) {
    match case.grade() {
        Some(grade) => school(case, grade),
        None if case.months() >= 12 => day_care(case),
        None => {}
    }
}

fn day_care(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("day care", 0);
    let mut page = case.open("dagtilbud-aadal", PEDAGOGUE);
    let begun = case.at_age(12, 20).unwrap_or_else(|| case.ago(30));
    page.contact(begun, PEDAGOGUE.of(page.site), "Primærpædagog");
    if case.months() >= 36 {
        let score = chance.between(18, 92).to_string();
        let poor = case.has(Lot::LateSpeech);
        let body = Questionnaire {
            instrument: Instrument::named("Sprogvurdering 3-årige"),
            scores: vec![Score {
                name: "Percentil".to_owned(),
                value: Some(Quantity::new(
                    if poor { "9".to_owned() } else { score },
                    "%",
                )),
                interpretation: if poor {
                    Interpretation::Low
                } else {
                    Interpretation::Normal
                },
                ..Score::default()
            }],
            ..Questionnaire::default()
        };
        page.write(
            types::QUESTIONNAIRE,
            case.at_age(37, 0).unwrap_or(begun),
            "Sprogvurdering",
            body,
        );
    }
    if case.has(Lot::LateSpeech) {
        let body = Assessment {
            assessors: vec![PEDAGOGUE.of(page.site)],
            conclusion: "Indsats i lille gruppe.".to_owned(),
            ..Assessment::new(AssessmentState::Done, "Sprog og leg på stuen")
        };
        page.write(
            types::ASSESSMENT,
            case.ago(chance.between(20, 120)).max(begun),
            "Pædagogisk vurdering",
            body,
        );
    }
    let day = case.ago(chance.between(8, 80)).max(begun);
    let text = told(&mut chance, &[PLAY, PICK_UP]);
    page.note(day, "Trivselsnotat", &[("Trivsel", &text)]);
    if chance.percent(25) {
        let recorded = case.ago(5).max(begun);
        let body = Activity {
            mode: ActivityMode::OnSite,
            ..Activity::new(ActivityKind::NetworkMeeting, "Forældresamtale")
        };
        page.book(
            types::ACTIVITY,
            chance.between(4, 25),
            recorded,
            "Forældresamtale",
            body,
        );
    }
    case.file(page);
}

fn school(case: &mut Case<'_>, grade: i16) {
    let mut chance = case.chance.for_purpose("school", 0);
    let mut page = case.open("skole-aadal", TEACHER);
    let begun = case.ago(chance.between(60, 90));
    page.contact(begun, TEACHER.of(page.site), "Klasselærer");
    attendance(case, &mut page, &mut chance);
    support(case, &mut page, &mut chance);
    if case.has(Lot::Attention) || case.has(Lot::Absence) {
        page.by(BEHAVIOUR_ADVISER);
        let text = told(&mut chance, &[IN_CLASS]);
        let day = case.ago(chance.between(10, 60));
        page.note(day, "AKT-notat", &[("Observation", &text)]);
    }
    if grade >= 1 && chance.percent(40) {
        let body = Activity {
            mode: ActivityMode::School,
            outcome: told(&mut chance, &[MEETING]),
            ..Activity::new(ActivityKind::Session, "Skole-hjem-samtale")
        };
        let day = case.ago(chance.between(10, 60));
        page.write(types::ACTIVITY, day, "Skole-hjem-samtale", body);
    }
    case.file(page);
}

fn attendance(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let absent = case.has(Lot::Absence);
    let percent = match absent {
        true => chance.between(14, 48),
        false => chance.between(1, 9),
    };
    if absent || case.kid.number.is_multiple_of(3) {
        let body = Attendance {
            valid_percent: (percent / 2).to_string(),
            invalid_percent: (percent - percent / 2).to_string(),
            unit: AttendanceUnit::Days,
            note: match absent {
                true => told(chance, &[ABSENCE]),
                false => String::new(),
            },
            ..Attendance::absence(percent.to_string())
        };
        page.write(types::ATTENDANCE, case.ago(97), "Fravær siden august", body)
            .until(&case.ago(4).to_string());
    }
}

fn support(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let plans = match () {
        () if case.has(Lot::Reading) => READING,
        () if case.has(Lot::Attention) || case.has(Lot::Autism) => RESTLESS,
        () => return,
    };
    let decided = case.ago(chance.between(30, 240));
    let (needs, goal, measure) = chance.pick(plans);
    let words = chance.pick(PUPIL);
    let body = SchoolSupportPlan {
        needs: needs.to_owned(),
        child_words: words.to_owned(),
        goals: vec![PlanGoal::new(goal, words)],
        measures: vec![SupportMeasure {
            measure: measure.to_owned(),
            responsible: Some(READING_ADVISER.of(page.site)),
            ..SupportMeasure::default()
        }],
        decided: Some(page.moment(decided)),
        evaluation: chance
            .pick(&["", "Virker, fortsættes.", "Delvist nået."])
            .to_owned(),
        ..SchoolSupportPlan::default()
    };
    page.write(types::SCHOOL_SUPPORT_PLAN, decided, "Handleplan", body)
        .ongoing();
}

/// Needs, goal, measure.
type Support = (&'static str, &'static str, &'static str);

const READING: &[Support] = &[
    (
        "Læser langsomt og gætter ord.",
        "Læse 60 ord i minuttet.",
        "Læsebånd tre gange om ugen.",
    ),
    (
        "Risiko for ordblindhed.",
        "Bruge oplæsning i alle fag.",
        "It-rygsæk og kursus.",
    ),
    (
        "Undgår at skrive.",
        "Skrive en halv side selv.",
        "Skrivestøtte på pc.",
    ),
];

const RESTLESS: &[Support] = &[
    (
        "Har brug for pauser og faste rammer.",
        "Arbejde et kvarter ad gangen.",
        "Piktogrammer, fast plads.",
    ),
    (
        "Skift mellem timer er svære.",
        "Komme til tiden efter frikvarter.",
        "Makker og overgangsobjekt.",
    ),
    (
        "Konflikter i frikvarter.",
        "Et godt frikvarter om dagen.",
        "Legepatrulje og voksen i gården.",
    ),
];

const PUPIL: &[&str] = &[
    "Jeg vil gerne sidde ved vinduet.",
    "Det larmer for meget.",
    "Jeg kan godt, når nogen hjælper mig i gang.",
    "Jeg vil spille fodbold.",
    "Ikke læse højt, tak.",
    "",
];

const ABSENCE: &[&str] = &[
    "Mest om mandagen.",
    "Går hjem før tid.",
    "Forældre melder syg.",
    "Mødt alle dage siden efterårsferien.",
    "Kommer, når far kører.",
];

const PLAY: &[&str] = &[
    "Leger gerne i dukkekrogen.",
    "Søger de voksne.",
    "Glad for at være ude.",
    "Finder på lege med de andre.",
    "Er stille i samling.",
    "Bygger høje tårne.",
];

const PICK_UP: &[&str] = &[
    "God aflevering om morgenen.",
    "Træt ved afhentning.",
    "Græder lidt, når mor går.",
    "Spiser alt.",
    "Sover til middag.",
];

pub(super) const IN_CLASS: &[&str] = &[
    "Rejser sig mange gange.",
    "Arbejder koncentreret i små grupper.",
    "Trækker hætten op og tier.",
    "Hjælper de yngre.",
    "Kommer i konflikt ved regelspil.",
];

const MEETING: &[&str] = &[
    "Fagligt på niveau.",
    "Aftale om lektiecafé.",
    "Forældre bekymrede for kammeratskaber.",
    "Nyt møde i januar.",
    "Stor fremgang i dansk.",
];

//! The Swedish school with its psychologists and counsellors: absence, support plans, assessments, and who the teacher is.

use domain::{
    record::body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Attendance,
        AttendanceUnit, Instrument, Intervention, PlanGoal, SchoolSupportPlan, SupportMeasure,
        types,
    },
    time::Date,
};

use super::{summed, told};
use crate::{
    journal::Staff,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        homes::Town,
        lots::Lot,
    },
    systems::{
        elevhalsa_psyk_vasterby::{COUNSELLOR, PSYCHOLOGIST},
        skola_vasterby::TEACHER,
    },
};

const SCHOOL: &str = "skola-vasterby";
const STUDENT_HEALTH: &str = "elevhalsa-psyk-vasterby";
const SPECIAL_TEACHER: Staff = Staff {
    name: "Gunilla Rehn",
    role: "teacher",
    title: "speciallärare",
};
const MENTOR: Staff = Staff {
    name: "Joakim Teng",
    role: "teacher",
    title: "mentor",
};

pub(super) fn write(case: &mut Case<'_>) {
    let Some(grade) = case.grade() else { return };
    // The neighbouring municipality's school is connected to nothing.
    if case.home.town == Town::Norrby {
        return;
    }
    school(case, grade);
    let seen = [
        Lot::Reading,
        Lot::Absence,
        Lot::Attention,
        Lot::Autism,
        Lot::Worry,
        Lot::LowMood,
    ];
    if seen.into_iter().any(|lot| case.has(lot)) {
        student_health(case, grade);
    }
}

fn school(case: &mut Case<'_>, grade: i16) {
    let teacher = if grade >= 6 { MENTOR } else { TEACHER };
    let mut chance = case.chance.for_purpose("school", 0);
    let mut page = case.open(SCHOOL, teacher);
    let begun = case.ago(chance.between(60, 90));
    page.contact(
        begun,
        teacher.of(page.site),
        if grade >= 6 { "Mentor" } else { "Klasslärare" },
    );
    if case.has(Lot::Absence) {
        for term in 0..2 {
            let from = case.ago(90 + term * 150);
            let percent = chance.between(18, 46);
            let valid = chance.between(4, percent);
            let body = Attendance {
                valid_percent: valid.to_string(),
                invalid_percent: (percent - valid).to_string(),
                unit: AttendanceUnit::Lessons,
                note: told(&mut chance, &[ABSENCE]),
                ..Attendance::absence(percent.to_string())
            };
            let until = days::days_after(from, 75).min(days::days_after(case.today, -1));
            page.write(types::ATTENDANCE, from, "Frånvaro", body)
                .until(&until.to_string());
        }
    } else if case.kid.number.is_multiple_of(3) {
        let from = case.ago(100);
        let body = Attendance {
            unit: AttendanceUnit::Lessons,
            ..Attendance::absence(format!("{}.{}", chance.between(1, 8), chance.below(10)))
        };
        page.write(types::ATTENDANCE, from, "Frånvaro, höstterminen", body)
            .until(&case.ago(12).to_string());
    }
    if case.has(Lot::Reading) || case.has(Lot::Attention) || case.has(Lot::Autism) {
        support_plan(case, &mut page, &mut chance);
    }
    if chance.percent(35) {
        let day = case.ago(chance.between(20, 55));
        let body = Activity {
            mode: ActivityMode::School,
            outcome: told(&mut chance, &[TALK]),
            ..Activity::new(ActivityKind::Session, "Utvecklingssamtal")
        };
        page.write(types::ACTIVITY, day, "Utvecklingssamtal", body);
    }
    case.file(page);
}

fn support_plan(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let decided = case.ago(chance.between(40, 260));
    let (needs, goal, measure) = match () {
        () if case.has(Lot::Reading) => chance.pick(READING),
        () if case.has(Lot::Attention) => chance.pick(ATTENTION),
        () => chance.pick(AUTISM),
    };
    let words = chance.pick(PUPIL);
    let body = SchoolSupportPlan {
        needs: needs.to_owned(),
        child_words: words.to_owned(),
        goals: vec![PlanGoal::new(goal, words)],
        measures: vec![SupportMeasure {
            measure: measure.to_owned(),
            responsible: Some(SPECIAL_TEACHER.of(page.site)),
            ..SupportMeasure::default()
        }],
        decided: Some(page.moment(decided)),
        follow_up: Some(page.moment(days::working(days::days_after(
            case.today,
            chance.between(-30, 60),
        )))),
        ..SchoolSupportPlan::default()
    };
    page.write(types::SCHOOL_SUPPORT_PLAN, decided, "Åtgärdsprogram", body)
        .ongoing();
}

fn student_health(case: &mut Case<'_>, grade: i16) {
    let mut chance = case.chance.for_purpose("student health", 0);
    let learning = [Lot::Reading, Lot::Attention, Lot::Autism]
        .into_iter()
        .any(|lot| case.has(lot));
    let writer = if learning { PSYCHOLOGIST } else { COUNSELLOR };
    let mut page = case.open(STUDENT_HEALTH, writer);
    let begun = case.ago(chance.between(120, 420));
    page.contact(begun, writer.of(page.site), "Elevhälsans samtal");
    if learning {
        assessed(case, &mut page, begun, &mut chance);
    }
    for meeting in 0..chance.between(1, 3) {
        let text = told(&mut chance, &[COUNSELLING, NEXT]);
        page.note(case.ago(20 + meeting * 28), "Samtal", &[("Samtal", &text)]);
    }
    if case.has(Lot::Absence) {
        let code = page.keyword("fravaro", "Frånvaroinsats");
        let body = Intervention {
            extent: "varje vecka".to_owned(),
            ..Intervention::new(chance.pick(PRESENCE), code)
        };
        page.write(types::INTERVENTION, case.ago(70), "Närvaroteam", body)
            .ongoing();
    }
    if grade >= 3 && chance.percent(40) {
        let body = Activity {
            mode: ActivityMode::School,
            ..Activity::new(ActivityKind::NetworkMeeting, "Elevhälsomöte med hemmet")
        };
        page.book(
            types::ACTIVITY,
            chance.between(5, 30),
            case.ago(8),
            "Elevhälsomöte",
            body,
        );
    }
    case.file(page);
}

fn assessed(case: &Case<'_>, page: &mut Page, begun: Date, chance: &mut Chance) {
    let state = chance.pick(&[
        AssessmentState::Done,
        AssessmentState::Ongoing,
        AssessmentState::Planned,
    ]);
    let done = state == AssessmentState::Done;
    let (instrument, question, conclusion) = match case.has(Lot::Reading) {
        true => (
            "DLS",
            "Läs- och skrivförmåga. Läser långsamt och undviker att läsa högt.",
            READS,
        ),
        false => (
            "WISC-V",
            "Kognitiv förmåga inför anpassning av undervisningen.",
            THINKS,
        ),
    };
    let body = Assessment {
        instruments: vec![Instrument::named(instrument)],
        conclusion: match done {
            true => told(chance, &[conclusion]),
            false => String::new(),
        },
        assessors: vec![PSYCHOLOGIST.of(page.site)],
        expected: (!done).then(|| page.moment(days::days_after(case.today, 50))),
        ..Assessment::new(state, question)
    };
    let day = days::working(days::days_after(begun, 30)).min(case.ago(5));
    let entry = page.write(types::ASSESSMENT, day, "Utredning", body);
    if !done {
        entry.ongoing();
    }
    let answers = summed("SDQ", "Totalt", chance.between(9, 24));
    page.write(types::QUESTIONNAIRE, case.ago(90), "SDQ, lärare", answers);
}

const PRESENCE: &[&str] = &[
    "Hemkoppling av kurator",
    "Anpassad skoldag, två lektioner",
    "Morgonsamtal med mentor",
];
const READS: &[&str] = &[
    "Specifika läs- och skrivsvårigheter.",
    "Läser under årskursens nivå, avkodning svag.",
];
const THINKS: &[&str] = &[
    "Jämn profil, svagare arbetsminne.",
    "Resultat inom normalvariationen, långsam bearbetning.",
    "Svårigheter med uppmärksamhet, remiss föreslås.",
];
const ABSENCE: &[&str] = &[
    "Mest måndagar och idrott.",
    "Kommer efter lunch.",
    "Sjukanmäls av hemmet enstaka dagar.",
    "Går hem efter andra lektionen.",
    "Närvaron bättre när kompisen är här.",
];
const TALK: &[&str] = &[
    "Når målen. Behöver räcka upp handen mer.",
    "Går framåt i läsning, extra stöd i matematik.",
    "Trivs. Vill byta plats i klassrummet.",
    "Flera ämnen i riskzon, nytt möte i januari.",
    "Hjälpsam kamrat, arbetar självständigt.",
];
/// Needs, goal, measure.
type Support = (&'static str, &'static str, &'static str);
const READING: &[Support] = &[
    (
        "Läser långsamt, tappar raden.",
        "Läsa en sida med flyt före lovet.",
        "Lästräning 20 minuter tre gånger i veckan.",
    ),
    (
        "Behöver inläst läromedel.",
        "Följa undervisningen i SO med uppläst text.",
        "Inlästa böcker och talsyntes.",
    ),
    (
        "Skriver korta texter med många fel.",
        "Skriva med stöd av dator.",
        "Stavningsprogram, extra tid vid prov.",
    ),
];
const ATTENTION: &[Support] = &[
    (
        "Behöver korta instruktioner och pauser.",
        "Arbeta tio minuter i taget.",
        "Bildschema, egen plats nära dörren.",
    ),
    (
        "Hamnar i konflikt på raster.",
        "Tre lugna raster i veckan.",
        "Vuxenledda rastaktiviteter.",
    ),
    (
        "Startar inte uppgifter på egen hand.",
        "Komma igång inom fem minuter.",
        "Startsignal från läraren, checklista.",
    ),
];
const AUTISM: &[Support] = &[
    (
        "Byten av sal och lärare är svåra.",
        "Gå till idrotten med klassen.",
        "Förberedelse dagen innan, visuellt schema.",
    ),
    (
        "Ljud i matsalen stör.",
        "Äta lunch i skolan varje dag.",
        "Liten grupp, tidig lunch.",
    ),
];
const PUPIL: &[&str] = &[
    "Jag vill sitta bredvid Lo.",
    "Det går för fort på tavlan.",
    "Jag kan bättre när det är tyst.",
    "Jag vill inte läsa högt.",
    "Jag gillar när man får bygga.",
    "Säg inte mitt namn inför alla.",
    "",
];
const COUNSELLING: &[&str] = &[
    "Berättar om bråk i gruppchatten.",
    "Ont i magen på morgnarna.",
    "Saknar pappa som flyttat.",
    "Vill byta klass.",
    "Säger att allt är bra, mycket tyst.",
    "Orolig för lillasyskon hemma.",
    "Nöjd med veckan, varit på alla lektioner.",
];
const NEXT: &[&str] = &[
    "Ses nästa vecka.",
    "Ringer hem på fredag.",
    "Återkoppling till mentor.",
    "Fortsatta samtal.",
    "Skriver ner tre bra saker till nästa gång.",
];

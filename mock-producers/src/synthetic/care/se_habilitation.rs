//! Swedish habilitation, and the support by the law on support to certain disabled people (LSS).

use domain::{
    record::{
        Coding,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Instrument,
            Intervention, InterventionClosure, Referral, ReferralState, systems, types,
        },
    },
    time::Date,
};

use super::{found, told};
use crate::{
    journal::Staff,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        homes::Town,
        lots::Lot,
    },
    systems::lss_vasterby::CASE_WORKER,
};

const OCCUPATIONAL_THERAPIST: Staff = Staff {
    name: "Eva-Lotta Ringdahl",
    role: "occupational-therapist",
    title: "arbetsterapeut",
};
const SPEECH_THERAPIST: Staff = Staff {
    name: "Mirjam Högstedt",
    role: "speech-therapist",
    title: "logoped",
};

/// What somebody comes for.
#[derive(Clone, Copy)]
struct Course {
    by: Staff,
    icd: (&'static str, &'static str),
    measure: &'static str,
    instrument: &'static str,
    purpose: &'static [&'static str],
    came_out: &'static [&'static str],
}

pub(super) fn write(case: &mut Case<'_>) {
    match () {
        () if case.has(Lot::Autism) => habilitation(case, AUTISM),
        () if case.has(Lot::LateSpeech) => habilitation(case, SPEECH),
        () => {}
    }
    if case.has(Lot::Autism) && case.home.town == Town::Vasterby {
        support(case);
    }
}

fn habilitation(case: &mut Case<'_>, course: Course) {
    let mut chance = case.chance.for_purpose("habilitation", 0);
    let first = case.ago(chance.between(90, 400));
    let mut page = case.open("habilitering-vasterlund", course.by);
    begun(&mut page, course, first, &mut chance);
    let state = chance.pick(&[
        AssessmentState::Ongoing,
        AssessmentState::Done,
        AssessmentState::Planned,
    ]);
    let assessment = Assessment {
        instruments: vec![Instrument::named(course.instrument)],
        assessors: vec![course.by.of(page.site)],
        conclusion: match state {
            AssessmentState::Done => told(&mut chance, &[course.came_out]),
            _ => String::new(),
        },
        ..Assessment::new(state, "Vardagsförmåga och behov av stöd")
    };
    let day = days::working(days::days_after(first, 14)).min(case.ago(3));
    page.write(types::ASSESSMENT, day, "Bedömning", assessment);
    let text = told(&mut chance, &[DAILY, NEXT]);
    let day = case.ago(chance.between(5, 60));
    page.note(day, "Anteckning", &[("Samtal", &text)]);
    page.contact(first, course.by.of(page.site), "Habiliteringskontakt");
    let booked = Activity {
        mode: chance.pick(&[
            ActivityMode::Home,
            ActivityMode::OnSite,
            ActivityMode::Video,
        ]),
        ..Activity::new(ActivityKind::Session, "Träning")
    };
    page.book(
        types::ACTIVITY,
        chance.between(4, 28),
        case.ago(6),
        "Träningstillfälle",
        booked,
    );
    case.file(page);
}

/// From referral to diagnosis and measure.
fn begun(page: &mut Page, course: Course, first: Date, chance: &mut Chance) {
    let sent = days::working(days::days_after(first, -90));
    let referral = Referral {
        state: ReferralState::Accepted,
        question: "Ställningstagande till insats".to_owned(),
        requested: Some(page.moment(sent)),
        answered: Some(page.moment(days::days_after(first, -60))),
        ..Referral::default()
    };
    page.write(types::REFERRAL, sent, "Remiss", referral);
    let (icd, words) = course.icd;
    let condition = found(page, first, Coding::new(systems::ICD_10, icd, words));
    page.write(types::CONDITION, first, words, condition)
        .ongoing();
    let code = page.keyword("insats", course.measure);
    let body = Intervention {
        purpose: told(chance, &[course.purpose]),
        extent: chance.pick(EXTENT).to_owned(),
        ..Intervention::new(course.measure, code)
    };
    page.write(types::INTERVENTION, first, "Insats", body)
        .ongoing();
}

fn support(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("support", 0);
    let mut page = case.open("lss-vasterby", CASE_WORKER);
    let decided = case.ago(chance.between(60, 500));
    let assessed = days::working(days::days_after(decided, -40));
    let assessment = Assessment {
        conclusion: "Tillhör personkrets 1.".to_owned(),
        ..Assessment::new(AssessmentState::Done, "Personkretsbedömning")
    };
    page.write(types::ASSESSMENT, assessed, "Utredning", assessment);
    let (measure, extent) = chance.pick(SUPPORT);
    let code = page.keyword("lss-insats", measure);
    let body = Intervention {
        extent: extent.to_owned(),
        legal_basis: "LSS 1993:387 9 §".to_owned(),
        case_id: format!("ON-{}-{}", decided.year(), 100 + chance.below(800)),
        closure: InterventionClosure::Decided,
        ..Intervention::new(measure, code)
    };
    page.write(types::INTERVENTION, decided, measure, body)
        .ongoing();
    page.contact(decided, CASE_WORKER.of(page.site), "LSS-handläggare");
    let text = told(&mut chance, &[DAILY]);
    let day = case.ago(chance.between(10, 50));
    page.note(day, "Uppföljning", &[("Hembesök", &text)]);
    case.file(page);
}

const AUTISM: Course = Course {
    by: OCCUPATIONAL_THERAPIST,
    icd: ("F84.0", "Autism"),
    measure: "Kognitivt stöd i vardagen",
    instrument: "Sensory Profile 2",
    purpose: &[
        "Klara morgonrutinen själv.",
        "Minska utbrott vid övergångar.",
        "Ta bussen till skolan.",
        "Äta tillsammans med familjen.",
    ],
    came_out: &[
        "Hög känslighet för ljud och beröring.",
        "Behöver bildstöd i alla moment.",
        "God visuell förmåga.",
    ],
};
const SPEECH: Course = Course {
    by: SPEECH_THERAPIST,
    icd: ("F80.1", "Expressiv språkstörning"),
    measure: "Språkgrupp",
    instrument: "CELF-5",
    purpose: &[
        "Göra sig förstådd i lek.",
        "Säga hela meningar.",
        "Bli förstådd av kompisar.",
    ],
    came_out: &[
        "Förstår mer än som kan uttryckas.",
        "Utdragna ljudförenklingar, god förståelse.",
    ],
};
const EXTENT: &[&str] = &[
    "var fjortonde dag",
    "sex tillfällen",
    "en gång i veckan",
    "tre hembesök",
];
const SUPPORT: &[(&str, &str)] = &[
    ("Korttidsvistelse", "ett veckoslut i månaden"),
    ("Ledsagarservice", "tre timmar i veckan"),
    ("Avlösarservice i hemmet", "sex timmar i månaden"),
    ("Kontaktperson", "tre träffar i månaden"),
];
const DAILY: &[&str] = &[
    "Bildschemat används varje dag.",
    "Föräldrarna trötta, sover lite.",
    "Klarar att vänta fem minuter.",
    "Nya ord varje vecka.",
    "Svårt på fritids, lugnare hemma.",
    "Vill inte klippa håret.",
];
const NEXT: &[&str] = &[
    "Nytt besök om tre veckor.",
    "Kontakt med skolan tas.",
    "Hjälpmedel provas ut.",
    "Utvärdering i vår.",
];

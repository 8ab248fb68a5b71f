//! Swedish habilitation, and the support by the law on support to certain disabled people (LSS).

use domain::record::{
    Coding,
    body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Condition, Instrument,
        Intervention, InterventionClosure, Referral, ReferralState, systems, types,
    },
};

use super::told;
use crate::{
    journal::Staff,
    synthetic::{case::Case, days, homes::Town, lots::Lot},
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

pub(super) fn write(case: &mut Case<'_>) {
    if case.has(Lot::Autism) || case.has(Lot::LateSpeech) {
        habilitation(case);
    }
    if case.has(Lot::Autism) && case.home.town == Town::Vasterby {
        support(case);
    }
}

fn habilitation(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("habilitation", 0);
    let autism = case.has(Lot::Autism);
    let writer = if autism {
        OCCUPATIONAL_THERAPIST
    } else {
        SPEECH_THERAPIST
    };
    let first = case.ago(chance.between(90, 400));
    let mut page = case.open("habilitering-vasterlund", writer);
    let (icd, words) = if autism {
        ("F84.0", "Autism")
    } else {
        ("F80.1", "Expressiv språkstörning")
    };
    let onset = page.moment(first);
    page.write(
        types::CONDITION,
        first,
        words,
        Condition {
            onset: Some(onset),
            ..Condition::confirmed(Coding::new(systems::ICD_10, icd, words))
        },
    )
    .ongoing();
    let code = page.keyword(
        "insats",
        if autism {
            "Kognitivt stöd"
        } else {
            "Språkträning"
        },
    );
    let body = Intervention {
        purpose: told(&mut chance, &[PURPOSE]),
        extent: (*chance.pick(&[
            "var fjortonde dag",
            "sex tillfällen",
            "en gång i veckan",
            "tre hembesök",
        ]))
        .to_owned(),
        ..Intervention::new(
            if autism {
                "Kognitivt stöd i vardagen"
            } else {
                "Språkgrupp"
            },
            code,
        )
    };
    page.write(types::INTERVENTION, first, "Insats", body)
        .ongoing();
    let state = *chance.pick(&[
        AssessmentState::Ongoing,
        AssessmentState::Done,
        AssessmentState::Planned,
    ]);
    let assessment = Assessment {
        instruments: vec![Instrument::named(if autism {
            "Sensory Profile 2"
        } else {
            "CELF-5"
        })],
        assessors: vec![writer.of(page.site)],
        conclusion: match state {
            AssessmentState::Done => told(&mut chance, &[CAME_OUT]),
            _ => String::new(),
        },
        ..Assessment::new(state, "Vardagsförmåga och behov av stöd")
    };
    page.write(
        types::ASSESSMENT,
        days::working(days::days_after(first, 14)).min(case.ago(3)),
        "Bedömning",
        assessment,
    );
    let referral = Referral {
        state: ReferralState::Accepted,
        question: "Ställningstagande till insats".to_owned(),
        requested: Some(page.moment(days::days_after(first, -90))),
        answered: Some(page.moment(days::days_after(first, -60))),
        ..Referral::default()
    };
    page.write(
        types::REFERRAL,
        days::working(days::days_after(first, -90)),
        "Remiss",
        referral,
    );
    let text = told(&mut chance, &[DAILY, NEXT]);
    page.note(
        case.ago(chance.between(5, 60)),
        "Anteckning",
        &[("Samtal", &text)],
    );
    page.contact(first, writer.of(page.site), "Habiliteringskontakt");
    let recorded = case.ago(6);
    let booked = Activity {
        mode: *chance.pick(&[
            ActivityMode::Home,
            ActivityMode::OnSite,
            ActivityMode::Video,
        ]),
        ..Activity::new(ActivityKind::Session, "Träning")
    };
    page.book(
        types::ACTIVITY,
        chance.between(4, 28),
        recorded,
        "Träningstillfälle",
        booked,
    );
    case.file(page);
}

fn support(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("support", 0);
    let mut page = case.open("lss-vasterby", CASE_WORKER);
    let decided = case.ago(chance.between(60, 500));
    let (measure, extent) = *chance.pick(&[
        ("Korttidsvistelse", "ett veckoslut i månaden"),
        ("Ledsagarservice", "tre timmar i veckan"),
        ("Avlösarservice i hemmet", "sex timmar i månaden"),
        ("Kontaktperson", "tre träffar i månaden"),
    ]);
    let code = page.keyword("lss-insats", measure);
    let body = Intervention {
        extent: extent.to_owned(),
        legal_basis: "LSS 1993:387 9 §".to_owned(),
        case_id: format!("ON-{}", decided.year()),
        closure: InterventionClosure::Decided,
        ..Intervention::new(measure, code)
    };
    page.write(types::INTERVENTION, decided, measure, body)
        .ongoing();
    let assessment = Assessment {
        conclusion: "Tillhör personkrets 1.".to_owned(),
        ..Assessment::new(AssessmentState::Done, "Personkretsbedömning")
    };
    page.write(
        types::ASSESSMENT,
        days::working(days::days_after(decided, -40)),
        "Utredning",
        assessment,
    );
    page.contact(decided, CASE_WORKER.of(page.site), "LSS-handläggare");
    let text = told(&mut chance, &[DAILY]);
    page.note(
        case.ago(chance.between(10, 50)),
        "Uppföljning",
        &[("Hembesök", &text)],
    );
    case.file(page);
}

const PURPOSE: &[&str] = &[
    "Klara morgonrutinen själv.",
    "Göra sig förstådd i lek.",
    "Minska utbrott vid övergångar.",
    "Ta bussen till skolan.",
    "Äta tillsammans med familjen.",
];
const CAME_OUT: &[&str] = &[
    "Hög känslighet för ljud och beröring.",
    "Förstår mer än som kan uttryckas.",
    "Behöver bildstöd i alla moment.",
    "God visuell förmåga.",
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

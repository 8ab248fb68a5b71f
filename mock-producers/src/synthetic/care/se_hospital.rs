//! The Swedish hospital: birth, admissions, the ear clinic, and the child who did not gain weight.

use domain::record::{
    Coding, LifeCycle, Quantity,
    body::{
        Activity, ActivityKind, ActivityMode, Condition, Interpretation, Medication, Observation,
        systems, types,
    },
};

use super::told;
use crate::{
    journal::{Ears, Staff, document},
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::sjukhus_vasterlund::{AUDIOLOGIST, EMERGENCY_DOCTOR},
};

const PAEDIATRICIAN: Staff = Staff {
    name: "Kerstin Wirsén",
    role: "physician",
    title: "överläkare, barnmedicin",
};

pub(super) fn write(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("hospital", 0);
    if !case.kid.is_born {
        return;
    }
    if case.has(Lot::Admitted) || case.has(Lot::FormerReserveNumber) {
        admission(case, &mut chance);
    }
    if case.has(Lot::Hearing) {
        ears(case, &mut chance);
    }
    if case.has(Lot::Faltering) {
        coeliac(case, &mut chance);
    }
}

fn admission(case: &mut Case<'_>, chance: &mut Chance) {
    let (icd, words, reason, nights) = *chance.pick(ADMISSIONS);
    let newborn = case.has(Lot::FormerReserveNumber);
    let came = match newborn {
        true => case.at_age(0, 9).unwrap_or(case.today),
        false => case.ago(chance.between(25, (case.months() * 30 - 60).clamp(40, 1_500))),
    };
    if came >= case.today {
        return;
    }
    // Before it had a number of its own the child was known by a reserve number.
    let subject = if newborn {
        case.kid.first_id().clone()
    } else {
        case.kid.id.clone()
    };
    let mut page = case.open_for("sjukhus-vasterlund", EMERGENCY_DOCTOR, &subject);
    let stay = page.keyword("vardtillfalle", "Slutenvård");
    let body = Activity {
        code: Some(stay.clone()),
        mode: ActivityMode::OnSite,
        ..Activity::new(ActivityKind::Admission, reason)
    };
    let admitted = page
        .write(types::ACTIVITY, came, "Inskrivning barnavdelningen", body)
        .record_id();
    vital_signs(&mut page, came, chance);
    page.measure(came, &mut case.growth, false);
    page.by(PAEDIATRICIAN);
    let went = days::days_after(came, nights);
    if went < case.today {
        let outcome = told(chance, &[HOME]);
        let body = Activity {
            code: Some(stay),
            outcome: outcome.clone(),
            ..Activity::new(ActivityKind::Discharge, reason)
        };
        page.write(types::ACTIVITY, went, "Utskrivning", body)
            .during(admitted.clone());
        let letter = document(&[
            ("Vårdtid", reason),
            ("Förlopp", &told(chance, &[COURSE, COURSE_LATER])),
            ("Planering", &outcome),
        ]);
        page.write(types::DOCUMENT_DISCHARGE_LETTER, went, "Epikris", letter)
            .during(admitted);
    }
    let condition = Condition::confirmed(Coding::new(systems::ICD_10, icd, words));
    page.write(types::CONDITION, came, words, condition);
    if chance.percent(50) {
        let course = Medication {
            dose_text: "3 gånger dagligen i 7 dagar".to_owned(),
            ..Medication::new(
                "J01CA04",
                "Amoxicillin, oral suspension",
                Quantity::new("50", "mg/mL"),
            )
        };
        let course = course.stopped(page.moment(days::days_after(came, 7)), "Kuren avslutad");
        if days::days_after(came, 7) < case.today {
            let until = days::days_after(came, 7).to_string();
            page.write(types::MEDICATION, came, "Amoxicillin", course)
                .until(&until);
        }
    }
    case.file(page);
}

fn vital_signs(page: &mut Page, day: domain::time::Date, chance: &mut Chance) {
    let signs = [
        (
            "8867-4",
            "Puls",
            chance.between(84, 142).to_string(),
            "/min",
        ),
        (
            "8310-5",
            "Kroppstemperatur",
            format!("{}.{}", chance.between(37, 39), chance.below(10)),
            "Cel",
        ),
    ];
    for (code, words, value, unit) in signs {
        let body = Observation::quantity(
            Coding::new(systems::LOINC, code, words),
            Quantity::new(value, unit),
        );
        page.write(types::OBSERVATION_VITAL_SIGN, day, words, body);
    }
}

fn ears(case: &mut Case<'_>, chance: &mut Chance) {
    let Some(day) = case.at_age(54, 0) else {
        return;
    };
    let mut page = case.open("sjukhus-vasterlund", AUDIOLOGIST);
    let when = page.when(day);
    let found = Ears {
        left: ["25", "30", "30", "35"],
        right: ["15", "15", "20", "20"],
        finding: Interpretation::Abnormal,
    };
    page.journal().hearing(
        &when,
        "Tonaudiometri i hytt",
        found,
        "Lätt nedsättning vänster, ledningshinder.",
    );
    let code = Coding::new(systems::ICD_10, "H65.2", "Kronisk serös otit");
    page.write(
        types::CONDITION,
        day,
        "Kronisk serös otit, vänster",
        Condition::confirmed(code),
    );
    let next = told(
        chance,
        &[
            &["Rör diskuteras.", "Avvaktar tre månader."],
            &[
                "Återbesök med nytt audiogram.",
                "Kallas åter till audionom.",
            ],
        ],
    );
    page.note(day, "Mottagningsanteckning ÖNH", &[("Bedömning", &next)]);
    let recorded = case.ago(30);
    let body = Activity {
        mode: ActivityMode::OnSite,
        ..Activity::new(ActivityKind::Summons, "Kontroll av hörsel")
    };
    page.book(
        types::ACTIVITY,
        25,
        recorded,
        "Kallelse till hörselmottagningen",
        body,
    );
    case.file(page);
}

fn coeliac(case: &mut Case<'_>, chance: &mut Chance) {
    let Some(day) = case.at_age(31, 10) else {
        return;
    };
    let mut page = case.open("sjukhus-vasterlund", PAEDIATRICIAN);
    page.measure(day, &mut case.growth, false);
    let onset = page.moment(day);
    let body = Condition {
        onset: Some(onset),
        ..Condition::confirmed(Coding::new(systems::ICD_10, "K90.0", "Celiaki"))
    };
    page.write(types::CONDITION, day, "Celiaki", body).ongoing();
    let text = told(
        chance,
        &[
            &[
                "Biopsi bekräftar celiaki.",
                "Höga antikroppar vid två tillfällen, celiaki.",
            ],
            &[
                "Glutenfri kost, dietist.",
                "Familjen träffar dietist i dag.",
            ],
        ],
    );
    page.note(day, "Barnmottagningen", &[("Bedömning", &text)]);
    let body = Activity {
        mode: ActivityMode::OnSite,
        ..Activity::new(ActivityKind::Visit, "Kontroll celiaki")
    };
    if let Some(check) = case.at_age(44, 0) {
        page.write(
            types::ACTIVITY,
            check,
            "Återbesök",
            Activity {
                outcome: "Viktuppgång, mår bra.".to_owned(),
                ..body.clone()
            },
        );
        page.measure(check, &mut case.growth, false);
    }
    let recorded = case.ago(14);
    page.book(types::ACTIVITY, 60, recorded, "Årskontroll", body)
        .life_cycle(LifeCycle::Planned);
    case.file(page);
}

/// ICD-10, words, why, nights.
const ADMISSIONS: &[(&str, &str, &str, i32)] = &[
    (
        "J21.0",
        "RS-bronkiolit",
        "Andningspåverkan, låg syresättning",
        3,
    ),
    ("J18.9", "Pneumoni", "Hög feber, snabb andning", 2),
    ("E86.9", "Uttorkning", "Kräkningar och diarré", 1),
    (
        "S06.0",
        "Hjärnskakning",
        "Fall från klätterställning, observation",
        1,
    ),
    ("R56.0", "Feberkramp", "Kramp hemma i två minuter", 1),
    ("K35.8", "Akut appendicit", "Buksmärtor, opererad", 3),
    (
        "J45.9",
        "Astma, försämring",
        "Andningsbesvär trots inhalationer",
        2,
    ),
    ("N10.9", "Pyelonefrit", "Feber utan annan orsak", 4),
];
const COURSE: &[&str] = &[
    "Syrgas första dygnet.",
    "Dropp över natten.",
    "Inhalationer var tredje timme.",
    "Opererades utan komplikation.",
    "Pigg efter några timmar.",
];
const COURSE_LATER: &[&str] = &[
    "Äter och dricker vid hemgång.",
    "Feberfri.",
    "Föräldrar trygga med att gå hem.",
    "Såret läker fint.",
    "Inga nya kramper.",
];
const HOME: &[&str] = &[
    "Åter vid behov.",
    "Återbesök om två veckor.",
    "Kontroll på vårdcentral.",
    "Inget planerat återbesök.",
    "Telefonuppföljning om en vecka.",
];

//! The Swedish hospital: birth, admissions, the ear clinic, and the child who did not gain weight.

use domain::{
    record::{
        Coding, LifeCycle, Quantity,
        body::{
            Activity, ActivityKind, ActivityMode, Condition, Interpretation, Medication,
            Observation, systems, types,
        },
    },
    time::Date,
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
    let newborn = case.has(Lot::FormerReserveNumber);
    let came = match newborn {
        true => case.at_age(0, 9),
        false => {
            let last = (case.months() * 30 - 60).clamp(40, 1_500);
            Some(case.ago(chance.between(25, last)))
        }
    };
    let Some(came) = came else { return };
    let months = days::months_between(case.kid.born, came);
    let of_age: Vec<&Stay> = (STAYS.iter())
        .filter(|stay| months < f64::from(stay.below))
        .collect();
    let stay = *chance.pick(&of_age);
    // Before it had a number of its own the child was known by a reserve number.
    let subject = if newborn {
        case.kid.first_id()
    } else {
        &case.kid.id
    };
    let mut page = case.open_for("sjukhus-vasterlund", EMERGENCY_DOCTOR, subject);
    let code = page.keyword("vardtillfalle", "Slutenvård");
    let body = Activity {
        code: Some(code.clone()),
        mode: ActivityMode::OnSite,
        ..Activity::new(ActivityKind::Admission, stay.reason)
    };
    let admitted = page
        .write(types::ACTIVITY, came, "Inskrivning barnavdelningen", body)
        .record_id();
    vital_signs(&mut page, came, chance);
    page.measure(came, &mut case.growth, false);
    page.by(PAEDIATRICIAN);
    let condition = Condition::confirmed(Coding::new(systems::ICD_10, stay.icd, stay.words));
    page.write(types::CONDITION, came, stay.words, condition);
    if let Some(went) = case.past(days::days_after(came, stay.nights)) {
        discharge(&mut page, stay, went, (code, admitted), chance);
    }
    if stay.antibiotics
        && let Some(until) = case.past(days::days_after(came, 10))
    {
        let course = Medication {
            dose_text: "3 gånger dagligen".to_owned(),
            ..Medication::new(
                "J01CA04",
                "Amoxicillin, oral suspension",
                Quantity::new("50", "mg/mL"),
            )
        };
        let course = course.stopped(page.moment(until), "Kuren avslutad");
        page.write(types::MEDICATION, came, "Amoxicillin", course)
            .until(&until.to_string());
    }
    case.file(page);
}

fn discharge(
    page: &mut Page,
    stay: Stay,
    went: Date,
    (code, admitted): (Coding, String),
    chance: &mut Chance,
) {
    let outcome = told(chance, &[HOME]);
    let body = Activity {
        code: Some(code),
        outcome: outcome.clone(),
        ..Activity::new(ActivityKind::Discharge, stay.reason)
    };
    page.write(types::ACTIVITY, went, "Utskrivning", body)
        .during(admitted.clone());
    let letter = document(&[
        ("Vårdorsak", stay.reason),
        ("Förlopp", chance.pick(stay.course)),
        ("Planering", &outcome),
    ]);
    page.write(types::DOCUMENT_DISCHARGE_LETTER, went, "Epikris", letter)
        .during(admitted);
}

fn vital_signs(page: &mut Page, day: Date, chance: &mut Chance) {
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

/// Why somebody was admitted, and how it went.
#[derive(Clone, Copy)]
struct Stay {
    icd: &'static str,
    words: &'static str,
    reason: &'static str,
    nights: i32,
    /// The age in months from which nobody has it.
    below: i32,
    course: &'static [&'static str],
    antibiotics: bool,
}

const STAYS: &[Stay] = &[
    Stay {
        icd: "J21.0",
        words: "RS-bronkiolit",
        reason: "Andningspåverkan, låg syresättning",
        nights: 3,
        below: 18,
        course: &[
            "Högflödesgrimma första dygnet, ammar vid hemgång.",
            "Syrgas två nätter, äter själv sedan i går.",
        ],
        antibiotics: false,
    },
    Stay {
        icd: "J18.9",
        words: "Pneumoni",
        reason: "Hög feber, snabb andning",
        nights: 2,
        below: 216,
        course: &[
            "Infiltrat höger bas, feberfri andra dygnet.",
            "Antibiotika intravenöst, sedan i munnen.",
        ],
        antibiotics: true,
    },
    Stay {
        icd: "E86.9",
        words: "Uttorkning",
        reason: "Kräkningar och diarré",
        nights: 1,
        below: 72,
        course: &[
            "Dropp över natten, kissar och dricker.",
            "Sond med vätskeersättning, pigg på morgonen.",
        ],
        antibiotics: false,
    },
    Stay {
        icd: "S06.0",
        words: "Hjärnskakning",
        reason: "Fall från cykel, observation",
        nights: 1,
        below: 216,
        course: &[
            "Kontroller varje timme ua, ingen röntgen.",
            "Kräkts två gånger, sedan vaken och adekvat.",
        ],
        antibiotics: false,
    },
    Stay {
        icd: "R56.0",
        words: "Feberkramp",
        reason: "Kramp hemma i två minuter",
        nights: 1,
        below: 60,
        course: &[
            "Inga nya kramper, viros.",
            "Föräldrar informerade om feberkramp, trygga.",
        ],
        antibiotics: false,
    },
    Stay {
        icd: "K35.8",
        words: "Akut appendicit",
        reason: "Buksmärtor, opererad",
        nights: 3,
        below: 216,
        course: &[
            "Laparoskopisk operation utan komplikation.",
            "Perforerad blindtarm, antibiotika tre dygn.",
        ],
        antibiotics: true,
    },
    Stay {
        icd: "J45.9",
        words: "Astma, försämring",
        reason: "Andningsbesvär trots inhalationer",
        nights: 2,
        below: 216,
        course: &[
            "Inhalationer var tredje timme, kortison tre dagar.",
            "Bättre efter första natten, ny behandlingsplan.",
        ],
        antibiotics: false,
    },
    Stay {
        icd: "N10.9",
        words: "Pyelonefrit",
        reason: "Feber utan annan orsak",
        nights: 4,
        below: 96,
        course: &[
            "E. coli i urin, ultraljud ua.",
            "Feberfri tredje dygnet, uppföljande ultraljud.",
        ],
        antibiotics: true,
    },
];
const HOME: &[&str] = &[
    "Åter vid behov.",
    "Återbesök om två veckor.",
    "Kontroll på vårdcentral.",
    "Inget planerat återbesök.",
    "Telefonuppföljning om en vecka.",
];

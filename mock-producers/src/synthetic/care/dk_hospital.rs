//! The Danish hospital: admissions, the ear clinic, the child that stopped gaining weight.

use domain::{
    record::{
        Coding,
        body::{Activity, ActivityKind, Interpretation, Observation, types},
    },
    time::Date,
};

use super::{found, pulse, told};
use crate::{
    journal::document,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::dk::{SKS, sygehus_midt::PAEDIATRICIAN},
};

/// Why somebody came, and how it went.
#[derive(Clone, Copy)]
struct Stay {
    sks: &'static str,
    words: &'static str,
    reason: &'static str,
    /// None for a visit.
    nights: i32,
    /// The age in months from which nobody has it.
    below: i32,
    course: &'static [&'static str],
}

pub(super) fn write(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("hospital", 0);
    let last = (case.months() * 30 - 150).clamp(40, 1_400);
    let lately = case.ago(chance.between(25, last));
    let (came, stay) = match () {
        () if case.has(Lot::Admitted) => (lately, admission(case, lately, &mut chance)),
        () if case.has(Lot::Faltering) => (case.at_age(31, 3).unwrap_or(lately), COELIAC),
        () if case.has(Lot::Hearing) => (case.at_age(52, 0).unwrap_or(lately), EARS),
        () => return,
    };
    let mut page = case.open("sygehus-midt", PAEDIATRICIAN);
    let (kind, title) = match stay.nights {
        0 => (ActivityKind::Visit, "Ambulant besøg"),
        _ => (ActivityKind::Admission, "Indlæggelse"),
    };
    let admitted = page
        .write(
            types::ACTIVITY,
            came,
            title,
            Activity::new(kind, stay.reason),
        )
        .record_id();
    let condition = found(&page, came, Coding::new(SKS, stay.sks, stay.words));
    page.write(types::CONDITION, came, stay.words, condition);
    page.measure(came, &mut case.growth, false);
    pulse(&mut page, came, chance.between(80, 150));
    match case.past(days::days_after(came, stay.nights)) {
        Some(went) if stay.nights > 0 => discharge(&mut page, stay, went, admitted, &mut chance),
        _ => {
            let text = format!("{} {}", chance.pick(stay.course), chance.pick(HOME));
            page.note(came, title, &[("Notat", &text)]);
        }
    }
    if case.has(Lot::Hearing) {
        ears(case, &mut page, came);
    }
    case.file(page);
}

/// Something that a child of that age is admitted for.
fn admission(case: &Case<'_>, came: Date, chance: &mut Chance) -> Stay {
    let months = days::months_between(case.kid.born, came);
    let of_age: Vec<&Stay> = (ADMISSIONS.iter())
        .filter(|stay| months < f64::from(stay.below))
        .collect();
    *chance.pick(&of_age)
}

fn discharge(page: &mut Page, stay: Stay, went: Date, admitted: String, chance: &mut Chance) {
    let outcome = told(chance, &[HOME]);
    let body = Activity {
        outcome: outcome.clone(),
        ..Activity::new(ActivityKind::Discharge, stay.reason)
    };
    page.write(types::ACTIVITY, went, "Udskrivning", body)
        .during(admitted.clone());
    let letter = document(&[("Forløb", chance.pick(stay.course)), ("Plan", &outcome)]);
    page.write(
        types::DOCUMENT_DISCHARGE_LETTER,
        went,
        "Epikrise til egen læge",
        letter,
    )
    .during(admitted);
}

fn ears(case: &Case<'_>, page: &mut Page, came: Date) {
    let code = page.keyword("audiometri", "Toneaudiometri");
    let body = Observation {
        interpretation: Interpretation::Abnormal,
        ..Observation::text(code, "Let konduktivt høretab venstre, 30 dB.")
    };
    page.write(types::OBSERVATION_SCREENING, came, "Audiometri", body);
    let summons = Activity::new(ActivityKind::Summons, "Kontrol af hørelse");
    page.book(
        types::ACTIVITY,
        30,
        case.ago(12),
        "Indkaldelse til kontrol",
        summons,
    );
}

const COELIAC: Stay = Stay {
    sks: "DK900",
    words: "Cøliaki",
    reason: "Knækket vægtkurve",
    nights: 0,
    below: 216,
    course: &[
        "Antistoffer høje to gange, glutenfri kost, diætist.",
        "Biopsi bekræfter cøliaki, diætist i dag.",
    ],
};
const EARS: Stay = Stay {
    sks: "DH652",
    words: "Sekretorisk mellemørebetændelse",
    reason: "Nedsat hørelse",
    nights: 0,
    below: 216,
    course: &[
        "Væske bag venstre trommehinde, dræn overvejes.",
        "Let høretab venstre, afventer tre måneder.",
    ],
};
const ADMISSIONS: &[Stay] = &[
    Stay {
        sks: "DJ210",
        words: "RS-bronkiolitis",
        reason: "Vejrtrækningsbesvær",
        nights: 3,
        below: 18,
        course: &[
            "Ilt det første døgn, spiser selv ved udskrivelsen.",
            "Sondeernæring en nat.",
        ],
    },
    Stay {
        sks: "DJ189",
        words: "Lungebetændelse",
        reason: "Høj feber",
        nights: 2,
        below: 216,
        course: &[
            "Penicillin, feberfri andet døgn.",
            "Infiltrat på røntgen, god bedring.",
        ],
    },
    Stay {
        sks: "DE869",
        words: "Dehydrering",
        reason: "Opkast og diarré",
        nights: 1,
        below: 72,
        course: &["Væske i drop natten over.", "Drikker selv om morgenen."],
    },
    Stay {
        sks: "DS060",
        words: "Hjernerystelse",
        reason: "Fald på cykel",
        nights: 1,
        below: 216,
        course: &[
            "Observeret uden anmærkninger.",
            "Kastet op to gange, derefter klar.",
        ],
    },
    Stay {
        sks: "DR560",
        words: "Feberkramper",
        reason: "Krampeanfald hjemme",
        nights: 1,
        below: 60,
        course: &["Ingen nye kramper.", "Forældre instrueret i Stesolid."],
    },
    Stay {
        sks: "DK359",
        words: "Blindtarmsbetændelse",
        reason: "Mavesmerter, opereret",
        nights: 2,
        below: 216,
        course: &[
            "Ukompliceret kikkertoperation.",
            "Perforeret, antibiotika tre døgn.",
        ],
    },
];
const HOME: &[&str] = &[
    "Kontrol hos egen læge.",
    "Ingen opfølgning.",
    "Ambulant tid om tre måneder.",
    "Ring ved forværring.",
    "Telefontid om en uge.",
];

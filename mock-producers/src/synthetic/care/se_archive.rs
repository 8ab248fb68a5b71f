//! The region's record archive: the first two years at a centre that was closed, keyed in from paper.

use domain::record::{
    Coding,
    body::{Condition, ConditionState, systems, types},
};

use super::{
    given::{Fate, outcomes},
    told,
};
use crate::{
    journal::document,
    synthetic::{case::Case, days, lots::Lot, programme::VISITS_SE},
    systems::arkiv_vasterlund::ARCHIVIST,
};

pub(super) fn write(case: &mut Case<'_>) {
    if !case.has(Lot::Archived) || case.arrived().is_some() {
        return;
    }
    let mut chance = case.chance.for_purpose("archive", 0);
    let closed = days::months_after(case.kid.born, 24);
    let mut page = case.open_for("arkiv-vasterlund", ARCHIVIST, &case.kid.first_id().clone());
    for visit in VISITS_SE.iter().filter(|visit| visit.months < 24) {
        if let Some(day) = case.came(visit.months, visit.days) {
            page.measure(day, &mut case.growth, false);
        }
    }
    for outcome in outcomes(case)
        .iter()
        .filter(|outcome| outcome.day < closed && outcome.fate == Fate::Given)
    {
        page.dose(outcome.day, outcome.dose, true);
    }
    let text = told(&mut chance, &[SHEET, STATUS]);
    page.note(
        closed,
        "Journalblad BVC Hagalund (nedlagd)",
        &[("Blad 1–4", &text)],
    );
    let summary = document(&[
        ("Sammanfattning", &told(&mut chance, &[STATUS])),
        ("Anmärkning", "Inskannat från papper, bilaga saknas."),
    ]);
    page.write(
        types::DOCUMENT_BVC_SUMMARY,
        closed,
        "Avslutad journal",
        summary,
    );
    if chance.percent(60) {
        let day = case.at_age(0, 3).unwrap_or(closed);
        let body = Condition {
            state: ConditionState::Resolved,
            ..Condition::confirmed(Coding::new(systems::ICD_10, "P59.9", "Ikterus hos nyfödd"))
        };
        page.write(types::CONDITION, day, "Diagnosblad", body);
        let letter = document(&[(
            "Epikris",
            "Vårdad två dygn för gulsot, ljusbehandling. Utskriven välmående.",
        )]);
        page.write(
            types::DOCUMENT_DISCHARGE_LETTER,
            case.at_age(0, 6).unwrap_or(closed),
            "Epikris BB",
            letter,
        );
    }
    case.file(page);
}

const SHEET: &[&str] = &[
    "Handskrivet, delvis oläsligt.",
    "Komplett.",
    "Kurvblad fastklistrat på sidan 3.",
    "Fader okänd enligt blad 1, senare ändrat.",
];
const STATUS: &[&str] = &[
    "Normal utveckling.",
    "Följt sin kurva.",
    "Lindrigt eksem.",
    "Ammad elva månader.",
    "Enstaka öroninflammationer.",
];

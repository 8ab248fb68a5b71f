//! The Danish registers of vaccinations and medicines: each dose a second time, as whoever gave it reported it.

use domain::record::{
    Quantity,
    body::{Medication, types},
};

use super::given::{Fate, outcomes};
use crate::{
    journal::Staff,
    synthetic::{case::Case, chance::Chance, days, lots::Lot},
};

const REPORTED_BY_GP: Staff = Staff {
    name: "Lægerne på Torvet",
    role: "physician",
    title: "indberettet af egen læge",
};
const PRESCRIBED_AT_HOSPITAL: Staff = Staff {
    name: "Region Midtland",
    role: "physician",
    title: "ordineret på sygehus",
};

pub(super) fn write(case: &mut Case<'_>) {
    if !case.kid.is_born {
        return;
    }
    vaccinations(case);
    medicines(case);
}

fn vaccinations(case: &mut Case<'_>) {
    let from = case.renumbered().unwrap_or(case.kid.born);
    let mut page = case.open("ddv", REPORTED_BY_GP);
    for outcome in outcomes(case).iter().filter(|outcome| outcome.day >= from) {
        if outcome.fate == Fate::Given {
            let reported = days::days_after(outcome.day, 2).min(days::days_after(case.today, -1));
            page.dose(outcome.day, outcome.dose, true)
                .recorded(&reported.to_string());
        }
    }
    case.file(page);
}

fn medicines(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("medicines", 0);
    let mut page = case.open("fmk", REPORTED_BY_GP);
    let mut wrote = false;
    if case.has(Lot::Asthma) {
        wrote = true;
        let since = case.ago(chance.between(200, 500));
        let steroid = Medication {
            dose_text: "1 sug morgen og aften".to_owned(),
            reason_text: "mod astma".to_owned(),
            ..Medication::new("R03BA02", "Spirocort", Quantity::new("200", "ug"))
        };
        page.write(types::MEDICATION, since, "Spirocort", steroid)
            .ongoing();
        let as_needed = Medication {
            dose_text: "2 sug ved behov".to_owned(),
            as_needed: true,
            ..Medication::new("R03AC02", "Ventoline", Quantity::new("0.1", "mg"))
        };
        page.write(types::MEDICATION, since, "Ventoline", as_needed)
            .ongoing();
    }
    if chance.percent(12) {
        wrote = true;
        let day = case.ago(chance.between(40, 200)).max(case.kid.born);
        let course = Medication {
            dose_text: "1 måleske 3 gange daglig i 7 dage".to_owned(),
            reason_text: "mod infektion".to_owned(),
            ..Medication::new("J01CE02", "Primcillin", Quantity::new("50", "mg/mL"))
        };
        let until = days::days_after(day, 7).min(days::days_after(case.today, -1));
        let course = course.stopped(page.moment(until), "kur afsluttet");
        page.write(types::MEDICATION, day, "Primcillin", course)
            .until(&until.to_string());
    }
    page.by(PRESCRIBED_AT_HOSPITAL);
    if case.has(Lot::Attention) {
        wrote = true;
        attention(case, &mut page, &mut chance);
    }
    if case.has(Lot::LowMood) && chance.percent(60) {
        wrote = true;
        let medicine = Medication {
            dose_text: "1 kapsel daglig".to_owned(),
            reason_text: "mod depression".to_owned(),
            ..Medication::new("N06AB03", "Fluoxetin", Quantity::new("10", "mg"))
        };
        page.write(
            types::MEDICATION,
            case.ago(chance.between(20, 70)),
            "Fluoxetin",
            medicine,
        )
        .ongoing();
    }
    if wrote {
        case.file(page);
    }
}

fn attention(case: &Case<'_>, page: &mut crate::synthetic::case::Page, chance: &mut Chance) {
    let since = case.ago(chance.between(60, 300));
    let mg = chance.pick(&["10", "18", "27", "36"]);
    let medicine = Medication {
        dose_text: "1 tablet morgen".to_owned(),
        reason_text: "mod ADHD".to_owned(),
        ..Medication::new("N06BA04", "Medikinet CR", Quantity::new(mg, "mg"))
    };
    page.write(types::MEDICATION, since, "Medikinet CR", medicine)
        .ongoing();
    if chance.percent(50) {
        let melatonin = Medication {
            dose_text: "1 tablet før sengetid".to_owned(),
            as_needed: true,
            ..Medication::new("N05CH01", "Melatonin", Quantity::new("3", "mg"))
        };
        page.write(types::MEDICATION, case.ago(40), "Melatonin", melatonin)
            .ongoing();
    }
}

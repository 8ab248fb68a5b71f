//! The Swedish health centre (*vårdcentral*): asthma and its medicines, colds, the blood test of a child that stopped gaining weight.

use domain::record::{
    Coding, Quantity,
    body::{
        Activity, ActivityKind, ActivityMode, Certainty, Condition, ConditionState, Medication,
        Observation, Referral, ReferralState, systems, types,
    },
};

use super::told;
use crate::{
    journal::Staff,
    sure,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        lots::Lot,
    },
    systems::vc_alen::{ASTHMA_NURSE, DOCTOR},
};

const OTHER_DOCTOR: Staff = Staff {
    name: "Nour Sjöholm",
    role: "physician",
    title: "ST-läkare, allmänmedicin",
};

pub(super) fn write(case: &mut Case<'_>) {
    let ill = [Lot::Asthma, Lot::Faltering, Lot::Rising, Lot::LowMood]
        .into_iter()
        .any(|lot| case.has(lot));
    let mut chance = case.chance.for_purpose("general practice", 0);
    if case.months() < 8 || !(ill || chance.percent(35)) {
        return;
    }
    let mut page = case.open(
        "vc-alen",
        if chance.percent(50) {
            DOCTOR
        } else {
            OTHER_DOCTOR
        },
    );
    cold(case, &mut page, &mut chance);
    if case.has(Lot::Asthma) {
        asthma(case, &mut page, &mut chance);
    }
    if case.has(Lot::Faltering) {
        faltering(case, &mut page, &mut chance);
    }
    if case.has(Lot::LowMood) {
        let day = case.ago(chance.between(150, 240));
        let body = Condition {
            certainty: Certainty::Suspected,
            ..Condition::confirmed(Coding::new(
                systems::ICD_10,
                "F32.9",
                "Depressiv episod, ospecificerad",
            ))
        };
        page.write(types::CONDITION, day, "Depressiv episod, misstänkt", body);
        let referral = Referral {
            from: Some(page.unit()),
            state: ReferralState::Accepted,
            answered: Some(page.moment(case.ago(120))),
            answer: "Tas emot, kallas för nybesök.".to_owned(),
            ..Referral::requested(
                sure::sector("child-psychiatry"),
                told(&mut chance, &[LOW]),
                page.moment(day),
            )
        };
        page.write(types::REFERRAL, day, "Remiss till BUP", referral);
    }
    case.file(page);
}

fn cold(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let (icd, words, reason, ends) = chance.pick(COLDS);
    let last = (case.months() * 30 - 200).clamp(30, 1_400);
    let day = case.ago(chance.between(20, last));
    let end = chance.pick(ends);
    let body = Activity {
        mode: ActivityMode::OnSite,
        outcome: end.to_owned(),
        ..Activity::new(ActivityKind::Visit, reason)
    };
    page.write(types::ACTIVITY, day, "Läkarbesök", body);
    let condition = Condition {
        state: ConditionState::Resolved,
        ..Condition::confirmed(Coding::new(systems::ICD_10, icd, words))
    };
    page.write(types::CONDITION, day, words, condition);
    if chance.percent(40) {
        let degrees = format!("{}.{}", chance.between(36, 38), chance.below(10));
        let code = Coding::new(systems::LOINC, "8310-5", "Kroppstemperatur");
        let body = Observation::quantity(code, Quantity::new(degrees, "Cel"));
        page.write(types::OBSERVATION_VITAL_SIGN, day, "Temperatur", body);
    }
    if chance.percent(50) {
        let sections = [("Kontaktorsak", reason), ("Bedömning", end)];
        page.note(day, "Läkaranteckning", &sections);
    }
}

fn asthma(case: &mut Case<'_>, page: &mut Page, chance: &mut Chance) {
    let found = case.ago(chance.between(260, 900).min(case.months() * 30 - 700));
    let onset = page.moment(found);
    let body = Condition {
        onset: Some(onset),
        ..Condition::confirmed(Coding::new(
            systems::ICD_10,
            "J45.9",
            "Astma, ospecificerad",
        ))
    };
    page.write(types::CONDITION, found, "Astma", body).ongoing();
    let (strength, times) = chance.pick(&[
        ("100", "1 dos 2 ggr dagligen"),
        ("200", "1 dos morgon och kväll"),
        ("100", "2 doser dagligen, dubbla vid förkylning"),
    ]);
    let steroid = Medication {
        dose_text: times.to_owned(),
        reason_text: "Astma".to_owned(),
        prescribed: Some(page.moment(found)),
        ..Medication::new(
            "R03BA02",
            "Pulmicort Turbuhaler",
            Quantity::new(strength, "ug"),
        )
    };
    page.write(types::MEDICATION, found, "Pulmicort Turbuhaler", steroid)
        .ongoing();
    let as_needed = Medication {
        dose_text: "1–2 doser vid behov".to_owned(),
        as_needed: true,
        ..Medication::new("R03AC02", "Ventoline Evohaler", Quantity::new("0.1", "mg"))
    };
    page.write(types::MEDICATION, found, "Ventoline Evohaler", as_needed)
        .ongoing();
    page.by(ASTHMA_NURSE);
    let check = case.ago(chance.between(15, 120));
    page.measure(check, &mut case.growth, false);
    let text = told(chance, &[BREATHING, INHALER]);
    page.note(check, "Astmakontroll", &[("Sjuksköterska", &text)]);
    page.contact(found, ASTHMA_NURSE.of(page.site), "Astmakontroller");
}

fn faltering(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let Some(day) = case.at_age(29, 0) else {
        return;
    };
    let text = told(
        chance,
        &[
            &[
                "Planande vikt sedan ett halvår.",
                "Remitterad från BVC, viktkurvan viker.",
            ],
            &["Lös mage, trött.", "Aptitlös, uppblåst mage."],
            &["Transglutaminas tas.", "Prover enligt celiaki-PM."],
        ],
    );
    page.note(day, "Läkarbesök", &[("Anamnes", &text)]);
    let referral = Referral {
        from: Some(page.unit()),
        state: ReferralState::Closed,
        ..Referral::requested(
            sure::sector("hospital"),
            "Förhöjda celiakiprover, bedömning önskas.",
            page.moment(day),
        )
    };
    page.write(types::REFERRAL, day, "Remiss till barnkliniken", referral);
}

/// ICD-10, words, why they came, what was found and done.
const COLDS: &[(&str, &str, &str, &[&str])] = &[
    (
        "J06.9",
        "Övre luftvägsinfektion",
        "Hosta och feber i fyra dagar",
        &[
            "Lungor ua. Egenvård.",
            "Röd svalg, CRP lågt. Lugnande besked.",
            "Pigg i rummet, åter vid försämring.",
        ],
    ),
    (
        "H66.9",
        "Otit",
        "Öronvärk sedan natten",
        &[
            "Buktande trumhinna höger, penicillin fem dagar.",
            "Rodnad trumhinna, avvaktar.",
            "Perforerad vänster, kontroll om tre månader.",
        ],
    ),
    (
        "J03.9",
        "Tonsillit",
        "Halsont, snabbtest",
        &[
            "Strep A positivt, penicillin i tio dagar.",
            "Snabbtest negativt, egenvård.",
        ],
    ),
    (
        "B08.4",
        "Höstblåsor",
        "Utslag runt munnen",
        &[
            "Läker av sig själv.",
            "Typiska blåsor, stanna hemma till feberfri.",
        ],
    ),
    (
        "L20.9",
        "Atopiskt eksem",
        "Torr, kliande hud i armveck",
        &[
            "Mjukgörande och hydrokortison, trappas ner.",
            "Smörjschema lämnat.",
            "Infekterat, lokal behandling.",
        ],
    ),
    (
        "A08.4",
        "Magsjuka",
        "Kräkts tre gånger",
        &[
            "Inte uttorkad, vätskeersättning.",
            "Kissar normalt, råd per telefon.",
        ],
    ),
    (
        "K59.0",
        "Förstoppning",
        "Ont i magen, sällan toalettbesök",
        &[
            "Makrogol och toalettvanor.",
            "Mjuk buk, skybala. Återbesök om en månad.",
        ],
    ),
    (
        "S52.5",
        "Handledsfraktur",
        "Ramlat på cykel",
        &[
            "Felställning, skickas för röntgen.",
            "Öm över radius, gips i tre veckor.",
        ],
    ),
];
const BREATHING: &[&str] = &[
    "Inga besvär senaste månaden.",
    "Hostar vid idrott.",
    "Väckt av hosta två nätter.",
    "Bra sommar, sämre i pollen.",
    "Pip i bröstet vid förkylning.",
];
const INHALER: &[&str] = &[
    "God teknik.",
    "Glömmer kvällsdosen.",
    "Teknik övad på nytt.",
    "Spacer byts ut.",
    "Nytt recept.",
];
const LOW: &[&str] = &[
    "Tonåring med nedstämdhet sedan i våras, sover dåligt. Bedömning önskas.",
    "Låg, slutat träffa vänner. Inga självmordsplaner vid besöket. Tacksam bedömning.",
    "Trött och gråtmild, hög skolfrånvaro. Önskar ta emot för utredning.",
];

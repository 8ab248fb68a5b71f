//! The Swedish child health centre: visits, growth, doses, the mother's questionnaire, and the summary for the school.

use domain::{
    record::body::{Activity, ActivityKind, ActivityMode, Interpretation, types},
    time::Date,
};

use super::{
    given::{Fate, Outcome, outcomes},
    se_child_findings::{POOR_LEFT, ears, mother_asked, summary},
    told,
};

use crate::{
    journal::{Ears, Staff},
    synthetic::{
        case::{Case, Page},
        days,
        homes::Town,
        lots::Lot,
        programme::{By, VISITS_SE, Visit},
    },
    systems::{bvc_gamlestan, bvc_vasterby},
};

const SECOND_NURSE: Staff = Staff {
    name: "Ulrika Dahlin",
    role: "nurse",
    title: "barnsjuksköterska",
};

const DOCTOR: Staff = Staff {
    name: "Per-Olof Nystrand",
    role: "physician",
    title: "BVC-läkare",
};

pub(super) fn write(case: &mut Case<'_>) {
    if !case.kid.is_born {
        return;
    }
    let (system, nurse) = centre(case);
    let writer = if case.kid.number.is_multiple_of(3) {
        SECOND_NURSE
    } else {
        nurse
    };
    let outcomes = outcomes(case);
    if let Some(changed) = case.renumbered() {
        let mut early = case.open_for(system, writer, &case.kid.first_id().clone());
        visits(case, &mut early, writer, |day| day < changed);
        doses(case, &mut early, &outcomes, |day| day < changed);
        case.file(early);
    }
    let after = case.renumbered().unwrap_or(case.kid.born);
    let mut page = case.open(system, writer);
    visits(case, &mut page, writer, |day| day >= after);
    doses(case, &mut page, &outcomes, |day| day >= after);
    mother_asked(case, &mut page);
    ears(case, &mut page);
    if case.grade().is_some() {
        summary(case, &mut page, &outcomes);
    }
    let since = case.at_age(0, 12).unwrap_or(case.today);
    if since < case.today {
        let until = case.at_age(72, 0);
        let entry = page.contact(since, writer.of(page.site), "Barnhälsovård");
        if let Some(until) = until {
            entry
                .until(&until.to_string())
                .life_cycle(domain::record::LifeCycle::Completed);
        }
    }
    case.file(page);
}

/// Where the child goes, and the nurse there.
pub(super) fn centre(case: &Case<'_>) -> (&'static str, Staff) {
    match case.home.town {
        Town::Norrby => ("bvc-gamlestan", bvc_gamlestan::NURSE),
        _ => ("bvc-vasterby", bvc_vasterby::NURSE),
    }
}

fn visits(case: &mut Case<'_>, page: &mut Page, nurse: Staff, is_here: impl Fn(Date) -> bool) {
    // The first visits of a centre that was closed lie in the archive.
    let from = match case.has(Lot::Archived) {
        true => days::months_after(case.kid.born, 24),
        false => case.arrived().unwrap_or(case.kid.born),
    };
    for visit in VISITS_SE {
        let Some(day) = case.came(visit.months, visit.days) else {
            break;
        };
        if day < from || !is_here(day) {
            continue;
        }
        if case.missed_at() == Some(visit.months) {
            missed(case, page, visit);
        }
        one_visit(case, page, visit, day, nurse);
    }
}

/// Nobody came on the day that was booked.
fn missed(case: &Case<'_>, page: &mut Page, visit: Visit) {
    let mut chance = case.chance.for_purpose("no-show", 0);
    let Some(day) = case.at_age(visit.months, visit.days) else {
        return;
    };
    let outcome = chance.pick(&[
        "Uteblev, ny tid skickad.",
        "Kom inte. Når mamma per telefon, ombokad.",
        "Uteblivet besök, sms-påminnelse hade gått ut.",
    ]);
    let body = Activity {
        outcome: outcome.to_owned(),
        ..Activity::new(ActivityKind::NoShow, visit.name)
    };
    page.write(types::ACTIVITY, day, "Uteblivet besök", body);
}

fn one_visit(case: &mut Case<'_>, page: &mut Page, visit: Visit, day: Date, nurse: Staff) {
    let mut chance = case.chance.for_purpose(
        "visit",
        u64::from(visit.months.unsigned_abs() * 100 + visit.days.unsigned_abs()),
    );
    let doctor = visit.by == By::Physician;
    let body = Activity {
        mode: if visit.by == By::NurseAtHome {
            ActivityMode::Home
        } else {
            ActivityMode::OnSite
        },
        responsible: Some(if doctor { DOCTOR } else { nurse }.of(page.site)),
        interpreter_booked: case.has(Lot::MovedIn),
        ..Activity::new(ActivityKind::Visit, visit.name)
    };
    page.write(types::ACTIVITY, day, visit.name, body);
    page.measure(day, &mut case.growth, visit.months <= 12);
    if visit.months == 48 {
        let ears = if case.has(Lot::Hearing) {
            POOR_LEFT
        } else {
            Ears::PASSED
        };
        let note = match case.has(Lot::Hearing) {
            true => chance.pick(&[
                "Underkänd vänster, upprepat. Omtest bokas.",
                "Svarar sent på vänster öra. Nytt test om sex veckor.",
            ]),
            false => chance.pick(&[
                "Godkänd.",
                "Medverkar fint, godkänd.",
                "Godkänd på båda öronen.",
                "20 dB ua.",
            ]),
        };
        let when = page.when(day);
        page.journal().hearing(&when, "Lekaudiometri", ears, note);
        let sight = chance.pick(&["0.8", "0.65", "1.0"]);
        page.journal()
            .vision(&when, sight, sight, Interpretation::Normal);
    }
    // Not every visit gets a long note.
    if doctor || visit.months >= 18 || chance.percent(30) {
        note(case, page, visit, day, doctor, nurse, &mut chance);
    }
}

fn note(
    case: &Case<'_>,
    page: &mut Page,
    visit: Visit,
    day: Date,
    doctor: bool,
    nurse: Staff,
    chance: &mut crate::synthetic::chance::Chance,
) {
    let home = told(chance, &[HOME]);
    let development = match visit.months {
        0..=6 => told(chance, &[BABY, FEEDING]),
        7..=12 => told(chance, &[SITTING, FEEDING_LATER]),
        13..=30 => told(chance, &[WALKING, WORDS]),
        _ => told(chance, &[PLAYING, TALKING]),
    };
    let end = match (case.has(Lot::Faltering), visit.months) {
        (true, 30) => {
            "Vikten har planat ut, längden följer. Provtagning på vårdcentral föreslås.".to_owned()
        }
        (true, 48..) => "Glutenfri kost. Växer ikapp, nöjd med maten.".to_owned(),
        _ => told(chance, &[ASSESSMENT]),
    };
    let home = match case.has(Lot::Protected) && visit.months >= 18 {
        true => format!(
            "{home} Familjen bor på {}, uppgiften får inte spridas.",
            case.home.street
        ),
        false => home,
    };
    if doctor {
        page.by(DOCTOR);
    }
    let is_hidden = case.has(Lot::HiddenFromGuardians) && visit.months == 18;
    let sections = [
        ("Bakgrund", home.as_str()),
        ("Utveckling", development.as_str()),
        ("Bedömning", end.as_str()),
    ];
    page.note(day, visit.name, &sections);
    if is_hidden {
        page.note(
            day,
            "Anteckning, ej för vårdnadshavare",
            &[("Samspel", HIDDEN)],
        )
        .not_for_guardians();
    }
    page.by(nurse);
}

fn doses(case: &Case<'_>, page: &mut Page, outcomes: &[Outcome], is_here: impl Fn(Date) -> bool) {
    let archived = days::months_after(case.kid.born, 24);
    for outcome in outcomes
        .iter()
        .filter(|outcome| !outcome.at_school && is_here(outcome.day))
    {
        if case.has(Lot::Archived) && outcome.day < archived {
            continue;
        }
        match outcome.fate {
            Fate::Given => {
                page.dose(outcome.day, outcome.dose, false);
            }
            Fate::Abroad => {
                page.dose_of_month(outcome.day, outcome.dose);
            }
            Fate::Declined => {
                let title = format!("{} ej given", outcome.dose.product);
                page.no_dose(
                    outcome.day,
                    outcome.dose,
                    &title,
                    "Föräldrarna avböjer efter samtal, tas upp igen nästa besök.",
                );
            }
        }
    }
}

const HIDDEN: &str = "Mamma berättar enskilt om bråk hemma. Barnet drar sig undan när pappa kommer in. Tas upp med kollegan på fredag.";

pub(super) const HOME: &[&str] = &[
    "Mår bra hemma.",
    "Syskon med på besöket.",
    "Båda föräldrarna med.",
    "Mamma delar föräldraledigheten med pappa.",
    "Mormor hjälper till.",
    "Flyttat till större lägenhet.",
    "Sover oroligt, annars nöjd familj.",
    "Börjat på förskola, trivs.",
    "Pappa med, inga frågor.",
    "Frågor om skärmtid.",
    "Katt i hemmet.",
    "Mycket förkylningar i vinter.",
];

const BABY: &[&str] = &[
    "Ler och följer med blicken.",
    "Lyfter huvudet i magläge.",
    "Skrattar, griper efter leksak.",
    "God kontakt, jollrar.",
    "Vaken och nyfiken.",
    "Fixerar och följer, reagerar på ljud.",
];

const FEEDING: &[&str] = &[
    "Helammas.",
    "Delammas, ersättning till natten.",
    "Ersättning, äter bra.",
    "Börjat smaka.",
    "Ammar på natten, puré dagtid.",
];

const SITTING: &[&str] = &[
    "Sitter stadigt.",
    "Kryper.",
    "Reser sig mot möbler.",
    "Pincettgrepp.",
    "Hasar fram, leker tittut.",
];

const FEEDING_LATER: &[&str] = &[
    "Äter familjens mat.",
    "Äter det mesta, dricker ur mugg.",
    "Vill äta själv.",
    "Lite kräsen.",
    "Gröt morgon och kväll.",
];

const WALKING: &[&str] = &[
    "Går själv.",
    "Springer och klättrar.",
    "Går i trappa med stöd.",
    "Bygger torn av fyra klossar.",
    "Sparkar boll.",
];

const WORDS: &[&str] = &[
    "Åtta till tio ord.",
    "Säger tvåordsmeningar.",
    "Pekar ut kroppsdelar.",
    "Förstår mer än som sägs.",
    "Pratar mest på modersmålet.",
];

const PLAYING: &[&str] = &[
    "Leker rollekar med andra.",
    "Hoppar på ett ben.",
    "Ritar huvudfoting.",
    "Klär på sig själv.",
    "Cyklar med stödhjul.",
    "Ritar kors och cirkel.",
];

const TALKING: &[&str] = &[
    "Talar tydligt, hela meningar.",
    "Enstaka ljud oklara.",
    "Berättar sammanhängande.",
    "Tvåspråkig, förstår tvåledsuppmaning.",
    "Läspar något, följs.",
];

const ASSESSMENT: &[&str] = &[
    "Frisk, följer sin kurva.",
    "Åldersadekvat utveckling.",
    "Ua. Nytt besök enligt program.",
    "Välmående barn.",
    "Inget avvikande vid undersökning.",
    "Följer sin kurva, inga åtgärder.",
    "Pigg och glad, ua.",
    "Status ua. Råd om sömn givna.",
    "Status ua, hjärta och lungor ua.",
];

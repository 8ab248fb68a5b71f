//! The Danish general practitioner: preventive examinations, vaccinations, problems in ICPC-2, referrals.

use domain::{
    record::{
        Coding,
        body::{
            Activity, ActivityKind, ActivityMode, Certainty, Condition, ConditionState,
            Interpretation, Observation, Referral, ReferralState, systems, types,
        },
    },
    time::Date,
};

use super::{
    given::{Fate, outcomes},
    told,
};
use crate::{
    journal::Staff,
    sure,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
        programme::EXAMINATIONS_DK,
    },
    systems::dk::laege_torvet::DOCTOR,
};

const SYSTEM: &str = "laege-torvet";
const NURSE: Staff = Staff {
    name: "Susanne Ladefoged",
    role: "nurse",
    title: "konsultationssygeplejerske",
};
const OTHER_DOCTOR: Staff = Staff {
    name: "Bjarke Elkjær",
    role: "physician",
    title: "læge i uddannelsesstilling",
};

pub(super) fn write(case: &mut Case<'_>) {
    if !case.kid.is_born {
        return;
    }
    let mut chance = case.chance.for_purpose("general practice", 0);
    let doctor = if chance.percent(65) {
        DOCTOR
    } else {
        OTHER_DOCTOR
    };
    // Before the fifth month some lie under a replacement number, at the hospital and the health visitor's; the GP waits for the CPR.
    let from = case
        .renumbered()
        .or(case.arrived())
        .unwrap_or(case.kid.born);
    let mut page = case.open(SYSTEM, doctor);
    examinations(case, &mut page, from);
    page.by(NURSE);
    doses(case, &mut page, from);
    page.by(doctor);
    problem(case, &mut page, &mut chance);
    referrals(case, &mut page, &mut chance);
    if let Some(since) = case.past(days::working(days::days_after(from, 35))) {
        page.contact(since, doctor.of(page.site), "Egen læge");
    }
    case.file(page);
}

fn examinations(case: &mut Case<'_>, page: &mut Page, from: Date) {
    let mut chance = case.chance.for_purpose("examinations", 0);
    for visit in EXAMINATIONS_DK {
        let Some(day) = case
            .came(visit.months, visit.days)
            .filter(|day| *day >= from)
        else {
            continue;
        };
        let body = Activity {
            mode: ActivityMode::OnSite,
            outcome: told(&mut chance, &[FOUND]),
            ..Activity::new(ActivityKind::Examination, visit.name)
        };
        page.write(types::ACTIVITY, day, visit.name, body);
        page.measure(day, &mut case.growth, visit.months == 0);
        if visit.months >= 24 && chance.percent(40) {
            let text = told(&mut chance, &[SEEN, FOUND]);
            page.note(day, visit.name, &[("Notat", &text)]);
        }
        if visit.months == 48 {
            let code = page.keyword("hoerelse", "Høreprøve");
            let (words, finding) = match case.has(Lot::Hearing) {
                true => (
                    "Reagerer sent på venstre side.",
                    Interpretation::Inconclusive,
                ),
                false => ("Upåfaldende.", Interpretation::Normal),
            };
            page.write(
                types::OBSERVATION_SCREENING,
                day,
                "Høreprøve",
                Observation {
                    interpretation: finding,
                    ..Observation::text(code, words)
                },
            );
        }
    }
}

fn doses(case: &Case<'_>, page: &mut Page, from: Date) {
    for outcome in outcomes(case) {
        match outcome.fate {
            Fate::Given if outcome.day >= from => {
                page.dose(outcome.day, outcome.dose, false);
            }
            Fate::Given => {}
            Fate::Abroad => {
                page.dose_of_month(outcome.day, outcome.dose);
            }
            Fate::Declined => {
                page.no_dose(
                    outcome.day,
                    outcome.dose,
                    "Vaccination ikke givet",
                    "Forældrene ønsker ikke vaccinen efter samtale.",
                );
            }
        }
    }
}

fn problem(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    if case.has(Lot::Asthma) {
        let day = case.ago(chance.between(200, 500));
        let onset = page.moment(day);
        let body = Condition {
            onset: Some(onset),
            same_as: vec![Coding::new(systems::ICD_10, "J45.9", "Astma")],
            ..Condition::confirmed(Coding::new(systems::ICPC_2, "R96", "Astma"))
        };
        page.write(types::CONDITION, day, "Astma", body).ongoing();
        let text = told(chance, &[BREATHING, SEEN]);
        page.note(
            case.ago(chance.between(10, 90)),
            "Astmakontrol",
            &[("Notat", &text)],
        );
    }
    if case.months() < 9 || chance.percent(45) {
        return;
    }
    let (code, words, reason) = chance.pick(PROBLEMS);
    let day = case.ago(chance.between(15, (case.months() * 30 - 200).clamp(30, 1_200)));
    let body = Activity {
        mode: chance.pick(&[
            ActivityMode::OnSite,
            ActivityMode::Phone,
            ActivityMode::Video,
        ]),
        outcome: told(chance, &[FOUND]),
        ..Activity::new(ActivityKind::Visit, reason)
    };
    page.write(types::ACTIVITY, day, "Konsultation", body);
    let condition = Condition {
        state: ConditionState::Resolved,
        ..Condition::confirmed(Coding::new(systems::ICPC_2, code, words))
    };
    page.write(types::CONDITION, day, words, condition);
}

fn referrals(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let sent = case.ago(chance.between(80, 200));
    let asked = |case: &Case<'_>, lot| case.has(lot);
    let (sector, code, question) = match () {
        () if asked(case, Lot::LowMood) => ("child-psychiatry", "P76", told(chance, &[LOW])),
        () if asked(case, Lot::Attention) => ("child-psychiatry", "P81", told(chance, &[RESTLESS])),
        () if asked(case, Lot::Hearing) => (
            "hospital",
            "H02",
            "Nedsat hørelse venstre, ønskes vurderet.".to_owned(),
        ),
        () if asked(case, Lot::Faltering) => (
            "hospital",
            "T08",
            "Knækket vægtkurve, blodprøver taget. Ønskes vurderet.".to_owned(),
        ),
        () => return,
    };
    let state = chance.pick(&[
        ReferralState::Accepted,
        ReferralState::Waiting,
        ReferralState::Ongoing,
        ReferralState::Requested,
    ]);
    let body = Referral {
        from: Some(page.unit()),
        reason: Some(Coding::new(systems::ICPC_2, code, "")),
        state,
        answered: (state != ReferralState::Requested)
            .then(|| page.moment(days::days_after(sent, 18))),
        expected: (state == ReferralState::Waiting)
            .then(|| page.moment(days::days_after(case.today, 40))),
        ..Referral::requested(sure::sector(sector), question, page.moment(sent))
    };
    page.write(types::REFERRAL, sent, "Henvisning", body);
    let suspected = Condition {
        certainty: Certainty::Suspected,
        ..Condition::confirmed(Coding::new(systems::ICPC_2, code, ""))
    };
    page.write(types::CONDITION, sent, "Henvisningsdiagnose", suspected);
}

/// ICPC-2, words, why they came.
const PROBLEMS: &[(&str, &str, &str)] = &[
    ("R74", "Øvre luftvejsinfektion", "Hoste og feber"),
    ("H71", "Mellemørebetændelse", "Ondt i øret"),
    ("S87", "Børneeksem", "Kløe i albuebøjningerne"),
    ("D73", "Gastroenteritis", "Opkast siden i går"),
    ("A77", "Virussygdom", "Udslæt og feber"),
    ("L76", "Brud på underarm", "Faldet fra trampolin"),
    ("D12", "Forstoppelse", "Ondt i maven"),
    ("N01", "Hovedpine", "Hovedpine efter skole"),
    ("P06", "Søvnbesvær", "Kan ikke falde i søvn"),
];
const FOUND: &[&str] = &[
    "I.a.",
    "Trives, følger kurven.",
    "Ingen behandling.",
    "Kontrol ved behov.",
    "Råd givet.",
    "Ses igen om en måned.",
    "Upåfaldende.",
];
const SEEN: &[&str] = &[
    "Glad og kontaktfuld.",
    "Stet. c. et p. i.a.",
    "Cor regelmæssig.",
    "Holder sig til mor.",
    "Taler tydeligt.",
    "Motorik alderssvarende.",
];
const BREATHING: &[&str] = &[
    "Hoster ved løb.",
    "Ingen natlige symptomer.",
    "Bruger mere ventoline end i foråret.",
    "Velbehandlet.",
];
const LOW: &[&str] = &[
    "Trist siden foråret, trækker sig. Ønskes vurderet.",
    "Grådlabil, søvnløs, fravær fra skole. Ingen planer om selvskade.",
    "Nedtrykt, har mistet lysten til håndbold.",
];
const RESTLESS: &[&str] = &[
    "Uopmærksom og urolig hjemme og i skole. Ønskes udredt for ADHD.",
    "Skolen beskriver svær uro. PPR har vurderet.",
    "Impulsiv, konflikter i frikvarterer.",
];

//! The Danish health visitor: visits at home in the first year, the mother's questionnaire, and the school's examinations later.

use domain::{
    record::{
        Coding, Quantity,
        body::{
            Activity, ActivityKind, ActivityMode, Answer, Condition, Contact, Indicator,
            Instrument, Interpretation, Intervention, Observation, ObservedValue, Questionnaire,
            Referral, ReferralState, Score, systems, types,
        },
    },
    time::Date,
};

use super::{dk_school_nurse::at_school, told};
use crate::{
    journal::Staff,
    sure,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
        programme::{By, VISITS_DK},
    },
    systems::dk::sundhedsplejen_aadal::{NURSE, SCHOOL_NURSE},
};

const SYSTEM: &str = "sundhedsplejen-aadal";

const SECOND: Staff = Staff {
    name: "Bodil Krogsgaard",
    role: "health-visitor",
    title: "sundhedsplejerske",
};

/// KL's codes for health visitors' contacts, as in the FHIR guide for kl-children: a visit by need, and that at 8 to 11 months.
const BY_NEED: &str = "4b039ba1-4005-42e6-b672-09b81ad7578a";

const EIGHT_MONTHS: &str = "3f3e6489-31bd-44cf-9920-3c632868feb7";

pub(super) fn write(case: &mut Case<'_>) {
    if !case.kid.is_born {
        return;
    }
    let mut chance = case.chance.for_purpose("health visitor", 0);
    let nurse = if chance.percent(55) { NURSE } else { SECOND };
    if let Some(changed) = case.renumbered() {
        let mut early = case.open_for(SYSTEM, nurse, &case.kid.first_id().clone());
        visits(case, &mut early, nurse, |day| day < changed);
        case.file(early);
    }
    let from = case
        .renumbered()
        .or(case.arrived())
        .unwrap_or(case.kid.born);
    let mut page = case.open(SYSTEM, nurse);
    visits(case, &mut page, nurse, |day| day >= from);
    if case.has(Lot::MotherLow) {
        mother_asked(case, &mut page, &mut chance);
    }
    if case.has(Lot::LateSpeech) {
        speech(case, &mut page, &mut chance);
    }
    if case.grade().is_some() {
        at_school(case, &mut page, from);
    }
    let (who, begun) = match case.grade() {
        Some(_) => (
            SCHOOL_NURSE,
            days::school_begins(days::autumn_of(case.kid.born, 0)),
        ),
        None => (nurse, days::working(days::days_after(case.kid.born, 4))),
    };
    if let Some(since) = case.past(begun.max(from)) {
        let body = Contact {
            reachable: "mandag til torsdag 8–9".to_owned(),
            ..Contact::new(who.of(page.site), "Sundhedsplejerske")
        };
        page.write(types::CONTACT, since, "Sundhedsplejerske", body)
            .ongoing();
    }
    case.file(page);
}

fn visits(case: &mut Case<'_>, page: &mut Page, nurse: Staff, is_here: impl Fn(Date) -> bool) {
    let mut chance = case.chance.for_purpose("visits", 1);
    for visit in VISITS_DK {
        let late = chance.between(0, 5);
        let Some(day) = case
            .at_age(visit.months, visit.days + late)
            .filter(|day| is_here(*day))
        else {
            continue;
        };
        if visit.months == 9 && case.has(Lot::NoShow) {
            let body = Activity {
                outcome: "Ikke hjemme, besked lagt i postkassen.".to_owned(),
                ..Activity::new(ActivityKind::NoShow, visit.name)
            };
            let in_vain = days::working(days::days_after(day, -8));
            page.write(types::ACTIVITY, in_vain, "Forgæves besøg", body);
        }
        let code = (visit.months == 9)
            .then(|| Coding::new(systems::CARE_SOCIAL_CODES, EIGHT_MONTHS, visit.name));
        let body = Activity {
            code,
            mode: ActivityMode::Home,
            responsible: Some(nurse.of(page.site)),
            interpreter_booked: case.has(Lot::MovedIn),
            outcome: told(&mut chance, &[OUTCOME]),
            ..Activity::new(ActivityKind::Visit, visit.name)
        };
        page.write(types::ACTIVITY, day, visit.name, body);
        page.measure(day, &mut case.growth, visit.months <= 9);
        if visit.by == By::NurseAtHome || chance.percent(50) {
            let text = match visit.months {
                0 => told(&mut chance, &[NEWBORN, PARENTS]),
                1..=12 => told(&mut chance, &[INFANT, PARENTS]),
                _ => told(&mut chance, &[TODDLER, PARENTS]),
            };
            page.note(day, visit.name, &[("Barnet", &text)]);
        }
        if visit.months == 2 && case.has(Lot::HiddenFromGuardians) {
            page.note(
                day,
                "Observation, ikke til forældre",
                &[("Samspil", HIDDEN)],
            )
            .not_for_guardians();
        }
    }
    if case.has(Lot::Faltering)
        && let Some(day) = case.at_age(27, 0).filter(|day| is_here(*day))
    {
        let code = Coding::new(systems::CARE_SOCIAL_CODES, BY_NEED, "Behovsbesøg");
        let body = Activity {
            code: Some(code),
            mode: ActivityMode::Home,
            ..Activity::new(ActivityKind::Visit, "Behovsbesøg, vægt")
        };
        page.write(types::ACTIVITY, day, "Behovsbesøg", body);
        page.measure(day, &mut case.growth, false);
    }
}

/// The mother's mood at two months: about her, in the child's record; and the measure that followed.
fn mother_asked(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let Some(day) = case
        .at_age(2, 3)
        .filter(|day| case.arrived().is_none_or(|arrived| *day >= arrived))
    else {
        return;
    };
    let sum = chance.between(12, 18).to_string();
    let answer = |number: i32, question: &str, value: i32| Answer {
        question_id: number.to_string(),
        question: question.to_owned(),
        value: Some(ObservedValue::Quantity(Quantity::new(
            value.to_string(),
            "",
        ))),
    };
    let body = Questionnaire {
        instrument: Instrument::named("EPDS"),
        respondent: Some(case.mother()),
        about: Some(case.mother()),
        answers: vec![
            answer(
                1,
                "Jeg har kunnet le og se tingene fra den humoristiske side",
                2,
            ),
            answer(
                9,
                "Jeg har været så ulykkelig, at jeg har grædt",
                chance.between(1, 3),
            ),
        ],
        scores: vec![Score {
            name: "Sum".to_owned(),
            value: Some(Quantity::new(sum.clone(), "")),
            interpretation: Interpretation::High,
            ..Score::default()
        }],
    };
    let asked = page
        .write(types::QUESTIONNAIRE, day, "EPDS, mor", body)
        .naming_others()
        .record_id();
    let sign = Indicator {
        name: "Mulig efterfødselsreaktion hos mor".to_owned(),
        value: Some(ObservedValue::Quantity(Quantity::new(sum, ""))),
        interpretation: Interpretation::High,
        based_on: vec![asked],
        ..Indicator::default()
    };
    page.write(types::INDICATOR, day, "Indikator: mors trivsel", sign)
        .naming_others();
    let code = page.keyword("ekstra-besog", "Ekstra besøg");
    let body = Intervention {
        extent: chance
            .pick(&[
                "fire ekstra besøg",
                "mødregruppe i otte uger",
                "to ekstra besøg",
            ])
            .to_owned(),
        ..Intervention::new("Ekstra støtte til familien", code)
    };
    if let Some(until) = case.at_age(8, 0) {
        page.write(types::INTERVENTION, day, "Ekstra støtte", body)
            .until(&until.to_string());
    } else {
        page.write(types::INTERVENTION, day, "Ekstra støtte", body)
            .ongoing();
    }
}

fn speech(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    let Some(day) = case
        .at_age(37, 5)
        .filter(|day| case.arrived().is_none_or(|arrived| *day >= arrived))
    else {
        return;
    };
    let code = page.keyword("sprog", "Sproglig udvikling");
    let body = Observation {
        interpretation: Interpretation::Low,
        ..Observation::text(
            code,
            chance.pick(&[
                "Få ord, peger meget.",
                "Toordssætninger, svær at forstå.",
                "Forstår mere end hun siger.",
            ]),
        )
    };
    page.write(types::OBSERVATION_SCREENING, day, "Sprogscreening", body);
    let problem = page.keyword("fund", "Sprogudvikling bør følges");
    page.write(
        types::CONDITION,
        day,
        "Sprog bør følges",
        Condition::confirmed(problem),
    )
    .ongoing();
    let referral = Referral {
        from: Some(page.unit()),
        state: chance.pick(&[
            ReferralState::Accepted,
            ReferralState::Waiting,
            ReferralState::Rejected,
        ]),
        ..Referral::requested(
            sure::sector("ppr"),
            "Sprogvurdering i dagtilbud ønskes.",
            page.moment(day),
        )
    };
    page.write(types::REFERRAL, day, "Henvendelse til PPR", referral);
}

const HIDDEN: &str = "Far råber ad barnet under besøget. Mor græder i køkkenet og siger, at det ikke er første gang. Drøftes med leder.";

const OUTCOME: &[&str] = &[
    "",
    "Trives.",
    "Nyt besøg aftalt.",
    "God kontakt.",
    "Råd om søvn givet.",
    "Ringer, hvis spørgsmål.",
];

const NEWBORN: &[&str] = &[
    "Ammer godt, tager på.",
    "Gulsot aftaget.",
    "Navlen pæn og tør.",
    "Lidt uro om aftenen.",
    "Får suppleret med flaske.",
    "Kigger og lytter.",
    "Hud tør, ellers fin.",
];

const INFANT: &[&str] = &[
    "Smiler og pludrer.",
    "Løfter hovedet, rækker ud efter legetøj.",
    "Spiser grød og mos.",
    "Kravler og rejser sig.",
    "Sover bedre om natten.",
    "Sidder selv.",
    "Siger mam-mam.",
];

const TODDLER: &[&str] = &[
    "Taler i hele sætninger.",
    "Leger med andre børn.",
    "Cykler på løbecykel.",
    "Ren om dagen.",
    "Synger med på sange.",
    "Genert, men nysgerrig.",
];

const PARENTS: &[&str] = &[
    "Begge forældre hjemme.",
    "Mor er træt, far på orlov.",
    "Mormor bor tæt på.",
    "Forældrene spørger til fast føde.",
    "Storebror er lidt jaloux.",
    "God stemning i hjemmet.",
    "Mor savner sin familie.",
    "Far tager natten.",
];

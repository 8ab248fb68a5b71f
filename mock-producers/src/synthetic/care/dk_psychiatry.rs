//! Danish child psychiatry: assessment, diagnosis, treatment.

use domain::record::{
    Coding, Quantity, Sensitivity,
    body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Condition, Instrument,
        Interpretation, Intervention, Medication, Observation, Plan, PlanGoal, Questionnaire,
        Referral, ReferralState, Score, systems, types,
    },
};

use super::told;
use crate::{
    journal::document,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::dk::{SKS, bup_midt},
};

pub(super) fn write(case: &mut Case<'_>) {
    let seen = [Lot::Attention, Lot::LowMood, Lot::Autism];
    if !seen.into_iter().any(|lot| case.has(lot)) {
        return;
    }
    let mut chance = case.chance.for_purpose("psychiatry", 0);
    let mut page = case.open("bup-midt", bup_midt::PSYCHIATRIST);
    let first = case.ago(chance.between(90, 420));
    let referral = Referral {
        state: ReferralState::Ongoing,
        question: told(&mut chance, &[WHY]),
        requested: Some(page.moment(days::days_after(first, -60))),
        answered: Some(page.moment(days::days_after(first, -40))),
        ..Referral::default()
    };
    page.write(
        types::REFERRAL,
        days::working(days::days_after(first, -60)),
        "Henvisning modtaget",
        referral,
    )
    .ongoing();
    let visit = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_midt::PSYCHIATRIST.of(page.site)),
        ..Activity::new(ActivityKind::Visit, "Forsamtale")
    };
    page.write(types::ACTIVITY, first, "Første samtale", visit);
    let (code, words, instrument) = match () {
        () if case.has(Lot::LowMood) => {
            ("DF321", "Depressiv enkeltepisode af moderat grad", "BDI-II")
        }
        () if case.has(Lot::Attention) => (
            "DF900",
            "Forstyrrelse af aktivitet og opmærksomhed",
            "ADHD-RS",
        ),
        () => ("DF840", "Infantil autisme", "ADOS-2"),
    };
    let state = *chance.pick(&[AssessmentState::Done, AssessmentState::Ongoing]);
    let assessment = Assessment {
        instruments: vec![Instrument::named(instrument), Instrument::named("K-SADS")],
        conclusion: if state == AssessmentState::Done {
            words.to_owned()
        } else {
            String::new()
        },
        assessors: vec![bup_midt::PSYCHOLOGIST.of(page.site)],
        ..Assessment::new(state, told(&mut chance, &[WHY]))
    };
    let day = days::working(days::days_after(first, 24)).min(case.ago(2));
    page.write(types::ASSESSMENT, day, "Udredning", assessment);
    let onset = page.moment(day);
    page.write(
        types::CONDITION,
        day,
        words,
        Condition {
            onset: Some(onset),
            ..Condition::confirmed(Coding::new(SKS, code, words))
        },
    )
    .ongoing();
    let sum = chance.between(14, 34).to_string();
    let answers = Questionnaire {
        instrument: Instrument::named(instrument),
        scores: vec![Score {
            name: "Sum".to_owned(),
            value: Some(Quantity::new(sum, "")),
            interpretation: Interpretation::High,
            ..Score::default()
        }],
        ..Questionnaire::default()
    };
    page.write(types::QUESTIONNAIRE, day, instrument, answers);
    treatment(case, &mut page, day, &mut chance);
    page.contact(first, bup_midt::NURSE.of(page.site), "Forløbskoordinator");
    page.book(
        types::ACTIVITY,
        chance.between(4, 30),
        case.ago(8),
        "Kontrolsamtale",
        Activity {
            mode: ActivityMode::Video,
            ..Activity::new(ActivityKind::Appointment, "Kontrol")
        },
    );
    case.file(page);
}

fn treatment(case: &mut Case<'_>, page: &mut Page, since: domain::time::Date, chance: &mut Chance) {
    let code = page.keyword("behandling", "Psykoedukation");
    page.write(
        types::INTERVENTION,
        since,
        "Psykoedukation",
        Intervention::new("Psykoedukation til familien", code),
    )
    .ongoing();
    let plan = Plan {
        kind: "treatment-plan".to_owned(),
        goals: vec![PlanGoal::new(
            *chance.pick(&["Bedre søvn", "Møde fire dage om ugen", "Færre konflikter"]),
            *chance.pick(&["Have det sjovt igen", "Slippe for at være træt", ""]),
        )],
        ..Plan::default()
    };
    page.write(types::PLAN, since, "Behandlingsplan", plan)
        .ongoing();
    if case.has(Lot::Attention) {
        let medicine = Medication {
            dose_text: "1 tablet morgen".to_owned(),
            ..Medication::new(
                "N06BA04",
                "Medikinet CR",
                Quantity::new(*chance.pick(&["10", "20", "30"]), "mg"),
            )
        };
        page.write(types::MEDICATION, since, "Medikinet CR", medicine)
            .ongoing();
        page.by(bup_midt::NURSE);
        let check = case.ago(chance.between(8, 60)).max(since);
        page.measure(check, &mut case.growth, false);
        let pulse = chance.between(70, 110).to_string();
        let sign = Coding::new(systems::LOINC, "8867-4", "Puls");
        page.write(
            types::OBSERVATION_VITAL_SIGN,
            check,
            "Puls",
            Observation::quantity(sign, Quantity::new(pulse, "/min")),
        );
    }
    let advice = told(chance, &[ADVICE]);
    let day = case.ago(chance.between(4, 40)).max(since);
    let statement = document(&[("Anbefaling", advice.as_str())]);
    page.write(
        types::DOCUMENT_STATEMENT,
        day,
        "Udtalelse til skolen",
        statement,
    );
    let text = told(chance, &[EFFECT, RISK]);
    let entry = page.note(
        case.ago(chance.between(4, 30)).max(since),
        "Kontinuationsnotat",
        &[("Notat", &text)],
    );
    if case.has(Lot::LowMood) {
        entry.not_for_guardians().sensitive(Sensitivity::Restricted);
    }
}

const WHY: &[&str] = &[
    "Koncentrationsbesvær, ønskes udredt.",
    "Nedtrykt og tilbagetrukket.",
    "Mistanke om autisme.",
    "Uro og impulsivitet.",
    "Skolevægring og angst.",
];

const ADVICE: &[&str] = &[
    "Korte opgaver, faste pauser, samme plads.",
    "Nedsat skema i otte uger, derefter langsom optrapning.",
    "En voksen, der tager imod om morgenen.",
    "Ingen krav om fremlæggelse for klassen foreløbig.",
    "Skånes for idræt indtil videre, må gerne deltage i resten.",
];
const EFFECT: &[&str] = &[
    "God effekt i skolen.",
    "Sover stadig dårligt.",
    "Humøret lettere.",
    "Appetit nedsat.",
    "Ingen ændring endnu.",
    "Kommer til samtalerne.",
];

const RISK: &[&str] = &[
    "Ingen selvmordstanker.",
    "Passive dødstanker, ingen planer.",
    "Kriseplan gennemgået.",
    "Fortsætter uændret.",
    "Dosis øges.",
];

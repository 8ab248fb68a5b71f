//! Danish child psychiatry: referral, assessment, diagnosis, treatment, what is written for the school.

use domain::{
    record::{
        Coding, Quantity, Sensitivity,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Instrument,
            Intervention, Medication, Plan, PlanGoal, Referral, ReferralState, types,
        },
    },
    time::Date,
};

use super::{found, pulse, summed, told};
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

/// What somebody is seen for.
#[derive(Clone, Copy)]
struct Course {
    sks: &'static str,
    words: &'static str,
    instrument: &'static str,
    why: &'static [&'static str],
    advice: &'static [&'static str],
    notes: &'static [&'static str],
}

pub(super) fn write(case: &mut Case<'_>) {
    let course = match () {
        () if case.has(Lot::LowMood) => LOW_MOOD,
        () if case.has(Lot::Attention) => ATTENTION,
        () if case.has(Lot::Autism) => AUTISM,
        () => return,
    };
    let mut chance = case.chance.for_purpose("psychiatry", 0);
    let mut page = case.open("bup-midt", bup_midt::PSYCHIATRIST);
    let first = case.ago(chance.between(90, 420));
    came(&mut page, course, first, &mut chance);
    let day = days::working(days::days_after(first, 24)).min(case.ago(2));
    assessed(&mut page, course, day, &mut chance);
    treatment(case, &mut page, course, day, &mut chance);
    page.contact(first, bup_midt::NURSE.of(page.site), "Forløbskoordinator");
    let next = Activity {
        mode: ActivityMode::Video,
        ..Activity::new(ActivityKind::Appointment, "Kontrol")
    };
    page.book(
        types::ACTIVITY,
        chance.between(4, 30),
        case.ago(8),
        "Kontrolsamtale",
        next,
    );
    case.file(page);
}

fn came(page: &mut Page, course: Course, first: Date, chance: &mut Chance) {
    let sent = days::working(days::days_after(first, -60));
    let referral = Referral {
        state: ReferralState::Ongoing,
        question: told(chance, &[course.why]),
        requested: Some(page.moment(sent)),
        answered: Some(page.moment(days::days_after(first, -40))),
        ..Referral::default()
    };
    page.write(types::REFERRAL, sent, "Henvisning modtaget", referral)
        .ongoing();
    let visit = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_midt::PSYCHIATRIST.of(page.site)),
        ..Activity::new(ActivityKind::Visit, "Forsamtale")
    };
    page.write(types::ACTIVITY, first, "Første samtale", visit);
}

fn assessed(page: &mut Page, course: Course, day: Date, chance: &mut Chance) {
    let done = chance.percent(60);
    let (state, conclusion) = match done {
        true => (AssessmentState::Done, course.words.to_owned()),
        false => (AssessmentState::Ongoing, String::new()),
    };
    let body = Assessment {
        instruments: vec![
            Instrument::named(course.instrument),
            Instrument::named("K-SADS"),
        ],
        conclusion,
        assessors: vec![bup_midt::PSYCHOLOGIST.of(page.site)],
        ..Assessment::new(state, told(chance, &[course.why]))
    };
    let entry = page.write(types::ASSESSMENT, day, "Udredning", body);
    if !done {
        entry.ongoing();
    }
    let condition = found(page, day, Coding::new(SKS, course.sks, course.words));
    page.write(types::CONDITION, day, course.words, condition)
        .ongoing();
    let answers = summed(course.instrument, "Sum", chance.between(14, 34));
    page.write(types::QUESTIONNAIRE, day, course.instrument, answers);
}

fn treatment(
    case: &mut Case<'_>,
    page: &mut Page,
    course: Course,
    since: Date,
    chance: &mut Chance,
) {
    let code = page.keyword("behandling", "Psykoedukation");
    let body = Intervention::new("Psykoedukation til familien", code);
    page.write(types::INTERVENTION, since, "Psykoedukation", body)
        .ongoing();
    let plan = Plan {
        kind: "treatment-plan".to_owned(),
        goals: vec![PlanGoal::new(chance.pick(GOALS), chance.pick(CHILD))],
        ..Plan::default()
    };
    page.write(types::PLAN, since, "Behandlingsplan", plan)
        .ongoing();
    if case.has(Lot::Attention) {
        medicine(case, page, since, chance);
    }
    let day = case.ago(chance.between(4, 40)).max(since);
    let statement = document(&[("Anbefaling", chance.pick(course.advice))]);
    page.write(
        types::DOCUMENT_STATEMENT,
        day,
        "Udtalelse til skolen",
        statement,
    );
    let text = told(chance, &[course.notes, NEXT]);
    let day = case.ago(chance.between(4, 30)).max(since);
    let entry = page.note(day, "Kontinuationsnotat", &[("Notat", &text)]);
    if case.has(Lot::LowMood) {
        entry.not_for_guardians().sensitive(Sensitivity::Restricted);
    }
}

fn medicine(case: &mut Case<'_>, page: &mut Page, since: Date, chance: &mut Chance) {
    let mg = chance.pick(&["10", "20", "30"]);
    let medicine = Medication {
        dose_text: "1 tablet morgen".to_owned(),
        ..Medication::new("N06BA04", "Medikinet CR", Quantity::new(mg, "mg"))
    };
    page.write(types::MEDICATION, since, "Medikinet CR", medicine)
        .ongoing();
    page.by(bup_midt::NURSE);
    let check = case.ago(chance.between(8, 60)).max(since);
    page.measure(check, &mut case.growth, false);
    pulse(page, check, chance.between(70, 110));
}

const LOW_MOOD: Course = Course {
    sks: "DF321",
    words: "Depressiv enkeltepisode af moderat grad",
    instrument: "BDI-II",
    why: &[
        "Nedtrykt og tilbagetrukket siden foråret.",
        "Grådlabil, søvnløs, højt fravær.",
        "Tristhed og skolevægring.",
    ],
    advice: &[
        "Nedsat skema i otte uger, derefter langsom optrapning.",
        "En voksen, der tager imod om morgenen.",
        "Ingen krav om fremlæggelse for klassen foreløbig.",
    ],
    notes: &[
        "Humøret lettere, ingen selvmordstanker.",
        "Passive dødstanker, ingen planer. Kriseplan gennemgået.",
        "Sover stadig dårligt, ingen aktuel risiko.",
        "Kommer til samtalerne, tænker mindre på døden.",
    ],
};
const ATTENTION: Course = Course {
    sks: "DF900",
    words: "Forstyrrelse af aktivitet og opmærksomhed",
    instrument: "ADHD-RS",
    why: &[
        "Koncentrationsbesvær hjemme og i skole.",
        "Uro og impulsivitet, ønskes udredt.",
        "PPR beskriver opmærksomhedsvanskeligheder.",
    ],
    advice: &[
        "Korte opgaver, faste pauser, samme plads.",
        "Medicinen virker om formiddagen: svære fag først.",
        "Tydelig start og slut på hver opgave.",
    ],
    notes: &[
        "God effekt i skolen.",
        "Appetit nedsat, spiser om aftenen.",
        "Ingen ændring endnu, dosis øges.",
        "Falder sent i søvn.",
    ],
};
const AUTISM: Course = Course {
    sks: "DF840",
    words: "Infantil autisme",
    instrument: "ADOS-2",
    why: &[
        "Mistanke om autisme, få jævnaldrende.",
        "Fastlåste rutiner, svært ved skift.",
        "Lydfølsom, trækker sig i grupper.",
    ],
    advice: &[
        "Forberedes på skift dagen før.",
        "Hjørne med afskærmning, høreværn.",
        "Skånes for idræt i hal, gerne udendørs.",
    ],
    notes: &[
        "Trives med skema i billeder.",
        "Forældre trætte, aflastning drøftet.",
        "Mere kontakt med en klassekammerat.",
    ],
};
const GOALS: &[&str] = &[
    "Bedre søvn",
    "Møde fire dage om ugen",
    "Færre konflikter",
    "Spise med familien",
];
const CHILD: &[&str] = &[
    "Have det sjovt igen",
    "Slippe for at være træt",
    "Være med på turen",
    "",
];
const NEXT: &[&str] = &[
    "Ny tid om fjorten dage.",
    "Forældresamtale i næste uge.",
    "Fortsætter uændret.",
    "Kontakter skolen.",
];

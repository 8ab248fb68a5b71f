//! Swedish social services for children: report, assessment, inquiry, measures; what a reporter is told back.

use domain::{
    record::{
        RelationKind,
        body::{
            Activity, ActivityKind, Assessment, AssessmentState, ConcernKind, ConcernReport,
            InquiryFeedback, Intervention, InterventionClosure, Plan, PlanAction, PlanGoal, types,
        },
    },
    time::Date,
};

use super::told;
use crate::{
    journal::Staff,
    sure,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        homes::Town,
        lots::Lot,
    },
    systems::{self, soc_norrby, soc_vasterby},
};

const FAMILY_WORKER: Staff = Staff {
    name: "Ibrahim Sandqvist",
    role: "social-worker",
    title: "familjebehandlare",
};

pub(super) fn write(case: &mut Case<'_>) {
    if !case.has(Lot::Worry) {
        return;
    }
    let (system, worker) = match case.home.town {
        Town::Norrby => ("soc-norrby", soc_norrby::SOCIAL_WORKER),
        _ => ("soc-vasterby", soc_vasterby::INVESTIGATOR),
    };
    let mut chance = case.chance.for_purpose("social", 0);
    let received = case.ago(chance.between(35, (case.months() * 30 - 120).min(600)));
    let mut page = case.open(system, worker);
    let opened = chance.percent(70);
    let (from, reporter) = match (case.grade(), case.kid.number % 4) {
        (Some(_), 0) => ("school-health", &systems::EMI_LINDSKOLAN),
        (Some(_), _) => ("school-health", &systems::EMI_VASTERBY),
        (None, _) => ("child-health", &systems::BVC_VASTERBY),
    };
    let report = ConcernReport {
        kind: ConcernKind::Report,
        from_sector: Some(sure::sector(from)),
        received: Some(page.moment(received)),
        ..ConcernReport::default()
    };
    let report = page
        .write(types::CONCERN_REPORT, received, "Orosanmälan", report)
        .not_for_guardians()
        .record_id();
    let protection = ConcernReport {
        kind: ConcernKind::ProtectionAssessment,
        decided: Some(page.moment(received)),
        ..ConcernReport::default()
    };
    page.write(
        types::CONCERN_REPORT,
        received,
        "Skyddsbedömning",
        protection,
    )
    .part_of(RelationKind::Process, report.clone())
    .not_for_guardians();
    let decided = days::working(days::days_after(received, 11)).min(case.ago(2));
    let feedback = if opened {
        InquiryFeedback::Opened
    } else {
        InquiryFeedback::NotOpened
    };
    let told_back = ConcernReport::feedback(feedback, Some(page.moment(decided)));
    let title = "Återkoppling till anmälaren";
    let entry = page
        .write(types::CONCERN_REPORT_FEEDBACK, decided, title, told_back)
        .not_for_guardians();
    // Norrby tells the reporter by letter, and notes no addressee.
    if case.home.town == Town::Vasterby {
        entry.part_of(RelationKind::Process, soc_vasterby::addressed_to(reporter));
    }
    if opened {
        inquiry(case, &mut page, decided, worker, &mut chance);
    }
    case.file(page);
}

fn inquiry(case: &Case<'_>, page: &mut Page, opened: Date, worker: Staff, chance: &mut Chance) {
    let areas = chance.some(BBIC, 2).into_iter();
    let report = ConcernReport {
        kind: ConcernKind::Inquiry,
        decided: Some(page.moment(opened)),
        areas: areas.map(|area| page.keyword("bbic", area)).collect(),
        ..ConcernReport::default()
    };
    page.write(types::CONCERN_REPORT, opened, "Utredning inledd", report)
        .ongoing();
    let done = days::days_between(opened, case.today) > 130;
    let helped = done && chance.percent(70);
    let (state, conclusion) = match done {
        true if helped => (AssessmentState::Done, told(chance, &[NEEDS])),
        true => (AssessmentState::Done, told(chance, &[NO_NEEDS])),
        false => (AssessmentState::Ongoing, String::new()),
    };
    let body = Assessment {
        conclusion,
        assessors: vec![worker.of(page.site)],
        expected: (!done).then(|| page.moment(days::days_after(opened, 120))),
        ..Assessment::new(state, "Barnets behov av skydd och stöd enligt BBIC")
    };
    let entry = page.write(types::ASSESSMENT, opened, "BBIC-utredning", body);
    if !done {
        entry.ongoing();
    }
    page.contact(opened, worker.of(page.site), "Handläggare");
    let body = Activity {
        outcome: told(chance, &[HOME]),
        ..Activity::new(ActivityKind::Visit, "Hembesök")
    };
    let visited = days::working(days::days_after(opened, 9)).min(case.ago(1));
    page.write(types::ACTIVITY, visited, "Hembesök", body);
    let text = told(chance, &[HOME, WORDS]);
    let noted = days::working(days::days_after(opened, 20)).min(case.ago(1));
    page.note(noted, "Journalanteckning", &[("Samtal", &text)])
        .naming_others();
    if helped {
        measure(case, page, opened, chance);
    }
}

fn measure(case: &Case<'_>, page: &mut Page, opened: Date, chance: &mut Chance) {
    let (measure, extent) = chance.pick(MEASURES);
    let code = page.keyword("insats", measure);
    let granted = days::working(days::days_after(opened, 124)).min(case.ago(1));
    let body = Intervention {
        extent: extent.to_owned(),
        legal_basis: "SoL 2025:400".to_owned(),
        closure: InterventionClosure::Decided,
        ..Intervention::new(measure, code)
    };
    page.write(types::INTERVENTION, granted, measure, body)
        .ongoing();
    let due = page.moment(days::days_after(case.today, chance.between(-12, 60)));
    let plan = Plan {
        kind: "action-plan".to_owned(),
        background: "Beslut efter utredning".to_owned(),
        goals: vec![PlanGoal::new(chance.pick(GOALS), chance.pick(CHILD))],
        actions: vec![PlanAction::new(measure, FAMILY_WORKER.of(page.site)).due(due)],
        ..Plan::default()
    };
    page.write(types::PLAN, granted, "Genomförandeplan", plan)
        .ongoing();
}

const MEASURES: &[(&str, &str)] = &[
    ("Familjebehandling", "en gång i veckan"),
    ("Kontaktfamilj", "varannan helg"),
    ("Föräldrastödsprogram", "tio träffar"),
];
const BBIC: &[&str] = &[
    "Trygghet",
    "Grundläggande omsorg",
    "Skola",
    "Känslor och beteende",
    "Boende och ekonomi",
];
const NEEDS: &[&str] = &[
    "Behov av stöd i föräldraskapet.",
    "Behov av öppenvårdsinsats.",
    "Föräldrarna tar emot familjebehandling.",
];
const NO_NEEDS: &[&str] = &[
    "Inga behov av insats, utredningen avslutas.",
    "Föräldrarna löser det med nätverket, avslutas.",
];
const HOME: &[&str] = &[
    "Båda föräldrarna hemma.",
    "Barnet visar sitt rum.",
    "Mamma ensam med barnen.",
    "Hemmet i ordning, spänd stämning.",
    "Farmor med på besöket.",
];
const WORDS: &[&str] = &[
    "Barnet berättar kort om helgen.",
    "Barnet vill inte prata i dag.",
    "Barnet ritar familjen.",
    "Pappa tar emot stöd.",
    "Föräldrarna är oense om umgänget.",
];
const GOALS: &[&str] = &[
    "Lugna kvällar hemma",
    "Barnet i förskola varje dag",
    "Föräldrarna löser konflikter utan barnet",
];
const CHILD: &[&str] = &[
    "Att de slutar skrika",
    "Få sova hos mormor",
    "Ha kompisar hemma",
    "",
];

//! The Danish family department, and the plan that several share.

use domain::{
    record::{
        Coding, RelationKind,
        body::{
            ActionState, Activity, ActivityKind, ActivityMode, Assessment, AssessmentState,
            ConcernKind, ConcernReport, Contact, InquiryFeedback, Intervention,
            InterventionClosure, Person, Plan, PlanAction, PlanGoal, types,
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
        lots::Lot,
    },
    systems::dk::{
        FAMILIE_AADAL, KLE, SKOLE_AADAL,
        familie_aadal::{ADVISER, THERAPIST},
        skole_aadal::TEACHER,
    },
};

const OTHER_ADVISER: Staff = Staff {
    name: "Nanna Helbo",
    role: "social-worker",
    title: "familierådgiver",
};
const COORDINATOR: Staff = Staff {
    name: "Kirsten Arildsen",
    role: "coordinator",
    title: "koordinator",
};

pub(super) fn write(case: &mut Case<'_>) {
    if case.has(Lot::Worry) {
        family_department(case);
    }
    if case.has(Lot::SharedPlan) {
        shared_plan(case);
    }
}

fn family_department(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("family department", 0);
    let adviser = if chance.percent(50) {
        ADVISER
    } else {
        OTHER_ADVISER
    };
    let mut page = case.open("familie-aadal", adviser);
    let received = case.ago(chance.between(40, (case.months() * 30 - 120).min(700)));
    let from = match (case.grade(), case.months()) {
        (Some(_), _) => "school",
        (None, 14..) => "day-care",
        _ => "health-visitor",
    };
    let report = ConcernReport {
        kind: ConcernKind::Report,
        from_sector: Some(sure::sector(from)),
        received: Some(page.moment(received)),
        ..ConcernReport::default()
    };
    let report = page
        .write(types::CONCERN_REPORT, received, "Underretning", report)
        .not_for_guardians()
        .record_id();
    let decided = days::working(days::days_after(received, 8)).min(case.ago(3));
    let opened = chance.percent(65);
    let feedback = if opened {
        InquiryFeedback::Opened
    } else {
        InquiryFeedback::NotOpened
    };
    let told_back = ConcernReport::feedback(feedback, Some(page.moment(decided)));
    page.write(
        types::CONCERN_REPORT,
        decided,
        "Kvittering til underretter",
        told_back,
    )
    .part_of(RelationKind::Process, report)
    .not_for_guardians();
    if opened {
        inquiry(case, &mut page, decided, adviser, &mut chance);
    }
    case.file(page);
}

fn inquiry(case: &Case<'_>, page: &mut Page, opened: Date, adviser: Staff, chance: &mut Chance) {
    let done = days::days_between(opened, case.today) > 125;
    let areas = chance.some(ICS, 2).into_iter();
    let report = ConcernReport {
        kind: ConcernKind::Inquiry,
        decided: Some(page.moment(opened)),
        areas: areas.map(|area| page.keyword("ics", area)).collect(),
        ..ConcernReport::default()
    };
    let title = "Børnefaglig undersøgelse indledt";
    page.write(types::CONCERN_REPORT, opened, title, report)
        .ongoing();
    let helped = done && chance.percent(70);
    let (state, conclusion) = match done {
        true if helped => (AssessmentState::Done, told(chance, &[NEEDS])),
        true => (AssessmentState::Done, told(chance, &[NO_NEEDS])),
        false => (AssessmentState::Ongoing, String::new()),
    };
    let body = Assessment {
        conclusion,
        assessors: vec![adviser.of(page.site)],
        ..Assessment::new(state, "Barnets lov § 20")
    };
    let entry = page.write(types::ASSESSMENT, opened, "Børnefaglig undersøgelse", body);
    if !done {
        entry.ongoing();
    }
    page.contact(opened, adviser.of(page.site), "Familierådgiver");
    let body = Activity {
        mode: ActivityMode::Home,
        outcome: told(chance, &[SEEN]),
        ..Activity::new(ActivityKind::Session, "Børnesamtale")
    };
    let talked = days::working(days::days_after(opened, 10)).min(case.ago(1));
    page.write(types::ACTIVITY, talked, "Børnesamtale", body);
    let text = told(chance, &[SEEN, NEXT]);
    let noted = days::working(days::days_after(opened, 16)).min(case.ago(1));
    page.note(noted, "Journalnotat", &[("Notat", &text)])
        .naming_others();
    if helped {
        measure(case, page, opened, chance);
    }
}

fn measure(case: &Case<'_>, page: &mut Page, opened: Date, chance: &mut Chance) {
    let (measure, code) = chance.pick(MEASURES);
    let granted = days::working(days::days_after(opened, 120)).min(case.ago(1));
    let body = Intervention {
        extent: chance
            .pick(&["tre timer om ugen", "hver anden weekend", "et halvt år"])
            .to_owned(),
        legal_basis: "Barnets lov § 32".to_owned(),
        closure: InterventionClosure::Decided,
        detail_level: 2,
        ..Intervention::new(measure, Coding::new(KLE, code, ""))
    };
    page.write(types::INTERVENTION, granted, measure, body)
        .ongoing();
    let due = page.moment(days::days_after(case.today, chance.between(-15, 50)));
    let plan = Plan {
        kind: "action-plan".to_owned(),
        goals: vec![PlanGoal::new(chance.pick(GOALS), chance.pick(CHILD))],
        actions: vec![PlanAction::new(measure, THERAPIST.of(page.site)).due(due)],
        ..Plan::default()
    };
    page.write(types::PLAN, granted, "Barnets plan", plan)
        .ongoing();
}

/// Measures with their KLE numbers.
const MEASURES: &[(&str, &str)] = &[
    ("Familiebehandling", "27.24.04"),
    ("Aflastningsfamilie", "27.27.12"),
    ("Fast kontaktperson", "27.24.18"),
    ("Praktisk støtte i hjemmet", "27.24.02"),
];

fn shared_plan(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("plan", 0);
    let mut page = case.open("planer-aadal", COORDINATOR);
    let made = case.ago(chance.between(50, 260));
    let due =
        |page: &Page, days: i32| page.moment(days::working(days::days_after(case.today, days)));
    let (teacher, adviser) = (TEACHER.of(&SKOLE_AADAL), ADVISER.of(&FAMILIE_AADAL));
    let child = Person::child(&case.kid.name.called);
    let body = Plan {
        kind: "coordination-plan".to_owned(),
        background: told(&mut chance, &[WHY]),
        goals: vec![PlanGoal {
            id: "1".to_owned(),
            ..PlanGoal::new(chance.pick(GOALS), chance.pick(CHILD))
        }],
        actions: vec![
            PlanAction {
                goal_id: "1".to_owned(),
                ..PlanAction::new(chance.pick(ACTIONS), teacher.clone())
                    .due(due(&page, chance.between(-20, 30)))
            },
            PlanAction {
                state: ActionState::Ongoing,
                ..PlanAction::new(chance.pick(ACTIONS), adviser.clone()).due(due(&page, 20))
            },
        ],
        participants: vec![child, case.mother(), teacher, adviser.clone()],
        coordinator: Some(adviser.clone()),
        follow_up: Some(due(&page, 40)),
    };
    let plan = page
        .write(types::PLAN, made, "Koordinerende plan", body)
        .ongoing()
        .version(2)
        .record_id();
    let since = page.moment(made);
    let contact = Contact {
        coordinator: true,
        next_step: chance.pick(ACTIONS).to_owned(),
        ..Contact::new(adviser, "Koordinerer planen")
    };
    page.write(
        types::CONTACT,
        made,
        "Koordinator",
        contact.holding_ball_since(since),
    )
    .ongoing()
    .part_of(RelationKind::Plan, plan.clone());
    let meeting = Activity {
        mode: ActivityMode::School,
        ..Activity::new(ActivityKind::NetworkMeeting, "Status på planen")
    };
    page.book(
        types::ACTIVITY,
        chance.between(5, 35),
        case.ago(9),
        "Netværksmøde",
        meeting,
    )
    .part_of(RelationKind::Plan, plan);
    case.file(page);
}

const ICS: &[&str] = &[
    "Udvikling og adfærd",
    "Familieforhold",
    "Skoleforhold",
    "Sundhedsforhold",
    "Fritid og venskaber",
];
const NEEDS: &[&str] = &[
    "Behov for støtte i hjemmet.",
    "Forældrene ønsker hjælp til faste rammer.",
    "Behov for aflastning.",
];
const NO_NEEDS: &[&str] = &[
    "Ingen foranstaltning, sagen afsluttes.",
    "Netværket hjælper, afsluttes.",
];
const SEEN: &[&str] = &[
    "Fortæller om sin kat.",
    "Taler lavt om weekenderne.",
    "Mor deltager.",
    "Tegner familien uden far.",
    "Vil gerne bo hos mormor noget af tiden.",
    "Rolig, svarer kort.",
];
const NEXT: &[&str] = &[
    "Ny samtale om to uger.",
    "Skolen kontaktes.",
    "Far indkaldes.",
    "Samtykke indhentes.",
    "Drøftes på teammøde.",
];
const GOALS: &[&str] = &[
    "Flere hele skoledage",
    "Rolige aftener hjemme",
    "Faste aftaler om samvær",
    "Én kontaktperson",
];
const CHILD: &[&str] = &[
    "Spille fodbold igen",
    "At de voksne taler sammen",
    "Have en ven med hjem",
    "Sove længere",
    "",
];
const WHY: &[&str] = &[
    "Flere indsatser på én gang.",
    "Højt fravær og udredning i psykiatrien.",
    "Familien ønsker én plan.",
    "Overgang til ny skole.",
];
const ACTIONS: &[&str] = &[
    "Ringe til skolen om skema",
    "Indkalde til netværksmøde",
    "Søge aflastning",
    "Sende udtalelse til psykiatrien",
    "Aftale fast morgenrutine",
    "Tale med træneren",
];

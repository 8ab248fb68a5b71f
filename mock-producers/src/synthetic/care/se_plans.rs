//! *Mina Planer*: one plan (SIP) of those around a child, with the child's goal beside theirs.

use domain::record::body::{
    ActionState, Activity, ActivityKind, ActivityMode, Contact, GoalState, Person, Plan,
    PlanAction, PlanGoal, types,
};

use super::told;
use crate::{
    synthetic::{case::Case, days, lots::Lot},
    systems::{
        BUP_VASTERLUND, EMI_VASTERBY, bup_vasterlund, emi_vasterby, mina_planer::COORDINATOR,
    },
};

pub(super) fn write(case: &mut Case<'_>) {
    if !case.has(Lot::SharedPlan) {
        return;
    }
    let mut chance = case.chance.for_purpose("plan", 0);
    let made = case.ago(chance.between(40, 300));
    let mut page = case.open("mina-planer", COORDINATOR);
    let nurse = || emi_vasterby::NURSE.of(&EMI_VASTERBY);
    let doctor = || bup_vasterlund::DOCTOR.of(&BUP_VASTERLUND);
    let child = Person::child(&case.kid.name.called);
    let due = |page: &crate::synthetic::case::Page, days: i32| {
        page.moment(days::working(days::days_after(case.today, days)))
    };
    let (goal, own) = (told(&mut chance, &[GOALS]), *chance.pick(CHILD));
    let mut actions = vec![
        PlanAction {
            goal_id: "1".to_owned(),
            ..PlanAction::new(*chance.pick(ACTIONS), nurse())
                .due(due(&page, chance.between(-25, 40)))
        },
        PlanAction::new(*chance.pick(ACTIONS), doctor()).due(due(&page, chance.between(5, 60))),
        PlanAction::new("Säga till när det blir för mycket", child.clone()),
    ];
    if chance.percent(50)
        && let Some(action) = actions.get_mut(1)
    {
        action.state = ActionState::Done;
        action.done = Some(page.moment(case.ago(6)));
    }
    let body = Plan {
        kind: "sip".to_owned(),
        background: told(&mut chance, &[BACKGROUND]),
        goals: vec![
            PlanGoal {
                id: "1".to_owned(),
                ..PlanGoal::new(goal, own)
            },
            PlanGoal {
                id: "2".to_owned(),
                state: GoalState::Reached,
                ..PlanGoal::new("Samordnade tider", "")
            },
        ],
        actions,
        participants: vec![child, case.mother(), nurse(), doctor()],
        coordinator: Some(COORDINATOR.of(page.site)),
        follow_up: Some(due(&page, 45)),
    };
    let plan = page
        .write(types::PLAN, made, "Samordnad individuell plan", body)
        .ongoing()
        .version(3)
        .record_id();
    let since = page.moment(made);
    let contact = Contact {
        coordinator: true,
        next_step: (*chance.pick(ACTIONS)).to_owned(),
        ..Contact::new(COORDINATOR.of(page.site), "Samordnar planen")
    };
    page.write(
        types::CONTACT,
        made,
        "Samordnare",
        contact.holding_ball_since(since),
    )
    .ongoing()
    .part_of(domain::record::RelationKind::Plan, plan.clone());
    let recorded = case.ago(11);
    let meeting = Activity {
        mode: ActivityMode::Video,
        participants: vec![nurse(), doctor(), case.mother()],
        ..Activity::new(ActivityKind::NetworkMeeting, "Uppföljning av planen")
    };
    page.book(
        types::ACTIVITY,
        chance.between(4, 50),
        recorded,
        "SIP-möte",
        meeting,
    )
    .part_of(domain::record::RelationKind::Plan, plan);
    case.file(page);
}

const BACKGROUND: &[&str] = &[
    "Flera insatser samtidigt, familjen önskar en samordnare.",
    "Hög frånvaro och utredning på BUP.",
    "Skola och vård behöver enas om stöd.",
    "Familjen orkar inte hålla i alla kontakter.",
];
const GOALS: &[&str] = &[
    "Skolnärvaro över 80 procent före sommaren.",
    "En gemensam kontaktväg.",
    "Fungerande morgnar fyra dagar av fem.",
    "Sova hela nätter.",
];
const CHILD: &[&str] = &[
    "Vara med på simningen igen",
    "Slippa berätta samma sak",
    "Få en kompis",
    "Bara gå halva dagar",
    "Att mamma inte är ledsen",
];
const ACTIONS: &[&str] = &[
    "Boka gemensamt möte med skolan",
    "Följa upp vikt och sömn",
    "Skriva intyg till skolskjuts",
    "Ringa familjen varje fredag",
    "Informera idrottsläraren",
    "Skicka utredningen till skolan",
];

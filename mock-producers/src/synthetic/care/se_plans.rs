//! *Mina Planer*: one plan (SIP) of those around a child, with the child's goal beside theirs.

use domain::record::{
    RelationKind,
    body::{
        ActionState, Activity, ActivityKind, ActivityMode, Contact, GoalState, Person, Plan,
        PlanAction, PlanGoal, types,
    },
};

use super::told;
use crate::{
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
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
    let body = plan(case, &page, &mut chance);
    let plan = page
        .write(types::PLAN, made, "Samordnad individuell plan", body)
        .ongoing()
        .version(3)
        .record_id();
    let contact = Contact {
        coordinator: true,
        next_step: chance.pick(AT_SCHOOL).to_owned(),
        ..Contact::new(COORDINATOR.of(page.site), "Samordnar planen")
    };
    let contact = contact.holding_ball_since(page.moment(made));
    page.write(types::CONTACT, made, "Samordnare", contact)
        .ongoing()
        .part_of(RelationKind::Plan, plan.clone());
    let meeting = Activity {
        mode: ActivityMode::Video,
        participants: vec![nurse(), doctor(), case.mother()],
        ..Activity::new(ActivityKind::NetworkMeeting, "Uppföljning av planen")
    };
    page.book(
        types::ACTIVITY,
        chance.between(4, 50),
        case.ago(11),
        "SIP-möte",
        meeting,
    )
    .part_of(RelationKind::Plan, plan);
    case.file(page);
}

fn plan(case: &Case<'_>, page: &Page, chance: &mut Chance) -> Plan {
    let child = Person::child(&case.kid.name.called);
    let due = |days: i32| page.moment(days::working(days::days_after(case.today, days)));
    let first = PlanAction::new(chance.pick(AT_SCHOOL), nurse()).due(due(chance.between(-25, 40)));
    let second =
        PlanAction::new(chance.pick(AT_THE_CLINIC), doctor()).due(due(chance.between(5, 60)));
    let done = chance.percent(50);
    Plan {
        kind: "sip".to_owned(),
        background: told(chance, &[BACKGROUND]),
        goals: vec![
            PlanGoal {
                id: "1".to_owned(),
                ..PlanGoal::new(chance.pick(GOALS), chance.pick(CHILD))
            },
            PlanGoal {
                id: "2".to_owned(),
                state: GoalState::Reached,
                ..PlanGoal::new("Samordnade tider", "")
            },
        ],
        actions: vec![
            PlanAction {
                goal_id: "1".to_owned(),
                ..first
            },
            PlanAction {
                state: if done {
                    ActionState::Done
                } else {
                    ActionState::Open
                },
                done: done.then(|| page.moment(case.ago(6))),
                ..second
            },
            PlanAction::new("Säga till när det blir för mycket", child.clone()),
        ],
        participants: vec![child, case.mother(), nurse(), doctor()],
        coordinator: Some(COORDINATOR.of(page.site)),
        follow_up: Some(due(45)),
    }
}

fn nurse() -> Person {
    emi_vasterby::NURSE.of(&EMI_VASTERBY)
}

fn doctor() -> Person {
    bup_vasterlund::DOCTOR.of(&BUP_VASTERLUND)
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
const AT_SCHOOL: &[&str] = &[
    "Boka gemensamt möte med skolan",
    "Informera idrottsläraren",
    "Följa upp vikt och sömn",
    "Ringa familjen varje fredag",
];
const AT_THE_CLINIC: &[&str] = &[
    "Skicka utredningen till skolan",
    "Skriva intyg till skolskjuts",
    "Se över medicinen",
    "Kalla båda föräldrarna",
];

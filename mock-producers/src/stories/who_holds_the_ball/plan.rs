//! The child's plan: goals in two voices, who does what by when, and who coordinates. What is overdue stands here and nowhere else.

use domain::{
    id::PersonId,
    record::{
        Record, RelationKind,
        body::{
            ActionState, Activity, ActivityKind, ActivityMode, Contact, Person, Plan, PlanAction,
            PlanGoal, types,
        },
    },
    time::Period,
};

use super::himself;
use crate::{
    calendar::Calendar,
    journal::{Journal, Site, Staff},
    stories::reached_at,
    systems::dk::{
        BUP_MIDT, FAMILIE_AADAL, LAEGE_TORVET, PLANER_AADAL, PPR_AADAL, SKOLE_AADAL,
        SUNDHEDSPLEJEN_AADAL, bup_midt, familie_aadal, laege_torvet, ppr_aadal, skole_aadal,
        sundhedsplejen_aadal,
    },
};

/// The nine.
const CONTACTS: [(&Staff, &Site); 9] = [
    (&skole_aadal::TEACHER, &SKOLE_AADAL),
    (&skole_aadal::BEHAVIOUR_ADVISER, &SKOLE_AADAL),
    (&ppr_aadal::PSYCHOLOGIST, &PPR_AADAL),
    (&sundhedsplejen_aadal::SCHOOL_NURSE, &SUNDHEDSPLEJEN_AADAL),
    (&laege_torvet::DOCTOR, &LAEGE_TORVET),
    (&bup_midt::PSYCHIATRIST, &BUP_MIDT),
    (&bup_midt::NURSE, &BUP_MIDT),
    (&familie_aadal::ADVISER, &FAMILIE_AADAL),
    (&familie_aadal::THERAPIST, &FAMILIE_AADAL),
];

fn participants() -> Vec<Person> {
    CONTACTS
        .iter()
        .map(|(staff, site)| staff.of(site))
        .collect()
}

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&PLANER_AADAL, calendar, child, 1_140);
    journal.by(familie_aadal::ADVISER);
    let plan = journal
        .write(
            types::PLAN,
            "2026-10-28 13:00",
            "Barnets plan",
            the_plan(calendar),
        )
        .ongoing()
        .recorded("2026-11-17 15:10")
        .version(7)
        .record_id();
    let meeting = Activity {
        mode: ActivityMode::School,
        responsible: Some(familie_aadal::ADVISER.of(&FAMILIE_AADAL)),
        participants: participants(),
        ..Activity::new(
            ActivityKind::NetworkMeeting,
            "Opfølgning på planen efter udskrivelsen; skoleskema og fritid",
        )
    };
    journal
        .write(types::ACTIVITY, "+6 13:00", "Netværksmøde", meeting)
        .recorded("2026-11-10 09:45")
        .part_of(RelationKind::Plan, plan.as_str());
    let held = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Planen revideret før udskrivelsen. Familierådgiveren overtager koordineringen 1. november.".to_owned(),
        responsible: Some(bup_midt::NURSE.of(&BUP_MIDT)),
        ..Activity::new(ActivityKind::NetworkMeeting, "Udskrivningsmøde")
    };
    journal
        .write(
            types::ACTIVITY,
            "2026-10-28 13:00",
            "Netværksmøde, udskrivning",
            held,
        )
        .part_of(RelationKind::Plan, plan.as_str());
    coordinators(&mut journal, calendar, &plan);
    journal.close()
}

/// The part changed hands: who had it keeps its time, who has it holds the ball.
fn coordinators(journal: &mut Journal<'_>, calendar: &Calendar, plan: &str) {
    let handed_over = calendar.moment("2026-11-01");
    let nurse = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2026-08-24"),
            calendar.moment("2026-10-31"),
        )),
        ..Contact::new(
            bup_midt::NURSE.of(&BUP_MIDT),
            "Koordinator under indlæggelsen",
        )
    };
    journal
        .write(
            types::CONTACT,
            "2026-08-24 10:00",
            "Koordinator, tidligere",
            nurse,
        )
        .until("2026-10-31")
        .recorded("2026-10-28 14:20")
        .version(3)
        .part_of(RelationKind::Plan, plan);
    let adviser = Contact {
        coordinator: true,
        next_step: "Netværksmøde; aftale om skoleskema mangler".to_owned(),
        reachable: "Hverdage kl. 8.30–15".to_owned(),
        ..Contact::new(
            familie_aadal::ADVISER.of(&FAMILIE_AADAL),
            "Koordinator for Barnets plan",
        )
    }
    .holding_ball_since(handed_over);
    journal
        .write(types::CONTACT, "2026-11-01", "Koordinator", adviser)
        .ongoing()
        .recorded("2026-11-02 08:15")
        .part_of(RelationKind::Plan, plan)
        .at(reached_at("tel:+4500780244"));
}

fn the_plan(calendar: &Calendar) -> Plan {
    Plan {
        kind: "action-plan".to_owned(),
        background: "Skolevægring og konflikter gennem to år, indlagt i ti uger. Diagnose og medicin på plads. Nu tilbage til skole og hverdag."
            .to_owned(),
        goals: vec![
            PlanGoal {
                id: "1".to_owned(),
                target: Some(calendar.moment("+90")),
                ..PlanGoal::new("Mere i skole: fra 8 til 20 lektioner om ugen inden påske", "")
            },
            PlanGoal {
                id: "2".to_owned(),
                ..PlanGoal::new("Deltager i en fritidsaktivitet med jævnaldrende", "Jeg vil spille fodbold igen")
            },
        ],
        actions: actions(calendar),
        participants: participants(),
        coordinator: Some(familie_aadal::ADVISER.of(&FAMILIE_AADAL)),
        follow_up: Some(calendar.moment("+6")),
    }
}

fn actions(calendar: &Calendar) -> Vec<PlanAction> {
    let at_school = |staff: &Staff| staff.of(&SKOLE_AADAL);
    vec![
        PlanAction {
            goal_id: "1".to_owned(),
            ..PlanAction::new(
                "Skoleskema med pauser aftales med Noah og forældrene",
                at_school(&skole_aadal::BEHAVIOUR_ADVISER),
            )
            .due(calendar.moment("2026-11-13"))
        },
        PlanAction {
            goal_id: "1".to_owned(),
            state: ActionState::Ongoing,
            ..PlanAction::new(
                "Vejledning af klassens lærere hver 14. dag",
                ppr_aadal::PSYCHOLOGIST.of(&PPR_AADAL),
            )
            .due(calendar.moment("+40"))
        },
        PlanAction {
            goal_id: "1".to_owned(),
            state: ActionState::Done,
            done: Some(calendar.moment("2026-11-05")),
            ..PlanAction::new(
                "Medicin og kontrol forklaret for egen læge",
                bup_midt::PSYCHIATRIST.of(&BUP_MIDT),
            )
            .due(calendar.moment("2026-11-06"))
        },
        PlanAction {
            goal_id: "2".to_owned(),
            ..PlanAction::new("Ringe til træneren og komme med til træning", himself())
                .due(calendar.moment("+14"))
        },
        PlanAction {
            goal_id: "2".to_owned(),
            state: ActionState::Ongoing,
            ..PlanAction::new(
                "Følger Noah til træning de første gange",
                familie_aadal::THERAPIST.of(&FAMILIE_AADAL),
            )
            .due(calendar.moment("+30"))
        },
    ]
}

//! What lies around health care: attendance, a support that she was not granted, and the plan of all parties, in which each writes its name as it
//! is written at home.

use domain::{
    id::PersonId,
    record::{
        LifeCycle, Record,
        body::{
            ActionState, Assessment, AssessmentState, Attendance, AttendanceUnit, Instrument,
            Person, Plan, PlanAction, PlanGoal, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    systems::{
        BUP_VASTERLUND, ELEVHALSA_PSYK_VASTERBY, EMI_VASTERBY, LSS_VASTERBY, MINA_PLANER,
        SKOLA_VASTERBY, bup_vasterlund, elevhalsa_psyk_vasterby, emi_vasterby, lss_vasterby,
        mina_planer, skola_vasterby,
    },
};

pub(super) fn school(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SKOLA_VASTERBY, calendar, child, 51_870);
    journal.by(skola_vasterby::TEACHER);
    for (from, to, absence) in [
        ("2025-08-19", "2025-12-19", "21.0"),
        ("2026-01-08", "2026-06-11", "12.5"),
        ("2026-08-18", "2026-10-30", "15.0"),
    ] {
        let attendance = Attendance {
            unit: AttendanceUnit::Lessons,
            ..Attendance::absence(absence)
        };
        journal
            .write(types::ATTENDANCE, from, "Frånvaro", attendance)
            .until(to)
            .recorded(to);
    }
    journal.close()
}

/// The same test as child psychiatry gave half a year later, which did not know of it.
pub(super) fn psychologist(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&ELEVHALSA_PSYK_VASTERBY, calendar, child, 3_902);
    journal.by(elevhalsa_psyk_vasterby::PSYCHOLOGIST);
    let assessment = Assessment {
        instruments: vec![Instrument::named("WISC-V")],
        conclusion: "Begåvning inom normalvariationen, ojämn profil med svagt arbetsminne. Remiss till BUP via skolläkare föreslås.".to_owned(),
        assessors: vec![elevhalsa_psyk_vasterby::PSYCHOLOGIST.of(&ELEVHALSA_PSYK_VASTERBY)],
        ..Assessment::new(AssessmentState::Done, "Inlärning och uppmärksamhet")
    };
    journal
        .write(
            types::ASSESSMENT,
            "2024-10-14",
            "Skolpsykologisk bedömning",
            assessment,
        )
        .until("2024-12-02")
        .recorded("2024-12-02")
        .at_unit(elevhalsa_psyk_vasterby::AKRASKOLAN);
    journal.close()
}

/// Adhd alone opens no right to this support: the answer is no, and is written down as carefully as a yes.
pub(super) fn support(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&LSS_VASTERBY, calendar, child, 277);
    journal.by(lss_vasterby::CASE_WORKER);
    let refused = Assessment {
        conclusion: "Tillhör inte personkretsen i 1 § LSS. Avslag på ansökan om korttidsvistelse. Hänvisas till socialtjänstens stöd.".to_owned(),
        assessors: vec![lss_vasterby::CASE_WORKER.of(&LSS_VASTERBY)],
        ..Assessment::new(AssessmentState::Done, "Personkrets?")
    };
    journal
        .write(
            types::ASSESSMENT,
            "2026-03-10",
            "Personkretsbedömning",
            refused,
        )
        .until("2026-04-23")
        .recorded("2026-04-23")
        .life_cycle(LifeCycle::Completed);
    journal.close()
}

pub(super) fn plan(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let nurse = || emi_vasterby::NURSE.of(&EMI_VASTERBY);
    let psychiatry = || bup_vasterlund::NURSE.of(&BUP_VASTERLUND);
    let teacher = || skola_vasterby::TEACHER.of(&SKOLA_VASTERBY);
    let mut quiet_room = PlanAction::new("Lugnt rum vid prov", teacher());
    quiet_room.state = ActionState::Done;
    quiet_room.done = Some(calendar.moment("2026-10-12"));
    let plan = Plan {
        kind: "sip".to_owned(),
        background: "Frånvaro, trötthet på eftermiddagarna, byte av medicin aktuellt.".to_owned(),
        goals: vec![
            PlanGoal::new("Närvaro över 90 procent under vårterminen", ""),
            PlanGoal::new("", "Orka med ridningen på torsdagar"),
        ],
        actions: vec![
            quiet_room,
            PlanAction::new("Kontroll av vikt, puls och blodtryck", psychiatry())
                .due(calendar.moment("2026-11-02")),
            PlanAction::new("Väga varannan vecka", nurse()),
        ],
        participants: vec![
            psychiatry(),
            nurse(),
            teacher(),
            Person::new("Åsa Wennerklo", "mother"),
            Person::new("كريم حداد", "father"),
            Person::child("Ronja / رونيا"),
        ],
        coordinator: Some(mina_planer::COORDINATOR.of(&MINA_PLANER)),
        follow_up: Some(calendar.moment("+24")),
    };
    let mut journal = Journal::open(&MINA_PLANER, calendar, child, 640);
    journal.by(mina_planer::COORDINATOR);
    journal
        .write(
            types::PLAN,
            "2026-09-28",
            "Samordnad individuell plan",
            plan,
        )
        .ongoing()
        .recorded("2026-10-12")
        .version(3);
    journal.close()
}

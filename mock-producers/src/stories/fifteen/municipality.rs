//! What school, PPR and the health visitor hold: the absence that psychiatry reads as long as it may.

use domain::{
    id::PersonId,
    record::{
        Coding, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Attendance,
            AttendanceUnit, Instrument, SchoolSupportPlan, SupportMeasure, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::denmark::contact,
    systems::dk::{
        KLE, PPR_AADAL, SKOLE_AADAL, SUNDHEDSPLEJEN_AADAL, ppr_aadal, skole_aadal,
        sundhedsplejen_aadal::{self, Visit},
    },
};

pub(super) fn school(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SKOLE_AADAL, calendar, child, 2_877);
    journal.by(skole_aadal::TEACHER);
    for (from, until, percent, note) in [
        ("2025-08", "2025-12", "41", ""),
        ("2026-01", "2026-06", "33", ""),
        (
            "2026-08",
            "2026-11-13",
            "22",
            "Halvdelen aftalt fravær efter samtaler. Møder selv ind.",
        ),
    ] {
        let attendance = Attendance {
            unit: AttendanceUnit::Lessons,
            note: note.to_owned(),
            ..Attendance::absence(percent)
        };
        journal
            .write(types::ATTENDANCE, from, "Fravær", attendance)
            .until(until)
            .recorded("2026-11-16 08:00");
    }
    let support = SchoolSupportPlan {
        needs: "Kortere dage, ro i pauser".to_owned(),
        child_words: "Jeg vil ikke forklare mig foran klassen".to_owned(),
        measures: vec![SupportMeasure {
            measure: "Nedsat skema, fast kontaktlærer".to_owned(),
            responsible: Some(skole_aadal::TEACHER.of(&SKOLE_AADAL)),
            ..SupportMeasure::default()
        }],
        decided: Some(calendar.moment("2026-08-24")),
        follow_up: Some(calendar.moment("+24")),
        ..SchoolSupportPlan::default()
    };
    journal
        .write(
            types::SCHOOL_SUPPORT_PLAN,
            "2026-08-24",
            "Støtte i 8. klasse",
            support,
        )
        .ongoing();
    contact(
        &mut journal,
        "2025-08-11",
        &SKOLE_AADAL,
        &skole_aadal::TEACHER,
        "Kontaktlærer",
    );
    journal.close()
}

pub(super) fn ppr(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&PPR_AADAL, calendar, child, 1_402);
    journal.by(ppr_aadal::PSYCHOLOGIST);
    let assessment = Assessment {
        kind: Some(Coding::new(KLE, "17.03.16", "Pædagogisk-psykologisk vurdering")),
        instruments: vec![Instrument::named("BYI-2")],
        conclusion: "Tristhed og social tilbagetrækning. Ingen indlæringsvanskeligheder. Anbefaler egen læge.".to_owned(),
        ..Assessment::new(AssessmentState::Done, "Stigende fravær i 7. klasse")
    };
    journal
        .write(
            types::ASSESSMENT,
            "2025-05-26",
            "Psykologisk vurdering",
            assessment,
        )
        .until("2025-06-20");
    contact(
        &mut journal,
        "2025-05-19",
        &PPR_AADAL,
        &ppr_aadal::PSYCHOLOGIST,
        "Vurdering, sparring med skolen",
    );
    journal.close()
}

pub(super) fn health_visitor(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SUNDHEDSPLEJEN_AADAL, calendar, child, 20_540);
    journal.by(sundhedsplejen_aadal::SCHOOL_NURSE);
    let examination = Activity {
        code: Some(Visit::FIRST_GRADE.coding()),
        mode: ActivityMode::School,
        outcome: "Ingen anmærkninger.".to_owned(),
        ..Activity::new(ActivityKind::Examination, Visit::FIRST_GRADE.words)
    };
    journal
        .write(
            types::ACTIVITY,
            "2019-02-06 09:00",
            Visit::FIRST_GRADE.words,
            examination,
        )
        .code(Visit::FIRST_GRADE.coding());
    for (when, cm, kg) in [
        ("2019-02-06 09:00", "123.1", "23.4"),
        ("2023-03-08 10:40", "151.8", "40.2"),
        ("2025-05-14 11:10", "162.0", "48.1"),
    ] {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    journal.close()
}

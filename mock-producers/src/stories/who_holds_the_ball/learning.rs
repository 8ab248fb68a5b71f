//! What school and PPR hold: absence that grew, an adviser who tried, an assessment before the admission.

use domain::{
    id::PersonId,
    record::{
        Coding, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Attendance,
            AttendanceUnit, Instrument, Intervention, SchoolSupportPlan, SupportMeasure, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::denmark::contact,
    systems::dk::{KLE, PPR_AADAL, SKOLE_AADAL, ppr_aadal, skole_aadal},
};

pub(super) fn school(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SKOLE_AADAL, calendar, child, 4_102);
    journal.by(skole_aadal::TEACHER);
    for (month, percent, note) in [
        ("2026-02", "38", ""),
        ("2026-04", "61", "Forlader timer, går hjem."),
        ("2026-06", "84", ""),
        (
            "2026-11",
            "70",
            "Møder 8 lektioner om ugen efter udskrivelsen, som aftalt.",
        ),
    ] {
        let attendance = Attendance {
            unit: AttendanceUnit::Lessons,
            note: note.to_owned(),
            ..Attendance::absence(percent)
        };
        journal.write(types::ATTENDANCE, month, "Fravær", attendance);
    }
    journal.by(skole_aadal::BEHAVIOUR_ADVISER);
    let support = SchoolSupportPlan {
        needs: "Kort dag, fast voksen ved ankomst, sted at trække sig tilbage til".to_owned(),
        child_words: "Der er for meget larm i klassen".to_owned(),
        measures: vec![SupportMeasure {
            measure: "AKT-vejleder ved ankomst, 8 lektioner ugentligt".to_owned(),
            responsible: Some(skole_aadal::BEHAVIOUR_ADVISER.of(&SKOLE_AADAL)),
            ..SupportMeasure::default()
        }],
        decided: Some(calendar.moment("2026-11-03")),
        follow_up: Some(calendar.moment("+6")),
        ..SchoolSupportPlan::default()
    };
    journal
        .write(
            types::SCHOOL_SUPPORT_PLAN,
            "2026-11-03",
            "Støtte i skolen",
            support,
        )
        .ongoing();
    journal.note(
        "2026-11-18",
        "Ugen der gik",
        &[("", "Mødte fire dage. Konflikt i frikvarter onsdag, løst med makker. Skoleskema endnu ikke aftalt, afventer tid med forældrene.")],
    );
    for staff in [&skole_aadal::TEACHER, &skole_aadal::BEHAVIOUR_ADVISER] {
        let what = match staff.role {
            "teacher" => "Hverdagen i 5. klasse",
            _ => "Adfærd, kontakt og trivsel",
        };
        contact(&mut journal, "2025-08-11", &SKOLE_AADAL, staff, what);
    }
    journal.close()
}

pub(super) fn ppr(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&PPR_AADAL, calendar, child, 1_873);
    journal.by(ppr_aadal::PSYCHOLOGIST);
    let assessment = Assessment {
        kind: Some(Coding::new(KLE, "17.03.16", "Pædagogisk-psykologisk vurdering")),
        instruments: ["WISC-V", "Brown EF/A"].map(Instrument::named).into(),
        conclusion: "Begavelse i den øvre del af normalområdet. Udtalte vanskeligheder med opmærksomhed, impulsstyring og skift. \
                     Anbefaler henvisning til udredning."
            .to_owned(),
        ..Assessment::new(AssessmentState::Done, "Går fra timer, slår ud. Hvad kan han klare?")
    };
    journal
        .write(
            types::ASSESSMENT,
            "2026-01-19",
            "Pædagogisk-psykologisk vurdering",
            assessment,
        )
        .until("2026-02-27");
    let guidance = Intervention {
        extent: "1 time hver 14. dag".to_owned(),
        ..Intervention::new(
            "Vejledning af lærere og AKT-vejleder",
            Coding::new(KLE, "17.03", "Pædagogisk-psykologisk rådgivning"),
        )
    };
    journal
        .write(types::INTERVENTION, "2026-11-04", "Vejledning", guidance)
        .ongoing();
    let session = Activity {
        mode: ActivityMode::School,
        outcome: "Lærerne ønsker én plan for frikvarterer.".to_owned(),
        ..Activity::new(ActivityKind::Session, "Vejledning, første gang")
    };
    journal.write(
        types::ACTIVITY,
        "2026-11-04",
        "Vejledning af lærere",
        session,
    );
    contact(
        &mut journal,
        "2025-11-17",
        &PPR_AADAL,
        &ppr_aadal::PSYCHOLOGIST,
        "Vurdering, vejledning af skolen",
    );
    journal.close()
}

//! What the municipality holds: the psychologist's assessment that psychiatry waits for, the school's view, and the school nurse's.

use domain::{
    id::PersonId,
    record::{
        Coding, Record, RelationKind,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Attendance,
            AttendanceUnit, Instrument, Interpretation, Intervention, Person, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::{Ears, Journal},
    stories::denmark::{contact, sdq},
    systems::dk::{
        KLE, PPR_AADAL, SKOLE_AADAL, SUNDHEDSPLEJEN_AADAL, ppr_aadal, skole_aadal,
        sundhedsplejen_aadal::{self, Visit},
    },
};

pub(super) fn ppr(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&PPR_AADAL, calendar, child, 2_207);
    journal.by(ppr_aadal::PSYCHOLOGIST);
    assessed(&mut journal);
    let support = Intervention {
        extent: "2 timer om ugen i 8 uger".to_owned(),
        purpose: "Faste pauser og struktur om morgenen".to_owned(),
        ..Intervention::new(
            "Vejledning af klassens lærere",
            Coding::new(KLE, "17.03", "Pædagogisk-psykologisk rådgivning"),
        )
    };
    journal
        .write(
            types::INTERVENTION,
            "2026-10-05",
            "Konsultativ støtte til klassen",
            support,
        )
        .ongoing();
    contact(
        &mut journal,
        "2026-08-20",
        &PPR_AADAL,
        &ppr_aadal::PSYCHOLOGIST,
        "Vurdering og vejledning af skolen",
    );
    journal.close()
}

/// The assessment, and what two grown-ups ticked.
fn assessed(journal: &mut Journal<'_>) {
    let assessment = Assessment {
        kind: Some(Coding::new(KLE, "17.03.16", "Pædagogisk-psykologisk vurdering")),
        instruments: ["SDQ", "WISC-V", "Klasseobservation"]
            .map(Instrument::named)
            .into(),
        conclusion: "Kognitive evner inden for normalområdet, ujævn profil: arbejdshukommelse og forarbejdningshastighed \
                     under middel. Vedvarende uopmærksomhed i klassen, ses også hjemme hos mor. Tiltagende skolevægring. \
                     Anbefaler udredning i børne- og ungdomspsykiatrien og faste pauser i klassen."
            .to_owned(),
        assessors: vec![ppr_aadal::PSYCHOLOGIST.of(&PPR_AADAL)],
        ..Assessment::new(
            AssessmentState::Done,
            "Falder ud i undervisningen, græder om morgenen. Hvad har hun brug for i skolen, og skal hun udredes?",
        )
    };
    let case = journal
        .write(
            types::ASSESSMENT,
            "2026-09-03",
            "Pædagogisk-psykologisk vurdering",
            assessment,
        )
        .until("2026-09-24")
        .recorded("2026-09-25 13:40")
        .record_id();
    let mother = Person::new("", "mother");
    let teacher = skole_aadal::TEACHER.of(&SKOLE_AADAL);
    for (when, respondent, total, title) in [
        ("2026-09-08", mother, "19", "SDQ, forælderskema (mor)"),
        ("2026-09-10", teacher, "21", "SDQ, lærerskema"),
    ] {
        journal
            .write(
                types::QUESTIONNAIRE,
                when,
                title,
                sdq(respondent, total, Interpretation::High),
            )
            .part_of(RelationKind::Process, case.as_str());
    }
    journal
        .note(
            "2026-09-24",
            "Tilbagemelding til mor og skole",
            &[
                ("Tilbagemelding", "Resultater gennemgået med mor og klasselærer. Mor er enig i henvisning. Far ikke til stede, samvær hver anden weekend."),
                ("Samtykke", "Mor har som bopælsforælder samtykket til PPR's vurdering. Til udlevering til psykiatrien kræves begge."),
            ],
        )
        .naming_others();
}

pub(super) fn school(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SKOLE_AADAL, calendar, child, 5_518);
    journal.by(skole_aadal::TEACHER);
    for (month, percent, note) in [
        ("2026-08", "6", ""),
        ("2026-09", "13", "Mest mandage og dage efter weekend."),
        ("2026-10", "17", "Kommer ofte efter første lektion."),
    ] {
        let attendance = Attendance {
            unit: AttendanceUnit::Lessons,
            note: note.to_owned(),
            ..Attendance::absence(percent)
        };
        journal.write(types::ATTENDANCE, month, "Fravær, 3. klasse", attendance);
    }
    journal.note(
        "2026-11-16",
        "Morgenen",
        &[(
            "",
            "Grad ved aflevering, faldt til ro i pauserummet efter 20 min. Mor ringet op.",
        )],
    );
    contact(
        &mut journal,
        "2024-08-12",
        &SKOLE_AADAL,
        &skole_aadal::TEACHER,
        "Hverdagen i 3. klasse",
    );
    journal.close()
}

pub(super) fn health_visitor(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SUNDHEDSPLEJEN_AADAL, calendar, child, 61_300);
    journal.by(sundhedsplejen_aadal::SCHOOL_NURSE);
    for (when, visit, cm, kg, outcome) in [
        (
            "2023-10-11 09:20",
            Visit::SCHOOL_START,
            "120.4",
            "22.6",
            "Syn og hørelse ua.",
        ),
        (
            "2024-11-06 10:10",
            Visit::FIRST_GRADE,
            "126.9",
            "25.3",
            "Trives. Mor fortæller om bruddet; Freja \"passer på\" mor.",
        ),
    ] {
        let examination = Activity {
            code: Some(visit.coding()),
            mode: ActivityMode::School,
            outcome: outcome.to_owned(),
            ..Activity::new(ActivityKind::Examination, visit.words)
        };
        journal
            .write(types::ACTIVITY, when, visit.words, examination)
            .code(visit.coding());
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    journal.hearing(
        "2023-10-11 09:20",
        "Tonaudiometri",
        Ears::PASSED,
        "20 dB bilat.",
    );
    journal.vision("2023-10-11 09:20", "1.0", "1.0", Interpretation::Normal);
    contact(
        &mut journal,
        "2023-08-14 08:00",
        &SUNDHEDSPLEJEN_AADAL,
        &sundhedsplejen_aadal::SCHOOL_NURSE,
        "Skolesundhedspleje",
    );
    journal.close()
}

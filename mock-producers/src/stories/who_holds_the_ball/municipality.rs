//! What the family department and the health visitor hold. Two measures are "afsluttet": one was granted, the other is over.

use domain::{
    id::PersonId,
    record::{
        Coding, LifeCycle, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, Intervention, InterventionClosure, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::{denmark::contact, reached_at},
    systems::dk::{FAMILIE_AADAL, KLE, SUNDHEDSPLEJEN_AADAL, familie_aadal, sundhedsplejen_aadal},
};

pub(super) fn family(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&FAMILIE_AADAL, calendar, child, 2_291);
    journal.by(familie_aadal::ADVISER);
    measures(&mut journal);
    journal.note(
        "2026-11-02 09:00",
        "Overtaget koordinering",
        &[
            ("Barnet", "Udskrevet for tre dage siden. Glad for at være hjemme, sover i eget værelse."),
            ("Aftale", "Undertegnede koordinerer Barnets plan fra 1. november. Forløbskoordinator i BUP orienteret, træder ud."),
        ],
    );
    let visit = Activity {
        mode: ActivityMode::Home,
        outcome: "Morgenrutinen holder tre dage af fem. Noah viste sine gamle fodboldstøvler."
            .to_owned(),
        responsible: Some(familie_aadal::ADVISER.of(&FAMILIE_AADAL)),
        participants: vec![familie_aadal::THERAPIST.of(&FAMILIE_AADAL)],
        ..Activity::new(ActivityKind::Visit, "Hjemmebesøg, opfølgning på planen")
    };
    journal.write(types::ACTIVITY, "2026-11-17 14:00", "Hjemmebesøg", visit);
    let adviser = Contact {
        coordinator: true,
        next_step: "Netværksmøde; aftale om skoleskema mangler".to_owned(),
        reachable: "Hverdage kl. 8.30–15".to_owned(),
        ..Contact::new(
            familie_aadal::ADVISER.of(&FAMILIE_AADAL),
            "Familierådgiver, koordinator",
        )
    }
    .holding_ball_since(calendar.moment("2026-11-01"));
    journal
        .write(
            types::CONTACT,
            "2026-06-08 08:30",
            "Familierådgiver",
            adviser,
        )
        .ongoing()
        .recorded("2026-11-02 08:20")
        .version(2)
        .at(reached_at("tel:+4500780244"));
    contact(
        &mut journal,
        "2026-06-22 09:00",
        &FAMILIE_AADAL,
        &familie_aadal::THERAPIST,
        "Familiebehandling i hjemmet",
    );
    journal.close()
}

fn measures(journal: &mut Journal<'_>) {
    let treatment = Intervention {
        detail_level: 2,
        purpose: "Rutiner og færre konflikter hjemme".to_owned(),
        extent: "4 timer om ugen".to_owned(),
        legal_basis: "Barnets lov (LOV 721 af 13/06/2023) § 32".to_owned(),
        ..Intervention::new(
            "Familiebehandling",
            Coding::new(KLE, "27.24", "Særlig støtte til børn og unge"),
        )
    };
    journal
        .write(
            types::INTERVENTION,
            "2026-06-19 12:00",
            "Familiebehandling bevilget",
            Intervention {
                closure: InterventionClosure::Decided,
                ..treatment.clone()
            },
        )
        .status(familie_aadal::AFSLUTTET);
    journal
        .write(
            types::INTERVENTION,
            "2026-06-22 09:00",
            "Familiebehandling",
            treatment,
        )
        .ongoing()
        .status("igangværende");
    let relief = Intervention {
        extent: "hver anden weekend".to_owned(),
        closure: InterventionClosure::Delivered,
        ..Intervention::new(
            "Aflastning",
            Coding::new(KLE, "27.24", "Særlig støtte til børn og unge"),
        )
    };
    journal
        .write(
            types::INTERVENTION,
            "2026-03-06 15:00",
            "Aflastning",
            relief,
        )
        .until("2026-08-16 18:00")
        .life_cycle(LifeCycle::Completed)
        .status(familie_aadal::AFSLUTTET);
}

pub(super) fn health_visitor(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SUNDHEDSPLEJEN_AADAL, calendar, child, 48_210);
    journal.by(sundhedsplejen_aadal::SCHOOL_NURSE);
    for (when, cm, kg) in [
        ("2024-03-13 10:15", "137.0", "31.8"),
        ("2026-01-21 11:30", "147.2", "38.0"),
    ] {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    journal.note(
        "2026-01-21 11:30",
        "Behovsbaseret samtale",
        &[("Samtale", "Henvendelse fra klasselærer. Noah sover fra kl. 01, spiller om natten. Savner fodbold, stoppede efter en konflikt med træneren.")],
    );
    contact(
        &mut journal,
        "2021-08-16 08:00",
        &SUNDHEDSPLEJEN_AADAL,
        &sundhedsplejen_aadal::SCHOOL_NURSE,
        "Skolesundhedspleje",
    );
    journal.close()
}

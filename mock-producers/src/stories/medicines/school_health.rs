//! What school health holds: the only scale that she has stood on since October.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{Activity, ActivityKind, ActivityMode, Contact, Interpretation, types},
    },
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal},
    stories::{atc, reached_at},
    systems::{EMI_VASTERBY, emi_vasterby},
};

/// Diphtheria, tetanus, pertussis for those who are grown: the booster of grade 8.
const GRADE_8_BOOSTER: &str = "J07AJ52";

#[rustfmt::skip] // a table: one row a line
const DOSES: [(&str, Dose); 4] = [
    ("2020-03-11 10:00", Dose::new(atc::MMR, "M-M-RVAXPRO", 2, "S018822")),
    ("2023-10-03 09:30", Dose::new(atc::PAPILLOMA, "Gardasil 9", 1, "W009114")),
    ("2024-04-16 13:20", Dose::new(atc::PAPILLOMA, "Gardasil 9", 2, "W031750")),
    ("2026-09-17 10:50", Dose::new(GRADE_8_BOOSTER, "Boostrix", 5, "AC37B331AA")),
];

/// Day, height in cm, weight in kg.
const GROWTH: [(&str, &str, &str); 5] = [
    ("2018-10-16 09:20", "119.5", "22.7"),
    ("2020-10-06 10:00", "131.8", "29.4"),
    ("2022-10-11 09:10", "146.0", "38.2"),
    ("2026-04-14 11:00", "164.0", "52.0"),
    (LATEST, "165.5", "49.4"),
];

const LATEST: &str = "2026-11-10 09:40";

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&EMI_VASTERBY, calendar, child, 30_988_102);
    journal.by(emi_vasterby::NURSE);
    for (when, cm, kg) in GROWTH {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    for (when, dose) in DOSES {
        journal.vaccination(when, dose, false);
    }
    journal.hearing(
        "2018-10-16 09:20",
        "Tonaudiometri",
        Ears::PASSED,
        "20 dB ua bilat.",
    );
    journal.vision("2018-10-16 09:20", "1.0", "1.0", Interpretation::Normal);
    journal.note(
        "2026-04-14 11:00",
        "Hälsobesök åk 7",
        &[
            (
                "Hälsosamtal",
                "Rider två gånger i veckan. Sover bättre sedan i mars. Medicin för adhd via BUP.",
            ),
            ("Bedömning", "Vikt och längd följer kurvan."),
        ],
    );
    lately(&mut journal);
    journal.close()
}

fn lately(journal: &mut Journal<'_>) {
    journal.pulse(LATEST, "96");
    journal.note(
        LATEST,
        "Spontanbesök",
        &[
            ("Aktuellt", "Hjärtklappning efter idrotten, tog sin blå spray. Bytt adhd-medicin i oktober, minns inte namnet. Äter inte lunch."),
            ("Undersökning", "Vikt 49,4, minus 2,6 kg sedan april. Längd plus 1,5 cm. Puls 96 i vila efter tio minuter."),
            ("Bedömning", "Viktnedgång. Vilka läkemedel har hon, och vet den ena mottagningen om den andra? Kontakt med BUP och vårdcentral."),
        ],
    );
    let appointment = Activity {
        mode: ActivityMode::School,
        ..Activity::new(ActivityKind::Appointment, "Vikt och puls")
    };
    journal
        .write(types::ACTIVITY, "+3 09:40", "Vägning och puls", appointment)
        .recorded(LATEST);
    let contact = Contact {
        next_step: "Väga varannan vecka; fråga BUP och vårdcentral om läkemedlen".to_owned(),
        reachable: "Vardagar 8–15".to_owned(),
        ..Contact::new(
            emi_vasterby::NURSE.of(&EMI_VASTERBY),
            "Elevhälsans medicinska insats",
        )
    };
    journal
        .write(types::CONTACT, "2018-08-20 08:00", "Skolsköterska", contact)
        .ongoing()
        .recorded(LATEST)
        .version(6)
        .at(reached_at("tel:+46846500414"));
}

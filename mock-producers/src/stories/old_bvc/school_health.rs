//! What school health holds: a hearing that was fine at six, and this autumn's doubt.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, Interpretation, Referral, ReferralState,
            types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal},
    stories::{actors::Workplace, atc, reached_at},
    sure,
    systems::{EMI_VASTERBY, emi_vasterby},
};

const SCHOOL_DOSES: [(&str, Dose); 3] = [
    (
        "2022-03-15 10:10",
        Dose::new(atc::MMR, "Priorix", 2, "A69CE318A"),
    ),
    (
        "2025-10-07 09:40",
        Dose::new(atc::PAPILLOMA, "Gardasil 9", 1, "X012845"),
    ),
    (
        "2026-04-21 13:15",
        Dose::new(atc::PAPILLOMA, "Gardasil 9", 2, "Y003117"),
    ),
];

/// Day, height in cm, weight in kg.
const SCHOOL_GROWTH: [(&str, &str, &str); 3] = [
    ("2020-10-13 09:15", "119.2", "21.9"),
    ("2022-10-11 10:40", "129.4", "26.7"),
    ("2024-11-05 11:20", "140.1", "33.8"),
];

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&EMI_VASTERBY, calendar, child, 31_004_210);
    journal.by(emi_vasterby::NURSE);
    for (when, cm, kg) in SCHOOL_GROWTH {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    for (when, dose) in SCHOOL_DOSES {
        journal.vaccination(when, dose, false);
    }
    health_visits(&mut journal);
    this_autumn(&mut journal, calendar);
    journal.close()
}

fn health_visits(journal: &mut Journal<'_>) {
    journal.hearing(
        "2020-10-13 09:15",
        "Tonaudiometri",
        Ears::PASSED,
        "20 dB ua bilat.",
    );
    journal.vision("2020-10-13 09:15", "1.0", "1.0", Interpretation::Normal);
    journal.note(
        "2020-10-13 09:15",
        "Hälsobesök förskoleklass",
        &[
            ("Hälsosamtal", "Trivs, har kompisar. Sover bra. Pappa med."),
            (
                "Bedömning",
                "Mår bra. Hörsel 20 dB ua, syn ua. BVC-sammanfattning på papper ej inkommen.",
            ),
        ],
    );
    journal.note(
        "2024-11-05 11:20",
        "Hälsobesök åk 4",
        &[
            (
                "Hälsosamtal",
                "Gillar fotboll och matte. Trött på eftermiddagarna, \"orkar inte lyssna\".",
            ),
            (
                "Bedömning",
                "Längd och vikt följer kurvan. Ingen hörselkontroll ingår i åk 4.",
            ),
        ],
    );
}

fn this_autumn(journal: &mut Journal<'_>, calendar: &Calendar) {
    let psychiatry = Workplace::CHILD_PSYCHIATRY.unit("BUP Västerlund");
    let referral = Referral {
        from: Some(EMI_VASTERBY.unit()),
        to: Some(psychiatry),
        to_sector: Some(sure::sector("child-psychiatry")),
        state: ReferralState::Waiting,
        question: "Svårt att hålla uppmärksamheten på lektioner sedan åk 4. Frågeställning adhd."
            .to_owned(),
        requested: Some(calendar.moment("2026-10-06")),
        answered: Some(calendar.moment("2026-10-20")),
        expected: Some(calendar.moment("+75")),
        answer: "Remissen accepterad, väntetid. Komplettera gärna med aktuell hörsel och syn."
            .to_owned(),
        ..Referral::default()
    };
    journal
        .write(
            types::REFERRAL,
            "2026-10-06 15:05",
            "Remiss till BUP",
            referral,
        )
        .ongoing()
        .recorded("2026-10-20 08:50")
        .version(2);
    journal.note(
        "2026-11-10 14:30",
        "Samtal med mentor",
        &[
            ("Aktuellt", "Mentor berättar att Elis ofta hör fel, svarar på annat än det som frågats och vänder höger öra till. Värre när det är stimmigt."),
            ("Bedömning", "Kan hörseln förklara svårigheten att lyssna? Inget hörseltest sedan förskoleklass. Vad fann BVC?"),
            ("Åtgärd", "Hörseltest bokas. BVC-journalen behövs. BUP meddelas när resultatet finns."),
        ],
    );
    let appointment = Activity {
        mode: ActivityMode::School,
        ..Activity::new(
            ActivityKind::Appointment,
            "Hörseltest, mentor uppger att eleven hör fel",
        )
    };
    journal
        .write(
            types::ACTIVITY,
            "+4 10:20",
            "Hörseltest hos skolsköterskan",
            appointment,
        )
        .recorded("2026-11-10 14:55");
    let nurse = emi_vasterby::NURSE.of(&EMI_VASTERBY);
    let contact = Contact {
        next_step: "Hörseltest, därefter remiss till hörselvården eller svar till BUP".to_owned(),
        reachable: "Vardagar 8–15".to_owned(),
        ..Contact::new(nurse, "Elevhälsans medicinska insats; hörseln")
    }
    .holding_ball_since(calendar.moment("2026-11-10"));
    journal
        .write(types::CONTACT, "2020-08-18 08:00", "Skolsköterska", contact)
        .ongoing()
        .recorded("2026-11-10 15:00")
        .version(3)
        .at(reached_at("tel:+46846500414"));
}

//! What was written before school: the birth, eleven visits and more at the child health centre, and the fever of the fifth year.

use domain::{
    id::PersonId,
    record::{
        Coding, LifeCycle, Quantity, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Condition, ConditionState, Contact,
            Interpretation, Medication, MedicationState, ProgrammeAdherence, ProgrammeDeviation,
            ProgrammeStatement,
            systems::{ATC, ICD_10},
            types,
        },
    },
    time::Period,
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal, document},
    stories::{atc, reached_at},
    systems::{BVC_VASTERBY, MVC_VASTERLUND, VC_ALEN, bvc_vasterby, mvc_vasterlund, vc_alen},
};

/// The programme of those born in 2020. Measles, mumps and rubella came at 27 months; the booster of the fifth year never came.
#[rustfmt::skip] // a table: one row a line
const DOSES: [(&str, Dose); 9] = [
    ("2020-07-01", Dose::new(atc::ROTAVIRUS, "Rotarix", 1, "AROLC266BA")),
    ("2020-08-20", Dose::new(atc::ROTAVIRUS, "Rotarix", 2, "AROLC331AA")),
    ("2020-08-20", Dose::new(atc::HEXAVALENT, "Infanrix hexa", 1, "A21CD438B")),
    ("2020-08-20", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 1, "ASPNB244D")),
    ("2020-10-21", Dose::new(atc::HEXAVALENT, "Infanrix hexa", 2, "A21CD471A")),
    ("2020-10-21", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 2, "ASPNB258A")),
    ("2021-05-21", Dose::new(atc::HEXAVALENT, "Infanrix hexa", 3, "A21CE090C")),
    ("2021-05-21", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 3, "ASPNB311B")),
    ("2022-08-22", Dose::new(atc::MMR, "Priorix", 1, "A69CF740A")),
];

/// Day, title, what came of it.
#[rustfmt::skip] // a table: one row a line
const VISITS: [(&str, &str, &str); 15] = [
    ("2020-05-28", "Hembesök nyfödd", "Ammar. Vikten på väg upp."),
    ("2020-06-17", "Hälsobesök 4 veckor", "Läkarundersökning ua."),
    ("2020-07-01", "Hälsobesök 6 veckor", "Vaccinerad."),
    ("2020-08-20", "Hälsobesök 3 månader", "Vaccinerad."),
    ("2020-09-22", "Hälsobesök 4 månader", "Smakportioner."),
    ("2020-10-21", "Hälsobesök 5 månader", "Vaccinerad."),
    ("2020-11-23", "Hälsobesök 6 månader", "Läkarundersökning ua."),
    ("2021-01-20", "Hälsobesök 8 månader", "Sitter. Samtal med pappa."),
    ("2021-03-22", "Hälsobesök 10 månader", "Blicktest ua."),
    ("2021-05-21", "Hälsobesök 12 månader", "Läkarundersökning ua. Vaccinerad."),
    ("2021-11-22", "Hälsobesök 18 månader", "MPR ej given, föräldrarna vill läsa på. Återkommer."),
    ("2022-08-22", "Vaccinationsbesök", "MPR given vid 27 månader."),
    ("2023-02-06", "Hälsobesök 2,5–3 år", "Språkundersökning godkänd."),
    ("2024-05-27", "Hälsobesök 4 år", "Hörsel höger ej godkänd. Nytt test i september."),
    ("2025-05-26", "Hälsobesök 5 år", "Feber 38,6. Vaccination skjuts upp, ny tid skickas."),
];

/// Day, height in cm, weight in kg.
const GROWTH: [(&str, &str, &str); 11] = [
    ("2020-05-28", "50.5", "3.44"),
    ("2020-06-17", "54.0", "4.31"),
    ("2020-08-20", "59.5", "5.78"),
    ("2020-10-21", "64.0", "6.94"),
    ("2020-11-23", "66.0", "7.42"),
    ("2021-01-20", "69.0", "8.10"),
    ("2021-05-21", "74.5", "9.18"),
    ("2021-11-22", "81.0", "10.4"),
    ("2023-02-06", "92.5", "13.3"),
    ("2024-05-27", "103.0", "16.2"),
    ("2025-05-26", "110.0", "18.4"),
];

/// Lekaudiometri at four: 30 dB on the right ear where 20 is expected.
const EARS_AT_FOUR: Ears = Ears {
    left: ["20", "20", "20", "20"],
    right: ["30", "30", "30", "30"],
    finding: Interpretation::Abnormal,
};

pub(super) fn birth(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&MVC_VASTERLUND, calendar, child, 61_207);
    journal.by(mvc_vasterlund::MIDWIFE);
    journal
        .weight("2020-05-20", "3.48")
        .titled("Födelsevikt, v. 39+4");
    journal
        .height("2020-05-20", "50")
        .titled("Födelselängd, v. 39+4");
    journal.note(
        "2020-05-22",
        "Utskrivning till BVC",
        &[(
            "Barnet",
            "Fullgången flicka, okomplicerad förlossning. OAE godkänd bilat. PKU taget.",
        )],
    );
    journal.close()
}

pub(super) fn child_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BVC_VASTERBY, calendar, child, 24_902);
    journal.by(bvc_vasterby::NURSE);
    for (when, title, outcome) in VISITS {
        let mode = match title {
            "Hembesök nyfödd" => ActivityMode::Home,
            _ => ActivityMode::OnSite,
        };
        let visit = Activity {
            mode,
            outcome: outcome.to_owned(),
            ..Activity::new(ActivityKind::Examination, title)
        };
        journal.write(types::ACTIVITY, when, title, visit);
    }
    for (when, cm, kg) in GROWTH {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    for (when, dose) in DOSES {
        journal.vaccination(when, dose, false);
    }
    hearing_at_four(&mut journal);
    fifth_year(&mut journal);
    handover(&mut journal, calendar);
    journal.close()
}

fn hearing_at_four(journal: &mut Journal<'_>) {
    const VISIT: &str = "2024-05-27";
    journal.hearing(
        VISIT,
        "Lekaudiometri",
        EARS_AT_FOUR,
        "Höger 30 dB på alla frekvenser, snuvig. Vänster 20 dB. Omtest.",
    );
    journal.vision(VISIT, "0.8", "0.8", Interpretation::Normal);
    journal.note(
        VISIT,
        "4-årsbesök, anteckning",
        &[
            ("Språk och tal", "Berättar sammanhängande. Ropar \"va?\" hemifrån sett, enligt mamma."),
            ("Motorik", "Klipper, hoppar på ett ben. Ritar huvudfoting."),
            ("Bedömning", "Frisk flicka, följer sin kurva. Hörsel höger öra ej godkänd, förkyld idag. Omtest i september när hon är frisk."),
        ],
    );
    let retest = Activity {
        mode: ActivityMode::OnSite,
        ..Activity::new(ActivityKind::Appointment, "Omtest hörsel, höger öra")
    };
    // It was booked and nobody wrote what became of it: neither held nor called off.
    journal
        .write(types::ACTIVITY, "2024-09", "Omtest hörsel", retest)
        .recorded(VISIT)
        .life_cycle(LifeCycle::Active)
        .status("bokad");
}

fn fifth_year(journal: &mut Journal<'_>) {
    const VISIT: &str = "2025-05-26";
    journal.vision(VISIT, "1.0", "0.8", Interpretation::Normal);
    journal.note(
        VISIT,
        "5-årsbesök, anteckning",
        &[
            ("Aktuellt", "Varm och trött, kinkig. Örontemp 38,6. Pappa med."),
            ("Bedömning", "Feber, ingen vaccination idag. DTP-polio ges vid nytt besök, tid skickas hem. Hörsel: se 4 år, ej testad idag."),
        ],
    );
}

fn handover(journal: &mut Journal<'_>, calendar: &Calendar) {
    let contact = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2020-05-28"),
            calendar.moment("2026-06-09"),
        )),
        ..Contact::new(
            bvc_vasterby::NURSE.of(&BVC_VASTERBY),
            "Barnhälsovård från födseln",
        )
    };
    journal
        .write(types::CONTACT, "2020-05-28", "BVC-sjuksköterska", contact)
        .until("2026-06-09")
        .at(reached_at("tel:+46846500402"));
    let mut summary = document(&[
        (
            "Vaccinationer",
            "MPR 1 given sent. 5-årsdosen: feber vid besöket.",
        ),
        ("Hälsobesök", "Alla genomförda."),
        ("Hörsel", "4 år: 30 dB höger. Kontroll pågår."),
        ("Tillväxt", "Följer sin kurva."),
    ]);
    summary.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Deviates,
        visits: ProgrammeAdherence::Followed,
        deviations: vec![
            deviation(atc::MMR, "MPR 1 vid 27 månader"),
            deviation(atc::FIVE_YEAR_BOOSTER, "5-årsdosen ej given, feber"),
        ],
        open_follow_up: true,
        has_diagnosis: false,
    });
    journal.write(
        types::DOCUMENT_BVC_SUMMARY,
        "2026-06-09",
        "Sammanfattning till elevhälsan",
        summary,
    );
}

fn deviation(vaccine: &str, text: &str) -> ProgrammeDeviation {
    ProgrammeDeviation {
        item: Some(Coding::new(ATC, vaccine, "")),
        text: text.to_owned(),
    }
}

/// The day after: the fever had its cause in the ear that nobody had tested again.
pub(super) fn fever(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const VISIT: &str = "2025-05-27 10:40";
    let mut journal = Journal::open(&VC_ALEN, calendar, child, 88_120);
    journal.by(vc_alen::DOCTOR);
    let code = Coding::new(ICD_10, "H66.0", "Akut varig mellanöreinflammation");
    let otitis = Condition {
        state: ConditionState::Resolved,
        onset: Some(calendar.moment("2025-05-27")),
        resolved: Some(calendar.moment("2025-06-17")),
        note: "Höger öra.".to_owned(),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(types::CONDITION, VISIT, "Akut otit dx", otitis)
        .until("2025-06-17")
        .recorded("2025-06-17 09:15")
        .version(2)
        .code(code);
    let penicillin = Medication {
        state: MedicationState::Stopped,
        stopped: Some(calendar.moment("2025-06-01")),
        stop_reason: "Avslutad kur".to_owned(),
        dose_text: "10 ml 3 gånger dagligen i 5 dagar".to_owned(),
        reason_text: "Öroninflammation".to_owned(),
        prescribed: Some(calendar.moment("2025-05-27")),
        ..Medication::new("J01CE02", "Kåvepenin", Quantity::new("500", "mg"))
    };
    journal
        .write(
            types::MEDICATION,
            VISIT,
            "Kåvepenin oral lösn 50 mg/ml",
            penicillin,
        )
        .until("2025-06-01 20:00");
    journal.note(
        VISIT,
        "Akutbesök",
        &[
            ("Anamnes", "Feber sedan igår, ont hö öra i natt. Skulle vaccinerats på BVC igår, blev inte av."),
            ("Status", "Gott AT. Hö trumhinna rodnad, buktande. Vä ua. Pulm ua."),
            ("Bedömning", "AOM dx. Kåvepenin 5 d. Kontroll om 3 v. Familjen kontaktar BVC för ny vaccintid."),
        ],
    );
    journal.note(
        "2025-06-17 09:15",
        "Kontroll öron",
        &[(
            "Bedömning",
            "Hö trumhinna matt, ingen inflammation. Hörseln ej prövad, följs enl. föräldrarna på BVC. Åter vb.",
        )],
    );
    journal.close()
}

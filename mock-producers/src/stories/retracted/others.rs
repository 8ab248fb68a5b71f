//! What the others hold about the boy: the practice's examinations, a night in the emergency department, the first days in day care.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{Activity, ActivityKind, ActivityMode, ConditionState, types},
    },
};

use crate::{
    calendar::Calendar,
    journal::{Journal, document},
    stories::denmark::{contact, diagnosis},
    systems::dk::{
        DAGTILBUD_AADAL, LAEGE_TORVET, SYGEHUS_MIDT, dagtilbud_aadal, laege_torvet, sygehus_midt,
    },
};

pub(super) fn practice(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&LAEGE_TORVET, calendar, child, 97_033);
    journal.by(laege_torvet::DOCTOR);
    for (when, title, outcome) in [
        ("2024-11-12", "Børneundersøgelse 5 uger", "Ua."),
        ("2025-03-10", "Børneundersøgelse 5 mdr.", "Ua. Vacc."),
        (
            "2025-10-13",
            "Børneundersøgelse 12 mdr.",
            "Går med støtte. Vacc.",
        ),
        (
            "2026-10-13",
            "Børneundersøgelse 2 år",
            "Løber, toordssætninger, sover igennem. Ua.",
        ),
    ] {
        let examined = Activity {
            mode: ActivityMode::OnSite,
            outcome: outcome.to_owned(),
            ..Activity::new(ActivityKind::Examination, title)
        };
        journal.write(types::ACTIVITY, when, title, examined);
    }
    journal.height("2026-10-13", "88.0");
    journal.weight("2026-10-13", "13.1");
    contact(
        &mut journal,
        "2024-10-28",
        &LAEGE_TORVET,
        &laege_torvet::DOCTOR,
        "Egen læge",
    );
    journal.close()
}

pub(super) fn hospital(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SYGEHUS_MIDT, calendar, child, 415_207);
    journal.by(sygehus_midt::PAEDIATRICIAN);
    let croup = domain::record::body::Condition {
        state: ConditionState::Resolved,
        resolved: Some(calendar.moment("2026-02-09")),
        ..diagnosis("DJ050", "J05.0", "Akut obstruktiv laryngitis (pseudocroup)")
    };
    let code = croup.code.clone();
    let entry = journal.write(types::CONDITION, "2026-02-08 02:10", "Pseudocroup", croup);
    if let Some(code) = code {
        entry.code(code);
    }
    let visit = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Inhalation og ét steroid. Hjem efter fire timer.".to_owned(),
        ..Activity::new(ActivityKind::Visit, "Gøende hoste, stridor i hvile")
    };
    journal.write(
        types::ACTIVITY,
        "2026-02-08 02:10",
        "Akut ambulant besøg",
        visit,
    );
    journal.weight("2026-02-08", "11.4");
    journal.write(
        types::DOCUMENT_DISCHARGE_LETTER,
        "2026-02-08 08:00",
        "Epikrise",
        document(&[("Konklusion", "Pseudocroup, let til moderat. Ingen kontrol.")]),
    );
    journal.close()
}

pub(super) fn day_care(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&DAGTILBUD_AADAL, calendar, child, 8_000);
    journal.by(dagtilbud_aadal::PEDAGOGUE);
    journal.note(
        "2025-08-18",
        "Indkøring",
        &[(
            "",
            "Far med de første tre dage. Sover ude, spiser godt. Søger trøst hos os nu.",
        )],
    );
    contact(
        &mut journal,
        "2025-08-18",
        &DAGTILBUD_AADAL,
        &dagtilbud_aadal::PEDAGOGUE,
        "Primær voksen",
    );
    journal.close()
}

//! What psychiatry, the practice and the medication register hold: ten weeks in hospital, a diagnosis, a medicine, and the letter home.

use domain::{
    id::PersonId,
    record::{
        Coding, LifeCycle, Quantity, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, Medication, Observation, Referral,
            ReferralState,
            systems::{ICPC_2, LOINC},
            types,
        },
    },
    time::Period,
};

use crate::{
    calendar::Calendar,
    journal::{Journal, document},
    stories::denmark::{contact, diagnosis, problem},
    sure,
    systems::dk::{BUP_MIDT, FMK, LAEGE_TORVET, bup_midt, fmk, laege_torvet},
};

pub(super) fn psychiatry(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BUP_MIDT, calendar, child, 871_903);
    journal.by(bup_midt::PSYCHIATRIST);
    admission(&mut journal);
    let attention = diagnosis(
        "DF900",
        "F90.0",
        "Forstyrrelse af aktivitet og opmærksomhed",
    );
    let code = attention.code.clone();
    let entry = journal
        .write(
            types::CONDITION,
            "2026-09-15 14:00",
            "Forstyrrelse af aktivitet og opmærksomhed",
            attention,
        )
        .ongoing();
    if let Some(code) = code {
        entry.code(code);
    }
    let medicine = Medication {
        dose_text: "1 tablet morgen".to_owned(),
        reason_text: "ADHD".to_owned(),
        prescribed: Some(calendar.moment("2026-09-18")),
        ..Medication::new(
            "N06BA04",
            "Methylphenidat depottabletter 27 mg",
            Quantity::new("27", "mg"),
        )
    };
    journal
        .write(
            types::MEDICATION,
            "2026-09-21 08:00",
            "Methylphenidat 27 mg",
            medicine,
        )
        .ongoing()
        .version(2);
    journal.by(bup_midt::NURSE);
    for (when, kg, pulse) in [
        ("2026-08-17 11:00", "40.3", "82"),
        ("2026-10-29 09:30", "39.6", "91"),
    ] {
        journal.weight(when, kg);
        let code = Coding::new(LOINC, "8867-4", "Puls");
        let rate = Observation::quantity(code.clone(), Quantity::new(pulse, "/min"));
        journal
            .write(types::OBSERVATION_VITAL_SIGN, when, "Puls", rate)
            .code(code);
    }
    after_discharge(&mut journal, calendar);
    journal.close()
}

fn admission(journal: &mut Journal<'_>) {
    let admitted = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_midt::PSYCHIATRIST.of(&BUP_MIDT)),
        ..Activity::new(
            ActivityKind::Admission,
            "Skolevægring, udadreagerende, ophørt med at spise med familien",
        )
    };
    journal.write(
        types::ACTIVITY,
        "2026-08-17 10:30",
        "Indlæggelse, børneafsnit",
        admitted,
    );
    let discharged = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Udskrevet til hjemmet. Epikrise til egen læge.".to_owned(),
        responsible: Some(bup_midt::PSYCHIATRIST.of(&BUP_MIDT)),
        ..Activity::new(ActivityKind::Discharge, "Afsluttet indlæggelse")
    };
    journal.write(
        types::ACTIVITY,
        "2026-10-30 12:00",
        "Udskrivelse",
        discharged,
    );
    let letter = document(&[
        (
            "Forløb",
            "Indlagt ti uger på børneafsnit. Observeret i afsnitsskole. Udredt for opmærksomhed, stemning og autisme.",
        ),
        (
            "Konklusion",
            "DF900. Ingen tegn på autismespektrum eller depression.",
        ),
        (
            "Medicin",
            "Methylphenidat 27 mg morgen, god effekt, let nedsat appetit middag. Vægt, puls og blodtryk om 4 uger hos os.",
        ),
        (
            "Plan",
            "Kontrol i ambulatoriet. Koordinering overgår til familierådgiver i Aadal. Egen læge bedes ikke ændre medicin.",
        ),
    ]);
    journal.write(
        types::DOCUMENT_DISCHARGE_LETTER,
        "2026-10-30 15:40",
        "Epikrise til egen læge",
        letter,
    );
}

fn after_discharge(journal: &mut Journal<'_>, calendar: &Calendar) {
    let call = Activity {
        mode: ActivityMode::Phone,
        outcome: "Spiser morgenmad før tablet. Sover fra kl. 21.30. Ingen ændring.".to_owned(),
        ..Activity::new(ActivityKind::Session, "Opfølgning på medicin")
    };
    journal.write(
        types::ACTIVITY,
        "2026-11-12 13:10",
        "Telefonsamtale med mor",
        call,
    );
    let control = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_midt::PSYCHIATRIST.of(&BUP_MIDT)),
        ..Activity::new(
            ActivityKind::Appointment,
            "Vægt, puls, blodtryk, virkning i skolen",
        )
    };
    journal
        .write(types::ACTIVITY, "+17 09:00", "Medicinkontrol", control)
        .recorded("2026-10-30 12:10");
    contact(
        journal,
        "2026-08-17 10:30",
        &BUP_MIDT,
        &bup_midt::PSYCHIATRIST,
        "Udredning, medicin",
    );
    let nurse = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2026-08-24"),
            calendar.moment("2026-10-31"),
        )),
        ..Contact::new(
            bup_midt::NURSE.of(&BUP_MIDT),
            "Forløbskoordinator under indlæggelsen",
        )
    };
    journal
        .write(
            types::CONTACT,
            "2026-08-24 10:00",
            "Forløbskoordinator",
            nurse,
        )
        .until("2026-10-31")
        .recorded("2026-11-02 08:40")
        .version(2);
}

pub(super) fn practice(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&LAEGE_TORVET, calendar, child, 70_915);
    journal.by(laege_torvet::DOCTOR);
    let behaviour = problem("P22", "Adfærdssymptom hos barn");
    journal
        .write(types::CONDITION, "2026-03-09", "P22", behaviour)
        .ongoing();
    let referral = Referral {
        from: Some(LAEGE_TORVET.unit()),
        to: Some(BUP_MIDT.unit()),
        to_sector: Some(sure::sector("child-psychiatry")),
        state: ReferralState::Closed,
        question: "11-årig dreng, PPR anbefaler udredning. ADHD?".to_owned(),
        reason: Some(Coding::new(ICPC_2, "P22", "Adfærdssymptom hos barn")),
        requested: Some(calendar.moment("2026-03-10")),
        answered: Some(calendar.moment("2026-03-27")),
        ..Referral::default()
    };
    journal.write(types::REFERRAL, "2026-03-10", "Henv. BUP", referral);
    journal.note(
        "2026-11-03",
        "Epikrise",
        &[("", "Epikrise modt. fra BUP. DF900, methylphenidat via BUP. Ingen kontrol her. Obs. vægt ved kontakt.")],
    );
    contact(
        &mut journal,
        "2015-03-05",
        &LAEGE_TORVET,
        &laege_torvet::DOCTOR,
        "Egen læge",
    );
    journal.close()
}

/// One medicine goes on, with a stop date ahead of it; the other's has passed.
pub(super) fn medicines(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut list = Journal::open(&FMK, calendar, child, 221_070);
    list.by(bup_midt::PSYCHIATRIST);
    let sleep = Medication {
        dose_text: "1 tablet 1 time før sengetid".to_owned(),
        reason_text: "for søvn".to_owned(),
        ..Medication::new("N05CH01", "Melatonin 3 mg", Quantity::new("3", "mg"))
            .stopped(calendar.moment("2026-10-29"), "")
    };
    list.write(
        types::MEDICATION,
        "2026-08-20 20:00",
        "Melatonin 3 mg",
        sleep,
    )
    .until("2026-10-29 23:59")
    .life_cycle(LifeCycle::Completed)
    .status(fmk::AFSLUTTET);
    let attention = Medication {
        dose_text: "1 tablet morgen".to_owned(),
        reason_text: "mod ADHD".to_owned(),
        ..Medication::new(
            "N06BA04",
            "Methylphenidat depottabletter 27 mg",
            Quantity::new("27", "mg"),
        )
    };
    list.write(
        types::MEDICATION,
        "2026-09-21 08:00",
        "Methylphenidat 27 mg",
        attention,
    )
    .until("+150")
    .life_cycle(LifeCycle::Active)
    .status(fmk::AKTIV)
    .version(2);
    list.close()
}

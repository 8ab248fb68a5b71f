//! What psychiatry, the practice and the medication register hold. One assessment is not for her parents: she asked for that, and says why.

use domain::{
    id::PersonId,
    record::{
        Coding, LifeCycle, Quantity, Record, Sensitivity,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Instrument,
            Intervention, Medication, Referral, ReferralState, systems::ICPC_2, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::{Journal, document},
    stories::denmark::{contact, diagnosis, problem},
    sure,
    systems::dk::{BUP_MIDT, FMK, LAEGE_TORVET, SKS, bup_midt, fmk, laege_torvet},
};

pub(super) fn psychiatry(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BUP_MIDT, calendar, child, 633_018);
    journal.by(bup_midt::PSYCHIATRIST);
    let depression = diagnosis("DF321", "F32.1", "Depressiv enkeltepisode af moderat grad");
    let code = depression.code.clone();
    let entry = journal
        .write(
            types::CONDITION,
            "2025-09-22 13:00",
            "Depressiv enkeltepisode af moderat grad",
            depression,
        )
        .ongoing();
    if let Some(code) = code {
        entry.code(code);
    }
    let medicine = Medication {
        dose_text: "1 kapsel morgen".to_owned(),
        reason_text: "Depression".to_owned(),
        prescribed: Some(calendar.moment("2025-10-06")),
        ..Medication::new("N06AB03", "Fluoxetin 20 mg", Quantity::new("20", "mg"))
    };
    journal
        .write(
            types::MEDICATION,
            "2025-10-06 15:20",
            "Fluoxetin 20 mg",
            medicine,
        )
        .ongoing();
    risk(&mut journal);
    for_the_school(&mut journal);
    treatment(&mut journal);
    journal.close()
}

/// The assessment of risk, and its note: marked so that no guardian is shown that they exist.
fn risk(journal: &mut Journal<'_>) {
    let assessment = Assessment {
        instruments: vec![Instrument::named("Selvmordsrisikovurdering, regional skabelon")],
        conclusion: "Let forhøjet risiko. Tanker uden planer, ingen forsøg. Beskyttende: veninde, hund, kommer til samtaler. \
                     Sikkerhedsplan lavet med Ida."
            .to_owned(),
        assessors: vec![bup_midt::PSYCHIATRIST.of(&BUP_MIDT)],
        ..Assessment::new(AssessmentState::Done, "Risiko for selvmord?")
    };
    journal
        .write(
            types::ASSESSMENT,
            "2026-09-08 14:10",
            "Selvmordsrisikovurdering",
            assessment,
        )
        .not_for_guardians()
        .sensitive(Sensitivity::Restricted);
    journal
        .note(
            "2026-09-08 14:30",
            "Samtale alene",
            &[
                ("Samtale", "Har skåret sig to gange i sommer, ikke siden. Vil ikke have at forældrene får det at vide nu; bange for at de \
                  passer på hende hele tiden."),
                ("Vurdering", "Sundhedsloven: oplysningen holdes tilbage for forældrene indtil videre, revurderes hver gang."),
            ],
        )
        .not_for_guardians()
        .sensitive(Sensitivity::Restricted);
}

/// What was written for the school, with the parents' consent.
fn for_the_school(journal: &mut Journal<'_>) {
    for (when, text) in [
        (
            "2025-10-20 11:00",
            "Kan møde til halv dag. Brug for ro i frikvarterer og mulighed for at gå uden at spørge i klassen.",
        ),
        (
            "2026-08-31 10:20",
            "Behandlingen fortsætter. Skemaet kan øges, når hun selv foreslår det. Fravær efter samtaler er aftalt.",
        ),
    ] {
        journal.write(
            types::DOCUMENT_STATEMENT,
            when,
            "Statusudtalelse til skolen",
            document(&[("Anbefaling", text)]),
        );
    }
}

fn treatment(journal: &mut Journal<'_>) {
    journal.by(bup_midt::PSYCHOLOGIST);
    let therapy = Intervention {
        extent: "hver 14. dag".to_owned(),
        purpose: "Kognitiv terapi; søvn, undgåelse, skoledag".to_owned(),
        ..Intervention::new(
            "Samtaleterapi, individuel",
            Coding::new(SKS, "BRSP0", "Samtaleterapi"),
        )
    };
    journal
        .write(
            types::INTERVENTION,
            "2025-11-03 10:00",
            "Samtaleterapi",
            therapy,
        )
        .ongoing();
    let session = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Sover bedre. Går ture med hunden.".to_owned(),
        ..Activity::new(ActivityKind::Session, "Kognitiv terapi")
    };
    journal.write(types::ACTIVITY, "2026-11-16 10:00", "Samtale", session);
    journal.note(
        "2026-11-16 11:00",
        "Om at fylde 15",
        &[
            ("Samtale", "Vi har talt om, hvad der ændrer sig, når hun fylder 15: hun giver selv samtykke. Hun ønsker ikke deling mellem os og skolen, \
              begge veje. Det er noteret fra fødselsdagen."),
            ("Plan", "Forældrene mister deres digitale adgang den dag. Vi orienterer dem fortsat mundtligt efter aftale med Ida."),
        ],
    );
    let next = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_midt::PSYCHOLOGIST.of(&BUP_MIDT)),
        ..Activity::new(ActivityKind::Appointment, "Kognitiv terapi")
    };
    journal
        .write(types::ACTIVITY, "+9 10:00", "Samtale", next)
        .recorded("2026-11-16 11:05");
    contact(
        journal,
        "2025-11-03 10:00",
        &BUP_MIDT,
        &bup_midt::PSYCHOLOGIST,
        "Behandler",
    );
    contact(
        journal,
        "2025-09-01 09:00",
        &BUP_MIDT,
        &bup_midt::PSYCHIATRIST,
        "Behandlingsansvarlig, medicin",
    );
}

pub(super) fn practice(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&LAEGE_TORVET, calendar, child, 52_206);
    journal.by(laege_torvet::DOCTOR);
    let low = problem("P76", "Depressiv lidelse");
    journal
        .write(types::CONDITION, "2025-08-11", "P76", low)
        .ongoing();
    journal.note(
        "2025-08-11",
        "Kons.",
        &[("", "M. mor. Trist siden foråret, trækker sig, sover til middag. PHQ-A 17. Henv. BUP subakut.")],
    );
    let referral = Referral {
        from: Some(LAEGE_TORVET.unit()),
        to: Some(BUP_MIDT.unit()),
        to_sector: Some(sure::sector("child-psychiatry")),
        state: ReferralState::Ongoing,
        question: "13-årig pige med depression, skolefravær. Vurdering og behandling.".to_owned(),
        reason: Some(Coding::new(ICPC_2, "P76", "Depressiv lidelse")),
        requested: Some(calendar.moment("2025-08-11")),
        answered: Some(calendar.moment("2025-08-25")),
        ..Referral::default()
    };
    journal
        .write(types::REFERRAL, "2025-08-11", "Henv. BUP", referral)
        .ongoing();
    contact(
        &mut journal,
        "2012-01-09",
        &LAEGE_TORVET,
        &laege_torvet::DOCTOR,
        "Egen læge",
    );
    journal.close()
}

/// One medicine goes on with a stop date ahead of it; one was stopped before its own had come.
pub(super) fn medicines(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut list = Journal::open(&FMK, calendar, child, 118_356);
    list.by(bup_midt::PSYCHIATRIST);
    let sleep = Medication {
        dose_text: "1 tablet 1 time før sengetid".to_owned(),
        reason_text: "for søvn".to_owned(),
        ..Medication::new("N05CH01", "Melatonin 2 mg", Quantity::new("2", "mg"))
            .stopped(calendar.moment("2026-02-10"), "Sover uden")
    };
    list.write(
        types::MEDICATION,
        "2025-09-24 20:00",
        "Melatonin 2 mg",
        sleep,
    )
    .until("2026-02-10 12:00")
    .life_cycle(LifeCycle::Completed)
    .status(fmk::SEPONERET)
    .version(2);
    let mood = Medication {
        dose_text: "1 kapsel morgen".to_owned(),
        reason_text: "mod depression".to_owned(),
        ..Medication::new("N06AB03", "Fluoxetin 20 mg", Quantity::new("20", "mg"))
    };
    list.write(
        types::MEDICATION,
        "2025-10-06 15:20",
        "Fluoxetin 20 mg",
        mood,
    )
    .until("+120")
    .life_cycle(LifeCycle::Active)
    .status(fmk::AKTIV)
    .version(3);
    list.close()
}

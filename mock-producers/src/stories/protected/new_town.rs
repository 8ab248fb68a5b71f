//! What the new town holds beside the school: the family unit that found them a place to hide, and a night at the emergency department.

use domain::{
    id::PersonId,
    record::{
        Coding, LifeCycle, Quantity, Record, Sensitivity,
        body::{
            Activity, ActivityKind, ActivityMode, ConcernKind, ConcernReport, Condition,
            ConditionState, Contact, Intervention, InterventionClosure, Medication,
            MedicationState, systems::ICD_10, types,
        },
    },
};

use super::{NEW_HOME, NEW_SCHOOL};
use crate::{
    calendar::Calendar,
    journal::{Journal, document},
    sure,
    systems::{
        SJUKHUS_VASTERLUND, SOC_NORRBY,
        sjukhus_vasterlund::{EMERGENCY, EMERGENCY_DOCTOR},
        soc_norrby::SOCIAL_WORKER,
    },
};

pub(super) fn social_services(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SOC_NORRBY, calendar, child, 418);
    journal.by(SOCIAL_WORKER);
    let inquiry = ConcernReport {
        kind: ConcernKind::Inquiry,
        from_sector: Some(sure::sector("social-child")),
        received: Some(calendar.moment("2026-05-13")),
        decided: Some(calendar.moment("2026-05-18")),
        areas: vec![journal.keyword("bbic-sakerhet", "BBIC: Säkerhet")],
        ..ConcernReport::default()
    };
    journal
        .write(
            types::CONCERN_REPORT,
            "2026-05-18",
            "Utredning, överflyttad från Gamlestan till Norrby",
            inquiry,
        )
        .until("2026-09-11")
        .not_for_guardians()
        .sensitive(Sensitivity::VeryRestricted);
    let shelter = Intervention {
        purpose: "Skydd undan pappan för mor och barn".to_owned(),
        extent: "Fyra veckor".to_owned(),
        legal_basis: "SoL 2025:400".to_owned(),
        case_id: "IFO-2026-418".to_owned(),
        closure: InterventionClosure::Delivered,
        ..Intervention::new(
            "Skyddat boende, Rönnens hus i Norrby",
            journal.keyword("skyddat-boende", "Skyddat boende"),
        )
    };
    journal
        .write(
            types::INTERVENTION,
            "2026-05-20",
            "Skyddat boende, Rönnens hus",
            shelter,
        )
        .until("2026-06-16")
        .sensitive(Sensitivity::VeryRestricted);
    journal
        .note(
            "2026-06-16",
            "Flytt till egen bostad i Norrby",
            &[
                ("Aktuellt", "Mor och barn flyttar till Tallåsstigen 7. Skyddad folkbokföring beviljad. Pappan har ringt förskolan i Gamlestan två gånger och frågat."),
                ("Att tänka på", "Ingen post till bostaden med avsändare. Skolan, Norrby centralskola, är informerad om vem som får hämta."),
            ],
        )
        .naming_others()
        .at(NEW_HOME.location());
    let contact = Contact {
        next_step: "Uppföljning av stödsamtal i december".to_owned(),
        ..Contact::new(SOCIAL_WORKER.of(&SOC_NORRBY), "Stöd till mor och barn")
    };
    journal
        .write(
            types::CONTACT,
            "2026-05-18",
            "Familjesekreterare i Norrby",
            contact,
        )
        .ongoing()
        .at(NEW_SCHOOL.location());
    journal.close()
}

pub(super) fn emergency(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const NIGHT: &str = "2026-09-19 23:40";
    let mut journal = Journal::open(&SJUKHUS_VASTERLUND, calendar, child, 811_902);
    journal.by(EMERGENCY_DOCTOR);
    let arrival = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Hem efter observation till kl. 03.".to_owned(),
        ..Activity::new(
            ActivityKind::Visit,
            "Ambulans från Tallåsstigen, skällhosta",
        )
    };
    journal
        .write(
            types::ACTIVITY,
            NIGHT,
            "Akutbesök, ambulans från Norrby",
            arrival,
        )
        .at_unit(EMERGENCY)
        .at(NEW_HOME.location());
    let code = Coding::new(ICD_10, "J05.0", "Pseudokrupp");
    let croup = Condition {
        state: ConditionState::Resolved,
        onset: Some(calendar.moment("2026-09-19")),
        resolved: Some(calendar.moment("2026-09-20")),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(types::CONDITION, NIGHT, "Pseudokrupp", croup)
        .until("2026-09-20 03:00")
        .code(code)
        .at_unit(EMERGENCY);
    journal.weight(NIGHT, "21.6").at_unit(EMERGENCY);
    let betamethasone = Medication {
        state: MedicationState::Stopped,
        dose_text: "Engångsdos".to_owned(),
        stopped: Some(calendar.moment("2026-09-19")),
        stop_reason: "Engångsdos".to_owned(),
        ..Medication::new("H02AB01", "Betapred", Quantity::new("6", "mg"))
    };
    journal
        .write(types::MEDICATION, NIGHT, "Betapred 6 mg", betamethasone)
        .until("2026-09-20 00:10")
        .at_unit(EMERGENCY);
    let letter = document(&[
        (
            "Aktuellt",
            "6-årig pojke från Norrby, skällhosta och stridor i vila. Mamma med, bor på hemlig adress.",
        ),
        ("Åtgärd", "Betapred 6 mg, adrenalininhalation. God effekt."),
        (
            "Planering",
            "Ingen återbesökstid. Vid nytt besvär ring 112; ambulansen hittar via skolan.",
        ),
    ]);
    journal
        .write(
            types::DOCUMENT_DISCHARGE_LETTER,
            "2026-09-20 03:20",
            "Epikris barnakuten, patient från Norrby",
            letter,
        )
        .life_cycle(LifeCycle::Completed)
        .at_unit(EMERGENCY)
        .naming_others();
    journal.close()
}

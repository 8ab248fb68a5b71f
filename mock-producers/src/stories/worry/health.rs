//! What health care holds: an ordinary childhood, a stomach ache on Mondays, a place in a queue, and the school nurse's note of a bruise.

use domain::{
    id::PersonId,
    record::{
        Coding, Record, Sensitivity,
        body::{
            Activity, ActivityKind, ActivityMode, Condition, Contact, Interpretation,
            ProgrammeAdherence, ProgrammeStatement, Referral, ReferralState, systems::ICD_10,
            types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal, document},
    stories::{atc, reached_at},
    sure,
    systems::{
        BUP_VASTERLUND, BVC_VASTERBY, EMI_VASTERBY, VC_ALEN, bup_vasterlund, bvc_vasterby,
        emi_vasterby, vc_alen,
    },
};

/// The programme of those born in 2018: no rotavirus yet.
#[rustfmt::skip] // a table: one row a line
const DOSES: [(&str, Dose); 8] = [
    ("2018-06-11", Dose::new(atc::HEXAVALENT, "Infanrix hexa", 1, "A21CC560A")),
    ("2018-06-11", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 1, "W17702")),
    ("2018-08-13", Dose::new(atc::HEXAVALENT, "Infanrix hexa", 2, "A21CC598B")),
    ("2018-08-13", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 2, "W23114")),
    ("2019-03-11", Dose::new(atc::HEXAVALENT, "Infanrix hexa", 3, "A21CC715A")),
    ("2019-03-11", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 3, "X40932")),
    ("2019-09-09", Dose::new(atc::MMR, "M-M-RVAXPRO", 1, "R024471")),
    ("2023-03-13", Dose::new(atc::FIVE_YEAR_BOOSTER, "Tetravac", 4, "U2A771M")),
];

/// Day, height in cm, weight in kg.
const GROWTH: [(&str, &str, &str); 5] = [
    ("2018-03-16", "49.5", "3.31"),
    ("2019-03-11", "74.0", "9.2"),
    ("2020-10-05", "91.0", "13.2"),
    ("2022-03-14", "101.5", "16.0"),
    ("2023-03-13", "108.5", "18.1"),
];

pub(super) fn child_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BVC_VASTERBY, calendar, child, 22_718);
    journal.by(bvc_vasterby::NURSE);
    for (when, cm, kg) in GROWTH {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    for (when, dose) in DOSES {
        journal.vaccination(when, dose, false);
    }
    journal.hearing(
        "2022-03-14",
        "Lekaudiometri",
        Ears::PASSED,
        "Godkänd båda öronen.",
    );
    journal.vision("2022-03-14", "0.8", "0.8", Interpretation::Normal);
    let mut summary = document(&[
        ("Vaccinationer", "Enligt programmet."),
        ("Hälsobesök", "Alla genomförda."),
        ("Tillväxt", "Följer sin kurva."),
    ]);
    summary.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Followed,
        visits: ProgrammeAdherence::Followed,
        ..ProgrammeStatement::default()
    });
    journal.write(
        types::DOCUMENT_BVC_SUMMARY,
        "2024-06-10",
        "Sammanfattning till elevhälsan",
        summary,
    );
    journal.close()
}

pub(super) fn stomach_ache(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const VISIT: &str = "2026-09-08 13:20";
    let mut journal = Journal::open(&VC_ALEN, calendar, child, 90_344);
    journal.by(vc_alen::DOCTOR);
    let code = Coding::new(ICD_10, "R10.4", "Buksmärta, ospecificerad");
    let pain = Condition {
        onset: Some(calendar.moment("2026-08")),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(types::CONDITION, VISIT, "Magont", pain)
        .ongoing()
        .code(code);
    journal.note(
        VISIT,
        "Nybesök",
        &[
            ("Anamnes", "Ont i magen på morgnarna sedan skolstart, mest måndagar. Bor växelvis, byter på söndagar. Mamma med."),
            ("Status", "Buk mjuk, oöm. Vikt 26,0. Prover ua."),
            ("Bedömning", "Funktionella besvär? Svårt att lämna mamma. Remiss BUP för oro."),
        ],
    );
    let referral = Referral {
        from: Some(VC_ALEN.unit()),
        to: Some(BUP_VASTERLUND.unit()),
        to_sector: Some(sure::sector("child-psychiatry")),
        state: ReferralState::Waiting,
        question: "Flicka 8 år med oro och magont inför skolan. Tacksam bedömning.".to_owned(),
        requested: Some(calendar.moment("2026-09-08")),
        answered: Some(calendar.moment("2026-09-22")),
        answer: "Accepterad, väntetid cirka tre månader.".to_owned(),
        ..Referral::default()
    };
    journal
        .write(types::REFERRAL, VISIT, "Remiss BUP", referral)
        .ongoing()
        .recorded("2026-09-22 08:30")
        .version(2);
    journal.close()
}

pub(super) fn waiting_list(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BUP_VASTERLUND, calendar, child, 41_090);
    journal.by(bup_vasterlund::NURSE);
    journal.note(
        "2026-09-22 08:10",
        "Remissbedömning",
        &[(
            "Bedömning",
            "Remiss från Alens vårdcentral. Oro, magont. Ingen akut fråga i remissen. Nybesök inom tre månader, båda föräldrarna kallas.",
        )],
    );
    let visit = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_vasterlund::PSYCHOLOGIST.of(&BUP_VASTERLUND)),
        ..Activity::new(ActivityKind::Appointment, "Nybesök, oro")
    };
    journal
        .write(types::ACTIVITY, "+16 09:00", "Nybesök", visit)
        .recorded("2026-09-22 08:20");
    journal.close()
}

pub(super) fn school_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&EMI_VASTERBY, calendar, child, 31_019_044);
    journal.by(emi_vasterby::NURSE);
    for (when, cm, kg) in [
        ("2024-10-08 09:40", "119.8", "22.4"),
        ("2026-09-15 10:10", "131.0", "26.1"),
    ] {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    journal.hearing(
        "2024-10-08 09:40",
        "Tonaudiometri",
        Ears::PASSED,
        "20 dB ua bilat.",
    );
    journal.note(
        "2026-09-15 10:10",
        "Hälsobesök åk 2",
        &[
            (
                "Hälsosamtal",
                "Tycker om rasterna och djur. Ont i magen ibland, äter frukost hos mamma.",
            ),
            ("Bedömning", "Följer sina kurvor."),
        ],
    );
    bruise(&mut journal);
    let contact = Contact {
        reachable: "Vardagar 8–15".to_owned(),
        ..Contact::new(
            emi_vasterby::NURSE.of(&EMI_VASTERBY),
            "Elevhälsans medicinska insats",
        )
    };
    journal
        .write(types::CONTACT, "2024-08-19 08:00", "Skolsköterska", contact)
        .ongoing()
        .at(reached_at("tel:+46846500414"));
    journal.close()
}

/// What she saw and heard, not what she thinks; and that she reported.
fn bruise(journal: &mut Journal<'_>) {
    journal
        .note(
            "2026-10-05 10:50",
            "Besök med skolkurator",
            &[
                ("Aktuellt", "Kommer med kurator efter idrotten. Har haft långärmat hela september."),
                ("Status", "Vänster överarm, utsidan: gulgrönt blåmärke 3 × 2 cm. Insidan: två runda, cirka 1 cm, blålila. I övrigt inga synliga märken; klär inte av sig mer. Ingen smärta vid rörelse."),
                ("Barnets ord", "\"Pappa blev arg för skorna. Han höll fast mig.\" Vill inte att pappa får veta att hon sagt det."),
                ("Åtgärd", "Orosanmälan till socialtjänsten 11.25, egen och i samråd med kurator. Vårdnadshavare ej kontaktade, enligt socialtjänsten."),
            ],
        )
        .not_for_guardians()
        .sensitive(Sensitivity::VeryRestricted)
        .naming_others();
    journal
        .note(
            "2026-10-14 15:40",
            "Återkoppling från socialtjänsten",
            &[(
                "Aktuellt",
                "Utredning inledd idag. Ska inte kontakta hemmet om detta.",
            )],
        )
        .not_for_guardians()
        .sensitive(Sensitivity::VeryRestricted);
}

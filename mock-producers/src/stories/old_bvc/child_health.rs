//! What the child health centre holds: growth, vaccinations, and the left ear that was found at four.

use domain::{
    id::PersonId,
    record::{
        Coding, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Certainty, Condition, ConditionState, Contact,
            Interpretation, ProgrammeAdherence, ProgrammeStatement, Referral, ReferralState,
            systems::ICD_10, types,
        },
    },
    time::Period,
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal, document},
    stories::{atc, colleague, reached_at},
    sure,
    systems::{BVC_VASTERBY, bvc_vasterby, sjukhus_vasterlund::EAR_CLINIC},
};

/// The programme of those born in 2014: no rotavirus yet (from 2019-09-01), hepatitis B only for those at risk.
const BVC_DOSES: [(&str, Dose); 8] = [
    (
        "2014-06-18",
        Dose::new(atc::PENTAVALENT, "Pentavac", 1, "K4115-1"),
    ),
    (
        "2014-06-18",
        Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 1, "H31442"),
    ),
    (
        "2014-08-20",
        Dose::new(atc::PENTAVALENT, "Pentavac", 2, "K4190-2"),
    ),
    (
        "2014-08-20",
        Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 2, "H47210"),
    ),
    (
        "2015-03-18",
        Dose::new(atc::PENTAVALENT, "Pentavac", 3, "L2034-1"),
    ),
    (
        "2015-03-18",
        Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 3, "J59018"),
    ),
    (
        "2015-09-16",
        Dose::new(atc::MMR, "M-M-RVAXPRO", 1, "L019377"),
    ),
    (
        "2019-03-26",
        Dose::new(atc::FIVE_YEAR_BOOSTER, "Tetravac", 4, "R3F44V"),
    ),
];

/// Day, height in cm, weight in kg.
const BVC_GROWTH: [(&str, &str, &str); 6] = [
    ("2014-03-26", "50.5", "3.48"),
    ("2014-09-17", "68.0", "8.15"),
    ("2015-03-18", "76.0", "10.1"),
    ("2016-10-12", "91.5", "13.4"),
    ("2018-03-20", "102.5", "16.4"),
    ("2019-03-26", "109.5", "18.2"),
];

/// Lekaudiometri at four: the left ear hears 35 dB at 4 kHz, where 20 is expected.
const EARS_AT_FOUR: Ears = Ears {
    left: ["20", "20", "25", "35"],
    right: ["20", "20", "20", "20"],
    finding: Interpretation::Abnormal,
};

const EARS_RETESTED: Ears = Ears {
    left: ["30", "30", "35", "40"],
    right: ["20", "20", "20", "25"],
    finding: Interpretation::Abnormal,
};

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BVC_VASTERBY, calendar, child, 20_411);
    journal.by(bvc_vasterby::NURSE);
    for (when, cm, kg) in BVC_GROWTH {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    for (when, dose) in BVC_DOSES {
        journal.vaccination(when, dose, false);
    }
    four_year_examination(&mut journal);
    after_the_referral(&mut journal, calendar);
    handover(&mut journal, calendar);
    journal.close()
}

fn four_year_examination(journal: &mut Journal<'_>) {
    let visit = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Hörsel vänster ej godkänd. Nytt test om två månader.".to_owned(),
        ..Activity::new(ActivityKind::Examination, "Hälsobesök vid 4 år")
    };
    journal.write(types::ACTIVITY, "2018-03-20", "4-årsbesök", visit);
    journal.hearing(
        "2018-03-20",
        "Lekaudiometri",
        EARS_AT_FOUR,
        "Medverkar bra. Vänster 35 dB vid 4 kHz, upprepat.",
    );
    journal.vision("2018-03-20", "0.8", "0.8", Interpretation::Normal);
    journal.note(
        "2018-03-20",
        "4-årsbesök, anteckning",
        &[
            ("Bakgrund", "Flera öroninflammationer under vintern. Båda föräldrarna med. Hemma svenska och arabiska."),
            ("Språk och tal", "Förstår tvåledsuppmaning på båda språken. Enstaka ljud oklara. Frågar ofta om."),
            ("Motorik", "Hoppar på ett ben, ritar kors och cirkel."),
            ("Bedömning", "Frisk pojke, följer sin kurva. Hörsel vänster öra ej godkänd vid lekaudiometri, återbesök i maj."),
        ],
    );
    journal.hearing(
        "2018-05-22",
        "Lekaudiometri",
        EARS_RETESTED,
        "Omtest: fortsatt sänkt på vänster öra. Trumhinnan matt. Remiss.",
    );
}

fn after_the_referral(journal: &mut Journal<'_>, calendar: &Calendar) {
    let ear_clinic = || sure::organisation(EAR_CLINIC.0, EAR_CLINIC.1);
    let referral = Referral {
        from: Some(BVC_VASTERBY.unit()),
        to: Some(ear_clinic()),
        to_sector: Some(sure::sector("hospital")),
        state: ReferralState::Closed,
        question: "Pojke 4 år, underkänd lekaudiometri vänster öra två gånger. Bedömning av hörsel och mellanöron önskas.".to_owned(),
        requested: Some(calendar.moment("2018-05-22")),
        answered: Some(calendar.moment("2018-09-13")),
        answer: "Kronisk serös otit vänster (H65.2). Ingen åtgärd nu, kontroll hos oss i mars.".to_owned(),
        ..Referral::default()
    };
    journal
        .write(
            types::REFERRAL,
            "2018-05-22",
            "Remiss till öronkliniken",
            referral,
        )
        .until("2019-03-12")
        .recorded("2018-09-17");
    let code = Coding::new(ICD_10, "H65.2", "Kronisk serös otitis media");
    let condition = Condition {
        certainty: Certainty::Confirmed,
        state: ConditionState::Resolved,
        onset: Some(calendar.moment("2018-09-13")),
        resolved: Some(calendar.moment("2019-03-12")),
        note: "Diagnos enligt remissvar. Vänster öra. Läkt vid kontroll.".to_owned(),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(
            types::CONDITION,
            "2018-09-13",
            "Kronisk serös otit, vänster",
            condition,
        )
        .until("2019-03-12")
        .recorded("2018-09-17")
        .code(code);
    let audiologist = colleague(
        "Hörselvården, mottagningen för barn",
        "audiologist",
        "audionom",
        ear_clinic(),
    );
    let contact = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2018-09-13"),
            calendar.moment("2019-03-12"),
        )),
        next_step: "Hörselkontroll i mars".to_owned(),
        ..Contact::new(audiologist, "Uppföljning av hörseln efter serös otit")
    };
    journal
        .write(types::CONTACT, "2018-09-13", "Hörselvården", contact)
        .until("2019-03-12")
        .recorded("2018-09-17");
}

fn handover(journal: &mut Journal<'_>, calendar: &Calendar) {
    journal.hearing(
        "2019-03-26",
        "Lekaudiometri",
        Ears::PASSED,
        "Godkänd båda öronen. Hörselvården har avslutat.",
    );
    let nurse = bvc_vasterby::NURSE.of(&BVC_VASTERBY);
    let contact = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2018-03-20"),
            calendar.moment("2018-09-13"),
        )),
        ..Contact::new(nurse, "Barnhälsovård från födseln; hörseln 2018")
    };
    journal
        .write(types::CONTACT, "2014-03-26", "BVC-sjuksköterska", contact)
        .until("2019-06-04")
        .at(reached_at("tel:+46846500402"));
    let mut summary = document(&[
        (
            "Vaccinationer",
            "Enligt programmet. MPR 1 vid 18 månader, DTP-polio vid 5 år.",
        ),
        ("Hälsobesök", "Alla genomförda."),
        (
            "Hörsel",
            "4 år: underkänd vänster, omtest maj avvikande, remiss. Serös otit hösten 2018 (H65.2). Godkänd vid 5 år.",
        ),
        ("Tillväxt", "Följer sin kurva."),
        (
            "Att tänka på",
            "Fråga om hörseln vid hälsobesöket i förskoleklass.",
        ),
    ]);
    summary.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Followed,
        visits: ProgrammeAdherence::Followed,
        deviations: Vec::new(),
        open_follow_up: false,
        has_diagnosis: true,
    });
    journal.write(
        types::DOCUMENT_BVC_SUMMARY,
        "2019-06-04",
        "Sammanfattning till elevhälsan",
        summary,
    );
}

//! `old-bvc`: a boy in grade 6 whose teacher says that he mishears. At four he heard badly on the left ear; the child health centre wrote it
//! down, the hospital found fluid, and by school it was forgotten. The school nurse must see it; child psychiatry, which has been asked
//! about his attention, gets it withheld by window, with how to ask.

use domain::{
    id::PersonId,
    record::{
        Coding, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Certainty, Condition, ConditionState, Contact,
            CustodyBasis, FamilyTieKind, IdentityProtection, Interpretation, ProgrammeAdherence,
            ProgrammeStatement, Referral, ReferralState, RegisteredSex, systems::ICD_10, types,
        },
    },
    time::Period,
};

use super::{
    Story,
    actors::{SCHOOL_NURSE_VASTERBY, Workplace, guardian},
    atc, colleague,
    family::{Family, Home, Parent},
    reached_at,
};
use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal, document},
    sure,
    systems::{BVC_VASTERBY, EMI_VASTERBY, FOLKBOKFORINGEN, bvc_vasterby, emi_vasterby},
    world::ToldChild,
};

const FAMILY: Family = Family {
    name: "Elis Samir Sandvall Amin",
    called: "Elis",
    born: "2014-03-18",
    sex: RegisteredSex::Male,
    protection: IdentityProtection::None,
    languages: &["sv", "ar"],
    parents: &[
        Parent {
            name: "Karin Sandvall",
            born: "1985-11-04",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Yusuf Amin",
            born: "1983-02-14",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: true,
        },
    ],
    home: Home {
        street: "Åkervägen 12",
        postal_code: "990 31",
        town: "Västerby",
        municipality: "9903",
        reach: &["tel:+46701740605"],
    },
    entry_title: "Folkbokförd i Västerby",
    basis: CustodyBasis::Law,
};

/// The hospital's ear department answers referrals; it has no system in this world yet.
const EAR_CLINIC: (&str, &str) = (
    "SE2321070114-R0C2",
    "Öron-, näs- och halskliniken, Västerlunds sjukhus",
);

pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let grantors = || guardians.iter().map(|guardian| &guardian.id);
    let school_nurse = Workplace::of(&EMI_VASTERBY);
    let psychiatry = Workplace::CHILD_PSYCHIATRY;
    let consents = [school_nurse, psychiatry].map(|to| to.consents(grantors()));
    let parents = FAMILY.parents.iter().map(|parent| parent.id(calendar));
    let actors = ["mamma-old-bvc", "pappa-old-bvc"].into_iter().zip(parents);
    Story {
        actors: actors.map(|(name, id)| guardian(name, &id)).collect(),
        pages: vec![
            (&BVC_VASTERBY, child_health(calendar, &child)),
            (&EMI_VASTERBY, school_health(calendar, &child)),
            (&FOLKBOKFORINGEN, FAMILY.in_register(calendar, 4_410_071)),
        ],
        child: ToldChild {
            id: child,
            story: "old-bvc",
            label: format!(
                "Pojke, {} år: hör fel i klassrummet",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: false,
            relations: [school_nurse, psychiatry].map(Workplace::relation).into(),
            consents: consents.concat(),
            actor: SCHOOL_NURSE_VASTERBY,
        },
    }
}

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
const BVC_GROWTH: [(&str, &str, &str); 6] = [
    ("2014-03-26", "50.5", "3.48"),
    ("2014-09-17", "68.0", "8.15"),
    ("2015-03-18", "76.0", "10.1"),
    ("2016-10-12", "91.5", "13.4"),
    ("2018-03-20", "102.5", "16.4"),
    ("2019-03-26", "109.5", "18.2"),
];

const SCHOOL_GROWTH: [(&str, &str, &str); 3] = [
    ("2020-10-13 09:15", "119.2", "21.9"),
    ("2022-10-11 10:40", "129.4", "26.7"),
    ("2024-11-05 11:20", "140.1", "33.8"),
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

fn child_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
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

fn school_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
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
    let psychiatry = sure::organisation("SE2321070114-R0B7", "BUP Västerlund");
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

//! `protected`: a boy in preschool class with protected registration, who lives where nobody may learn it. His records tell: the street in
//! titles, the town in unit names and signatures, the organisation number in record ids. That is how sources are; the aggregator must mask.

mod new_town;

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, CustodyBasis, FamilyTieKind,
            IdentityProtection, Interpretation, ProgrammeAdherence, ProgrammeStatement,
            RegisteredSex, types,
        },
    },
    time::{Country, Period},
};

use super::{
    Story,
    actors::{SCHOOL_NURSE_NORRBY, SOCIAL_WORKER_NORRBY, Workplace, guardians_log_in},
    atc,
    family::{Family, Home, Parent},
};
use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal, document},
    systems::{
        BVC_GAMLESTAN, EMI_NORRBY, FOLKBOKFORINGEN, SJUKHUS_VASTERLUND, SOC_NORRBY, bvc_gamlestan,
        emi_norrby,
    },
    world::ToldChild,
};

pub(crate) const STORY: &str = "protected";

/// Places, streets, ways to reach, and the numbers of the organisations there. Short numbers are left out: they turn up by chance.
pub(crate) const FORBIDDEN_WORDS: &[&str] = &[
    "Norrby",
    "Gamlestan",
    "Älvmark",
    "alvmark",
    "Tallåsstigen",
    "Lingonrisvägen",
    "990 77",
    "990 52",
    "2120070121",
    "2321070023",
    "701740633",
    "701740634",
    "846500433",
    "846500452",
    "centralskola",
    "Tvåans buss",
    "Västerlund",
    "vasterlund",
    "2321070114",
    "Rönnens hus",
];

/// The mother's login. Her access closes with the protection: a login opens whatever somebody was forced to hand over.
const GUARDIANS: [&str; 1] = ["vardnadshavare-protected"];

/// What the mother said yes to.
const ASKED_FOR: &[&str] = &[
    "child-health",
    "hospital",
    "population-register",
    "school-health",
];

const FAMILY: Family = Family {
    name: "Milo Brantefors",
    called: "Milo",
    born: "2020-04-14",
    sex: RegisteredSex::Male,
    protection: IdentityProtection::ProtectedRegistration,
    languages: &["sv"],
    parents: &[
        Parent {
            name: "Jenny Brantefors",
            born: "1992-08-19",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Robin Sällberg",
            born: "1990-03-05",
            kind: FamilyTieKind::Father,
            holds_custody: false,
            lives_with: false,
        },
    ],
    home: NEW_HOME,
    entry_title: "Skyddad folkbokföring, Tallåsstigen 7, Norrby",
    basis: CustodyBasis::Court,
};

const OLD_HOME: Home = Home {
    country: Country::Se,
    street: "Lingonrisvägen 14",
    postal_code: "990 52",
    town: "Gamlestan",
    municipality: "9905",
    reach: &["tel:+46701740633"],
};

const NEW_HOME: Home = Home {
    country: Country::Se,
    street: "Tallåsstigen 7",
    postal_code: "990 77",
    town: "Norrby",
    municipality: "9907",
    reach: &["tel:+46701740634", "mailto:familjen@norrby.example"],
};

const OLD_CENTRE: Home = Home {
    street: "Torget 2",
    reach: &["tel:+46846500452"],
    ..OLD_HOME
};

const NEW_SCHOOL: Home = Home {
    street: "Skolgatan 1",
    reach: &["tel:+46846500433", "mailto:elevhalsan@norrby.example"],
    ..NEW_HOME
};

/// The programme of those born in 2020: rotavirus, and hepatitis B in the same syringe.
const DOSES: [(&str, Dose); 10] = [
    (
        "2020-05-26",
        Dose::new(atc::ROTAVIRUS, "Rotarix", 1, "AROLC209AA"),
    ),
    (
        "2020-07-14",
        Dose::new(atc::ROTAVIRUS, "Rotarix", 2, "AROLC318BA"),
    ),
    (
        "2020-07-14",
        Dose::new(atc::HEXAVALENT, "Infanrix hexa", 1, "A21CD410A"),
    ),
    (
        "2020-07-14",
        Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 1, "ASPNB240A"),
    ),
    (
        "2020-09-15",
        Dose::new(atc::HEXAVALENT, "Infanrix hexa", 2, "A21CD466B"),
    ),
    (
        "2020-09-15",
        Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 2, "ASPNB251C"),
    ),
    (
        "2021-04-20",
        Dose::new(atc::HEXAVALENT, "Infanrix hexa", 3, "A21CE071A"),
    ),
    (
        "2021-04-20",
        Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 3, "ASPNB307A"),
    ),
    ("2021-10-19", Dose::new(atc::MMR, "Priorix", 1, "A69CF602A")),
    (
        "2025-04-22",
        Dose::new(atc::FIVE_YEAR_BOOSTER, "Tetravac", 4, "V2H11M"),
    ),
];

pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let school_nurse = Workplace::of(&EMI_NORRBY);
    let consents = school_nurse.permits(guardians.iter().map(|guardian| &guardian.id), ASKED_FOR);
    Story {
        actors: guardians_log_in(GUARDIANS, &guardians),
        pages: vec![
            (&BVC_GAMLESTAN, child_health(calendar, &child)),
            (&EMI_NORRBY, school_health(calendar, &child)),
            (&SOC_NORRBY, new_town::social_services(calendar, &child)),
            (&SJUKHUS_VASTERLUND, new_town::emergency(calendar, &child)),
            (&FOLKBOKFORINGEN, FAMILY.in_register(calendar, 5_210_944)),
        ],
        child: ToldChild {
            id: child,
            story: STORY,
            label: format!(
                "Pojke, {} år: skyddade personuppgifter",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: true,
            relations: [school_nurse, Workplace::of(&SOC_NORRBY)]
                .map(Workplace::relation)
                .into(),
            consents,
            other_actors: [&[SOCIAL_WORKER_NORRBY], &GUARDIANS[..]].concat(),
            actor: SCHOOL_NURSE_NORRBY,
        },
    }
}

fn child_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BVC_GAMLESTAN, calendar, child, 7_301);
    journal.by(bvc_gamlestan::NURSE);
    journal
        .weight("2020-04-22", "3.62")
        .titled("Hembesök Lingonrisvägen 14: vikt")
        .at(OLD_HOME.location());
    journal
        .height("2020-04-22", "51.0")
        .titled("Hembesök Lingonrisvägen 14: längd")
        .at(OLD_HOME.location());
    for (when, dose) in DOSES {
        journal
            .vaccination(when, dose, false)
            .at(OLD_CENTRE.location());
    }
    journal.height("2024-04-23", "103.4");
    journal.weight("2024-04-23", "16.9");
    let at_reception = journal.keyword("mottagning", "Besök på BVC Gamlestan");
    journal
        .hearing(
            "2024-04-23",
            "Lekaudiometri",
            Ears::PASSED,
            "Godkänd på båda öronen.",
        )
        .code(at_reception)
        .during("SE2321070023-BESOK-88213");
    journal.vision("2024-04-23", "0.8", "0.8", Interpretation::Normal);
    journal
        .note(
            "2026-05-12",
            "Samtal inför flytt från Gamlestan",
            &[(
                "Samtal",
                "Mamma berättar att de flyttar till Tallåsstigen i Norrby i juni och att pojken ska gå på centralskolan. Fadern får inte veta var.",
            )],
        )
        .naming_others();
    handover(&mut journal, calendar);
    journal.close()
}

fn handover(journal: &mut Journal<'_>, calendar: &Calendar) {
    let contact = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2020-04-22"),
            calendar.moment("2026-05-12"),
        )),
        ..Contact::new(
            bvc_gamlestan::NURSE.of(&BVC_GAMLESTAN),
            "Barnhälsovård till flytten",
        )
    };
    journal
        .write(
            types::CONTACT,
            "2020-04-22",
            "BVC-sköterska i Gamlestan",
            contact,
        )
        .until("2026-05-12")
        .at(OLD_CENTRE.location());
    let mut summary = document(&[
        ("Vaccinationer", "Enligt programmet."),
        (
            "Hälsobesök",
            "Alla genomförda, ett som hembesök på Lingonrisvägen.",
        ),
        ("Mottagare", "Skolhälsovården i Norrby."),
    ]);
    summary.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Followed,
        visits: ProgrammeAdherence::Followed,
        ..ProgrammeStatement::default()
    });
    journal.write(
        types::DOCUMENT_BVC_SUMMARY,
        "2026-05-12",
        "BVC-sammanfattning till Norrby centralskola",
        summary,
    );
}

fn school_health(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const VISIT: &str = "2026-10-20 09:30";
    let mut journal = Journal::open(&EMI_NORRBY, calendar, child, 5_530);
    journal.by(emi_norrby::NURSE);
    journal
        .height(VISIT, "117.4")
        .titled("Hälsobesök på Norrby centralskola: längd")
        .at(NEW_SCHOOL.location());
    journal.weight(VISIT, "21.8").at(NEW_SCHOOL.location());
    journal.hearing(VISIT, "Tonaudiometri", Ears::PASSED, "20 dB ua.");
    journal.vision(VISIT, "1.0", "1.0", Interpretation::Normal);
    journal
        .note(
            VISIT,
            "Hälsobesök förskoleklass",
            &[
                ("Hälsosamtal", "Tvåans buss från Tallåsstigen till skolan, mamma följer med till hållplatsen. Sover oroligt."),
                ("Bedömning", "Frisk. Skyddade uppgifter: ring bara mamma, inget brev hem."),
            ],
        )
        .naming_others();
    let appointment = Activity {
        mode: ActivityMode::School,
        ..Activity::new(ActivityKind::Appointment, "Uppföljande samtal om sömn")
    };
    journal
        .write(
            types::ACTIVITY,
            "+10 13:00",
            "Samtal, rum 12, Norrby centralskola",
            appointment,
        )
        .recorded(VISIT)
        .at(NEW_SCHOOL.location());
    let contact = Contact {
        next_step: "Samtal om sömnen".to_owned(),
        ..Contact::new(
            emi_norrby::NURSE.of(&EMI_NORRBY),
            "Elevhälsans medicinska insats",
        )
    }
    .holding_ball_since(calendar.moment("2026-08-18"));
    journal
        .write(
            types::CONTACT,
            "2026-08-18 08:00",
            "Skolsköterska, Norrby centralskola",
            contact,
        )
        .ongoing()
        .at(NEW_SCHOOL.location());
    journal.close()
}

//! `new-school`: a girl in grade 4 who moved in March to an independent school, which is its own care provider. Its nurse typed in what the
//! family brought on paper: the vaccination is the same dose, the height is five centimetres short. Nothing was transferred.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, CustodyBasis, FamilyTieKind,
            IdentityProtection, Interpretation, RegisteredSex, types,
        },
    },
    time::{Country, Period},
};

use super::{
    Story,
    actors::{SCHOOL_NURSE_LINDSKOLAN, Workplace, guardians_log_in},
    atc,
    family::{Family, Home, Parent},
    reached_at,
};
use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal},
    systems::{EMI_LINDSKOLAN, EMI_VASTERBY, FOLKBOKFORINGEN, emi_lindskolan, emi_vasterby},
    world::ToldChild,
};

const FAMILY: Family = Family {
    name: "Tova Ingrid Ekmyr",
    called: "Tova",
    born: "2016-09-02",
    sex: RegisteredSex::Female,
    protection: IdentityProtection::None,
    languages: &["sv"],
    parents: &[
        Parent {
            name: "Linn Ekmyr",
            born: "1988-06-22",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Marcus Rundqvist",
            born: "1986-01-30",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: false,
        },
    ],
    home: Home {
        country: Country::Se,
        street: "Lindallén 3 A",
        postal_code: "990 34",
        town: "Västerby",
        municipality: "9903",
        reach: &["tel:+46701740611"],
    },
    entry_title: "Folkbokförd i Västerby",
    basis: CustodyBasis::Law,
};

const GUARDIANS: [&str; 2] = ["vardnadshavare-new-school", "vardnadshavare-new-school-2"];

/// The measles, mumps and rubella vaccine in grade 2; the paper's copy has the batch in lower case with a space.
const MMR_2: Dose = Dose::new(atc::MMR, "M-M-RVAXPRO", 2, "W041882");
const MMR_2_ON_PAPER: Dose = Dose::new(atc::MMR, "MMR-vaxpro", 2, "w041 882");

/// The height of 3 February: as measured, and as read off the paper.
const MEASURED_CM: &str = "138.9";
const MISREAD_CM: &str = "133.9";

// R-STORY-2
pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let new_nurse = Workplace::of(&EMI_LINDSKOLAN);
    let consents = new_nurse.consents(guardians.iter().map(|guardian| &guardian.id));
    Story {
        actors: guardians_log_in(GUARDIANS, &guardians),
        pages: vec![
            (&EMI_VASTERBY, old_school(calendar, &child)),
            (&EMI_LINDSKOLAN, new_school(calendar, &child)),
            (&FOLKBOKFORINGEN, FAMILY.in_register(calendar, 4_877_302)),
        ],
        child: ToldChild {
            id: child,
            story: "new-school",
            label: format!(
                "Flicka, {} år: ny skola sedan i våras",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: false,
            relations: vec![new_nurse.relation()],
            consents,
            other_actors: GUARDIANS.into(),
            actor: SCHOOL_NURSE_LINDSKOLAN,
        },
    }
}

fn old_school(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&EMI_VASTERBY, calendar, child, 31_017_660);
    journal.by(emi_vasterby::NURSE);
    journal.height("2022-10-18 10:00", "120.6");
    journal.weight("2022-10-18 10:00", "22.8");
    journal.hearing(
        "2022-10-18 10:00",
        "Tonaudiometri",
        Ears::PASSED,
        "20 dB ua bilat.",
    );
    journal.vision("2022-10-18 10:00", "1.0", "0.8", Interpretation::Normal);
    journal.height("2024-10-08 09:20", "131.2");
    journal.weight("2024-10-08 09:20", "28.4");
    journal.vaccination("2025-02-12 10:45", MMR_2, false);
    journal.height("2026-02-03 13:10", MEASURED_CM);
    journal.weight("2026-02-03 13:10", "33.1");
    journal.note(
        "2026-02-03 13:10",
        "Tillväxtkontroll åk 3",
        &[(
            "Bedömning",
            "Mamma undrade om tidig pubertet. Följer sin kurva på +1 SD. Ingen åtgärd.",
        )],
    );
    journal.note(
        "2026-03-20 11:30",
        "Avslut, byter skola",
        &[("Åtgärd", "Slutar idag, börjar på Lindskolan. Familjen fick utdrag på papper. Journalen ej rekvirerad.")],
    );
    let contact = Contact {
        holds_ball: Some(Period::between(
            calendar.moment("2022-08-16"),
            calendar.moment("2026-03-20"),
        )),
        ..Contact::new(
            emi_vasterby::NURSE.of(&EMI_VASTERBY),
            "Elevhälsans medicinska insats till skolbytet",
        )
    };
    journal
        .write(
            types::CONTACT,
            "2022-08-16 08:00",
            "Skolsköterska, tidigare",
            contact,
        )
        .until("2026-03-20 12:00")
        .recorded("2026-03-20 11:40")
        .version(2)
        .at(reached_at("tel:+46846500414"));
    journal.close()
}

fn new_school(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const TYPED_IN: &str = "2026-04-14 15:20";
    let mut journal = Journal::open(&EMI_LINDSKOLAN, calendar, child, 112);
    journal.by(emi_lindskolan::NURSE);
    journal
        .vaccination("2025-02-12", MMR_2_ON_PAPER, true)
        .recorded(TYPED_IN);
    journal.height("2026-02-03", MISREAD_CM).recorded(TYPED_IN);
    journal.note(
        "2026-04-14",
        "Inskrivningssamtal",
        &[
            ("Bakgrund", "Började hos oss 23 mars. Mamma lämnade papper från förra skolan; uppgifterna inskrivna för hand."),
            ("Bedömning", "Trivs i klassen. Äter och sover bra."),
        ],
    );
    journal.height("2026-09-22", "142.4");
    journal.weight("2026-09-22", "35.6");
    journal.vision("2026-09-22", "1.0", "1.0", Interpretation::Normal);
    journal.note(
        "2026-09-22",
        "Hälsosamtal årskurs 4",
        &[(
            "Bedömning",
            "Enligt våra siffror 8,5 cm på knappt åtta månader. Ny mätning före jul, därefter ställningstagande till remiss till barnläkare.",
        )],
    );
    let appointment = Activity {
        mode: ActivityMode::School,
        ..Activity::new(ActivityKind::Appointment, "Ny längdmätning, snabb tillväxt")
    };
    journal
        .write(
            types::ACTIVITY,
            "+17",
            "Längdmätning, kontroll",
            appointment,
        )
        .recorded("2026-09-22");
    let contact = Contact {
        next_step: "Ny mätning; stämmer längden från förra skolan?".to_owned(),
        reachable: "Måndag, tisdag och torsdag".to_owned(),
        ..Contact::new(
            emi_lindskolan::NURSE.of(&EMI_LINDSKOLAN),
            "Elevhälsa; tillväxten",
        )
    }
    .holding_ball_since(calendar.moment("2026-03-23"));
    journal
        .write(
            types::CONTACT,
            "2026-03-23",
            "Skolsköterska Lindskolan",
            contact,
        )
        .ongoing()
        .recorded("2026-09-22")
        .at(reached_at("tel:+46846500425"));
    journal.close()
}

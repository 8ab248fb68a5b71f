//! What the general practice holds: asthma since years, and a list on which a medicine still stands that somebody else has stopped.

use domain::{
    id::PersonId,
    record::{
        Coding, Quantity, Record,
        body::{
            Condition, Contact, Medication,
            systems::{ATC, ICD_10},
            types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::reached_at,
    systems::{VC_ALEN, vc_alen},
};

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&VC_ALEN, calendar, child, 71_550);
    journal.by(vc_alen::DOCTOR);
    let code = Coding::new(ICD_10, "J45.9", "Astma, ospecificerad");
    let asthma = Condition {
        onset: Some(calendar.moment("2017")),
        severity: "lindrig, välkontrollerad".to_owned(),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(types::CONDITION, "2017", "Astma", asthma)
        .ongoing()
        .recorded("2025-12-09 14:10")
        .version(4)
        .code(code);
    medicines(&mut journal, calendar);
    asthma_checks(&mut journal);
    let contact = Contact {
        reachable: "Telefontid 8–9".to_owned(),
        ..Contact::new(
            vc_alen::ASTHMA_NURSE.of(&VC_ALEN),
            "Astmamottagning, årlig kontroll",
        )
    };
    journal
        .write(
            types::CONTACT,
            "2019-04-08 09:00",
            "Astmasköterska",
            contact,
        )
        .ongoing()
        .at(reached_at("tel:+46846500461"));
    journal.close()
}

fn medicines(journal: &mut Journal<'_>, calendar: &Calendar) {
    let budesonide = Medication {
        dose_text: "1 inhalation 2 gånger dagligen".to_owned(),
        reason_text: "Förebygger astma".to_owned(),
        prescribed: Some(calendar.moment("2021-03-10")),
        ..medicine("R03BA02", "Budesonid", "Giona Easyhaler", ("200", "ug"))
    };
    journal
        .write(
            types::MEDICATION,
            "2021-03-10",
            "Giona Easyhaler 200 mikrog/dos",
            budesonide,
        )
        .ongoing()
        .recorded("2026-06-02 15:30")
        .version(6);
    let salbutamol = Medication {
        dose_text: "1–2 inhalationer vid behov".to_owned(),
        reason_text: "Luftrörsvidgande".to_owned(),
        as_needed: true,
        prescribed: Some(calendar.moment("2017-10-16")),
        ..medicine("R03AC02", "Salbutamol", "Airomir Autohaler", ("0.1", "mg"))
    };
    journal
        .write(
            types::MEDICATION,
            "2017-10-16",
            "Airomir Autohaler 0,1 mg/dos",
            salbutamol,
        )
        .ongoing()
        .recorded("2026-06-02 15:32")
        .version(8);
    let methylphenidate = Medication {
        dose_text: "1 tablett på morgonen".to_owned(),
        reason_text: "Adhd, insatt av BUP".to_owned(),
        ..medicine(
            "N06BA04",
            "Metylfenidat",
            "Metylfenidat depottablett",
            ("18", "mg"),
        )
    };
    journal
        .write(
            types::MEDICATION,
            "2025-11-12",
            "Metylfenidat depottablett 18 mg",
            methylphenidate,
        )
        .ongoing()
        .recorded("2025-12-09 14:25");
    // Typed in on her instead of another patient of that morning, and taken back at noon.
    let mistaken = Medication {
        dose_text: "1 tablett dagligen".to_owned(),
        reason_text: "Pollenallergi".to_owned(),
        ..medicine("R06AX27", "Desloratadin", "Desloratadin", ("5", "mg"))
    };
    journal
        .write(
            types::MEDICATION,
            "2026-06-02",
            "Desloratadin 5 mg",
            mistaken,
        )
        .recorded("2026-06-02 12:04")
        .version(2)
        .retracted("fel-patient");
}

fn medicine(atc: &str, substance: &str, name: &str, (dose, unit): (&str, &str)) -> Medication {
    Medication {
        substance: Some(Coding::new(ATC, atc, substance)),
        ..Medication::new(atc, name, Quantity::new(dose, unit))
    }
}

fn asthma_checks(journal: &mut Journal<'_>) {
    journal.by(vc_alen::ASTHMA_NURSE);
    journal.height("2025-12-09 14:00", "162.5");
    journal.weight("2025-12-09 14:00", "51.3");
    journal.note(
        "2025-12-09 14:00",
        "Astmakontroll",
        &[
            ("Anamnes", "Airomir före ridning, annars sällan. Har börjat med adhd-medicin i november, 18 mg, tas upp på listan."),
            ("Undersökning", "Spirometri ua. ACT 23."),
            ("Bedömning", "God astmakontroll. Oförändrad behandling. Åter om ett halvår, telefon."),
        ],
    );
    journal.note(
        "2026-06-02 15:20",
        "Telefonkontakt",
        &[("Bedömning", "Mamma ringer för recept. Astman lugn. Giona och Airomir förnyade. Övriga läkemedel: inga ändringar meddelade hit.")],
    );
}

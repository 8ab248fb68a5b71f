//! What the school holds: the classroom's observations and attendance, and the counsellor's conversation in the system of all schools.

use domain::{
    id::PersonId,
    record::{
        Record, Sensitivity,
        body::{Activity, ActivityKind, ActivityMode, Attendance, AttendanceUnit, Contact, types},
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::reached_at,
    systems::{ELEVHALSA_PSYK_VASTERBY, SKOLA_VASTERBY, elevhalsa_psyk_vasterby, skola_vasterby},
};

pub(super) fn classroom(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SKOLA_VASTERBY, calendar, child, 70_311);
    journal.by(skola_vasterby::TEACHER);
    for (from, to, absence, invalid, note) in [
        ("2026-01-08", "2026-06-11", "6.5", "0", ""),
        (
            "2026-08-18",
            "2026-10-30",
            "17.0",
            "2.5",
            "Måndagar, magont.",
        ),
    ] {
        let attendance = Attendance {
            invalid_percent: invalid.to_owned(),
            unit: AttendanceUnit::Lessons,
            note: note.to_owned(),
            ..Attendance::absence(absence)
        };
        journal
            .write(types::ATTENDANCE, from, "Frånvaro", attendance)
            .until(to)
            .recorded(to);
    }
    journal
        .note(
            "2026-10-05",
            "Iakttagelse, idrott",
            &[("", "Ville inte byta om. Idrottsläraren såg märken på armen. Sa tyst att det inte gjorde ont. Talat med kurator före rasten.")],
        )
        .not_for_guardians()
        .naming_others();
    let contact = Contact {
        reachable: "Efter 14.30".to_owned(),
        ..Contact::new(
            skola_vasterby::TEACHER.of(&SKOLA_VASTERBY),
            "Klasslärare åk 1–3",
        )
    };
    journal
        .write(types::CONTACT, "2025-08-19", "Klasslärare", contact)
        .ongoing()
        .at(reached_at("tel:+46846500416"));
    journal.close()
}

pub(super) fn counsellor(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let school = elevhalsa_psyk_vasterby::AKRASKOLAN;
    let mut journal = Journal::open(&ELEVHALSA_PSYK_VASTERBY, calendar, child, 4_418);
    journal.by(elevhalsa_psyk_vasterby::COUNSELLOR);
    journal
        .note(
            "2026-10-05",
            "Samtal, oro för elev",
            &[
                ("Samtal", "Berättar att hon är rädd på söndagar när hon ska byta. \"Han tar hårt.\" Mamma vet att han skriker, inte mer. Vill inte åka på fredag."),
                ("Bedömning", "Misstanke om våld från pappa. Anmälningsplikt."),
                ("Åtgärd", "Orosanmälan 11.10 per telefon, skriftligt 13.05. Skolsköterskan har sett armen och anmäler själv."),
            ],
        )
        .at_unit(school)
        .not_for_guardians()
        .sensitive(Sensitivity::VeryRestricted)
        .naming_others();
    let session = Activity {
        mode: ActivityMode::School,
        outcome: "Ritade. Ville veta vad som händer nu.".to_owned(),
        ..Activity::new(ActivityKind::Session, "Stödsamtal")
    };
    journal
        .write(types::ACTIVITY, "2026-10-20", "Stödsamtal", session)
        .at_unit(school)
        .not_for_guardians();
    let contact = Contact {
        reachable: "Måndag, onsdag".to_owned(),
        ..Contact::new(
            elevhalsa_psyk_vasterby::COUNSELLOR.of(&ELEVHALSA_PSYK_VASTERBY),
            "Stöd i skolan",
        )
    };
    journal
        .write(types::CONTACT, "2026-10-05", "Skolkurator", contact)
        .at_unit(school)
        .ongoing()
        .not_for_guardians()
        .at(reached_at("tel:+46846500417"));
    journal.close()
}

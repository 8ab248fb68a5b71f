//! The child whose visit it was: another Viktor Juhl, five months older, three streets away, with the same health visitor and the same
//! practice. Light and a picky eater since his second birthday; his mother asked for the visit.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{Activity, ActivityKind, ActivityMode, FamilyTieKind, types},
    },
    time::Country,
};

use super::{FAMILY, VISIT, by_need};
use crate::{
    calendar::Calendar,
    journal::{Dose, Journal},
    stories::{
        Story,
        actors::{GP_TORVET, HEALTH_VISITOR_AADAL, Workplace, guardians_log_in},
        denmark::{contact, di_te_ki_pol_hib, home, mfr, pneumococci, vaccinations},
        family::{Family, Parent},
    },
    systems::dk::{
        CPR, DAGTILBUD_AADAL, DDV, LAEGE_TORVET, SUNDHEDSPLEJEN_AADAL, dagtilbud_aadal,
        laege_torvet,
        sundhedsplejen_aadal::{self, Visit},
    },
    world::ToldChild,
};

const STORY: &str = "retracted-namesake";
const MOTHER: &str = "foraelder-retracted-namesake";

const OTHER_FAMILY: Family = Family {
    name: "Viktor Juhl",
    called: "Viktor",
    born: "2024-05-21",
    parents: &[Parent {
        name: "Nadia Juhl",
        born: "1996-03-29",
        kind: FamilyTieKind::Mother,
        holds_custody: true,
        lives_with: true,
    }],
    home: home("Kornvænget 2", &["tel:+4500120467"]),
    ..FAMILY
};

/// The programme so far of those born in the spring of 2024.
const DOSES: [(&str, Dose); 7] = [
    ("2024-08-26", di_te_ki_pol_hib(1, "W2C118V")),
    ("2024-08-26", pneumococci(1, "GH2207")),
    ("2024-10-28", di_te_ki_pol_hib(2, "W2C240V")),
    ("2024-10-28", pneumococci(2, "GJ0915")),
    ("2025-05-26", di_te_ki_pol_hib(3, "W3D199V")),
    ("2025-05-26", pneumococci(3, "GN1146")),
    ("2025-08-25", mfr(1, "Y009731")),
];

// R-STORY-10
pub(in crate::stories) fn tell(calendar: &Calendar) -> Story {
    let calendar = &calendar.of(Country::Dk);
    let child = OTHER_FAMILY.child(calendar);
    let guardians = OTHER_FAMILY.guardians(calendar);
    let practice = Workplace::of(&LAEGE_TORVET);
    let visitors = Workplace::of(&SUNDHEDSPLEJEN_AADAL);
    Story {
        actors: guardians_log_in([MOTHER], &guardians),
        pages: vec![
            (&SUNDHEDSPLEJEN_AADAL, visited(calendar, &child)),
            (&LAEGE_TORVET, examined(calendar, &child)),
            (&DAGTILBUD_AADAL, in_day_care(calendar, &child)),
            (&DDV, vaccinations(calendar, &child, 55_806_120, &DOSES)),
            (&CPR, OTHER_FAMILY.in_register(calendar, 96_480)),
        ],
        child: ToldChild {
            id: child,
            story: STORY,
            label: format!(
                "Dreng, {} år: samme navn, her hører besøget til",
                calendar.age(OTHER_FAMILY.born)
            ),
            protected: false,
            relations: [visitors, practice].map(Workplace::relation).into(),
            consents: practice.permits(
                guardians.iter().map(|guardian| &guardian.id),
                &["health-visitor"],
            ),
            guardians,
            actor: HEALTH_VISITOR_AADAL,
            other_actors: vec![GP_TORVET, MOTHER],
        },
    }
}

/// The health visitor's own journal of him, and at its end what she first wrote in the other's.
fn visited(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SUNDHEDSPLEJEN_AADAL, calendar, child, 72_610);
    journal.by(sundhedsplejen_aadal::NURSE);
    for (when, visit, outcome) in [
        (
            "2024-05-25 10:00",
            Visit::CONFINEMENT,
            "Født uge 38+2, 3.010 g. Ammer med suttebrik.",
        ),
        (
            "2024-06-05 09:30",
            Visit::ESTABLISHING,
            "Har indhentet fødselsvægten. Mor alene med ham, mormor kommer om eftermiddagen.",
        ),
        (
            "2024-07-24 13:15",
            Visit::TWO_MONTHS,
            "Delvis ammet, supplerer med flaske. Livlig, god øjenkontakt.",
        ),
        (
            "2024-10-30 10:45",
            Visit::FOUR_TO_SIX_MONTHS,
            "Begyndt på grød, spytter meget ud. Følger sin egen lave kurve.",
        ),
        (
            "2025-03-05 11:30",
            Visit::EIGHT_TO_ELEVEN_MONTHS,
            "Mavekryber, sidder frit. Vil helst have flaske. Skal i vuggestue i april.",
        ),
    ] {
        let held = Activity {
            code: Some(visit.coding()),
            mode: ActivityMode::Home,
            outcome: outcome.to_owned(),
            ..Activity::new(ActivityKind::Visit, visit.words)
        };
        journal
            .write(types::ACTIVITY, when, visit.words, held)
            .code(visit.coding())
            .status("finished");
    }
    for (when, cm, kg) in [
        ("2024-06-05 09:30", "49.5", "3.12"),
        ("2024-10-30 10:45", "63.0", "6.45"),
        ("2025-03-05 11:30", "70.0", "8.20"),
    ] {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    the_right_copy(&mut journal);
    journal.close()
}

/// Written anew six minutes after it was taken back on the other, under ids of its own; and the weighing that was agreed on.
fn the_right_copy(journal: &mut Journal<'_>) {
    const WRITTEN: &str = "2026-11-05 15:36";
    journal
        .write(types::ACTIVITY, VISIT, Visit::BY_NEED.words, by_need())
        .code(Visit::BY_NEED.coding())
        .status("finished")
        .recorded(WRITTEN);
    journal.weight(VISIT, "12.4").recorded(WRITTEN);
    let weighing = Activity {
        code: Some(Visit::BY_NEED.coding()),
        mode: ActivityMode::Home,
        responsible: Some(sundhedsplejen_aadal::NURSE.of(&SUNDHEDSPLEJEN_AADAL)),
        ..Activity::new(ActivityKind::Visit, "Ny vejning efter 6 uger")
    };
    journal
        .write(types::ACTIVITY, "+26 10:30", Visit::BY_NEED.words, weighing)
        .code(Visit::BY_NEED.coding())
        .recorded(WRITTEN);
}

fn examined(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&LAEGE_TORVET, calendar, child, 97_410);
    journal.by(laege_torvet::DOCTOR);
    for (when, title, outcome) in [
        (
            "2024-06-26",
            "Børneundersøgelse 5 uger",
            "Lille, men i trivsel. Ua.",
        ),
        ("2024-10-28", "Børneundersøgelse 5 mdr.", "Ua. Vacc."),
        (
            "2025-05-26",
            "Børneundersøgelse 12 mdr.",
            "Rejser sig. Vacc.",
        ),
        (
            "2026-05-27",
            "Børneundersøgelse 2 år",
            "Løber, enkelte toordssætninger. Slank, spiser lidt; følger kurven.",
        ),
    ] {
        let examined = Activity {
            mode: ActivityMode::OnSite,
            outcome: outcome.to_owned(),
            ..Activity::new(ActivityKind::Examination, title)
        };
        journal.write(types::ACTIVITY, when, title, examined);
    }
    for (when, cm, kg) in [
        ("2025-05-26", "73.5", "9.1"),
        ("2026-05-27", "86.0", "12.0"),
    ] {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    contact(
        &mut journal,
        "2024-06-10",
        &LAEGE_TORVET,
        &laege_torvet::DOCTOR,
        "Egen læge",
    );
    journal.close()
}

fn in_day_care(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&DAGTILBUD_AADAL, calendar, child, 8_200);
    journal.by(dagtilbud_aadal::PEDAGOGUE);
    journal.note(
        "2026-10-29",
        "Samtale i garderoben",
        &[(
            "",
            "Mor synes, han intet spiser hjemme. Her spiser han bedst, når han sidder ved de store. Foreslået, at hun ringer til sundhedsplejersken.",
        )],
    );
    contact(
        &mut journal,
        "2025-04-01",
        &DAGTILBUD_AADAL,
        &dagtilbud_aadal::PEDAGOGUE,
        "Primær voksen",
    );
    journal.close()
}

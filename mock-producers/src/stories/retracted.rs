//! `retracted`: a boy of two, and another child of the same name in the same district. The health visitor wrote a visit by need on him that was
//! the other's, saw it the same afternoon and took it back: his system keeps both states under the same time, and sends both. The right copy
//! stands on the right child, under an id of its own.
//!
//! How she saw it: this boy is the heavier by half a kilo, was weighed at the doctor's three weeks before, and would have lost 0.7 kg since.

mod namesake;
mod others;

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{
            Activity, ActivityKind, ActivityMode, CustodyBasis, FamilyTieKind, IdentityProtection,
            RegisteredSex, types,
        },
    },
    time::Country,
};

use super::{
    Story,
    actors::{GP_TORVET, HEALTH_VISITOR_AADAL, Workplace, guardians_log_in},
    denmark::{di_te_ki_pol_hib, home, mfr, pneumococci, vaccinations},
    family::{Family, Parent},
};
pub(super) use namesake::tell as tell_namesake;

use crate::{
    calendar::Calendar,
    journal::{Dose, Journal},
    systems::dk::{
        CPR, DAGTILBUD_AADAL, DDV, LAEGE_TORVET, SUNDHEDSPLEJEN_AADAL, SYGEHUS_MIDT,
        sundhedsplejen_aadal::{self, Visit},
    },
    world::ToldChild,
};

const PARENTS: [&str; 2] = ["foraelder-retracted", "foraelder-retracted-2"];

/// The visit that was written on the wrong child.
const VISIT: &str = "2026-11-05 10:40";
/// When it was taken back: a state of the same record, under the same time, as this system stamps.
const ENTERED: &str = "2026-11-05 15:30";

const FAMILY: Family = Family {
    name: "Viktor Juhl",
    called: "Viktor",
    born: "2024-10-08",
    sex: RegisteredSex::Male,
    protection: IdentityProtection::None,
    languages: &["da"],
    parents: &[
        Parent {
            name: "Maja Juhl",
            born: "1994-01-17",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Emil Juhl",
            born: "1992-06-05",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: true,
        },
    ],
    home: home("Åvænget 12", &["tel:+4500120466"]),
    entry_title: "Folkeregisteradresse i Aadal",
    basis: CustodyBasis::Law,
};

/// The programme so far of those born in the autumn of 2024.
const DOSES: [(&str, Dose); 7] = [
    ("2025-01-13", di_te_ki_pol_hib(1, "W3D071V")),
    ("2025-01-13", pneumococci(1, "GK4410")),
    ("2025-03-10", di_te_ki_pol_hib(2, "W3D144V")),
    ("2025-03-10", pneumococci(2, "GL0287")),
    ("2025-10-13", di_te_ki_pol_hib(3, "X1A020V")),
    ("2025-10-13", pneumococci(3, "HA3391")),
    ("2026-01-12", mfr(1, "Y012208")),
];

/// The boy on whom it was written.
// R-STORY-10
pub(super) fn tell(calendar: &Calendar) -> Story {
    let calendar = &calendar.of(Country::Dk);
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let practice = Workplace::of(&LAEGE_TORVET);
    let visitors = Workplace::of(&SUNDHEDSPLEJEN_AADAL);
    Story {
        actors: guardians_log_in(PARENTS, &guardians),
        pages: vec![
            (&SUNDHEDSPLEJEN_AADAL, on_the_wrong_child(calendar, &child)),
            (&LAEGE_TORVET, others::practice(calendar, &child)),
            (&SYGEHUS_MIDT, others::hospital(calendar, &child)),
            (&DAGTILBUD_AADAL, others::day_care(calendar, &child)),
            (&DDV, vaccinations(calendar, &child, 55_802_410, &DOSES)),
            (&CPR, FAMILY.in_register(calendar, 96_140)),
        ],
        child: ToldChild {
            id: child,
            story: "retracted",
            label: format!(
                "Dreng, {} år: et besøg blev skrevet på ham ved en fejl",
                calendar.age(FAMILY.born)
            ),
            protected: false,
            relations: [visitors, practice].map(Workplace::relation).into(),
            consents: practice.permits(
                guardians.iter().map(|guardian| &guardian.id),
                &["health-visitor"],
            ),
            guardians,
            actor: HEALTH_VISITOR_AADAL,
            other_actors: vec![GP_TORVET, PARENTS[0], PARENTS[1]],
        },
    }
}

fn by_need() -> Activity {
    Activity {
        code: Some(Visit::BY_NEED.coding()),
        mode: ActivityMode::Home,
        outcome:
            "Kræsen, drikker meget mælk. Vejledning om måltider og mælk, ny vejning om 6 uger."
                .to_owned(),
        responsible: Some(sundhedsplejen_aadal::NURSE.of(&SUNDHEDSPLEJEN_AADAL)),
        ..Activity::new(ActivityKind::Visit, "Mor bekymret for vægt og spisning")
    }
}

fn on_the_wrong_child(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SUNDHEDSPLEJEN_AADAL, calendar, child, 72_180);
    journal.by(sundhedsplejen_aadal::NURSE);
    for (when, visit, outcome) in [
        (
            "2024-10-12 13:00",
            Visit::CONFINEMENT,
            "Født til termin, 3.540 g. Ammer, mælken er løbet til.",
        ),
        (
            "2024-10-22 11:00",
            Visit::ESTABLISHING,
            "Ammes, tager på. Mor træt, far på barsel i tre uger.",
        ),
        (
            "2024-12-10 10:30",
            Visit::TWO_MONTHS,
            "Smiler, følger med øjnene.",
        ),
        (
            "2025-03-18 10:00",
            Visit::FOUR_TO_SIX_MONTHS,
            "Griber, vender sig. Råd om overgangskost.",
        ),
        (
            "2025-07-15 09:45",
            Visit::EIGHT_TO_ELEVEN_MONTHS,
            "Kravler, rejser sig ved sofa. Spiser familiens mad. Opstart i dagpleje om en måned.",
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
        ("2024-10-22 11:00", "52.0", "3.72"),
        ("2025-03-18 10:00", "65.5", "7.30"),
        ("2025-07-15 09:45", "72.0", "9.05"),
    ] {
        journal.height(when, cm);
        journal.weight(when, kg);
    }
    entered_in_error(&mut journal);
    journal.close()
}

/// The visit and its weight, each in both states: finished, and taken back at the equal time.
fn entered_in_error(journal: &mut Journal<'_>) {
    let visit = journal
        .write(types::ACTIVITY, VISIT, Visit::BY_NEED.words, by_need())
        .code(Visit::BY_NEED.coding())
        .status("finished")
        .recorded(ENTERED)
        .record_id();
    journal
        .write(types::ACTIVITY, VISIT, Visit::BY_NEED.words, by_need())
        .code(Visit::BY_NEED.coding())
        .id(visit)
        .status("entered-in-error")
        .recorded(ENTERED)
        .retracted("wrong-child");
    let weight = journal.weight(VISIT, "12.4").recorded(ENTERED).record_id();
    journal
        .weight(VISIT, "12.4")
        .id(weight)
        .status("entered-in-error")
        .recorded(ENTERED)
        .retracted("wrong-child");
}

//! `old-bvc`: a boy in grade 6 whose teacher says that he mishears. At four he heard badly on the left ear; the child health centre wrote it
//! down, the hospital found fluid, and by school it was forgotten. The school nurse must see it; child psychiatry, which has been asked
//! about his attention, gets it withheld by window, with how to ask.

mod child_health;
mod hospital;
mod school_health;

use domain::{
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{PSYCHIATRIST, SCHOOL_NURSE_VASTERBY, Workplace, guardians_log_in},
    family::{Family, Home, Parent},
};
use crate::{
    calendar::Calendar,
    systems::{
        BVC_VASTERBY, EMI_VASTERBY, FOLKBOKFORINGEN, HABILITERING_VASTERLUND, SJUKHUS_VASTERLUND,
    },
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
        country: Country::Se,
        street: "Åkervägen 12",
        postal_code: "990 31",
        town: "Västerby",
        municipality: "9903",
        reach: &["tel:+46701740605"],
    },
    entry_title: "Folkbokförd i Västerby",
    basis: CustodyBasis::Law,
};

const GUARDIANS: [&str; 2] = ["vardnadshavare-old-bvc", "vardnadshavare-old-bvc-2"];

/// What both parents said yes to: what the nurse and the clinic asked them about.
const ASKED_FOR: &[&str] = &[
    "child-health",
    "hospital",
    "population-register",
    "school-health",
];

// R-STORY-1
pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let grantors = || guardians.iter().map(|guardian| &guardian.id);
    let school_nurse = Workplace::of(&EMI_VASTERBY);
    let psychiatry = Workplace::CHILD_PSYCHIATRY;
    let consents = [school_nurse, psychiatry].map(|to| to.permits(grantors(), ASKED_FOR));
    Story {
        actors: guardians_log_in(GUARDIANS, &guardians),
        pages: vec![
            (&BVC_VASTERBY, child_health::told(calendar, &child)),
            (&SJUKHUS_VASTERLUND, hospital::ear_clinic(calendar, &child)),
            (&HABILITERING_VASTERLUND, hospital::advice(calendar, &child)),
            (&EMI_VASTERBY, school_health::told(calendar, &child)),
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
            other_actors: [&[PSYCHIATRIST], &GUARDIANS[..]].concat(),
            actor: SCHOOL_NURSE_VASTERBY,
        },
    }
}

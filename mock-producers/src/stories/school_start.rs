//! `school-start`: a girl in preschool class whose summary from the child health centre says that a check is going on. Nobody checks: the ear
//! that heard badly at four was never tested again, one vaccination came late, and one never came.

mod before_school;
mod school_health;

use domain::{
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{
        CHILD_HEALTH_NURSE_VASTERBY, GP_ALEN, SCHOOL_NURSE_VASTERBY, Workplace, guardians_log_in,
    },
    family::{Family, Home, Parent},
};
use crate::{
    calendar::Calendar,
    systems::{BVC_VASTERBY, EMI_VASTERBY, FOLKBOKFORINGEN, MVC_VASTERLUND, VC_ALEN},
    world::ToldChild,
};

const FAMILY: Family = Family {
    name: "Signe Maj Ulvhage Stenbro",
    called: "Signe",
    born: "2020-05-20",
    sex: RegisteredSex::Female,
    protection: IdentityProtection::None,
    languages: &["sv"],
    parents: &[
        Parent {
            name: "Hanna Ulvhage",
            born: "1991-04-12",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Joakim Stenbro",
            born: "1989-09-08",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: true,
        },
    ],
    home: Home {
        country: Country::Se,
        street: "Kvarngränd 5",
        postal_code: "990 32",
        town: "Västerby",
        municipality: "9903",
        reach: &["tel:+46701740617"],
    },
    entry_title: "Folkbokförd i Västerby",
    basis: CustodyBasis::Law,
};

const GUARDIANS: [&str; 2] = [
    "vardnadshavare-school-start",
    "vardnadshavare-school-start-2",
];

// R-STORY-4
pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let grantors = || guardians.iter().map(|guardian| &guardian.id);
    let workplaces = [
        Workplace::of(&EMI_VASTERBY),
        Workplace::of(&BVC_VASTERBY),
        Workplace::of(&VC_ALEN),
    ];
    let consents = workplaces.map(|workplace| workplace.permits(grantors(), &[]));
    Story {
        actors: guardians_log_in(GUARDIANS, &guardians),
        pages: vec![
            (&MVC_VASTERLUND, before_school::birth(calendar, &child)),
            (&BVC_VASTERBY, before_school::child_health(calendar, &child)),
            (&VC_ALEN, before_school::fever(calendar, &child)),
            (&EMI_VASTERBY, school_health::told(calendar, &child)),
            (&FOLKBOKFORINGEN, FAMILY.in_register(calendar, 5_233_180)),
        ],
        child: ToldChild {
            id: child,
            story: "school-start",
            label: format!(
                "Flicka, {} år: skolstart med en kontroll som pågår",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: false,
            relations: workplaces.map(Workplace::relation).into(),
            consents: consents.concat(),
            other_actors: [&[CHILD_HEALTH_NURSE_VASTERBY, GP_ALEN], &GUARDIANS[..]].concat(),
            actor: SCHOOL_NURSE_VASTERBY,
        },
    }
}

//! `worry`: a girl in grade 2 with a bruise that she explains in a low voice. School counsellor and school nurse report the same morning, social
//! services assess her safety before the school day ends. Her father is the one she is afraid of: whatever he may open, nothing of this is in it.

mod health;
mod school;
mod social;

use domain::{
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{
        COUNSELLOR_VASTERBY, PSYCHIATRIST, SCHOOL_NURSE_VASTERBY, SOCIAL_WORKER_NORRBY,
        SOCIAL_WORKER_VASTERBY, TEACHER_VASTERBY, Workplace, guardians_log_in,
    },
    family::{Family, Home, Parent},
};
use crate::{
    calendar::Calendar,
    systems::{
        BUP_VASTERLUND, BVC_VASTERBY, ELEVHALSA_PSYK_VASTERBY, EMI_VASTERBY, FOLKBOKFORINGEN,
        SKOLA_VASTERBY, SOC_VASTERBY, VC_ALEN,
    },
    world::ToldChild,
};

const FAMILY: Family = Family {
    name: "Nellie Aster Borgklint Wretås",
    called: "Nellie",
    born: "2018-03-09",
    sex: RegisteredSex::Female,
    protection: IdentityProtection::None,
    languages: &["sv"],
    parents: &[
        Parent {
            name: "Camilla Borgklint",
            born: "1990-07-03",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Stefan Wretås",
            born: "1986-12-19",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: false,
        },
    ],
    home: Home {
        country: Country::Se,
        street: "Smedjebacken 21 B",
        postal_code: "990 33",
        town: "Västerby",
        municipality: "9903",
        reach: &["tel:+46701740622"],
    },
    entry_title: "Folkbokförd i Västerby",
    basis: CustodyBasis::Law,
};

/// The mother's login and the father's.
const GUARDIANS: [&str; 2] = ["vardnadshavare-worry", "vardnadshavare-worry-2"];

/// What both parents let child psychiatry see when it was asked for a first visit in September. School health they did not think of.
const FOR_THE_FIRST_VISIT: &[&str] = &[
    "child-health",
    "child-psychiatry",
    "general-practice",
    "population-register",
];

// R-STORY-5
pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let grantors = || guardians.iter().map(|guardian| &guardian.id);
    let school_nurse = Workplace::of(&EMI_VASTERBY);
    let psychiatry = Workplace::CHILD_PSYCHIATRY;
    let consents = [
        school_nurse.permits(grantors(), &[]),
        psychiatry.permits(grantors(), FOR_THE_FIRST_VISIT),
    ];
    let workplaces = [
        Workplace::of(&SOC_VASTERBY),
        school_nurse,
        Workplace::of(&ELEVHALSA_PSYK_VASTERBY),
        Workplace::of(&SKOLA_VASTERBY),
        psychiatry,
    ];
    let others = [
        SCHOOL_NURSE_VASTERBY,
        COUNSELLOR_VASTERBY,
        TEACHER_VASTERBY,
        PSYCHIATRIST,
        SOCIAL_WORKER_NORRBY,
    ];
    Story {
        actors: guardians_log_in(GUARDIANS, &guardians),
        pages: vec![
            (&BVC_VASTERBY, health::child_health(calendar, &child)),
            (&VC_ALEN, health::stomach_ache(calendar, &child)),
            (&BUP_VASTERLUND, health::waiting_list(calendar, &child)),
            (&EMI_VASTERBY, health::school_health(calendar, &child)),
            (&SKOLA_VASTERBY, school::classroom(calendar, &child)),
            (
                &ELEVHALSA_PSYK_VASTERBY,
                school::counsellor(calendar, &child),
            ),
            (&SOC_VASTERBY, social::told(calendar, &child)),
            (&FOLKBOKFORINGEN, FAMILY.in_register(calendar, 4_960_517)),
        ],
        child: ToldChild {
            id: child,
            story: "worry",
            label: format!(
                "Flicka, {} år: oro för hur hon har det",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: false,
            relations: workplaces.map(Workplace::relation).into(),
            consents: consents.concat(),
            other_actors: [&others[..], &GUARDIANS[..]].concat(),
            actor: SOCIAL_WORKER_VASTERBY,
        },
    }
}

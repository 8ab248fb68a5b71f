//! `medicines`: a girl of 14 with asthma and adhd. Her general practice still gives her one medicine that child psychiatry stopped in October,
//! child psychiatry knows of no asthma, and only the school nurse has a scale. No list is wrong by its own book.

mod coordination;
mod early_years;
mod practice;
mod psychiatry;
mod school_health;

use domain::{
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{self, GP_ALEN, PSYCHIATRIST, SCHOOL_NURSE_VASTERBY, Workplace, guardians_log_in},
    family::{Family, Home, Parent},
};
use crate::{
    calendar::Calendar,
    systems::{
        ARKIV_VASTERLUND, BUP_VASTERLUND, ELEVHALSA_PSYK_VASTERBY, EMI_VASTERBY, FOLKBOKFORINGEN,
        LSS_VASTERBY, MINA_PLANER, SKOLA_VASTERBY, VC_ALEN,
    },
    world::ToldChild,
};

const FAMILY: Family = Family {
    name: "Ronja Amira Wennerklo Haddad",
    called: "Ronja",
    born: "2012-02-27",
    sex: RegisteredSex::Female,
    protection: IdentityProtection::None,
    languages: &["sv", "ar"],
    parents: &[
        Parent {
            name: "Åsa Wennerklo",
            born: "1984-05-16",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Karim Haddad",
            born: "1981-10-22",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: true,
        },
    ],
    home: Home {
        country: Country::Se,
        street: "Fröslundavägen 8",
        postal_code: "990 38",
        town: "Alen",
        municipality: "9903",
        reach: &["tel:+46701740628"],
    },
    entry_title: "Folkbokförd i Västerby",
    basis: CustodyBasis::Law,
};

const GUARDIANS: [&str; 2] = ["vardnadshavare-medicines", "vardnadshavare-medicines-2"];
const HERSELF: &str = "ung-medicines";

// R-STORY-6
pub(super) fn tell(calendar: &Calendar) -> Story {
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let workplaces = [
        Workplace::CHILD_PSYCHIATRY,
        Workplace::of(&VC_ALEN),
        Workplace::of(&EMI_VASTERBY),
    ];
    // Both parents and, since child psychiatry has assessed that she can, she herself.
    let grantors = || guardians.iter().map(|g| &g.id).chain([&child]);
    let consents = workplaces.map(|workplace| workplace.permits(grantors(), &[]));
    let mut actors = guardians_log_in(GUARDIANS, &guardians);
    actors.push(actors::child(HERSELF, &child));
    let others = [GP_ALEN, SCHOOL_NURSE_VASTERBY, HERSELF];
    Story {
        actors,
        pages: vec![
            (&ARKIV_VASTERLUND, early_years::told(calendar, &child)),
            (&VC_ALEN, practice::told(calendar, &child)),
            (&BUP_VASTERLUND, psychiatry::told(calendar, &child)),
            (&EMI_VASTERBY, school_health::told(calendar, &child)),
            (&SKOLA_VASTERBY, coordination::school(calendar, &child)),
            (
                &ELEVHALSA_PSYK_VASTERBY,
                coordination::psychologist(calendar, &child),
            ),
            (&LSS_VASTERBY, coordination::support(calendar, &child)),
            (&MINA_PLANER, coordination::plan(calendar, &child)),
            (&FOLKBOKFORINGEN, FAMILY.in_register(calendar, 3_902_446)),
        ],
        child: ToldChild {
            story: "medicines",
            label: format!(
                "Flicka, {} år: två läkemedelslistor",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: false,
            relations: workplaces.map(Workplace::relation).into(),
            consents: consents.concat(),
            other_actors: [&others[..], &GUARDIANS[..]].concat(),
            actor: PSYCHIATRIST,
            id: child,
        },
    }
}

//! `who-holds-the-ball`: a boy of eleven with nine contacts in a year. He was admitted in August and discharged in October, and on the first of
//! November the coordinator's part went from the psychiatric nurse to the family adviser. There is one plan, with his own goal in it; one
//! action is overdue. Everybody may know who holds the ball now.

mod clinics;
mod learning;
mod municipality;
mod plan;

use domain::{
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, Person, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{
        FAMILY_ADVISER_AADAL, GP_TORVET, HEALTH_VISITOR_AADAL, PPR_PSYCHOLOGIST_AADAL,
        PSYCHIATRIST_MIDT, TEACHER_AADAL, Workplace, guardians_log_in,
    },
    denmark::{di_te_ki_pol, di_te_ki_pol_hib, home, mfr, pneumococci, vaccinations},
    family::{Family, Parent},
};
use crate::{
    calendar::Calendar,
    journal::Dose,
    systems::dk::{
        BUP_MIDT, CPR, DDV, FAMILIE_AADAL, FMK, LAEGE_TORVET, PLANER_AADAL, PPR_AADAL, SKOLE_AADAL,
        SUNDHEDSPLEJEN_AADAL,
    },
    world::ToldChild,
};

const PARENTS: [&str; 2] = [
    "foraelder-who-holds-the-ball",
    "foraelder-who-holds-the-ball-2",
];

const FAMILY: Family = Family {
    name: "Noah Bach Mikkelsen",
    called: "Noah",
    born: "2015-02-19",
    sex: RegisteredSex::Male,
    protection: IdentityProtection::None,
    languages: &["da"],
    parents: &[
        Parent {
            name: "Trine Bach",
            born: "1984-04-02",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Kasper Mikkelsen",
            born: "1982-10-21",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: true,
        },
    ],
    home: home("Engdraget 31", &["tel:+4500120431"]),
    entry_title: "Folkeregisteradresse i Aadal",
    basis: CustodyBasis::Law,
};

/// The programme of those born in 2015, without the vaccinations at twelve that are still ahead.
const DOSES: [(&str, Dose); 9] = [
    ("2015-05-20", di_te_ki_pol_hib(1, "N1B442V")),
    ("2015-05-20", pneumococci(1, "L80922")),
    ("2015-07-22", di_te_ki_pol_hib(2, "N1B518V")),
    ("2015-07-22", pneumococci(2, "L97716")),
    ("2016-02-24", di_te_ki_pol_hib(3, "N2A120V")),
    ("2016-02-24", pneumococci(3, "M33105")),
    ("2016-05-23", mfr(1, "M019554")),
    ("2019-02-26", mfr(2, "P004471")),
    ("2020-03-02", di_te_ki_pol("T2B18")),
];

/// The boy as a party to his own plan.
fn himself() -> Person {
    Person::child("Noah")
}

// R-STORY-8
pub(super) fn tell(calendar: &Calendar) -> Story {
    let calendar = &calendar.of(Country::Dk);
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let grantors = || guardians.iter().map(|guardian| &guardian.id);
    let psychiatry = Workplace::of(&BUP_MIDT);
    let treatment = [
        psychiatry,
        Workplace::of(&LAEGE_TORVET),
        Workplace::of(&SUNDHEDSPLEJEN_AADAL),
    ];
    let municipal = [&PPR_AADAL, &SKOLE_AADAL, &FAMILIE_AADAL].map(Workplace::of);
    // Both parents said yes to the plan for everybody in it, and to school and PPR for psychiatry.
    let plan = (treatment.iter().chain(&municipal))
        .map(|to| to.permits(grantors(), &["coordination-plan"]));
    let learning = [
        psychiatry.permits(grantors(), &["ppr", "school", "health-visitor"]),
        Workplace::of(&PPR_AADAL).permits(grantors(), &["ppr"]),
    ];
    let consents: Vec<_> = plan.chain(learning).flatten().collect();
    Story {
        actors: guardians_log_in(PARENTS, &guardians),
        pages: vec![
            (&PLANER_AADAL, plan::told(calendar, &child)),
            (&FAMILIE_AADAL, municipality::family(calendar, &child)),
            (&SKOLE_AADAL, learning::school(calendar, &child)),
            (&PPR_AADAL, learning::ppr(calendar, &child)),
            (
                &SUNDHEDSPLEJEN_AADAL,
                municipality::health_visitor(calendar, &child),
            ),
            (&LAEGE_TORVET, clinics::practice(calendar, &child)),
            (&BUP_MIDT, clinics::psychiatry(calendar, &child)),
            (&FMK, clinics::medicines(calendar, &child)),
            (&DDV, vaccinations(calendar, &child, 31_550_270, &DOSES)),
            (&CPR, FAMILY.in_register(calendar, 52_818)),
        ],
        child: ToldChild {
            id: child,
            story: "who-holds-the-ball",
            label: format!(
                "Dreng, {} år: ni kontakter, ny koordinator",
                calendar.age(FAMILY.born)
            ),
            consents,
            guardians,
            protected: false,
            relations: (treatment.iter().chain(&municipal))
                .map(|place| place.relation())
                .collect(),
            actor: FAMILY_ADVISER_AADAL,
            other_actors: vec![
                PSYCHIATRIST_MIDT,
                GP_TORVET,
                HEALTH_VISITOR_AADAL,
                PPR_PSYCHOLOGIST_AADAL,
                TEACHER_AADAL,
                PARENTS[0],
                PARENTS[1],
            ],
        },
    }
}

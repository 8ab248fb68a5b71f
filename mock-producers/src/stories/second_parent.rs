//! `second-parent`: a girl of nine whose parents live apart and share custody. Her mother, with whom she lives, could answer for the school
//! psychologist alone; for child psychiatry to read what the psychologist found it takes her father too. He was asked, and has not answered.
//! The first visit is soon: whoever opens her record must see what is missing, and from whom.

mod clinics;
mod municipality;

use domain::{
    facts::ConsentKind,
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{GP_TORVET, PPR_PSYCHOLOGIST_AADAL, PSYCHIATRIST_MIDT, Workplace, guardians_log_in},
    denmark::{di_te_ki_pol, di_te_ki_pol_hib, home, mfr, pneumococci, vaccinations},
    family::{Family, Parent},
};
use crate::{
    calendar::Calendar,
    journal::Dose,
    systems::dk::{BUP_MIDT, CPR, DDV, LAEGE_TORVET, PPR_AADAL, SKOLE_AADAL, SUNDHEDSPLEJEN_AADAL},
    world::ToldChild,
};

const MOTHER: &str = "foraelder-second-parent";
const FATHER: &str = "foraelder-second-parent-2";

const FAMILY: Family = Family {
    name: "Freja Lindegaard Holst",
    called: "Freja",
    born: "2017-04-06",
    sex: RegisteredSex::Female,
    protection: IdentityProtection::None,
    languages: &["da"],
    parents: &[
        Parent {
            name: "Signe Lindegaard",
            born: "1988-09-13",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Anders Holst",
            born: "1985-05-27",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: false,
        },
    ],
    home: home("Møllebakken 9", &["tel:+4500120417"]),
    entry_title: "Folkeregisteradresse i Aadal",
    basis: CustodyBasis::Agreement,
};

/// The programme of those born in 2017.
const DOSES: [(&str, Dose); 9] = [
    ("2017-07-10", di_te_ki_pol_hib(1, "P3A251V")),
    ("2017-07-10", pneumococci(1, "R44209")),
    ("2017-09-11", di_te_ki_pol_hib(2, "P3A317V")),
    ("2017-09-11", pneumococci(2, "R58811")),
    ("2018-04-09", di_te_ki_pol_hib(3, "P3B104V")),
    ("2018-04-09", pneumococci(3, "S20374")),
    ("2018-07-16", mfr(1, "R011842")),
    ("2021-04-19", mfr(2, "T027715")),
    ("2022-04-25", di_te_ki_pol("V1C55")),
];

// R-STORY-7
pub(super) fn tell(calendar: &Calendar) -> Story {
    let calendar = &calendar.of(Country::Dk);
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let psychiatry = Workplace::of(&BUP_MIDT);
    let psychologist = Workplace::of(&PPR_AADAL);
    let practice = Workplace::of(&LAEGE_TORVET);
    // The residence parent alone suffices within PPR, and not on the way to psychiatry.
    let mother = guardians.first().map(|guardian| &guardian.id);
    let consents = (mother.into_iter()).flat_map(|mother| {
        [
            psychologist.word(ConsentKind::Permit, mother, &["ppr"]),
            psychiatry.word(
                ConsentKind::Permit,
                mother,
                &["ppr", "school", "health-visitor"],
            ),
        ]
    });
    Story {
        actors: guardians_log_in([MOTHER, FATHER], &guardians),
        pages: vec![
            (&PPR_AADAL, municipality::ppr(calendar, &child)),
            (&SKOLE_AADAL, municipality::school(calendar, &child)),
            (
                &SUNDHEDSPLEJEN_AADAL,
                municipality::health_visitor(calendar, &child),
            ),
            (&LAEGE_TORVET, clinics::practice(calendar, &child)),
            (&BUP_MIDT, clinics::psychiatry(calendar, &child)),
            (&DDV, vaccinations(calendar, &child, 40_117_300, &DOSES)),
            (&CPR, FAMILY.in_register(calendar, 71_204)),
        ],
        child: ToldChild {
            id: child,
            story: "second-parent",
            label: format!(
                "Pige, {} år: fars samtykke mangler før første tid i psykiatrien",
                calendar.age(FAMILY.born)
            ),
            consents: consents.collect(),
            guardians,
            protected: false,
            relations: [psychiatry, psychologist, practice]
                .map(Workplace::relation)
                .into(),
            actor: PSYCHIATRIST_MIDT,
            other_actors: vec![PPR_PSYCHOLOGIST_AADAL, GP_TORVET, MOTHER, FATHER],
        },
    }
}

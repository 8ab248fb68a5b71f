//! `fifteen`: a girl who turns fifteen on 24 November. Until the day her parents' consent carries what psychiatry and school tell each other;
//! from the day her own no wins, in both directions, and her parents' digital view closes. The clinic may go on informing them in person.

mod clinics;
mod municipality;

use domain::{
    facts::ConsentKind,
    id::PersonId,
    record::body::{CustodyBasis, FamilyTieKind, IdentityProtection, RegisteredSex},
    time::Country,
};

use super::{
    Story,
    actors::{
        self, GP_TORVET, PPR_PSYCHOLOGIST_AADAL, PSYCHIATRIST_MIDT, TEACHER_AADAL, Workplace,
        guardians_log_in,
    },
    denmark::{di_te_ki_pol, di_te_ki_pol_hib, home, hpv, mfr, pneumococci, vaccinations},
    family::{Family, Parent},
};
use crate::{
    calendar::Calendar,
    journal::Dose,
    systems::dk::{
        BUP_MIDT, CPR, DDV, FMK, LAEGE_TORVET, PPR_AADAL, SKOLE_AADAL, SUNDHEDSPLEJEN_AADAL,
    },
    world::{ToldChild, ToldConsent},
};

const MOTHER: &str = "foraelder-fifteen";
const FATHER: &str = "foraelder-fifteen-2";
const HERSELF: &str = "ung-fifteen";

/// The day from which she decides.
const BIRTHDAY: &str = "2026-11-24 00:00";

const FAMILY: Family = Family {
    name: "Ida Marie Steffensen",
    called: "Ida",
    born: "2011-11-24",
    sex: RegisteredSex::Female,
    protection: IdentityProtection::None,
    languages: &["da"],
    parents: &[
        Parent {
            name: "Charlotte Steffensen",
            born: "1980-02-11",
            kind: FamilyTieKind::Mother,
            holds_custody: true,
            lives_with: true,
        },
        Parent {
            name: "Bo Steffensen",
            born: "1978-08-30",
            kind: FamilyTieKind::Father,
            holds_custody: true,
            lives_with: true,
        },
    ],
    home: home("Kirkestien 4", &["tel:+4500120455"]),
    entry_title: "Folkeregisteradresse i Aadal",
    basis: CustodyBasis::Law,
};

/// The programme of those born in 2011. The oldest doses came from a doctor's paper, without batch and to the month.
const DOSES: [(&str, Dose); 11] = [
    ("2012-02", di_te_ki_pol_hib(1, "")),
    ("2012-02", pneumococci(1, "")),
    ("2012-05-07", di_te_ki_pol_hib(2, "H2214-3")),
    ("2012-05-07", pneumococci(2, "F55019")),
    ("2012-11-26", di_te_ki_pol_hib(3, "J1180-2")),
    ("2012-11-26", pneumococci(3, "F90442")),
    ("2013-03-04", mfr(1, "K003617")),
    ("2015-12-07", mfr(2, "M016690")),
    ("2017-01-16", di_te_ki_pol("P4A02")),
    ("2024-01-15", hpv(1, "Y018220")),
    ("2024-07-29", hpv(2, "Y033104")),
];

// R-STORY-9
pub(super) fn tell(calendar: &Calendar) -> Story {
    let calendar = &calendar.of(Country::Dk);
    let child = FAMILY.child(calendar);
    let guardians = FAMILY.guardians(calendar);
    let parents: Vec<_> = guardians.iter().map(|guardian| &guardian.id).collect();
    let mut actors = guardians_log_in([MOTHER, FATHER], &guardians);
    actors.push(actors::child(HERSELF, &child));
    let consents = consents(calendar, &child, &parents);
    let workplaces = [&BUP_MIDT, &SKOLE_AADAL, &PPR_AADAL, &LAEGE_TORVET].map(Workplace::of);
    Story {
        actors,
        pages: vec![
            (&BUP_MIDT, clinics::psychiatry(calendar, &child)),
            (&LAEGE_TORVET, clinics::practice(calendar, &child)),
            (&FMK, clinics::medicines(calendar, &child)),
            (&SKOLE_AADAL, municipality::school(calendar, &child)),
            (&PPR_AADAL, municipality::ppr(calendar, &child)),
            (
                &SUNDHEDSPLEJEN_AADAL,
                municipality::health_visitor(calendar, &child),
            ),
            (&DDV, vaccinations(calendar, &child, 18_440_120, &DOSES)),
            (&CPR, FAMILY.in_register(calendar, 33_605)),
        ],
        child: ToldChild {
            id: child,
            story: "fifteen",
            label: format!(
                "Pige, {} år: fra 15 gælder hendes eget nej",
                calendar.age(FAMILY.born)
            ),
            guardians,
            protected: false,
            relations: workplaces.map(Workplace::relation).into(),
            consents,
            actor: PSYCHIATRIST_MIDT,
            other_actors: vec![
                TEACHER_AADAL,
                PPR_PSYCHOLOGIST_AADAL,
                GP_TORVET,
                MOTHER,
                FATHER,
                HERSELF,
            ],
        },
    }
}

/// What the parents said a year ago, and what she says from her birthday on: no between psychiatry and school, in both directions.
fn consents(calendar: &Calendar, child: &PersonId, parents: &[&PersonId]) -> Vec<ToldConsent> {
    let psychiatry = Workplace::of(&BUP_MIDT);
    let school = Workplace::of(&SKOLE_AADAL);
    let psychologist = Workplace::of(&PPR_AADAL);
    let since = calendar.instant("2025-09-15 12:00");
    let theirs = [
        (psychiatry, &["school", "ppr", "health-visitor"] as &[&str]),
        (school, &["child-psychiatry"]),
        (psychologist, &["child-psychiatry", "ppr"]),
    ];
    let theirs = theirs
        .into_iter()
        .flat_map(|(to, from)| to.permits(parents.iter().copied(), from))
        .map(|consent| ToldConsent {
            from: Some(since),
            ..consent
        });
    let hers =
        [(psychiatry, "school"), (school, "child-psychiatry")].map(|(to, from)| ToldConsent {
            from: Some(calendar.instant(BIRTHDAY)),
            ..to.word(ConsentKind::Refuse, child, &[from])
        });
    theirs.chain(hers).collect()
}

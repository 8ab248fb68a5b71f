//! Who holds custody, truly and in the register: mostly the same.

use domain::{
    record::body::{
        Custody, CustodyBasis, CustodyHolder, FamilyTie, FamilyTieKind, IdentityProtection,
        MasterData, Person, SpokenLanguage, StatedCustody, types,
    },
    time::{Country, Date},
};

use crate::{journal::Staff, world::Guardian};

use super::{
    case::{Case, Page},
    days,
    homes::{Household, Parent},
    lots::Lot,
    people::Kid,
};

/// Signs what the registers write.
const REGISTRAR_SE: Staff = Staff {
    name: "Folkbokföringen",
    role: "registrar",
    title: "registrering",
};
const REGISTRAR_DK: Staff = Staff {
    name: "CPR",
    role: "registrar",
    title: "registrering",
};

/// A parent and how custody stands or stood with them.
struct Holding<'a> {
    parent: &'a Parent,
    lives_with: bool,
    since: Date,
    until: Option<Date>,
    basis: CustodyBasis,
}

/// Those who hold custody today. An unborn Swedish child stands under its mother, who answers for herself; for a Danish one, which has a
/// number of its own, she does.
// R-WORLD-8
pub(super) fn guardians(kid: &Kid, home: &Household, today: Date) -> Vec<Guardian> {
    if !kid.is_born {
        let mother = (home.country == Country::Dk).then(|| guardian(&home.mother, true));
        return mother.into_iter().collect();
    }
    let holding = holdings(kid, home, today);
    let now = holding.iter().filter(|holding| holding.until.is_none());
    now.map(|holding| guardian(holding.parent, holding.lives_with))
        .collect()
}

/// What the population register says: the entry of master data and that of custody. Who has a replacement or reserve number only is not
/// registered, and neither is who is not born.
// R-WORLD-8
pub(super) fn register(case: &mut Case<'_>) {
    if !case.kid.is_born || case.has(Lot::ReserveNumber) || case.has(Lot::ReplacementNumber) {
        return;
    }
    let (system, registrar) = match case.home.country {
        Country::Se => ("folkbokforingen", REGISTRAR_SE),
        Country::Dk => ("cpr", REGISTRAR_DK),
    };
    let mut page = case.open(system, registrar);
    let changed = case
        .renumbered()
        .and_then(|day| case.past(day))
        .unwrap_or(case.kid.born);
    let address = case.address();
    let (entry, shared, alone, appointed) = words(case.home.country);
    page.write(types::MASTER_DATA, case.kid.born, entry, master_data(case))
        .ongoing()
        .recorded(&later(changed, case))
        .version(if changed == case.kid.born { 1 } else { 2 })
        .at(address);
    let body = custody(case, &page);
    let current = body
        .holders
        .iter()
        .filter(|holder| holder.until.is_none())
        .count();
    let title = match current {
        _ if case.has(Lot::AppointedGuardian) => appointed,
        1 => alone,
        _ => shared,
    };
    page.write(types::CUSTODY, case.kid.born, title, body)
        .ongoing()
        .recorded(&later(
            custody_changed(case.kid, case.today).unwrap_or(case.kid.born),
            case,
        ));
    case.file(page);
}

/// The titles of the register's entries: master data; custody shared, alone, appointed.
fn words(country: Country) -> (&'static str, &'static str, &'static str, &'static str) {
    match country {
        Country::Se => (
            "Personpost",
            "Vårdnad: gemensam",
            "Vårdnad: en vårdnadshavare",
            "Vårdnad: särskilt förordnad vårdnadshavare",
        ),
        Country::Dk => (
            "Personoplysninger",
            "Forældremyndighed: fælles",
            "Forældremyndighed: én indehaver",
            "Forældremyndighed: overført",
        ),
    }
}

/// The register writes some days after what it writes about.
fn later(day: Date, case: &Case<'_>) -> String {
    days::days_after(day, 9)
        .min(days::days_after(case.today, -1))
        .to_string()
}

fn master_data(case: &Case<'_>) -> MasterData {
    let kid = case.kid;
    let language = |tag: &str| SpokenLanguage {
        tag: tag.to_owned(),
        interpreter_needed: case.has(Lot::MovedIn),
        speaker: "mother".to_owned(),
    };
    // Whoever moved in without another language at home came from the country next door.
    let neighbours = match case.home.country {
        Country::Se => "fi",
        Country::Dk => "de",
    };
    let moved = case.has(Lot::MovedIn).then_some(neighbours);
    let spoken = case.home.tongue.or(moved);
    MasterData {
        name: kid.name.full.clone(),
        called_name: kid.name.called.clone(),
        birth: Some(domain::time::Moment::Day(kid.born)),
        sex: kid.sex,
        protection: match (case.has(Lot::Protected), case.home.country) {
            (false, _) => IdentityProtection::None,
            (true, Country::Dk) => IdentityProtection::NameAndAddress,
            (true, Country::Se) if kid.number.is_multiple_of(2) => IdentityProtection::Confidential,
            (true, Country::Se) => IdentityProtection::ProtectedRegistration,
        },
        languages: spoken.map(language).into_iter().collect(),
        other_ids: kid.former_ids.clone(),
        ..MasterData::default()
    }
}

fn custody(case: &Case<'_>, page: &Page) -> Custody {
    let mut holders: Vec<CustodyHolder> = holdings(case.kid, case.home, case.today)
        .iter()
        .map(|holding| CustodyHolder {
            person: person(holding.parent),
            residence_parent: holding.lives_with,
            since: Some(page.moment(holding.since)),
            until: holding.until.map(|until| page.moment(until)),
            basis: holding.basis,
        })
        .collect();
    if case.has(Lot::MisregisteredCustody) {
        // As in Datatilsynet's case 2021-32-2143: the register names somebody whom nobody gave custody.
        holders.push(CustodyHolder {
            person: person(&case.home.father),
            residence_parent: false,
            since: Some(page.moment(case.kid.born)),
            until: None,
            basis: CustodyBasis::Unstated,
        });
    }
    let held = |parent: &Parent| {
        holders
            .iter()
            .any(|holder| holder.until.is_none() && holder.person.id.as_ref() == Some(&parent.id))
    };
    let parents = [&case.home.mother, &case.home.father].map(|parent| FamilyTie {
        person: person(parent),
        kind: parent.kind,
        custody: match held(parent) {
            true => StatedCustody::Held,
            false => StatedCustody::NotHeld,
        },
    });
    let siblings = case
        .siblings
        .iter()
        .filter(|sibling| sibling.is_born)
        .map(|sibling| FamilyTie {
            person: Person {
                id: Some(sibling.id.clone()),
                ..Person::new(&sibling.name.full, "sibling")
            },
            kind: FamilyTieKind::Sibling,
            custody: StatedCustody::Unstated,
        });
    let family = parents.into_iter().chain(siblings).collect();
    Custody { holders, family }
}

fn holdings<'a>(kid: &Kid, home: &'a Household, today: Date) -> Vec<Holding<'a>> {
    let since_birth = |parent, lives_with, basis| Holding {
        parent,
        lives_with,
        since: kid.born,
        until: None,
        basis,
    };
    let mother = since_birth(&home.mother, true, CustodyBasis::Law);
    let father = since_birth(&home.father, !home.apart, CustodyBasis::Law);
    let turned = custody_changed(kid, today);
    match (
        kid.has(Lot::FormerGuardian),
        kid.has(Lot::AppointedGuardian),
    ) {
        (true, _) => vec![
            mother,
            Holding {
                until: turned,
                lives_with: false,
                basis: CustodyBasis::Court,
                ..father
            },
        ],
        (_, true) => vec![
            Holding {
                until: turned,
                lives_with: false,
                ..mother
            },
            Holding {
                until: turned,
                lives_with: false,
                ..father
            },
            Holding {
                since: turned.unwrap_or(kid.born),
                ..since_birth(&home.appointed, true, CustodyBasis::Court)
            },
        ],
        _ if kid.has(Lot::OneGuardian) || kid.has(Lot::MisregisteredCustody) => vec![mother],
        _ if home.apart => vec![
            Holding {
                basis: CustodyBasis::Agreement,
                ..mother
            },
            Holding {
                basis: CustodyBasis::Agreement,
                ..father
            },
        ],
        _ => vec![mother, father],
    }
}

/// When custody changed hands: in the later half of the child's life.
fn custody_changed(kid: &Kid, today: Date) -> Option<Date> {
    let changes = kid.has(Lot::FormerGuardian) || kid.has(Lot::AppointedGuardian);
    let half = days::days_between(kid.born, today) * 6 / 10;
    changes.then(|| days::working(days::days_after(kid.born, half)))
}

fn guardian(parent: &Parent, residence_parent: bool) -> Guardian {
    Guardian {
        id: parent.id.clone(),
        name: parent.name.clone(),
        residence_parent,
    }
}

fn person(parent: &Parent) -> Person {
    let role = match parent.kind {
        FamilyTieKind::Mother => "mother",
        FamilyTieKind::Father => "father",
        _ => "guardian",
    };
    Person {
        id: Some(parent.id.clone()),
        ..Person::new(&parent.name, role)
    }
}

//! Who may look: for each child somebody at work who has to do with it, and the consents that open what they may see.

use domain::{
    facts::ConsentKind,
    id::PersonId,
    policy::Audience,
    record::Sector,
    time::{Country, Date, age_on},
};

use crate::{
    journal::Site,
    sure, systems,
    world::{Guardian, ToldActor, ToldConsent, ToldRelation},
};

use super::{
    care, days,
    homes::{Household, Town},
    lots::Lot,
    people::Kid,
};

/// From this age children consent for themselves and read their own records, as the tables say: in Denmark a year earlier.
pub(super) fn consents_from(country: Country) -> u8 {
    match country {
        Country::Se => 16,
        Country::Dk => 15,
    }
}

/// Who looks at a child, and what they may.
pub(super) struct Access {
    /// The name of an actor.
    pub(super) actor: &'static str,
    /// The others who have to do with the child.
    pub(super) others: Vec<&'static str>,
    pub(super) relations: Vec<ToldRelation>,
    pub(super) consents: Vec<ToldConsent>,
}

/// Picks somebody at work who may see the child, and says who consented to it. Deliberately some have no consent, or half of it.
// R-WORLD-9
pub(super) fn of(
    kid: &Kid,
    home: &Household,
    guardians: &[Guardian],
    actors: &[ToldActor],
    today: Date,
) -> Access {
    let at_work = |sector: &&str| colleague(actors, kid, home, sector);
    let wished = sectors(kid, home, today);
    let lookers: Vec<&ToldActor> = wished.iter().filter_map(at_work).collect();
    let Some(first) = lookers.first() else {
        return Access {
            actor: "",
            others: Vec::new(),
            relations: Vec::new(),
            consents: Vec::new(),
        };
    };
    let grantors = grantors(kid, guardians, today);
    let said = match () {
        () if kid.has(Lot::NobodyConsented) => 0,
        () if kid.has(Lot::OneConsented) => 1,
        () => grantors.len(),
    };
    let consents = lookers.iter().flat_map(|looker| {
        grantors
            .iter()
            .take(said)
            .map(|grantor| consent(kid, looker, grantor))
    });
    Access {
        actor: first.name,
        others: lookers.iter().skip(1).map(|looker| looker.name).collect(),
        relations: lookers.iter().map(|looker| relation(looker)).collect(),
        consents: consents.collect(),
    }
}

/// The sectors that have to do with the child, the nearest first.
fn sectors(kid: &Kid, home: &Household, today: Date) -> Vec<&'static str> {
    let at_school = kid.is_born && days::grade_on(kid.born, today).is_some();
    let mut sectors = match (home.country, at_school) {
        (Country::Se, true) => vec!["school-health"],
        (Country::Se, false) if home.town == Town::Vasterby && kid.is_born => vec!["child-health"],
        (Country::Se, false) => vec!["general-practice"],
        (Country::Dk, _) => vec!["health-visitor", "general-practice"],
    };
    let courses = [
        (Lot::LowMood, "child-psychiatry", "child-psychiatry"),
        (Lot::Attention, "child-psychiatry", "child-psychiatry"),
        (Lot::Worry, "social-child", "social-family"),
        (Lot::Autism, "habilitation", "ppr"),
        (Lot::Reading, "school-psychology", "ppr"),
        (Lot::Admitted, "hospital", "hospital"),
        (Lot::Asthma, "general-practice", "general-practice"),
    ];
    for (lot, swedish, danish) in courses {
        let sector = if home.country == Country::Se {
            swedish
        } else {
            danish
        };
        if kid.has(lot) && !sectors.contains(&sector) {
            sectors.push(sector);
        }
    }
    sectors
}

/// Somebody at work in a sector: of the child's own school health, else of the family's own town where there are several.
fn colleague<'a>(
    actors: &'a [ToldActor],
    kid: &Kid,
    home: &Household,
    sector: &str,
) -> Option<&'a ToldActor> {
    let school = care::school_health_of(kid, home);
    let own_school = systems::all().into_iter().find(|site| site.id == school);
    let own_school = own_school.map(Site::organisation);
    let own_town = match home.town {
        Town::Norrby => "-norrby",
        _ => "-vasterby",
    };
    let is_own = |actor: &&ToldActor| match sector {
        "school-health" => own_school.as_ref() == Some(&actor.organisation),
        _ => actor.name.ends_with(own_town),
    };
    let all = || {
        actors.iter().filter(|actor| {
            let at_work = actor.audience == Audience::Professional;
            at_work && actor.country == home.country && actor.sector.as_str() == sector
        })
    };
    all().find(is_own).or_else(|| all().next())
}

/// Who decides on the child's information: the guardians, or the child itself; the mother for an unborn one that stands under her.
fn grantors(kid: &Kid, guardians: &[Guardian], today: Date) -> Vec<PersonId> {
    let of_age = consents_from(kid.id.country());
    let age = age_on(kid.born, today).unwrap_or(0);
    let under_mother = !kid.is_born && kid.id.country() == Country::Se;
    match under_mother || kid.is_born && age >= of_age {
        true => vec![kid.id.clone()],
        false => guardians
            .iter()
            .map(|guardian| guardian.id.clone())
            .collect(),
    }
}

/// Some consent to everything, some to the sources that matter most.
fn consent(kid: &Kid, looker: &ToldActor, grantor: &PersonId) -> ToldConsent {
    let sources: &[&str] = match (kid.number % 3, kid.id.country()) {
        (0, _) => &[],
        (_, Country::Se) => &[
            "child-health",
            "school-health",
            "population-register",
            "general-practice",
            "hospital",
            "child-psychiatry",
            "coordination-plan",
        ],
        (_, Country::Dk) => &[
            "health-visitor",
            "general-practice",
            "hospital",
            "child-psychiatry",
            "ppr",
            "vaccination-register",
            "medication-register",
            "population-register",
        ],
    };
    let sources: Vec<Sector> = sources.iter().map(|sector| sure::sector(sector)).collect();
    ToldConsent {
        recipient: Some(looker.organisation.clone()),
        recipient_sector: Some(looker.sector.clone()),
        source_sectors: sources,
        ..ToldConsent::of(grantor, ConsentKind::Permit)
    }
}

fn relation(looker: &ToldActor) -> ToldRelation {
    ToldRelation {
        organisation: looker.organisation.clone(),
        unit: looker.unit.clone(),
        sector: looker.sector.clone(),
    }
}

//! Synthetic children beside the told ones: as many as wished, with families, numbers, growth, courses of care and quirks, from one seed.
//!
//! The same day, seed and number of children give the same world byte for byte, on every run and in every process. People first
//! (`people`), then what falls to each (`lots`), then one child after the other is written about by a room for each sector (`care`).

mod access;
mod afterwards;
mod care;
mod case;
mod chance;
mod custody;
mod days;
mod digest;
mod growth;
mod homes;
mod logins;
mod lots;
mod names;
mod numbers;
mod people;
mod programme;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{Body, RegisteredSex},
    },
    time::{Country, Date},
};

use crate::world::{ToldChild, World};

use case::Case;
use chance::Chance;
use growth::{Growth, Turn};
use homes::Household;
use lots::Lot;
use people::{Kid, People};

pub use logins::{OF_AGE_DK, OF_AGE_SE};

/// The story of every synthetic child.
pub const STORY: &str = "synthetic";

/// The most children of one world, which then takes a gigabyte: a child is about 80 records and 200 kB.
pub const MAX_CHILDREN: usize = 5_000;

/// How many children are enough for every lot to fall to somebody.
pub const USUAL_CHILDREN: usize = 200;

impl World {
    /// The told world with so many synthetic children beside, at most [`MAX_CHILDREN`]; their records lie in the same systems.
    // R-WORLD-5
    #[must_use]
    pub fn peopled(today: Date, seed: u64, count: usize) -> Self {
        let mut world = Self::told(today);
        let chance = Chance::of_seed(seed);
        let people = People::of(today, count.min(MAX_CHILDREN), world.people(), &chance);
        let mut held: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
        for kid in &people.kids {
            let Some(home) = people.household_of(kid) else {
                continue;
            };
            for (site, records) in written_about(kid, home, &people, today, &chance) {
                held.entry(site).or_default().extend(records);
            }
            world.children.push(told(kid, home, &world, today));
        }
        logins::of_age(&mut world, today);
        for system in &mut world.systems {
            let added = held.remove(system.id).unwrap_or_default();
            system.records = system.records.iter().cloned().chain(added).collect();
        }
        world
    }

    /// What the world holds, in one number: the same for the same world, another for another. For telling worlds apart, not for keeping
    /// them from being forged.
    // R-WORLD-5
    #[must_use]
    pub fn digest(&self) -> u64 {
        digest::of(self)
    }

    /// Everybody of the told world who has a number: it is given to nobody else.
    fn people(&self) -> Vec<PersonId> {
        let children = self.children.iter().flat_map(|child| {
            let guardians = child.guardians.iter().map(|guardian| guardian.id.clone());
            guardians.chain([child.id.clone()])
        });
        let records = self.systems.iter().flat_map(|system| system.records.iter());
        let family = records.filter_map(|record| match &record.body {
            Body::Custody(body) => Some(body.family.iter().filter_map(|tie| tie.person.id.clone())),
            _ => None,
        });
        children.chain(family.flatten()).collect()
    }
}

/// Every page about a child, by system.
fn written_about(
    kid: &Kid,
    home: &Household,
    people: &People,
    today: Date,
    chance: &Chance,
) -> Vec<(&'static str, Vec<Record>)> {
    let own = chance.for_purpose("case", kid.number as u64);
    let siblings = people
        .kids
        .iter()
        .filter(|other| other.household == kid.household && other.number != kid.number);
    let mut case = Case {
        kid,
        home,
        siblings: siblings.collect(),
        today,
        growth: Growth::of(
            kid.born,
            kid.sex,
            turn(kid),
            home.tallness,
            own.for_purpose("growth", 0),
        ),
        deliveries: chance.for_purpose("deliveries", 0),
        chance: own,
        pages: Vec::new(),
    };
    custody::register(&mut case);
    care::live(&mut case);
    afterwards::happen(&mut case);
    case.pages
        .into_iter()
        .map(|(site, records)| (site.id, records))
        .collect()
}

fn turn(kid: &Kid) -> Turn {
    match () {
        () if kid.has(Lot::Faltering) => Turn::Faltering(22.0),
        () if kid.has(Lot::Rising) => Turn::Rising(84.0),
        () => Turn::None,
    }
}

fn told(kid: &Kid, home: &Household, world: &World, today: Date) -> ToldChild {
    let guardians = custody::guardians(kid, home, today);
    let access = access::of(kid, home, &guardians, &world.actors, today);
    ToldChild {
        id: kid.id.clone(),
        story: STORY,
        label: label(kid, home.country, today),
        guardians,
        protected: kid.has(Lot::Protected),
        relations: access.relations,
        consents: access.consents,
        actor: access.actor,
        other_actors: access.others,
    }
}

/// Sex and age, in the country's language.
fn label(kid: &Kid, country: Country, today: Date) -> String {
    let months = days::months_between(kid.born, today).floor() as i32;
    let girl = kid.sex == RegisteredSex::Female;
    let (unborn, noun, years, short) = match (country, girl) {
        (Country::Se, true) => ("Ofött barn", "Flicka", "år", "mån"),
        (Country::Se, false) => ("Ofött barn", "Pojke", "år", "mån"),
        (Country::Dk, true) => ("Ufødt barn", "Pige", "år", "mdr."),
        (Country::Dk, false) => ("Ufødt barn", "Dreng", "år", "mdr."),
    };
    match months {
        _ if !kid.is_born => unborn.to_owned(),
        ..24 => format!("{noun}, {months} {short}"),
        _ => format!("{noun}, {} {years}", months / 12),
    }
}

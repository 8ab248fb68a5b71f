//! Who asks: every sector that the tables let ask has somebody at work, sectors that only answer have nobody, and each audience of each
//! country has somebody who is shown something.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

use std::collections::BTreeSet;

use domain::{
    policy::Audience,
    time::{Country, Date, age_on},
};
use jiff::civil::date;
use mock_producers::{World, synthetic};
use toml::{Table, Value};

const TODAY: Date = date(2026, 11, 21);

/// The tables of a country as they are written.
fn tables(country: Country) -> Table {
    let text = match country {
        Country::Se => include_str!("../../policy/se.toml"),
        Country::Dk => include_str!("../../policy/dk.toml"),
    };
    text.parse().unwrap()
}

fn words(value: &Value) -> BTreeSet<String> {
    let words = value.as_array().unwrap().iter();
    words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

/// The sectors that some line of the matrix names as askers.
fn askers(tables: &Table) -> BTreeSet<String> {
    let groups = tables["groups"]["sectors"].as_table().unwrap();
    let lines = tables["sharing"].as_array().unwrap().iter();
    let named = lines.filter_map(|line| line.get("actor")).flat_map(words);
    named
        .flat_map(|name| match groups.get(&name) {
            Some(group) => words(group),
            None => [name].into(),
        })
        .collect()
}

fn sectors(tables: &Table) -> BTreeSet<String> {
    tables["sectors"]
        .as_table()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

fn at_work(world: &World, country: Country) -> BTreeSet<String> {
    (world.actors.iter())
        .filter(|actor| actor.country == country && actor.audience == Audience::Professional)
        .map(|actor| actor.sector.to_string())
        .collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

// R-WORLD-10
#[test]
fn every_sector_that_may_ask_has_somebody_and_those_that_only_answer_have_nobody() {
    let world = World::told(TODAY);
    // Who meets children and is told nothing, and who keeps records and meets nobody.
    let expected = [
        (
            Country::Se,
            set(&["disability", "maternity"]),
            set(&["coordination-plan", "population-register", "record-archive"]),
        ),
        (
            Country::Dk,
            set(&[]),
            set(&[
                "coordination-plan",
                "medication-register",
                "population-register",
                "vaccination-register",
            ]),
        ),
    ];
    for (country, told_nothing, only_answer) in expected {
        let tables = tables(country);
        let (may_ask, ask) = (askers(&tables), at_work(&world, country));
        let missing: Vec<_> = may_ask.difference(&ask).collect();
        assert!(missing.is_empty(), "nobody asks from {missing:?}");
        let beside: BTreeSet<_> = ask.difference(&may_ask).cloned().collect();
        assert_eq!(beside, told_nothing);
        let silent: BTreeSet<_> = sectors(&tables).difference(&ask).cloned().collect();
        assert_eq!(silent, only_answer);
    }
}

// R-WORLD-10
#[test]
fn in_each_country_guardians_log_in_and_a_child_of_the_age_at_which_it_reads_its_own() {
    let world = World::peopled(TODAY, 7, synthetic::USUAL_CHILDREN);
    let of_age = [
        (Country::Se, 16, synthetic::OF_AGE_SE),
        (Country::Dk, 15, synthetic::OF_AGE_DK),
    ];
    for (country, from, name) in of_age {
        let guardians = (world.actors.iter())
            .filter(|actor| actor.country == country && actor.audience == Audience::Guardian);
        assert!(guardians.count() >= 2);
        let login = world.actor(name).unwrap();
        assert_eq!((login.audience, login.country), (Audience::Child, country));
        let person = login.person.as_ref().unwrap();
        let age = age_on(person.birth_date().unwrap(), TODAY).unwrap();
        assert!((from..18).contains(&age), "{age}");
        let child = world.children.iter().find(|child| child.id == *person);
        assert!(child.unwrap().other_actors.contains(&name));
        let held = world
            .systems
            .iter()
            .flat_map(|system| system.records.iter());
        let own = held.filter(|record| record.header.subject == *person);
        assert!(own.count() > 10, "there is something to read");
    }
}

//! What holds for every synthetic record.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    record::{
        Body, LifeCycle, Record,
        body::{ObservedValue, fits, known_types, types},
    },
    time::Moment,
};
use mock_producers::{World, synthetic};
use proto::convert::record::{decode, encode};

use crate::{DAYS, TODAY, every_record, synthetic_records, world, zone};

/// What may lie before birth: the pregnancy.
const BEFORE_BIRTH: [&str; 2] = ["mvc-vasterlund", "sygehus-midt"];

// R-RECORD-2
#[test]
fn every_record_travels_and_is_read_back_whole() {
    let world = world(2);
    for (_, record) in every_record(&world) {
        assert_eq!(decode(&encode(record)).unwrap(), *record);
    }
}

// R-RECORD-1, R-WORLD-5
#[test]
fn every_record_has_a_body_of_its_type_an_owner_and_a_type_its_system_declares() {
    for seed in 0..4 {
        let world = world(seed);
        for (system, record) in synthetic_records(&world, TODAY) {
            let header = &record.header;
            assert!(fits(&header.information_type, &record.body), "{header:?}");
            assert!(
                system.types.contains(&header.information_type),
                "{} {header:?}",
                system.id
            );
            assert_eq!(
                header.care_provider.as_ref().unwrap().id.as_ref(),
                Some(&system.organisation)
            );
            assert!(header.unit.as_ref().unwrap().id.is_some());
            assert!(
                !header.title.is_empty() && header.title.len() <= 300,
                "{header:?}"
            );
            assert!(header.author.is_some());
        }
    }
}

// R-WORLD-5
#[test]
fn record_ids_are_unique_in_their_system_but_for_versions_of_one() {
    for system in World::peopled(TODAY, 3, 400).systems {
        let mut met = BTreeSet::new();
        for record in system.records.iter() {
            let header = &record.header;
            assert!(header.record_id.len() <= 128);
            let new = met.insert((&header.record_id, header.version, &header.life_cycle));
            assert!(new, "{} {}", system.id, header.record_id);
        }
    }
}

// R-WORLD-5
#[test]
fn nothing_completed_lies_ahead_and_nothing_is_recorded_before_it_is_told() {
    for today in DAYS {
        let world = World::peopled(today, 8, 120);
        for (system, record) in synthetic_records(&world, today) {
            let header = &record.header;
            let midnight = system.country.midnight(today);
            let zone = zone(system);
            let begins = header.period.start.unwrap().interval(&zone).start();
            let ahead = begins >= midnight;
            let booked = matches!(header.life_cycle, LifeCycle::Planned | LifeCycle::Cancelled);
            assert_eq!(ahead, booked, "{} {today} {header:?}", system.id);
            assert!(
                header.recorded.unwrap() < midnight,
                "{} {header:?}",
                system.id
            );
            assert!(header.updated.unwrap() >= header.recorded.unwrap() || booked);
            assert!(
                !header.period.is_reversed(&zone),
                "{} {header:?}",
                system.id
            );
            if header.life_cycle == LifeCycle::Completed {
                let ends = header.period.end.map(|end| end.interval(&zone).start());
                assert!(
                    ends.is_none_or(|end| end < midnight),
                    "{} {header:?}",
                    system.id
                );
            }
        }
    }
}

// R-WORLD-5
#[test]
fn nothing_but_the_pregnancy_lies_before_birth() {
    for seed in 0..4 {
        let world = world(seed);
        let born = births(&world);
        for (system, record) in synthetic_records(&world, TODAY) {
            let Some(birth) = born.get(record.header.subject.value()) else {
                continue;
            };
            let zone = zone(system);
            let ends = record.header.period.start.unwrap().interval(&zone).end();
            let before = ends <= birth.interval(&zone).start();
            let pregnancy = BEFORE_BIRTH.contains(&system.id);
            assert!(!before || pregnancy, "{} {:?}", system.id, record.header);
        }
    }
}

/// The birthdays that the registers know, by every number of the child.
fn births(world: &World) -> BTreeMap<String, Moment> {
    let mut births = BTreeMap::new();
    for (_, record) in every_record(world) {
        if let Body::MasterData(body) = &record.body
            && let Some(birth) = body.birth
        {
            let ids = body.other_ids.iter().chain([&record.header.subject]);
            births.extend(ids.map(|id| (id.value().to_owned(), birth)));
        }
    }
    births
}

// R-WORLD-6
#[test]
fn every_system_holds_something_and_every_type_occurs() {
    for seed in 0..8 {
        let world = world(seed);
        let records = synthetic_records(&world, TODAY);
        let systems: BTreeSet<_> = records.iter().map(|(system, _)| system.id).collect();
        for system in &world.systems {
            assert!(systems.contains(system.id), "{seed} {}", system.id);
        }
        let occurring: BTreeSet<_> = records
            .iter()
            .map(|(_, r)| r.header.information_type.as_str())
            .collect();
        for kind in known_types() {
            assert!(occurring.contains(kind), "{seed} {kind}");
        }
    }
}

// R-WORLD-7
#[test]
fn nobody_shrinks_and_who_grows_grows_enough() {
    for seed in 0..4 {
        let world = world(seed);
        for child in world
            .children
            .iter()
            .filter(|child| child.story == synthetic::STORY)
        {
            let heights = heights(&world, child.id.value());
            let mut sorted = heights.clone();
            sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
            let days = |list: &[(Moment, f64)]| {
                list.iter()
                    .map(|(day, _)| day.to_string())
                    .collect::<Vec<_>>()
            };
            assert!(
                heights.windows(2).all(|pair| pair[0].1 <= pair[1].1),
                "{seed} {:?}",
                days(&heights)
            );
        }
    }
}

/// The heights of a child in the order of their days. A day on which two sources differ is one that was typed in twice.
fn heights(world: &World, id: &str) -> Vec<(Moment, f64)> {
    let mut by_day: BTreeMap<String, Vec<(Moment, f64)>> = BTreeMap::new();
    for (system, record) in every_record(world) {
        let header = &record.header;
        let Some(Moment::Day(day)) = header.period.start.map(|start| match start {
            Moment::Instant(instant) => Moment::Day(system.country.today(instant)),
            partial => partial,
        }) else {
            continue;
        };
        let is_height = header.information_type.as_str() == types::OBSERVATION_GROWTH
            && header.codes.iter().any(|code| code.code == "8302-2");
        if header.subject.value() == id && is_height && !header.life_cycle.is_retracted() {
            by_day
                .entry(day.to_string())
                .or_default()
                .push((Moment::Day(day), value(record)));
        }
    }
    (by_day.into_values())
        .filter(|list| list.iter().all(|(_, height)| *height == list[0].1))
        .map(|list| list[0])
        .collect()
}

fn value(record: &Record) -> f64 {
    match &record.body {
        Body::Observation(body) => match body.value.as_ref().unwrap() {
            ObservedValue::Quantity(quantity) => quantity.value.parse().unwrap(),
            _ => unreachable!("a height is a quantity"),
        },
        _ => unreachable!("growth is an observation"),
    }
}

// R-WORLD-5
#[test]
fn two_hundred_children_are_written_in_a_moment() {
    let begun = std::time::Instant::now();
    let world = world(12);
    let took = begun.elapsed();
    let count = synthetic_records(&world, TODAY).len();
    println!("{count} records of 200 children in {took:?}");
    assert!(count > 5_000, "{count}");
    // A debug build under load; a release build takes a small part of it.
    assert!(took.as_secs() < 5, "{took:?}");
}

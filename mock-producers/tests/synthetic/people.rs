//! What holds for the people: numbers, custody, who may look.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{PersonId, PersonSystem},
    record::body::Body,
    time::{Country, Moment},
};
use mock_producers::{World, synthetic};

use crate::{DAYS, TODAY, synthetic_records, world};

/// Everybody's number with what it names: the same number names one person.
fn named(world: &World) -> BTreeMap<PersonId, BTreeSet<String>> {
    let mut named: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
    for record in world
        .systems
        .iter()
        .flat_map(|system| system.records.iter())
    {
        match &record.body {
            Body::MasterData(body) if !body.name.is_empty() => {
                let ids = body.other_ids.iter().chain([&record.header.subject]);
                for id in ids {
                    named
                        .entry(id.clone())
                        .or_default()
                        .insert(body.name.clone());
                }
            }
            Body::Custody(body) => {
                for tie in &body.family {
                    if let Some(id) = &tie.person.id {
                        named
                            .entry(id.clone())
                            .or_default()
                            .insert(tie.person.name.clone());
                    }
                }
            }
            _ => {}
        }
    }
    named
}

// R-WORLD-2
#[test]
fn a_number_names_one_person_and_none_of_the_told_ones() {
    for today in DAYS {
        let world = World::peopled(today, 1, 300);
        for (id, names) in named(&world) {
            assert_eq!(names.len(), 1, "{id:?}");
            assert_eq!(PersonId::parse(id.system(), id.value()), Ok(id.clone()));
        }
        let told = world
            .children
            .iter()
            .filter(|child| child.story != synthetic::STORY);
        let told: BTreeSet<_> = told
            .flat_map(|child| child.guardians.iter().map(|g| &g.id).chain([&child.id]))
            .collect();
        let ids: Vec<_> = world
            .children
            .iter()
            .filter(|child| child.story == synthetic::STORY)
            .map(|child| &child.id)
            .collect();
        assert!(ids.iter().all(|id| !told.contains(*id)));
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }
}

// R-WORLD-2
#[test]
fn every_number_can_be_nobodys() {
    let world = World::peopled(TODAY, 1, 300);
    for id in named(&world).keys() {
        let value = id.value();
        match id.system_kind() {
            PersonSystem::Personnummer => {
                let birth_number: u16 = value[8..11].parse().unwrap();
                assert!(matches!(birth_number, 238 | 239 | 980..=999));
            }
            PersonSystem::Samordningsnummer => assert!(matches!(&value[8..11], "238" | "239")),
            PersonSystem::Reservnummer => assert!(value.starts_with("98")),
            PersonSystem::Cpr => {
                let digits = value.chars().filter_map(|c| c.to_digit(10));
                let sum: u32 = digits
                    .zip([4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
                    .map(|(d, w)| d * w)
                    .sum();
                assert!(!sum.is_multiple_of(11) && !value.starts_with("0101"));
            }
            PersonSystem::XEcpr | PersonSystem::DEcpr => assert_eq!(&value[7..8], "Z"),
        }
    }
}

// R-WORLD-6
#[test]
fn every_kind_of_number_occurs_as_the_childs_own_or_as_an_older_one() {
    for seed in 0..4 {
        let world = world(seed);
        let now: BTreeSet<_> = world
            .children
            .iter()
            .map(|child| child.id.system_kind())
            .collect();
        let older: BTreeSet<_> = (synthetic_records(world, TODAY).iter())
            .filter_map(|(_, record)| match &record.body {
                Body::MasterData(body) => Some(body.other_ids.iter().map(PersonId::system_kind)),
                _ => None,
            })
            .flatten()
            .collect();
        for kind in [
            PersonSystem::Personnummer,
            PersonSystem::Samordningsnummer,
            PersonSystem::Reservnummer,
            PersonSystem::Cpr,
            PersonSystem::XEcpr,
        ] {
            assert!(now.contains(&kind), "{seed} {kind:?}");
        }
        for kind in [
            PersonSystem::Samordningsnummer,
            PersonSystem::Reservnummer,
            PersonSystem::DEcpr,
        ] {
            assert!(older.contains(&kind), "{seed} {kind:?}");
        }
    }
}

// R-WORLD-8
#[test]
fn the_register_agrees_on_custody_and_protection_but_where_it_is_wrong() {
    for seed in 0..6 {
        let world = world(seed);
        let today = Country::Se.midnight(TODAY);
        let mut wrong = 0;
        let (mut custody, mut master) = (0, 0);
        for (system, record) in synthetic_records(world, TODAY) {
            if system.sector.as_str() != "population-register" {
                continue;
            }
            let child = world
                .children
                .iter()
                .find(|child| child.id == record.header.subject)
                .unwrap();
            match &record.body {
                Body::Custody(body) => {
                    custody += 1;
                    let zone = crate::zone(system);
                    let lasts = |until: Option<Moment>| {
                        until.is_none_or(|until| until.interval(&zone).start() >= today)
                    };
                    let stated: BTreeSet<_> = (body.holders.iter())
                        .filter(|h| lasts(h.until))
                        .map(|h| h.person.id.clone().unwrap())
                        .collect();
                    let told: BTreeSet<_> = child
                        .guardians
                        .iter()
                        .map(|guardian| guardian.id.clone())
                        .collect();
                    wrong += usize::from(stated != told);
                    assert!(told.is_subset(&stated) && !told.is_empty());
                }
                Body::MasterData(body) => {
                    master += 1;
                    assert_eq!(body.protection.counts_as_protected(), child.protected);
                }
                _ => unreachable!("a register holds nothing else"),
            }
        }
        assert!((1..=4).contains(&wrong), "{seed} {wrong}");
        assert_eq!(custody, master);
        assert!(custody > 180);
    }
}

// R-WORLD-9
#[test]
fn every_child_has_somebody_who_has_to_do_with_it_and_a_few_have_no_consent() {
    for seed in 0..4 {
        let world = world(seed);
        let synthetic = || {
            world
                .children
                .iter()
                .filter(|child| child.story == synthetic::STORY)
        };
        for child in synthetic() {
            let actor = world.actor(child.actor).unwrap();
            assert_eq!(actor.country, child.id.country());
            let related = (child.relations.iter()).any(|relation| {
                relation.organisation == actor.organisation
                    && relation.unit == actor.unit
                    && relation.sector == actor.sector
            });
            assert!(related);
            assert!(
                child
                    .other_actors
                    .iter()
                    .all(|name| world.actor(name).is_some())
            );
        }
        let without = synthetic()
            .filter(|child| child.consents.is_empty())
            .count();
        assert!((1..=20).contains(&without), "{seed} {without}");
        let half = synthetic().filter(|child| {
            let said: BTreeSet<_> = child
                .consents
                .iter()
                .map(|consent| &consent.grantor)
                .collect();
            child.guardians.len() == 2
                && said.len() == 1
                && child
                    .guardians
                    .iter()
                    .any(|guardian| said.contains(&guardian.id))
        });
        assert!(half.count() >= 1);
    }
}

// R-WORLD-6
#[test]
fn custody_is_joint_single_changed_appointed_and_wrong() {
    let world = world(7);
    let mut kinds = BTreeSet::new();
    for (_, record) in synthetic_records(world, TODAY) {
        if let Body::Custody(body) = &record.body {
            let ended = body.holders.iter().any(|holder| holder.until.is_some());
            let guardian = body
                .holders
                .iter()
                .any(|holder| holder.person.role == "guardian");
            kinds.insert((body.holders.len(), ended, guardian));
        }
    }
    for kind in [
        (1, false, false),
        (2, false, false),
        (2, true, false),
        (3, true, true),
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

// R-WORLD-4
#[test]
fn debug_shows_nobody() {
    let world = world(3);
    let shown = format!(
        "{world:?} {:?}",
        world.systems.iter().map(|s| &s.records).collect::<Vec<_>>()
    );
    for child in &world.children {
        assert!(!shown.contains(child.id.value()));
        for guardian in &child.guardians {
            assert!(!shown.contains(guardian.id.value()) && !shown.contains(&guardian.name));
        }
    }
}

//! What holds for the told world on any day.

use std::collections::BTreeSet;

use domain::{
    id::OrganisationSystem,
    record::{Body, LifeCycle, Record},
    time::{Country, Date, Moment},
};
use jiff::civil::date;
use mock_producers::{System, World};
use proto::convert::record::{decode, encode};

const TOLD_ON: Date = date(2026, 11, 21);

/// The told day, the days around its anniversary and the new year, a leap day, and days far off.
const DAYS: [Date; 8] = [
    TOLD_ON,
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 11, 20),
    date(2027, 11, 21),
    date(2028, 2, 29),
    date(2019, 7, 1),
    date(2071, 3, 9),
];

fn every_record(world: &World) -> impl Iterator<Item = (&System, &Record)> {
    (world.systems.iter()).flat_map(|system| system.records.iter().map(move |r| (system, r)))
}

// R-RECORD-2
#[test]
fn every_record_travels_and_is_read_back_whole() {
    for (_, record) in every_record(&World::told(TOLD_ON)) {
        assert_eq!(decode(&encode(record)).unwrap(), *record);
    }
}

// R-MOCK-2
#[test]
fn every_record_has_an_owner_a_declared_type_and_a_told_child() {
    for today in DAYS {
        let world = World::told(today);
        let children: BTreeSet<_> = world.children.iter().map(|child| &child.id).collect();
        for (system, record) in every_record(&world) {
            let header = &record.header;
            let provider = header.care_provider.as_ref().unwrap();
            assert_eq!(provider.id.as_ref(), Some(&system.organisation));
            assert!(header.unit.as_ref().unwrap().id.is_some());
            assert!(
                system.types.contains(&header.information_type),
                "{header:?}"
            );
            assert!(children.contains(&header.subject), "{header:?}");
        }
    }
}

#[test]
fn record_ids_are_unique_in_their_system_and_within_the_contracts_bounds() {
    for system in World::told(TOLD_ON).systems {
        // A record that was taken back is sent in both its states, under one id.
        let states = (system.records.iter()).map(|r| {
            let header = &r.header;
            (&header.record_id, header.life_cycle.is_retracted())
        });
        let states: BTreeSet<_> = states.collect();
        assert_eq!(states.len(), system.records.len(), "{}", system.id);
        assert!(states.iter().all(|(id, _)| id.len() <= 128));
        assert!(!states.is_empty(), "{}", system.id);
    }
}

// R-WORLD-2
#[test]
fn every_number_is_a_valid_test_number_of_its_own() {
    for today in DAYS {
        let world = World::told(today);
        let guardians = world.children.iter().flat_map(|child| &child.guardians);
        let ids = (world.children.iter().map(|child| &child.id))
            .chain(guardians.map(|guardian| &guardian.id));
        let ids: Vec<_> = ids.collect();
        for id in &ids {
            match id.country() {
                Country::Se => {
                    let birth_number: u16 = id.value().get(8..11).unwrap().parse().unwrap();
                    assert!(matches!(birth_number, 238 | 239 | 980..=999));
                }
                Country::Dk => assert!(breaks_modulus_11(
                    id.value(),
                    [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]
                )),
            }
            let birth = id.birth_date().unwrap();
            assert!(birth < today && birth.year() > 1900, "{birth}");
            // On first days of January numbers without the check digit are given out in Denmark.
            assert_ne!(id.birth_date().unwrap().day_of_year(), 1);
        }
        let different: BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
    }
}

// R-WORLD-2
#[test]
fn no_organisation_number_can_be_somebodys() {
    let world = World::told(TOLD_ON);
    let systems = world.systems.iter().map(|system| &system.organisation);
    for organisation in systems.chain(world.actors.iter().map(|actor| &actor.organisation)) {
        let value = organisation.value();
        match organisation.system_kind() {
            OrganisationSystem::Hsa => assert!(!luhn_fits(value.get(2..12).unwrap()), "{value}"),
            OrganisationSystem::Cvr => assert!(breaks_modulus_11(value, [2, 7, 6, 5, 4, 3, 2, 1])),
            _ => assert_eq!(value.get(5..12), Some("9999999"), "{value}"),
        }
    }
    let units =
        every_record(&world).filter_map(|(_, record)| record.header.unit.as_ref()?.id.clone());
    for unit in units.filter(|unit| unit.system_kind() == OrganisationSystem::Sor) {
        assert_eq!(unit.value().get(5..12), Some("9999999"), "{unit}");
    }
}

fn breaks_modulus_11<const N: usize>(digits: &str, weights: [u32; N]) -> bool {
    let weighted = digits.chars().filter_map(|c| c.to_digit(10)).zip(weights);
    weighted.map(|(digit, weight)| digit * weight).sum::<u32>() % 11 != 0
}

fn luhn_fits(digits: &str) -> bool {
    let doubled = |(place, digit): (usize, u32)| match place % 2 {
        0 => digit * 2 / 10 + digit * 2 % 10,
        _ => digit,
    };
    let digits = digits.chars().filter_map(|c| c.to_digit(10));
    digits.enumerate().map(doubled).sum::<u32>() % 10 == 0
}

// R-WORLD-1
#[test]
fn the_same_day_gives_the_same_world() {
    for today in DAYS {
        let (one, two) = (World::told(today), World::told(today));
        assert_eq!(one.children, two.children);
        assert_eq!(one.actors, two.actors);
        let bytes = |world: &World| -> Vec<_> {
            every_record(world)
                .map(|(_, record)| encode(record))
                .collect()
        };
        assert!(bytes(&one) == bytes(&two), "{today}");
    }
}

// R-WORLD-1
#[test]
fn only_what_is_planned_lies_ahead() {
    let zone = Country::Se.zone();
    for today in DAYS {
        let midnight = Country::Se.midnight(today);
        let begins = |moment: Moment| moment.interval(&zone).start();
        for (_, record) in every_record(&World::told(today)) {
            let header = &record.header;
            let ahead = begins(header.period.start.unwrap()) >= midnight;
            assert_eq!(
                ahead,
                header.life_cycle == LifeCycle::Planned,
                "{today} {header:?}"
            );
            assert!(header.recorded.unwrap() < midnight);
            assert!(!header.period.is_reversed(&zone));
        }
    }
}

// R-WORLD-3
#[test]
fn the_register_says_of_custody_and_protection_what_the_world_says() {
    let world = World::told(TOLD_ON);
    for child in &world.children {
        let register = match child.id.country() {
            Country::Se => "folkbokforingen",
            Country::Dk => "cpr",
        };
        let register = world.system(register).unwrap();
        let mut met = 0;
        for record in register
            .records
            .iter()
            .filter(|r| r.header.subject == child.id)
        {
            met += 1;
            match &record.body {
                Body::MasterData(body) => {
                    assert_eq!(body.protection.counts_as_protected(), child.protected);
                    assert_eq!(body.birth, child.id.birth_date().map(Moment::Day));
                }
                Body::Custody(body) => {
                    let told: Vec<_> = (child.guardians.iter())
                        .map(|g| (Some(g.id.clone()), g.name.clone(), g.residence_parent))
                        .collect();
                    let stated: Vec<_> = (body.holders.iter())
                        .map(|h| {
                            (
                                h.person.id.clone(),
                                h.person.name.clone(),
                                h.residence_parent,
                            )
                        })
                        .collect();
                    assert_eq!(stated, told);
                }
                _ => assert!(
                    record.header.record_id.is_empty(),
                    "unexpected in a register"
                ),
            }
        }
        assert_eq!(met, 2);
    }
}

// R-WORLD-3
#[test]
fn whoever_consented_could_and_every_named_actor_is_told() {
    let world = World::told(TOLD_ON);
    for child in &world.children {
        let actor = world.actor(child.actor).unwrap();
        let related = child.relations.iter().any(|relation| {
            relation.organisation == actor.organisation
                && relation.unit == actor.unit
                && relation.sector == actor.sector
        });
        assert!(related, "{}", child.story);
        for consent in &child.consents {
            let is_guardian = (child.guardians.iter()).any(|g| g.id == consent.grantor);
            assert!(
                is_guardian || consent.grantor == child.id,
                "{}",
                child.story
            );
        }
        for name in &child.other_actors {
            assert!(world.actor(name).is_some(), "nobody is called {name}");
        }
    }
}

// R-WORLD-4
#[test]
fn debug_shows_nobody() {
    let world = World::told(TOLD_ON);
    let shown = format!(
        "{world:?} {:?}",
        world.systems.iter().map(|s| &s.records).collect::<Vec<_>>()
    );
    for child in &world.children {
        assert!(!shown.contains(child.id.value()));
        for guardian in &child.guardians {
            assert!(!shown.contains(guardian.id.value()));
            assert!(!shown.contains(&guardian.name));
        }
    }
    for word in ["Elis", "Tova", "Milo", "Tallåsstigen", "Birgitta"] {
        assert!(!shown.contains(word), "{word}");
    }
}

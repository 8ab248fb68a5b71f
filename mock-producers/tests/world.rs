//! What holds for the told world on any day.

use std::collections::BTreeSet;

use domain::{
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
        let ids: BTreeSet<_> = system.records.iter().map(|r| &r.header.record_id).collect();
        assert_eq!(ids.len(), system.records.len(), "{}", system.id);
        assert!(ids.iter().all(|id| id.len() <= 128));
        assert!(!ids.is_empty(), "{}", system.id);
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
            let birth_number: u16 = id.value().get(8..11).unwrap().parse().unwrap();
            assert!(matches!(birth_number, 238 | 239 | 980..=999));
            assert!(id.birth_date().unwrap() < today);
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
        let digits = organisation.value().get(2..12).unwrap();
        assert!(!luhn_fits(digits), "{organisation}");
    }
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
    let register = world.system("folkbokforingen").unwrap();
    for child in &world.children {
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
fn every_guardian_has_consented_and_the_named_actor_has_a_relation() {
    let world = World::told(TOLD_ON);
    for child in &world.children {
        let actor = world.actor(child.actor).unwrap();
        let related = child.relations.iter().any(|relation| {
            relation.organisation == actor.organisation
                && relation.unit == actor.unit
                && relation.sector == actor.sector
        });
        assert!(related, "{}", child.story);
        for guardian in &child.guardians {
            let consented = child.consents.iter().any(|consent| {
                consent.grantor == guardian.id
                    && consent.recipient.as_ref() == Some(&actor.organisation)
                    && consent.recipient_sector.as_ref() == Some(&actor.sector)
            });
            assert!(consented, "{}", child.story);
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

//! The same seed and day give the same world.

use std::process::Command;

use mock_producers::World;
use proto::convert::record::encode;

use crate::{DAYS, TODAY, every_record, world};

// R-WORLD-5
#[test]
fn the_same_seed_and_day_give_the_same_world_byte_for_byte() {
    for today in DAYS {
        let (one, two) = (World::peopled(today, 5, 60), World::peopled(today, 5, 60));
        assert_eq!(one.children, two.children);
        assert_eq!(one.actors, two.actors);
        let bytes =
            |world: &World| -> Vec<_> { every_record(world).map(|(_, r)| encode(r)).collect() };
        assert!(bytes(&one) == bytes(&two), "{today}");
        assert_eq!(one.digest(), two.digest());
    }
}

// R-WORLD-5
#[test]
fn another_seed_day_or_number_of_children_gives_another_world() {
    let digest = |today, seed, count| World::peopled(today, seed, count).digest();
    let one = digest(TODAY, 5, 40);
    assert_ne!(one, digest(TODAY, 6, 40));
    assert_ne!(one, digest(TODAY.tomorrow().unwrap(), 5, 40));
    assert_ne!(one, digest(TODAY, 5, 41));
}

// R-WORLD-5
#[test]
fn two_processes_agree() {
    let describe = || {
        let output = Command::new(env!("CARGO_BIN_EXE_mock-producers"))
            .args([
                "--describe",
                "--today",
                "2026-11-21",
                "--seed",
                "9",
                "--children",
                "200",
            ])
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let (one, two) = (describe(), describe());
    assert_eq!(one, two);
    let digest = format!("{:016x}", world(9).digest());
    assert!(one.contains(&digest), "{one}");
}

// R-WORLD-5
#[test]
fn the_told_world_stands_untouched_in_front() {
    let (told, peopled) = (World::told(TODAY), world(1));
    assert_eq!(peopled.children[..told.children.len()], told.children);
    assert_eq!(peopled.actors[..told.actors.len()], told.actors);
    for system in &told.systems {
        let more = &peopled.system(system.id).unwrap().records;
        assert!(more[..system.records.len()] == system.records[..]);
    }
    assert_eq!(peopled.children.len(), told.children.len() + 200);
}

#[test]
fn no_children_are_the_told_world() {
    assert_eq!(
        World::peopled(TODAY, 1, 0).digest(),
        World::told(TODAY).digest()
    );
}

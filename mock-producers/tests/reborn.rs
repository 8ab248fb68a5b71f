//! A told child born on another day: named so everywhere, and otherwise as it is told.

use domain::record::{Body, claims};
use jiff::civil::date;
use mock_producers::World;

#[test]
fn the_new_number_stands_wherever_the_old_one_stood() {
    for (story, born) in [
        ("medicines", date(2012, 2, 29)),
        ("fifteen", date(2016, 2, 29)),
        ("old-bvc", date(2014, 3, 30)),
    ] {
        let told = World::told(date(2026, 11, 21));
        let mut world = told.clone();
        let old = told.child(story).unwrap().id.clone();
        let new = world.reborn(story, born).unwrap();
        assert_eq!(new.birth_date(), Some(born));
        assert_eq!(world.child(story).unwrap().id, new);
        let held = |world: &World, id| -> usize {
            let all = world.systems.iter().flat_map(|s| s.records.iter());
            all.filter(|record| record.header.subject == id).count()
        };
        assert_eq!(held(&world, new.clone()), held(&told, old.clone()));
        assert_eq!(held(&world, old.clone()), 0);
        let said = &world.child(story).unwrap().consents;
        assert!(said.iter().all(|consent| consent.grantor != old));
        assert!(world.actors.iter().all(|a| a.person.as_ref() != Some(&old)));
        for record in world.systems.iter().flat_map(|s| s.records.iter()) {
            if let (Body::MasterData(body), true) = (&record.body, record.header.subject == new) {
                assert_eq!(body.birth.unwrap().to_string(), born.to_string());
                let mut stamped = record.clone();
                claims::stamp(&mut stamped);
                assert_eq!(stamped, *record, "its claims say so too");
            }
        }
    }
    let mut world = World::told(date(2026, 11, 21));
    assert!(world.reborn("nobody", date(2012, 2, 29)).is_none());
}

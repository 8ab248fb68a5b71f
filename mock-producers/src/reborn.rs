//! A told child born on another day. For tests about ages, which need a birthday where the tables have an edge, on a leap day or at the
//! change of the clocks; everything else about the child stays as it is told.

use domain::{
    id::PersonId,
    record::{Body, Record, claims},
    time::{Country, Date, Moment},
};

use crate::{
    number::{Series, test_number},
    world::World,
};

impl World {
    /// Gives the child of a story another birthday, with the test number of that day, wherever the world names it: in its records, as who
    /// said yes or no, as who logs in. What happened to it stays dated as told, before the birth too. Gives the new number; `None` when
    /// no child has that story.
    pub fn reborn(&mut self, story: &str, born: Date) -> Option<PersonId> {
        let child = self
            .children
            .iter_mut()
            .find(|child| child.story == story)?;
        let old = child.id.clone();
        let new = test_number(old.country(), born, series(&old));
        child.id = new.clone();
        for consent in &mut child.consents {
            if consent.grantor == old {
                consent.grantor = new.clone();
            }
        }
        for actor in &mut self.actors {
            if actor.person.as_ref() == Some(&old) {
                actor.person = Some(new.clone());
            }
        }
        for system in &mut self.systems {
            if system.records.iter().any(|r| r.header.subject == old) {
                let records = system.records.iter().cloned();
                let retold = records.map(|record| about(record, &old, &new, born));
                system.records = retold.collect();
            }
        }
        Some(new)
    }
}

fn about(mut record: Record, old: &PersonId, new: &PersonId, born: Date) -> Record {
    if record.header.subject == *old {
        record.header.subject = new.clone();
        if let Body::MasterData(body) = &mut record.body {
            body.birth = Some(Moment::Day(born));
        }
        claims::stamp(&mut record);
    }
    record
}

/// Girl or boy, as the number says: the digit before the check digit in Sweden, the last one in Denmark.
fn series(id: &PersonId) -> Series {
    let mut from_the_end = id.value().bytes().rev();
    let telling = match id.country() {
        Country::Se => from_the_end.nth(1),
        Country::Dk => from_the_end.next(),
    };
    match telling.is_some_and(|digit| digit % 2 == 0) {
        true => Series::Girl,
        false => Series::Boy,
    }
}

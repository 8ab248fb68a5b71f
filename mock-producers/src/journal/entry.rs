//! A record just written, and what may be added to it.

use domain::{
    record::{Coding, LifeCycle, Location, Record, Relation, RelationKind, Sensitivity},
    time::{Country, Period},
};

use super::Dating;
use crate::{calendar::Calendar, sure};

/// The record written last. What is not said of it stays as its system's habits made it.
pub(crate) struct Entry<'a> {
    pub(super) calendar: Calendar,
    pub(super) country: Country,
    pub(super) dating: Dating,
    pub(super) record: &'a mut Record,
}

impl Entry<'_> {
    /// It was typed in at another time than the one it concerns.
    pub(crate) fn recorded(self, when: &str) -> Self {
        let header = &mut self.record.header;
        header.recorded = Some(self.calendar.instant(when));
        header.updated = header.recorded;
        self
    }

    /// It lasted until then.
    pub(crate) fn until(self, when: &str) -> Self {
        let header = &mut self.record.header;
        let end = self.dating.of(self.calendar.moment(when), self.country);
        header.period.end = Some(end);
        self
    }

    /// It goes on.
    pub(crate) fn ongoing(self) -> Self {
        let header = &mut self.record.header;
        header.life_cycle = LifeCycle::Active;
        header.period = Period {
            end: None,
            ..header.period
        };
        self
    }

    /// Another unit of the same care provider answers for it.
    pub(crate) fn at_unit(self, (id, name): (&str, &str)) -> Self {
        self.record.header.unit = Some(sure::organisation(id, name));
        self
    }

    /// Its writer gave it a title of their own.
    pub(crate) fn titled(self, title: &str) -> Self {
        title.clone_into(&mut self.record.header.title);
        self
    }

    /// What it is about.
    pub(crate) fn code(self, code: Coding) -> Self {
        self.record.header.codes.push(code);
        self
    }

    /// It was corrected so often that this is its version.
    pub(crate) fn version(self, version: u64) -> Self {
        self.record.header.version = version;
        self
    }

    /// Where it was, or how to reach who it is about.
    pub(crate) fn at(self, location: Location) -> Self {
        self.record.location = Some(location);
        self
    }

    /// It was written at this contact.
    pub(crate) fn during(self, contact: impl Into<String>) -> Self {
        self.record.header.relations.push(Relation {
            kind: RelationKind::Contact,
            target: contact.into(),
        });
        self
    }

    /// It stands in this place of its life.
    pub(crate) fn life_cycle(self, life_cycle: LifeCycle) -> Self {
        self.record.header.life_cycle = life_cycle;
        self
    }

    /// The state in the system's own finer word.
    pub(crate) fn status(self, word: &str) -> Self {
        word.clone_into(&mut self.record.header.source_status);
        self
    }

    /// It was taken back: `why` is the system's code. The time of the last change stays, as systems leave it.
    pub(crate) fn retracted(self, why: &str) -> Self {
        self.life_cycle(LifeCycle::Retracted {
            reason: why.to_owned(),
        })
    }

    /// It carries the id of another record: a later state of the same.
    pub(crate) fn id(self, record_id: impl Into<String>) -> Self {
        self.record.header.record_id = record_id.into();
        self
    }

    /// It belongs to a process or a plan of the same system.
    pub(crate) fn part_of(self, kind: RelationKind, target: impl Into<String>) -> Self {
        self.record.header.relations.push(Relation {
            kind,
            target: target.into(),
        });
        self
    }

    /// It is not for guardians: a worry, a third person's words, an early thought.
    pub(crate) fn not_for_guardians(self) -> Self {
        self.record.header.marks.not_for_guardians = true;
        self
    }

    /// The system's own mark of sensitivity.
    pub(crate) fn sensitive(self, how: Sensitivity) -> Self {
        self.record.header.sensitivity = how;
        self
    }

    /// The record's id, for what refers to it.
    pub(crate) fn record_id(&self) -> String {
        self.record.header.record_id.clone()
    }

    /// It names others than the child and its guardians.
    pub(crate) fn naming_others(self) -> Self {
        self.record.header.marks.mentions_third_persons = true;
        self
    }
}

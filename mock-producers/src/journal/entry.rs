//! A record just written, and what may be added to it.

use domain::{
    record::{Coding, LifeCycle, Location, Record, Relation, RelationKind},
    time::Period,
};

use super::Dating;
use crate::calendar::Calendar;

/// The record written last. What is not said of it stays as its system's habits made it.
pub(crate) struct Entry<'a> {
    pub(super) calendar: &'a Calendar,
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
        header.period.end = Some(self.dating.of(self.calendar.moment(when)));
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

    /// It names others than the child and its guardians.
    pub(crate) fn naming_others(self) -> Self {
        self.record.header.marks.mentions_third_persons = true;
        self
    }
}

//! Writing in a system's journal: what the story tells, put the way that system puts it.

mod entry;
mod site;
mod usual;

use domain::{
    id::PersonId,
    record::{Body, Header, LifeCycle, Record, claims},
    time::{Moment, Period},
};

use crate::{
    calendar::{Calendar, day_of},
    sure,
};

pub(crate) use entry::Entry;
pub(crate) use site::{Dating, Dose, Habits, Site, Staff, Words};
pub(crate) use usual::{Ears, document};

/// One child's journal in one system, open for writing.
pub(crate) struct Journal<'a> {
    site: &'a Site,
    calendar: Calendar,
    child: PersonId,
    writer: Option<Staff>,
    next_number: u32,
    records: Vec<Record>,
}

impl<'a> Journal<'a> {
    /// Opens a child's journal; `series` begins its own row of record numbers in the system.
    pub(crate) fn open(site: &'a Site, calendar: &Calendar, child: &PersonId, series: u32) -> Self {
        Self {
            site,
            calendar: calendar.of(site.country),
            child: child.clone(),
            writer: None,
            next_number: series,
            records: Vec::new(),
        }
    }

    /// Who writes from here on.
    pub(crate) fn by(&mut self, writer: Staff) {
        self.writer = Some(writer);
    }

    /// Writes a record about a told time; see [`Calendar::moment`] for how times are told.
    // R-MOCK-2
    pub(crate) fn write(
        &mut self,
        kind: &str,
        when: &str,
        title: impl Into<String>,
        body: impl Into<Body>,
    ) -> Entry<'_> {
        let habits = &self.site.habits;
        let moment = self.dated(when);
        let id = (habits.record_id)(self.next_number, day_of(moment, self.site.country).year());
        let kind = sure::kind(kind);
        let mut header = Header::new(id, kind, self.child.clone(), Period::at(moment), title);
        header.version = u64::from(habits.counts_versions);
        header.care_provider = Some(self.site.care_provider());
        header.unit = Some(self.site.unit());
        header.author = (self.writer.as_ref()).map(|writer| (habits.signature)(writer));
        if when.starts_with('+') {
            header.life_cycle = LifeCycle::Planned;
        } else {
            header.recorded = Some(self.calendar.instant(when));
            header.updated = header.recorded;
        }
        self.next_number += 1;
        self.records.push(Record {
            header,
            body: body.into(),
            location: None,
        });
        Entry {
            calendar: self.calendar,
            country: self.site.country,
            dating: habits.dating,
            record: sure::sure(self.records.last_mut().ok_or("it was pushed just now")),
        }
    }

    /// What was written, each record with the claims that its body makes.
    pub(crate) fn close(mut self) -> Vec<Record> {
        self.records.iter_mut().for_each(claims::stamp);
        self.records
    }

    /// The told time, as precise as this system dates.
    pub(crate) fn dated(&self, when: &str) -> Moment {
        let site = self.site;
        site.habits
            .dating
            .of(self.calendar.moment(when), site.country)
    }
}

//! Reads one overview and holds it against what the sources hold, byte for byte: status, order, counts, every record.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use proto::{
    relay::Record,
    v1::overview::{
        OverviewCompleted, SourceResult, SourceStatus, StreamOverviewResponse,
        overview_event::Event,
    },
};
use tonic::Streaming;

use super::{Looks, refused};
use crate::servers;

/// What every answer about a child must hold.
pub(crate) struct Expected {
    /// What each source tells, newest first.
    pub(super) told: Vec<Vec<Record>>,
    /// Which of them must be there.
    pub(super) looks: Looks,
}

/// One overview as the caller saw it, in time since it was meant to begin.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The overview's id, by which the sources know their own times.
    pub(crate) id: String,
    /// When each source that answered was shown, in the order of arrival.
    pub(crate) shown: Vec<Duration>,
    /// When the closing event was there.
    pub(crate) ended: Duration,
}

impl Expected {
    /// Reads a whole overview.
    pub(super) async fn read(
        &self,
        mut stream: Streaming<StreamOverviewResponse>,
        meant: Instant,
    ) -> Result<Answer, String> {
        let mut reading = Reading::new(self);
        loop {
            match stream.message().await {
                Ok(Some(StreamOverviewResponse { event })) => {
                    let event = event.and_then(|event| event.event);
                    reading.event(event, meant.elapsed())?;
                }
                Ok(None) => return reading.end(),
                Err(status) => return Err(refused(&status)),
            }
        }
    }

    fn failing(&self) -> Vec<usize> {
        match self.looks {
            Looks::But(failing) => failing.into(),
            Looks::Whole(_) | Looks::Nothing => Vec::new(),
        }
    }

    fn sources(&self) -> usize {
        match self.looks {
            Looks::Whole(sources) => sources,
            Looks::But(_) => self.told.len(),
            Looks::Nothing => 0,
        }
    }
}

/// An overview being read.
struct Reading<'a> {
    expected: &'a Expected,
    id: Option<String>,
    /// Sources of which everything is in.
    whole: BTreeSet<usize>,
    shown: Vec<Duration>,
    ended: Option<Duration>,
}

impl<'a> Reading<'a> {
    fn new(expected: &'a Expected) -> Self {
        Self {
            expected,
            id: None,
            whole: BTreeSet::new(),
            shown: Vec::new(),
            ended: None,
        }
    }

    fn event(&mut self, event: Option<Event>, at: Duration) -> Result<(), String> {
        if self.ended.is_some() {
            return Err("something after the closing event".to_owned());
        }
        match event {
            Some(Event::Started(started)) if self.id.is_none() => {
                self.id = Some(started.overview_id);
            }
            Some(Event::Source(row)) if self.id.is_some() => self.row(&row, at)?,
            Some(Event::Completed(completed)) if self.id.is_some() => {
                self.completed(&completed)?;
                self.ended = Some(at);
            }
            _ => return Err("an event out of its place".to_owned()),
        }
        Ok(())
    }

    fn row(&mut self, row: &SourceResult, at: Duration) -> Result<(), String> {
        let source = row.source.as_ref().ok_or("a row without source")?;
        let slot = servers::slot(source).ok_or("a row of nobody we know")?;
        let told = self
            .expected
            .told
            .get(slot)
            .ok_or("a row of nobody we know")?;
        if !self.whole.insert(slot) {
            return Err(format!("two rows of source {slot}"));
        }
        if self.expected.failing().contains(&slot) {
            let code = row.cause.as_ref().map_or("", |cause| cause.code.as_str());
            let failed = row.status() == SourceStatus::Failed && code == "DEADLINE";
            let empty = row.records.is_empty() && !row.complete;
            return if failed && empty {
                Ok(())
            } else {
                Err(format!(
                    "source {slot} is {:?} {code}, not failed at the deadline",
                    row.status()
                ))
            };
        }
        if row.status() != SourceStatus::Fresh || !row.complete || row.continues {
            let cause = row.cause.as_ref().map_or("", |cause| cause.code.as_str());
            return Err(format!(
                "source {slot} is {:?} {cause}, not whole and fresh",
                row.status()
            ));
        }
        if usize::try_from(row.record_count) != Ok(told.len()) {
            return Err(format!("source {slot} counts {} records", row.record_count));
        }
        if row.records != *told {
            return Err(format!("source {slot} shows other records than it holds"));
        }
        self.shown.push(at);
        Ok(())
    }

    fn completed(&self, completed: &OverviewCompleted) -> Result<(), String> {
        let failing = self.expected.failing().len();
        let sources = self.expected.sources();
        if self.whole.len() != sources {
            return Err(format!("{} of {sources} sources", self.whole.len()));
        }
        let counts = completed.counts.unwrap_or_default();
        let per_source = self.expected.told.first().map_or(0, Vec::len);
        let fresh = sources - failing;
        let right = [
            (counts.fresh, fresh),
            (counts.failed, failing),
            (counts.records, fresh * per_source),
        ];
        if right
            .iter()
            .any(|(said, is)| usize::try_from(*said) != Ok(*is))
        {
            return Err(format!("counts {counts:?}"));
        }
        if completed.complete != (failing == 0) {
            return Err(format!("complete: {}", completed.complete));
        }
        Ok(())
    }

    fn end(self) -> Result<Answer, String> {
        Ok(Answer {
            id: self.id.ok_or("it never started")?,
            shown: self.shown,
            ended: self.ended.ok_or("it has no closing event")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proto::v1::overview::{OverviewStarted, SourceRef, StatusCounts};

    use super::*;
    use crate::scene::{SOURCES, children::child, records::records, source_id};

    fn expected() -> Expected {
        let today = date(2026, 11, 21);
        let child = child(0, today).unwrap().id;
        let told = (0..SOURCES.len()).map(|slot| records(&child, slot, today).unwrap());
        Expected {
            told: told.collect(),
            looks: Looks::Whole(SOURCES.len()),
        }
    }

    fn right(expected: &Expected) -> Vec<Event> {
        let row = |(slot, records): (usize, &Vec<Record>)| {
            Event::Source(SourceResult {
                source: Some(SourceRef {
                    producer_id: source_id(slot),
                    ..SourceRef::default()
                }),
                status: SourceStatus::Fresh.into(),
                complete: true,
                record_count: 10,
                records: records.clone(),
                ..SourceResult::default()
            })
        };
        let mut events = vec![Event::Started(OverviewStarted::default())];
        events.extend(expected.told.iter().enumerate().map(row));
        events.push(Event::Completed(OverviewCompleted {
            complete: true,
            counts: Some(StatusCounts {
                fresh: 8,
                records: 80,
                ..StatusCounts::default()
            }),
            ..OverviewCompleted::default()
        }));
        events
    }

    fn read(events: Vec<Event>) -> Result<Answer, String> {
        let expected = expected();
        let mut reading = Reading::new(&expected);
        for event in events {
            reading.event(Some(event), Duration::ZERO)?;
        }
        reading.end()
    }

    fn row(events: &mut [Event], place: usize) -> &mut SourceResult {
        match &mut events[place] {
            Event::Source(row) => row,
            _ => panic!("no row"),
        }
    }

    #[test]
    fn the_right_answer_is_taken() {
        assert_eq!(read(right(&expected())).unwrap().shown.len(), 8);
    }

    #[test]
    fn one_byte_of_one_record_spoils_the_run() {
        let mut events = right(&expected());
        let other = row(&mut events, 2).records[3].clone();
        row(&mut events, 1).records[3] = other;
        assert!(read(events).unwrap_err().contains("other records"));
    }

    #[test]
    fn a_source_too_few_too_many_failed_or_cut_spoils_the_run() {
        let mut missing = right(&expected());
        missing.remove(3);
        let mut twice = right(&expected());
        twice.insert(3, twice[2].clone());
        let mut failed = right(&expected());
        row(&mut failed, 1).status = SourceStatus::Failed.into();
        let mut cut = right(&expected());
        row(&mut cut, 1).records.pop();
        let mut unfinished = right(&expected());
        unfinished.pop();
        for events in [missing, twice, failed, cut, unfinished] {
            assert!(read(events).is_err());
        }
    }

    #[test]
    fn counts_that_do_not_fit_the_rows_spoil_the_run() {
        let mut events = right(&expected());
        let Some(Event::Completed(completed)) = events.last_mut() else {
            panic!("no closing event");
        };
        completed.counts = Some(StatusCounts::default());
        assert!(read(events).is_err());
    }
}

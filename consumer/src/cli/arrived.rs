//! What has arrived of an overview, so that it can be shown even when the stream breaks off: marked, and never as the whole.

use std::collections::BTreeMap;

use proto::{
    overview::fold::{Fold, FoldError},
    v1::overview::{
        Cause, IncompleteReason, Overview, OverviewCompleted, OverviewEvent, SourceRef,
        SourceResult, SourceStatus, overview_event::Event,
    },
};

/// A fold that knows which sources are still out.
#[derive(Default)]
pub(super) struct Arrived {
    fold: Fold,
    has_begun: bool,
    is_completed: bool,
    /// Sources that were asked or have begun to answer, with the records of theirs that came.
    out: BTreeMap<(String, String), (SourceRef, usize)>,
}

impl Arrived {
    /// Takes the next event.
    ///
    /// # Errors
    /// As [`Fold::push`].
    pub(super) fn push(&mut self, event: OverviewEvent) -> Result<(), FoldError> {
        match &event.event {
            Some(Event::Started(started)) => {
                self.has_begun = true;
                for source in &started.asked {
                    self.out.insert(key(source), (source.clone(), 0));
                }
            }
            Some(Event::Source(result)) => self.note(result),
            Some(Event::Superseded(superseded)) => {
                self.out
                    .remove(&key(&superseded.source.clone().unwrap_or_default()));
            }
            Some(Event::Completed(_)) => self.is_completed = true,
            None => {}
        }
        self.fold.push(event)
    }

    fn note(&mut self, result: &SourceResult) {
        let source = result.source.clone().unwrap_or_default();
        if !result.continues {
            self.out.remove(&key(&source));
            return;
        }
        let (_, came) = self.out.entry(key(&source)).or_insert((source, 0));
        *came += result.records.len();
    }

    /// True once the overview has started: before that there is nothing to show.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    pub(super) fn is_completed(&self) -> bool {
        self.is_completed
    }

    /// The whole.
    ///
    /// # Errors
    /// As [`Fold::finish`].
    pub(super) fn finish(self) -> Result<Overview, FoldError> {
        self.fold.finish()
    }

    /// The part that came, closed by us: every source still out has failed, by `cause`, and the overview is not complete.
    ///
    /// # Errors
    /// As [`Fold::push`]; `NotStarted` when nothing came.
    pub(super) fn broken_off(mut self, cause: &str) -> Result<Overview, FoldError> {
        for (source, came) in std::mem::take(&mut self.out).into_values() {
            self.fold.push(wrapped(Event::Source(SourceResult {
                source: Some(source),
                status: SourceStatus::Failed.into(),
                cause: Some(Cause {
                    code: cause.to_owned(),
                    ..Cause::default()
                }),
                record_count: u32::try_from(came).unwrap_or(u32::MAX),
                ..SourceResult::default()
            })))?;
        }
        self.fold.push(wrapped(Event::Completed(OverviewCompleted {
            complete: false,
            incomplete_reasons: vec![IncompleteReason {
                code: "BROKEN_OFF".to_owned(),
                ..IncompleteReason::default()
            }],
            ..OverviewCompleted::default()
        })))?;
        self.fold.finish()
    }
}

fn wrapped(event: Event) -> OverviewEvent {
    OverviewEvent { event: Some(event) }
}

fn key(source: &SourceRef) -> (String, String) {
    (source.producer_id.clone(), source.sector.clone())
}

#[cfg(test)]
mod tests {
    use proto::v1::overview::{OverviewStarted, Superseded};

    use super::*;

    fn source(id: &str) -> SourceRef {
        SourceRef {
            producer_id: id.to_owned(),
            sector: "school".to_owned(),
            ..SourceRef::default()
        }
    }

    fn result(id: &str, continues: bool) -> Event {
        Event::Source(SourceResult {
            source: Some(source(id)),
            status: SourceStatus::Fresh.into(),
            records: vec![proto::relay::Record::default()],
            record_count: 1,
            continues,
            ..SourceResult::default()
        })
    }

    fn after(events: Vec<Event>) -> Overview {
        let mut arrived = Arrived::default();
        let asked = ["a", "b", "c", "d"].map(source).to_vec();
        let started = Event::Started(OverviewStarted {
            asked,
            ..OverviewStarted::default()
        });
        for event in [started].into_iter().chain(events) {
            arrived.push(wrapped(event)).unwrap();
        }
        assert!(arrived.has_begun() && !arrived.is_completed());
        arrived.broken_off("BROKEN_OFF").unwrap()
    }

    #[test]
    fn what_arrived_before_the_break_stays_and_every_source_still_out_has_failed() {
        // R-CLI-3
        let superseded = Event::Superseded(Superseded {
            source: Some(source("c")),
            ..Superseded::default()
        });
        let overview = after(vec![
            result("a", false),
            result("b", true),
            result("b", true),
            result("c", true),
            superseded,
        ]);
        let told: Vec<_> = overview
            .sources
            .iter()
            .map(|row| {
                let id = row.source.clone().unwrap().producer_id;
                (id, row.status(), row.records.len(), row.record_count)
            })
            .collect();
        let row = |id: &str, status, records| (id.to_owned(), status, records as usize, records);
        let expected = [
            row("a", SourceStatus::Fresh, 1),
            row("b", SourceStatus::Failed, 2),
            // What lost its permission is gone, whatever had come of it.
            row("d", SourceStatus::Failed, 0),
        ];
        assert_eq!(told, expected);
        assert!(!overview.completed.unwrap().complete);
    }

    #[test]
    fn before_the_start_there_is_nothing_to_show() {
        // R-CLI-3
        let arrived = Arrived::default();
        assert!(!arrived.has_begun());
        assert_eq!(arrived.broken_off("DEADLINE"), Err(FoldError::NotStarted));
    }
}

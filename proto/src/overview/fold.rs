//! The fold of an overview's events into the whole. Consumers collect with it, and `GetOverview` answers with it: that is why the
//! streamed and the collected overview are the same by construction.

use std::collections::BTreeMap;

use prost::Message;
use thiserror::Error;

use super::order::newest_first;
use crate::v1::overview::{
    Overview, OverviewCompleted, OverviewEvent, OverviewStarted, SourceRef, SourceResult,
    Superseded, overview_event::Event,
};

/// Collects the events of one overview. Pure: the result does not depend on the order in which sources answered.
#[derive(Default)]
pub struct Fold {
    started: Option<OverviewStarted>,
    sources: BTreeMap<Key, Rows>,
    completed: Option<OverviewCompleted>,
}

/// Why events are not an overview. Names sources by id, never a record.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
pub enum FoldError {
    /// A message without event, or of a kind this binary does not know.
    #[error("an overview message without an event that is known here")]
    UnknownEvent,
    /// Another event came before `started`, or the overview ended without it.
    #[error("an overview that does not begin with `started`")]
    NotStarted,
    /// `started` came again.
    #[error("an overview that started twice")]
    StartedTwice,
    /// Something came after `completed`.
    #[error("an overview that went on after `completed`")]
    AfterCompleted,
    /// The events ended before `completed`.
    #[error("an overview that broke off before `completed`")]
    NotCompleted,
    /// A source result, or a supersession, that does not say whose.
    #[error("a source result without a source")]
    NoSource,
    /// A source's last message never came.
    #[error("source {producer_id} broke off before its last message")]
    Unfinished {
        /// The source's id.
        producer_id: String,
    },
    /// A source answered again after its last message.
    #[error("source {producer_id} answered twice")]
    AnsweredTwice {
        /// The source's id.
        producer_id: String,
    },
}

impl Fold {
    /// Takes the next event.
    ///
    /// # Errors
    /// [`FoldError`] when the event cannot stand here. The fold is then of no more use.
    // R-FOLD-1
    pub fn push(&mut self, event: OverviewEvent) -> Result<(), FoldError> {
        let event = event.event.ok_or(FoldError::UnknownEvent)?;
        if self.completed.is_some() {
            return Err(FoldError::AfterCompleted);
        }
        match (event, self.started.is_some()) {
            (Event::Started(_), true) => return Err(FoldError::StartedTwice),
            (Event::Started(started), false) => self.started = Some(started),
            (_, false) => return Err(FoldError::NotStarted),
            (Event::Source(result), true) => self.take(result)?,
            (Event::Superseded(superseded), true) => self.supersede(superseded)?,
            (Event::Completed(completed), true) => self.completed = Some(completed),
        }
        Ok(())
    }

    /// The whole overview: sources by producer id, each with its records newest first.
    ///
    /// # Errors
    /// [`FoldError`] when the overview has not started or completed, or a source broke off.
    // R-FOLD-4
    pub fn finish(self) -> Result<Overview, FoldError> {
        let started = self.started.ok_or(FoldError::NotStarted)?;
        let completed = self.completed.ok_or(FoldError::NotCompleted)?;
        let mut sources = Vec::with_capacity(self.sources.len());
        for (key, rows) in self.sources {
            sources.extend(rows.into_closed().ok_or(FoldError::Unfinished {
                producer_id: key.producer_id,
            })?);
        }
        Ok(Overview {
            started: Some(started),
            sources,
            completed: Some(completed),
        })
    }

    fn take(&mut self, result: SourceResult) -> Result<(), FoldError> {
        let key = Key::of(result.source.as_ref())?;
        let rows = self.sources.entry(key.clone()).or_default();
        if rows.has_answered() && !key.stands_for_a_sector() {
            return Err(FoldError::AnsweredTwice {
                producer_id: key.producer_id,
            });
        }
        rows.take(result);
        Ok(())
    }

    fn supersede(&mut self, superseded: Superseded) -> Result<(), FoldError> {
        let key = Key::of(superseded.source.as_ref())?;
        let row = superseded.replacement.map(|row| SourceResult {
            // The row stands for the source that was named, whatever it calls itself.
            source: superseded.source,
            ..row
        });
        self.sources.entry(key).or_default().replace(row);
        Ok(())
    }
}

/// Counts only: an overview is somebody's life.
impl std::fmt::Debug for Fold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fold")
            .field("started", &self.started.is_some())
            .field("sources", &self.sources.len())
            .field("completed", &self.completed.is_some())
            .finish()
    }
}

/// What a source is known by inside one overview. Its order is the order of the rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    producer_id: String,
    sector: String,
}

impl Key {
    fn of(source: Option<&SourceRef>) -> Result<Self, FoldError> {
        let source = source.ok_or(FoldError::NoSource)?;
        Ok(Self {
            producer_id: source.producer_id.clone(),
            sector: source.sector.clone(),
        })
    }

    /// Under protected identity, and for a constant row per sector, the sector's code stands in the id's place: there two rows
    /// may carry the same name.
    fn stands_for_a_sector(&self) -> bool {
        self.producer_id.is_empty() || self.producer_id == self.sector
    }
}

/// What came under one key.
#[derive(Default)]
struct Rows {
    /// Records of messages that said `continues`.
    open: Option<Vec<crate::relay::Record>>,
    closed: Vec<SourceResult>,
    superseded: bool,
}

impl Rows {
    /// True after a last message. A superseded source may still have parts under way: they are dropped, not blamed.
    fn has_answered(&self) -> bool {
        !self.closed.is_empty() && !self.superseded
    }

    // R-FOLD-2
    fn take(&mut self, mut result: SourceResult) {
        // After a lost permission nothing of the source may be kept, whatever was still under way.
        if self.superseded {
            return;
        }
        let mut records = self.open.take().unwrap_or_default();
        records.append(&mut result.records);
        if result.continues {
            self.open = Some(records);
        } else {
            self.closed.push(with_records(result, records));
        }
    }

    // R-FOLD-3
    fn replace(&mut self, row: Option<SourceResult>) {
        *self = Self {
            open: None,
            closed: row
                .map(|mut row| {
                    let records = std::mem::take(&mut row.records);
                    with_records(row, records)
                })
                .into_iter()
                .collect(),
            superseded: true,
        };
    }

    fn into_closed(mut self) -> Option<Vec<SourceResult>> {
        self.closed.sort_by_cached_key(Message::encode_to_vec);
        self.open.is_none().then_some(self.closed)
    }
}

fn with_records(mut row: SourceResult, mut records: Vec<crate::relay::Record>) -> SourceResult {
    newest_first(&mut records);
    row.records = records;
    row.continues = false;
    row
}

#[cfg(test)]
mod tests;

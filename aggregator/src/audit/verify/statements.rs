//! The statements that a log says were told, against those that are stored: an edited consent is found by the entry that logged it. For the
//! check of a log.

use std::collections::BTreeMap;

use super::{Finding, MAX_FINDINGS};
use crate::audit::{
    entry::{Event, FactChange, StatementRef},
    log::{Line, Log, StoredStatement, UnreadableLog},
};

/// How many are read at a time.
const BATCH: usize = 500;

/// The statements that are compared while a log is read.
pub(super) struct Statements<'a> {
    log: &'a dyn Log,
    waiting: Vec<Logged>,
    compared: Option<u64>,
    findings: Vec<Finding>,
}

/// A statement as an entry logs it.
struct Logged {
    entry: i64,
    child: Option<Vec<u8>>,
    change: FactChange,
    of: StatementRef,
}

impl<'a> Statements<'a> {
    pub(super) fn beside(log: &'a dyn Log) -> Self {
        Self {
            log,
            waiting: Vec::new(),
            compared: None,
            findings: Vec::new(),
        }
    }

    /// Takes what an entry says was told. One of before says nothing of what stands in the store.
    // R-AUDIT-28
    pub(super) fn hear(&mut self, line: &Line) -> Result<(), UnreadableLog> {
        if line.kind != "fact_change" {
            return Ok(());
        }
        // What does not read as one is a changed entry, or one of a version to come.
        let Ok(Event::FactChange(mut change)) = serde_json::from_str(&line.body) else {
            return Ok(());
        };
        if let Some(of) = change.statement.take() {
            self.waiting.push(Logged {
                entry: line.seq,
                child: line.child.clone(),
                change,
                of,
            });
        }
        if self.waiting.len() < BATCH {
            return Ok(());
        }
        self.compare()
    }

    /// How many were compared, and which are not as they were logged. `None` = there are none beside the log.
    pub(super) fn judge(mut self) -> Result<(Option<u64>, Vec<Finding>), UnreadableLog> {
        self.compare()?;
        Ok((self.compared, self.findings))
    }

    fn compare(&mut self) -> Result<(), UnreadableLog> {
        let waiting = std::mem::take(&mut self.waiting);
        let places: Vec<_> = waiting.iter().map(|logged| place(&logged.of)).collect();
        let Some(stored) = self.log.statements(&places)? else {
            return Ok(());
        };
        let compared = self.compared.get_or_insert(0);
        *compared += u64::try_from(waiting.len()).unwrap_or_default();
        let stored: BTreeMap<_, _> = stored.into_iter().map(|s| (s.seq, s)).collect();
        for logged in waiting {
            let found = stored.get(&place(&logged.of));
            let is_same = found.is_some_and(|found| logged.is_of(found));
            if !is_same && self.findings.len() < MAX_FINDINGS {
                self.findings.push(Finding::OtherStatement {
                    seq: logged.entry,
                    statement: logged.of.seq,
                });
            }
        }
        Ok(())
    }
}

impl Logged {
    fn is_of(&self, stored: &StoredStatement) -> bool {
        self.of == StatementRef::of(self.of.seq, &stored.text)
            && self.change.change == stored.kind
            && self.change.by == stored.teller
            && self.child.as_ref() == Some(&stored.child)
    }
}

/// No store has a place beyond that.
fn place(of: &StatementRef) -> i64 {
    i64::try_from(of.seq).unwrap_or(i64::MAX)
}

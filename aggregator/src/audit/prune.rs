//! Retention: the oldest entries are cut off at a signed checkpoint, never younger than the law keeps them, and the log says so itself.
//! Offline, on a database that nobody has open.

use std::path::Path;

use domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use thiserror::Error;

use super::{
    chain::{Hash, Link, link},
    entry::{Event, Pruned},
    log::{DatabaseLog, Log, UnreadableLog},
    verify::{Outside, Signed, kept_since, note, verify},
};
use crate::store::{
    postgres::{CutAt, PostgresSettings, ServerLogs},
    sqlite::{OpenError, lock},
};

/// The trigger that keeps entries from being removed.
const GUARD: &str = "audit_no_delete";

/// What was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The last entry that is gone.
    pub through: u64,
    /// How many went.
    pub removed: usize,
}

/// Why nothing was cut off.
#[derive(Debug, Error)]
pub enum NotPruned {
    /// Entries must be kept that long.
    #[error("entries are kept for five years: nothing since {kept_since} may go")]
    TooYoung {
        /// What is as young as this is kept.
        kept_since: Timestamp,
    },
    /// A log that does not hold is evidence.
    #[error("the log does not hold, findings: {findings}; it is kept as it is")]
    Damaged {
        /// How many.
        findings: usize,
    },
    /// The log cannot be read.
    #[error("the access log cannot be read")]
    Log(#[from] UnreadableLog),
    /// An aggregator is running on it.
    #[error("the database cannot be taken alone")]
    Lock(#[from] OpenError),
    /// An aggregator is running on the server's.
    #[error("an aggregator has the access log open")]
    InUse,
    /// The database fails.
    #[error("the database cannot be changed")]
    Database(#[from] rusqlite::Error),
    /// The log is not as this version writes it.
    #[error("the access log is not as this version writes it")]
    Unknown,
}

/// Cuts off everything up to the last checkpoint that was signed before a time. `None` = there is none.
///
/// # Errors
/// [`NotPruned`]; then nothing has changed.
// R-AUDIT-11
pub fn prune(
    database: &Path,
    outside: &Outside,
    before: Timestamp,
    now: Timestamp,
) -> Result<Option<Cut>, NotPruned> {
    let kept_since = kept_since(now).ok_or(NotPruned::Unknown)?;
    if before > kept_since {
        return Err(NotPruned::TooYoung { kept_since });
    }
    let _alone = lock(database)?;
    let report = verify(&DatabaseLog::open(database)?, outside, now)?;
    if !report.holds() {
        let findings = report.findings.len();
        return Err(NotPruned::Damaged { findings });
    }
    let mut db = Connection::open(database)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    // What is cut off is overwritten in the file.
    db.pragma_update(None, "secure_delete", true)?;
    let before_us = before.as_microsecond();
    let old = |c: &&Signed| c.at_us < before_us;
    for checkpoint in report.cuttable.iter().rev().filter(old) {
        let through = i64::try_from(checkpoint.seq).map_err(|_| NotPruned::Unknown)?;
        let newest = "SELECT max(at_us) FROM audit WHERE seq <= ?1";
        let newest: Option<i64> = db.query_row(newest, [through], |row| row.get(0))?;
        // A clock that went back may have left a younger entry before an older checkpoint.
        if newest.is_some_and(|newest| newest < before_us) {
            return cut(&mut db, checkpoint.seq, through, before, now).map(Some);
        }
    }
    Ok(None)
}

/// The same for every log on a server, on which no aggregator runs. Nothing goes when one of them does not hold.
///
/// # Errors
/// [`NotPruned`]; then nothing has changed but what was cut off before.
// R-AUDIT-11, R-AUDIT-16
pub fn prune_server(
    settings: &PostgresSettings,
    outside: &Outside,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<(String, Cut)>, NotPruned> {
    let kept_since = kept_since(now).ok_or(NotPruned::Unknown)?;
    if before > kept_since {
        return Err(NotPruned::TooYoung { kept_since });
    }
    let logs = ServerLogs::open(settings)?;
    if !logs.take_alone()? {
        return Err(NotPruned::InUse);
    }
    let mut reports = Vec::new();
    let all = logs.all()?;
    let outside = outside.beside(note(all.iter().map(|log| -> &dyn Log { log }))?);
    for log in &all {
        reports.push(verify(log, &outside, now)?);
    }
    let findings = reports.iter().map(|report| report.findings.len()).sum();
    if findings > 0 {
        return Err(NotPruned::Damaged { findings });
    }
    let (before_us, mut cuts) = (before.as_microsecond(), Vec::new());
    for report in reports {
        let old = |c: &&Signed| c.at_us < before_us;
        for checkpoint in report.cuttable.iter().rev().filter(old) {
            let through = i64::try_from(checkpoint.seq).map_err(|_| NotPruned::Unknown)?;
            // A clock that went back may have left a younger entry before an older checkpoint.
            let newest = logs.newest(&report.instance, through)?;
            if newest.is_none_or(|newest| newest >= before_us) {
                continue;
            }
            let event = Event::Pruned(Pruned {
                through: checkpoint.seq,
                before_us,
            });
            let removed = logs.cut(CutAt {
                instance: report.instance.clone(),
                through,
                kind: event.kind(),
                body: serde_json::to_string(&event).map_err(|_| NotPruned::Unknown)?,
                at_us: now.as_microsecond(),
            })?;
            let through = checkpoint.seq;
            cuts.push((report.instance.clone(), Cut { through, removed }));
            break;
        }
    }
    Ok(cuts)
}

/// Removes the entries and writes that they were removed: neither without the other.
fn cut(
    db: &mut Connection,
    through: u64,
    seq: i64,
    before: Timestamp,
    now: Timestamp,
) -> Result<Cut, NotPruned> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let guard = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1";
    let guard: Option<String> = tx.query_row(guard, [GUARD], |row| row.get(0)).optional()?;
    let guard = guard.ok_or(NotPruned::Unknown)?;
    tx.execute_batch(&format!("DROP TRIGGER {GUARD}"))?;
    let removed = tx.execute("DELETE FROM audit WHERE seq <= ?1", [seq])?;
    tx.execute_batch(&guard)?;
    let last = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let (last, previous): (i64, Hash) =
        tx.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let event = Event::Pruned(Pruned {
        through,
        before_us: before.as_microsecond(),
    });
    let body = serde_json::to_string(&event).map_err(|_| NotPruned::Unknown)?;
    let entry = Link {
        seq: last + 1,
        at_us: now.as_microsecond(),
        kind: event.kind(),
        child: None,
        overview_id: None,
        body: &body,
    };
    tx.execute(
        "INSERT INTO audit (seq, at_us, kind, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            entry.seq,
            entry.at_us,
            entry.kind,
            entry.body,
            link(&previous, entry),
        ),
    )?;
    tx.commit()?;
    Ok(Cut { through, removed })
}

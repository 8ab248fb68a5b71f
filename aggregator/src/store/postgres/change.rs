//! One change inside the writer's transaction: a statement, a confirmation, a count, a log entry. None of them fails the transaction
//! by its content: what is refused is refused before it is written, and what another instance wrote first is a conflict, no error.

use std::sync::Arc;

use domain::{
    facts::{CLOCK_SKEW, ConsentKind, Pseudonym},
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    emergencies::{refuse_taken, review_lock},
    rows::{self, count, time},
    session::{CHANNEL, Session, notice},
};
use crate::{
    audit::{
        chain::{self, Hash, Link},
        entry::{Entry, Event, FactChange, StatementRef},
    },
    clock::Clock,
    ledger::{self, Applied, LedgerError, Stated, Statement},
    store::{Appended, Epoch, StoreError, Taken, Teller, access::UNREADABLE},
};

/// A change to make.
pub(super) enum Change {
    State {
        child: Pseudonym,
        statement: Box<Statement>,
        by: Teller,
    },
    Confirm {
        as_of: Timestamp,
        by: Teller,
    },
    Count {
        child: Pseudonym,
        producer: String,
    },
    Append(Box<Entry>),
}

/// What came of it.
pub(super) enum Done {
    Taken(Box<Taken>),
    Confirmed,
    Counted(u64),
    Appended(Appended),
}

/// What the writer's transaction works with.
pub(super) struct Scribe<'a> {
    pub(super) session: &'a Session,
    pub(super) clock: &'a Arc<dyn Clock>,
    pub(super) instance: &'a str,
    /// The last entry of this instance's chain.
    pub(super) head: (i64, Hash),
    /// The epochs that were raised.
    pub(super) raised: Vec<(Pseudonym, Epoch)>,
}

impl Change {
    /// By which changes are put in order, so that two instances never wait for each other crosswise.
    pub(super) fn lock(&self) -> i64 {
        match self {
            Self::State { child, .. } => lock(*child),
            Self::Append(entry) => match &entry.event {
                Event::EmergencyReview(review) => review_lock(review),
                _ => i64::MIN,
            },
            _ => i64::MIN,
        }
    }
}

/// Whether nobody can have shown too much by it: then its acknowledgement need not wait for leases to end.
pub(super) fn only_widens(statement: &Statement) -> bool {
    match statement {
        Statement::ConsentRegistered(consent) => consent.kind == ConsentKind::Permit,
        Statement::LiftRegistered(_)
        | Statement::ConsentRequested(_)
        | Statement::ConsentRequestAnswered(_)
        | Statement::ConsentRequestExpired(_)
        | Statement::InformationRequested(_)
        | Statement::InformationAnswered(_) => true,
        _ => false,
    }
}

/// Statements about one child are taken one after the other, whichever instance takes them.
fn lock(child: Pseudonym) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = child.0;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

impl Scribe<'_> {
    pub(super) async fn make(&mut self, change: &Change) -> Result<Done, StoreError> {
        match change {
            Change::State {
                child,
                statement,
                by,
            } => {
                let taken = self.state(*child, statement, by).await?;
                Ok(Done::Taken(Box::new(taken)))
            }
            Change::Confirm { as_of, by } => self.confirm(*as_of, by).await,
            Change::Count { child, producer } => self.count(*child, producer).await,
            Change::Append(entry) => Ok(Done::Appended(self.append(entry).await?)),
        }
    }

    // R-STORE-8
    async fn state(
        &mut self,
        child: Pseudonym,
        statement: &Statement,
        by: &Teller,
    ) -> Result<Taken, StoreError> {
        let session = self.session;
        session
            .execute("SELECT pg_advisory_xact_lock($1)", &[&lock(child)])
            .await?;
        // Read after the lock: what another instance said before is seen.
        let ledger = rows::in_force(session, child).await?.ledger;
        let now = time(self.clock.now().as_microsecond())?;
        let applied = ledger::apply(&ledger, statement, by, now)
            .map_err(|error| StoreError::refused(error, statement))?;
        let (text, statement, raises) = match applied {
            Applied::Standing(stated) => {
                return Ok(Taken {
                    stated: *stated,
                    is_new: false,
                });
            }
            Applied::New {
                text,
                statement,
                raises,
            } => (text, *statement, raises),
        };
        let id = statement.id().map(Uuid::into_bytes);
        let as_of = statement.as_of().map(Timestamp::as_microsecond);
        let inserted = session
            .query(
                "INSERT INTO statement (id, child, kind, as_of_us, at_us, teller, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING seq",
                &[
                    &id.as_ref().map(<[u8; 16]>::as_slice),
                    &rows::bytes(&child),
                    &statement.kind(),
                    &as_of,
                    &now.as_microsecond(),
                    &by.as_str(),
                    &text,
                ],
            )
            .await?;
        // Taken by another child's statement.
        let row = inserted.first().ok_or(LedgerError::Conflict)?;
        let seq = count(row.try_get(0)?)?;
        let change = FactChange {
            by: by.as_str().to_owned(),
            change: statement.kind().to_owned(),
            consent_id: statement.about().map(|id| id.to_string()),
            statement: Some(StatementRef::of(seq, &text)),
        };
        self.log(Some(child), change).await?;
        if raises {
            self.raise(child).await?;
        }
        Ok(Taken {
            stated: Stated {
                statement,
                by: by.clone(),
                at: now,
                seq,
            },
            is_new: true,
        })
    }

    async fn raise(&mut self, child: Pseudonym) -> Result<(), StoreError> {
        let sql = "INSERT INTO child (child, epoch) VALUES ($1, 1)
             ON CONFLICT (child) DO UPDATE SET epoch = child.epoch + 1 RETURNING epoch";
        let rows = self.session.query(sql, &[&rows::bytes(&child)]).await?;
        let row = rows.first().ok_or(StoreError::Closed)?;
        let epoch = Epoch(count(row.try_get(0)?)?);
        let hint = notice(child, epoch);
        self.session
            .execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &hint])
            .await?;
        self.raised.push((child, epoch));
        Ok(())
    }

    // R-FACTS-2, R-FACTS-3
    async fn confirm(&mut self, as_of: Timestamp, by: &Teller) -> Result<Done, StoreError> {
        let now = self.clock.now();
        if as_of.duration_since(now) > CLOCK_SKEW {
            return Err(StoreError::AsOfInFuture);
        }
        self.session
            .execute(
                "INSERT INTO confirmation (source, confirmed_us, at_us) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                &[
                    &by.as_str(),
                    &as_of.as_microsecond(),
                    &now.as_microsecond(),
                ],
            )
            .await?;
        let change = FactChange {
            by: by.as_str().to_owned(),
            change: "confirmed".to_owned(),
            consent_id: None,
            statement: None,
        };
        self.log(None, change).await?;
        Ok(Done::Confirmed)
    }

    async fn count(&mut self, child: Pseudonym, producer: &str) -> Result<Done, StoreError> {
        let sql = "INSERT INTO change_counter (child, producer, changes) VALUES ($1, $2, 1)
             ON CONFLICT (child, producer) DO UPDATE SET changes = change_counter.changes + 1 RETURNING changes";
        let rows = (self.session)
            .query(sql, &[&rows::bytes(&child), &producer])
            .await?;
        let row = rows.first().ok_or(StoreError::Closed)?;
        Ok(Done::Counted(count(row.try_get(0)?)?))
    }

    // R-AUDIT-5
    async fn log(
        &mut self,
        child: Option<Pseudonym>,
        change: FactChange,
    ) -> Result<(), StoreError> {
        let entry = Entry {
            at: self.clock.now(),
            child,
            overview_id: None,
            event: Event::FactChange(change),
        };
        self.append(&entry).await.map(|_| ())
    }

    // R-AUDIT-4
    async fn append(&mut self, entry: &Entry) -> Result<Appended, StoreError> {
        if let Event::EmergencyReview(review) = &entry.event {
            refuse_taken(self.session, review).await?;
        }
        let (last, previous) = &self.head;
        let body = serde_json::to_string(&entry.event).map_err(|_| UNREADABLE)?;
        let child = entry.child.as_ref().map(rows::bytes);
        let link = Link {
            seq: last + 1,
            at_us: entry.at.as_microsecond(),
            kind: entry.event.kind(),
            child,
            overview_id: entry.overview_id.as_deref(),
            body: &body,
        };
        let hash = chain::link(previous, link);
        let written = self
            .session
            .execute(
                "INSERT INTO audit (instance, seq, at_us, kind, child, overview_id, body, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (overview_id) WHERE kind = 'intent' DO NOTHING",
                &[
                    &self.instance,
                    &link.seq,
                    &link.at_us,
                    &link.kind,
                    &link.child,
                    &link.overview_id,
                    &link.body,
                    &hash.as_slice(),
                ],
            )
            .await?;
        if written == 0 {
            // One intent an overview.
            return Err(StoreError::Conflict);
        }
        let seq = count(link.seq)?;
        self.head = (link.seq, hash);
        Ok(Appended { seq, hash })
    }
}

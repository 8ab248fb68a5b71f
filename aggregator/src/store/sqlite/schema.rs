//! The tables, created and migrated at start. What was said is never changed or removed: triggers see to it.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::OpenError;

/// Every migration so far, oldest first. A published one is never edited; a change is a new one at the end.
const MIGRATIONS: [&str; 4] = [V1, V2, V3, V4];

/// The schema that this binary writes.
pub(super) const NEWEST: i64 = MIGRATIONS.len() as i64;

// Persons are 32-byte pseudonyms everywhere; times are microseconds since 1970, UTC.
const V1: &str = "
CREATE TABLE child (
    child BLOB PRIMARY KEY CHECK (length(child) = 32),
    epoch INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER child_epoch_rises BEFORE UPDATE ON child WHEN NEW.epoch <= OLD.epoch OR NEW.child <> OLD.child
BEGIN SELECT RAISE(ABORT, 'an epoch never falls'); END;
CREATE TRIGGER child_no_delete BEFORE DELETE ON child
BEGIN SELECT RAISE(ABORT, 'an epoch never falls'); END;

CREATE TABLE statement (
    seq INTEGER PRIMARY KEY,
    id BLOB UNIQUE CHECK (length(id) = 16),
    child BLOB NOT NULL CHECK (length(child) = 32),
    kind TEXT NOT NULL,
    as_of_us INTEGER,
    at_us INTEGER NOT NULL,
    teller TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX statement_child ON statement (child, seq) WHERE as_of_us IS NULL;
CREATE INDEX statement_told ON statement (child, kind, as_of_us, seq) WHERE as_of_us IS NOT NULL;

CREATE TABLE confirmation (
    source TEXT NOT NULL,
    confirmed_us INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (source, confirmed_us)
) WITHOUT ROWID;

CREATE TABLE change_counter (
    child BLOB NOT NULL CHECK (length(child) = 32),
    producer TEXT NOT NULL,
    changes INTEGER NOT NULL,
    PRIMARY KEY (child, producer)
) WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    child BLOB,
    overview_id TEXT,
    body TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_child ON audit (child, seq) WHERE child IS NOT NULL;
CREATE UNIQUE INDEX audit_intent ON audit (overview_id) WHERE kind = 'intent';
";

// Emergencies are few among many looks, and are listed for review.
const V2: &str = "
CREATE INDEX audit_emergency ON audit (seq) WHERE kind = 'intent' AND instr(body, '\"emergency\":true') > 0;
";

// What was in force when, and its text, so that a decision can be replayed.
const V3: &str = "
CREATE TABLE policy_text (
    hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE policy_in_force (
    seq INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES policy_text (hash),
    at_us INTEGER NOT NULL
);
CREATE INDEX policy_in_force_name ON policy_in_force (name, at_us, seq);
";

// What else has to be reviewed is few among many entries too; and a review's id is looked for before it is taken.
const V4: &str = "
CREATE INDEX audit_reveal ON audit (overview_id, seq) WHERE kind = 'opened' AND instr(body, '\"act\":\"reveal\"') > 0;
CREATE INDEX audit_lift ON audit (seq) WHERE kind = 'fact_change' AND instr(body, '\"change\":\"lift-registered\"') > 0;
CREATE INDEX audit_review ON audit (json_extract(body, '$.review_id')) WHERE kind = 'emergency_review';
";

/// The tables whose rows stay as they were written.
const APPEND_ONLY: [&str; 5] = [
    "statement",
    "confirmation",
    "audit",
    "policy_text",
    "policy_in_force",
];

/// Creates or migrates, in one transaction, and gives the instance's name.
pub(super) fn migrate(db: &mut Connection) -> Result<String, OpenError> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > NEWEST {
        return Err(OpenError::Newer {
            found,
            newest: NEWEST,
        });
    }
    let done = usize::try_from(found).map_err(|_| OpenError::NotOurs)?;
    if found == 0 {
        refuse_foreign(&tx)?;
        tx.execute_batch(
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",
        )?;
        let instance = Uuid::new_v4().to_string();
        tx.execute(
            "INSERT INTO meta (key, value) VALUES ('instance', ?1)",
            [instance],
        )?;
    }
    for migration in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    for table in APPEND_ONLY {
        tx.execute_batch(&append_only(table))?;
    }
    tx.pragma_update(None, "user_version", NEWEST)?;
    let instance = tx
        .query_row("SELECT value FROM meta WHERE key = 'instance'", [], |row| {
            row.get(0)
        })
        .optional()?
        .ok_or(OpenError::NotOurs)?;
    tx.commit()?;
    Ok(instance)
}

/// A file with tables but no version is somebody else's.
fn refuse_foreign(db: &Connection) -> Result<(), OpenError> {
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        Ok(())
    } else {
        Err(OpenError::NotOurs)
    }
}

// R-STORE-3
fn append_only(table: &str) -> String {
    format!(
        "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
         BEGIN SELECT RAISE(ABORT, 'append only'); END;
         CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
         BEGIN SELECT RAISE(ABORT, 'append only'); END;"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        db
    }

    #[test]
    fn migrating_again_changes_nothing() {
        let mut db = Connection::open_in_memory().unwrap();
        let first = migrate(&mut db).unwrap();
        assert_eq!(migrate(&mut db).unwrap(), first);
    }

    // R-STORE-2
    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let mut db = migrated();
        db.pragma_update(None, "user_version", NEWEST + 1).unwrap();
        let refused = migrate(&mut db).unwrap_err();
        assert!(matches!(refused, OpenError::Newer { found, .. } if found == NEWEST + 1));
        let version: i64 = db
            .query_row("PRAGMA user_version", [], |r| r.get(0))
            .unwrap();
        assert_eq!(version, NEWEST + 1);
    }

    // R-STORE-2
    #[test]
    fn a_database_of_somebody_else_is_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(migrate(&mut db), Err(OpenError::NotOurs)));
    }

    // R-STORE-3
    #[test]
    fn what_was_said_can_be_neither_changed_nor_removed() {
        let db = migrated();
        // As the writer has it: else a replacement would get past the triggers.
        db.pragma_update(None, "recursive_triggers", true).unwrap();
        db.execute_batch(
            "INSERT INTO statement VALUES (1, NULL, zeroblob(32), 'protection', 0, 0, 's', '{}');
             INSERT INTO confirmation VALUES ('s', 0, 0);
             INSERT INTO child VALUES (zeroblob(32), 5);
             INSERT INTO audit VALUES (1, 0, 'intent', NULL, 'o', '{}', zeroblob(32));
             INSERT INTO policy_text VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 'x');
             INSERT INTO policy_in_force SELECT 1, 'SE', hash, 0 FROM policy_text;",
        )
        .unwrap();
        for statement in [
            "UPDATE statement SET body = ''",
            "DELETE FROM statement",
            "INSERT OR REPLACE INTO statement SELECT * FROM statement",
            "UPDATE confirmation SET confirmed_us = 1",
            "DELETE FROM confirmation",
            "UPDATE child SET epoch = 4",
            "DELETE FROM child",
            "UPDATE audit SET body = ''",
            "DELETE FROM audit",
            "UPDATE policy_text SET body = 'y'",
            "DELETE FROM policy_text",
            "UPDATE policy_in_force SET at_us = 1",
            "DELETE FROM policy_in_force",
        ] {
            assert!(db.execute_batch(statement).is_err(), "{statement}");
        }
    }
}

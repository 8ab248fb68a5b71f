//! The tables, created and migrated at start under a lock, so that instances that start together do it once.
//! What was said is never changed or removed: triggers see to it.

use super::{OpenError, session::Session};

/// Every migration so far, oldest first. A published one is never edited; a change is a new one at the end.
const MIGRATIONS: [&str; 4] = [V1, V2, V3, V4];

/// The schema that this binary writes.
const NEWEST: i32 = MIGRATIONS.len() as i32;

/// Any number that nobody else locks by.
const LOCK: i64 = 0x53_61_6d_73_79_6e;

// Persons are 32-byte pseudonyms everywhere; times are microseconds since 1970, UTC.
const V1: &str = "
CREATE TABLE instance (
    name TEXT PRIMARY KEY,
    started_us BIGINT NOT NULL
);
CREATE TABLE child (
    child BYTEA PRIMARY KEY CHECK (length(child) = 32),
    epoch BIGINT NOT NULL
);
CREATE TABLE statement (
    seq BIGSERIAL PRIMARY KEY,
    id BYTEA UNIQUE CHECK (length(id) = 16),
    child BYTEA NOT NULL CHECK (length(child) = 32),
    kind TEXT NOT NULL,
    as_of_us BIGINT,
    at_us BIGINT NOT NULL,
    teller TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX statement_child ON statement (child, seq) WHERE as_of_us IS NULL;
CREATE INDEX statement_told ON statement (child, kind, as_of_us, seq) WHERE as_of_us IS NOT NULL;
CREATE TABLE confirmation (
    source TEXT NOT NULL,
    confirmed_us BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    PRIMARY KEY (source, confirmed_us)
);
CREATE TABLE change_counter (
    child BYTEA NOT NULL CHECK (length(child) = 32),
    producer TEXT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (child, producer)
);
CREATE TABLE audit (
    place BIGSERIAL PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES instance (name),
    seq BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    kind TEXT NOT NULL,
    child BYTEA,
    overview_id TEXT,
    body TEXT NOT NULL,
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    UNIQUE (instance, seq)
);
CREATE INDEX audit_child ON audit (child, place) WHERE child IS NOT NULL;
CREATE UNIQUE INDEX audit_intent ON audit (overview_id) WHERE kind = 'intent';

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append only'; END $$;
CREATE FUNCTION epoch_rises() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.epoch <= OLD.epoch OR NEW.child <> OLD.child THEN
        RAISE EXCEPTION 'an epoch never falls';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON statement
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER confirmation_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER instance_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON instance
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER child_rises BEFORE UPDATE OR DELETE ON child
    FOR EACH ROW EXECUTE FUNCTION epoch_rises();
CREATE TRIGGER child_stays BEFORE TRUNCATE ON child
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
";

// Emergencies are few among many looks, and are listed for review.
const V2: &str = "
CREATE INDEX audit_emergency ON audit (place) WHERE kind = 'intent' AND strpos(body, '\"emergency\":true') > 0;
";

// What was in force when, and its text, so that a decision can be replayed.
const V3: &str = "
CREATE TABLE policy_text (
    hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
    body TEXT NOT NULL
);
CREATE TABLE policy_in_force (
    seq BIGSERIAL PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES policy_text (hash),
    at_us BIGINT NOT NULL
);
CREATE INDEX policy_in_force_name ON policy_in_force (name, at_us, seq);
CREATE TRIGGER policy_text_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_text
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER policy_in_force_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_in_force
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
";

// What else has to be reviewed is few among many entries too; and a review's id is looked for before it is taken.
const V4: &str = "
CREATE INDEX audit_reveal ON audit (overview_id, place) WHERE kind = 'opened' AND strpos(body, '\"act\":\"reveal\"') > 0;
CREATE INDEX audit_lift ON audit (place) WHERE kind = 'fact_change' AND strpos(body, '\"change\":\"lift-registered\"') > 0;
CREATE INDEX audit_review ON audit ((body::json ->> 'review_id')) WHERE kind = 'emergency_review';
";

/// Creates or migrates, in one transaction, one instance at a time.
// R-STORE-2
pub(super) async fn migrate(session: &Session) -> Result<(), OpenError> {
    session
        .run(&format!(
            "BEGIN; SELECT pg_advisory_xact_lock({LOCK}); CREATE TABLE IF NOT EXISTS samsyn_schema (version INTEGER NOT NULL)"
        ))
        .await?;
    let rows = session
        .query("SELECT coalesce(max(version), 0) FROM samsyn_schema", &[])
        .await?;
    let found = match rows.first() {
        Some(row) => row.try_get::<_, i32>(0)?,
        None => 0,
    };
    if found > NEWEST {
        session.run("ROLLBACK").await?;
        return Err(OpenError::Newer {
            found: found.into(),
            newest: NEWEST.into(),
        });
    }
    for (version, migration) in (1_i32..).zip(MIGRATIONS) {
        if version > found {
            session
                .run(&format!(
                    "{migration} INSERT INTO samsyn_schema VALUES ({version})"
                ))
                .await?;
        }
    }
    session.run("COMMIT").await?;
    Ok(())
}

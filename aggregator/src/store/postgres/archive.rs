//! What was, read from the server: by the store itself, or by a connection that only reads.

use domain::{facts::Pseudonym, time::Timestamp};
use futures::FutureExt;

use super::{
    OpenError, PostgresSettings, PostgresStore,
    rows::{self, count, person, time},
    session::Session,
};
use crate::{
    ledger::Ledger,
    store::{
        Answer, Epochs, StoreError,
        access::UNREADABLE,
        archive::{Archive, KeepTables, Look, Looked, Table, looked},
    },
};

impl KeepTables for PostgresStore {
    // R-REPLAY-1
    fn keep(&self, tables: Vec<Table>, at: Timestamp) -> Answer<'_, ()> {
        async move {
            let session = self.session().await?;
            for Table { name, hash, text } in &tables {
                // The text first: what is in force can then always be read.
                session
                    .execute(
                        "INSERT INTO policy_text (hash, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                        &[hash, text],
                    )
                    .await?;
                session
                    .execute(
                        "INSERT INTO policy_in_force (name, hash, at_us) VALUES ($1, $2, $3)",
                        &[name, hash, &at.as_microsecond()],
                    )
                    .await?;
            }
            Ok(())
        }
        .boxed()
    }
}

impl Archive for PostgresStore {
    fn table(&self, hash: String) -> Answer<'_, Option<String>> {
        async move { table(&*self.session().await?, &hash).await }.boxed()
    }

    fn in_force(&self, name: String, at: Timestamp) -> Answer<'_, Option<String>> {
        async move { in_force(&*self.session().await?, &name, at).await }.boxed()
    }

    fn look(&self, look: Look) -> Answer<'_, Option<Looked>> {
        async move { one(&*self.session().await?, &look).await }.boxed()
    }

    fn history(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        async move { rows::whole(&*self.session().await?, child).await }.boxed()
    }
}

/// A database that is only read: no instance is registered, and the server refuses every write.
pub struct PostgresArchive(Session);

impl std::fmt::Debug for PostgresArchive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresArchive")
    }
}

impl PostgresArchive {
    /// Connects to a database that an aggregator has started on.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(settings: &PostgresSettings) -> Result<Self, OpenError> {
        let session = Session::open(&settings.config, Epochs::new()).await?;
        session
            .run("SET default_transaction_read_only = on")
            .await?;
        Ok(Self(session))
    }
}

impl Archive for PostgresArchive {
    fn table(&self, hash: String) -> Answer<'_, Option<String>> {
        async move { table(&self.0, &hash).await }.boxed()
    }

    fn in_force(&self, name: String, at: Timestamp) -> Answer<'_, Option<String>> {
        async move { in_force(&self.0, &name, at).await }.boxed()
    }

    fn look(&self, look: Look) -> Answer<'_, Option<Looked>> {
        async move { one(&self.0, &look).await }.boxed()
    }

    fn history(&self, child: Pseudonym) -> Answer<'_, Ledger> {
        async move { rows::whole(&self.0, child).await }.boxed()
    }
}

async fn table(session: &Session, hash: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT body FROM policy_text WHERE hash = $1";
    let rows = session.query(sql, &[&hash]).await?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}

async fn in_force(
    session: &Session,
    name: &str,
    at: Timestamp,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT hash FROM policy_in_force WHERE name = $1 AND at_us <= $2 ORDER BY at_us DESC, seq DESC LIMIT 1";
    let rows = session.query(sql, &[&name, &at.as_microsecond()]).await?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}

async fn one(session: &Session, look: &Look) -> Result<Option<Looked>, StoreError> {
    let rows = match look {
        Look::Overview(id) => {
            let sql = "SELECT place, at_us, child, overview_id, body FROM audit
                 WHERE kind IN ('intent', 'refused') AND overview_id = $1 ORDER BY place LIMIT 1";
            session.query(sql, &[id]).await?
        }
        Look::Entry(place) => {
            let sql = "SELECT place, at_us, child, overview_id, body FROM audit
                 WHERE kind IN ('intent', 'refused') AND place = $1";
            let place = i64::try_from(*place).map_err(|_| UNREADABLE)?;
            session.query(sql, &[&place]).await?
        }
    };
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let child: Option<&[u8]> = row.try_get(2)?;
    let place = (
        count(row.try_get(0)?)?,
        time(row.try_get(1)?)?,
        child.map(person).transpose()?,
        row.try_get(3)?,
    );
    looked(place, row.try_get(4)?).map(Some)
}

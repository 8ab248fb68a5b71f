//! One connection to the primary: opened with its checks, its statements prepared once, its notices of changed children read as hints.

use std::{collections::HashMap, future::poll_fn, pin::pin, time::Duration};

use domain::facts::Pseudonym;
use tokio::{sync::Mutex, task::AbortHandle, time::timeout};
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls, Row, Statement, types::ToSql};

use super::OpenError;
use crate::store::{Epoch, Epochs, LONGEST_CALL};

/// The longest that one statement may take: less than anybody waits for the store. The server is told of it too.
const LONGEST_STATEMENT: Duration = Duration::from_secs(8);
/// How long the server may take to be reached.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The channel on which instances hint each other that a child's epoch was raised.
pub(super) const CHANNEL: &str = "samsyn_epoch";

/// What every open instance locks together, so that nobody cuts the access log under it.
pub(super) const LOG_IN_USE: i64 = 0x53_61_6d_73_6c_6f_67;

/// Values of a statement.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection.
pub(super) struct Session {
    client: Client,
    prepared: Mutex<HashMap<&'static str, Statement>>,
    driver: AbortHandle,
}

impl Session {
    /// Opens a connection and refuses what could lose an acknowledged change.
    // R-STORE-14
    pub(super) async fn open(config: &Config, epochs: Epochs) -> Result<Self, OpenError> {
        let mut config = config.clone();
        config
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_user_timeout(LONGEST_CALL)
            .keepalives_idle(LONGEST_CALL)
            .application_name("samsyn-aggregator")
            .options("-c statement_timeout=7s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s");
        let (client, mut connection) = config.connect(NoTls).await?;
        let driver = tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                if let AsyncMessage::Notification(notice) = message
                    && let Some((child, epoch)) = parse_notice(notice.payload())
                {
                    epochs.raise(child, epoch);
                }
            }
        });
        let session = Self {
            client,
            prepared: Mutex::default(),
            driver: driver.abort_handle(),
        };
        session.refuse_unsafe().await?;
        session.wait_for_flushes().await?;
        let share = "SELECT pg_advisory_lock_shared($1)";
        session.client.execute(share, &[&LOG_IN_USE]).await?;
        Ok(session)
    }

    /// The server's own settings, and that it is the one that writes.
    async fn refuse_unsafe(&self) -> Result<(), OpenError> {
        let row = self
            .client
            .query_one(
                "SELECT pg_is_in_recovery(), current_setting('synchronous_commit'), current_setting('fsync'),
                        current_setting('full_page_writes'), current_setting('synchronous_standby_names')",
                &[],
            )
            .await?;
        if row.try_get::<_, bool>(0)? {
            return Err(OpenError::NotPrimary);
        }
        if matches!(row.try_get::<_, &str>(1)?, "off") {
            return Err(OpenError::LosesCommits {
                setting: "synchronous_commit",
            });
        }
        for (place, setting) in [(2, "fsync"), (3, "full_page_writes")] {
            if row.try_get::<_, &str>(place)? != "on" {
                return Err(OpenError::LosesCommits { setting });
            }
        }
        if row.try_get::<_, &str>(4)?.is_empty() {
            tracing::warn!(
                "PostgreSQL has no synchronous standby: a disk that is lost takes acknowledged changes with it"
            );
        }
        Ok(())
    }

    /// A commit is answered when it lies on the disk (and on a synchronous standby's), by this session's own word: what is set for role,
    /// database or server, now or while the session lasts, changes nothing of it. Whoever wants more waits for more.
    // R-STORE-19
    async fn wait_for_flushes(&self) -> Result<(), Error> {
        let sql = "SELECT set_config('synchronous_commit',
                   CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)";
        self.client.execute(sql, &[]).await.map(|_| ())
    }

    pub(super) fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    /// Several statements without values.
    pub(super) async fn run(&self, sql: &str) -> Result<(), Error> {
        self.bounded(self.client.batch_execute(sql)).await
    }

    pub(super) async fn query(
        &self,
        sql: &'static str,
        values: Values<'_>,
    ) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(sql).await?;
        self.bounded(self.client.query(&statement, values)).await
    }

    pub(super) async fn execute(
        &self,
        sql: &'static str,
        values: Values<'_>,
    ) -> Result<u64, Error> {
        let statement = self.prepared(sql).await?;
        self.bounded(self.client.execute(&statement, values)).await
    }

    /// A server that does not answer in time has the connection taken from it, so that the next question goes over a new one; what was
    /// under way then fails.
    // R-STORE-20
    async fn bounded<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut work = pin!(work);
        match timeout(LONGEST_STATEMENT, work.as_mut()).await {
            Ok(done) => done,
            Err(_) => {
                tracing::error!("PostgreSQL does not answer: the connection is given up");
                self.driver.abort();
                work.await
            }
        }
    }

    async fn prepared(&self, sql: &'static str) -> Result<Statement, Error> {
        let mut prepared = self.prepared.lock().await;
        if let Some(statement) = prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.bounded(self.client.prepare(sql)).await?;
        prepared.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// How a raised epoch is told to other instances.
pub(super) fn notice(child: Pseudonym, epoch: Epoch) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(85);
    for byte in child.0 {
        let _ = write!(text, "{byte:02x}");
    }
    let _ = write!(text, " {}", epoch.0);
    text
}

/// A hint only: what is no notice of ours says nothing, and nothing rests on one that is.
fn parse_notice(text: &str) -> Option<(Pseudonym, Epoch)> {
    let (child, epoch) = text.split_once(' ')?;
    let mut bytes = [0; 32];
    if child.len() != 2 * bytes.len() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(child.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some((Pseudonym(bytes), Epoch(epoch.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_back_and_anything_else_says_nothing() {
        let child = Pseudonym([0xa7; 32]);
        assert_eq!(
            parse_notice(&notice(child, Epoch(12))),
            Some((child, Epoch(12)))
        );
        for wrong in ["", "x", "é", "00 1", &format!("{} x", "a7".repeat(32))] {
            assert_eq!(parse_notice(wrong), None, "{wrong}");
        }
    }
}

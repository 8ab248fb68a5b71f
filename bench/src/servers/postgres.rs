//! A database of its own on the PostgreSQL server that `SAMSYN_POSTGRES` leads to, gone with the value that stands for it. Without a server
//! there is no figure, and the row says so.

use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::error::BenchError;

/// A database made for one server under test.
pub(crate) struct Database {
    /// What `store.postgres` takes.
    pub(crate) address: String,
    server: String,
    name: String,
}

impl Database {
    /// A new one; `None` where no server was told.
    pub(crate) async fn make() -> Result<Option<Self>, BenchError> {
        let Some(server) = server() else {
            return Ok(None);
        };
        let name = format!("bench{}", Uuid::new_v4().simple());
        let address = server.replacen("/postgres?", &format!("/{name}?"), 1);
        if address == server {
            let shape = "SAMSYN_POSTGRES must read postgresql://user@/postgres?host=…";
            return Err(BenchError::Usage(shape.to_owned()));
        }
        run(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        )
        .await?;
        Ok(Some(Self {
            address,
            server,
            name,
        }))
    }

    /// Takes it away. The server that used it must have ended.
    pub(crate) async fn drop(self) -> Result<(), BenchError> {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        run(&self.server, &drop).await
    }
}

#[expect(clippy::disallowed_methods, reason = "the one switch of this lane")]
fn server() -> Option<String> {
    std::env::var("SAMSYN_POSTGRES")
        .ok()
        .filter(|told| !told.is_empty())
}

async fn run(server: &str, statement: &str) -> Result<(), BenchError> {
    let failed = |error: tokio_postgres::Error| BenchError::Server {
        server: "PostgreSQL".to_owned(),
        problem: error.to_string(),
    };
    let (client, connection) = tokio_postgres::connect(server, NoTls)
        .await
        .map_err(failed)?;
    let connection = tokio::spawn(connection);
    let done = client.batch_execute(statement).await.map_err(failed);
    drop(client);
    connection.abort();
    done
}

//! A PostgreSQL server for the tests: the one that `SAMSYN_POSTGRES` leads to, or that `.ci/postgres start` made. A database for each test.

mod dump;
mod own;

use std::{env, fs, io::Write as _, path::Path};

use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

pub use own::OwnServer;

/// A database of its own.
#[derive(Debug, Clone)]
pub struct Database {
    /// Its address, as the configuration takes it.
    pub address: String,
    name: String,
    server: String,
}

impl Database {
    /// `None`, with a word, where there is no server.
    ///
    /// # Panics
    /// When there should be a server and is none, or it makes no database.
    pub async fn new() -> Option<Self> {
        let Some(server) = server() else {
            let told = "no PostgreSQL server; `.ci/postgres start` makes one";
            skip(told);
            return None;
        };
        Some(Self::on(server).await)
    }

    async fn on(server: String) -> Self {
        let name = format!("t{}", Uuid::new_v4().simple());
        let admin = connect(&server).await;
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        admin.batch_execute(&create).await.expect("a database");
        Self {
            address: server.replacen("/postgres?", &format!("/{name}?"), 1),
            name,
            server,
        }
    }

    /// Somebody who may do anything with it.
    pub async fn admin(&self) -> Client {
        connect(&self.address).await
    }

    /// Nobody gets in any more, and those who are in are thrown out.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn shut(&self) {
        let admin = connect(&self.server).await;
        let Self { name, .. } = self;
        let shut = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        admin.batch_execute(&shut).await.expect("shut");
        let out = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1";
        admin.query(out, &[name]).await.expect("thrown out");
    }

    /// Lets everybody in again.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open(&self) {
        let admin = connect(&self.server).await;
        let open = format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name);
        admin.batch_execute(&open).await.expect("open");
    }
}

/// Says that something is not tested. Not allowed where everything must be.
///
/// # Panics
/// When `SAMSYN_NO_SKIP` is set.
pub fn skip(told: &str) {
    assert!(env::var_os("SAMSYN_NO_SKIP").is_none(), "{told}");
    // Not `eprintln!`: a test that passes would swallow it.
    let word = format!("SKIPPED: {told}\n");
    let _ = std::io::stderr().write_all(word.as_bytes());
}

fn server() -> Option<String> {
    if let Some(told) = env::var_os("SAMSYN_POSTGRES").filter(|told| !told.is_empty()) {
        return told.into_string().ok();
    }
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/ci/postgres/address");
    fs::read_to_string(Path::new(made)).ok()
}

async fn connect(address: &str) -> Client {
    let config: Config = address.parse().expect("an address");
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

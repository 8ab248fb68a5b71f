//! A PostgreSQL server for the tests: the one that `SAMSYN_POSTGRES` leads to, or that `.ci/postgres start` made. A database for each test.

use std::{env, fs, io::Write, path::Path};

use aggregator::{
    clock::SteadyClock,
    store::postgres::{PostgresSettings, PostgresStore},
};
use tokio_postgres::{Client, Config, NoTls};

use super::*;

/// A database of its own.
pub(super) struct Database {
    pub(super) config: Config,
    address: String,
}

impl Database {
    /// `None`, with a word, where there is no server.
    pub(super) async fn new() -> Option<Self> {
        let Some(server) = server() else {
            let told = "no PostgreSQL server; `.ci/postgres start` makes one";
            assert!(env::var_os("SAMSYN_NO_SKIP").is_none(), "{told}");
            // Not `eprintln!`: a test that passes would swallow it.
            let word = format!("SKIPPED: {told}\n");
            std::io::stderr().write_all(word.as_bytes()).unwrap();
            return None;
        };
        let name = format!("t{}", Uuid::new_v4().simple());
        let admin = connect(&server.parse().unwrap()).await;
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        admin.batch_execute(&create).await.unwrap();
        let address = server.replacen("/postgres?", &format!("/{name}?"), 1);
        let config = address.parse().unwrap();
        Some(Self { config, address })
    }

    /// Somebody who may do anything with it.
    pub(super) async fn admin(&self) -> Client {
        connect(&self.config).await
    }

    pub(super) fn settings(&self) -> PostgresSettings {
        PostgresSettings::at(&self.address).unwrap()
    }

    /// One instance on it.
    pub(super) async fn instance(&self, clock: &Arc<ManualClock>) -> (Arc<PostgresStore>, Epochs) {
        self.instance_with(clock, &self.settings()).await
    }

    /// One that knows of the others only what it reads.
    pub(super) async fn instance_without_hints(
        &self,
        clock: &Arc<ManualClock>,
    ) -> (Arc<PostgresStore>, Epochs) {
        let mut settings = self.settings();
        settings.hints = false;
        self.instance_with(clock, &settings).await
    }

    async fn instance_with(
        &self,
        clock: &Arc<ManualClock>,
        settings: &PostgresSettings,
    ) -> (Arc<PostgresStore>, Epochs) {
        let epochs = Epochs::leased(Arc::new(SteadyClock::start()));
        let store = PostgresStore::open(settings, clock.clone(), epochs.clone()).await;
        (Arc::new(store.unwrap()), epochs)
    }
}

pub(super) async fn postgres() -> Option<World> {
    let database = Database::new().await?;
    let clock = Arc::new(ManualClock::at(at("2026-09-01T08:00:00Z")));
    let (store, epochs) = database.instance(&clock).await;
    Some(World {
        archive: store.clone(),
        store,
        clock,
        epochs,
        _keep: Box::new(database),
    })
}

fn server() -> Option<String> {
    if let Some(told) = env::var_os("SAMSYN_POSTGRES").filter(|told| !told.is_empty()) {
        return told.into_string().ok();
    }
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/ci/postgres/address");
    fs::read_to_string(Path::new(made)).ok()
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

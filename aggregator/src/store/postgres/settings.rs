//! Where the server is, and the store's bounds on it. Made by the configuration and by tests.

use thiserror::Error;
use tokio_postgres::{Config, config::Host};

use crate::store::FactAges;

/// The store's bounds.
#[derive(Clone)]
pub struct PostgresSettings {
    pub(super) config: Config,
    /// How old facts may get.
    pub ages: FactAges,
    /// Changes that may wait for the writer.
    pub write_queue: usize,
    /// Changes that go into one transaction at most.
    pub write_batch: usize,
    /// Whether other instances' hints of changed children are listened to. Nothing rests on them.
    pub hints: bool,
}

/// An address that is not taken.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum InvalidAddress {
    /// It cannot be read.
    #[error("is no address of a PostgreSQL database")]
    Unreadable,
    /// It leads over a network. The connection is not encrypted by us.
    #[error("leads to another machine")]
    NotLocal,
}

impl PostgresSettings {
    /// The defaults for a database at `address`: `postgresql://user@/database?host=/folder/of/the/socket`, or on loopback. What leaves
    /// the machine goes through a local proxy that encrypts and authenticates.
    ///
    /// # Errors
    /// [`InvalidAddress`].
    // R-STORE-15
    pub fn at(address: &str) -> Result<Self, InvalidAddress> {
        let config: Config = address.parse().map_err(|_| InvalidAddress::Unreadable)?;
        let local = |host: &Host| match host {
            Host::Tcp(name) => {
                name == "localhost"
                    || (name.parse::<std::net::IpAddr>()).is_ok_and(|ip| ip.is_loopback())
            }
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        let elsewhere = config.get_hostaddrs().iter().any(|ip| !ip.is_loopback());
        if config.get_hosts().is_empty() {
            return Err(InvalidAddress::Unreadable);
        }
        if elsewhere || !config.get_hosts().iter().all(local) {
            return Err(InvalidAddress::NotLocal);
        }
        Ok(Self {
            config,
            ages: FactAges::default(),
            write_queue: 4_096,
            write_batch: 256,
            hints: true,
        })
    }
}

impl std::fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresSettings(…)")
    }
}

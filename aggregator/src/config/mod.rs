//! The configuration: one TOML file, and an environment that may override a few of its keys. Read once, here; a bad one is refused
//! with file, line, key and what was expected.

mod audit;
mod error;
mod material;
mod overrides;
mod text;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use proto::transport::{ChannelSettings, Identity, TrustAnchors};

pub use audit::AuditSettings;
pub use error::ConfigError;
pub use overrides::{Environment, OVERRIDES, environment};

use crate::{
    Limits,
    identity::Issuer,
    peers::Peers,
    policies::Policies,
    pseudonym::Pseudonyms,
    seal::Seal,
    stack::StackSettings,
    store::{FactAges, postgres::PostgresSettings},
};

/// Everything that an aggregator is started with, read and checked.
pub struct Config {
    /// Where the gRPC services listen. Port 0 = any free one.
    pub grpc: SocketAddr,
    /// Where health and metrics listen, in the clear. Loopback unless the file says otherwise.
    pub admin: SocketAddr,
    /// Our certificate and key. Its name is our name, and the audience of tokens.
    pub identity: Identity,
    /// Whom we believe.
    pub trust: TrustAnchors,
    /// Where facts and access log lie.
    pub store: StorePlace,
    /// The maker of pseudonyms.
    pub pseudonyms: Pseudonyms,
    /// What encrypts the texts that must stay readable.
    pub seal: Seal,
    /// The policy tables.
    pub policies: Policies,
    /// Who may issue tokens.
    pub issuers: Vec<Issuer>,
    /// Who may call, tell facts, be a producer.
    pub peers: Peers,
    /// How old facts may get.
    pub ages: FactAges,
    /// The bounds of an overview.
    pub limits: Limits,
    /// How the access log is kept.
    pub audit: AuditSettings,
    /// The bounds of the way to a producer.
    pub stacks: StackSettings,
    /// The bounds of a connection to a producer.
    pub channels: ChannelSettings,
    /// How long a producer's lease lasts.
    pub lease: Duration,
    /// Whether gRPC reflection answers.
    pub reflection: bool,
}

/// Where facts and access log lie.
#[derive(Debug, Clone)]
pub enum StorePlace {
    /// A file, for one instance.
    Sqlite(PathBuf),
    /// A PostgreSQL database, for several.
    Postgres(Box<PostgresSettings>),
}

impl Config {
    /// The database file. `None`: the store is no file.
    #[must_use]
    pub fn database(&self) -> Option<&Path> {
        match &self.store {
            StorePlace::Sqlite(path) => Some(path),
            StorePlace::Postgres(_) => None,
        }
    }

    /// Reads a file. Paths in it are relative to its folder.
    // R-CONFIG-1
    pub fn read(file: &Path, environment: &Environment) -> Result<Self, ConfigError> {
        let name = file.display().to_string();
        let toml = std::fs::read_to_string(file).map_err(|source| {
            ConfigError::whole(
                &name,
                format!("cannot be read ({source})"),
                "a readable TOML file",
            )
        })?;
        let base = file.parent().unwrap_or(Path::new("."));
        Self::parse(&name, &toml, base, environment)
    }

    /// Reads a text, as if from a file of that name in that folder.
    pub fn parse(
        name: &str,
        toml: &str,
        base: &Path,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let mut text: text::Text =
            toml::from_str(toml).map_err(|e| ConfigError::unreadable(name, toml, &e))?;
        overrides::apply(&mut text, environment)?;
        material::Reader { name, toml, base }.config(text)
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Config({}, {})", self.grpc, self.admin)
    }
}

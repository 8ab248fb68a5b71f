//! `sandbox.json`: everything a client in any language needs to use a running sandbox. Paths are relative to its folder.

use serde::Serialize;

/// The file's name.
pub const STATE_FILE: &str = "sandbox.json";

/// The name of the file with the synthetic children, one a line: two hundred of them would bury the stories.
pub const SYNTHETIC_FILE: &str = "synthetic.json";

/// A running sandbox.
#[derive(Debug, Clone, Serialize)]
pub struct State {
    /// The aggregator's endpoint, `https://127.0.0.1:port`.
    pub aggregator: String,
    /// The name in the aggregator's certificate, a URI.
    pub aggregator_name: String,
    /// The admin port, `http://127.0.0.1:port`.
    pub admin: String,
    /// Where what is wrong with a source is asked and changed, `http://127.0.0.1:port/faults`.
    pub faults: String,
    /// The certificate authority, PEM.
    pub ca: String,
    /// Consumer systems.
    pub consumers: Vec<Consumer>,
    /// Who can act.
    pub actors: Vec<Actor>,
    /// The producers that run.
    pub producers: Vec<Producer>,
    /// The children whose stories are told.
    pub children: Vec<Child>,
    /// The file with the synthetic children, as `children` lists the others. Absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synthetic: Option<String>,
}

/// A consumer system with its certificate.
#[derive(Debug, Clone, Serialize)]
pub struct Consumer {
    /// Its id.
    pub id: String,
    /// The certificate, PEM.
    pub cert: String,
    /// The private key, PEM.
    pub key: String,
}

/// Somebody who can act, with a token bound to one consumer's certificate.
#[derive(Clone, Serialize)]
pub struct Actor {
    /// The name.
    pub name: String,
    /// The signed token.
    pub token: String,
    /// The role.
    pub role: String,
    /// The sector; `citizen` for guardian and child.
    pub sector: String,
    /// The organisation's id.
    pub organisation: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// `professional`, `guardian` or `child`.
    pub audience: String,
    /// The consumer that the token is bound to.
    pub consumer: String,
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Actor({})", self.name)
    }
}

/// A producer that runs.
#[derive(Debug, Clone, Serialize)]
pub struct Producer {
    /// Its id.
    pub id: String,
    /// The name people know it by.
    pub name: String,
    /// Its country, `SE` or `DK`.
    pub country: String,
    /// Its sector.
    pub sector: String,
    /// Where it listens, `https://host:port`.
    pub address: String,
}

/// A child that can be shown.
#[derive(Clone, Serialize)]
pub struct Child {
    /// The identity number.
    pub id: String,
    /// The system that issued it, a URI.
    pub system: String,
    /// Who it is, in words.
    pub label: String,
    /// The story's slug.
    pub story: String,
    /// An actor that may see the child.
    pub actor: String,
    /// Who holds custody.
    pub guardians: Vec<Guardian>,
    /// The consents that the story begins with, by id.
    pub consents: Vec<String>,
}

impl std::fmt::Debug for Child {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Child({})", self.story)
    }
}

/// One who holds custody of a told child.
#[derive(Clone, Serialize)]
pub struct Guardian {
    /// The identity number.
    pub id: String,
    /// The system that issued it.
    pub system: String,
}

impl std::fmt::Debug for Guardian {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guardian(…)")
    }
}

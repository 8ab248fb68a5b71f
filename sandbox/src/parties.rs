//! The parties of a sandbox with their certificates: the aggregator, the desk, the consumers, one producer per system.

use std::io;

use domain::time::Country;
use mock_producers::{System, host::Connection};

use crate::{
    authority::{Authority, Issued},
    facts::{Teller, Tellers},
    files::Folder,
    settings::{AGGREGATOR, CONSUMERS, DESK},
    start::SandboxError,
    token::TokenIssuer,
};

/// The parties' certificates.
pub(crate) struct Parties {
    pub(crate) authority: Authority,
    pub(crate) aggregator: Issued,
    desk: Issued,
    pub(crate) consumers: Vec<Issued>,
    /// In the order of the systems.
    pub(crate) producers: Vec<Issued>,
}

impl Parties {
    pub(crate) fn make(systems: &[System]) -> Result<Self, SandboxError> {
        let authority = Authority::new()?;
        Ok(Self {
            aggregator: authority.issue(AGGREGATOR)?,
            desk: authority.issue(DESK)?,
            consumers: (CONSUMERS.iter())
                .map(|id| authority.issue(id))
                .collect::<Result<_, _>>()?,
            producers: (systems.iter())
                .map(|system| authority.issue(&format!("producer/{}", system.id)))
                .collect::<Result<_, _>>()?,
            authority,
        })
    }

    /// Writes what the aggregator and the consumers read; a producer's key never leaves the process.
    pub(crate) fn write(&self, folder: &Folder, tokens: &TokenIssuer) -> Result<(), SandboxError> {
        folder.write("ca.pem", self.authority.certificate().as_bytes())?;
        folder.write("issuer.pem", tokens.public_key().as_bytes())?;
        for name in ["pseudonym.key", "seal.key"] {
            let mut key = [0; 32];
            aws_lc_rs::rand::fill(&mut key).map_err(|_| io::Error::other("no randomness"))?;
            folder.write(name, &key)?;
        }
        let ids = [AGGREGATOR, DESK].into_iter().chain(CONSUMERS);
        let own = [&self.aggregator, &self.desk]
            .into_iter()
            .chain(&self.consumers);
        for (id, issued) in ids.zip(own) {
            let (certificate, key) = Folder::pair(id);
            folder.write(&certificate, issued.certificate.as_bytes())?;
            folder.write(&key, issued.key.as_bytes())?;
        }
        Ok(())
    }

    /// How a producer reaches the aggregator, each on a free port of this machine.
    pub(crate) fn connection(&self, aggregator: &str) -> Result<Connection, SandboxError> {
        Ok(Connection {
            aggregator: aggregator.to_owned(),
            aggregator_name: self.aggregator.peer_name()?,
            trust: self.authority.trust()?,
            listen: "127.0.0.1:0".to_owned(),
        })
    }

    /// The voices of the registers, and of the desk, which speaks for a register that is not there.
    pub(crate) fn tellers(
        &self,
        aggregator: &str,
        systems: &[System],
    ) -> Result<Tellers, SandboxError> {
        let (name, trust) = (self.aggregator.peer_name()?, self.authority.trust()?);
        let connect = |issued: &Issued| {
            let identity = issued.identity()?;
            Teller::connect(aggregator, &name, &identity, &trust).map_err(SandboxError::from)
        };
        let desk = connect(&self.desk)?;
        let register = |country| {
            let mut own = self.registers(systems).filter(|(of, _)| *of == country);
            own.next()
                .map_or_else(|| Ok(desk.clone()), |(_, issued)| connect(issued))
        };
        Ok(Tellers {
            se: register(Country::Se)?,
            dk: register(Country::Dk)?,
            desk,
        })
    }

    /// The population registers, each with its country.
    pub(crate) fn registers<'a>(
        &'a self,
        systems: &'a [System],
    ) -> impl Iterator<Item = (Country, &'a Issued)> {
        (systems.iter().zip(&self.producers))
            .filter(|(system, _)| is_register(system))
            .map(|(system, issued)| (system.country, issued))
    }
}

/// A system that knows who a child is and who decides for it.
pub(crate) fn is_register(system: &System) -> bool {
    system.sector.as_str() == "population-register"
}

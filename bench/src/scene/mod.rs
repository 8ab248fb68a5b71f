//! The scene that every lane plays on: eight sources that know the same children, an actor who may see all of it, and who is who.

pub(crate) mod authority;
pub(crate) mod children;
pub(crate) mod records;
pub(crate) mod settings;
pub(crate) mod tell;
pub(crate) mod token;

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::time::Date;
use proto::transport::{Identity, PeerName, TrustAnchors};

use crate::{
    clock,
    error::{BenchError, Tried as _},
};
use authority::{Authority, NAMES, Party};
use token::TokenIssuer;

/// The sources of one overview: sector and type of system. All are health care that shares directly by consent.
pub(crate) const SOURCES: [&str; 8] = [
    "child-health",
    "child-health",
    "school-health",
    "school-health",
    "general-practice",
    "habilitation",
    "hospital",
    "hospital",
];

/// How many children there are. Overviews go round them, so that no two neighbours are about the same child.
pub(crate) const CHILDREN: usize = 48;

/// A folder with everything that the processes of one run share.
pub(crate) struct Scene {
    dir: tempfile::TempDir,
    /// The day that the records are told from.
    pub(crate) today: Date,
    /// Signs certificates.
    pub(crate) authority: Authority,
    /// Signs actor tokens.
    pub(crate) tokens: TokenIssuer,
    /// The server under test, whichever it is: the same certificate for every lane.
    pub(crate) server: Party,
    /// Who asks.
    pub(crate) consumer: Party,
    /// Who tells the facts.
    pub(crate) desk: Party,
    /// The sources, in the order of [`SOURCES`].
    pub(crate) sources: Vec<Party>,
}

impl Scene {
    /// Makes certificates and keys in a new folder below `base`, which should lie on a real disk: the database does too.
    pub(crate) fn new(base: &Path) -> Result<Self, BenchError> {
        fs::create_dir_all(base).on(base)?;
        let dir = tempfile::Builder::new()
            .prefix("run-")
            .tempdir_in(base)
            .on(base)?;
        let authority = Authority::new()?;
        let scene = Self {
            today: clock::today(),
            tokens: TokenIssuer::new()?,
            server: authority.issue("server")?,
            consumer: authority.issue("consumer")?,
            desk: authority.issue("desk")?,
            sources: (0..SOURCES.len())
                .map(|slot| authority.issue(&source_id(slot)))
                .collect::<Result<_, _>>()?,
            authority,
            dir,
        };
        scene.write("ca.pem", scene.authority.certificate().as_bytes())?;
        scene.write("issuer.pem", scene.tokens.public_key().as_bytes())?;
        for name in ["pseudonym.key", "seal.key"] {
            let mut key = [0; 32];
            aws_lc_rs::rand::fill(&mut key)?;
            scene.write(name, &key)?;
        }
        for party in [&scene.server].into_iter().chain(&scene.sources) {
            scene.write(&format!("{}.pem", party.id), party.certificate.as_bytes())?;
            scene.write(&format!("{}.key", party.id), party.key.as_bytes())?;
        }
        Ok(scene)
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The folder outlives the run.
    pub(crate) fn keep(&mut self) -> PathBuf {
        self.dir.disable_cleanup(true);
        self.dir.path().to_owned()
    }

    /// A file of the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file of the folder.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, BenchError> {
        let path = self.path(name);
        fs::write(&path, bytes).on(&path)?;
        Ok(path)
    }
}

/// The id of a source, the end of its certificate's name and the name of its files.
pub(crate) fn source_id(slot: usize) -> String {
    format!("source-{slot}")
}

/// The place of a source among the eight, from its id.
pub(crate) fn slot_of(id: &str) -> Option<usize> {
    let slot = id.strip_prefix("source-")?.parse().ok()?;
    (slot < SOURCES.len()).then_some(slot)
}

/// The name in the certificate of a party.
pub(crate) fn peer_name(id: &str) -> Result<PeerName, BenchError> {
    Ok(PeerName::parse(&format!("{NAMES}/{id}"))?)
}

/// A party's certificate and key, as a process of the run reads them.
pub(crate) fn identity(dir: &Path, id: &str) -> Result<Identity, BenchError> {
    let read = |ending: &str| {
        let path = dir.join(format!("{id}.{ending}"));
        fs::read(&path).on(&path)
    };
    Ok(Identity::from_pem(&read("pem")?, &read("key")?)?)
}

/// Whom every process of the run believes.
pub(crate) fn trust(dir: &Path) -> Result<TrustAnchors, BenchError> {
    let path = dir.join("ca.pem");
    Ok(TrustAnchors::from_pem(&fs::read(&path).on(&path)?)?)
}

//! The sandbox's folder: made, filled, and at the next start emptied of what the last one left, never of anything else.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a sandbox writes into its folder, besides certificates and keys.
const OURS: [&str; 9] = [
    "sandbox.json",
    "aggregator.toml",
    "pseudonym.key",
    "issuer.pem",
    "ca.pem",
    "aggregator.db",
    "aggregator.db-wal",
    "aggregator.db-shm",
    "aggregator.db.lock",
];

/// The subfolder of certificates and keys.
const CERTIFICATES: &str = "certificates";

/// The folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Takes a folder into use: made if it is not there, rid of an earlier sandbox.
    pub(crate) fn take(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        let folder = Self(path.to_owned());
        for name in OURS {
            match fs::remove_file(path.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::create_dir_all(path.join(CERTIFICATES))?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file that only its owner may read, and gives its name relative to the folder.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> io::Result<String> {
        let path = self.0.join(name);
        write_private(&path, content)?;
        Ok(name.to_owned())
    }

    /// Where a party's certificate and key lie, relative to the folder.
    pub(crate) fn pair(id: &str) -> (String, String) {
        let stem = id.replace('/', "-");
        (
            format!("{CERTIFICATES}/{stem}.pem"),
            format!("{CERTIFICATES}/{stem}.key"),
        )
    }
}

#[cfg(unix)]
fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut file = fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)
}

#[cfg(not(unix))]
fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::write(path, content)
}

//! The sandbox's folder: made, filled, and at the next start emptied of what the last one left, never of anything else.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Marks a folder as a sandbox's own, and is locked while one runs in it.
const MARKER: &str = ".samsyn-sandbox";

/// What a sandbox writes into its folder, besides certificates and keys.
const OURS: [&str; 11] = [
    "sandbox.json",
    "synthetic.json",
    "aggregator.toml",
    "pseudonym.key",
    "seal.key",
    "issuer.pem",
    "ca.pem",
    "aggregator.db",
    "aggregator.db-wal",
    "aggregator.db-shm",
    "aggregator.db.lock",
];

/// The subfolder of certificates and keys.
const CERTIFICATES: &str = "certificates";

/// The folder, held for as long as this lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _marker: File,
}

impl Folder {
    /// Takes a folder into use: made if it is not there, rid of an earlier sandbox. A folder that holds anything and is not marked as
    /// a sandbox's own is left as it is: it may be somebody's real one.
    pub(crate) fn take(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        let is_empty = fs::read_dir(path)?.next().is_none();
        if !is_empty && !path.join(MARKER).exists() {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!("{} is not empty and not a sandbox's own", path.display()),
            ));
        }
        let marker = File::create(path.join(MARKER))?;
        marker.try_lock().map_err(|_| {
            let message = format!("another sandbox runs in {}", path.display());
            io::Error::new(io::ErrorKind::ResourceBusy, message)
        })?;
        for name in OURS {
            match fs::remove_file(path.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::create_dir_all(path.join(CERTIFICATES))?;
        Ok(Self {
            path: path.to_owned(),
            _marker: marker,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that only its owner may read, and gives its name relative to the folder.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> io::Result<String> {
        let path = self.path.join(name);
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

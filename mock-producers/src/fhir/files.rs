//! Reads the JSON files of a folder and of the folders in it, within bounds. What cannot be read is listed, never fatal.

use std::{
    collections::HashSet,
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    error::FhirError,
    unread::{Reason, Unread},
};

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// The most files that are read.
pub const MAX_FILES: usize = 100_000;
/// The most bytes that are read in all: they are held in memory while the folder is mapped.
pub const MAX_TOTAL_BYTES: u64 = 512 * 1024 * 1024;
/// How deep folders may lie in each other.
pub const MAX_FOLDER_DEPTH: usize = 16;

/// A file's name, relative to the folder with `/` between its parts, and what it holds.
pub(super) struct JsonFile {
    pub(super) name: String,
    pub(super) value: Value,
}

/// Reads every JSON file, in the order of the names.
// R-FHIR-2
pub(super) fn read(folder: &Path, unread: &mut Unread) -> Result<Vec<JsonFile>, FhirError> {
    let path = folder.to_owned();
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(FhirError::NotAFolder { path }),
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            return Err(FhirError::Missing { path });
        }
        Err(source) => return Err(FhirError::Unreadable { path, source }),
    }
    let entries = fs::read_dir(folder).map_err(|source| FhirError::Unreadable { path, source })?;
    let mut walk = Walk {
        unread,
        files: Vec::new(),
        bytes_left: MAX_TOTAL_BYTES,
        seen: fs::canonicalize(folder).into_iter().collect(),
        full: false,
    };
    walk.folder(entries, "", 0);
    Ok(walk.files)
}

struct Walk<'a> {
    unread: &'a mut Unread,
    files: Vec<JsonFile>,
    bytes_left: u64,
    /// The folders that were entered: a link to one of them would read it twice, or never end.
    seen: HashSet<PathBuf>,
    full: bool,
}

impl Walk<'_> {
    fn folder(&mut self, entries: fs::ReadDir, prefix: &str, depth: usize) {
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            let Some(own) = path.file_name() else {
                continue;
            };
            let name = format!("{prefix}{}", own.to_string_lossy());
            if self.full {
                return;
            }
            match fs::metadata(&path) {
                Ok(found) if found.is_dir() => self.inner_folder(&path, &name, depth),
                Ok(found) if found.is_file() => self.file(&path, name, found.len()),
                Ok(_) => {}
                Err(_) => self.unread.add(&name, "", Reason::Unreadable),
            }
        }
    }

    fn inner_folder(&mut self, path: &Path, name: &str, depth: usize) {
        if depth >= MAX_FOLDER_DEPTH {
            return self.unread.add(name, "", Reason::TooDeep);
        }
        let (Ok(real), Ok(entries)) = (fs::canonicalize(path), fs::read_dir(path)) else {
            return self.unread.add(name, "", Reason::Unreadable);
        };
        if !self.seen.insert(real) {
            return self.unread.add(name, "", Reason::LinkLoop);
        }
        self.folder(entries, &format!("{name}/"), depth + 1);
    }

    fn file(&mut self, path: &Path, name: String, bytes: u64) {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("json") => {}
            Some("xml" | "ndjson" | "ttl") => return self.unread.add(&name, "", Reason::NotJson),
            // A README, a licence, a picture: not what the folder is served for.
            _ => return,
        }
        if bytes > MAX_FILE_BYTES {
            return self.unread.add(&name, "", Reason::TooLarge);
        }
        if self.files.len() >= MAX_FILES || bytes > self.bytes_left {
            self.full = true;
            return self.unread.add(&name, "", Reason::TooMany);
        }
        match json(path) {
            Ok((value, bytes)) => {
                self.bytes_left = self.bytes_left.saturating_sub(bytes);
                self.files.push(JsonFile { name, value });
            }
            Err(reason) => self.unread.add(&name, "", reason),
        }
    }
}

/// Reads at most the largest size, whatever the file's length was said to be.
fn json(path: &Path) -> Result<(Value, u64), Reason> {
    let file = fs::File::open(path).map_err(|_| Reason::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Reason::Unreadable)?;
    let length = bytes.len() as u64;
    if length > MAX_FILE_BYTES {
        return Err(Reason::TooLarge);
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    // The parser itself stops at 128 levels.
    let value = serde_json::from_slice(text).map_err(|_| Reason::BadJson)?;
    Ok((value, length))
}

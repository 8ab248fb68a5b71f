//! The access log as it is handed out, entry by entry, and read back elsewhere. For `audit export` and `audit verify --from-file`.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Line, Log, Reader, UnreadableLog};
use crate::hash::{first_32, hex, unhex};

/// The longest line of an export that is read, in bytes. An entry names at most the records of one source.
const MAX_LINE_BYTES: u64 = 4 << 20;
/// The form of the export's lines.
const EXPORT_FORM: &str = "samsyn-audit-1";

/// A log in an export: one JSON object a line, the first of which names the instance. An export of a server holds several, one after another.
pub struct ExportedLog {
    file: PathBuf,
    /// Which of them, from 0.
    place: usize,
}

#[derive(Serialize, Deserialize)]
struct Head {
    form: String,
    instance: String,
}

#[derive(Serialize, Deserialize)]
struct Written {
    seq: i64,
    at_us: i64,
    kind: String,
    child: Option<String>,
    overview_id: Option<String>,
    body: String,
    hash: String,
    /// Absent where nothing is wrong, and in exports of before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    spoilt: bool,
}

impl ExportedLog {
    /// An export of one log lies there; of several, the first.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self {
            file: path.to_owned(),
            place: 0,
        }
    }

    /// All logs of an export.
    ///
    /// # Errors
    /// [`UnreadableLog`] when there is none.
    pub fn all(path: &Path) -> Result<Vec<Self>, UnreadableLog> {
        let mut heads = 0;
        Self::at(path).lines(&mut |_, text| {
            heads += usize::from(head(text).is_some());
            Ok(true)
        })?;
        if heads == 0 {
            return Err(UnreadableLog::Nameless);
        }
        let at = |place| Self {
            file: path.to_owned(),
            place,
        };
        Ok((0..heads).map(at).collect())
    }

    fn lines(
        &self,
        take: &mut dyn FnMut(u64, &str) -> Result<bool, UnreadableLog>,
    ) -> Result<(), UnreadableLog> {
        let mut file = BufReader::new(File::open(&self.file)?);
        let (mut text, mut line) = (String::new(), 0);
        loop {
            text.clear();
            line += 1;
            let read = (&mut file).take(MAX_LINE_BYTES).read_line(&mut text)?;
            if read == 0 || !take(line, text.trim_end())? {
                return Ok(());
            }
        }
    }
}

fn head(text: &str) -> Option<Head> {
    let head: Option<Head> = serde_json::from_str(text).ok();
    head.filter(|head| head.form == EXPORT_FORM)
}

impl Log for ExportedLog {
    fn instance(&self) -> Result<String, UnreadableLog> {
        let (mut instance, mut before) = (None, self.place);
        self.lines(&mut |line, text| {
            let Some(head) = head(text) else {
                // What does not begin with a head is no export.
                return Ok(line > 1);
            };
            if before == 0 {
                instance = Some(head.instance);
                return Ok(false);
            }
            before -= 1;
            Ok(true)
        })?;
        instance.ok_or(UnreadableLog::Nameless)
    }

    fn each(&self, reader: &mut Reader<'_>) -> Result<(), UnreadableLog> {
        let mut heads = 0;
        self.lines(&mut |line, text| {
            if head(text).is_some() {
                heads += 1;
                return Ok(heads <= self.place + 1);
            }
            if heads == self.place + 1 {
                reader(parse(text).ok_or(UnreadableLog::Line { line })?)?;
            }
            Ok(true)
        })
    }
}

fn parse(text: &str) -> Option<Line> {
    let written: Written = serde_json::from_str(text).ok()?;
    let hash = unhex(&written.hash).filter(|hash| hash.len() == 32)?;
    let child = match written.child {
        Some(child) => Some(unhex(&child)?),
        None => None,
    };
    Some(Line {
        seq: written.seq,
        at_us: written.at_us,
        kind: written.kind,
        child,
        overview_id: written.overview_id,
        body: written.body,
        hash: first_32(&hash),
        is_whole: !written.spoilt,
    })
}

/// Writes a whole log so that [`ExportedLog`] reads back the very bytes that its hashes cover. Gives the number of entries.
///
/// # Errors
/// [`UnreadableLog`] when it cannot be read, or the export not be written.
pub fn export(log: &dyn Log, to: &mut dyn Write) -> Result<u64, UnreadableLog> {
    let head = Head {
        form: EXPORT_FORM.to_owned(),
        instance: log.instance()?,
    };
    json_line(to, &head)?;
    let mut entries = 0;
    log.each(&mut |line| {
        entries += 1;
        let written = Written {
            seq: line.seq,
            at_us: line.at_us,
            kind: line.kind,
            child: line.child.as_deref().map(hex),
            overview_id: line.overview_id,
            body: line.body,
            hash: hex(&line.hash),
            spoilt: !line.is_whole,
        };
        json_line(to, &written)
    })?;
    Ok(entries)
}

/// One JSON object, one line.
pub(in crate::audit) fn json_line(
    to: &mut dyn Write,
    value: &impl Serialize,
) -> Result<(), UnreadableLog> {
    serde_json::to_writer(&mut *to, value).map_err(std::io::Error::from)?;
    Ok(to.write_all(b"\n")?)
}

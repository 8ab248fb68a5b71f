//! The outside sink: a folder, best on another machine's disk, that each signed checkpoint is appended to and flushed before it counts.
//! One file per instance and year, one JSON object a line; nothing in it is ever rewritten.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::checkpoint::Checkpoint;

/// The most that one folder's files may hold together when they are read: some three hundred thousand checkpoints, decades of them.
pub const MAX_SINK_BYTES: u64 = 128 << 20;
/// How the files' names end.
const ENDING: &str = "ndjson";

/// A folder of checkpoints.
#[derive(Debug, Clone)]
pub struct Sink(PathBuf);

impl Sink {
    /// A folder; it is made when the first checkpoint comes.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Appends one checkpoint and waits until it lies on the disk.
    ///
    /// # Errors
    /// What the file system says; then the checkpoint does not count.
    // R-AUDIT-10
    pub fn append(&self, checkpoint: &Checkpoint) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let path = self.0.join(file_name(checkpoint));
        let is_new = !path.exists();
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&path)?;
        // Whatever was torn before must not take this line along.
        let mut line = if ends_torn(&mut file)? {
            vec![b'\n']
        } else {
            vec![]
        };
        serde_json::to_writer(&mut line, checkpoint)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.sync_all()?;
        if is_new {
            // A file lies on the disk only when its name in the folder does.
            File::open(&self.0)?.sync_all()?;
        }
        Ok(())
    }

    /// Every line of every file. One that is no checkpoint comes as its file and number, to be reported: a half-written last line is one.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds more than [`MAX_SINK_BYTES`].
    pub fn read(&self) -> io::Result<Vec<Result<Checkpoint, String>>> {
        let mut files: Vec<_> = fs::read_dir(&self.0)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        files.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
        files.sort();
        let (mut found, mut left) = (Vec::new(), MAX_SINK_BYTES);
        for path in files {
            let text = bounded(&path, &mut left)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            for (number, line) in text.lines().enumerate() {
                let place = || format!("{name}:{}", number + 1);
                found.push(serde_json::from_str(line).map_err(|_| place()));
            }
        }
        Ok(found)
    }
}

fn ends_torn(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn bounded(path: &Path, left: &mut u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    let read = File::open(path)?.take(*left + 1).read_to_end(&mut bytes)?;
    *left = (left.checked_sub(read as u64))
        .ok_or_else(|| io::Error::other("the folder holds more than MAX_SINK_BYTES"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An instance's name is ours, but it comes out of a file here: only what a name may hold goes into a path.
fn file_name(checkpoint: &Checkpoint) -> String {
    let safe = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let instance: String = checkpoint.instance.chars().filter(safe).take(64).collect();
    let at = domain::time::Timestamp::from_microsecond(checkpoint.at_us);
    let year: String = at.map_or_else(
        |_| "0000".to_owned(),
        |at| at.to_string().chars().take(4).collect(),
    );
    format!("{instance}-{year}.{ENDING}")
}

#[cfg(test)]
mod tests {
    use super::{super::checkpoint::tests::signer, *};

    // R-AUDIT-10
    #[test]
    fn checkpoints_read_back_in_order_and_a_torn_line_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let sink = Sink::at(dir.path().join("witness"));
        let (key, at) = (signer(1), "2026-09-01T08:00:00Z".parse().unwrap());
        let written = [5, 9].map(|seq| key.sign("a", seq, &[3; 32], at));
        written.iter().for_each(|c| sink.append(c).unwrap());
        let path = dir.path().join("witness/a-2026.ndjson");
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"{\"instance\":").unwrap();
        let third = key.sign("a", 12, &[3; 32], at);
        sink.append(&third).unwrap();
        let [first, second] = written;
        let read = sink.read().unwrap();
        let torn = Err("a-2026.ndjson:3".to_owned());
        assert_eq!(read, [Ok(first), Ok(second), torn, Ok(third)]);
    }
}

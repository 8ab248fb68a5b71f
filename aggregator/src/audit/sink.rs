//! The outside sink: a folder, best on another machine's disk, that each signed checkpoint is appended to and flushed before it counts.
//! One file per instance and year, one JSON object a line; nothing in it is ever rewritten.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use super::checkpoint::Checkpoint;

/// The longest line that is read as a checkpoint, in bytes without its end; ours have some 350.
pub const MAX_SINK_LINE_BYTES: u64 = 4 << 10;
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

    /// Every line of every file, one after the other, however many there are. One that is no checkpoint comes as its file and number: a
    /// half-written last line is one, and one that is longer than [`MAX_SINK_LINE_BYTES`].
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn each(&self, take: &mut dyn FnMut(Result<Checkpoint, String>)) -> io::Result<()> {
        let mut files: Vec<_> = fs::read_dir(&self.0)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        files.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
        files.sort();
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let mut file = BufReader::new(File::open(&path)?);
            let (mut line, mut number) = (Vec::new(), 0_u64);
            while next_line(&mut file, &mut line)? {
                number += 1;
                take(serde_json::from_slice(&line).map_err(|_| format!("{name}:{number}")));
            }
        }
        Ok(())
    }
}

/// Reads the next line, at most one byte more than a line may have; what is left of it is skipped. False at the end.
fn next_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = MAX_SINK_LINE_BYTES + 1;
    let read = file.by_ref().take(most).read_until(b'\n', line)?;
    if line.last() != Some(&b'\n') && read as u64 == most {
        line.clear();
        file.skip_until(b'\n')?;
    }
    Ok(read > 0)
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

    fn read(sink: &Sink) -> Vec<Result<Checkpoint, String>> {
        let mut found = Vec::new();
        sink.each(&mut |read| found.push(read)).unwrap();
        found
    }

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
        let read = read(&sink);
        let torn = Err("a-2026.ndjson:3".to_owned());
        assert_eq!(read, [Ok(first), Ok(second), torn, Ok(third)]);
    }

    // R-AUDIT-10
    #[test]
    fn a_line_is_read_up_to_its_bound_and_the_next_one_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let sink = Sink::at(dir.path());
        let at = "2026-09-01T08:00:00Z".parse().unwrap();
        let good = signer(1).sign("a", 5, &[3; 32], at);
        let text = serde_json::to_string(&good).unwrap();
        let longest = usize::try_from(MAX_SINK_LINE_BYTES).unwrap();
        for (bytes, is_read) in [(longest, true), (longest + 1, false), (3 * longest, false)] {
            let padded = format!("{text}{}\n{text}\n", " ".repeat(bytes - text.len()));
            fs::write(dir.path().join("a-2026.ndjson"), padded).unwrap();
            let first = is_read.then(|| good.clone());
            let first = first.ok_or_else(|| "a-2026.ndjson:1".to_owned());
            assert_eq!(read(&sink), [first, Ok(good.clone())], "{bytes}");
        }
    }
}

//! A server in a process of its own, ended with the value that stands for it.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use crate::error::{BenchError, Tried as _};

/// How long a server may take to say that it listens. Long, for one that runs under valgrind.
const START: Duration = Duration::from_secs(120);
/// How long an answer on standard output may take.
const ANSWER: Duration = Duration::from_secs(20);

/// How a process is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Under {
    /// By itself.
    Nothing,
    /// Under callgrind, which counts nothing until it is told to.
    Callgrind,
}

/// A running process.
pub(crate) struct Process {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    log: PathBuf,
}

/// Where a process writes the line that it is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaks {
    /// On standard output.
    Out,
    /// On standard error.
    Err,
}

/// What switches tests and nights, and is no setting of a server: an aggregator refuses what it does not know.
const SWITCHES: [&str; 5] = [
    "SAMSYN_FAULTS",
    "SAMSYN_INTEROP",
    "SAMSYN_NO_SKIP",
    "SAMSYN_POSTGRES",
    "SAMSYN_RACES",
];

impl Process {
    /// Starts a program. What it writes goes into `<name>.log` in `dir` and can be waited for.
    pub(crate) fn start(
        name: &str,
        under: Under,
        program: &Path,
        arguments: &[String],
        speaks: Speaks,
        dir: &Path,
    ) -> Result<Self, BenchError> {
        let mut command = match under {
            Under::Nothing => Command::new(program),
            Under::Callgrind => {
                let mut command = Command::new("valgrind");
                command
                    .arg("--tool=callgrind")
                    .arg("--instr-atstart=no")
                    .arg(format!(
                        "--callgrind-out-file={}",
                        callgrind_file(dir, name).display()
                    ))
                    .arg(program);
                command
            }
        };
        let log = dir.join(format!("{name}.log"));
        let other = File::create(dir.join(format!("{name}.other.log"))).on(&log)?;
        command.args(arguments).stdin(Stdio::piped());
        for name in SWITCHES {
            command.env_remove(name);
        }
        match speaks {
            Speaks::Out => command.stdout(Stdio::piped()).stderr(other),
            Speaks::Err => command.stderr(Stdio::piped()).stdout(other),
        };
        let mut child =
            (command.spawn()).tried(format!("{} cannot be started", program.display()))?;
        let (sender, lines) = channel();
        let spoken: Option<Box<dyn Read + Send>> = match speaks {
            Speaks::Out => child.stdout.take().map(|out| Box::new(out) as _),
            Speaks::Err => child.stderr.take().map(|err| Box::new(err) as _),
        };
        if let Some(spoken) = spoken {
            let file = File::create(&log).on(&log)?;
            thread::spawn(move || keep(spoken, file, &sender));
        }
        Ok(Self {
            name: name.to_owned(),
            input: child.stdin.take(),
            child,
            lines,
            log,
        })
    }

    /// The process's id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line that says what is looked for.
    pub(crate) fn wait_for<T>(&self, look: impl Fn(&str) -> Option<T>) -> Result<T, BenchError> {
        let ends = Instant::now() + START;
        loop {
            let line = self.line(ends.saturating_duration_since(Instant::now()))?;
            if let Some(found) = look(&line) {
                return Ok(found);
            }
        }
    }

    /// Writes a line to it, and gives what it answers, up to the line `ok`.
    pub(crate) fn tell(&mut self, line: &str) -> Result<Vec<String>, BenchError> {
        let name = self.name.clone();
        let input = self.input.as_mut().ok_or_else(|| BenchError::Server {
            server: name.clone(),
            problem: "takes no input".to_owned(),
        })?;
        writeln!(input, "{line}")
            .and_then(|()| input.flush())
            .tried(name)?;
        let mut answer = Vec::new();
        loop {
            match self.line(ANSWER)? {
                end if end == "ok" => return Ok(answer),
                end if end == "unknown" => {
                    return Err(self.failed(format!("does not know {line:?}")));
                }
                line => answer.push(line),
            }
        }
    }

    fn line(&self, patience: Duration) -> Result<String, BenchError> {
        self.lines.recv_timeout(patience).map_err(|error| {
            let what = match error {
                RecvTimeoutError::Timeout => "said nothing in time",
                RecvTimeoutError::Disconnected => "ended",
            };
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            let other = self.log.with_extension("").with_extension("other.log");
            let other = std::fs::read_to_string(other).unwrap_or_default();
            self.failed(format!(
                "{what}; its last words: {} {}",
                tail(&log),
                tail(&other)
            ))
        })
    }

    fn failed(&self, problem: String) -> BenchError {
        BenchError::Server {
            server: self.name.clone(),
            problem,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where callgrind writes the counts of a process; each dump adds a number.
pub(crate) fn callgrind_file(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.callgrind"))
}

/// Keeps every line in the file, and hands it on as long as anybody listens.
fn keep(spoken: Box<dyn Read + Send>, mut file: File, lines: &Sender<String>) {
    for line in BufReader::new(spoken).lines() {
        let Ok(line) = line else { return };
        // A full disk costs the log, not the measurement.
        let _ = writeln!(file, "{line}");
        let _ = lines.send(line);
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().rev().take(3).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join(" / ")
}

//! User instructions of a process: by the processor's own counter where the machine lets us, else by callgrind.
//! The two do not count the same (callgrind sees no wide vector instructions), so a figure names its way, and a ratio uses one only.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{
    error::{BenchError, Tried as _},
    servers::{
        Server,
        process::{Under, callgrind_file},
    },
};

/// How long perf may take to attach to a process.
const ATTACH: Duration = Duration::from_millis(300);

/// How instructions are counted here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// `perf stat -e instructions:u`.
    Perf,
    /// `valgrind --tool=callgrind`.
    Callgrind,
}

impl Way {
    /// The best way that this machine offers.
    pub(crate) fn here() -> Option<Self> {
        let perf = quiet("perf", &["stat", "-x,", "-e", "instructions:u", "true"]);
        if perf.is_some_and(|said| count(&said).is_some()) {
            return Some(Self::Perf);
        }
        quiet("valgrind", &["--version"]).map(|_| Self::Callgrind)
    }

    /// How a server must be run to be counted so.
    pub(crate) fn under(self) -> Under {
        match self {
            Self::Perf => Under::Nothing,
            Self::Callgrind => Under::Callgrind,
        }
    }

    /// The name in a row's note.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Perf => "perf",
            Self::Callgrind => "callgrind",
        }
    }
}

/// Counts a server's instructions, one stretch after the other.
pub(crate) struct Counter {
    way: Way,
    pid: u32,
    file: PathBuf,
    dumps: u32,
    running: Option<Child>,
}

impl Counter {
    /// For a server that runs as [`Way::under`] says. Whatever it did before does not count.
    pub(crate) fn new(way: Way, server: &Server, dir: &Path) -> Result<Self, BenchError> {
        let counter = Self {
            way,
            pid: server.pid(),
            file: callgrind_file(dir, &server.name),
            dumps: 0,
            running: None,
        };
        if way == Way::Callgrind {
            counter.monitor("instrumentation on")?;
        }
        Ok(counter)
    }

    /// Begins a stretch.
    pub(crate) fn begin(&mut self) -> Result<(), BenchError> {
        match self.way {
            Way::Callgrind => self.dump().map(|_| ()),
            Way::Perf => {
                let out = self.file.with_extension("perf");
                let mut perf = Command::new("perf");
                perf.args(["stat", "-x,", "-e", "instructions:u", "-p"])
                    .arg(self.pid.to_string())
                    .arg("-o")
                    .arg(&out)
                    .stdout(Stdio::null())
                    .stderr(Stdio::null());
                self.running = Some(perf.spawn().tried("perf")?);
                // It does not say when it has attached, and an idle server spends next to nothing meanwhile.
                std::thread::park_timeout(ATTACH);
                Ok(())
            }
        }
    }

    /// Ends a stretch and gives its count.
    pub(crate) fn end(&mut self) -> Result<f64, BenchError> {
        match self.way {
            Way::Callgrind => self.dump(),
            Way::Perf => {
                let Some(mut perf) = self.running.take() else {
                    return Err(self.uncounted());
                };
                quiet("kill", &["-INT", &perf.id().to_string()]);
                perf.wait().tried("perf")?;
                let out = self.file.with_extension("perf");
                let said = fs::read_to_string(&out).on(&out)?;
                count(&said).ok_or_else(|| self.uncounted())
            }
        }
    }

    /// Writes what was counted since the last dump.
    fn dump(&mut self) -> Result<f64, BenchError> {
        self.monitor("dump")?;
        self.dumps += 1;
        let mut name = self.file.as_os_str().to_owned();
        name.push(format!(".{}", self.dumps));
        let path = PathBuf::from(name);
        let dump = fs::read_to_string(&path).on(&path)?;
        let totals = dump.lines().find_map(|line| line.strip_prefix("totals: "));
        let count = totals.and_then(|count| count.trim().parse().ok());
        count.ok_or_else(|| self.uncounted())
    }

    fn monitor(&self, command: &str) -> Result<(), BenchError> {
        let mut vgdb = Command::new("vgdb");
        vgdb.arg(format!("--pid={}", self.pid))
            .args(command.split(' '));
        let status = (vgdb.stdout(Stdio::null()).stderr(Stdio::null()).status()).tried("vgdb")?;
        if status.success() {
            Ok(())
        } else {
            Err(self.uncounted())
        }
    }

    fn uncounted(&self) -> BenchError {
        BenchError::Server {
            server: self.way.as_str().to_owned(),
            problem: "gave no count".to_owned(),
        }
    }
}

/// Runs a tool and gives what it wrote, if it is there and content.
fn quiet(tool: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(tool).args(arguments).output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&said).into_owned())
}

/// The count in perf's comma-separated form; `<not supported>` and `<not counted>` are none.
fn count(said: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.contains("instructions"))?;
    line.split(',').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_that_the_machine_lacks_is_no_count_of_zero() {
        assert_eq!(count("<not supported>,,instructions:u,0,100.00,,"), None);
        assert_eq!(
            count("# started\n\n1234567,,instructions:u,50,100.00,,"),
            Some(1_234_567.0)
        );
    }
}

//! A PostgreSQL server of a test's own, which may be crashed and set otherwise while others use theirs.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;
use tokio_postgres::Client;

use super::{Database, connect, skip};

/// The user under whom the server runs when the tests run as root, which it refuses.
const USER: &str = "postgres";

/// A server with its cluster. Dropped, it is gone.
#[derive(Debug)]
pub struct OwnServer {
    programs: PathBuf,
    place: TempDir,
}

impl OwnServer {
    /// A fresh one. `None`, with a word, where its programs are missing.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            skip("no programs of a PostgreSQL server; `.ci/postgres start` installs them");
            return None;
        };
        let place = tempfile::Builder::new().prefix("samsyn-own").tempdir();
        let place = place.expect("a temporary folder");
        if is_root() {
            let chown = Command::new("chown").arg(USER).arg(place.path()).status();
            assert!(chown.expect("chown").success());
        }
        let server = Self { programs, place };
        let data = server.data();
        let made = ["-D", &data, "-U", "samsyn", "-A", "trust", "--no-sync"];
        server.run(
            "initdb",
            &[&made[..], &["-E", "UTF8", "--locale=C"]].concat(),
        );
        server.again();
        Some(server)
    }

    /// Starts it, after a crash too: returns when whatever had to be recovered is.
    ///
    /// # Panics
    /// When it does not start.
    pub fn again(&self) {
        let place = self.place.path().display();
        // The writer in the background writes as seldom as it can: what no commit waited for is then lost in a crash.
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{place}' -c wal_writer_delay=10s -c max_connections=50"
        );
        let (data, log) = (self.data(), format!("{place}/log"));
        self.run(
            "pg_ctl",
            &["-D", &data, "-w", "-l", &log, "-o", &options, "start"],
        );
    }

    /// All its processes end at once and leave what they had in memory.
    ///
    /// # Panics
    /// When it did not run.
    pub fn crash(&self) {
        let data = self.data();
        self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]);
    }

    /// Somebody who may do anything with the server.
    pub async fn admin(&self) -> Client {
        connect(&self.address()).await
    }

    /// A database on it.
    ///
    /// # Panics
    /// When it makes none.
    pub async fn database(&self) -> Database {
        Database::on(self.address()).await
    }

    fn address(&self) -> String {
        format!(
            "postgresql://samsyn@/postgres?host={}",
            self.place.path().display()
        )
    }

    fn data(&self) -> String {
        self.place.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(program, arguments).status();
        let done = done.expect("the server's programs");
        let log = fs::read_to_string(self.place.path().join("log")).unwrap_or_default();
        assert!(done.success(), "{program}: {log}");
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // Another user need not be able to enter the folder of the checkout.
        command
            .args(arguments)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let data = self.data();
        let stop = ["-D", &data, "-m", "immediate", "-w", "stop"];
        let _ = self.command("pg_ctl", &stop).status();
    }
}

/// Whether this process runs as root.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Where the server's programs lie: where `.ci/postgres` found them, else where Debian keeps them.
fn programs() -> Option<PathBuf> {
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/ci/postgres/bin");
    let found = fs::read_to_string(made).map(|path| PathBuf::from(path.trim()));
    let versions = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let programs = versions.flatten().map(|version| version.path().join("bin"));
        programs.max()
    };
    let found = found.ok().or_else(versions);
    found.filter(|programs| Path::new(programs).join("initdb").is_file())
}

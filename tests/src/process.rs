//! The aggregator as a process of its own, as an operator runs it: started on the folder that a harness has filled, killed, started again.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use aggregator::{
    config::{Config, Environment},
    server::{self, Running},
};
use serde_json::Value;

use crate::{Harness, binary};

/// Far longer than any start takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a process is started.
#[derive(Debug, Default)]
pub struct Launch {
    under: Vec<OsString>,
    environment: Vec<(String, OsString)>,
}

impl Launch {
    /// The database lies there instead of where the configuration says.
    #[must_use]
    pub fn on(self, database: &Path) -> Self {
        self.with("SAMSYN_STORE_DATABASE", database)
    }

    /// A variable of its environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let value = value.as_ref().to_owned();
        self.environment.push((name.to_owned(), value));
        self
    }

    /// Another command starts it, for example one that watches its system calls.
    #[must_use]
    pub fn under(mut self, command: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.under = (command.into_iter())
            .map(|word| word.as_ref().to_owned())
            .collect();
        self
    }

    /// Starts the aggregator on a harness's configuration.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(self, harness: &Harness) -> Process {
        let config = harness.dir().join("aggregator.toml");
        let arguments = ["--config".into(), config.into_os_string()];
        self.run(&binary::aggregator(), &arguments)
            .unwrap_or_else(|said| panic!("the aggregator does not start: {said}"))
    }

    /// Starts the aggregator where it cannot: what it said, and how it ended.
    ///
    /// # Panics
    /// When it starts.
    #[must_use]
    pub fn fails(self, harness: &Harness) -> String {
        let config = harness.dir().join("aggregator.toml");
        let arguments = ["--config".into(), config.into_os_string()];
        match self.run(&binary::aggregator(), &arguments) {
            Ok(_) => panic!("it starts"),
            Err(said) => said,
        }
    }

    /// Starts any program that says `ready` as the aggregator does. What it said instead, when it does not.
    ///
    /// # Errors
    /// What it wrote before it ended.
    ///
    /// # Panics
    /// When the program is not there.
    pub fn run(self, program: &Path, arguments: &[OsString]) -> Result<Process, String> {
        let mut words = self.under.clone();
        words.push(program.into());
        words.extend_from_slice(arguments);
        let [first, rest @ ..] = words.as_slice() else {
            panic!("a command")
        };
        let mut command = Command::new(first);
        command
            .args(rest)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        // What steers tests is no variable of the aggregator's, and it refuses what it does not know.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SAMSYN_") {
                command.env_remove(name);
            }
        }
        command.envs(self.environment);
        let mut child = command.spawn().expect("the program is there");
        let stderr = child.stderr.take().expect("piped");
        let said = Arc::new(Mutex::new(String::new()));
        let (ready, is_ready) = mpsc::channel();
        let kept = said.clone();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(addresses) = addresses(&line) {
                    let _ = ready.send(addresses);
                }
                let mut kept = kept.lock().expect("whole");
                kept.push_str(&line);
                kept.push('\n');
            }
        });
        let mut process = Process {
            child,
            is_watched: !self.under.is_empty(),
            grpc: SocketAddr::from(([127, 0, 0, 1], 0)),
            admin: SocketAddr::from(([127, 0, 0, 1], 0)),
            said,
        };
        match is_ready.recv_timeout(PATIENCE) {
            Ok((grpc, admin)) => {
                (process.grpc, process.admin) = (grpc, admin);
                Ok(process)
            }
            Err(_) => {
                process.kill();
                Err(process.said())
            }
        }
    }
}

/// Where it listens, when the line is the one that says so.
fn addresses(line: &str) -> Option<(SocketAddr, SocketAddr)> {
    let told: Value = serde_json::from_str(line).ok()?;
    let fields = told.get("fields")?;
    let address = |name| fields.get(name)?.as_str()?.parse().ok();
    (fields.get("message")?.as_str()? == "ready")
        .then(|| Some((address("grpc_at")?, address("admin_at")?)))?
}

/// A running aggregator. Dropped, it is killed.
#[derive(Debug)]
pub struct Process {
    /// Where its gRPC services listen.
    pub grpc: SocketAddr,
    /// Where health and metrics listen.
    pub admin: SocketAddr,
    child: Child,
    /// True when the child is another command that started it.
    is_watched: bool,
    said: Arc<Mutex<String>>,
}

impl Process {
    /// Its address as clients take it.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://{}", self.grpc)
    }

    /// All that it logged so far.
    ///
    /// # Panics
    /// When the reader of its log panicked.
    #[must_use]
    pub fn said(&self) -> String {
        self.said.lock().expect("whole").clone()
    }

    /// Ends it as a power switch would (SIGKILL), and returns when it is gone. A second time does nothing.
    ///
    /// # Panics
    /// When it cannot be waited for.
    pub fn kill(&mut self) -> ExitStatus {
        match self.started_by_child() {
            // The command that watches it ends by itself, and only then is its record whole.
            Some(pid) => {
                let killed = Command::new("kill").args(["-KILL", &pid]).status();
                assert!(killed.expect("kill").success(), "it ran");
            }
            None => drop(self.child.kill()),
        }
        self.child.wait().expect("it ends")
    }

    /// The process that the watching command started, while both run.
    fn started_by_child(&self) -> Option<String> {
        if !self.is_watched {
            return None;
        }
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).ok()?;
        children.split_whitespace().next().map(ToOwned::to_owned)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
    }
}

impl Harness {
    /// From now on this harness's callers and sources turn to another aggregator.
    pub fn turn_to(&mut self, endpoint: String) {
        self.sandbox.state.aggregator = endpoint;
    }

    /// The database as it stands now, copied whole while it is in use.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub fn copy_database(&self, to: &Path) {
        let db = rusqlite::Connection::open_with_flags(
            self.dir().join("aggregator.db"),
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
        );
        let copied = db.and_then(|db| db.execute("VACUUM INTO ?1", [to.to_string_lossy()]));
        copied.expect("a copy");
    }
}

impl Harness {
    /// An aggregator in this process beside the harness's own, on the same configuration, with the database elsewhere where one is named;
    /// with the harness's clock.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn beside(&self, database: Option<&Path>) -> Running {
        let database = database.map(|path| path.to_string_lossy().into_owned());
        let changed = database.map(|path| ("SAMSYN_STORE_DATABASE".to_owned(), path));
        let environment: Environment = changed.into_iter().collect();
        let config = Config::read(&self.dir().join("aggregator.toml"), &environment);
        let clock = self.sandbox.aggregator.aggregator.clock.clone();
        let running = server::start(config.expect("good"), clock).await;
        running.expect("an aggregator")
    }
}

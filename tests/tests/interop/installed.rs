//! The programs in `tests/interop`, as far as their packages are installed.

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

/// What installs everything that is missing.
const INSTALL: &str = ".ci/interop";

/// A language with its packages.
#[derive(Debug, Clone)]
pub(crate) enum Language {
    /// The interpreter of a virtual environment, and where generated code lies.
    Python { python: PathBuf, generated: PathBuf },
    /// Where packages lie.
    Node { modules: PathBuf },
}

/// Every language that is installed. Those that are not are named on standard error, once, where no test run swallows it.
pub(crate) fn languages() -> &'static [Language] {
    static FOUND: OnceLock<Vec<Language>> = OnceLock::new();
    FOUND.get_or_init(|| [python(), node()].into_iter().flatten().collect())
}

/// The only language with a producer of its own.
pub(crate) fn of_the_producer() -> Option<&'static Language> {
    let is_python = |language: &&Language| matches!(language, Language::Python { .. });
    languages().iter().find(is_python)
}

fn python() -> Option<Language> {
    let python = home().join("python/bin/python");
    if !python.is_file() {
        return missing("Python", &python);
    }
    // Of this run's contract, so it is made anew.
    let generated = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-python");
    generate(&python, &generated);
    Some(Language::Python { python, generated })
}

fn node() -> Option<Language> {
    let modules = home().join("node/node_modules");
    let node = Command::new("node").arg("--version").output();
    if !modules.join("@grpc/grpc-js").is_dir() || node.is_err() {
        return missing("Node", &modules);
    }
    Some(Language::Node { modules })
}

impl Language {
    /// A program of this language, ready to be given arguments.
    pub(crate) fn program(&self, name: &str) -> Command {
        let sources = root().join("tests/interop");
        let mut command = match self {
            Self::Python { python, generated } => {
                let mut command = Command::new(python);
                command.arg(sources.join(format!("python/{name}.py")));
                command.env("PYTHONPATH", generated);
                command.env("PYTHONDONTWRITEBYTECODE", "1");
                // gRPC tells of every handshake that fails, which is what some tests want.
                command.env("GRPC_VERBOSITY", "NONE");
                command
            }
            Self::Node { modules } => {
                let mut command = Command::new("node");
                command.arg(sources.join(format!("node/{name}.js")));
                command.env("NODE_PATH", modules);
                // That gRPC names an IP address in its TLS greeting is nothing that a test can mend.
                command.env("NODE_NO_WARNINGS", "1");
                command
            }
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }

    /// Asks the consumer's program in a sandbox's folder; one answer a question.
    pub(crate) fn ask(&self, folder: &Path, questions: &[Value]) -> Vec<Value> {
        let mut child = self.program("overview").arg(folder).spawn().unwrap();
        let lines: String = questions.iter().map(|line| format!("{line}\n")).collect();
        // Taken, so that it is closed when everything is asked.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(lines.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{self:?}: {}", output.status);
        let text = String::from_utf8(output.stdout).unwrap();
        let answers = text.lines().map(|line| serde_json::from_str(line).unwrap());
        answers.collect()
    }
}

/// Where the packages are.
fn home() -> PathBuf {
    match env::var_os("SAMSYN_INTEROP") {
        Some(home) => home.into(),
        None => root().join("target/ci/interop"),
    }
}

fn missing(language: &str, looked_for: &Path) -> Option<Language> {
    let told = format!(
        "{language} or its packages in {} are missing; `{INSTALL}` installs them",
        looked_for.display()
    );
    assert!(env::var_os("SAMSYN_NO_SKIP").is_none(), "{told}");
    // Not `eprintln!`: a test that passes would swallow it.
    let word = format!("SKIPPED: interop with {language}: {told}\n");
    std::io::stderr().write_all(word.as_bytes()).unwrap();
    None
}

fn generate(python: &Path, into: &Path) {
    fs::create_dir_all(into).unwrap();
    let contract = root().join("proto");
    let mut protoc = Command::new(python);
    protoc
        .args(["-m", "grpc_tools.protoc", "--proto_path"])
        .arg(&contract);
    for option in ["--python_out", "--grpc_python_out"] {
        protoc.arg(option).arg(into);
    }
    let made = protoc
        .args(protos(&contract.join("samsyn")))
        .status()
        .unwrap();
    assert!(made.success(), "no Python code is made from the contract");
}

fn protos(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| match path.is_dir() {
        true => protos(&path),
        false => vec![path],
    });
    found.collect()
}

fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap().to_owned()
}

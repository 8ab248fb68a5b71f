//! The sandbox that runs until it is told to end, and a client that reads its folder.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::text;

/// The last line that a sandbox prints before it waits.
const READY: &str = "Ctrl-C drains and ends.";

/// The told stories. `retracted` has a second child: the one of the same name, on whom the visit belonged.
const TOLD: [&str; 10] = [
    "old-bvc",
    "school-start",
    "new-school",
    "second-parent",
    "who-holds-the-ball",
    "fifteen",
    "protected",
    "retracted",
    "worry",
    "medicines",
];

/// A sandbox in a process of its own; killed if a test forgets to end it.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) page: String,
    dir: TempDir,
}

impl Running {
    /// Starts it with the told children, and returns when it says that it runs.
    pub(crate) fn start(more: &[&str]) -> Self {
        Self::with(&[&["--children", "0"], more].concat())
    }

    /// Starts it as it is, on free ports.
    pub(crate) fn with(more: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut child = Command::new(tests::binary::sandbox())
            .args(["--grpc-port", "0", "--admin-port", "0", "--state"])
            .arg(dir.path())
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut page = String::new();
        while !page.contains(READY) {
            assert!(out.read_line(&mut page).unwrap() > 0, "it ended: {page}");
        }
        Self {
            child,
            out,
            page,
            dir,
        }
    }

    /// What `sandbox.json` says.
    pub(crate) fn state(&self) -> Value {
        let file = fs::read(self.dir.path().join("sandbox.json")).unwrap();
        serde_json::from_slice(&file).unwrap()
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A line of the kernel's account of its memory, in kB. `None` where there is no such account.
    pub(crate) fn memory_kb(&self, line: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|l| l.starts_with(line))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// Ctrl-C. Gives the exit code, and what was printed after it was ready.
    fn interrupt(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(sent.success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `samsyn show` of a child against a folder: exit code, output.
pub(crate) fn show(dir: &Path, child: &str, more: &[&str]) -> (Option<i32>, String) {
    let mut samsyn = Command::new(tests::binary::samsyn());
    samsyn.args(["show", child, "--state"]).arg(dir).args(more);
    let output = samsyn.output().unwrap();
    (output.status.code(), text(output.stdout))
}

#[test]
fn ctrl_c_drains_and_ends_well() {
    let sandbox = Running::start(&[]);
    let (code, rest) = sandbox.interrupt();
    assert_eq!(code, Some(0), "{rest}");
}

#[test]
fn it_prints_what_runs_who_is_told_and_what_to_try() {
    let sandbox = Running::start(&[]);
    let state = sandbox.state();
    for producer in state["producers"].as_array().unwrap() {
        assert!(sandbox.page.contains(producer["id"].as_str().unwrap()));
    }
    assert!(sandbox.page.contains(state["faults"].as_str().unwrap()));
    for country in ["Sweden", "Denmark"] {
        assert!(sandbox.page.contains(country));
    }
    for child in state["children"].as_array().unwrap() {
        assert!(sandbox.page.contains(child["story"].as_str().unwrap()));
    }
    assert!(sandbox.page.contains("show --state"));
}

#[tokio::test]
async fn every_child_is_shown_to_its_actor_by_another_process() {
    let sandbox = Running::start(&[]);
    let state = sandbox.state();
    let children = state["children"].as_array().unwrap();
    let stories: BTreeSet<_> = children.iter().map(|c| c["story"].as_str()).collect();
    assert!(TOLD.iter().all(|story| stories.contains(&Some(story))));
    for child in children {
        let (id, actor) = (child["id"].as_str(), child["actor"].as_str());
        let arguments = ["--actor", actor.unwrap(), "--format", "json"];
        let (code, json) = show(sandbox.dir(), id.unwrap(), &arguments);
        assert_eq!(code, Some(0), "{actor:?}");
        let overview: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(overview["complete"], json!(true));
        assert_eq!(overview["child"]["id"], child["id"]);
    }
}

// R-CLI-1
#[test]
fn the_exit_code_tells_complete_incomplete_and_refused_apart() {
    let sandbox = Running::start(&["--fault", "emi-vasterby=error"]);
    let code = |child: &str, actor: &str| show(sandbox.dir(), child, &["--actor", actor]).0;
    assert_eq!(code("old-bvc", "skolskoterska-vasterby"), Some(3));
    assert_eq!(code("new-school", "bup-lakare"), Some(4));
    assert_eq!(code("191212121212", "bup-lakare"), Some(4));
    assert_eq!(code("191212121213", "bup-lakare"), Some(2));
    let (code, _) = show(&sandbox.dir().join("elsewhere"), "old-bvc", &[]);
    assert_eq!(code, Some(2));
}

#[tokio::test]
async fn health_readiness_and_figures_are_plain_http() {
    let sandbox = Running::start(&[]);
    let state = sandbox.state();
    let admin = state["admin"].as_str().unwrap();
    let admin = admin.strip_prefix("http://").unwrap().parse().unwrap();
    for (path, said) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = tests::admin::get(admin, path).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert!(answer.contains(said));
    }
    show(sandbox.dir(), "old-bvc", &[]);
    let figures = tests::admin::get(admin, "/metrics").await;
    assert!(figures.contains("samsyn_overviews_total{outcome=\"COMPLETE\"} 1"));
    assert!(figures.trim_end().ends_with("# EOF"));
    let nothing = tests::admin::get(admin, "/elsewhere").await;
    assert!(nothing.starts_with("HTTP/1.1 404"));
}

// R-CLIENT-1
#[test]
fn a_client_with_a_profile_of_its_own_is_served_as_well() {
    let sandbox = Running::start(&[]);
    let state = sandbox.state();
    let child = &state["children"][0];
    let mut actors = state["actors"].as_array().unwrap().iter();
    let actor = actors
        .find(|actor| actor["name"] == child["actor"])
        .unwrap();
    let consumers = state["consumers"].as_array().unwrap();
    let consumer = consumers.iter().find(|c| c["id"] == actor["consumer"]);
    let consumer = consumer.unwrap();
    let profile = sandbox.dir().join("profile.toml");
    let lines = [
        ("aggregator", &state["aggregator"]),
        ("aggregator_name", &state["aggregator_name"]),
        ("ca", &state["ca"]),
        ("cert", &consumer["cert"]),
        ("key", &consumer["key"]),
        ("token", &actor["token"]),
    ];
    let toml: String = (lines.iter())
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    fs::write(&profile, toml).unwrap();
    let mut samsyn = Command::new(tests::binary::samsyn());
    samsyn.args(["show", child["id"].as_str().unwrap(), "--profile"]);
    let output = samsyn.arg(profile).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
}

// R-FHIR-1, R-FHIR-3
#[test]
fn a_folder_of_fhir_files_is_served_its_children_listed_and_the_rest_named() {
    let folder = tempfile::tempdir().unwrap();
    let patient = json!({
        "resourceType": "Patient", "id": "one",
        "identifier": [{ "system": "urn:oid:1.2.208.176.1.2", "value": "0405179994" }],
        "name": [{ "given": ["Ask"], "family": "Prøvegaard" }],
    });
    fs::write(folder.path().join("one.json"), patient.to_string()).unwrap();
    fs::write(folder.path().join("broken.json"), "{").unwrap();
    let sandbox = Running::start(&["--fhir", folder.path().to_str().unwrap()]);
    let state = sandbox.state();
    let children = state["children"].as_array().unwrap();
    let child = children.iter().find(|child| child["story"] == "fhir");
    assert_eq!(child.unwrap()["id"], "0405179994");
    let (code, page) = show(sandbox.dir(), "0405179994", &[]);
    assert_eq!(code, Some(0), "{page}");
    assert!(page.contains("Ask Prøvegaard"));
    let (code, rest) = sandbox.interrupt();
    assert_eq!(code, Some(0));
    assert!(rest.contains("Not read (1):") && rest.contains("broken.json"));
}

#[test]
fn a_folder_that_was_used_is_begun_anew_and_other_files_in_it_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().join("notes.txt");
    let state = || {
        let folder = dir.path().to_str().unwrap();
        let output = crate::once(&["--state", folder, "--format", "json"]);
        assert!(output.status.success(), "{}", text(output.stderr));
        fs::read(dir.path().join("sandbox.json")).unwrap()
    };
    let first = state();
    fs::write(&kept, "mine").unwrap();
    assert_ne!(state(), first, "new certificates and tokens");
    assert_eq!(fs::read_to_string(kept).unwrap(), "mine");
}

#[test]
fn a_folder_that_holds_somebodys_work_is_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "mine").unwrap();
    let output = crate::once(&["--state", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(output.stderr).contains("not a sandbox's own"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

//! The command `mock-producers` beside a running aggregator: a subset of the systems, with a fault from the start and one while it runs.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use consumer::model::Overview;
use tests::{Harness, Scene, binary::mock_producers};

use crate::http::ask;

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const RUN: [&str; 2] = ["bvc-vasterby", "emi-vasterby"];

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Certificates and keys as `--identities` and `--ca` want them.
fn material(harness: &Harness, dir: &Path) {
    let authority = &harness.sandbox.authority;
    fs::write(dir.join("ca.pem"), authority.certificate()).unwrap();
    for id in RUN {
        let own = authority.issue(&format!("producer/{id}")).unwrap();
        let expired = authority.issue_expired(&own).unwrap();
        for (name, issued) in [(id.to_owned(), own), (format!("{id}.expired"), expired)] {
            fs::write(dir.join(format!("{name}.pem")), issued.certificate).unwrap();
            fs::write(dir.join(format!("{name}.key")), issued.key).unwrap();
        }
    }
}

fn cause<'a>(overview: &'a Overview, id: &str) -> Option<&'a str> {
    overview.source(id).unwrap().cause.as_deref()
}

// R-FAULT-1, R-FAULT-3, R-FAULT-4
#[tokio::test]
async fn it_runs_a_subset_says_when_it_is_registered_and_lets_faults_be_changed() {
    let mut harness = Scene::default().start().await;
    harness.leave_out(&RUN).await;
    let dir = tempfile::tempdir().unwrap();
    material(&harness, dir.path());
    let state = &harness.sandbox.state;
    let mut command = Command::new(mock_producers());
    command
        .args(["--only", &RUN.join(",")])
        .args(["--fault", "emi-vasterby=logical-error"])
        .args(["--control", "127.0.0.1:0", "--log", "error"])
        .args(["--aggregator", &state.aggregator])
        .args(["--aggregator-name", &state.aggregator_name])
        .arg("--ca")
        .arg(dir.path().join("ca.pem"))
        .arg("--identities")
        .arg(dir.path());
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut said = BufReader::new(running.0.stdout.take().unwrap()).lines();
    // Both lines are waited for on another thread: the aggregator that it registers with lives on this one.
    let lines = tokio::task::spawn_blocking(move || [said.next(), said.next()].map(Option::unwrap));
    let [control, registered] = lines.await.unwrap().map(Result::unwrap);
    let address = control.strip_prefix("faults at http://").unwrap();
    let address = address.strip_suffix("/faults").unwrap().to_owned();
    let expected = format!("registered 2 sources at {}", state.aggregator);
    assert_eq!(registered, expected);

    let shown = async || harness.overview(NURSE, STORY).await.unwrap();
    let overview = shown().await;
    assert_eq!(cause(&overview, "emi-vasterby"), Some("LOGICAL_ERROR"));
    assert_eq!(cause(&overview, "bvc-vasterby"), None);
    let (_, listed) = ask(&address, "GET", "/faults", "").await;
    assert_eq!(listed, "bvc-vasterby none\nemi-vasterby logical-error");

    let put = ask(
        &address,
        "PUT",
        "/faults/bvc-vasterby",
        "certificate-expired",
    )
    .await;
    assert_eq!(put.0, 200, "{}", put.1);
    ask(&address, "DELETE", "/faults/emi-vasterby", "").await;
    let overview = shown().await;
    assert_eq!(cause(&overview, "emi-vasterby"), None);
    assert_eq!(
        cause(&overview, "bvc-vasterby"),
        Some("CERTIFICATE_EXPIRED")
    );
}

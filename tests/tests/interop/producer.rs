//! A source in Python, without our SDK, in the place of a told one: nobody who looks can tell the difference.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command},
};

use proto::{
    convert::record::encode,
    status::reason_of,
    transport::{ChannelSettings, channel, client_config},
    v1::producer::{DescribeRequest, producer_service_client::ProducerServiceClient},
};
use serde_json::{Value, json};
use tests::Harness;

use crate::{
    canonical::{comparable, differences, record, shown},
    installed::{Language, python},
};

const NURSE: &str = "skolskoterska-vasterby";
const STORY: &str = "old-bvc";
const PLACE: &str = "bvc-vasterby";

/// The source's process; killed if a test forgets to end it.
struct Running {
    child: Child,
    endpoint: String,
}

impl Running {
    /// Starts it, and returns when it is registered.
    fn start(python: &Language, settings: &Path) -> Self {
        let mut child = python.program("producer").arg(settings).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let endpoint = line.trim().strip_prefix("registered ").map(str::to_owned);
        Self {
            endpoint: endpoint.unwrap_or_else(|| panic!("it ended: {:?}", child.wait())),
            child,
        }
    }

    /// Asks it to end, and waits until it has left.
    fn end(mut self) -> bool {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

// R-INTEROP-3
#[tokio::test]
async fn a_source_in_python_is_a_source_like_any_other() {
    let Some(python) = python() else { return };
    let mut harness = Harness::start().await;
    let ours = seen(&harness).await;
    assert!(row(&ours)["record_count"].as_u64().unwrap() > 0);

    harness.leave_out(&[PLACE]).await;
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&harness, folder.path());
    let started = tokio::task::spawn_blocking(move || Running::start(&python, &settings));
    let running = started.await.unwrap();

    let other = differences(&seen(&harness).await, &ours);
    assert!(other.is_empty(), "{other:#?}");
    assert_eq!(row(&ours)["status"], "SOURCE_STATUS_FRESH");

    refuses_everybody_else(&harness, &running.endpoint).await;
    let ended = tokio::task::spawn_blocking(move || running.end());
    assert!(ended.await.unwrap(), "it ends well");
    assert_eq!(row(&seen(&harness).await)["cause"]["code"], "LEASE_GONE");
}

async fn seen(harness: &Harness) -> Value {
    comparable(shown(&harness.collected(NURSE, STORY).await.unwrap()))
}

/// The row of the place.
fn row(seen: &Value) -> &Value {
    let rows = seen["overview"]["sources"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["source"]["producer_id"] == PLACE);
    row.unwrap()
}

/// What the place's system is and holds, about every child, as the program reads it.
fn settings(harness: &Harness, folder: &Path) -> std::path::PathBuf {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let system = harness.sandbox.world.system(PLACE).unwrap();
    let authority = &harness.sandbox.authority;
    let own = authority.issue(&format!("producer/{PLACE}")).unwrap();
    let records: Vec<_> = (system.records.iter())
        .map(|held| record(&encode(held)))
        .collect();
    write("ca.pem", &authority.certificate());
    write("own.pem", &own.certificate);
    write("own-key.pem", &own.key);
    write("records.json", &json!(records).to_string());
    let types: Vec<_> = system.types.iter().map(ToString::to_string).collect();
    let settings = json!({
        "producer_id": PLACE,
        "name": system.name,
        "sector": system.sector.to_string(),
        "types": types,
        "aggregator": harness.state.aggregator,
        "aggregator_name": harness.state.aggregator_name,
        "ca": "ca.pem",
        "cert": "own.pem",
        "key": "own-key.pem",
        "time_zone": "Europe/Stockholm",
        "records": "records.json",
    });
    write("settings.json", &settings.to_string());
    folder.join("settings.json")
}

/// A consumer has a certificate of the same authority, and is nobody to a source.
async fn refuses_everybody_else(harness: &Harness, endpoint: &str) {
    let journal = harness.journal().identity().unwrap();
    let trust = harness.sandbox.authority.trust().unwrap();
    let tls = client_config(&journal, &trust, None).unwrap();
    let channel = channel(endpoint, tls, &ChannelSettings::default()).unwrap();
    let mut client = ProducerServiceClient::new(channel);
    let refused = client.describe(DescribeRequest {}).await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("NOT_THE_AGGREGATOR"));
}

//! A source in Python, without our SDK, in the place of a told one: nobody who looks can tell the difference.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command},
};

use proto::{
    convert::record::encode,
    status::reason_of,
    transport::{ChannelSettings, Identity, channel, client_config},
    v1::producer::{DescribeRequest, producer_service_client::ProducerServiceClient},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::Harness;
use tonic::transport::Channel;

use crate::{
    canonical::{comparable, differences, record, shown},
    installed::{Language, of_the_producer},
};

const NURSE: &str = "skolskoterska-vasterby";
const STORY: &str = "old-bvc";
pub(crate) const PLACE: &str = "bvc-vasterby";

/// The source's process; killed if a test forgets to end it.
pub(crate) struct Running {
    child: Child,
    /// Where it listens.
    pub(crate) endpoint: String,
    _folder: TempDir,
}

impl Running {
    /// Puts it in the place with these records, and returns when it is registered.
    pub(crate) async fn start(harness: &mut Harness, python: &Language, records: &[Value]) -> Self {
        harness.leave_out(&[PLACE]).await;
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(harness, folder.path(), records);
        let mut program = python.program("producer");
        let started = tokio::task::spawn_blocking(move || {
            let mut child = program.arg(settings).spawn().unwrap();
            let mut line = String::new();
            let mut out = BufReader::new(child.stdout.take().unwrap());
            out.read_line(&mut line).unwrap();
            let endpoint = line.trim().strip_prefix("registered ").map(str::to_owned);
            Self {
                endpoint: endpoint.unwrap_or_else(|| panic!("it ended: {:?}", child.wait())),
                child,
                _folder: folder,
            }
        });
        started.await.unwrap()
    }

    /// Calls it under a certificate of the sandbox's authority.
    pub(crate) fn client(
        &self,
        harness: &Harness,
        own: &Identity,
    ) -> ProducerServiceClient<Channel> {
        let trust = harness.sandbox.authority.trust().unwrap();
        let tls = client_config(own, &trust, None).unwrap();
        let channel = channel(&self.endpoint, tls, &ChannelSettings::default());
        ProducerServiceClient::new(channel.unwrap())
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
    let Some(python) = of_the_producer() else {
        return;
    };
    let mut harness = Harness::start().await;
    let ours = seen(&harness).await;
    assert!(row(&ours)["record_count"].as_u64().unwrap() > 0);
    assert_eq!(row(&ours)["status"], "SOURCE_STATUS_FRESH");

    let held = &harness.sandbox.world.system(PLACE).unwrap().records;
    let held: Vec<_> = held.iter().map(|it| record(&encode(it))).collect();
    let running = Running::start(&mut harness, python, &held).await;

    let other = differences(&seen(&harness).await, &ours);
    assert!(other.is_empty(), "{other:#?}");
    // A consumer has a certificate of the same authority, and is nobody to a source.
    let mut journal = running.client(&harness, &harness.journal().identity().unwrap());
    let refused = journal.describe(DescribeRequest {}).await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("NOT_THE_AGGREGATOR"));

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

/// What the place's system is, as the program reads it.
fn settings(harness: &Harness, folder: &Path, records: &[Value]) -> PathBuf {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let system = harness.sandbox.world.system(PLACE).unwrap();
    let authority = &harness.sandbox.authority;
    let own = authority.issue(&format!("producer/{PLACE}")).unwrap();
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

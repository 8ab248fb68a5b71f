//! What the running program says at `--log debug` of a FHIR folder: how much could not be read and why, and never a resource's id or a
//! file's name, which are often somebody's number or name.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use jiff::civil::date;
use mock_producers::fhir::FhirFolder;
use producer_sdk::{Identity, PeerName, TrustAnchors};
use proto::{
    transport::{ChannelSettings, channel, client_config},
    v1::{
        common::Identifier,
        producer::{
            QueryRecordsRequest, TypeWindow, WindowBasis,
            producer_service_client::ProducerServiceClient, query_records_response::Message,
        },
    },
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

const AGGREGATOR: &str = "spiffe://samsyn.example/aggregator";
const SOURCE: &str = "spiffe://samsyn.example/producer/fhir-folder";
/// The child's number, in the names of files and in ids, with and without its hyphen, and the name.
const NUMBER: &str = "0405179994";
const MARKS: [&str; 5] = [NUMBER, "040517-9994", "Asta", "Testgaard", "kopi"];
/// Against hanging only.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder in which everything is named after the child: a patient, a weight, and what cannot be read.
fn folder(dir: &Path) {
    let patient = |id: &str| {
        format!(
            r#"{{"resourceType": "Patient", "id": "{id}", "birthDate": "2017-05-04",
            "identifier": [{{"system": "urn:oid:1.2.208.176.1.2", "value": "040517-9994"}}],
            "name": [{{"given": ["Asta"], "family": "Testgaard"}}]}}"#
        )
    };
    let weight = |id: &str, status: &str| {
        format!(
            r#"{{"resourceType": "Observation", "id": "{id}", "status": "{status}",
            "subject": {{"reference": "Patient/{NUMBER}"}}, "effectiveDateTime": "2026-02-01",
            "code": {{"coding": [{{"system": "http://loinc.org", "code": "29463-7"}}]}},
            "valueQuantity": {{"value": 30, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}}}}"#
        )
    };
    for (file, text) in [
        (format!("{NUMBER}.json"), patient(NUMBER)),
        // Shares the number: a finding.
        (
            format!("Asta Testgaard kopi {NUMBER}.json"),
            patient(&format!("kopi-{NUMBER}")),
        ),
        (
            format!("{NUMBER}-weight.json"),
            weight(&format!("w-{NUMBER}"), "final"),
        ),
        (
            format!("{NUMBER}-doubt.json"),
            weight(&format!("d-{NUMBER}"), "Asta"),
        ),
        (format!("Asta {NUMBER}.json"), "{ Asta".to_owned()),
        (format!("Asta {NUMBER}.xml"), "<Asta/>".to_owned()),
    ] {
        fs::write(dir.join(file), text).unwrap();
    }
}

struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Certificate and key, PEM.
    fn issue(&self, name: &str) -> (String, String) {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![
            SanType::IpAddress([127, 0, 0, 1].into()),
            SanType::URI(name.try_into().unwrap()),
        ];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// How many records of the child the source gives.
async fn asked(ca: &Ca, address: &str) -> usize {
    let (certificate, key) = ca.issue(AGGREGATOR);
    let own = Identity::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap();
    let trust = TrustAnchors::from_pem(ca.0.pem().as_bytes()).unwrap();
    let tls = client_config(&own, &trust, Some(PeerName::uri(SOURCE).unwrap())).unwrap();
    let endpoint = format!("https://{address}");
    let channel = channel(&endpoint, tls, &ChannelSettings::default()).unwrap();
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let request = QueryRecordsRequest {
        query_id: "7d0f2f0e-0000-4000-8000-000000000001".to_owned(),
        child: Some(Identifier {
            system: "urn:oid:1.2.208.176.1.2".to_owned(),
            value: NUMBER.to_owned(),
        }),
        windows: vec![TypeWindow {
            information_type: "observation/growth".to_owned(),
            start: at(0),
            end: at(4_000_000_000),
            basis: WindowBasis::Start.into(),
            ..TypeWindow::default()
        }],
        ..QueryRecordsRequest::default()
    };
    let mut client = ProducerServiceClient::new(channel);
    let mut stream = client.query_records(request).await.unwrap().into_inner();
    let mut records = 0;
    while let Some(answer) = stream.message().await.unwrap() {
        if let Some(Message::Batch(batch)) = answer.message {
            records += batch.records.len();
        }
    }
    records
}

// R-FHIR-21
#[tokio::test]
async fn at_debug_neither_a_resources_id_nor_a_files_name_is_said_when_read_and_when_asked() {
    let (dir, ca) = (tempfile::tempdir().unwrap(), Ca::new());
    let [fhir, identities] = ["fhir", "identities"].map(|name| dir.path().join(name));
    for folder in [&fhir, &identities] {
        fs::create_dir(folder).unwrap();
    }
    folder(&fhir);
    let (certificate, key) = ca.issue(SOURCE);
    fs::write(identities.join("fhir-folder.pem"), certificate).unwrap();
    fs::write(identities.join("fhir-folder.key"), key).unwrap();
    fs::write(dir.path().join("ca.pem"), ca.0.pem()).unwrap();

    let mut program = Program::start(dir.path());
    let address = timeout(PATIENCE, program.address()).await.unwrap();
    assert_eq!(timeout(PATIENCE, asked(&ca, &address)).await.unwrap(), 1);
    let said = timeout(PATIENCE, program.end()).await.unwrap();

    assert!(
        said.contains("DEBUG"),
        "it is as talkative as asked:\n{said}"
    );
    for reason in ["not valid JSON", "FHIR is read as JSON only"] {
        assert!(said.contains(reason), "{reason}:\n{said}");
    }
    for mark in MARKS {
        assert!(!said.contains(mark), "{mark} is in the log:\n{said}");
    }
}

/// The program as it runs, and what it has said so far.
struct Program {
    child: Child,
    lines: UnboundedReceiver<String>,
    said: String,
}

impl Program {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mock-producers"))
            .current_dir(dir)
            .args(["--fhir", "fhir", "--only", "fhir-folder", "--log", "debug"])
            // Nobody registers it: it serves all the same.
            .args(["--aggregator", "https://127.0.0.1:1"])
            .args(["--aggregator-name", AGGREGATOR, "--ca", "ca.pem"])
            .args(["--identities", "identities"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = unbounded_channel();
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let _ = sender.send(without_colours(&line));
            }
        });
        let said = String::new();
        Self { child, lines, said }
    }

    /// Where the source listens.
    async fn address(&mut self) -> String {
        while let Some(line) = self.lines.recv().await {
            self.said.push_str(&line);
            self.said.push('\n');
            if let Some((_, rest)) = line.split_once("address=") {
                return rest.split_whitespace().next().unwrap().to_owned();
            }
        }
        panic!("it serves nothing:\n{}", self.said);
    }

    /// Ends it. All that it said.
    async fn end(mut self) -> String {
        self.child.kill().unwrap();
        let mut said = std::mem::take(&mut self.said);
        while let Some(line) = self.lines.recv().await {
            said.push_str(&line);
            said.push('\n');
        }
        said
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Standard error is no terminal here, but tracing colours it all the same.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\u{1b}');
    plain.extend(parts.next());
    for part in parts {
        plain.extend(part.split_once('m').map(|(_, rest)| rest));
    }
    plain
}

// R-FHIR-21
#[test]
fn the_debug_form_of_what_was_found_names_no_file_and_no_resource() {
    let dir = tempfile::tempdir().unwrap();
    folder(dir.path());
    let folder = FhirFolder::read(dir.path(), date(2026, 11, 21)).unwrap();
    assert!(!folder.unread().is_empty() && !folder.findings().is_empty());
    let shown = format!("{folder:?} {:?} {:?}", folder.unread(), folder.findings());
    for mark in MARKS {
        assert!(!shown.contains(mark), "{mark}: {shown}");
    }
    // Whoever asks for the list gets it, with names.
    let listed = mock_producers::describe::unread(&folder);
    assert!(listed.contains(NUMBER));
}

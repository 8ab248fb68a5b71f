//! `sandbox.json` as a client in any language reads it: the documented fields, and files that are where it says.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{collections::BTreeSet, fs, net::SocketAddr, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use proto::transport::Identity;
use serde_json::Value;
use tests::Harness;

/// What the file promises: each list with the fields of its entries.
const PROMISED: [(&str, &[&str]); 4] = [
    ("consumers", &["id", "cert", "key"]),
    (
        "actors",
        &["name", "token", "role", "sector", "organisation"],
    ),
    ("producers", &["id", "sector", "address"]),
    ("children", &["id", "system", "label", "story", "actor"]),
];

fn state(harness: &Harness) -> Value {
    let file = fs::read(harness.dir().join("sandbox.json")).unwrap();
    serde_json::from_slice(&file).unwrap()
}

fn list<'a>(state: &'a Value, name: &str) -> &'a Vec<Value> {
    state[name].as_array().unwrap()
}

fn values<'a>(entries: &'a [Value], field: &str) -> BTreeSet<&'a str> {
    let values = entries.iter().map(|entry| entry[field].as_str().unwrap());
    values.collect()
}

#[tokio::test]
async fn every_promised_field_is_there_and_says_something() {
    let harness = Harness::start().await;
    let state = state(&harness);
    for text in ["aggregator", "admin", "ca"] {
        assert!(!state[text].as_str().unwrap().is_empty(), "{text}");
    }
    for (name, fields) in PROMISED {
        assert!(!list(&state, name).is_empty(), "{name}");
        for entry in list(&state, name) {
            for field in fields {
                let value = entry[field].as_str();
                assert!(value.is_some_and(|v| !v.is_empty()), "{name}.{field}");
            }
        }
    }
}

#[tokio::test]
async fn names_point_at_what_is_there() {
    let harness = Harness::start().await;
    let state = state(&harness);
    let actors = values(list(&state, "actors"), "name");
    for child in list(&state, "children") {
        assert!(actors.contains(child["actor"].as_str().unwrap()));
    }
    assert_eq!(actors.len(), list(&state, "actors").len(), "once each");
    let address = |url: &Value, scheme: &str| -> SocketAddr {
        let url = url.as_str().unwrap().strip_prefix(scheme).unwrap();
        url.parse().unwrap()
    };
    let mut used = BTreeSet::from([
        address(&state["aggregator"], "https://"),
        address(&state["admin"], "http://"),
    ]);
    for producer in list(&state, "producers") {
        assert!(used.insert(address(&producer["address"], "https://")));
    }
    assert!(used.iter().all(|address| address.ip().is_loopback()));
}

#[tokio::test]
async fn paths_are_relative_to_the_folder_and_keys_are_for_their_owner_only() {
    let harness = Harness::start().await;
    let state = state(&harness);
    let read = |path: &Value| {
        let path = Path::new(path.as_str().unwrap());
        assert!(path.is_relative());
        fs::read(harness.dir().join(path)).unwrap()
    };
    assert!(read(&state["ca"]).starts_with(b"-----BEGIN CERTIFICATE-----"));
    for consumer in list(&state, "consumers") {
        let (certificate, key) = (read(&consumer["cert"]), read(&consumer["key"]));
        assert!(Identity::from_pem(&certificate, &key).is_ok());
        assert_private(&harness.dir().join(consumer["key"].as_str().unwrap()));
    }
    assert_private(&harness.dir().join("sandbox.json"));
}

#[cfg(unix)]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{}", path.display());
}

#[cfg(not(unix))]
fn assert_private(_: &Path) {}

// R-TOKEN-1
#[tokio::test]
async fn each_token_is_bound_to_the_certificate_of_the_consumer_that_it_names() {
    let harness = Harness::start().await;
    let state = state(&harness);
    for actor in list(&state, "actors") {
        let consumers = list(&state, "consumers").iter();
        let consumer = consumers.clone().find(|c| c["id"] == actor["consumer"]);
        let consumer = consumer.unwrap();
        let read = |field: &str| {
            let path = consumer[field].as_str().unwrap();
            fs::read(harness.dir().join(path)).unwrap()
        };
        let identity = Identity::from_pem(&read("cert"), &read("key")).unwrap();
        let claims = actor["token"].as_str().unwrap().split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let bound_to = identity.peer().thumbprint.to_base64url();
        assert_eq!(claims["cnf"]["x5t#S256"], bound_to);
    }
}

//! The command as it is called: a configuration that names the files, an answer, and how it ended.

use std::{fs, path::Path};

use aggregator::{
    audit::log::{DatabaseLog, Log},
    cli::audit::{AuditCommand, Ended, Format, run},
    clock::SystemClock,
    config::{Config, Environment},
};
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519, SanType};

use super::place::Place;

/// A configuration that names a place's files.
pub(crate) fn config(place: &Place, audit: &str) -> Config {
    config_on(place, "database = \"aggregator.db\"", audit)
}

/// The same with the store elsewhere.
pub(crate) fn config_on(place: &Place, store: &str, audit: &str) -> Config {
    let write =
        |name: &str, content: &[u8]| fs::write(place.dir.path().join(name), content).unwrap();
    let mut params = CertificateParams::default();
    let name = "spiffe://samsyn.example/aggregator".try_into().unwrap();
    params.subject_alt_names = vec![SanType::URI(name)];
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    write("own.pem", certificate.pem().as_bytes());
    write("own.key", key.serialize_pem().as_bytes());
    write("pseudonym.key", &[7; 32]);
    write("seal.key", &[8; 32]);
    let signing = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    write("checkpoint.key", signing.serialize_pem().as_bytes());
    let toml = format!(
        "[listen]\ngrpc = \"127.0.0.1:0\"\n\
         [tls]\ncertificate = \"own.pem\"\nkey = \"own.key\"\nca = \"own.pem\"\n\
         [store]\n{store}\npseudonym_key = \"pseudonym.key\"\nseal_key = \"seal.key\"\n{audit}"
    );
    Config::parse(
        "aggregator.toml",
        &toml,
        place.dir.path(),
        &Environment::new(),
    )
    .unwrap()
}

pub(crate) const WITNESSED: &str =
    "[audit]\ncheckpoint_key = \"checkpoint.key\"\ncheckpoint_folder = \"outside\"\n";

fn verify(config: &Config, from_file: Option<&Path>, json: bool) -> (Ended, String) {
    let command = AuditCommand::Verify {
        from_file: from_file.map(Path::to_owned),
        checkpoints: None,
        json,
    };
    let mut out = Vec::new();
    let ended = run(&command, config, &SystemClock, &mut out).unwrap();
    (ended, String::from_utf8(out).unwrap())
}

// R-AUDIT-8
#[tokio::test]
async fn verify_says_what_is_wrong_and_what_nobody_outside_vouches_for() {
    let place = Place::with(2).await;
    let config = config(&place, WITNESSED);
    let (ended, said) = verify(&config, None, false);
    assert_eq!(ended, Ended::Well);
    for expected in [
        "8 entries, 1 to 8",
        "the chain holds",
        "unwitnessed tail: 8 entries",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    place.edit("DELETE FROM audit WHERE seq = 5");
    let (ended, said) = verify(&config, None, false);
    assert_eq!(ended, Ended::Damaged);
    assert!(said.contains("- entry 5 is missing"), "{said}");
    let (ended, said) = verify(&config, None, true);
    assert_eq!(ended, Ended::Damaged);
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(told["holds"], false);
    assert_eq!(told["findings"][0]["finding"], "missing");
}

// R-AUDIT-8, R-AUDIT-27
#[tokio::test]
async fn verify_says_when_there_is_no_key_and_no_sink_to_check_against() {
    let place = Place::with(1).await;
    let (ended, said) = verify(&config(&place, ""), None, false);
    assert_eq!(ended, Ended::Well);
    for expected in ["no checkpoint key is configured", "no outside sink"] {
        assert!(said.contains(expected), "{said}");
    }
    let told = |audit: &str| {
        let (ended, said) = verify(&config(&place, audit), None, true);
        assert_eq!(ended, Ended::Well);
        let told: serde_json::Value = serde_json::from_str(&said).unwrap();
        [told["has_keys"].clone(), told["has_sink"].clone()]
    };
    assert_eq!(told(""), [false, false]);
    assert_eq!(told(WITNESSED), [true, true]);
}

// R-AUDIT-8
#[test]
fn a_log_that_is_not_there_cannot_be_checked() {
    let place = Place::new();
    let command = AuditCommand::Verify {
        from_file: None,
        checkpoints: None,
        json: false,
    };
    let ended = run(&command, &config(&place, ""), &SystemClock, &mut Vec::new());
    assert!(ended.is_err());
}

/// Verifies a place's database, or an export of it, with its own key believed.
fn verify_signed(place: &Place, from_file: Option<&Path>) -> (Ended, String) {
    let mut config = config(place, WITNESSED);
    config.audit.keys = place.signer.trusted();
    verify(&config, from_file, false)
}

// R-AUDIT-16
#[tokio::test]
async fn a_database_that_another_took_the_place_of_is_missed_by_what_was_signed() {
    let place = Place::with(2).await;
    place.witness(8);
    let gone = fs::read(place.database()).unwrap();
    let instance = DatabaseLog::open(&place.database()).unwrap();
    let instance = instance.instance().unwrap();
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", place.database().display()));
    }
    place.look(0, 1).await;
    let missed = |said: &str| {
        said.contains(&format!("access log of {instance}: no entries"))
            && said.contains("but entry 8 was there: its end was cut off")
    };
    let (ended, said) = verify_signed(&place, None);
    assert_eq!(ended, Ended::Damaged, "{said}");
    assert!(missed(&said), "{said}");
    // Or that took another name, with all its hashes made anew.
    fs::write(place.database(), gone).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", place.database().display()));
    }
    let (ended, said) = verify_signed(&place, None);
    assert_eq!(ended, Ended::Well, "{said}");
    place.edit("UPDATE meta SET value = 'another' WHERE key = 'instance'");
    place.rechain(1);
    let (ended, said) = verify_signed(&place, None);
    assert_eq!(ended, Ended::Damaged, "{said}");
    assert!(missed(&said), "{said}");
    // And so is it when it was handed out.
    let export = place.dir.path().join("export.ndjson");
    let command = AuditCommand::Export {
        format: Format::Ndjson,
    };
    let mut text = Vec::new();
    run(
        &command,
        &config(&place, WITNESSED),
        &SystemClock,
        &mut text,
    )
    .unwrap();
    fs::write(&export, text).unwrap();
    let (ended, said) = verify_signed(&place, Some(&export));
    assert_eq!(ended, Ended::Damaged, "{said}");
    assert!(missed(&said), "{said}");
}

// R-AUDIT-20
#[tokio::test]
async fn a_torn_line_outside_is_told_and_is_no_finding() {
    let place = Place::with(1).await;
    place.witness(4);
    let file = fs::read_dir(place.folder()).unwrap().next().unwrap();
    let mut text = fs::read_to_string(file.as_ref().unwrap().path()).unwrap();
    text.push_str("{\"instance\":");
    fs::write(file.unwrap().path(), text).unwrap();
    let (ended, said) = verify_signed(&place, None);
    assert_eq!(ended, Ended::Well, "{said}");
    assert!(
        said.contains("lines outside that are no checkpoint: 1 ("),
        "{said}"
    );
}

//! What leaves the aggregator's own folder: checkpoints in the outside sink, the log handed out in either form, the protocol of a sample. They
//! name organisations and units, never a person.

use std::{fs, path::Path, sync::Arc};

use aggregator::{
    cli::audit::{self, AuditCommand, Format},
    clock::SystemClock,
    config::{Config, Environment},
    server,
};
use tests::canary::{Markers, files};

/// Runs the aggregator once more on its folder with a sink outside, then every command about the log.
pub(crate) async fn nothing_handed_out_tells_anybody(dir: &Path, secrets: &Markers) {
    let sink = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    fs::write(dir.join("checkpoint.key"), key.serialize_pem()).unwrap();
    let written = fs::read_to_string(dir.join("aggregator.toml")).unwrap();
    let kept = format!(
        "[audit]\ncheckpoint_key = \"checkpoint.key\"\ncheckpoint_folder = {:?}\n",
        sink.path().join("outside")
    );
    let written = written.replace("[audit]\n", &kept);
    let config = || Config::parse("aggregator.toml", &written, dir, &Environment::new()).unwrap();
    let running = server::start(config(), Arc::new(SystemClock))
        .await
        .unwrap();
    running.shutdown().await;
    let protocol = sink.path().join("protocol.txt");
    let commands = [
        AuditCommand::Export {
            format: Format::Fhir,
        },
        AuditCommand::Export {
            format: Format::Ndjson,
        },
        AuditCommand::Verify {
            from_file: None,
            checkpoints: None,
            json: true,
        },
        AuditCommand::Sample {
            count: 100,
            seed: 7,
            since: None,
            until: None,
            protocol: protocol.clone(),
        },
    ];
    for command in commands {
        let mut out = Vec::new();
        // A command has a runtime of its own where the log lies on a server.
        let run = || audit::run(&command, &config(), &SystemClock, &mut out);
        std::thread::scope(|scope| scope.spawn(run).join().unwrap()).unwrap();
        assert!(!out.is_empty(), "{command:?}");
        assert_eq!(
            secrets.found(&out).len(),
            0,
            "{command:?}: {:?}",
            secrets.found(&out)
        );
    }
    let outside = files(sink.path());
    assert!(outside.len() >= 2, "checkpoints and a protocol");
    for (path, bytes) in outside {
        assert_eq!(secrets.found(&bytes).len(), 0, "{}", path.display());
    }
}

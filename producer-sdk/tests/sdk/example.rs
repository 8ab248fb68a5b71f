//! The smallest whole program, run as a vendor would run it.

use std::{
    path::PathBuf,
    process::{Child, Command},
};

use crate::{
    fixture::{collect, query, window},
    pki::{AGGREGATOR, PRODUCER},
    registry::FakeAggregator,
};

/// `cargo test` builds examples beside the tests; `cargo test --test sdk` alone does not.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.ancestors().nth(2).unwrap();
    let name = format!("minimal{}", std::env::consts::EXE_SUFFIX);
    target.join("examples").join(name)
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_minimal_example_registers_answers_and_leaves() {
    let source = include_str!("../../examples/minimal.rs");
    assert!(
        source.lines().count() <= 25,
        "the smallest program stays small"
    );

    let aggregator = FakeAggregator::start().await;
    let files = tempfile::tempdir().unwrap();
    let (certificate, key) = aggregator.ca.pems(PRODUCER);
    let write = |name: &str, pem: String| {
        let path = files.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path
    };
    let child = Command::new(program())
        .arg(write("cert.pem", certificate))
        .arg(write("key.pem", key))
        .arg(write("ca.pem", aggregator.ca.pem()))
        .args([&aggregator.endpoint(), AGGREGATOR])
        .spawn();
    let mut child = Running(child.unwrap());

    aggregator
        .until(|noted| !noted.registrations.is_empty())
        .await;
    let endpoint = aggregator.noted(|noted| noted.registrations[0].endpoints[0].clone());
    let mut visits = query();
    visits.windows = vec![window("activity")];
    let answer = aggregator
        .dial(&endpoint)
        .query_records(visits)
        .await
        .unwrap();
    assert_eq!(collect(answer.into_inner()).await.unwrap().ids(), ["1"]);

    #[cfg(unix)]
    {
        let pid = child.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        aggregator.until(|noted| noted.left == ["lease-1"]).await;
        assert!(child.0.wait().unwrap().success());
    }
}

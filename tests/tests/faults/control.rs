//! Faults changed over HTTP while sources run: what is taken, what is refused and with which words.

use std::net::SocketAddr;

use consumer::model::Overview;
use mock_producers::control::{listen, serve};
use tests::{Harness, Scene};

use crate::http::{ask, send};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const SOURCE: &str = "bvc-vasterby";

/// A harness whose control answers while `work` goes on.
async fn controlled<T>(harness: &Harness, work: impl AsyncFnOnce(String) -> T) -> T {
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let listener = listen(any).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::select! {
        done = work(address) => done,
        () = serve(&listener, &harness.sandbox.sources) => panic!("it serves for ever"),
    }
}

fn cause(overview: &Overview) -> Option<&str> {
    overview.source(SOURCE).unwrap().cause.as_deref()
}

// R-FAULT-3, R-FAULT-4
#[tokio::test]
async fn a_fault_is_set_listed_changed_and_taken_away_while_the_source_runs() {
    let harness = Scene::default().start().await;
    let shown = async || harness.overview(NURSE, STORY).await.unwrap();
    let honest = shown().await;
    controlled(&harness, async |at| {
        let (status, listed) = ask(&at, "GET", "/faults", "").await;
        assert_eq!((status, listed.lines().count()), (200, 6));
        assert!(listed.lines().all(|line| line.ends_with(" none")));

        let path = format!("/faults/{SOURCE}");
        let put = ask(&at, "PUT", &path, "malformed + slow=10ms\n").await;
        let said = format!("{SOURCE} slow=10ms+malformed=garbage");
        assert_eq!(put, (200, said.clone()));
        assert_eq!(cause(&shown().await), Some("MALFORMED"));
        assert_eq!(ask(&at, "GET", &path, "").await, (200, said.clone()));
        let (_, listed) = ask(&at, "GET", "/faults", "").await;
        assert!(listed.lines().any(|line| line == said));

        let put = ask(&at, "PUT", &path, "lease-lost").await;
        assert_eq!(put, (200, format!("{SOURCE} lease-lost=left")));
        assert_eq!(cause(&shown().await), Some("LEASE_GONE"));

        let deleted = ask(&at, "DELETE", &path, "").await;
        assert_eq!(deleted, (200, format!("{SOURCE} none")));
        let healed = shown().await;
        assert_eq!((healed.complete, cause(&healed)), (true, None));
        assert_eq!(healed.records.len(), honest.records.len());
    })
    .await;
}

// R-FAULT-4
#[tokio::test]
async fn what_is_refused_is_refused_with_words_and_changes_nothing() {
    let harness = Scene::default().start().await;
    controlled(&harness, async |at| {
        let path = format!("/faults/{SOURCE}");
        let long = "x".repeat(300);
        for (method, path, body, status, words) in [
            (
                "PUT",
                path.as_str(),
                "hungry",
                400,
                "unknown fault `hungry`, expected one of slow",
            ),
            ("PUT", &path, "", 400, "unknown fault ``"),
            ("PUT", &path, "slow=soon", 400, "`slow` takes a time"),
            ("PUT", &path, "slow+slow=1s", 400, "`slow` stands twice"),
            ("PUT", &path, &long, 413, "at most 256 bytes"),
            (
                "PUT",
                "/faults/nobody",
                "slow",
                404,
                "no source is called `nobody`, expected one of bvc-",
            ),
            (
                "DELETE",
                "/faults/nobody",
                "",
                404,
                "no source is called `nobody`",
            ),
            ("POST", &path, "slow", 405, "GET, PUT or DELETE"),
            ("PUT", "/faults", "slow", 405, "GET /faults"),
            ("GET", "/faults/", "", 404, "PUT /faults/ID"),
            ("GET", "/", "", 404, "DELETE /faults/ID"),
        ] {
            let (code, said) = ask(&at, method, path, body).await;
            assert_eq!(code, status, "{method} {path} {body}");
            assert!(said.contains(words), "{method} {path}: {said}");
        }
        // A page in a browser that reaches this machine under a name of its own.
        let request = "GET /faults HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n";
        assert_eq!(send(&at, request).await.0, 403);
        let (_, listed) = ask(&at, "GET", "/faults", "").await;
        assert!(listed.lines().all(|line| line.ends_with(" none")));
    })
    .await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();
    assert!(overview.complete);
}

// R-FAULT-4
#[tokio::test]
async fn it_listens_on_this_machine_alone() {
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let refused = listen(open.parse().unwrap()).await.unwrap_err();
        let said = refused.to_string();
        assert!(said.contains("no address of this machine alone"), "{said}");
    }
}

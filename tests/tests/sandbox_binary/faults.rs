//! Sources that are made to misbehave while the sandbox runs, at the address that `sandbox.json` names.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use crate::running::{Running, show};

// R-FAULT-3, R-FAULT-4
#[test]
fn a_fault_put_while_it_runs_shows_in_the_next_overview_and_is_gone_when_deleted() {
    let sandbox = Running::start(&[]);
    let state = sandbox.state();
    let url = state["faults"].as_str().unwrap();
    let shown = || show(sandbox.dir(), "old-bvc", &["--language", "en"]);
    assert_eq!(shown().0, Some(0));

    let answer = http(url, "PUT", "/emi-vasterby", "logical-error");
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
    assert!(http(url, "GET", "", "").contains("logical-error"));
    let (code, page) = shown();
    assert_eq!(code, Some(3), "incomplete");
    assert!(page.contains("The overview is not complete"));

    let answer = http(url, "DELETE", "/emi-vasterby", "");
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
    assert_eq!(shown().0, Some(0), "healed");
}

/// A request without any library, as `curl` would send it.
fn http(url: &str, method: &str, below: &str, body: &str) -> String {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let head = format!("{method} /{path}{below} HTTP/1.1\r\nHost: {host}\r\n");
    let request = format!("{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

//! A process that has said it runs can be told to end, however soon. One test: a signal reaches the whole process.

#![cfg(unix)]

use std::process::{Command, id};

use proto::ending::Ending;

// R-END-1
#[tokio::test]
async fn a_sign_that_comes_before_anybody_waits_for_it_is_not_lost_and_does_not_kill() {
    for sign in ["-INT", "-TERM"] {
        let mut ending = Ending::listen().unwrap();
        let sent = Command::new("kill")
            .args([sign, &id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        ending.asked().await;
    }
}

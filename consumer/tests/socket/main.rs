//! The command over a real socket and mutual TLS, against an aggregator that does as it is told.
#![expect(
    clippy::unwrap_used,
    dead_code,
    reason = "a panic is a test's voice; the shared overview has more than this file needs"
)]

mod aggregator;
#[path = "../common/mod.rs"]
mod common;

use aggregator::{Behaviour, start};
use clap::Parser;
use consumer::cli::{Arguments, Exit, Terminal, run};

async fn show(profile: &std::path::Path, more: &[&str]) -> (Exit, String, String) {
    let profile = profile.to_str().unwrap();
    let child = common::child();
    let arguments = ["samsyn", "show", child.value(), "--profile", profile];
    let arguments = Arguments::try_parse_from([&arguments, more].concat()).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal: true,
        no_color: false,
    };
    let exit = run(arguments, &mut terminal).await;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (exit, text(out), text(err))
}

#[tokio::test]
async fn a_whole_overview_is_shown_and_its_exit_code_says_that_it_is_not_complete() {
    // R-CLI-1, R-SHOW-2
    let running = start(Behaviour::Answer).await;
    let (exit, page, progress) = show(&running.profile(), &[]).await;
    assert_eq!(exit, Exit::Incomplete, "{progress}");
    assert!(
        page.starts_with("Elias Lind · 20121212-1212 · 13 år · läget 2026-11-21 14:02\n"),
        "{page}"
    );
    assert!(
        progress.contains("4 av 5 källor svarade – väntar på Öron-näsa-hals"),
        "{progress}"
    );
    assert!(
        progress.ends_with("\r\u{1b}[K"),
        "progress is gone in the end"
    );

    let widest = page.lines().map(consumer::text::columns).max().unwrap();
    assert!((80..=100).contains(&widest), "without a terminal: {widest}");

    let (_, json, _) = show(&running.profile(), &["--format", "json"]).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["complete"], false);
    assert_eq!(json["sources"].as_array().unwrap().len(), 7);

    let (exit, lines, progress) = show(&running.profile(), &["--format", "ndjson"]).await;
    assert_eq!((exit, progress.as_str()), (Exit::Incomplete, ""));
    assert_eq!(lines.lines().count(), common::events().len());
}

#[tokio::test]
async fn a_query_carries_token_deadline_and_language() {
    // R-CLIENT-3
    let running = start(Behaviour::Answer).await;
    show(
        &running.profile(),
        &["--deadline", "3s", "--language", "da"],
    )
    .await;
    let asked = running.asked();
    assert_eq!(asked.authorization, "Bearer aa.bb.cc");
    assert_eq!(asked.timeout, "3000000u");
    assert_eq!(asked.language, "da");
}

#[tokio::test]
async fn a_stream_that_hangs_ends_at_the_deadline_and_shows_what_had_arrived() {
    // R-CLIENT-3, R-CLI-3
    let running = start(Behaviour::Hang).await;
    let (exit, page, err) = show(&running.profile(), &["--deadline", "300ms"]).await;
    assert_eq!(exit, Exit::Incomplete, "{err}");
    assert!(page.contains("1 av 5 källor svarade"), "{page}");
    assert!(page.contains("källan svarade inte i tid"), "{page}");
    assert!(err.contains("Inget helt svar i tid"), "{err}");
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_shown_as_far_as_it_came_and_is_not_complete() {
    // R-CLI-3
    let running = start(Behaviour::BreakOff).await;
    let (exit, page, err) = show(&running.profile(), &[]).await;
    assert_eq!(exit, Exit::Incomplete, "{err}");
    let answered = page.find("✓ Elevhälsan Norr").unwrap();
    let failed = page.find("✗ BVC Eken").unwrap();
    assert!(failed < answered, "what failed stands first: {page}");
    assert!(
        page.contains("Översikten är inte fullständig: svaret bröts av innan allt hade kommit"),
        "{page}"
    );
    assert!(err.contains("broke off before `completed`"), "{err}");

    let (exit, json, _) = show(&running.profile(), &["--format", "json"]).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((exit, &json["complete"]), (Exit::Incomplete, &false.into()));
    assert_eq!(json["incomplete"][0]["code"], "BROKEN_OFF");
    assert_eq!(json["sources"][0]["cause"], "BROKEN_OFF");

    let (exit, lines, _) = show(&running.profile(), &["--format", "ndjson"]).await;
    assert_eq!((exit, lines.lines().count()), (Exit::Incomplete, 2));
}

#[tokio::test]
async fn what_was_shown_of_a_stream_that_ends_with_a_refusal_is_not_shown() {
    // R-CLI-3
    let running = start(Behaviour::TakeBack).await;
    let (exit, page, err) = show(&running.profile(), &[]).await;
    assert_eq!((exit, page.as_str()), (Exit::Nothing, ""), "{err}");
}

#[tokio::test]
async fn a_refusal_says_that_there_is_nothing_to_show() {
    // R-CLI-1
    let running = start(Behaviour::Refuse).await;
    let (exit, _, err) = show(&running.profile(), &[]).await;
    assert_eq!(exit, Exit::Nothing);
    assert_eq!(
        err,
        "samsyn: Inget att visa med din behörighet\n".to_owned()
    );
}

#[tokio::test]
async fn another_server_than_the_one_named_is_not_asked() {
    // R-CLIENT-1
    let running = start(Behaviour::Answer).await;
    let (exit, _, err) = show(
        &running.profile_naming("spiffe://samsyn.example/other"),
        &["--language", "en"],
    )
    .await;
    assert_eq!(exit, Exit::Unreachable);
    assert!(err.contains("cannot be reached"), "{err}");
    assert!(running.was_not_asked());
}

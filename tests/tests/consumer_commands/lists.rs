//! A list of appointments from a booking system: what is missing for each, what could not be checked, and the real binary once.

use std::process::Command;

use consumer::cli::Exit;

use crate::stage::{fields, listed, samsyn, told};

// R-CLI-8, R-CLI-9
#[tokio::test]
async fn a_list_says_of_each_appointment_who_must_still_consent_and_what_could_not_be_checked() {
    let harness = told(&["second-parent", "old-bvc"]).await;
    // Beside the sandbox: a booking system may write numbers, the aggregator never does.
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let one = file(
        "a.csv",
        "child;date;appointment\nsecond-parent;2026-12-03;Første tid\n",
    );
    let from = "--from-source ppr";
    let text = samsyn(&harness, &format!("missing {one} {from}")).await;
    assert_eq!(text.exit, Exit::ConsentMissing, "{}", text.err);
    assert!(
        text.out
            .starts_with("03.12.2026 · second-parent · Første tid\n  ! Afventer"),
        "{}",
        text.out
    );
    // Nothing was shown to find that out, so nobody is named.
    assert!(!text.out.contains("Holst"), "{}", text.out);
    assert!(
        text.out.ends_with("Samtykke mangler for 1 af 1 aftaler\n"),
        "{}",
        text.out
    );

    // Of another organisation nobody but the consent service checks.
    let both = file(
        "b.json",
        r#"[{"child": "old-bvc", "date": "2026-12-01"},
            {"child": "second-parent", "date": "2026-12-03", "recipient": "SE2120070014-E001"}]"#,
    );
    let said = samsyn(&harness, &format!("missing {both} --format json {from}")).await;
    assert_eq!(said.exit, Exit::Incomplete, "{}", said.err);
    let list = said.json();
    assert_eq!(
        fields(&list),
        listed("appointments missing_count unchecked_count")
    );
    let expected = "child date appointment recipient status why missing";
    let rows = list["appointments"].as_array().unwrap();
    let statuses: Vec<_> = rows
        .iter()
        .map(|row| row["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["COMPLETE", "NOT_CHECKED"]);
    for row in rows {
        assert_eq!(fields(row), listed(expected));
    }
    assert!(
        rows[1]["why"].as_str().unwrap().starts_with("recipient: "),
        "{list}"
    );

    let secret = harness.child("old-bvc").value().to_owned();
    let wrong = file("c.csv", &format!("child,date\n{secret}9,2026-12-03\n"));
    let said = samsyn(
        &harness,
        &format!("missing {wrong} --actor skolskoterska-vasterby"),
    )
    .await;
    assert_eq!((said.exit, said.out.as_str()), (Exit::BadInput, ""));
    assert!(
        said.err.contains("c.csv:2: ") && !said.err.contains(&secret),
        "{}",
        said.err
    );
}

// R-CLI-1, R-CLI-5
#[tokio::test]
async fn the_command_itself_ends_with_the_code_and_prints_the_id_alone() {
    let harness = told(&["second-parent"]).await;
    let samsyn = |arguments: &str| {
        let mut command = Command::new(tests::binary::samsyn());
        command
            .args(arguments.split(' '))
            .arg("--state")
            .arg(harness.dir());
        tokio::task::spawn_blocking(move || command.output().unwrap())
    };
    let missing = samsyn("missing --days 30 second-parent").await.unwrap();
    assert_eq!(missing.status.code(), Some(6));
    assert!(missing.stderr.is_empty());
    let asked = samsyn("consent request second-parent").await.unwrap();
    assert_eq!(asked.status.code(), Some(0));
    let id = String::from_utf8(asked.stdout).unwrap();
    assert!(uuid::Uuid::parse_str(id.trim_end()).is_ok(), "{id}");
    let refused = samsyn("block list second-parent").await.unwrap();
    assert_eq!(
        (refused.status.code(), refused.stdout.as_slice()),
        (Some(4), &b""[..])
    );
}

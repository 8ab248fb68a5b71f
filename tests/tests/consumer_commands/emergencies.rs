//! An emergency on the command line: a reason, a limit, the log, the review.

use consumer::cli::Exit;
use sandbox::told::AUDITOR;

use crate::stage::{fields, listed, samsyn, told};

const STORY: &str = "old-bvc";

// R-EMERGENCY-1, R-CLI-5, R-SHOW-18
#[tokio::test]
async fn an_emergency_needs_a_reason_says_its_limit_and_is_reviewed() {
    let harness = told(&[STORY]).await;
    let without = samsyn(&harness, "show old-bvc --ground emergency").await;
    assert_eq!((without.exit, without.out.as_str()), (Exit::BadInput, ""));
    let list = format!("emergencies --actor {AUDITOR}");
    let none = samsyn(&harness, &format!("{list} --language sv"))
        .await
        .done();
    assert_eq!(none, "Inget finns registrerat\n");

    let page = samsyn(
        &harness,
        "show old-bvc --ground emergency --reason medvetslös",
    )
    .await
    .out;
    let banner = page
        .lines()
        .find(|line| line.starts_with("! Nödöppning till 1"));
    assert!(
        banner
            .unwrap()
            .contains("loggas med ditt skäl och granskas"),
        "{page}"
    );

    let whole = samsyn(&harness, &format!("{list} --format json"))
        .await
        .json();
    assert_eq!(fields(&whole), listed("emergencies next_before"));
    let [emergency] = whole["emergencies"].as_array().unwrap().as_slice() else {
        panic!("one emergency: {whole}");
    };
    let expected = "overview_id access_time end_time actor organisation unit role sector reason child_pseudonym source_sectors record_count review";
    assert_eq!(fields(emergency), listed(expected));
    assert_eq!(emergency["reason"], "medvetslös");
    assert_eq!(emergency["end_time"], "2026-11-21T16:00:00Z", "four hours");
    let text = samsyn(&harness, &format!("{list} --language sv"))
        .await
        .done();
    assert!(
        text.contains("medvetslös") && text.contains("väntar på granskning"),
        "{text}"
    );

    let id = emergency["overview_id"].as_str().unwrap();
    let review = format!("emergencies review {id} --verdict justified --note rätt");
    let looked = samsyn(
        &harness,
        &format!("{review} --actor skolskoterska-vasterby"),
    )
    .await;
    assert_eq!(
        (looked.exit, looked.out.as_str()),
        (Exit::Nothing, ""),
        "who looked reviews nothing"
    );
    let own = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a002";
    let review = format!("{review} --id {own} --actor {AUDITOR}");
    for _ in 0..2 {
        assert_eq!(samsyn(&harness, &review).await.id(), own);
    }
    let other = samsyn(&harness, &review.replace("rätt", "fel")).await;
    assert_eq!(
        other.exit,
        Exit::BadInput,
        "the id stands for what was said first"
    );
    assert_eq!(
        samsyn(&harness, &format!("{list} --language sv"))
            .await
            .done(),
        none
    );
    let all = samsyn(&harness, &format!("{list} --all --format json"))
        .await
        .json();
    let reviewed = &all["emergencies"][0]["review"];
    let expected = "review_id reviewer review_time verdict note";
    assert_eq!(fields(reviewed), listed(expected));
    assert_eq!(
        (&reviewed["verdict"], &reviewed["note"]),
        (&"JUSTIFIED".into(), &"rätt".into())
    );
    // The log is no way into the records.
    let shown = samsyn(&harness, &format!("show {STORY} --actor {AUDITOR}")).await;
    assert_eq!(shown.exit, Exit::Nothing);
}

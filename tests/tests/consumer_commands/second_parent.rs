//! `second-parent` on the command line: whose consent is missing, asked, given, taken back; and what a script reads of it.

use consumer::cli::Exit;
use serde_json::Value;
use tests::Harness;

use crate::stage::{Said, fields, listed, samsyn, told};

const STORY: &str = "second-parent";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const MOTHER: &str = "foraelder-second-parent";
const FATHER: &str = "foraelder-second-parent-2";

/// The father's own number.
fn father(harness: &Harness) -> String {
    let child = harness.sandbox.world.child(STORY).unwrap();
    child.guardians[1].id.value().to_owned()
}

/// What psychiatry lacks of the school psychologist's for its visits ahead.
async fn missing(harness: &Harness) -> Said {
    let command = "missing --days 30 second-parent --from-source ppr --format json";
    samsyn(harness, command).await
}

/// How the school psychologist's source fares on psychiatry's page.
async fn shown(harness: &Harness) -> bool {
    let page = samsyn(harness, "show second-parent --format json").await;
    let sources = page.json()["sources"].as_array().unwrap().clone();
    let ppr = sources.iter().find(|s| s["producer"] == "ppr-aadal");
    ppr.is_some_and(|source| source["status"] == "FRESH")
}

// R-CLI-5, R-CLI-8, R-CONSENT-1, R-STORY-7
#[tokio::test]
async fn what_is_missing_before_the_visit_is_asked_for_given_and_taken_back() {
    let harness = told(&[STORY]).await;
    let before = missing(&harness).await;
    assert_eq!(
        (before.exit, before.err.as_str()),
        (Exit::ConsentMissing, "")
    );
    let list = before.json();
    let visit = &list["appointments"][0];
    assert_eq!(visit["date"], "2026-12-03T09:00:00Z");
    assert_eq!(
        (&visit["child"], &visit["status"]),
        (&STORY.into(), &"MISSING".into())
    );
    let lack = &visit["missing"][0];
    assert_eq!(lack["code"], "OTHER_GUARDIAN_MISSING");
    assert_eq!(lack["grantors"][0]["name"], "Anders Holst");
    assert!(!shown(&harness).await);

    let asked = "consent request second-parent --reason Før_besøget --from-source ppr";
    let request = samsyn(&harness, asked).await.id();
    let waiting = samsyn(
        &harness,
        &format!("consent requests {STORY} --actor {FATHER}"),
    )
    .await;
    let waiting = waiting.done();
    assert!(
        waiting.contains(&request) && waiting.contains("dit svar afventes"),
        "{waiting}"
    );
    assert!(waiting.contains("Før besøget"), "{waiting}");

    let register = format!(
        "consent register {STORY} --given-by {} --actor {FATHER}",
        father(&harness)
    );
    let scope = "--to-sector child-psychiatry --from-source ppr --until 2027-06-30";
    let id = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a001";
    let register = format!("{register} {scope} --id {id}");
    for _ in 0..2 {
        // The same again is the same.
        assert_eq!(samsyn(&harness, &register).await.id(), id);
    }
    assert!(shown(&harness).await);
    let after = missing(&harness).await;
    assert_eq!(after.exit, Exit::Complete, "{}", after.err);
    assert_eq!(after.json()["appointments"][0]["status"], "COMPLETE");

    let ended = samsyn(
        &harness,
        &format!("consent end {id} --actor {FATHER} --language sv"),
    )
    .await;
    assert!(ended.done().starts_with("avslutat 2026-11-21 13:00"));
    assert!(!shown(&harness).await);
    let withdrawn = missing(&harness).await;
    assert_eq!(withdrawn.exit, Exit::ConsentMissing);
    let lack = &withdrawn.json()["appointments"][0]["missing"][0];
    assert_eq!(lack["code"], "CONSENT_WITHDRAWN");
}

// R-CLI-5, R-ASK-2
#[tokio::test]
async fn an_answer_prints_the_consent_that_it_registers_and_a_no_is_told_as_one() {
    let harness = told(&[STORY]).await;
    let request = samsyn(&harness, "consent request second-parent --from-source ppr")
        .await
        .id();
    for (answer, exit, status) in [
        ("--yes", Exit::Complete, "COMPLETE"),
        ("--no", Exit::ConsentMissing, "REFUSED"),
    ] {
        let answer = format!("consent answer {request} --child {STORY} {answer} --actor {FATHER}");
        let consent = samsyn(&harness, &answer).await.id();
        let checked = missing(&harness).await;
        assert_eq!(checked.exit, exit, "{}", checked.err);
        assert_eq!(checked.json()["appointments"][0]["status"], status);
        let end = format!("consent end {consent} --actor {FATHER}");
        samsyn(&harness, &end).await.done();
    }
    let taken_back = missing(&harness).await;
    assert_eq!(
        taken_back.exit,
        Exit::ConsentMissing,
        "his words are gone, both"
    );
}

// R-CLI-4, R-CONSENT-9
#[tokio::test]
async fn who_wants_to_look_registers_no_yes_and_is_told_how_to_ask() {
    let harness = told(&[STORY]).await;
    let register = format!("consent register {STORY} --given-by {}", father(&harness));
    for (language, words) in [
        ("sv", "personen svarar själv"),
        ("da", "personen svarer selv"),
        ("en", "the person answers in person"),
    ] {
        let refused = samsyn(&harness, &format!("{register} --language {language}")).await;
        assert_eq!((refused.exit, refused.out.as_str()), (Exit::Nothing, ""));
        assert!(refused.err.contains(words), "{}", refused.err);
        assert!(
            refused.err.contains("samsyn consent request"),
            "{}",
            refused.err
        );
        assert!(!refused.err.contains(&father(&harness)), "{}", refused.err);
    }
    // The other parent's word is not hers to give, and who has no part in it learns no more.
    let errors = [MOTHER, "laerer-aadal"].map(|actor| format!("{register} --actor {actor}"));
    let mut seen = Vec::new();
    for command in errors {
        let refused = samsyn(&harness, &command).await;
        assert_eq!((refused.exit, refused.out.as_str()), (Exit::Nothing, ""));
        seen.push(refused.err);
    }
    assert_eq!(seen[0], seen[1]);
}

// R-CLI-6
#[tokio::test]
async fn a_list_of_consents_has_the_fields_that_a_script_is_promised() {
    let harness = told(&[STORY]).await;
    let list = format!("consent list {STORY} --actor {MOTHER} --format");
    let whole = samsyn(&harness, &format!("{list} json")).await.json();
    let consents = whole["consents"].as_array().unwrap();
    assert_eq!(
        consents.len(),
        2,
        "what she said of psychologist and psychiatry"
    );
    let expected = "consent_id kind recipient recipient_unit recipient_sector source_sectors purpose start_time end_time ended_time deleted_time registered_time registered_by verified";
    for consent in consents {
        assert_eq!(fields(consent), listed(expected));
        assert_eq!(
            (&consent["kind"], &consent["ended_time"]),
            (&"PERMIT".into(), &Value::Null)
        );
    }
    let lines = samsyn(&harness, &format!("{list} ndjson")).await.done();
    let lines: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(&lines, consents);
    let text = samsyn(&harness, &format!("{list} text")).await.done();
    assert_eq!(text.lines().count(), 2);
    assert!(
        text.contains("tillader · for PPR") && text.contains("gælder"),
        "{text}"
    );

    let ask = "consent request second-parent --format json";
    let request = samsyn(&harness, ask).await.json();
    let expected = "request_id state recipient recipient_unit recipient_sector source_sectors purpose reason asked_time expire_time asked_count answered_count awaits_caller";
    assert_eq!(fields(&request), listed(expected));
    assert_eq!(
        (&request["state"], &request["asked_count"]),
        (&"ASKED".into(), &2.into())
    );
}

// R-CLI-8
#[tokio::test]
async fn whoever_has_nothing_to_do_with_the_child_learns_nothing_of_what_is_missing() {
    let harness = told(&[STORY]).await;
    for command in [
        "missing --days 30",
        "consent requests",
        "accesses",
        "sharing",
    ] {
        let command = format!("{command} {STORY} --actor laerer-aadal");
        let refused = samsyn(&harness, &command).await;
        assert_eq!(refused.exit, Exit::Nothing, "{command}: {}", refused.out);
        assert!(!refused.out.contains("Holst") && !refused.err.contains("Holst"));
    }
    // The doctor has no visit of his own ahead: psychiatry's is not his to check.
    let own = samsyn(
        &harness,
        &format!("missing --days 30 {STORY} --actor laege-torvet"),
    )
    .await;
    assert_eq!(own.done(), "Ingen planlagt aftale\n");
    let few = samsyn(
        &harness,
        &format!("missing --days 11 {STORY} --actor {PSYCHIATRIST}"),
    )
    .await;
    assert_eq!(few.done(), "Ingen planlagt aftale\n");
    let edge = samsyn(&harness, &format!("missing --days 12 {STORY}")).await;
    assert_eq!(edge.exit, Exit::ConsentMissing);
}

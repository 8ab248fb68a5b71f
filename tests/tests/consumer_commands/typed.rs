//! No identity number on a command line: `-` takes it from standard input, for every command that takes a person.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use consumer::cli::Exit;
use serde_json::Value;

use crate::stage::{fed, samsyn, told};

const STORY: &str = "second-parent";
const MOTHER: &str = "foraelder-second-parent";
const FATHER: &str = "foraelder-second-parent-2";
const REQUEST: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a011";
const ANSWER: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a012";
const REFUSAL: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a013";
const BLOCK: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a014";

// R-CLI-12
#[tokio::test]
async fn what_a_dash_takes_from_standard_input_comes_to_the_same_as_what_is_typed() {
    let harness = told(&[STORY]).await;
    let child = harness.sandbox.world.child(STORY).unwrap();
    let (number, father) = (child.id.value(), child.guardians[1].id.value());
    for command in [
        format!("accesses CHILD --actor {MOTHER}"),
        format!("sharing CHILD --actor {MOTHER}"),
        format!("consent list CHILD --actor {MOTHER}"),
        format!("consent request CHILD --from-source ppr --id {REQUEST}"),
        format!("consent requests CHILD --actor {FATHER}"),
        format!(
            "consent answer {REQUEST} --child CHILD --yes --consent-id {ANSWER} --actor {FATHER}"
        ),
        format!(
            "consent register CHILD --given-by FATHER --refuse --id {REFUSAL} --actor {FATHER}"
        ),
        format!("block register CHILD --provider SE2120070014-BV01 --id {BLOCK} --actor {MOTHER}"),
        format!("block list CHILD --actor {MOTHER}"),
        format!("block end {BLOCK} --child CHILD --actor {MOTHER}"),
        "letters CHILD".to_owned(),
        "reveal CHILD --reason feber".to_owned(),
        "missing CHILD --days 30".to_owned(),
        "show CHILD".to_owned(),
    ] {
        let typed = command.replace("CHILD", number).replace("FATHER", father);
        let typed = samsyn(&harness, &typed).await;
        assert!(
            typed.err.is_empty() && !typed.out.is_empty(),
            "{command}: {}",
            typed.err
        );
        let dashes = command.replace("CHILD", "-").replace("FATHER", "-");
        // More lines than it takes are nobody's business.
        let lines = format!("{number}\n{father}\nx\n");
        let dashed = fed(&harness, &dashes, &lines).await;
        let both = [&typed, &dashed].map(|said| (said.exit, &said.out, &said.err));
        assert_eq!(both[0], both[1], "{command}");
        // And without a line there is nobody it could be about.
        let bare = fed(&harness, &dashes, "\n").await;
        assert_eq!(
            (bare.exit, bare.out.as_str()),
            (Exit::BadInput, ""),
            "{command}"
        );
        assert!(bare.err.contains("standard input"), "{}", bare.err);
    }
}

// R-CLI-9, R-CLI-12
#[tokio::test]
async fn a_list_of_appointments_is_read_from_standard_input_and_refused_by_its_place_there() {
    let harness = told(&[STORY]).await;
    let number = harness.child(STORY).value().to_owned();
    let list = format!("child,date\n{number},2026-12-03\n");
    let json = "missing - --from-source ppr --format json";
    let said = fed(&harness, json, &list).await;
    assert_eq!(said.exit, Exit::ConsentMissing, "{}", said.err);
    assert_eq!(said.json()["appointments"][0]["child"], number);
    let children = fed(
        &harness,
        "missing --days 30 - -",
        &format!("{number}\n{STORY}\n"),
    )
    .await;
    assert_eq!(children.exit, Exit::ConsentMissing, "{}", children.err);
    let wrong = fed(&harness, json, &format!("{list}{number}\n")).await;
    assert_eq!((wrong.exit, wrong.out.as_str()), (Exit::BadInput, ""));
    assert!(
        wrong.err.contains("standard input:3: expected"),
        "{}",
        wrong.err
    );
    assert!(!wrong.err.contains(&number), "{}", wrong.err);
}

// R-CLI-12
#[tokio::test]
async fn while_the_command_waits_for_a_number_it_stands_in_no_list_of_processes() {
    let harness = told(&[STORY]).await;
    let number = harness.child(STORY).value().to_owned();
    let mut command = Command::new(tests::binary::samsyn());
    command.args(["show", "-", "--format", "json", "--state"]);
    command.arg(harness.dir());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.spawn().unwrap();
    let mut input = running.stdin.take().unwrap();
    // Without the line's end it goes on waiting.
    input.write_all(number.as_bytes()).unwrap();
    let line = tests::binary::command_line(running.id());
    assert!(line.contains("show\0-\0") && !line.contains(&number));
    let environment = fs::read(format!("/proc/{}/environ", running.id())).unwrap();
    assert!(!String::from_utf8_lossy(&environment).contains(&number));
    input.write_all(b"\n").unwrap();
    drop(input);
    let ended = tokio::task::spawn_blocking(move || running.wait_with_output());
    let ended = ended.await.unwrap().unwrap();
    let page: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(page["child"]["id"], number);
}

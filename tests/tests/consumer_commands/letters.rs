//! Letters on the command line: written by the tables, answered by a first line, listed with where they stand.

use consumer::cli::Exit;
use tests::{Harness, Scene, desk::Desk};

use crate::stage::{Said, TODAY, fields, listed, samsyn};

const STORY: &str = "old-bvc";
const ASK: &str = "letter old-bvc --from school-psychology --case K_17/2026";
const ID: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a003";
const DOCUMENTS: &str = "Sekretesskyddade_handlingar";
const REQUEST: &str = "request_id case_number thread state holder_sector holder_producer types purpose organisation unit sent_time answered_time rule";

/// The early years with the school's psychologist, who gives nothing unless asked, and with everybody's consent.
pub(crate) async fn on_stage() -> Harness {
    let systems = [
        "bvc-vasterby",
        "emi-vasterby",
        "folkbokforingen",
        "elevhalsa-psyk-vasterby",
    ];
    let scene = Scene::of(&[STORY]).systems(&systems);
    let harness = scene.today(TODAY.parse().unwrap()).start().await;
    // The letter says that there is consent.
    let told = harness.sandbox.world.child(STORY).unwrap().clone();
    let mut desk = Desk::of(&harness);
    for guardian in &told.guardians {
        desk.permit(&told.id, &guardian.id).await;
    }
    harness
}

async fn answered(harness: &Harness, line: &str, more: &str) -> Said {
    let case = "--case K_17/2026";
    let answer = format!("letter answer {ID} --child {STORY} {case} --line {line} {more}");
    samsyn(harness, answer.trim_end()).await
}

async fn letters(harness: &Harness, more: &str) -> Said {
    samsyn(harness, format!("letters {STORY} {more}").trim_end()).await
}

// R-CLI-10, R-INFO-1
#[tokio::test]
async fn a_letter_is_printed_with_its_case_and_the_same_id_prints_it_again() {
    let harness = on_stage().await;
    let ask = format!("{ASK} --id {ID}");
    let text = samsyn(&harness, &ask).await.done();
    let number = harness.child(STORY).value().to_owned();
    let (day, rest) = number.split_at(8);
    let mut lines = text.lines();
    let first = format!("Begäran {ID} · ärende K 17/2026");
    assert_eq!(lines.next(), Some(&*first));
    assert!(lines.next().unwrap().starts_with("Till: "), "{text}");
    let words = [
        "Stöd: ".to_owned(),
        "Ämne: Begäran om sekretesskyddade handlingar, ärende K 17/2026\n".to_owned(),
        format!("\n\nAvser: {day}-{rest}\n"),
    ];
    for words in words {
        assert!(text.contains(&words), "{text}");
    }
    assert_eq!(samsyn(&harness, &ask).await.done(), text);
    for (language, first) in [("da", "Anmodning "), ("en", "Request ")] {
        let said = samsyn(&harness, &format!("{ask} --language {language}")).await;
        assert!(said.out.starts_with(first), "{}", said.out);
    }
    let json = samsyn(&harness, &format!("{ask} --format json"))
        .await
        .json();
    let expected = "request subject text mailboxes law route";
    assert_eq!(fields(&json), listed(expected));
    assert_eq!(fields(&json["request"]), listed(REQUEST));
    let mailbox = &json["mailboxes"][0];
    assert_eq!(fields(mailbox), listed("producer name address keywords"));
    assert_eq!(json["request"]["case_number"], "K 17/2026");
    assert_eq!(json["route"], "SECURE_MESSAGE");
}

// R-CLI-10, R-INFO-2, R-INFO-3
#[tokio::test]
async fn an_answer_is_read_by_its_first_line_and_the_list_says_where_each_letter_stands() {
    let harness = on_stage().await;
    assert_eq!(
        letters(&harness, "").await.done(),
        "Inget finns registrerat\n"
    );
    samsyn(&harness, &format!("{ASK} --id {ID}")).await.done();
    let open = letters(&harness, "").await.done();
    for words in [ID, "ärende K 17/2026", "väntar på svar"] {
        assert!(open.contains(words), "{open}");
    }
    let other = answered(&harness, "Autosvar:_semester", "").await.done();
    assert!(other.contains("svar att läsa"), "{other}");
    let thread = answered(&harness, DOCUMENTS, "--thread other").await;
    assert_eq!((thread.exit, thread.out.as_str()), (Exit::Nothing, ""));
    assert!(thread.err.contains("ett annat ärende"), "{}", thread.err);
    for (language, words) in [
        ("sv", "handlingar har kommit"),
        ("da", "dokumenterne er kommet"),
        ("en", "the documents have come"),
    ] {
        let more = format!("--language {language}");
        let settled = answered(&harness, DOCUMENTS, &more).await.done();
        assert!(settled.contains(words), "{settled}");
    }
    let all = letters(&harness, "--format json").await.json();
    let row = &all["letters"][0];
    assert_eq!(fields(&all), ["letters"]);
    assert_eq!(fields(row), listed(REQUEST));
    assert_eq!(row["state"], "DOCUMENTS_SENT");
    let nothing = answered(&harness, "Inga_handlingar_finns.", "")
        .await
        .done();
    assert!(nothing.contains("inga handlingar finns"), "{nothing}");
}

// R-CLI-4, R-CLI-10
#[tokio::test]
async fn who_has_no_part_in_it_gets_no_letter_and_a_letter_needs_a_child() {
    let harness = on_stage().await;
    let mother = samsyn(&harness, &format!("{ASK} --actor vardnadshavare-old-bvc")).await;
    assert_eq!((mother.exit, mother.out.as_str()), (Exit::Nothing, ""));
    // What is shown is not asked for by letter.
    let shown = samsyn(&harness, "letter old-bvc --from school-health").await;
    assert_eq!((shown.exit, shown.out.as_str()), (Exit::Nothing, ""));
    assert!(shown.err.contains("översikten"), "{}", shown.err);
    for bare in ["letter", "letter old-bvc", "letter answer"] {
        let words = std::iter::once("samsyn").chain(bare.split(' '));
        let read = consumer::cli::Arguments::read(words.map(ToOwned::to_owned));
        assert!(read.is_err(), "{bare}");
    }
}

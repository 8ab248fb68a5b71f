//! Questions that somebody might put, by flags and from a file.

use std::fs;

use serde_json::Value;

use super::{run, said, why};

const NURSE: [&str; 11] = [
    "explain",
    "--country",
    "SE",
    "--sector",
    "school-health",
    "--producer",
    "child-health",
    "--type",
    "vaccination",
    "--born",
    "2016-05-20",
];

fn with(more: &[&str]) -> String {
    said(&[&NURSE[..], more].concat())
}

fn json(more: &[&str]) -> Value {
    serde_json::from_str(&with(&[more, &["--format", "json"]].concat())).unwrap()
}

// R-EXPLAIN-5
#[test]
fn a_question_on_the_command_line_is_decided_and_explained() {
    let both = ["--permit", "guardian-1", "--permit", "guardian-2"];
    assert!(with(&both).contains("It is shown."));
    let one = with(&["--permit", "guardian-1"]);
    assert!(one.contains("It is not shown."), "{one}");
    assert!(
        one.contains("Missing: the other guardian. (OTHER_GUARDIAN_MISSING, SE-GRANT-CARE)"),
        "{one}"
    );
    assert!(
        one.contains("The other guardian has said nothing."),
        "{one}"
    );
    let told = json(&[
        "--permit",
        "guardian-1",
        "--refuse",
        "guardian-1",
        "--language",
        "sv",
    ]);
    assert_eq!(told["decision"]["reasons"][0]["code"], "CONSENT_REFUSED");
    assert_eq!(told["decision"]["language"], "sv");
    assert_eq!(told["policy"]["country"], "SE");
    assert_eq!(told["at"], "2026-11-21T11:00:00Z");
}

/// The nurse's question with both guardians' consent, and with this; a flag of hers that is given again counts as given.
fn asked(more: &[&str]) -> Value {
    let both = ["--permit", "guardian-1", "--permit", "guardian-2"];
    let again = |word: &&&str| NURSE.contains(*word);
    let base = match more.iter().find(again) {
        Some(flag) => {
            let at = NURSE.iter().position(|word| word == flag).unwrap();
            [&NURSE[..at], &NURSE[at + 2..]].concat()
        }
        None => NURSE.to_vec(),
    };
    let line = [&base[..], &both, more, &["--format", "json"]].concat();
    serde_json::from_str(&said(&line)).unwrap()
}

// R-EXPLAIN-5
#[test]
fn each_flag_is_part_of_the_answer() {
    for (more, expected, code) in [
        (&[][..], "permit", ""),
        (&["--unrelated"][..], "withhold", "NO_RELATION"),
        (&["--unknown", "custody"][..], "withhold", "CUSTODY_UNKNOWN"),
        (
            &["--unknown", "consents"][..],
            "withhold",
            "CONSENT_UNKNOWN",
        ),
        (&["--blocked"][..], "withhold", "BLOCKED"),
        (&["--lifted"][..], "permit", ""),
        (
            &["--refuse", "guardian-2"][..],
            "withhold",
            "CONSENT_REFUSED",
        ),
        (
            &["--refuse", "guardian-2", "--board", "guardian-2"][..],
            "permit",
            "",
        ),
        (
            &["--purpose", "research"][..],
            "withhold",
            "PURPOSE_REFUSED",
        ),
        (
            &["--ground", "emergency"][..],
            "withhold",
            "REASON_REQUIRED",
        ),
        (
            &["--ground", "emergency", "--reason"][..],
            "permit",
            "OUTSIDE_WINDOW",
        ),
        (&["--born", "2010-11-21"][..], "withhold", "CONSENT_MISSING"),
        (&["--born", "2010-11-22"][..], "permit", ""),
        (
            &["--born", "2010-11-22", "--at", "2026-11-22"][..],
            "withhold",
            "CONSENT_MISSING",
        ),
        (
            &["--born", "2012-01-01", "--mature"][..],
            "withhold",
            "CONSENT_MISSING",
        ),
        (
            &["--guardians", "3"][..],
            "withhold",
            "OTHER_GUARDIAN_MISSING",
        ),
        (
            &["--protected", "--type", "document/care-note"][..],
            "on-request",
            "PROTECTED_IDENTITY",
        ),
    ] {
        let told = asked(more);
        let found = &told["decision"]["reasons"][0]["code"];
        assert_eq!(told["decision"]["outcome"], expected, "{more:?}: {told}");
        assert_eq!(found.as_str().unwrap_or_default(), code, "{more:?}");
    }
}

// R-EXPLAIN-5
#[test]
fn a_guardian_and_a_child_ask_too() {
    let ask = |audience: &str, born: &str, more: &[&str]| {
        let line = [
            "explain",
            "--country",
            "SE",
            "--audience",
            audience,
            "--producer",
            "hospital",
            "--type",
            "condition",
            "--born",
            born,
        ];
        said(&[&line[..], more].concat())
    };
    assert!(ask("guardian", "2016-05-20", &[]).contains("It is shown."));
    let grown = ask("guardian", "2012-05-20", &[]);
    assert!(grown.contains("NOT_AT_THIS_AGE"), "{grown}");
    assert!(ask("guardian", "2012-05-20", &["--access", "extended"]).contains("It is shown."));
    assert!(ask("guardian", "2016-05-20", &["--asker", "other"]).contains("does not hold custody"));
    assert!(ask("child", "2009-05-20", &[]).contains("It is shown."));
}

// R-EXPLAIN-5
#[test]
fn a_question_in_a_file_is_the_same_in_toml_and_json_and_gives_way_to_flags() {
    let dir = tempfile::tempdir().unwrap();
    let toml = dir.path().join("question.toml");
    let text = r#"
        [asked]
        country = "SE"
        sector = "school-health"
        producer = "child-health"
        type = "vaccination"
        [child]
        born = "2016-05-20"
        permit = ["guardian-1"]
        [[consent]]
        who = "guardian-2"
        sources = ["hospital"]
    "#;
    fs::write(&toml, text).unwrap();
    let json = dir.path().join("question.json");
    let value: toml::Value = toml::from_str(text).unwrap();
    fs::write(&json, serde_json::to_string(&value).unwrap()).unwrap();
    let [toml, json] = [toml, json].map(|file| file.display().to_string());
    let told = said(&["explain", "--question", &toml]);
    assert!(told.contains("it is about other sources"), "{told}");
    assert_eq!(told, said(&["explain", "--question", &json]));
    let told = said(&["explain", "--question", &toml, "--producer", "hospital"]);
    assert!(told.contains("It is shown."), "{told}");
}

// R-EXPLAIN-5
#[test]
fn what_cannot_be_understood_is_said_with_its_key_and_what_was_expected() {
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join("odd.toml");
    fs::write(&odd, "[child]\nname = \"Anna\"\n").unwrap();
    let odd = odd.display().to_string();
    for (line, expected) in [
        (
            vec!["explain", "--sector", "school-health"],
            "country: is missing or unknown; expected SE or DK",
        ),
        (
            vec!["explain", "--country", "SE"],
            "sector: is missing; expected the sector of whoever asks",
        ),
        (
            [&NURSE[..], &["--permit", "guardian-3"]].concat(),
            "permit: \"guardian-3\" is nobody; expected child, other, or guardian-1 to guardian-2",
        ),
        (
            [&NURSE[..], &["--unknown", "weather"]].concat(),
            "unknown: \"weather\" is no fact",
        ),
        (
            [&NURSE[..], &["--guardians", "9"]].concat(),
            "guardians: are too many; expected at most 8",
        ),
        (
            [&NURSE[..], &["--ground", "curiosity"]].concat(),
            "ground: cannot be understood; expected consent, necessity",
        ),
        (vec!["explain", "--question", &odd], "unknown field `name`"),
    ] {
        let error = run(&line).unwrap_err();
        assert!(why(&error).contains(expected), "{line:?}: {}", why(&error));
    }
}

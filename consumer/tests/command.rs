//! The command as people and scripts meet it: what it says, and the code it ends with. No network here.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use clap::{CommandFactory, Parser};
use consumer::cli::{Arguments, Exit, Terminal, run};

async fn samsyn(arguments: &[&str]) -> (Exit, String, String) {
    let arguments = Arguments::try_parse_from([&["samsyn"], arguments].concat()).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal: false,
        no_color: false,
    };
    let exit = run(arguments, &mut terminal).await;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (exit, text(out), text(err))
}

const ID: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a001";

fn sandbox() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let state = r#"{"aggregator": "https://127.0.0.1:1", "aggregator_name": "spiffe://samsyn.example/aggregator",
        "ca": "ca.pem", "consumers": [{"id": "a", "cert": "a.pem", "key": "a-key.pem"}],
        "actors": [{"name": "school-nurse", "token": "a.b.c"}],
        "children": [{"id": "191212121212", "system": "urn:oid:1.2.752.129.2.1.3.1", "label": "Boy\u001b[2J, 12",
                      "story": "old-bvc", "actor": "school-nurse"}]}"#;
    std::fs::write(dir.path().join("sandbox.json"), state).unwrap();
    dir
}

#[test]
fn the_command_line_is_consistent_and_help_lists_the_exit_codes() {
    // R-CLI-1
    let mut command = Arguments::command();
    command.clone().debug_assert();
    let help = command.render_help().to_string();
    for code in 0..=6 {
        assert!(help.contains(&format!("\n  {code}  ")), "{help}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_asked() {
    // R-CLI-2
    for wrong in [
        "show",
        "show x --format xml",
        "show x --deadline soon",
        "show x --types Vaccination",
        "show x --from yesterday",
        "show x --profile p.toml --state dir",
        "show x --profile p.toml --actor a",
        "show x --language nb",
        "consent end not-a-uuid",
        "consent register x",
        "consent register x --given-by y --to z",
        "consent register x --given-by y --from-source S",
        "consent delete ID",
        "consent answer ID --child x",
        "consent answer ID --child x --yes --no",
        "consent answer ID --yes",
        "block register x",
        "block lift ID --reason consent",
        "block lift ID --reason curiosity --because y",
        "reveal x",
        "emergencies review ID",
        "missing",
        "missing x --days 0",
        "missing x --days 367",
    ] {
        let wrong = wrong.replace("ID", ID);
        let arguments = ["samsyn"].into_iter().chain(wrong.split(' '));
        let error = Arguments::try_parse_from(arguments).unwrap_err();
        assert_eq!(
            error.exit_code(),
            i32::from(Exit::BadInput.code()),
            "{wrong}"
        );
    }
}

/// The arguments of a command and of those below it.
fn arguments(command: &clap::Command, found: &mut Vec<(String, String)>) {
    for argument in command.get_arguments() {
        let help = argument.get_long_help().or_else(|| argument.get_help());
        let name = format!("{} {}", command.get_name(), argument.get_id());
        found.push((name, help.map(ToString::to_string).unwrap_or_default()));
    }
    for command in command.get_subcommands() {
        arguments(command, found);
    }
}

// R-CLI-12
#[test]
fn every_argument_that_takes_a_person_says_how_to_keep_the_number_off_the_command_line() {
    let mut found = Vec::new();
    arguments(&Arguments::command(), &mut found);
    let of_people = found.iter().filter(|(name, help)| {
        let is_named = [" child", " given_by", " what"]
            .iter()
            .any(|end| name.ends_with(end));
        is_named || help.to_lowercase().contains("identity number")
    });
    let (say, silent): (Vec<_>, Vec<_>) = of_people.partition(|(_, help)| help.contains("`-`"));
    assert!(silent.is_empty(), "{silent:?}");
    assert!(say.len() >= 16, "{say:?}");
}

// R-CLI-9
#[test]
fn at_most_two_hundred_children_are_named_and_a_year_is_looked_ahead() {
    let read = |children: usize, days: &str| {
        let words = ["samsyn", "missing", "--days", days].map(ToOwned::to_owned);
        let children = (0..children).map(|n| format!("child-{n}"));
        Arguments::read(words.into_iter().chain(children))
    };
    for days in ["1", "366"] {
        assert!(read(200, days).is_ok(), "{days}");
    }
    assert!(read(201, "30").is_err());
    assert!(read(1, "367").is_err() && read(1, "0").is_err());
}

#[tokio::test]
async fn the_sandboxs_children_are_listed_without_steering_the_terminal() {
    let dir = sandbox();
    let dir = dir.path().to_str().unwrap();
    let (exit, out, err) = samsyn(&["children", "--state", dir]).await;
    assert_eq!((exit, err.as_str()), (Exit::Complete, ""));
    assert_eq!(
        out,
        "old-bvc  191212121212  school-nurse  Boy\u{FFFD}[2J, 12\n"
    );
}

#[tokio::test]
async fn bad_input_ends_with_2_and_says_what_to_do() {
    // R-CLI-1
    let dir = sandbox();
    let dir = dir.path().to_str().unwrap();
    for (arguments, expected) in [
        (
            vec!["show", "old-bvc", "--profile", "none.toml"],
            "none.toml: cannot be read (--profile)",
        ),
        (
            vec!["show", "no-such-story", "--state", dir],
            "`samsyn children` lists",
        ),
        (vec!["show", "191212121213", "--state", dir], "check digit"),
        (
            vec!["show", "old-bvc", "--state", dir, "--actor", "nobody"],
            "there are school-nurse",
        ),
        (
            vec!["show", "old-bvc", "--state", dir],
            "ca.pem: cannot be read (ca)",
        ),
        (
            vec!["missing", "old-bvc", "new-school", "--state", dir],
            "expected one FILE, or children with --days N",
        ),
        (
            vec!["missing", "no-such.csv", "--state", dir],
            "no-such.csv: cannot be read",
        ),
        (
            vec!["reveal", "old-bvc", "--reason", " ", "--state", dir],
            "expected a reason in words",
        ),
        (
            vec!["consent", "end", ID, "--state", dir],
            "say who acts with --actor NAME",
        ),
        (
            vec!["show", "old-bvc", "--state", "no-such-dir"],
            "start a sandbox with",
        ),
    ] {
        let (exit, out, err) = samsyn(&arguments).await;
        assert_eq!(exit, Exit::BadInput, "{arguments:?}: {err}");
        assert!(
            out.is_empty() && err.starts_with("samsyn: ") && err.contains(expected),
            "{err}"
        );
        assert!(err.lines().count() <= 2, "{err}");
    }
}

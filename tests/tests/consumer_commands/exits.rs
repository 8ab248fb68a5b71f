//! The exit codes: the table of the README against what the commands end with, each code of each column, and the process itself.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use consumer::cli::Exit;
use mock_producers::Fault;
use tests::{Harness, Scene};

use crate::stage::{TODAY, by, other_state, samsyn, written};

const README: &str = include_str!("../../../consumer/README.md");
const STORY: &str = "second-parent";
const MOTHER: &str = "foraelder-second-parent";
const ID: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a021";
/// Nobody's, with a wrong check digit.
const WRONG: &str = "191212121213";
/// How a column of the table is called, and with what a command of it ended.
type Ended = (&'static str, u8);

/// The cells of the table that say something, by column.
fn documented() -> BTreeSet<(String, u8)> {
    let (_, table) = README.split_once("### Exit codes\n\n").unwrap();
    let rows: Vec<Vec<_>> = (table.lines().take_while(|line| line.starts_with('|')))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let mut said = BTreeSet::new();
    for row in &rows[2..] {
        for (column, cell) in rows[0].iter().zip(row).skip(2) {
            if !cell.is_empty() && *cell != "–" {
                said.insert((column.replace('`', ""), row[1].parse().unwrap()));
            }
        }
    }
    said
}

/// Where nothing can be written any more.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Psychiatry with all its sources there, and a boy of whom one source fails.
async fn on_stage() -> Harness {
    let scene = Scene::of(&[STORY, "old-bvc"]).today(TODAY.parse().unwrap());
    let failing = scene.fault("bvc-vasterby", Fault::LogicalError);
    failing.start().await
}

/// Nobody listens there.
fn nobody_there(harness: &Harness) -> PathBuf {
    other_state(harness, "nobody", |state| {
        state["aggregator"] = "https://127.0.0.1:1".into();
    })
}

/// Nobody accepts these tokens.
fn no_token(harness: &Harness) -> PathBuf {
    other_state(harness, "token", |state| {
        for actor in state["actors"].as_array_mut().unwrap() {
            actor["token"] = "e30.e30.e30".into();
        }
    })
}

/// Runs a command that has to end with a code.
async fn ends(harness: &Harness, column: &'static str, command: &str, exit: Exit) -> Ended {
    let said = samsyn(harness, command).await;
    assert_eq!(said.exit, exit, "{command}: {}{}", said.out, said.err);
    // Whatever is not shown is said in one or two lines, and nothing of it is shown by halves.
    if matches!(
        exit,
        Exit::Complete | Exit::Incomplete | Exit::ConsentMissing
    ) {
        assert!(!said.out.is_empty(), "{command}");
    } else {
        assert_eq!(said.out, "", "{command}");
        assert!((1..=2).contains(&said.err.lines().count()), "{}", said.err);
    }
    (column, exit.code())
}

/// Runs a command that can write nothing.
async fn cannot_write(harness: &Harness, column: &'static str, command: &str) -> Ended {
    let (exit, err) = written(harness.dir(), command, "", &mut Full).await;
    assert_eq!(exit, Exit::Other, "{command}");
    assert!(err.starts_with("samsyn: cannot write: "), "{err}");
    (column, exit.code())
}

/// A command in every form that is refused before it is known what it is about.
const EVERY: [&str; 23] = [
    "show second-parent",
    "reveal second-parent --reason feber",
    "consent register second-parent --given-by 0703921234",
    "consent end ID",
    "consent delete ID --reason fejl",
    "consent list second-parent",
    "consent review",
    "consent request second-parent",
    "consent requests second-parent",
    "consent answer ID --child second-parent --yes",
    "block register second-parent --provider SE2120070014-BV01",
    "block lift ID --reason consent --because ja",
    "block restore ID",
    "block end ID",
    "block delete ID --reason fejl",
    "block list second-parent",
    "accesses second-parent",
    "sharing second-parent",
    "emergencies",
    "emergencies review ID --verdict justified",
    "letter second-parent --from ppr",
    "letter answer ID --child second-parent --case K1 --line ja",
    "letters second-parent",
];

/// The column of the table that a command stands in.
fn column(command: &str) -> &'static str {
    match command.split(' ').next().unwrap() {
        "show" => "show",
        "missing" => "missing",
        _ => "the others",
    }
}

// R-CLI-1, R-CLI-13
#[tokio::test]
async fn each_command_ends_with_the_codes_that_are_documented_for_it_and_no_others() {
    let harness = on_stage().await;
    let mut returned = BTreeSet::new();
    returned.extend(shown(&harness).await);
    returned.extend(checked(&harness).await);
    returned.extend(others(&harness).await);
    returned.extend(not_reached(&harness).await);
    let returned: BTreeSet<_> = (returned.into_iter())
        .map(|(column, code)| (column.to_owned(), code))
        .collect();
    assert_eq!(returned, documented());
}

async fn shown(harness: &Harness) -> Vec<Ended> {
    let column = "show";
    let child = format!("show {WRONG}");
    let stranger = "show old-bvc --actor skolskoterska-norrby";
    vec![
        ends(harness, column, "show second-parent", Exit::Complete).await,
        cannot_write(harness, column, "show second-parent").await,
        ends(harness, column, &child, Exit::BadInput).await,
        ends(harness, column, "show old-bvc", Exit::Incomplete).await,
        ends(harness, column, stranger, Exit::Nothing).await,
    ]
}

async fn checked(harness: &Harness) -> Vec<Ended> {
    let column = "missing";
    let dir = tempfile::tempdir().unwrap();
    let list = |name: &str, rows: &str| {
        let path = dir.path().join(name);
        fs::write(&path, format!("child,date,recipient\n{rows}")).unwrap();
        format!("missing {} --from-source ppr", path.to_str().unwrap())
    };
    let whole = list("whole.csv", "old-bvc,2026-12-01,\n");
    let part = "old-bvc,2026-12-01,\nsecond-parent,2026-12-03,SE2120070014-E001\n";
    let part = list("part.csv", part);
    let wrong = list("wrong.csv", "old-bvc,soon,\n");
    let stranger = format!("{whole} --actor skolskoterska-norrby");
    let lacking = format!("missing {STORY} --days 30");
    // Each row says so; nothing else is said.
    let nothing = samsyn(harness, &stranger).await;
    assert_eq!(nothing.exit, Exit::Nothing, "{}", nothing.out);
    let nothing = (column, nothing.exit.code());
    vec![
        ends(harness, column, &whole, Exit::Complete).await,
        cannot_write(harness, column, &whole).await,
        ends(harness, column, &wrong, Exit::BadInput).await,
        ends(harness, column, &part, Exit::Incomplete).await,
        nothing,
        ends(harness, column, &lacking, Exit::ConsentMissing).await,
    ]
}

async fn others(harness: &Harness) -> Vec<Ended> {
    let column = "the others";
    let list = format!("consent list {STORY} --actor {MOTHER}");
    let mother = harness.sandbox.world.child(STORY).unwrap();
    let mother = mother.guardians[0].id.value();
    let register = format!("consent register {STORY} --given-by {mother} --id {ID}");
    let register = format!("{register} --actor {MOTHER}");
    let taken = format!("{register} --refuse");
    let unknown = format!("emergencies review {ID} --verdict justified");
    let unknown = format!("{unknown} --actor {}", sandbox::told::AUDITOR);
    let letter = "letter old-bvc --from school-health";
    vec![
        ends(harness, column, &list, Exit::Complete).await,
        cannot_write(harness, column, &list).await,
        ends(harness, column, &register, Exit::Complete).await,
        ends(harness, column, &taken, Exit::BadInput).await,
        ends(harness, column, &unknown, Exit::BadInput).await,
        ends(harness, column, letter, Exit::Nothing).await,
        ends(
            harness,
            column,
            "consent review --actor laerer-aadal",
            Exit::Nothing,
        )
        .await,
    ]
}

/// Whatever is asked: who is not there and who does not accept who asks are one code.
async fn not_reached(harness: &Harness) -> Vec<Ended> {
    let mut ended = Vec::new();
    for state in [nobody_there(harness), no_token(harness)] {
        let missing = format!("missing {STORY} --days 30");
        for command in EVERY.into_iter().chain([missing.as_str()]) {
            let actor = format!("{command} --actor {MOTHER}").replace("ID", ID);
            let said = by(&state, &actor, "").await;
            assert_eq!(
                (said.exit, said.out.as_str()),
                (Exit::Unreachable, ""),
                "{command}"
            );
            assert!(!said.err.is_empty(), "{command}");
            ended.push((column(command), said.exit.code()));
        }
    }
    ended
}

// R-CLI-1, R-CLI-13
#[tokio::test]
async fn the_process_itself_ends_with_each_code() {
    let harness = on_stage().await;
    let nobody = nobody_there(&harness);
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let lacking = format!("missing {STORY} --days 30");
    let list = format!("consent list {STORY} --actor {MOTHER}");
    let wrong = format!("show {WRONG}");
    let cases: [(&str, &Path, Stdio, i32); 8] = [
        (&list, harness.dir(), Stdio::null(), 0),
        (&list, harness.dir(), full.into(), 1),
        (&wrong, harness.dir(), Stdio::null(), 2),
        ("show --never-heard-of", harness.dir(), Stdio::null(), 2),
        ("show old-bvc", harness.dir(), Stdio::null(), 3),
        ("block list second-parent", harness.dir(), Stdio::null(), 4),
        (&list, &nobody, Stdio::null(), 5),
        (&lacking, harness.dir(), Stdio::null(), 6),
    ];
    for (words, state, out, code) in cases {
        let mut command = Command::new(tests::binary::samsyn());
        command.args(words.split(' ')).arg("--state").arg(state);
        command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(Stdio::null());
        let ended = tokio::task::spawn_blocking(move || command.status());
        let ended = ended.await.unwrap().unwrap();
        assert_eq!(ended.code(), Some(code), "{words}");
    }
}

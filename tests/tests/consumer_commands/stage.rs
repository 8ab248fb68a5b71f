//! The command with a running sandbox and somebody who gives it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use consumer::{
    cli::{Arguments, Exit, Terminal, run},
    state::STATE_FILE,
};
use domain::time::Date;
use serde_json::Value;
use tests::{Harness, Scene};

/// The day on which the told first visit lies twelve days ahead.
pub(crate) const TODAY: &str = "2026-11-21";

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// What was printed, of a command that did what it should.
    pub(crate) fn done(self) -> String {
        assert_eq!((self.exit, self.err.as_str()), (Exit::Complete, ""));
        self.out
    }

    /// The id that was printed, and nothing else.
    pub(crate) fn id(self) -> String {
        let out = self.done();
        let id = out.strip_suffix('\n').unwrap();
        assert_eq!(uuid::Uuid::parse_str(id).unwrap().to_string(), id);
        id.to_owned()
    }

    /// What was printed, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The stories as they are told on [`TODAY`], with a clock that stands still.
pub(crate) async fn told(stories: &[&str]) -> Harness {
    let today: Date = TODAY.parse().unwrap();
    Scene::of(stories).today(today).start().await
}

/// Runs the command in the sandbox; words are separated by one space, `_` in a word is a space of its own.
pub(crate) async fn samsyn(harness: &Harness, command: &str) -> Said {
    fed(harness, command, "").await
}

/// The same with something on standard input.
pub(crate) async fn fed(harness: &Harness, command: &str, input: &str) -> Said {
    by(harness.dir(), command, input).await
}

/// The same by another description of the sandbox, as [`other_state`] makes one.
pub(crate) async fn by(state: &Path, command: &str, input: &str) -> Said {
    let mut out = Vec::new();
    let (exit, err) = written(state, command, input, &mut out).await;
    let out = String::from_utf8(out).unwrap();
    Said { exit, out, err }
}

/// The same with somewhere of one's own to write to; gives the exit and what stands on standard error.
pub(crate) async fn written(
    state: &Path,
    command: &str,
    input: &str,
    out: &mut dyn Write,
) -> (Exit, String) {
    let state = state.to_str().unwrap();
    let words = command.split(' ').map(|word| word.replace('_', " "));
    let arguments: Vec<String> = (["samsyn".to_owned()].into_iter())
        .chain(words)
        .chain(["--state".to_owned(), state.to_owned()])
        .collect();
    let arguments = Arguments::read(arguments).unwrap();
    let mut err = Vec::new();
    let mut input = input.as_bytes();
    let mut terminal = Terminal {
        input: &mut input,
        out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal: false,
        no_color: false,
    };
    let exit = run(arguments, &mut terminal).await;
    (exit, String::from_utf8(err).unwrap())
}

/// The sandbox's description with something else in it, in a folder of its own inside the sandbox's.
pub(crate) fn other_state(
    harness: &Harness,
    name: &str,
    change: impl FnOnce(&mut Value),
) -> PathBuf {
    let dir = harness.dir();
    let text = fs::read_to_string(dir.join(STATE_FILE)).unwrap();
    let mut state: Value = serde_json::from_str(&text).unwrap();
    let here = |file: &mut Value| *file = dir.join(file.as_str().unwrap()).to_str().unwrap().into();
    here(&mut state["ca"]);
    for consumer in state["consumers"].as_array_mut().unwrap() {
        here(&mut consumer["cert"]);
        here(&mut consumer["key"]);
    }
    state.as_object_mut().unwrap().remove("synthetic");
    change(&mut state);
    let other = dir.join(name);
    fs::create_dir(&other).unwrap();
    fs::write(other.join(STATE_FILE), state.to_string()).unwrap();
    other
}

/// The names of an object's fields, in their order.
pub(crate) fn fields(object: &Value) -> Vec<&str> {
    let fields = object.as_object().unwrap().keys();
    let mut fields: Vec<_> = fields.map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

/// Fields as the README lists them, in the order of the alphabet.
pub(crate) fn listed(fields: &str) -> Vec<&str> {
    let mut fields: Vec<_> = fields.split(' ').collect();
    fields.sort_unstable();
    fields
}

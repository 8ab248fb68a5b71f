//! The command with a running sandbox and somebody who gives it.

use consumer::cli::{Arguments, Exit, Terminal, run};
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
    let state = harness.dir().to_str().unwrap();
    let words = command.split(' ').map(|word| word.replace('_', " "));
    let arguments: Vec<String> = (["samsyn".to_owned()].into_iter())
        .chain(words)
        .chain(["--state".to_owned(), state.to_owned()])
        .collect();
    let arguments = Arguments::read(arguments).unwrap();
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
    Said {
        exit,
        out: text(out),
        err: text(err),
    }
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

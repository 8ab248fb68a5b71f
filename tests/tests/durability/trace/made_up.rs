//! The judge judged, on records that were made up.

use std::fmt::Write as _;

use super::{ASKS, Log, Scene, judge, sign};

const FILE: Log<'static> = Log::File("samsyn.db");

/// A record out of words with commas between, judged.
fn made_up(log: Log<'_>, words: &[&str]) -> Result<(), String> {
    let mut record = String::new();
    for word in words.iter().flat_map(|words| words.split(", ")) {
        let line = common(word)
            .or_else(|| on_file(word))
            .or_else(|| to_server(word));
        writeln!(
            record,
            "{}",
            line.unwrap_or_else(|| panic!("no word: {word}"))
        )
        .unwrap();
    }
    let scene = Scene {
        port: 7443,
        producers: &[8001, 8002],
        log,
        sources: &[&["a"], &["b"]],
    };
    judge(&record, &scene).map(drop)
}

fn common(word: &str) -> Option<String> {
    let path = match word {
        "asks" => Some(ASKS.to_owned()),
        _ => (word.strip_prefix("go ")).map(|number| sign(number.parse().unwrap())),
    };
    if let Some(path) = path {
        return Some(format!(
            "7 recvfrom(20<TCP:[127.0.0.1:7480->127.0.0.1:5]>, \"GET {path} HTTP/1.1\\r\\n\"..., 8192, 0, NULL, NULL) = 70"
        ));
    }
    let line = match word {
        "ask a" => {
            "6 sendto(14<TCP:[127.0.0.1:41001->127.0.0.1:8001]>, \"\\26\\3\\1\"..., 232, MSG_NOSIGNAL, NULL, 0) = 232"
        }
        "ask b" => {
            "6 writev(15<TCP:[127.0.0.1:41002->127.0.0.1:8002]>, [{iov_base=\"\\26\", iov_len=232}], 1 <unfinished ...>"
        }
        "send" => {
            "6 sendto(12<TCP:[127.0.0.1:7443->127.0.0.1:41000]>, \"\\27\\3\\3\"..., 16406, MSG_NOSIGNAL, NULL, 0) = 16406"
        }
        "send begins" => {
            "6 writev(12<TCP:[127.0.0.1:7443->127.0.0.1:41000]>, [{iov_base=\"\\27\", iov_len=30000}], 1 <unfinished ...>"
        }
        "send ends" => "6 <... writev resumed>) = 30000",
        "send little" => {
            "6 sendto(12<TCP:[127.0.0.1:7443->127.0.0.1:41000]>, \"\\27\\3\\3\"..., 39, MSG_NOSIGNAL, NULL, 0) = 39"
        }
        "send elsewhere" => {
            "6 sendto(12<TCP:[127.0.0.1:42000->127.0.0.1:7443]>, \"\\27\\3\\3\"..., 16406, MSG_NOSIGNAL, NULL, 0) = 16406"
        }
        _ => return None,
    };
    Some(line.to_owned())
}

/// What an entry of a name says of itself.
fn entry(name: &str) -> String {
    match name {
        "intent" => r#"{"kind":"intent","actor":1}"#.to_owned(),
        name => format!(r#"{{"kind":"shown","producer":"{name}","records":1}}"#),
    }
}

fn on_file(word: &str) -> Option<String> {
    if let Some(name) = word.strip_prefix("write ") {
        let quoted = entry(name).replace('"', "\\\"");
        return Some(format!(
            "5 pwrite64(9<store/samsyn.db-wal>, \"..{quoted}..\", 4096, 56) = 4096"
        ));
    }
    let line = match word {
        "flush" => "5 fdatasync(9<store/samsyn.db-wal>) = 0",
        "flush begins" => "5 fdatasync(9<store/samsyn.db-wal> <unfinished ...>",
        "flush ends" => "5 <... fdatasync resumed>) = 0",
        "flush fails" => "5 fdatasync(9<store/samsyn.db-wal>) = -1 EIO (Input/output error)",
        "flush is made up" => "5 fdatasync(9<store/samsyn.db-wal>) = 0 (INJECTED)",
        "flush elsewhere" => "5 fdatasync(9<store/other.db-wal>) = 0",
        _ => return None,
    };
    Some(line.to_owned())
}

/// A message of a client or a server, as it is quoted.
fn quoted(kind: u8, body: &[u8]) -> (String, usize) {
    let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
    let bytes = [&[kind][..], &length, body].concat();
    let mut quoted = String::new();
    for byte in &bytes {
        write!(quoted, "\\{byte:03o}").unwrap();
    }
    (quoted, bytes.len())
}

const SERVER: &str = "13<UNIX-STREAM:[26->27]>";

fn said(message: (String, usize)) -> String {
    let (quoted, length) = message;
    format!("5 sendto({SERVER}, \"{quoted}\", {length}, MSG_NOSIGNAL, NULL, 0) = {length}")
}

fn answered(messages: &[(u8, &[u8])]) -> String {
    let messages = messages.iter().map(|(kind, body)| quoted(*kind, body));
    let (quoted, lengths): (Vec<_>, Vec<_>) = messages.unzip();
    let (quoted, length) = (quoted.concat(), lengths.iter().sum::<usize>());
    format!("5 recvfrom({SERVER}, \"{quoted}\", 8192, 0, NULL, NULL) = {length}")
}

const READY: (u8, &[u8]) = (b'Z', b"I");

fn to_server(word: &str) -> Option<String> {
    if let Some(name) = word.strip_prefix("tell ") {
        let (values, values_length) = quoted(b'B', entry(name).as_bytes());
        let (sync, sync_length) = quoted(b'S', b"");
        return Some(said((values + &sync, values_length + sync_length)));
    }
    Some(match word {
        "connect" => format!(
            "5 connect({SERVER}, {{sa_family=AF_UNIX, sun_path=\"/run/.s.PGSQL.5432\"}}, 110) = 0\n5 sendto({SERVER}, \"\\0\\0\\0\\10\\0\\3\\0\\0\", 8, MSG_NOSIGNAL, NULL, 0) = 8\n{}",
            answered(&[(b'R', b"\0\0\0\0"), READY])
        ),
        "begin" => said(quoted(b'Q', b"BEGIN\0")),
        "began" => answered(&[(b'C', b"BEGIN\0"), READY]),
        "told" => answered(&[(b'2', b""), (b'C', b"INSERT 0 1\0"), READY]),
        "refused" => answered(&[(b'E', b"C23505\0\0"), READY]),
        "commit" => said(quoted(b'Q', b"COMMIT\0")),
        "committed" => answered(&[(b'C', b"COMMIT\0"), READY]),
        "rolled back" => answered(&[(b'C', b"ROLLBACK\0"), READY]),
        "commit is refused" => answered(&[(b'E', b"C40001\0\0"), READY]),
        "answer elsewhere" => answered(&[(b'C', b"COMMIT\0"), READY]).replace("13<", "17<"),
        "half an answer" => {
            let (quoted, length) = quoted(b'C', b"COMMIT\0");
            format!("5 recvfrom({SERVER}, \"{quoted}\", 8192, 0, NULL, NULL) = {length}")
        }
        "commit is cut" => said(quoted(b'Q', b"COMMIT\0")).replace(" = 12", " = 7"),
        _ => return None,
    })
}

/// From the question to the first source.
const ASKED: &str = "asks, write intent, flush, ask a, ask b";

// R-AUDIT-1, R-AUDIT-2
#[test]
fn the_judge_lets_pass_what_is_in_order() {
    let good = [
        "go 0, send little, write a, send little, flush, send, send, go 1, write b, flush, send begins, send ends, go 2",
        "go 0, write a, flush begins, send elsewhere, flush ends, send, go 1, write b, flush, flush, send, go 2",
    ];
    for words in good {
        assert_eq!(made_up(FILE, &[ASKED, words]), Ok(()), "{words}");
    }
}

/// What happens about the first source, though its entry is not durable.
const TOO_EARLY: [&str; 8] = [
    "go 0, write a, send, flush",
    "go 0, write a, send",
    "go 0, flush, write a, send",
    "go 0, write a, flush fails, send",
    "go 0, write a, flush is made up, send",
    "go 0, write a, flush elsewhere, send",
    "go 0, write a, flush begins, send begins, flush ends, send ends",
    // A flush that had begun when the entry was written need not have taken it along.
    "go 0, flush begins, write a, flush ends, send",
];

// R-AUDIT-2
#[test]
fn the_judge_is_red_whenever_a_message_may_have_left_too_early() {
    let second = "go 1, write b, flush, send, go 2";
    for first in TOO_EARLY {
        let word = "a was sent before its entry was durable".to_owned();
        let judged = made_up(FILE, &[ASKED, first, second]);
        assert_eq!(judged, Err(word), "{first}");
    }
    let others = [
        (
            "go 0, send, write a, flush, go 1, write b, flush, send, go 2",
            "a was sent before its entry was written",
        ),
        (
            "go 0, write a, write b, flush, send, go 1, send, go 2",
            "b was sent, and its entry stood there before",
        ),
        (
            "go 0, write a, flush, send, go 1, write b, flush, send little, go 2",
            "nothing of b was sent",
        ),
        (
            "send, go 0, write a, flush, send, go 1, write b, flush, send, go 2",
            "records were sent before any source was let go",
        ),
    ];
    for (words, word) in others {
        let judged = made_up(FILE, &[ASKED, words]);
        assert_eq!(judged, Err(word.to_owned()), "{words}");
    }
}

// R-AUDIT-1
#[test]
fn the_judge_is_red_whenever_a_source_may_have_been_asked_before_it_was_logged_who_looks() {
    let rest = "go 0, write a, flush, send, go 1, write b, flush, send, go 2";
    let cases = [
        (
            "asks, ask a, write intent, flush, ask b",
            "a source was asked before its entry was written",
        ),
        (
            "asks, write intent, ask b, flush, ask a",
            "a source was asked before its entry was durable",
        ),
        // A word to a source before anybody had a question.
        (
            "ask a, asks, write intent, flush, ask b",
            "a source was asked before its entry was written",
        ),
        (
            "write intent, asks, flush, ask a, ask b",
            "a source was asked, and its entry stood there before",
        ),
        (
            "asks, write intent, flush, ask a",
            "not every source was asked",
        ),
    ];
    for (asked, word) in cases {
        let judged = made_up(FILE, &[asked, rest]);
        assert_eq!(judged, Err(word.to_owned()), "{asked}");
    }
}

/// On a server, from the connection to the first source.
const ASKED_SERVER: &str =
    "connect, asks, begin, began, tell intent, told, commit, committed, ask a, ask b, go 0";

/// What is said of the first source, though the server did not say that it is committed.
const UNCOMMITTED: [&str; 9] = [
    "begin, began, tell a, told, send, commit, committed",
    "begin, began, tell a, told, commit, send, committed",
    "begin, began, tell a, told, commit, half an answer, send",
    "begin, began, tell a, told, commit is cut, committed, send",
    "begin, began, tell a, refused, commit, rolled back, send",
    "begin, began, tell a, told, commit, commit is refused, send",
    "begin, began, tell a, told, commit, answer elsewhere, send",
    // The commit is another's: the entry came after it.
    "begin, began, commit, tell a, committed, told, send",
    // The answer that is there is the one to the beginning.
    "begin, tell a, commit, began, told, send, committed",
];

// R-AUDIT-1, R-AUDIT-2, R-STORE-6
#[test]
fn the_judge_believes_a_server_that_says_committed_and_nothing_else() {
    let second = "go 1, begin, began, tell b, told, commit, committed, send, go 2";
    let of_first = |first| made_up(Log::Server, &[ASKED_SERVER, first, second]);
    let good = "begin, began, tell a, told, commit, committed, send";
    assert_eq!(of_first(good), Ok(()));
    for first in UNCOMMITTED {
        let word = "a was sent before its entry was durable".to_owned();
        assert_eq!(of_first(first), Err(word), "{first}");
    }
    let untold = of_first("send");
    let word = "a was sent before its entry was written";
    assert_eq!(untold, Err(word.to_owned()));
}

//! A record of system calls, and the judge over it: what a source shows lies flushed in the log before the first byte of it goes to a caller.
//! The judge is judged first, on records that were made up.

use std::{collections::BTreeMap, fmt::Write as _};

/// What watches the system calls, as a command to put before another. `-yy` names files and both ends of a connection.
pub(crate) fn watching(record: &str) -> Vec<String> {
    let calls = "trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync,read,recvfrom";
    let words = [
        "strace",
        "-f",
        "-qq",
        "-yy",
        "-s",
        "6000",
        "-e",
        calls,
        "-e",
        "signal=none",
    ];
    let mut words: Vec<_> = words.iter().map(ToString::to_string).collect();
    words.extend(["-o".to_owned(), record.to_owned()]);
    words
}

/// The least bytes of a write to a caller that may carry a source's records. The records of this test are larger, all else is smaller.
pub(crate) const CARRIES_RECORDS: u64 = 4_096;

/// What happened, in its order.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// Somebody asked the admin port for a path: the test's own sign.
    Sign(String),
    /// Something was written into the database or its log.
    Wrote(String),
    FlushBegan(String),
    /// With the place of its beginning.
    FlushEnded(usize),
    /// Begun, not ended: the bytes may be gone.
    Sent(u64),
}

/// What the judge needs to know.
pub(crate) struct Scene<'a> {
    /// The port that callers are connected to.
    pub(crate) port: u16,
    /// The name of the database file.
    pub(crate) database: &'a str,
    /// The sources in the order in which they were let go, each after its [`sign`], and one more sign at the end.
    pub(crate) sources: &'a [&'a str],
}

/// The path that says that the source of a number is let go now.
pub(crate) fn sign(number: usize) -> String {
    format!("/let-go-{number}")
}

/// Judges a record. The word says what is wrong.
pub(crate) fn judge(record: &str, scene: &Scene<'_>) -> Result<(), String> {
    let steps = steps(record, scene)?;
    for (number, source) in scene.sources.iter().enumerate() {
        let at = |sign: &str| {
            let at = (steps.iter()).position(|step| *step == Step::Sign(sign.to_owned()));
            at.ok_or_else(|| format!("{sign} is not in the record"))
        };
        let (from, to) = (at(&sign(number))?, at(&sign(number + 1))?);
        let sent = (from..to)
            .find(|at| matches!(&steps[*at], Step::Sent(bytes) if *bytes >= CARRIES_RECORDS))
            .ok_or_else(|| format!("nothing of {source} was sent"))?;
        let logged = format!(r#""kind":"shown","producer":"{source}""#);
        let wrote = (0..sent)
            .find(|at| matches!(&steps[*at], Step::Wrote(text) if text.contains(&logged)))
            .ok_or_else(|| format!("{source} was sent before its entry was written"))?;
        if wrote < from {
            return Err(format!("{source} stood in the log before it was let go"));
        }
        let flushed =
            (wrote..sent).any(|at| matches!(steps[at], Step::FlushEnded(began) if began > wrote));
        if !flushed {
            return Err(format!("{source} was sent before its entry was flushed"));
        }
    }
    Ok(())
}

fn steps(record: &str, scene: &Scene<'_>) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    // By thread: the call that it has begun, and where in the steps that stands.
    let mut begun: BTreeMap<&str, usize> = BTreeMap::new();
    for line in record.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        if let Some(rest) = call.strip_prefix("<... ") {
            // What a reader got stands where it got it.
            steps.extend(asked(rest));
            let (Some(place), Some(result)) = (begun.remove(thread), result(rest)) else {
                continue;
            };
            match &steps[place] {
                Step::FlushBegan(_) if result == 0 => steps.push(Step::FlushEnded(place)),
                Step::Sent(_) => steps[place] = Step::Sent(u64::try_from(result).unwrap_or(0)),
                _ => {}
            }
            continue;
        }
        let ended = !call.ends_with("<unfinished ...>");
        if !ended {
            begun.remove(thread);
        }
        let Some(step) = began(call, scene)? else {
            continue;
        };
        let place = steps.len();
        let result = result(call);
        let sent = matches!(step, Step::Sent(_));
        let flush = matches!(step, Step::FlushBegan(_));
        steps.push(step);
        match result {
            _ if !ended => drop(begun.insert(thread, place)),
            Some(0) if flush => steps.push(Step::FlushEnded(place)),
            Some(bytes) if sent => steps[place] = Step::Sent(u64::try_from(bytes).unwrap_or(0)),
            _ => {}
        }
    }
    Ok(steps)
}

/// What a call does that matters here.
fn began(call: &str, scene: &Scene<'_>) -> Result<Option<Step>, String> {
    let Some((name, rest)) = call.split_once('(') else {
        return Ok(None);
    };
    let Some((file, _)) = rest.split_once('>').map(|(file, after)| {
        // Both ends of a connection hold an arrow.
        let whole = if file.contains("<TCP") {
            rest.split_once("]>").map_or(file, |(file, _)| file)
        } else {
            file
        };
        (whole, after)
    }) else {
        return Ok(None);
    };
    let is_ours =
        file.contains(&format!("{}-wal", scene.database)) || file.ends_with(scene.database);
    let step = match name {
        "pwrite64" | "write" if is_ours => Step::Wrote(plain(rest)),
        "fsync" | "fdatasync" if is_ours => Step::FlushBegan(file.to_owned()),
        "write" | "writev" | "sendto" | "sendmsg" if is_to_caller(file, scene.port) => {
            Step::Sent(0)
        }
        "read" | "recvfrom" => return Ok(asked(rest)),
        _ => return Ok(None),
    };
    Ok(Some(step))
}

/// A connection whose near end is the port.
fn is_to_caller(file: &str, port: u16) -> bool {
    let near = file
        .split_once('[')
        .and_then(|(_, ends)| ends.split_once("->"));
    near.is_some_and(|(near, _)| near.rsplit(':').next() == Some(&port.to_string()))
}

/// The sign that a reader got.
fn asked(rest: &str) -> Option<Step> {
    let (_, path) = rest.split_once("\"GET /let-go-")?;
    let number: String = path.chars().take_while(char::is_ascii_digit).collect();
    Some(Step::Sign(sign(number.parse().ok()?)))
}

/// What a call came to.
fn result(call: &str) -> Option<i64> {
    let (_, result) = call
        .rsplit_once(") = ")
        .or_else(|| call.rsplit_once(")  = "))?;
    // Our own tool can make a call succeed without carrying it out.
    if result.contains("INJECTED") {
        return Some(-1);
    }
    let number: String = (result.trim().chars())
        .take_while(|c| c.is_ascii_digit() || *c == '-')
        .collect();
    number.parse().ok()
}

/// Text as it was before it was quoted.
fn plain(quoted: &str) -> String {
    quoted.replace("\\\"", "\"")
}

const DATABASE: &str = "samsyn.db";

fn made_up(lines: &[&str]) -> Result<(), String> {
    let mut record = String::new();
    for line in lines {
        let line = match *line {
            "go 0" | "go 1" | "go 2" => {
                format!("7 recvfrom(20<TCP:[127.0.0.1:7480->127.0.0.1:5]>, \"GET /let-go-{} HTTP/1.1\\r\\n\"..., 8192, 0, NULL, NULL) = 70", &line[3..])
            }
            "write a" | "write b" => {
                format!("5 pwrite64(9<store/samsyn.db-wal>, \"..{{\\\"kind\\\":\\\"shown\\\",\\\"producer\\\":\\\"{}\\\"..\", 4096, 56) = 4096", &line[6..])
            }
            "flush" => "5 fdatasync(9<store/samsyn.db-wal>) = 0".to_owned(),
            "flush begins" => "5 fdatasync(9<store/samsyn.db-wal> <unfinished ...>".to_owned(),
            "flush ends" => "5 <... fdatasync resumed>) = 0".to_owned(),
            "flush fails" => "5 fdatasync(9<store/samsyn.db-wal>) = -1 EIO (Input/output error)".to_owned(),
            "flush is made up" => "5 fdatasync(9<store/samsyn.db-wal>) = 0 (INJECTED)".to_owned(),
            "flush elsewhere" => "5 fdatasync(9<store/other.db-wal>) = 0".to_owned(),
            "send" => "6 sendto(12<TCP:[127.0.0.1:7443->127.0.0.1:41000]>, \"\\27\\3\\3\"..., 16406, MSG_NOSIGNAL, NULL, 0) = 16406".to_owned(),
            "send begins" => "6 writev(12<TCP:[127.0.0.1:7443->127.0.0.1:41000]>, [{iov_base=\"\\27\", iov_len=30000}], 1 <unfinished ...>".to_owned(),
            "send ends" => "6 <... writev resumed>) = 30000".to_owned(),
            "send little" => "6 sendto(12<TCP:[127.0.0.1:7443->127.0.0.1:41000]>, \"\\27\\3\\3\"..., 39, MSG_NOSIGNAL, NULL, 0) = 39".to_owned(),
            "send elsewhere" => "6 sendto(12<TCP:[127.0.0.1:42000->127.0.0.1:7443]>, \"\\27\\3\\3\"..., 16406, MSG_NOSIGNAL, NULL, 0) = 16406".to_owned(),
            other => panic!("{other}"),
        };
        writeln!(record, "{line}").unwrap();
    }
    let scene = Scene {
        port: 7443,
        database: DATABASE,
        sources: &["a", "b"],
    };
    judge(&record, &scene)
}

// R-AUDIT-2
#[test]
fn the_judge_lets_pass_what_is_in_order() {
    let good = [
        "go 0",
        "send little",
        "write a",
        "send little",
        "flush",
        "send",
        "send",
        "go 1",
        "write b",
        "flush",
        "send begins",
        "send ends",
        "go 2",
    ];
    assert_eq!(made_up(&good), Ok(()));
    let crosswise = [
        "go 0",
        "write a",
        "flush begins",
        "send elsewhere",
        "flush ends",
        "send",
        "go 1",
        "write b",
        "flush",
        "flush",
        "send",
        "go 2",
    ];
    assert_eq!(made_up(&crosswise), Ok(()));
}

/// What happens about the first source, and the word for it.
const TOO_EARLY: [(&[&str], &str); 9] = [
    (
        &["go 0", "send", "write a", "flush"],
        "a was sent before its entry was written",
    ),
    (
        &["go 0", "write a", "send", "flush"],
        "a was sent before its entry was flushed",
    ),
    (
        &["go 0", "write a", "send"],
        "a was sent before its entry was flushed",
    ),
    (
        &["go 0", "flush", "write a", "send"],
        "a was sent before its entry was flushed",
    ),
    (
        &["go 0", "write a", "flush fails", "send"],
        "a was sent before its entry was flushed",
    ),
    (
        &["go 0", "write a", "flush is made up", "send"],
        "a was sent before its entry was flushed",
    ),
    (
        &["go 0", "write a", "flush elsewhere", "send"],
        "a was sent before its entry was flushed",
    ),
    (
        &[
            "go 0",
            "write a",
            "flush begins",
            "send begins",
            "flush ends",
            "send ends",
        ],
        "a was sent before its entry was flushed",
    ),
    // A flush that had begun when the entry was written need not have taken it along.
    (
        &["go 0", "flush begins", "write a", "flush ends", "send"],
        "a was sent before its entry was flushed",
    ),
];

// R-AUDIT-2
#[test]
fn the_judge_is_red_whenever_a_message_may_have_left_too_early() {
    let second: &[&str] = &["go 1", "write b", "flush", "send", "go 2"];
    for (first, word) in TOO_EARLY {
        assert_eq!(
            made_up(&[first, second].concat()),
            Err(word.to_owned()),
            "{first:?}"
        );
    }
    let both_in_one = [
        "go 0", "write a", "write b", "flush", "send", "go 1", "send", "go 2",
    ];
    assert_eq!(
        made_up(&both_in_one),
        Err("b stood in the log before it was let go".to_owned())
    );
    let nothing = [
        "go 0",
        "write a",
        "flush",
        "send",
        "go 1",
        "write b",
        "flush",
        "send little",
        "go 2",
    ];
    assert_eq!(made_up(&nothing), Err("nothing of b was sent".to_owned()));
}

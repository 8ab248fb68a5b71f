//! A record of system calls, and the judge over it: who looks lies durable in the log before the first byte goes to a source, and what a
//! source shows before the first byte of it goes to a caller. The judge is judged first, on records that were made up.

mod call;
mod edit;
mod made_up;

use std::collections::BTreeMap;

use call::{Call, Moment};
pub(crate) use edit::{postponed, reworded};

use crate::protocol::Conversation;

/// What watches the system calls, as a command to put before another. `-yy` names files and both ends of a connection.
pub(crate) fn watching(record: &str) -> Vec<String> {
    let calls = "trace=connect,pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync,read,readv,recvfrom,recvmsg";
    // As much of each call as the longest answer of a server is.
    let words = [
        "strace",
        "-f",
        "-qq",
        "-yy",
        "-s",
        "70000",
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

/// The path that says that the question is asked now.
pub(crate) const ASKS: &str = "/asks";

/// The path that says that the source of a number is let go now.
pub(crate) fn sign(number: usize) -> String {
    format!("/let-go-{number}")
}

/// What happened, in its order.
#[derive(Debug, PartialEq)]
enum Step {
    /// Somebody asked the admin port for a path: the test's own sign.
    Sign(String),
    /// Something was written: into the database or its log, or to a server.
    Wrote(String),
    FlushBegan,
    /// What was written at these places is there for good: flushed, or the server said that it is committed.
    Durable(Vec<usize>),
    /// Bytes to a source's port.
    Asked(u16),
    /// Bytes to a caller: begun, not ended, for they may be gone.
    Sent(u64),
}

/// Where the log is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Log<'a> {
    /// Into a database file of this name, with a log of its own beside it.
    File(&'a str),
    /// To a PostgreSQL server, over its socket.
    Server,
}

/// What the judge needs to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The port that callers are connected to.
    pub(crate) port: u16,
    /// The ports of the sources.
    pub(crate) producers: &'a [u16],
    pub(crate) log: Log<'a>,
    /// The sources in the order in which they were let go, those that go into one message together, each time after a [`sign`]; and one more
    /// sign at the end.
    pub(crate) sources: &'a [&'a [&'a str]],
}

/// How an entry went before what it is about: the lines of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// Where its write is told.
    pub(crate) wrote: usize,
    /// Where it is certain that it is durable, and every place before it leaves where that is certain once more.
    pub(crate) durable: Vec<usize>,
    /// Where what it is about leaves.
    pub(crate) left: usize,
}

/// Judges a record: the order of the intent and the first word to a source, then that of each source. The word says what is wrong.
pub(crate) fn judge(record: &str, scene: &Scene<'_>) -> Result<Vec<Order>, String> {
    let steps = Steps::of(record, *scene)?;
    let mut orders = vec![steps.intent(scene.producers)?];
    let shows = |step: &Step| matches!(step, Step::Sent(bytes) if *bytes >= CARRIES_RECORDS);
    if (0..steps.sign(&sign(0))?).any(|at| shows(&steps.steps[at].1)) {
        return Err("records were sent before any source was let go".to_owned());
    }
    for (number, together) in scene.sources.iter().enumerate() {
        let (from, to) = (steps.sign(&sign(number))?, steps.sign(&sign(number + 1))?);
        let sent = (from..to).find(|at| shows(&steps.steps[*at].1));
        for source in *together {
            let sent = sent.ok_or_else(|| format!("nothing of {source} was sent"))?;
            let logged = format!(r#""kind":"shown","producer":"{source}""#);
            orders.push(steps.order(&logged, &format!("{source} was sent"), from, sent)?);
        }
    }
    Ok(orders)
}

/// What happened, each with the line that tells it.
struct Steps<'a> {
    scene: Scene<'a>,
    steps: Vec<(usize, Step)>,
    /// By the number of the file.
    servers: BTreeMap<String, Conversation<usize>>,
}

impl<'a> Steps<'a> {
    fn of(record: &str, scene: Scene<'a>) -> Result<Self, String> {
        let mut steps = Self {
            scene,
            steps: Vec::new(),
            servers: BTreeMap::new(),
        };
        call::each(record, |line, moment, call| match moment {
            Moment::Began => {
                steps.began(line, call);
                Ok(())
            }
            Moment::Ended => steps.ended(line, call),
        })?;
        Ok(steps)
    }

    fn intent(&self, producers: &[u16]) -> Result<Order, String> {
        let from = self.sign(ASKS)?;
        let asked = |port: &u16| {
            let asked = |at: &usize| self.steps[*at].1 == Step::Asked(*port);
            (0..self.steps.len()).find(asked)
        };
        let asked: Option<Vec<_>> = producers.iter().map(asked).collect();
        let first = asked.and_then(|asked| asked.into_iter().min());
        let first = first.ok_or("not every source was asked")?;
        self.order(r#""kind":"intent""#, "a source was asked", from, first)
    }

    /// The entry with `logged` was written and durable, both after `from`, before `left`.
    fn order(&self, logged: &str, what: &str, from: usize, left: usize) -> Result<Order, String> {
        let is_entry =
            |at: &usize| matches!(&self.steps[*at].1, Step::Wrote(text) if text.contains(logged));
        let wrote = (0..left).find(is_entry);
        let wrote = wrote.ok_or_else(|| format!("{what} before its entry was written"))?;
        if wrote < from {
            return Err(format!("{what}, and its entry stood there before"));
        }
        let is_durable =
            |at: &usize| matches!(&self.steps[*at].1, Step::Durable(all) if all.contains(&wrote));
        let line = |at: usize| self.steps[at].0;
        let durable: Vec<_> = (wrote..left).filter(is_durable).map(line).collect();
        if durable.is_empty() {
            return Err(format!("{what} before its entry was durable"));
        }
        Ok(Order {
            wrote: line(wrote),
            durable,
            left: line(left),
        })
    }

    fn sign(&self, path: &str) -> Result<usize, String> {
        let is_it = |(_, step): &(usize, Step)| *step == Step::Sign(path.to_owned());
        let at = self.steps.iter().position(is_it);
        at.ok_or_else(|| format!("{path} is not in the record"))
    }

    fn note(&mut self, line: usize, step: Step) -> usize {
        self.steps.push((line, step));
        self.steps.len() - 1
    }

    fn began(&mut self, line: usize, call: &mut Call<'_>) {
        if let Log::File(database) = self.scene.log
            && (call.file.contains(&format!("{database}-wal")) || call.file.ends_with(database))
        {
            match call.name {
                "pwrite64" | "write" => drop(self.note(line, Step::Wrote(plain(&call.said)))),
                "fsync" | "fdatasync" => call.place = Some(self.note(line, Step::FlushBegan)),
                _ => {}
            }
        }
        if call.name == "connect" && call.said.contains("/.s.PGSQL.") {
            let number = call.number.to_owned();
            self.servers.insert(number, Conversation::new());
        }
        if call.sends() && call.near() == Some(self.scene.port) {
            call.place = Some(self.note(line, Step::Sent(0)));
        }
        let producers = self.scene.producers;
        if let Some(port) = call.far().filter(|port| producers.contains(port))
            && call.sends()
        {
            self.note(line, Step::Asked(port));
        }
    }

    fn ended(&mut self, line: usize, call: &mut Call<'_>) -> Result<(), String> {
        if call.receives()
            && let Some(path) = asked(&call.said)
        {
            self.note(line, Step::Sign(path));
        }
        match call.place.map(|place| (place, &self.steps[place].1)) {
            Some((place, Step::Sent(_))) => {
                let bytes = call.result.and_then(|bytes| u64::try_from(bytes).ok());
                self.steps[place].1 = Step::Sent(bytes.unwrap_or(0));
            }
            // A flush takes along what was written before it began.
            Some((place, Step::FlushBegan)) if call.result == Some(0) => {
                let is_write = |at: &usize| matches!(self.steps[*at].1, Step::Wrote(_));
                let flushed = (0..place).filter(is_write).collect();
                self.note(line, Step::Durable(flushed));
            }
            _ => {}
        }
        if matches!(self.scene.log, Log::Server) && call.file.starts_with("UNIX") {
            self.spoken(line, call)?;
        }
        Ok(())
    }

    /// Words to a server, or from it.
    fn spoken(&mut self, line: usize, call: &Call<'_>) -> Result<(), String> {
        let Self { steps, servers, .. } = self;
        let Some(server) = servers.get_mut(call.number) else {
            return Ok(());
        };
        if call.sends() {
            server.said(&call.bytes()?, |values| {
                steps.push((line, Step::Wrote(values)));
                steps.len() - 1
            });
        } else if call.receives() {
            let committed = server.answered(&call.bytes()?);
            if !committed.is_empty() {
                steps.push((line, Step::Durable(committed)));
            }
        }
        Ok(())
    }
}

/// The sign that a reader got.
fn asked(said: &str) -> Option<String> {
    let (_, path) = said.split_once("\"GET ")?;
    let (path, _) = path.split_once(' ')?;
    Some(path.to_owned())
}

/// Text as it was before it was quoted.
fn plain(quoted: &str) -> String {
    quoted.replace("\\\"", "\"")
}

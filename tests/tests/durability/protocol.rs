//! The part of PostgreSQL's protocol (version 3) that tells a transaction from what became of it: messages out of bytes, and which answer
//! belongs to which question. For the record of system calls and for what stands between an aggregator and its server.

use std::collections::VecDeque;

/// A message as it travels.
pub(crate) struct Message {
    /// Head and body.
    pub(crate) bytes: Vec<u8>,
    head: usize,
}

impl Message {
    /// What kind it is; 0 for a client's first, which does not say.
    pub(crate) fn kind(&self) -> u8 {
        if self.head > LENGTH { self.bytes[0] } else { 0 }
    }

    /// Without its head, as far as it is text.
    pub(crate) fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes[self.head..]);
        text.trim_end_matches('\0').to_owned()
    }
}

/// The bytes of a length, which counts itself.
const LENGTH: usize = 4;

/// Makes messages of what one end says, however it was cut on the way.
pub(crate) struct Messages {
    left: Vec<u8>,
    /// The bytes before the next one's length.
    kind: usize,
}

impl Messages {
    pub(crate) fn of_client() -> Self {
        let (left, kind) = (Vec::new(), 0);
        Self { left, kind }
    }

    pub(crate) fn of_server() -> Self {
        let (left, kind) = (Vec::new(), 1);
        Self { left, kind }
    }

    /// The messages that are whole now.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Vec<Message> {
        self.left.extend_from_slice(bytes);
        let mut whole = Vec::new();
        loop {
            let head = self.kind + LENGTH;
            let Some(length) = self.left.get(self.kind..head) else {
                return whole;
            };
            let length = u32::from_be_bytes(length.try_into().unwrap());
            let end = self.kind + usize::try_from(length).unwrap();
            if self.left.len() < end {
                return whole;
            }
            let bytes = self.left.drain(..end).collect();
            whole.push(Message { bytes, head });
            self.kind = 1;
        }
    }
}

/// What a client's message does, as far as it matters here.
pub(crate) enum Said {
    /// Values for a statement, as text where they are text.
    Values(String),
    Begin,
    Commit,
    Other,
}

impl Said {
    pub(crate) fn by(message: &Message) -> Self {
        match message.kind() {
            b'B' => Self::Values(message.text()),
            b'Q' if message.text() == "BEGIN" => Self::Begin,
            b'Q' if message.text() == "COMMIT" => Self::Commit,
            _ => Self::Other,
        }
    }
}

/// One connection: which of what a client wrote is committed for certain. `P` names a write.
pub(crate) struct Conversation<P> {
    client: Messages,
    server: Messages,
    /// What was written since the last beginning.
    open: Option<Vec<P>>,
    /// Of each question without answer, what it would commit.
    awaited: VecDeque<Vec<P>>,
    /// What the answer under way says was done.
    done: Vec<String>,
    failed: bool,
}

impl<P> Conversation<P> {
    pub(crate) fn new() -> Self {
        Self {
            client: Messages::of_client(),
            server: Messages::of_server(),
            open: None,
            // The first message is answered too.
            awaited: VecDeque::from([Vec::new()]),
            done: Vec::new(),
            failed: false,
        }
    }

    /// The client's bytes. `place` names a write that stands in them.
    pub(crate) fn said(&mut self, bytes: &[u8], mut place: impl FnMut(String) -> P) {
        for message in self.client.take(bytes) {
            let said = Said::by(&message);
            let commits = match said {
                Said::Values(values) => {
                    let place = place(values);
                    if let Some(open) = &mut self.open {
                        open.push(place);
                    }
                    Vec::new()
                }
                Said::Begin => {
                    self.open = Some(Vec::new());
                    Vec::new()
                }
                Said::Commit => self.open.take().unwrap_or_default(),
                Said::Other => Vec::new(),
            };
            // A simple question, or the end of one in parts.
            if matches!(message.kind(), b'Q' | b'S') {
                self.awaited.push_back(commits);
            }
        }
    }

    /// The server's bytes: the writes that are committed with them.
    pub(crate) fn answered(&mut self, bytes: &[u8]) -> Vec<P> {
        let mut committed = Vec::new();
        for message in self.server.take(bytes) {
            match message.kind() {
                b'C' => self.done.push(message.text()),
                b'E' => self.failed = true,
                b'Z' => {
                    let would = self.awaited.pop_front().unwrap_or_default();
                    let done = std::mem::take(&mut self.done);
                    let failed = std::mem::take(&mut self.failed);
                    // A transaction that had failed is answered with ROLLBACK.
                    if !failed && done == ["COMMIT"] {
                        committed.extend(would);
                    }
                }
                _ => {}
            }
        }
        committed
    }
}

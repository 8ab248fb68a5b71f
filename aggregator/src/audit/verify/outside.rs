//! What vouches for logs beside themselves: the signed checkpoints that lie outside, and what the logs of one server say of each other.
//! For the commands that verify. The logs are noted first and the folder is read after, so that nothing that is made meanwhile is missed.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};

use super::{HEAD_KIND, MAX_FINDINGS, Signed};
use crate::{
    audit::{
        chain::Hash,
        checkpoint::{Checkpoint, TrustedKeys},
        entry::HeadTaken,
        log::{Line, Log, UnreadableLog},
        sink::Sink,
    },
    hash::{first_32, unhex},
};

/// The most torn lines of a folder that are named; they are counted all the same.
pub const MAX_TORN_NAMED: usize = 100;

/// What witnesses there are beside a log.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    keys: TrustedKeys,
    held: Option<Arc<Held>>,
    noted: Arc<Noted>,
}

/// What a folder holds, of every instance that has something in it.
#[derive(Debug, Default)]
struct Held {
    of: BTreeMap<String, Vouching>,
    torn: Vec<String>,
    torn_lines: u64,
}

/// What a folder holds of one instance. Only the keys' holder makes what is believed, so that is as long as the log; the rest is bounded.
#[derive(Debug, Default)]
pub(super) struct Vouching {
    pub(super) believed: Vec<Signed>,
    /// The entries that others are about.
    pub(super) unsigned: Vec<u64>,
}

/// What was in the logs before anybody outside was asked.
#[derive(Debug, Default)]
pub struct Noted {
    ends: BTreeMap<String, i64>,
    heads: BTreeMap<String, Vec<Named>>,
}

/// The head of a chain as another chain names it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) seq: u64,
    pub(super) hash: Hash,
    pub(super) at_us: i64,
    /// Whose chain names it.
    pub(super) by: Arc<str>,
}

// R-AUDIT-20, R-AUDIT-22
/// Notes where logs end, and what they say of each other.
///
/// # Errors
/// [`UnreadableLog`].
pub fn note<'a>(logs: impl IntoIterator<Item = &'a dyn Log>) -> Result<Noted, UnreadableLog> {
    let mut noted = Noted::default();
    for log in logs {
        let (mut end, instance) = (0, log.instance()?);
        let by: Arc<str> = instance.as_str().into();
        log.each(&mut |line| {
            end = line.seq;
            noted.hear(&line, &by);
            Ok(())
        })?;
        noted.ends.insert(instance, end);
    }
    Ok(noted)
}

impl Noted {
    fn hear(&mut self, line: &Line, by: &Arc<str>) {
        if line.kind != HEAD_KIND {
            return;
        }
        // What does not read as one names nobody; that it was changed its own chain says.
        let taken: HeadTaken = serde_json::from_str(&line.body).unwrap_or_default();
        for head in taken.heads {
            let named = Named {
                seq: head.seq,
                hash: first_32(&unhex(&head.hash).unwrap_or_default()),
                at_us: line.at_us,
                by: by.clone(),
            };
            self.heads.entry(head.instance).or_default().push(named);
        }
    }
}

impl Outside {
    /// Keys, and nobody outside to compare with.
    #[must_use]
    pub fn without_sink(keys: TrustedKeys) -> Self {
        Self {
            keys,
            ..Self::default()
        }
    }

    /// A folder that should be there and is not: it has lost everything.
    #[must_use]
    pub fn empty(keys: TrustedKeys) -> Self {
        Self {
            keys,
            held: Some(Arc::default()),
            ..Self::default()
        }
    }

    /// Reads what lies in a folder, line by line. One line that is no checkpoint is noted: a half-written one is left where the machine or its
    /// disk gave up, and what was really lost is missed by the log that registers it.
    ///
    /// # Errors
    /// What the file system says.
    // R-AUDIT-9
    pub fn read(keys: TrustedKeys, sink: &Sink) -> io::Result<Self> {
        let mut held = Held::default();
        sink.each(&mut |read| held.take(read, &keys))?;
        Ok(Self {
            held: Some(Arc::new(held)),
            ..Self::without_sink(keys)
        })
    }

    /// The same beside what was noted before.
    #[must_use]
    pub fn beside(&self, noted: Noted) -> Self {
        Self {
            noted: Arc::new(noted),
            ..self.clone()
        }
    }

    /// False when no key is configured: then no signature is checked.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// False when there is no folder to compare with.
    #[must_use]
    pub fn has_sink(&self) -> bool {
        self.held.is_some()
    }

    /// How many lines of the folder are no checkpoint, and the places of the first [`MAX_TORN_NAMED`] of them.
    #[must_use]
    pub fn torn(&self) -> (u64, &[String]) {
        let held = self.held.as_ref();
        held.map_or((0, &[]), |held| (held.torn_lines, &held.torn))
    }

    /// The instances that somebody vouches for and that are not there.
    // R-AUDIT-16
    #[must_use]
    pub fn missing(&self, there: &BTreeSet<String>) -> BTreeSet<String> {
        let held = self.held.iter().flat_map(|held| &held.of);
        let vouched = held.filter(|(_, vouching)| !vouching.believed.is_empty());
        let vouched = vouched.map(|(instance, _)| instance);
        let known = vouched.chain(self.noted.heads.keys());
        known
            .filter(|instance| !there.contains(*instance))
            .cloned()
            .collect()
    }

    pub(super) fn keys(&self) -> &TrustedKeys {
        &self.keys
    }

    pub(super) fn of(&self, instance: &str) -> Option<&Vouching> {
        self.held.as_ref().and_then(|held| held.of.get(instance))
    }

    /// What other logs say of one.
    pub(super) fn named(&self, instance: &str) -> &[Named] {
        self.noted.heads.get(instance).map_or(&[], Vec::as_slice)
    }

    /// The last entry that was there when the logs were noted. `None` = nobody did, and nothing is written meanwhile.
    pub(super) fn noted_end(&self, instance: &str) -> Option<i64> {
        self.noted.ends.get(instance).copied()
    }
}

impl Held {
    fn take(&mut self, read: Result<Checkpoint, String>, keys: &TrustedKeys) {
        let checkpoint = match read {
            Ok(checkpoint) => checkpoint,
            Err(place) => {
                self.torn_lines += 1;
                if self.torn.len() < MAX_TORN_NAMED {
                    self.torn.push(place);
                }
                return;
            }
        };
        // Without any key nothing can be believed, and nothing can be called forged.
        if keys.is_empty() {
            return;
        }
        let is_signed = keys.signed(&checkpoint);
        let signed = Signed::from(&checkpoint);
        let vouching = self.of.entry(checkpoint.instance).or_default();
        if is_signed {
            vouching.believed.push(signed);
        } else if vouching.unsigned.len() < MAX_FINDINGS {
            vouching.unsigned.push(signed.seq);
        }
    }
}

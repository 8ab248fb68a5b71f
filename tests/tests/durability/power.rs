//! A loss of power: what lies on the disk afterwards, made from what was done until then and what of it had been flushed.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    chance::Chance,
    file_layer::{Layer, Op},
};

/// What a disk writes as one.
const SECTOR: usize = 512;

/// What happens to what was not flushed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Loss {
    /// All of it is gone.
    Whole,
    /// Some of it is there, some of that torn, whatever the order it was written in.
    Some(u64),
}

/// A file's content as it is certain to lie there, and what may come on top.
#[derive(Default)]
struct Disk {
    /// `None` = there is no such file.
    certain: Option<Vec<u8>>,
    unflushed: Vec<Op>,
}

/// Writes into a folder what a loss of power at a moment leaves.
pub(crate) fn lose(layer: &Layer, moment: usize, loss: Loss, into: &Path) {
    let mut files: BTreeMap<String, Disk> = BTreeMap::new();
    for (file, op) in layer.noted(moment) {
        let disk = files.entry(file).or_default();
        // With a new file SQLite flushes the folder that names it, and then what was removed from the folder is gone for certain.
        let names = matches!(op, Op::Flush) && disk.certain.is_none();
        disk.take(op);
        if names {
            files.values_mut().for_each(Disk::removed);
        }
    }
    for (file, mut disk) in files {
        if let Loss::Some(seed) = loss {
            disk.keep_some(&mut Chance::of(seed));
        }
        if let Some(content) = disk.certain {
            fs::write(into.join(file), content).unwrap();
        }
    }
}

impl Disk {
    fn take(&mut self, op: Op) {
        match op {
            Op::Flush => {
                for op in std::mem::take(&mut self.unflushed) {
                    apply(&mut self.certain, op);
                }
                // A file that was flushed is there, empty or not.
                self.certain.get_or_insert_default();
            }
            Op::Remove { flushed: true } => *self = Self::default(),
            op => self.unflushed.push(op),
        }
    }

    /// The folder was flushed.
    fn removed(&mut self) {
        let last = |op: &Op| matches!(op, Op::Remove { .. });
        if let Some(place) = self.unflushed.iter().rposition(last) {
            self.unflushed.drain(..=place);
            self.certain = None;
        }
    }

    fn keep_some(&mut self, chance: &mut Chance) {
        for op in std::mem::take(&mut self.unflushed) {
            if chance.one_in(2) {
                continue;
            }
            apply(&mut self.certain, torn(op, chance));
        }
    }
}

/// A write of which a part arrived: whole sectors from its beginning or to its end.
fn torn(op: Op, chance: &mut Chance) -> Op {
    let Op::Write { at, mut bytes } = op else {
        return op;
    };
    let sectors = bytes.len() / SECTOR;
    if sectors < 2 || !chance.one_in(3) {
        return Op::Write { at, bytes };
    }
    let cut = SECTOR * (1 + chance.below(sectors - 1));
    if chance.one_in(2) {
        bytes.truncate(cut);
        return Op::Write { at, bytes };
    }
    Op::Write {
        at: at + cut,
        bytes: bytes.split_off(cut),
    }
}

fn apply(content: &mut Option<Vec<u8>>, op: Op) {
    match op {
        Op::Write { at, bytes } => {
            let content = content.get_or_insert_default();
            let end = at + bytes.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[at..end].copy_from_slice(&bytes);
        }
        Op::Truncate(size) => content.get_or_insert_default().resize(size, 0),
        Op::Remove { .. } => *content = None,
        Op::Flush => {}
    }
}

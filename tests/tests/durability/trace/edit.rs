//! A record as it would be, had one thing happened later, or another way.

use super::call::UNFINISHED;

/// A thread that no record knows.
const ANOTHER: &str = "4194305";

/// The calls that ended at these lines end after another line instead.
pub(crate) fn postponed(record: &str, ended: &[usize], after: usize) -> String {
    let lines: Vec<_> = record.lines().collect();
    let mut edited = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if !ended.contains(&number) {
            edited.push((*line).to_owned());
        }
        if number == after {
            let calls = ended.iter().map(|ended| whole(&lines, *ended));
            edited.extend(calls.map(|call| format!("{ANOTHER} {call}")));
        }
    }
    edited.join("\n")
}

/// A word in a line is another.
pub(crate) fn reworded(record: &str, at: usize, word: &str, other: &str) -> String {
    let edited = record.lines().enumerate().map(|(number, line)| {
        let is_it = number == at;
        assert!(!is_it || line.contains(word), "the line says {word}");
        match is_it {
            true => line.replace(word, other),
            false => line.to_owned(),
        }
    });
    edited.collect::<Vec<_>>().join("\n")
}

/// A call on one line, without its thread.
fn whole(lines: &[&str], ended: usize) -> String {
    let (thread, end) = lines[ended].split_once(' ').unwrap();
    let Some((_, end)) = end.split_once("resumed>") else {
        return end.trim_start().to_owned();
    };
    let began = (lines[..ended].iter().rev())
        .filter_map(|line| line.split_once(' '))
        .find(|(other, _)| *other == thread);
    let (_, began) = began.expect("a call that ended began");
    let began = began.trim_start().strip_suffix(UNFINISHED).unwrap();
    format!("{began}{end}")
}

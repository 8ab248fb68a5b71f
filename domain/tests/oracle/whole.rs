//! The cube agrees with the oracle, and is the one that was reviewed.

use std::fmt::Write;

use crate::{
    cube::{self, Run, SLICES},
    files::{self, are_rewritten, whole_cube},
    hash::Hash,
    oracle::{self, Choice, Way},
    selection::SELECTED,
};

/// The slices of an ordinary run: about five million points.
const ORDINARY: [usize; 2] = [0, 30];

const FILE: &str = "cube.hash";

// R-DECIDE-11
#[test]
fn the_whole_cube_is_as_the_documents_say_and_as_written() {
    let all: Vec<_> = (0..SLICES).collect();
    let slices = if whole_cube() { &all[..] } else { &ORDINARY };
    let run = cube::run(slices);
    assert!(
        run.disagreements.is_empty(),
        "the decision is not as the documents say; mend the rule, or name the choice in oracle/beyond.rs:\n{}",
        run.disagreements.join("\n")
    );
    let now = written(&run);
    if are_rewritten() {
        std::fs::write(files::path(FILE), now).unwrap();
        return;
    }
    let reviewed = files::checked_in(FILE);
    if whole_cube() {
        let difference = files::difference(&reviewed, &now);
        assert!(reviewed == now, "{FILE} differs:\n{difference}");
        return;
    }
    let slices = now.lines().filter(|line| line.starts_with("slice"));
    let differing: Vec<_> = slices
        .filter(|line| !reviewed.lines().any(|known| known == *line))
        .collect();
    assert!(
        differing.is_empty(),
        "slices differ from {FILE}; `UPDATE_ORACLE=1 cargo test --release -p domain --test oracle written` rewrites it:\n{}",
        differing.join("\n")
    );
}

// R-DECIDE-11
#[test]
fn every_choice_beyond_the_documents_is_made_somewhere_and_says_why() {
    let (selected, cube) = (&*SELECTED, files::checked_in(FILE));
    oracle::made();
    for (point, _) in selected {
        oracle::says(point);
    }
    for (choice, made) in Choice::ALL.iter().zip(oracle::made()) {
        let head = format!("choice\t{choice:?}\t");
        let in_cube = cube.lines().filter_map(|line| line.strip_prefix(&head));
        let made = made > 0 || in_cube.into_iter().any(|times| times != "0");
        assert!(made, "{choice:?} is made nowhere");
        assert!(choice.why().len() > 20, "{choice:?} says nothing");
    }
    let count = |way| Choice::ALL.iter().filter(|c| c.way() == way).count();
    // One more is told to whoever owns the tables: what is wider than the documents needs a reason that stands in the row's note.
    assert_eq!(count(Way::Wider), 4);
    assert_eq!(
        count(Way::Stricter) + count(Way::Open),
        Choice::ALL.len() - 4
    );
}

/// The file: every slice, their sum, every choice.
fn written(run: &Run) -> String {
    let mut text = String::from(
        "# Fingerprints of the decision at every point of the cube, slice by slice. Written by UPDATE_ORACLE=1, see main.rs.\n",
    );
    let mut sum = Hash::START;
    let mut points = 0;
    for ((country, number), slice) in &run.slices {
        let line = format!(
            "slice\t{country}\t{number:02}\t{}\t{}",
            slice.points, slice.hash
        );
        sum.text(&line);
        points += slice.points;
        writeln!(text, "{line}").unwrap();
    }
    writeln!(text, "whole\t{points}\t{sum}").unwrap();
    for (choice, made) in Choice::ALL.iter().zip(&run.choices) {
        writeln!(text, "choice\t{choice:?}\t{made}").unwrap();
    }
    text
}

//! Every row of both tables is changed, one thing at a time, in memory. A change is refused at start-up, or the oracle's points turn red.
//! Nothing that a row says of who may see what can change unseen.

mod changes;
mod rows;

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use domain::{policy::Policy, time::Country};

use crate::{
    axes::Point,
    common::{DK_TOML, SE_TOML, policy},
    compare, oracle,
    scene::Scene,
    selection::{self, SELECTED},
};
use changes::Change;

/// What hangs on nothing yet, each with why. What begins to matter is no longer unseen, and then it must go from here.
const UNUSED: [(&str, &str); 2] = [
    (
        "DK-BLOCK: forbids without \"statute\"",
        "every Danish line by statute holds against blocks",
    ),
    (
        "DK-TYPE-CONCERN-REPORT-FEEDBACK",
        "no Danish line shares feedback yet",
    ),
];

/// What became of a changed table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Seen {
    /// The table is refused, with line and key.
    Refused,
    /// What the documents say is no longer what is decided.
    AgainstTheOracle,
    /// The file or the fingerprint differs.
    Differs,
    /// Nobody would have noticed.
    Unseen,
}

// R-DECIDE-12
#[test]
fn every_changed_row_of_the_tables_turns_the_oracle_red() {
    for (country, text) in [(Country::Se, SE_TOML), (Country::Dk, DK_TOML)] {
        let changes = changes::of(text);
        assert!(changes.len() > 200, "{} changes only", changes.len());
        let seen = all(country, text, &changes);
        let unseen: Vec<_> = (changes.iter().zip(&seen))
            .filter(|(change, seen)| {
                let unused = UNUSED.iter().any(|(what, _)| change.what.starts_with(what));
                (**seen == Seen::Unseen) != unused && **seen != Seen::Refused
            })
            .map(|(change, _)| &change.what)
            .collect();
        assert!(unseen.is_empty(), "{country}: {unseen:#?}");
        // A line that gives something else, or to others, is against what the documents say, not only against a file.
        let quiet: Vec<_> = (changes.iter().zip(&seen))
            .filter(|(change, seen)| change.gives_else && **seen == Seen::Differs)
            .map(|(change, _)| &change.what)
            .collect();
        assert!(quiet.is_empty(), "{country}: {quiet:#?}");
        for row in rows::ids(text) {
            let accepted = (changes.iter().zip(&seen))
                .any(|(change, seen)| change.row == row && *seen != Seen::Refused);
            assert!(accepted, "{row}: no change of it would even be read");
        }
    }
}

/// What became of each, on as many threads as there are cores.
fn all(country: Country, text: &str, changes: &[Change]) -> Vec<Seen> {
    let next = AtomicUsize::new(0);
    let seen = Mutex::new(vec![Seen::Unseen; changes.len()]);
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(change) = changes.get(place) else {
                        break;
                    };
                    let one = seen_of(country, text, change);
                    seen.lock().unwrap()[place] = one;
                }
            });
        }
    });
    seen.into_inner().unwrap()
}

fn seen_of(country: Country, text: &str, change: &Change) -> Seen {
    let Ok(changed) = Policy::parse("changed.toml", &change.text) else {
        return Seen::Refused;
    };
    let tables = policy(country);
    let mut differs = false;
    // Points of the cube that the row is about come first, then all that is selected.
    for point in rows::points(country, text, &change.row) {
        match of_point(&point, &Scene::of(&point), tables, &changed) {
            Seen::AgainstTheOracle => return Seen::AgainstTheOracle,
            seen => differs |= seen == Seen::Differs,
        }
    }
    for (point, scene) in SELECTED
        .iter()
        .filter(|(point, _)| point.country() == country)
    {
        match of_point(point, scene, tables, &changed) {
            Seen::AgainstTheOracle => return Seen::AgainstTheOracle,
            seen => differs |= seen == Seen::Differs,
        }
        if differs && !change.gives_else {
            return Seen::Differs;
        }
    }
    if differs || selection::blockers(tables) != selection::blockers(&changed) {
        Seen::Differs
    } else {
        Seen::Unseen
    }
}

fn of_point(point: &Point, scene: &Scene, tables: &Policy, changed: &Policy) -> Seen {
    let (before, after) = (scene.decide(point, tables), scene.decide(point, changed));
    let line = |decision, tables| compare::line(decision, tables, scene.now);
    if before == after && line(&before, tables) == line(&after, changed) {
        Seen::Unseen
    } else if oracle::says(point) != compare::decided(&after) {
        Seen::AgainstTheOracle
    } else {
        Seen::Differs
    }
}

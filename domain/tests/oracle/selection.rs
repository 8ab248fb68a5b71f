//! The points that are checked in with what is decided there: every cell, every boundary, every state of every fact where it tells, and
//! pairs of everything with everything.

mod points;
mod released;

use std::{collections::BTreeSet, sync::LazyLock};

use domain::{
    decide::{ReasonCode, may_block},
    policy::Policy,
    time::Country,
};

use crate::{
    ages::AGES,
    axes::{Maturity, Point, Sector, Who},
    common::{CHILD, DK_TOML, MOTHER, SE_TOML, policy},
    compare::{self, COLUMNS},
    cube::disagreement,
    files::{self, are_rewritten},
    oracle,
    scene::Scene,
};
use points::USUAL;
pub(crate) use points::question;

const FILE: &str = "selection.tsv";

/// More than this nobody reviews.
const MOST_LINES: usize = 5_000;

/// Every selected point, ready to be decided by any tables.
pub(crate) static SELECTED: LazyLock<Vec<(Point, Scene)>> = LazyLock::new(|| {
    let mut seen = BTreeSet::new();
    let points = [Country::Se, Country::Dk].into_iter().flat_map(points::of);
    let new = points.filter(|point| seen.insert(compare::words(point)));
    new.map(|point| (point, Scene::of(&point))).collect()
});

/// What these tables decide at a selected point, as the file has it.
pub(crate) fn line((point, scene): &(Point, Scene), tables: &Policy) -> String {
    let decision = scene.decide(point, tables);
    compare::line(&decision, tables, scene.now)
}

/// Who may have a block registered, by age, maturity and whose wish it is.
pub(crate) fn blockers(tables: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    for age in AGES.iter().filter(|age| age.country == tables.country()) {
        for maturity in [Maturity::NotAssessed, Maturity::Mature, Maturity::Unknown] {
            let mut point = question(
                age,
                Who::At(Sector::ChildPsychiatry),
                Sector::Hospital,
                USUAL,
            );
            point.around.maturity = maturity;
            let scene = Scene::of(&point);
            let may = |wish| may_block(wish, &scene.actor, &scene.facts, tables, scene.now);
            lines.push(format!(
                "may-block\t{}\t{}\tguardian {}\tchild {}",
                age.word,
                maturity.word(),
                may(MOTHER),
                may(CHILD),
            ));
        }
    }
    lines
}

/// The file as it would be written now.
fn written() -> String {
    let mut lines = vec![format!(
        "{}\toutcome\tvisibility\trules",
        COLUMNS.join("\t")
    )];
    for selected in SELECTED.iter() {
        let decided = line(selected, policy(selected.0.country()));
        lines.push(format!("{}\t{decided}", compare::words(&selected.0)));
    }
    for country in [Country::Se, Country::Dk] {
        lines.extend(blockers(policy(country)));
    }
    lines.join("\n") + "\n"
}

// R-DECIDE-11
#[test]
fn the_selection_is_decided_as_written() {
    let now = written();
    let lines = now.lines().count();
    assert!(
        lines <= MOST_LINES,
        "{lines} lines are more than anybody reviews"
    );
    if are_rewritten() {
        std::fs::write(files::path(FILE), now).unwrap();
        return;
    }
    let reviewed = files::checked_in(FILE);
    let difference = files::difference(&reviewed, &now);
    assert!(
        reviewed == now,
        "{FILE} differs; `UPDATE_ORACLE=1 cargo test --release -p domain --test oracle written` rewrites it:\n{difference}"
    );
}

// R-DECIDE-11
#[test]
fn every_selected_point_is_as_the_documents_say() {
    let apart: Vec<_> = (SELECTED.iter())
        .filter_map(|(point, scene)| {
            let decision = scene.decide(point, policy(point.country()));
            let said = oracle::says(point);
            (said != compare::decided(&decision)).then(|| disagreement(point, &said, &decision))
        })
        .take(40)
        .collect();
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

// R-DECIDE-8
#[test]
fn every_reason_occurs_in_the_selection() {
    let now = written();
    let words: BTreeSet<_> = (now.split(|c: char| !c.is_ascii_uppercase() && c != '_')).collect();
    let silent: Vec<_> = (ReasonCode::ALL.into_iter())
        .filter(|code| {
            let elsewhere = GIVEN_ELSEWHERE.iter().any(|(given, _)| given == code);
            words.contains(code.as_str()) == elsewhere
        })
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

/// The beginnings of ids of rules that a decision does not name although it hangs on them. That it does is shown by changing each:
/// `mutations.rs`.
const SILENT: [&str; 6] = [
    "SE-TYPE-",
    "DK-TYPE-",
    "SE-PURPOSE-",
    "DK-PURPOSE-",
    "SE-SCHOOL-",
    "DK-SCHOOL-",
];

/// The beginnings of ids of rules that are about something else than a decision, each with the test that reads them.
pub(crate) const READ_ELSEWHERE: [(&str, &str); 7] = [
    ("SE-OWN-", "domain/tests/letters.rs"),
    ("DK-OWN-", "domain/tests/letters.rs"),
    ("SE-HIDDEN-", "domain/tests/policy.rs"),
    ("DK-HIDDEN-", "domain/tests/policy.rs"),
    ("DK-CONSENTED-", "domain/tests/decide/denmark.rs"),
    ("SE-MESSAGE-", "domain/tests/letters.rs"),
    ("DK-MESSAGE-", "domain/tests/letters.rs"),
];

/// Reasons that other rooms than the decision give, each with the test that shows it.
const GIVEN_ELSEWHERE: [(ReasonCode, &str); 1] =
    [(ReasonCode::AddresseeUnknown, "domain/tests/plan.rs")];

// R-DECIDE-8
#[test]
fn every_rule_of_the_tables_occurs_in_the_selection() {
    let now = written();
    let occurring: BTreeSet<_> = now
        .split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '-')
        .collect();
    let ids = (SE_TOML.lines().chain(DK_TOML.lines()))
        .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
    let wrong: Vec<_> = ids
        .filter(|id| {
            let elsewhere = READ_ELSEWHERE
                .iter()
                .any(|(rules, _)| id.starts_with(rules));
            let silent = SILENT.iter().any(|rules| id.starts_with(rules));
            !silent && occurring.contains(id) == elsewhere
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

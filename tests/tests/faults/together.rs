//! Two faults at once: both on one source, and one each on two. The normal share takes every pair of faults once, each on the next source
//! or the next two, so that every source that is asked has its turn; a night can take every pair on every source, and on every two
//! neighbours: `SAMSYN_FAULTS=all cargo test --release -p tests --test faults together`.

use mock_producers::Faults;

use crate::{
    expected::ALL,
    stage::{Case, Stage, on_its_own, play},
};

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
fn takes_all() -> bool {
    std::env::var("SAMSYN_FAULTS").is_ok_and(|asked| asked == "all")
}

/// Every two that can be on one source: two ways of one fault cannot.
fn pairs() -> Vec<Faults> {
    let mut pairs = Vec::new();
    for (place, one) in ALL.iter().enumerate() {
        for other in &ALL[place + 1..] {
            pairs.extend(format!("{one}+{other}").parse::<Faults>());
        }
    }
    pairs
}

// R-FAULT-2, R-MOCK-3, R-MOCK-4
#[test]
fn two_faults_at_once_on_one_source_cost_its_row_and_the_worse_is_told() {
    let sources = on_its_own(async { Stage::set().await.sources() });
    let pairs = pairs();
    assert_eq!(pairs.len(), 18 * 17 / 2 - 4);
    assert!(pairs.len() >= sources.len(), "every source has its turn");
    let mut cases = Vec::new();
    for (turn, faults) in pairs.iter().enumerate() {
        for (place, (source, question)) in sources.iter().enumerate() {
            if takes_all() || place == turn % sources.len() {
                let wrong = vec![(source.clone(), faults.clone())];
                cases.push(Case::of(*question, wrong));
            }
        }
    }
    play(cases);
}

// R-MOCK-4, R-STATUS-2
#[test]
fn a_fault_each_on_two_sources_are_two_rows_with_their_own_causes() {
    let neighbours = on_its_own(async { Stage::set().await.neighbours() });
    let faults: Vec<Faults> = ALL.iter().map(|fault| fault.parse().unwrap()).collect();
    let mut twos = Vec::new();
    for (place, first) in faults.iter().enumerate() {
        twos.extend(faults[place..].iter().map(|second| (first, second)));
    }
    assert_eq!(twos.len(), 18 * 19 / 2);
    assert!(
        twos.len() >= neighbours.len(),
        "every two have their turn: {}",
        neighbours.len()
    );
    let mut cases = Vec::new();
    for (turn, (first, second)) in twos.into_iter().enumerate() {
        for (place, (question, one, other)) in neighbours.iter().enumerate() {
            if takes_all() || place == turn % neighbours.len() {
                let wrong = vec![
                    (one.clone(), first.clone()),
                    (other.clone(), second.clone()),
                ];
                cases.push(Case::of(*question, wrong));
            }
        }
    }
    play(cases);
}
